"""Hidden checks of the log-likelihood."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, diagnosis

from .common import inputs

check = cell("log_likelihood")


@check(weight=0, asks=["likelihood-is-a-scalar"])
def test_log_likelihood_is_a_scalar(student, rng):
    """`log_likelihood` returns one finite number."""
    value = student.call("log_likelihood", *inputs(rng))
    assert_shape(value, (), "log_likelihood", "Sum over the coordinates, average over the points.")


@check(needs=[test_log_likelihood_is_a_scalar], asks=["mean-log-density"])
def test_log_likelihood_is_that_of_a_gaussian(student, reference, rng):
    """`log_likelihood` is the mean log-density of the points."""
    x, mean, log_var = inputs(rng)
    value, expected = (who.call("log_likelihood", x, mean, log_var) for who in (student, reference))
    without_normaliser = expected + len(mean) / 2 * np.log(2 * np.pi)
    known = {"The term with log 2π is missing: without it this is no density.": [without_normaliser]}
    hint = "Compare your terms with those of the formula, one by one."
    assert_close(value, expected, wrong=diagnosis(value, known, otherwise=""), hint=hint)
