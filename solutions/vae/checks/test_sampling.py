"""The checks of the layer Sampling."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_close, assert_shape, cell, hinting, lab, probe, require

from .networks import LATENT

check = cell("sampling")


@check(weight=0)
def test_sample_has_the_shape_of_the_mean(student, rng):
    """`Sampling` turns a pair (z_mean, z_log_var) into a z of the same shape."""
    mean, log_var = rng.normal(size=(2, 5, LATENT))
    hint = "call(self, inputs) unpacks the pair, and returns z: one number for each number of z_mean."
    with hinting(hint):
        assert_shape(student.ask(lab.Sampling()((mean, log_var))), (5, LATENT), "z", hint)


@check(weight=2, needs=[test_sample_has_the_shape_of_the_mean])
def test_sample_follows_the_formula(student, reference, rng):
    """z is z_mean plus the noise times the standard deviation."""
    mean, log_var, noise = rng.normal(size=(3, 5, LATENT))
    z = student.ask(lab.Sampling()((mean, log_var)), noise=[noise])
    expected = reference.ask(lab.Sampling()((mean, log_var)), noise=[noise])
    known = {
        "The noise is scaled by exp(z_log_var): that is the variance, not the standard deviation.": [
            mean + np.exp(log_var) * noise,
            mean - np.exp(log_var) * noise,
        ],
        "The noise is scaled by z_log_var itself.": [mean + log_var * noise, mean - log_var * noise],
        "z is z_mean: there is no noise in it.": [mean],
        "z_mean and z_log_var are swapped.": [log_var + np.exp(mean / 2) * noise],
        "The noise is not scaled by the standard deviation.": [mean + noise, mean - noise],
        "The ½ must stand inside the exponential, not in front of it.": [
            mean + np.exp(log_var) / 2 * noise,
            mean - np.exp(log_var) / 2 * noise,
        ],
    }
    hint = "σ = exp(½ · z_log_var); ε from keras.random.normal or tf.random.normal, with the shape of z_mean."
    assert_close(
        z,
        expected,
        2 * mean - expected,
        known=known,
        wrong="z is not z_mean + σ · ε with standard normal ε, one for each element.",
        hint=hint,
    )


@check(needs=[test_sample_has_the_shape_of_the_mean])
def test_noise_is_standard_normal(student, rng):
    """The noise is standard normal, fresh at each call, and another one for every element."""
    mean, log_var = np.tile(rng.normal(size=3), (5000, 1)), np.tile([0.0, 1.0, 2.0], (5000, 1))
    draw = lab.Sampling()
    first, second = student.ask([draw((mean, log_var)), draw((mean, log_var))])
    assert_shape(first, mean.shape, "z")
    noise, spread = first - mean, (first - mean).std(axis=0)
    hint = "Draw a new standard normal number for every element, at every call."
    require(np.abs(noise).max() > 1e-6, "There is no noise in z.", hint)
    require(not agree(first, second), "Two calls give the same z: the noise must be fresh each time.", hint)
    require(spread[1:].min() > 1e-6, "All images of a batch get the same noise.", hint)
    # Whatever the noise is scaled by: that is another check's business.
    standard = noise[:, 1:] / spread[1:]
    off = "Over many draws the mean of z is not z_mean: the noise must have mean 0."
    require(np.abs(standard.mean(axis=0)).max() < 0.1, off, hint)
    require(
        abs((standard[:, 0] * standard[:, 1]).mean()) < 0.1, "The coordinates of z share their noise.", hint
    )
    require(
        np.abs((standard**4).mean(axis=0) - 3).max() < 0.4, "The noise is not normally distributed.", hint
    )
    require(abs(spread[0] - 1) < 0.1, "With z_log_var = 0 the standard deviation of z should be 1.", hint)


@check(needs=[test_sample_has_the_shape_of_the_mean])
def test_gradient_reaches_mean_and_log_var(student, rng):
    """Gradients flow through z to both z_mean and z_log_var."""
    arrays, (noise, direction) = rng.normal(size=(2, 5, LATENT)), rng.normal(size=(2, 5, LATENT))
    inputs = [probe.variable(array) for array in arrays]
    gradient = probe.gradient(probe.projection(lab.Sampling()(tuple(inputs)), direction), wrt=inputs)
    hint = "Compute z from z_mean and z_log_var with keras.ops or tf alone: no numpy, no stop_gradient."
    for value, name in zip(student.ask(gradient, noise=[noise]), ("z_mean", "z_log_var"), strict=True):
        require(value is not None and np.any(value), f"No gradient reaches {name}.", hint)
        assert_shape(value, (5, LATENT), f"The gradient with respect to {name}", hint)
