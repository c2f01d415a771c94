"""What checks ask of the student's own networks, whatever these are made of.

Questions (expressions, to be asked together with others), and what judges their answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import agree, assert_shape, require
from autograder.checks.questions import Expr, probe

BLOCKS = 4  # along each side of an image
ALTERED = 3 + BLOCKS**2  # so many images are made of one
SEEN = 0.75  # of these blocks, more must have a say
CUT_OFF = 0.05  # of the pixels of some images, fewer may have the least or the greatest value of all
GAINS = (
    1.5,
    2.0,
    2.8,
    4.0,
    5.6,
)  # of weights: how much a network needs until its tanh bends depends on its layers


def assert_unbounded(what: str, values: Sequence[Any], hint: str = "") -> None:
    """Numbers that may be any: of either sign, and beyond -1 and 1.

    values: arrays, those of ``both_ends`` among them, and of large weights, for networks without biases.
    """
    every = np.concatenate([np.ravel(value) for value in values])
    lowest, highest = every.min(), every.max()
    require(lowest < 0 < highest, f"{what} is never {'negative' if highest > 0 else 'positive'}.", hint)
    require(lowest < -1.05 or highest > 1.05, f"{what} never leaves [-1, 1].", hint)
    require(lowest < -1.05, f"{what} is never below -1.", hint)
    require(highest > 1.05, f"{what} is never above 1.", hint)


def both_ends(network: Any, seeds: Sequence[int]) -> list[Expr]:
    """``network`` with biases that lead: what it puts out is far below zero in the one, and far above in the other.

    So an activation at its end shows, whatever the layers before it are. seeds: two, of all other weights.
    """
    return [
        probe.randomised(network, seed=int(seed), gain=0.15, shift=shift)
        for seed, shift in zip(seeds, (-8.0, 8.0), strict=True)
    ]


def awake(network: Any, seed: int) -> Expr:
    """``network`` with large weights and biases above zero, so that a ReLU that is off with other weights is on."""
    return probe.randomised(network, seed=seed, gain=4.0, shift=8.0)


def gradient_of_inputs(output: Any, direction: np.ndarray, variable: Expr) -> Expr:
    """d Σ output · direction / d variable, of a network that was called on the variable."""
    return probe.gradient(probe.projection(output, direction), wrt=[variable])


def altered(rng: np.random.Generator, image: np.ndarray, channels: int | None = None) -> np.ndarray:
    """Images for ``assert_sees_images``, made of one (H, W, C) whose pixels are drawn from its own.

    The image, it with its pixels in another order, and then it with each of 4×4 blocks in turn drawn anew; last, the image again.
    channels: only so many, the first, are altered; all by default.
    """
    height, width, all_channels = image.shape
    part = slice(all_channels if channels is None else channels)
    pixels = image[..., part].reshape(height * width, -1)
    made = np.repeat(image[None], ALTERED, axis=0)
    made[1, ..., part] = rng.permutation(pixels).reshape(made[1, ..., part].shape)
    rows, columns = (np.array_split(np.arange(side), BLOCKS) for side in (height, width))
    for k, block in enumerate(np.ix_(down, across) for down in rows for across in columns):
        shape = made[2 + k][block][..., part].shape
        # darker: of another mean, too
        made[2 + k, ..., part][block] = 0.8 * rng.choice(pixels.ravel(), shape)
    return made


def assert_model(answer: Any, hint: str) -> None:
    """A network is a model, with which the framework can do what it does with one. answer: of ``probe.is_model``."""
    require(answer is True, "It is a layer, or another thing that can be called, but no model.", hint)


def assert_only_z_is_random(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> None:
    """An encoder's z_mean and z_log_var are the same for the same inputs. first, second: its outputs for these."""
    for name, a, b in zip(("z_mean", "z_log_var"), first, second, strict=False):
        hint = "Only z is a sample, and it comes last."
        require(agree(a, b), f"{name} is random: two calls on the same images differ.", hint)


def assert_not_random(first: Any, again: Any) -> None:
    """A network gives the same for the same images outside of training. first, again: its outputs in two calls."""
    hint = "Is dropout on although training is False?"
    require(agree(first, again), "Outside of training two calls on the same images differ.", hint)


def assert_sees_images(outputs: Sequence[np.ndarray], what: str) -> None:
    """What a network says of images depends on their pixels, in most places, and not on their mean alone.

    outputs: for the images of ``altered``, with one choice of weights or several: with some, a ReLU may be off.
    Whole blocks are drawn anew, as strides may leave single pixels out.
    """
    hint = "Does every layer get what the one before it gives, from the whole image on?"
    say = np.any([_differ(np.asarray(output, "float64")) for output in outputs], axis=0)
    require(say.any(), f"The image has no say in {what}.", hint)
    moved, *blocks = say
    require(np.mean(blocks) > SEEN, f"Only a small part of the image has a say in {what}.", hint)
    require(moved, f"Only the mean of the pixels has a say in {what}, not what is where.", hint)


def assert_encoder_sees_images(answers: Sequence[Sequence[np.ndarray]], latent_dim: int) -> None:
    """As ``assert_sees_images``, for z_mean and z_log_var. answers: an encoder's outputs with each choice of weights."""
    for name, *outputs in zip(("z_mean", "z_log_var"), *answers, strict=False):
        for output in outputs:
            assert_shape(output, (ALTERED, latent_dim), name)
        assert_sees_images(outputs, name)


def _differ(rows: np.ndarray) -> np.ndarray:
    """Which rows but the first differ from it, by more than what is rounded, and than the last, of the same image."""
    *changes, same = np.linalg.norm(rows[1:] - rows[0], axis=1)
    return changes > max(1e-5 * np.linalg.norm(rows, axis=1).max(), 1e-3 * max(changes), same)


def assert_reaches_weights(gradients: Sequence[Sequence[Any]]) -> None:
    """A gradient passes from z to an encoder. gradients: of a projection of z, with respect to ``[encoder]``."""
    (through_z,) = gradients
    reached = any(gradient is not None and np.any(gradient) for gradient in through_z)
    require(reached, "No gradient passes from z to the encoder's weights.", "No stop_gradient, and no numpy.")


def assert_passes_gradient(gradient: Any, shape: tuple[int, ...], output: str, inputs: str) -> None:
    """A gradient passes from a network's output to what it gets, of this shape."""
    hint = (
        "No stop_gradient, and no numpy, which break the chain from the loss to the network before this one."
    )
    reached = gradient is not None and np.any(gradient)
    require(reached, f"No gradient passes from {output} to {inputs}.", hint)
    assert_shape(gradient, shape, f"The gradient of {output} with respect to {inputs}", hint)


def assert_paints(images: np.ndarray) -> None:
    """Images (batch, H, W, channels) of a network with random weights are no plain areas."""
    varied = np.ptp(images, axis=(1, 2)).max() > 1e-6
    require(varied, "All pixels of an image are alike.", "Each pixel needs weights, or a place, of its own.")


def assert_smooth(images: np.ndarray, hint: str = "") -> None:
    """Pixels are never cut off, at 0 and 1 or a little before. images: of a decoder with weights that are not large, and
    not of one choice of them alone: that may happen to keep within 0 and 1.

    Images whose pixels are all alike are another check's business.
    """
    varied = images.min(axis=(1, 2), keepdims=True) < images.max(axis=(1, 2), keepdims=True)
    at_an_end = varied & ((images == images.min()) | (images == images.max()))
    require(
        not np.any((images == 0) | (images == 1)) and at_an_end.mean() < CUT_OFF,
        "Pixels are cut off at 0 or 1, where no gradient passes: a sigmoid comes near, never there.",
        hint,
    )


def in_pairs(z: np.ndarray) -> np.ndarray:
    """z (4, latent) for ``assert_many_ways``: two of its rows, each twice."""
    return np.repeat(z[:2], 2, axis=0)


def assert_many_ways(gradient: Any, inputs: int, latent: int = 5) -> None:
    """An image changes in different ways with different numbers of z, at one of two z at least.

    gradient: (4, inputs) of images with respect to z ``in_pairs``, along a direction of its own for each: those of a
    pair are parallel where all of z, the first latent inputs, goes through one unit. Whether there is a gradient at
    all is another check's business.
    """
    if gradient is None:
        return
    assert_shape(gradient, (4, inputs), "The gradient of the images with respect to z")
    pairs = gradient[:, :latent].astype("float64").reshape(2, 2, latent)
    different = [second > 1e-3 * first for first, second in np.linalg.svd(pairs, compute_uv=False)]
    hint = "Is there a layer of a single unit between z and the image?"
    require(
        any(different) or not np.any(pairs),
        "All numbers of z change the image in one and the same way.",
        hint,
    )


def assert_own_ways(gradient: Any, inputs: int, latent: int = 5) -> None:
    """No two numbers of z change an image alike, as where they enter as their sum. gradient: as of ``assert_many_ways``.

    Whether a number changes it at all is another check's business.
    """
    if gradient is None:
        return
    assert_shape(gradient, (4, inputs), "The gradient of the images with respect to z")
    columns = gradient[:, :latent].astype("float64")
    columns = columns[:, np.any(columns, axis=0)]
    columns /= np.linalg.norm(columns, axis=0)
    alike = np.abs(np.triu(columns.T @ columns, k=1)) > 1 - 1e-8
    require(
        not np.any(alike),
        "Two numbers of z change the image in one and the same way.",
        "Each number of z goes its own way into the first layer: do not add two of them up before.",
    )


def least_apart(answers: np.ndarray) -> float:
    """How far those two of a network's answers lie apart that differ least: by the greatest of their differences."""
    return min(np.abs(a - b).max() for k, a in enumerate(answers) for b in answers[:k])


def corners(varied: int, size: int = 0) -> np.ndarray:
    """The inputs of a network for ``assert_made_by``: zero, and the first unit vectors; (varied + 1, size or varied)."""
    return np.eye(varied + 1, size or varied, k=-1)


def assert_made_by(of_corners: np.ndarray, images: np.ndarray, wrong: str, hint: str = "") -> np.ndarray:
    """An affine network has made these images, whatever its inputs were, which are returned, (batch, varied).

    of_corners: the images that it makes of ``corners``; wrong: the sentence for images that are not made by it
    """
    first, *axes = of_corners.reshape(len(of_corners), -1)
    axes = np.stack(axes) - first
    offset = images.reshape(len(images), -1) - first
    inputs = offset @ np.linalg.pinv(axes)
    require(agree(inputs @ axes, offset, 1e-2), wrong, hint)
    return inputs


def added_up(images: np.ndarray) -> np.ndarray:
    """Images for ``assert_bends``, made of some: all a, all b, all a + b, and as many zeros."""
    a, b = images[:-1], images[1:]
    return np.concatenate([a, b, a + b, 0 * a])


def assert_bends(values: np.ndarray, what: str) -> None:
    """A network is more than one linear layer. values: its outputs for the images of ``added_up``."""
    a, b, both, none = np.split(np.asarray(values, "float64"), 4)
    bends = np.linalg.norm(a + b - both - none) > 1e-3 * np.linalg.norm(values)
    require(bends, f"It gives {what} by a linear function: layers without activations between them are no more than one layer.",
            "LeakyReLU(0.2) after each convolution.")  # fmt: skip


def assert_ends_in_tanh(images: Sequence[np.ndarray]) -> None:
    """Pixels, of a generator with weights large enough, fill the range from -1 to 1, through one tanh.

    images: of a generator with the weights of each of GAINS. Judged are the first that come near -1 or 1: with larger
    weights, pixels of a tanh are rounded to 1.
    """
    hint = "Let the last layer, and only the last, have activation='tanh'."
    require(max(np.abs(image).max() for image in images) <= 1, "There are pixels outside [-1, 1].", hint)
    image = next((image for image in images if np.abs(image).max() > 0.999), images[-1])
    size = np.abs(image)
    require(image.min() < 0, "No pixel is negative: sigmoid or relu in place of tanh?", hint)
    require(image.max() > 0, "No pixel is positive.", hint)
    require(size.max() > 0.85, "No pixel comes near -1 or 1: is tanh applied twice?", hint)
    # tanh comes near 1 more often than it is rounded to 1; what cuts pixels off may do so a little before
    ends = size == size.max()
    smooth = np.sum((size > 0.99 * size.max()) & ~ends) >= 0.2 * np.sum(ends)
    require(smooth, "Pixels are cut off at -1 and 1, where no gradient passes.", hint)


def assert_comes_to_rest(answers: Sequence[dict], layers: Sequence[dict]) -> None:
    """The statistics of a network's normalisation change, and less when it meets the same batch again.

    answers: twice that to ``probe.delta(network(x, training=True), of={"it": network})``; layers: its ``layers_of``.
    """
    first, again = ([np.asarray(change, "float64") for change in answer["state"]["it"]] for answer in answers)
    require([a.shape for a in first] == [b.shape for b in again], "Its statistics change their shape.")
    # less by the share that is kept; 1.5 leaves room for dropout
    rest = all(np.linalg.norm(b) <= 1.5 * np.linalg.norm(a) + 1e-6 for a, b in zip(first, again, strict=True))
    hint = "momentum is the share of the old statistics that is kept: between 0 and 1."
    normalised = any(layer["kind"] == "BatchNormalization" for layer in layers)
    moving = not normalised or any(np.any(change) for change in first)
    still = "The statistics of its normalisation stay what they are at the start, also in training."
    require(moving, still, f"Is training handed on to it? And {hint}")
    require(rest, "The statistics of its normalisation grow from batch to batch.", hint)


def strided(layers: Sequence[dict], kind: str) -> list[dict]:
    """The layers of a kind with strides of 2; raises Wrong where a kernel is not divisible by its stride."""
    chosen = [layer for layer in layers if layer["kind"] == kind]
    for layer in chosen:
        kernel, strides = np.asarray(layer["kernel_size"]), np.asarray(layer["strides"])
        require(
            not np.any(kernel % strides),
            f"A {kind} has a kernel of {tuple(map(int, kernel))} and strides of {tuple(map(int, strides))}: pixels are "
            "covered unequally, and a chequered pattern shows.",
            "Choose a kernel size that is a multiple of the stride.",
        )
    return [layer for layer in chosen if np.all(np.asarray(layer["strides"]) == 2)]


def assert_grows_by_strides(layers: Sequence[dict]) -> None:
    """A generator's layers: two transposed convolutions with strides, or more."""
    hint = "Conv2DTranspose(channels, 4, strides=2, padding='same'), twice, takes 7×7 to 28×28."
    found = strided(layers, "Conv2DTranspose")
    require(len(found) >= 2, "It has fewer than two Conv2DTranspose layers with strides of 2.", hint)


def assert_shrinks_by_strides(layers: Sequence[dict]) -> None:
    """A discriminator's layers: two convolutions with strides, or more, and no pooling."""
    hint = "Conv2D(channels, 4, strides=2, padding='same'), twice, takes 28×28 to 7×7."
    pools = [layer["kind"] for layer in layers if "Pooling" in layer["kind"]]
    require(not pools, f"It has a {pools[0] if pools else ''} layer: shrink by strides instead.", hint)
    require(
        len(strided(layers, "Conv2D")) >= 2, "It has fewer than two Conv2D layers with strides of 2.", hint
    )
