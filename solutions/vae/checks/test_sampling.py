"""The checks of the layer Sampling."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_shape, cell, hinting, lab, probe, require

from .networks import LATENT

check = cell("sampling")

MANY = 4000  # images, so that what their noise is like can be told
GROUPS = 8  # of as many numbers, by their z_log_var
FRESH = "Draw a new standard normal number for every element, at every call."


@check(weight=0, asks=["sample-shape"])
def test_sample_has_the_shape_of_the_mean(student, rng):
    """`Sampling` turns a pair (z_mean, z_log_var) into a z of the same shape."""
    mean, log_var = rng.normal(size=(2, 5, LATENT))
    hint = "call(self, inputs) unpacks the pair, and returns z: one number for each number of z_mean."
    with hinting(hint):
        assert_shape(student.ask(lab.Sampling()((mean, log_var))), (5, LATENT), "z", hint)


@check(
    weight=3,
    needs=[test_sample_has_the_shape_of_the_mean],
    asks=["sample-formula", "sample-without-bounds"],
)
def test_sample_follows_the_formula(student, rng):
    """z is z_mean plus the noise times the standard deviation."""
    mean, log_var = 3 * rng.normal(size=(MANY, LATENT)), rng.uniform(-8, 8, size=(MANY, LATENT))
    far = rng.choice([-1, 1], size=log_var.shape) * rng.uniform(20, 25, size=log_var.shape)
    draw = lab.Sampling()
    near, beyond = student.ask([draw((mean, log_var)), draw((np.zeros_like(far), far))])
    hint = "σ = exp(½ · z_log_var); ε from keras.random.normal or tf.random.normal, with the shape of z_mean."
    assert_shape(near, mean.shape, "z", hint)
    require(
        even_noise((near - mean) / np.exp(log_var / 2), log_var), explain_sample(near, mean, log_var), hint
    )
    assert_shape(beyond, far.shape, "z", "Any real number is a log-variance: ±25, too.")
    wrong = "It is right near 0 only: is z_log_var clipped?"
    require(even_noise(beyond / np.exp(far / 2), far), wrong, hint)


def even_noise(noise, log_var):
    """Whether noise, of whatever kind it is, is as large where z_log_var is small as where it is large."""
    order = np.argsort(log_var, axis=None)
    sizes = [np.sqrt(np.mean(np.ravel(noise)[group] ** 2)) for group in np.array_split(order, GROUPS)]
    return min(sizes) > 1e-6 and max(sizes) < 1.25 * min(sizes)


def explain_sample(z, mean, log_var):
    """What is wrong with z: the known mistake by which its noise comes out even."""
    rest = z - mean
    if np.abs(rest).max() < 1e-5:
        return "z is z_mean: there is no noise in it."
    with np.errstate(over="ignore"):
        known = {
            "The noise is scaled by exp(z_log_var): that is the variance, not the standard deviation.": (
                rest / np.exp(log_var)
            ),
            "The noise is scaled as if by z_log_var itself.": rest / log_var,
            "z_mean and z_log_var are swapped.": (z - log_var) / np.exp(mean / 2),
            "The noise is not scaled by the standard deviation.": rest,
        }
    for sentence, noise in known.items():
        by = mean if "swapped" in sentence else log_var
        if even_noise(noise, by):
            return sentence
    return "z is not z_mean + σ · ε with one noise ε for each element, whatever z_mean and z_log_var are."


@check(
    needs=[test_sample_has_the_shape_of_the_mean],
    asks=["standard-normal-noise", "noise-for-every-element", "noise-in-every-call"],
)
def test_noise_is_standard_normal(student, rng):
    """The noise is standard normal, fresh at each call, and another one for every element."""
    mean, log_var = np.tile(rng.normal(size=3), (5000, 1)), np.tile([0.0, 1.0, 2.0], (5000, 1))
    draw = lab.Sampling()
    first, second = student.ask([draw((mean, log_var)), draw((mean, log_var))])
    assert_shape(first, mean.shape, "z")
    noise, spread = first - mean, (first - mean).std(axis=0)
    require(np.abs(noise).max() > 1e-6, "There is no noise in z.", FRESH)
    require(not agree(first, second), "Two calls give the same z: the noise must be fresh each time.", FRESH)
    require(spread[1:].min() > 1e-6, "All images of a batch get the same noise.", FRESH)
    # Whatever the noise is scaled by: that is another check's business.
    standard = noise[:, 1:] / spread[1:]
    off = "Over many draws the mean of z is not z_mean: the noise must have mean 0."
    require(np.abs(standard.mean(axis=0)).max() < 0.1, off, FRESH)
    shared = abs((standard[:, 0] * standard[:, 1]).mean()) > 0.1
    require(not shared, "The coordinates of z share their noise.", FRESH)
    require(
        not twice(np.abs(noise / spread)), "Two images of a batch share their noise, but for its sign.", FRESH
    )
    require(abs((standard**4).mean() - 3) < 0.6, "The noise is not normally distributed.", FRESH)
    # one in 700 is farther out
    cut_off = "Of thousands of draws none is far from 0: is the noise cut off?"
    require(np.abs(standard).max() > 3.2, cut_off, FRESH)
    require(abs(spread[0] - 1) < 0.1, "With z_log_var = 0 the standard deviation of z should be 1.", FRESH)


def twice(rows):
    """Whether two rows are alike; of thousands that are drawn, no two are."""
    apart = np.diff(rows[np.argsort(rows[:, 0])], axis=0)
    return np.any(np.abs(apart).max(axis=1) < 1e-5)


@check(needs=[test_sample_has_the_shape_of_the_mean], asks=["sampling-in-models", "sampling-without-weights"])
def test_sampling_serves_in_a_model(student, rng):
    """In a model, compiled or not, z is drawn afresh in each call, for batches of any size, and no weight is added."""
    pair, small = (tuple(rng.normal(size=(2, n, LATENT))) for n in (6, 1))
    hint = (
        "ops.shape(z_mean) or tf.shape(z_mean) is its shape, where the size of the batch is not known yet; numpy's numbers "
        "are drawn once, when a graph is made."
    )
    with hinting(hint):
        layer = lab.Sampling()
        drawn, again = student.ask(
            [probe.in_graph(layer, [pair, pair, small]), probe.delta(layer(small), of={"layer": layer})]
        )
    first, second, one = drawn
    assert_shape(first, (6, LATENT), "z")
    assert_shape(second, (6, LATENT), "z")
    assert_shape(one, (1, LATENT), "z of one image", hint)
    same = "Compiled to a graph, outside of training, it gives the same z in two calls."
    require(not agree(first, second), same, hint)
    require(
        not again["delta"]["layer"],
        "The layer has weights of its own.",
        "The noise is scaled by sigma alone.",
    )


@check(needs=[test_sample_has_the_shape_of_the_mean], asks=["sampling-gradients"])
def test_gradient_reaches_mean_and_log_var(student, rng):
    """Gradients flow through z to both z_mean and z_log_var."""
    arrays, (noise, direction) = rng.normal(size=(2, 5, LATENT)), rng.normal(size=(2, 5, LATENT))
    inputs = [probe.variable(array) for array in arrays]
    gradient = probe.gradient(probe.projection(lab.Sampling()(tuple(inputs)), direction), wrt=inputs)
    hint = "Compute z from z_mean and z_log_var with keras.ops or tf alone: no numpy, no stop_gradient."
    for value, name in zip(student.ask(gradient, noise=[noise]), ("z_mean", "z_log_var"), strict=True):
        require(value is not None and np.any(value), f"No gradient reaches {name}.", hint)
        assert_shape(value, (5, LATENT), f"The gradient with respect to {name}", hint)
