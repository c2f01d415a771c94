# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: labkit,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   labkit:
#     assignment: acgan
#     framework: tensorflow
# ---

# %% [markdown]
# # Auxiliary-classifier GAN

# %%
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors only

import keras
from keras import layers, ops


# %% nbgrader={"grade": false, "grade_id": "multitask_discriminator", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MultitaskDiscriminator(keras.Model):
    """Is an image real, and of which class is it? Two answers from one look: a shared body, and two heads.

    images (batch, 28, 28, 1), in [-1, 1] or in [0, 1] -> validity_logits (batch, 1), positive for real, and
    class_logits (batch, classes), the largest for the most probable class. Both are logits: no activation.
    At least two Conv2D layers with strides of 2, each with a kernel size that the stride divides, LeakyReLU after
    them, no pooling; dropout, which acts when training is True and at no other time.
    """

    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
        self.body = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.Conv2D(24, 4, strides=2, padding="same"),  # (batch, 14, 14, 24)
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(48, 4, strides=2, padding="same"),  # (batch, 7, 7, 48)
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
                layers.Dense(64),  # looks at the image as a whole
                layers.LeakyReLU(0.2),
            ]
        )
        self.validity_head = layers.Dense(1)
        self.class_head = layers.Dense(classes)
        ### END SOLUTION

    def call(self, images, training=False):
        """images: (batch, 28, 28, 1); training: whether dropout is on. Returns (validity_logits, class_logits)."""
        ### BEGIN SOLUTION
        features = self.body(images, training=training)  # (batch, 64): both heads read the same
        return self.validity_head(features), self.class_head(features)
        ### END SOLUTION
