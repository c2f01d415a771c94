"""5 · Find the fault."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, assert_shape, cell, lab, probe, require

check = cell("mended")


def stream(rng, size, lengths):
    """Batches of these lengths, and the question for n, mean and covariance of MendedGaussian after them."""
    batches = [3 + rng.normal(size=(n, 2)) @ [[1.0, 0.7], [0.0, 0.5]] for n in lengths]
    one = lab.MendedGaussian(2, size=size)
    updates = [one.update(as_numpy(batch)) for batch in batches]
    question = [probe.last(*updates, one.n), one.mean, one.covariance]
    return np.concatenate(batches), question


def assert_moments(answer, x, hint):
    """n, mean and covariance are those of all points x."""
    n, mean, covariance = answer
    assert_shape(mean, (2,), "The mean", hint)
    wrong = "The points are not counted right: some are lost, or counted twice."
    assert_close(n, len(x), what="n", wrong=wrong, hint=hint)
    assert_close(mean, x.mean(axis=0), wrong="The mean is not that of all points.", hint=hint)
    wrong = "The covariance is not that of all points."
    assert_close(covariance, np.cov(x.T, bias=True), what="The covariance", wrong=wrong, hint=hint)


@check(weight=0, asks=["mended-used-as-before"])
def test_mended_takes_a_batch(student, rng):
    """`MendedGaussian` takes in a batch smaller than a chunk."""
    _, question = stream(rng, 9, [5])
    assert_shape(student.ask(question)[1], (2,), "The mean")


@check(weight=2, needs=[test_mended_takes_a_batch], asks=["mended-no-nan"])
def test_mended_has_no_nan(student, rng):
    """The mean stays a number, whatever the lengths of the batches."""
    x, question = stream(rng, 4, [4, 12, 7, 8])
    hint = "Stop where a chunk is such that its mean cannot be right; go up, and look at who made it, and of what."
    assert_moments(student.ask(question), x, hint)


@check(needs=[test_mended_has_no_nan], asks=["mended-every-point-once"])
def test_mended_keeps_what_was_right(student, rng):
    """No point is lost or counted twice, for any size of chunk."""
    hint = "Every point of a batch is in one chunk: the last chunk is shorter when the lengths do not fit."
    for size, lengths in ((5, [13, 1, 7]), (1000, [3, 17])):
        x, question = stream(rng, size, lengths)
        assert_moments(student.ask(question), x, hint)


@check(weight=0.5, needs=[test_mended_has_no_nan], asks=["mended-empty-batch"])
def test_mended_takes_empty_batches(student, rng):
    """An empty batch changes nothing."""
    for lengths in ([6, 0, 5], [0, 6, 5]):
        x, question = stream(rng, 4, lengths)
        assert_moments(student.ask(question), x, "Without points there is no chunk.")


@check(needs=[test_mended_has_no_nan], asks=["mended-used-as-before"])
def test_mended_is_used_as_before(student, rng):
    """`update` returns self, for points of any dimension; chunks have at most `size` points; the batch is not changed."""
    batches = {d: rng.normal(size=(8, d)) for d in (1, 3)}
    mine = {d: probe.value(as_numpy(batch)) for d, batch in batches.items()}
    made = {d: lab.MendedGaussian(d, size=4) for d in batches}
    chained = [probe.same_object(made[d].update(mine[d]), made[d]) for d in batches]
    pieces = probe.taken(lab.MendedGaussian(3, size=4).chunks(as_numpy(batches[3])), 8)
    same, moments, kept, pieces = student.ask(
        [
            chained,
            [[made[d].n, made[d].mean, made[d].covariance] for d in batches],
            list(mine.values()),
            pieces,
        ]
    )
    hint = "Override the method that is wrong, and leave to the others what they did."
    require(same == [True, True], "update does not return self.", "`return self` is its last line.")
    for (n, mean, covariance), x in zip(moments, batches.values(), strict=True):
        assert_shape(mean, x.shape[1:], "The mean", hint)
        right = [np.asarray(len(x)), x.mean(axis=0), np.atleast_2d(np.cov(x.T, bias=True))]
        wrong = "n, mean and covariance are not right for points of one coordinate, or of three."
        assert_close([n, mean, covariance], right, wrong=wrong, hint=hint)
    assert_close(kept, list(batches.values()), wrong="The batch that it is given is changed.", hint=hint)
    lengths = [len(piece) for piece in pieces["items"] if isinstance(piece, np.ndarray) and piece.ndim]
    wrong = "chunks does not give the batch in pieces of at most `size` points."
    require(sum(lengths) == 8 and max(lengths) <= 4, wrong, hint)
