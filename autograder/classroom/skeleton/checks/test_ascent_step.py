"""Hidden checks of the step of gradient ascent."""

from __future__ import annotations

from autograder.checks import assert_close, assert_shape, cell, diagnosis, require

from .common import inputs

check = cell("ascent_step")


@check(weight=0, asks=["two-arrays"])
def test_step_gives_a_mean_and_log_variances(student, rng):
    """`ascent_step` returns two arrays, the new mean and the new log-variances."""
    answer = student.call("ascent_step", *inputs(rng), 0.1)
    both = isinstance(answer, list) and len(answer) == 2
    require(both, "ascent_step should return two arrays: mean, log_var.")
    for name, value in zip(("mean", "log_var"), answer, strict=True):
        assert_shape(value, (3,), f"The new {name}")


@check(needs=[test_step_gives_a_mean_and_log_variances], asks=["up-the-gradient"])
def test_step_follows_the_gradient(student, reference, rng):
    """`ascent_step` adds `rate` times the gradient to the mean and the log-variances."""
    x, mean, log_var = inputs(rng)
    rate = float(rng.uniform(0.1, 0.5))
    value, expected = (who.call("ascent_step", x, mean, log_var, rate) for who in (student, reference))
    downhill = [2 * start - end for start, end in zip((mean, log_var), expected, strict=True)]
    known = {"It goes down the gradient: the log-likelihood should rise.": [downhill]}
    hint = "Average over the points (the rows), and keep the coordinates apart."
    assert_close(value, expected, wrong=diagnosis(value, known, otherwise=""), hint=hint)
