"""Train the digit classifier on MNIST, anew: writes datasets/digit_classifier.npz, about three minutes on two cores.

    python datasets/train_digit_classifier.py

Images are shifted by up to two pixels and turned by a few degrees, anew in every epoch: generated digits are not
centred as neatly as MNIST's.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors only

import keras
import numpy as np
from keras import layers

from labkit import data, digits
from labkit.training import seed_everything

SEED, EPOCHS, BATCH_SIZE = 1, 6, 128


def main() -> None:
    """Train, write the weights, and print how many test images they classify rightly."""
    mnist = data.load("mnist")
    seed_everything(SEED)
    model = digits.architecture()
    images = keras.Input((digits.SIDE, digits.SIDE, 1))
    moved = layers.RandomTranslation(2 / 28, 2 / 28, fill_mode="constant")(images)
    moved = layers.RandomRotation(0.02, fill_mode="constant")(moved)
    training = keras.Model(images, model(moved)[1])
    steps = EPOCHS * int(np.ceil(len(mnist.x_train) / BATCH_SIZE))
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, decay_steps=steps))
    training.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    training.fit(mnist.x_train, mnist.y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=2)

    digits.save(model, digits.WEIGHTS)
    digits.classifier.cache_clear()
    right = digits.predict(mnist.x_test).argmax(axis=1) == mnist.y_test  # of the weights as they were kept
    print(f"{digits.WEIGHTS}: {right.mean():.2%} of {len(right)} test images, {mnist.description}")


if __name__ == "__main__":
    main()
