"""4 · The style loss."""

from __future__ import annotations

import numpy as np

from autograder.checks import CLOSE, Together, assert_close, assert_shape, cell, lab, probe, seed_of, shared

from .common import Ways, assert_gradients, watched

check = cell("style_loss")

# Stands for gram_matrix, so that a mistake there costs nothing here: something else of the same shape.
NO_GRAM = {
    "inputs": {"maps": (2, 3, 4)},
    "layers": [
        ["y", "flatten", ["maps"], {}],
        ["y", "dense", ["y"], {"units": 16, "activation": "tanh"}],
        ["y", "reshape", ["y"], {"shape": (4, 4)}],
    ],
    "outputs": ["y"],
}


class StyleQuestion:
    """Feature maps of three layers, targets and weights; asked with and without something in gram_matrix's place.

    Whoever writes the Gram matrices out passes too.
    """

    def __init__(self, rng):
        self.maps = list(rng.normal(0.5, 1, (3, 2, 2, 3, 4)))
        self.targets, self.weights = list(rng.normal(size=(3, 2, 4, 4))), [0.3, 1.1, 2.3]
        variables = [probe.variable(m) for m in self.maps]
        self.stand_in = probe.network(NO_GRAM, seed=seed_of(rng))
        loss = lab.style_loss(self.maps, self.targets, self.weights)
        of_variables = lab.style_loss([watched(v) for v in variables], self.targets, self.weights)
        parts = {"loss": loss, "gradient": probe.gradient(of_variables, wrt=variables)}
        # one more layer, and layers of different sizes; here the targets are of the sizes of what stands in
        shapes = ((1, 4, 6, 3), (1, 2, 3, 5), (1, 2, 2, 2), (1, 1, 4, 6))
        others = [rng.normal(0.5, 1, shape) for shape in shapes]
        grams = [rng.normal(size=(1, shape[-1], shape[-1])) for shape in shapes]
        same = [rng.normal(size=shape) for shape in shapes]
        weights = [0.7, 0.2, 0.0, 1.3]
        self.ways = Ways(Together(parts, replace={"gram_matrix": self.stand_in}), Together(parts))
        self.sizes = Ways(
            Together({"loss": lab.style_loss(others, same, weights)}, replace={"gram_matrix": probe.affine(0.7, 0.2)}),
            Together({"loss": lab.style_loss(others, grams, weights)}),
        )  # fmt: skip


@shared
def style(rng):
    return StyleQuestion(rng)


@check(weight=0)
def test_style_loss_is_a_scalar(student, style):
    """`style_loss` gives one number."""
    value = style.ways.value(student, "loss")
    assert_shape(value, (), "style_loss(features, targets, weights)", "The layers are summed to one number.")


@check(weight=2, needs=[test_style_loss_is_a_scalar])
def test_style_loss_is_the_weighted_sum(student, reference, style):
    """It is the sum over the layers of weight times mean squared difference of Gram matrices."""
    if style.ways.is_right(student, reference, "loss", CLOSE):
        return
    grams = reference.ask([style.stand_in(m) for m in style.maps])
    errors = [(g - t) ** 2 for g, t in zip(grams, style.targets, strict=True)]
    means, weights = np.array([e.mean() for e in errors]), np.array(style.weights)
    right = weights @ means
    value, expected = (style.ways.value(who, "loss") for who in (student, reference))
    known = {
        "The weights of the layers are ignored.": [means.sum(), means.mean()],
        "The weights are divided by their sum: they are used as they are.": [right / weights.sum()],
        "It is averaged over the layers; they are summed.": [right / 3],
        "Only one of the layers counts.": [w * m for w, m in zip(weights, means, strict=True)],
        "The weights are in the wrong order.": [weights[::-1] @ means],
        "The weights are squared.": [weights**2 @ means],
        "The squared differences are summed; asked for is their mean.": [32 * right, 16 * right],
        "It is a quarter or a half of what it should be: the mean of the squares, without a factor.": [
            right / 4, right / 2,
        ],
        "The absolute differences are taken, not their squares.": [
            sum(w * np.sqrt(e).mean() for w, e in zip(weights, errors, strict=True))
        ],
        "There is a root in it; leave it out.": [np.sqrt(right), weights @ np.sqrt(means)],
        "The image's Gram matrices are not compared with the targets.": [
            sum(w * np.mean(g**2) for w, g in zip(weights, grams, strict=True)),
        ],
    }  # fmt: skip
    wrong = "It is not the weighted sum of the mean squared differences."
    hint = "For each layer: weight * mean of (gram_matrix(maps) - target)²; targets are Gram matrices already. Then the sum."
    assert_close(value, expected, known=known, wrong=wrong, hint=hint, rtol=CLOSE)


@check(weight=0.5, needs=[test_style_loss_is_the_weighted_sum])
def test_layers_have_sizes_of_their_own(student, reference, style):
    """Any number of layers, of different sizes; a weight of 0 leaves one out."""
    if style.sizes.is_right(student, reference, "loss", CLOSE):
        return
    value, expected = (style.sizes.value(who, "loss") for who in (student, reference))
    wrong = "With four layers of different sizes it is wrong."
    hint = "Go through the layers one by one, as many as there are."
    assert_close(value, expected, wrong=wrong, hint=hint, rtol=CLOSE)


@check(needs=[test_style_loss_is_the_weighted_sum])
def test_style_loss_has_a_gradient(student, reference, style):
    """Its gradient reaches the feature maps of every layer."""
    if style.ways.is_right(student, reference, "gradient"):
        return
    names = [f"the feature maps of layer {k}" for k in range(3)]
    assert_gradients(*(style.ways.value(who, "gradient") for who in (student, reference)), names)
