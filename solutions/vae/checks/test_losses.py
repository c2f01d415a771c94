"""The checks of the two losses."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_close, assert_shape, cell, diagnosis, hinting, lab, probe, require

from .networks import LATENT, images


def assert_gradient(student, loss, at, directions, step):
    """The gradient of a loss is that of its own values, right or wrong: these are judged by other checks.

    at: the point, an array per argument by its name; directions: in which to change each; step: how far.
    """
    hint = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."
    variables, arrays = [probe.variable(array) for array in at.values()], list(at.values())
    moved = [
        [loss(*[a + sign * step * d if k == n else a for n, a in enumerate(arrays)]) for sign in (1, -1)]
        for k, d in enumerate(directions)
    ]
    with hinting(hint):
        gradients, moved = student.ask([probe.gradient(loss(*variables), wrt=variables), moved])
    for name, array, d, gradient, (up, down) in zip(at, arrays, directions, gradients, moved, strict=True):
        require(gradient is not None, f"No gradient reaches {name}.", hint)
        assert_shape(gradient, array.shape, f"The gradient with respect to {name}", hint)
        parts, slope = gradient * d, (float(up) - float(down)) / (2 * step)
        wrong = (
            f"The gradient with respect to {name} does not say how the loss changes: part of it is cut off."
        )
        require(abs(parts.sum() - slope) <= 0.02 * np.abs(parts).sum(), wrong, hint)


# --- Reconstruction loss ------------------------------------------------------------------------------------

check = cell("reconstruction_loss")


def cross_entropy(x, p):
    """Per pixel, (batch, 28, 28, 1)."""
    return -x * np.log(p) - (1 - x) * np.log(1 - p)


@check(weight=0, asks=["loss-is-a-scalar"])
def test_reconstruction_loss_is_a_scalar(student, rng):
    """`reconstruction_loss` gives one number for a batch."""
    value = student.ask(lab.reconstruction_loss(images(rng, 3), 0.1 + 0.8 * images(rng, 3)))
    assert_shape(
        value, (), "reconstruction_loss", "Sum over the pixels of each image, then average over the batch."
    )


@check(
    weight=3,
    needs=[test_reconstruction_loss_is_a_scalar],
    asks=["cross-entropy", "sum-over-pixels", "mean-over-images"],
)
def test_reconstruction_loss_is_cross_entropy(student, reference, rng):
    """It is the binary cross-entropy, summed over the pixels and averaged over the batch."""
    x, p = images(rng, 5), 0.05 + 0.9 * images(rng, 5)
    loss = lab.reconstruction_loss(x, p)
    value, right = student.ask(loss), cross_entropy(x, p)
    known = {
        "It is averaged over the pixels; they must be summed.": [right.mean()],
        "It is summed over the batch; that must be averaged.": [right.sum()],
        "The sign is wrong: it is the negative of the loss.": [-right.sum() / 5],
        "x and x_hat are swapped.": [cross_entropy(p, np.clip(x, 1e-7, 1 - 1e-7)).sum() / 5],
        "It is a squared error, not the binary cross-entropy.": [
            ((x - p) ** 2).sum() / 5,
            ((x - p) ** 2).mean(),
            ((x - p) ** 2).sum(),
            ((x - p) ** 2).sum() / 10,
        ],
        "It is an absolute error, not the binary cross-entropy.": [
            np.abs(x - p).sum() / 5,
            np.abs(x - p).mean(),
        ],
        "x_hat is treated as logits, but the decoder gives probabilities.": [
            cross_entropy(x, 1 / (1 + np.exp(-p))).sum() / 5,
            cross_entropy(x, 1 / (1 + np.exp(-p))).mean(),
        ],
        "The term for dark pixels, (1 - x) log(1 - x_hat), is missing.": [(-x * np.log(p)).sum() / 5],
        "It is summed over one image axis and averaged over the other.": [right.sum() / 5 / 28],
    }
    hint = "-x log(x_hat) - (1 - x) log(1 - x_hat): sum over axes 1, 2, 3, then the mean over the batch."
    assert_close(
        value, reference.ask(loss), known=known, wrong="It is not the binary cross-entropy.", hint=hint
    )


@check(
    needs=[test_reconstruction_loss_is_a_scalar],
    asks=["loss-is-finite", "loss-at-the-ends", "loss-of-one-image"],
)
def test_reconstruction_loss_is_finite(student, rng):
    """It stays finite where x_hat is exactly 0 or 1, and costs almost nothing where that is right, much where it is wrong."""
    x = (images(rng, 3) > 0.5).astype("float32")
    ends = [lab.reconstruction_loss(x, p) for p in (x, 1 - x, np.full_like(x, 0.5))]
    image, p = images(rng, 1), 0.05 + 0.9 * images(rng, 1)
    alone = [lab.reconstruction_loss(np.repeat(image, n, 0), np.repeat(p, n, 0)) for n in (1, 2)]
    perfect, opposite, undecided, once, twice = student.ask([*ends, *alone])
    hint = (
        "log(0) is minus infinity: keep x_hat inside [ε, 1 - ε], as keras.losses.binary_crossentropy does. "
        "ε = 1e-7 is right: a smaller one is lost in float32, a larger one changes the loss."
    )
    for value in (perfect, opposite, undecided):
        assert_shape(value, (), "reconstruction_loss", hint)
    for value in (once, twice):
        assert_shape(value, (), "The loss of a batch of one image, or of two")
    wrong = "A perfect reconstruction costs too much, compared with one that is wrong in every pixel."
    require(abs(perfect) < 2e-5 * abs(opposite) and abs(perfect) < 0.01, wrong, hint)
    # -log(1e-7) is 23 times -log(0.5); that of 1e-5, 17 times, and where logarithms end at -100, 144 times
    bounded = 15 * undecided < opposite < 160 * undecided
    wrong = "An image that is wrong in every pixel, and sure of it, costs {} than it should."
    require(bounded, wrong.format("less" if opposite < 20 * undecided else "more"), hint)
    # or twice as much, where the sum over the batch is another check's business
    right = agree(twice, once) or agree(twice, 2 * once)
    wrong = "The loss of one image is another than that of the same image twice."
    require(right, wrong, "In a batch of one, axes of length 1 must stay: no squeeze.")


@check(needs=[test_reconstruction_loss_is_a_scalar], asks=["loss-gradient"])
def test_reconstruction_loss_has_a_gradient(student, rng):
    """Its gradient reaches x_hat."""
    x, p = images(rng, 3), 0.05 + 0.9 * images(rng, 3)
    assert_gradient(
        student, lambda x_hat: lab.reconstruction_loss(x, x_hat), {"x_hat": p}, [np.sign(p - x)], 1e-3
    )


# --- KL divergence ------------------------------------------------------------------------------------------

check = cell("kl_divergence")


def gaussian_kl(mean, log_var):
    """Per coordinate, of the shape of both: appendix B of Kingma and Welling 2013."""
    return 0.5 * (np.exp(log_var) + mean**2 - 1 - log_var)


@check(weight=0, asks=["kl-is-a-scalar"])
def test_kl_is_a_scalar(student, rng):
    """`kl_divergence` gives one number for a batch."""
    value = student.ask(lab.kl_divergence(*rng.normal(size=(2, 5, LATENT))))
    assert_shape(value, (), "kl_divergence", "Sum over the latent coordinates, then average over the batch.")


@check(weight=3, needs=[test_kl_is_a_scalar], asks=["kl-formula", "kl-sum", "kl-mean"])
def test_kl_is_the_closed_form(student, reference, rng):
    """The KL divergence equals its closed form for Gaussians, summed over coordinates, averaged over the batch."""
    # far from 0, too: clipped arguments show
    mean, log_var = 3 * rng.normal(size=(5, LATENT)), rng.uniform(-5, 5, size=(5, LATENT))
    mean[0, :2], log_var[1, :2] = (-6, 6), (-5, 5)
    kl, nearer = lab.kl_divergence(mean, log_var), (mean / 6, log_var / 6)
    value, near = student.ask([kl, lab.kl_divergence(*nearer)])
    right, clipped = gaussian_kl(mean, log_var), agree(near, gaussian_kl(*nearer).sum() / 5)
    wrong = diagnosis(
        value,
        {
            "The sign is wrong.": [-right.sum() / 5],
            "The factor ½ is missing.": [2 * right.sum() / 5],
            "It is averaged over the latent coordinates; they must be summed.": [right.mean()],
            "It is summed over the batch; that must be averaged.": [right.sum()],
            "It is always 0.": [0.0],
            "z_mean and z_log_var are swapped.": [0.5 * (np.exp(mean) + log_var**2 - 1 - mean).sum() / 5],
            "z_log_var is treated as the logarithm of σ; it is that of σ².": [
                0.5 * (np.exp(2 * log_var) + mean**2 - 1 - 2 * log_var).sum() / 5
            ],
            "z_log_var is treated as the variance itself.": [
                0.5 * (log_var + mean**2 - 1 - np.log(np.abs(log_var))).sum() / 5
            ],
            "The part with z_mean² is missing.": [0.5 * (np.exp(log_var) - 1 - log_var).sum() / 5],
            "Only z_mean enters; the part of z_log_var is missing.": [0.5 * (mean**2).sum() / 5],
            "z_mean is not squared.": [0.5 * (np.exp(log_var) + mean - 1 - log_var).sum() / 5],
            "It is summed over the batch and averaged over the coordinates; it must be the other way round.": [
                right.sum() / LATENT
            ],
            "The 1 of the formula is missing.": [(right + 0.5).sum() / 5],
            "One sign inside the bracket is wrong.": [
                0.5 * (sign[0] * np.exp(log_var) + sign[1] * mean**2 - 1 + sign[2] * log_var).sum() / 5
                for sign in ((1, -1, -1), (-1, 1, -1), (1, 1, 1))
            ],
        },
        "It is right near 0 only: is something clipped?" if clipped else "It is not the closed form.",
    )
    hint = (
        "-½ Σ (1 + z_log_var - z_mean² - exp(z_log_var)) over the coordinates, then the mean over the batch."
    )
    assert_close(value, reference.ask(kl), wrong=wrong, hint=hint)


@check(needs=[test_kl_is_the_closed_form], asks=["kl-without-bounds", "kl-keeps-axes"])
def test_kl_has_no_bounds(student, rng):
    """It is the closed form near the prior and far from it, for one image, and for one coordinate."""
    mean, log_var = rng.choice([-1, 1], size=(2, 4, LATENT)) * rng.uniform(0.5, 1, size=(2, 4, LATENT))
    asked = {
        "near the prior, where it is small: has each image or coordinate to cost something?": (
            0.1 * mean,
            0.1 * log_var,
        ),
        "for a large z_mean: is something clipped?": (100 * mean, log_var),
        "for a large z_log_var: is it clipped?": (mean, 25 * np.abs(log_var)),
        "for a very negative z_log_var: is it clipped?": (mean, -40 * np.abs(log_var)),
        "for a batch of one image: no squeeze there.": (mean[:1], log_var[:1]),
        "for a latent space of one dimension: no squeeze there.": (mean[:, :1], log_var[:, :1]),
    }
    values = student.ask([lab.kl_divergence(*pair) for pair in asked.values()])
    for value, (where, pair) in zip(values, asked.items(), strict=True):
        assert_shape(value, (), "kl_divergence", f"Ask it {where}")
        right = gaussian_kl(*pair).sum(axis=1).mean()
        assert_close(
            value, right, wrong=f"It is not the closed form {where}", hint="The formula has no bounds."
        )


@check(needs=[test_kl_is_a_scalar], asks=["kl-zero-at-the-prior-only"])
def test_kl_is_zero_at_the_prior_only(student, rng):
    """It is 0 when q is the prior, and not 0 when it is not."""
    zero, mean = np.zeros((4, LATENT)), rng.normal(size=(4, LATENT))
    at, shifted, narrow = student.ask(
        [lab.kl_divergence(zero, zero), lab.kl_divergence(mean, zero), lab.kl_divergence(zero, zero - 1)]
    )
    hint = "Try it: with z_mean = 0 and z_log_var = 0, what is each term of the formula?"
    require(abs(at) < 1e-5, "For z_mean = 0 and z_log_var = 0 it should be 0.", hint)
    require(abs(shifted) > 1e-3, "It is 0 for another z_mean too.", "The term z_mean² must not vanish.")
    require(
        abs(narrow) > 1e-3, "It is 0 for another z_log_var too.", "The terms of z_log_var must not vanish."
    )


@check(needs=[test_kl_is_a_scalar], asks=["kl-gradients"])
def test_kl_has_a_gradient(student, rng):
    """Its gradient reaches z_mean and z_log_var."""
    mean, log_var, *directions = rng.normal(size=(4, 5, LATENT))
    assert_gradient(student, lab.kl_divergence, {"z_mean": mean, "z_log_var": log_var}, directions, 1e-2)
