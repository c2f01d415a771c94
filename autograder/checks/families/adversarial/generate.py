"""What a model's ``generate`` makes, and from what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import agree, assert_shape, require
from autograder.checks.networks import assert_made_by, corners


def corners_of(latent: int, classes: int = 0) -> Any:
    """What a generator gets for ``assert_drawn_afresh``: the corners of z, and of z and the label vector joined."""
    z, label_vectors = np.split(corners(latent + classes), [latent], axis=1)
    return [z, label_vectors] if classes else z


def assert_drawn_afresh(
    made: Sequence[np.ndarray], of_corners: np.ndarray, n: int, call: str, hint: str
) -> None:
    """Two calls of ``generate`` give different images, and an affine generator makes them, of whatever inputs.

    made: the n images of each call; of_corners: those that this generator makes of ``corners_of`` its inputs
    """
    for images in made:
        assert_shape(images, (n, *of_corners.shape[1:]), call)
    for images in made:
        assert_made_by(of_corners, images, "What it gives is not made by self.generator.", hint)
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")


def slips(right: np.ndarray, in_training: np.ndarray) -> dict[str, list[np.ndarray]]:
    """For ``diagnosis``: what is generated in the wrong mode, or changed afterwards. right: what should be."""
    return {
        "The generator is called in training mode, where each image depends on the others of its batch.": [
            in_training
        ],
        "It is scaled or clipped: give back what the generator puts out.": [
            (right + 1) / 2,
            np.clip(right, -1, 1),
        ],
    }
