"""Checks of a student's decoder: a network that makes images, whose pixels are probabilities, of latent vectors.

An assignment makes them its own by a subclass of DecoderChecks, and by a fixture ``decoder``, a DecoderQuestion. The
judgements serve other networks that end in a sigmoid, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import agree, assert_learned, assert_shape, require
from autograder.checks.families import Family
from autograder.checks.marker import check
from autograder.checks.networks import (
    assert_many_ways,
    assert_model,
    assert_own_ways,
    assert_paints,
    assert_passes_gradient,
    assert_smooth,
)
from autograder.checks.parts import Together

SIGMOID_HINT = "Let the last layer, and only the last, have activation='sigmoid'."


def one_by_one(row: np.ndarray) -> np.ndarray:
    """Inputs made of one, (n,), for ``assert_each_counts``: the row, it with each number changed in turn, and it again."""
    rows = np.tile(row, (len(row) + 2, 1))
    rows[1:-1] += np.eye(len(row))
    return rows


def assert_each_counts(images: np.ndarray, names: Sequence[str], least: float = 1e-5) -> None:
    """Each number that a network gets, by these names, changes its image. images: for inputs ``one_by_one``."""
    for image, name in zip(images[1:], names, strict=False):
        require(np.abs(image - images[0]).max() > least, f"{name} has no effect on the image.")


def assert_each_by_itself(images: np.ndarray) -> None:
    """The pixels, and channels, of an image are not copies of each other. images: of several inputs.

    Pixels that are always at an end are another check's business.
    """
    columns = images.reshape(len(images), -1).T
    columns = columns[((columns > columns.min()) & (columns < columns.max())).any(axis=1)]
    own = len(np.unique(columns, axis=0)) >= 0.6 * len(columns)
    wrong = "Many numbers of an image are always alike, as if they were copied from pixel to pixel, or from channel to channel."
    require(own, wrong, "The last layer has weights, and gives each of them.")


def assert_in_range(pixels: np.ndarray) -> None:
    """Pixels are probabilities."""
    inside = pixels.min() >= 0 and pixels.max() <= 1
    require(inside, "There are pixels outside [0, 1].", SIGMOID_HINT)


def assert_not_hard(pixels: np.ndarray) -> None:
    """Where a sigmoid is rounded to 0 at some pixels, it is not far from 0 at others. pixels: with large weights."""
    cut_off, near = np.mean(pixels == 0), np.mean((pixels > 0) & (pixels < 1e-4))
    hard = cut_off > 0.02 and near < 0.005 * cut_off
    wrong = "Pixels are cut off at 0, where no gradient passes: a sigmoid comes near, never there."
    require(not hard, wrong, SIGMOID_HINT)


def assert_dark_and_bright(pixels: np.ndarray, dark: float = 0.45, bright: float = 0.75) -> None:
    """Some pixels are dark and some are bright, which two sigmoids in a row do not allow."""
    require(pixels.min() < dark, "No pixel can be dark: is the sigmoid applied twice?", SIGMOID_HINT)
    require(pixels.max() > bright, "No pixel can be bright: is the sigmoid applied twice?", SIGMOID_HINT)


class DecoderQuestion:
    """The student's decoder, built once, and asked all there is to ask in one question.

    A subclass for each assignment sets

    size: of an image, (H, W, channels); names: of the numbers that the decoder gets, for messages
    parts: with
        "images": of four inputs
        "in another batch": of ``many`` inputs, then of the first ``some`` of them in reverse order
        "one by one": of inputs ``one_by_one``
        "nudged": the answer to ``nudged`` along ``direction``
        "latent": the gradient of a projection of images with respect to their inputs ``in_pairs``
        "a model": whether it is one
    """

    size: tuple[int, int, int]
    names: Sequence[str]
    many: int
    some: int
    parts: Together
    direction: np.ndarray

    def in_two_batches(self, student: Any) -> tuple[np.ndarray, Any, np.ndarray]:
        """The images of many inputs; those of some of them in another batch; what these should be."""
        images, again = self.parts.of(student)["in another batch"]
        assert_shape(images, (self.many, *self.size), "The image")
        return images, again, images[self.some - 1 :: -1]

    def assert_uses_each(self, student: Any, what: str) -> None:
        """Each number that the decoder gets changes the image, in a way of its own. what: it gets, in a word."""
        images = self.parts.of(student)["one by one"]
        assert_shape(images, (len(self.names) + 2, *self.size), "The image")
        assert_paints(images)
        assert_each_by_itself(images)
        require(agree(images[-1], images[0]), f"The same {what} in one batch gives two different images.")
        assert_each_counts(images, self.names)
        (gradient,) = self.parts.of(student)["latent"]
        assert_many_ways(gradient, len(self.names))
        assert_own_ways(gradient, len(self.names))


class DecoderChecks(Family):
    """The ladder of a decoder; each assignment adds what images it makes, and of what."""

    inputs = "z"
    model_hint = "keras.Model(inputs, image), a Sequential, or a class of yours derived from keras.Model."
    no_noise: str
    softmax: str  # the sentence for what a softmax at the end does to images
    softmax_over: tuple[int, ...]  # these axes

    @check(weight=2, needs=["test_decoder_makes_images"])
    def test_decoder_gives_probabilities(self, student, decoder):
        """Pixels are probabilities: anywhere in [0, 1], through one sigmoid."""
        images, again, same = decoder.in_two_batches(student)
        alone = agree(again, same)
        require(alone, f"The image depends on more than its {self.inputs}.", self.no_noise)
        assert_in_range(images)
        usual = [decoder.parts.of(student)[name] for name in ("images", "one by one")]
        assert_smooth(np.concatenate(usual), SIGMOID_HINT)
        assert_not_hard(images)
        assert_dark_and_bright(images, 0.05, 0.95)
        sums = images.sum(axis=self.softmax_over)
        require(not agree(sums, np.ones_like(sums), 1e-2), self.softmax, SIGMOID_HINT)

    @check(needs=["test_decoder_makes_images"])
    def test_decoder_can_learn(self, student, decoder):
        """Every weight of the decoder gets a gradient, and following it changes the image as it should."""
        assert_model(decoder.parts.of(student)["a model"], self.model_hint)
        (gradient,) = decoder.parts.of(student)["latent"]
        assert_passes_gradient(gradient, (4, len(decoder.names)), "the images", self.inputs)
        assert_learned(decoder.parts.of(student)["nudged"], [decoder.direction])
