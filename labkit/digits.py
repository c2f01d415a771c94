"""A fixed classifier of digits, to judge generated ones by: `datasets/digit_classifier.npz`.

    from labkit import digits
    digits.predict(images)                  # (n, 10): for each image the probabilities of the ten digits
    digits.features(images)                 # (n, 64): what the network's last hidden layer says of them
    digits.frechet_distance(real, images)   # how far apart two collections of images are

It is a small convolutional network trained on MNIST; its card, `datasets/digit_classifier.md`, has its accuracy
and its limits, and `datasets/train_digit_classifier.py` made it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit import data

if TYPE_CHECKING:
    import keras

WEIGHTS = data.DATASETS / "digit_classifier.npz"
CLASSES, FEATURES, SIDE = 10, 64, 28


def architecture() -> keras.Model:
    """The network without its weights: images (n, 28, 28, 1) -> [features (n, 64), probabilities (n, 10)]."""
    import keras
    from keras import layers

    images = keras.Input((SIDE, SIDE, 1))
    x = layers.Conv2D(16, 3, padding="same", activation="relu")(images)
    x = layers.MaxPooling2D()(x)  # (n, 14, 14, 16)
    x = layers.Conv2D(32, 3, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D()(x)  # (n, 7, 7, 32)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)  # (n, 4, 4, 64)
    features = layers.Dense(FEATURES, activation="relu")(layers.Flatten()(x))
    dropped = layers.Dropout(0.4)(features)
    probabilities = layers.Dense(CLASSES, activation="softmax")(dropped)
    return keras.Model(images, [features, probabilities], name="digit_classifier")


def save(model: keras.Model, path: Path) -> None:
    """Keep the weights of a trained `architecture()` in half precision."""
    np.savez_compressed(path, *[np.asarray(w, "float16") for w in model.get_weights()])


@cache
def classifier() -> keras.Model:
    """The trained network; see `architecture` for its outputs. Loaded once."""
    model = architecture()
    with np.load(WEIGHTS, allow_pickle=False) as file:
        model.set_weights([file[f"arr_{i}"].astype("float32") for i in range(len(file.files))])
    model.trainable = False
    return model


def predict(images: Any) -> np.ndarray:
    """For each image the probabilities of the ten digits, float32 (n, 10).

    images: (n, 28, 28, 1) or (n, 28, 28), n > 0, grey values in [0, 1], bright strokes on black. ValueError for
    other shapes and values.
    """
    return _outputs(images)[1]


def features(images: Any) -> np.ndarray:
    """What the last hidden layer says of each image, float32 (n, 64); images as for `predict`."""
    return _outputs(images)[0]


def frechet_distance(a: Any, b: Any) -> float:
    """How far apart two collections of images are, by the mean and covariance of their features; 0 when equal.

    a, b: images as for `predict`, n >= 2 each, not necessarily equally many. With few images (some hundreds) it is
    biased upwards: compare only distances of equally many.
    Source: Heusel et al. 2017 (FID), with this classifier's features in place of Inception's.
    """
    return frechet(features(a), features(b))


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Squared Fréchet distance of two Gaussians fitted to the rows of a, (n, d), and of b, (m, d).

    |mean_a - mean_b|² + trace(C_a + C_b - 2 (C_a C_b)^½). ValueError for fewer than two rows, or other widths.
    """
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < 2:
        raise ValueError(f"a and b must be (n >= 2, d) with the same d, not {a.shape} and {b.shape}")
    gap = a.mean(axis=0) - b.mean(axis=0)
    cov_a, cov_b = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (a, b))
    # The trace of (C_a C_b)^½ is that of the symmetric (C_a^½ C_b C_a^½)^½: sums of roots of eigenvalues.
    values, vectors = np.linalg.eigh(cov_a)
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    roots = np.sqrt(np.clip(np.linalg.eigvalsh(root @ cov_b @ root), 0, None))
    return float(max(gap @ gap + np.trace(cov_a) + np.trace(cov_b) - 2 * roots.sum(), 0.0))


def _outputs(images: Any, batch: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """[features, probabilities] of images, a batch at a time: memory stays small."""
    images = _checked(images)
    network = classifier()
    parts = [
        [np.asarray(output) for output in network(images[start : start + batch], training=False)]
        for start in range(0, len(images), batch)
    ]
    return tuple(np.concatenate(outputs) for outputs in zip(*parts, strict=True))


def _checked(images: Any) -> np.ndarray:
    """images as float32 (n, 28, 28, 1). Raises ValueError for what no image of the course is."""
    array = np.asarray(images, dtype="float32")
    if array.ndim == 3:
        array = array[..., np.newaxis]
    if array.ndim != 4 or array.shape[1:] != (SIDE, SIDE, 1) or not len(array):
        raise ValueError(f"images must be (n, 28, 28, 1) or (n, 28, 28), n > 0, not {np.shape(images)}")
    if not (array.min() >= -1e-3 and array.max() <= 1 + 1e-3):  # written so that NaN is refused too
        raise ValueError(
            f"grey values must lie in [0, 1], not from {array.min():.3g} to {array.max():.3g}: "
            "does your network put out [-1, 1]? Then (x + 1) / 2 comes first"
        )
    return array
