"""The checks of the best discriminator that there can be."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    as_numpy,
    assert_close,
    assert_shape,
    assert_untouched,
    cell,
    hinting,
    lab,
    probe,
    require,
)
from autograder.checks.families.adversarial.losses import sigmoid

check = cell("optimal_logits")


@check(weight=0, asks=["logits-shape"])
def test_optimal_logits_have_the_shape_of_x(student, rng):
    """`optimal_logits` gives one logit for each x."""
    value = student.ask(lab.optimal_logits(as_numpy(rng.normal(size=(4, 2))), (1.0, 2.0), (0.0, 1.5)))
    assert_shape(value, (4, 2), "optimal_logits(x, real, fake)", "Compute with the whole array x at once.")


@check(weight=3, needs=[test_optimal_logits_have_the_shape_of_x], asks=["log-ratio"])
def test_optimal_logits_are_log_ratios(student, reference, rng):
    """They are log p_real(x) - log p_fake(x), for any means and standard deviations."""
    x, (a, b) = rng.normal(0, 2, 9), rng.normal(0, 1.5, 2)
    s, t = rng.permutation([0.7, 1.6]) + 0.1 * rng.random(2)
    logits = lab.optimal_logits(as_numpy(x), (float(a), float(s)), (float(b), float(t)))
    value = student.ask(logits)

    def log_p(mean, sigma, power=2):
        return -0.5 * (x - mean) ** 2 / sigma**power - np.log(sigma)

    right = log_p(a, s) - log_p(b, t)
    known = {
        "Real and generated are swapped: positive must mean real.": [-right],
        "The terms with log σ are missing.": [right + np.log(s) - np.log(t)],
        "σ is the standard deviation, but it is used as if it were the variance.": [
            log_p(a, s, 1) - log_p(b, t, 1),
            log_p(a, s, 1) - log_p(b, t, 1) + 0.5 * np.log(s) - 0.5 * np.log(t),
        ],
        "These are probabilities; asked for are their logits.": [sigmoid(right)],
        "This is the ratio of the densities; asked for is its logarithm.": [np.exp(right)],
        "The ½ of the exponent is missing.": [2 * right + np.log(s) - np.log(t)],
        "The terms with log σ have the wrong sign.": [right + 2 * np.log(s) - 2 * np.log(t)],
    }
    hint = (
        "log p(x) = -½ ((x - μ) / σ)² - log σ + constant, once for real and once for fake; real minus fake."
    )
    assert_close(
        value,
        reference.ask(logits),
        known=known,
        wrong="They are not the difference of the two log-densities.",
        hint=hint,
    )


@check(
    weight=0.5,
    needs=[test_optimal_logits_are_log_ratios],
    asks=["logits-any-shape", "logits-whole-numbers", "x-stays"],
)
def test_optimal_logits_take_any_array(student, reference, rng):
    """They are computed for an array of any shape, of integers too, and leave it as it is."""
    given = [rng.integers(-3, 4, size=(3, 2)), rng.normal(size=()), rng.normal(size=(2, 1, 3))]
    arguments = (2, 3), (float(rng.normal()), 1.5)
    arrays = [probe.value(as_numpy(x)) for x in given]
    question = [[lab.optimal_logits(x, *arguments), x] for x in arrays]
    hint = "Compute with the whole array x at once, and make new arrays: x = x - 1, not x -= 1."
    with hinting(hint):
        answers = student.ask(question)
    for x, (value, after), (right, _) in zip(given, answers, reference.ask(question), strict=True):
        assert_shape(value, x.shape, "optimal_logits(x, real, fake)", hint)
        assert_untouched(after, x, "optimal_logits")
        wrong = (
            "They are wrong for whole numbers."
            if x.dtype.kind == "i"
            else "They are wrong for x of another shape."
        )
        assert_close(value, right, wrong=wrong, hint=hint)


@check(needs=[test_optimal_logits_are_log_ratios], asks=["logits-far-out"])
def test_optimal_logits_are_finite_far_out(student, rng):
    """They are finite, and still grow, where both densities are too small for the computer."""
    x = np.array([-3e3, -1e3, 1e3, 3e3]) * (1 + rng.random())
    value = student.ask(lab.optimal_logits(as_numpy(x), (0.5, 0.6), (-0.5, 1.9)))
    hint = "Subtract the logarithms as formulas: a density this far out is rounded to 0, and log 0 is -∞."
    assert_shape(value, (4,), "optimal_logits far out", hint)
    grows = np.abs(value[[0, 3]]) > 5 * np.abs(value[[1, 2]])
    require(grows.all(), "Three times as far out the logits should be about nine times as large.", hint)
