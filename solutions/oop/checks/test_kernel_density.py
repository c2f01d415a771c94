"""3 · Kernel density estimation."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, assert_shape, cell, probe, require, seed_of

from .estimators import (
    LOG_2PI,
    assert_edges,
    assert_forgets,
    assert_is_estimator,
    assert_leaves_alone,
    assert_seeds,
    assert_separate,
    either,
    log_mean_exp,
)

check = cell("kernel_density")


def kernels(x, points, h):
    """Log-densities of the kernels, (n, m)."""
    squares = ((x[:, None] - points[None]) ** 2).sum(axis=2)
    return -squares / (2 * h**2) - points.shape[1] * (np.log(h) + 0.5 * LOG_2PI)


def fitted(cls, points, bandwidth=None):
    """An expression: kernels of this bandwidth, fitted to the points."""
    one = cls() if bandwidth is None else cls(bandwidth=float(bandwidth))
    return probe.last(one.fit(as_numpy(points)), one)


@check(weight=0, asks=["kernel-number-per-point"])
def test_kernels_have_a_log_density_per_point(student, rng):
    """`KernelDensity(bandwidth).fit(points).log_prob(x)` gives one number for each point."""
    points, x = rng.normal(size=(7, 2)), rng.normal(size=(5, 2))
    hint = "One kernel for each pair of a point and a training point, (n, m); logsumexp over axis 1."
    either(
        student, "KernelDensity",
        lambda cls: fitted(cls, points, 0.7).log_prob(as_numpy(x)),
        lambda value: assert_shape(value, (5,), "log_prob(x)", hint),
    )  # fmt: skip


@check(weight=2, needs=[test_kernels_have_a_log_density_per_point], asks=["kernel-log-density"])
def test_kernels_log_density(student, rng):
    """The log-density is that of the mean of Gaussian kernels, each with its normaliser."""
    points, x, h = rng.normal(size=(7, 2)), rng.normal(size=(5, 2)), 0.4 + 0.3 * rng.random()
    points[4] = points[1]  # two equal ones count twice
    logs = kernels(x, points, h)
    right, d, m = log_mean_exp(logs), 2, 7
    squared = kernels(x, points, np.sqrt(h))
    known = {
        "The kernels' normaliser is missing.": [right + d * (np.log(h) + 0.5 * LOG_2PI)],
        "The part of the normaliser with log h is missing.": [right + d * np.log(h)],
        "The part of the normaliser with log h does not have the factor d.": [right + (d - 1) * np.log(h)],
        "The part of the normaliser with log 2π is missing.": [right + 0.5 * d * LOG_2PI],
        "It is the sum of the kernels, not their mean: it grows with the number of training points.": [
            right + np.log(m)
        ],
        "It is the mean of the kernels' log-densities, not the logarithm of their mean.": [logs.mean(axis=1)],
        "h is used as the variance; it is the standard deviation.": [log_mean_exp(squared)],
        "The squared distance lacks the factor ½.": [
            log_mean_exp(2 * logs + d * (np.log(h) + 0.5 * LOG_2PI))
        ],
        "This is the density, not its logarithm.": [np.exp(right)],
        "Only the nearest training point counts.": [logs.max(axis=1), logs.max(axis=1) - np.log(m)],
    }
    hint = "log of the mean over the training points of N(x; x_j, h² I), with all parts of the normaliser."

    def judge(value):
        wrong = "It is not the log-density of the mean of the kernels."
        assert_close(value, right, what="log_prob(x)", known=known, wrong=wrong, hint=hint)

    either(student, "KernelDensity", lambda cls: fitted(cls, points, h).log_prob(as_numpy(x)), judge)


@check(needs=[test_kernels_log_density], asks=["kernel-no-underflow"])
def test_kernels_do_not_underflow(student, rng):
    """Far away from all training points the log-density stays finite and right."""
    points, h = rng.normal(size=(6, 2)), 0.1
    x = 20 + 10 * rng.random(size=(4, 2))
    hint = "Stay with logarithms: logsumexp of the kernels' log-densities, never log of a sum of exp."
    either(
        student, "KernelDensity",
        lambda cls: fitted(cls, points, h).log_prob(as_numpy(x)),
        lambda value: assert_close(value, log_mean_exp(kernels(x, points, h)), what="log_prob(x)", hint=hint),
    )  # fmt: skip


@check(needs=[test_kernels_have_a_log_density_per_point], asks=["scotts-rule"])
def test_scotts_rule(student, rng):
    """Without a bandwidth it is Scott's rule that gives `h`; a given one is used as it is."""
    points = rng.normal(size=(12, 3)) * [0.5, 1.0, 3.0] + 4
    deviations, m, d = points.std(axis=0), 12, 3
    right = deviations.mean() * m ** (-1 / (d + 4))
    known = {
        "The points' standard deviation does not enter.": [m ** (-1 / (d + 4))],
        "It is the standard deviation of all numbers together, not the mean over the coordinates.": [
            points.std() * m ** (-1 / (d + 4))
        ],
        "The standard deviation is divided by m - 1; divide by m.": [right * np.sqrt(12 / 11)],
        "The exponent is wrong.": [
            deviations.mean() * m**power for power in (1 / (d + 4), -1 / d, -1 / 5, -1 / (d + 2), -1 / 4)
        ],
        "m and d are swapped.": [deviations.mean() * d ** (-1 / (m + 4))],
    }
    hint = "h = s m^(-1/(d + 4)), with s the mean over the coordinates of x.std(axis=0)."

    def judge(answer):
        wrong = "The bandwidth h is not that of Scott's rule."
        assert_close(answer[0], right, what="h", known=known, wrong=wrong, hint=hint)
        wrong = "A bandwidth that was given is not the h that is used."
        assert_close(answer[1], 0.25, what="h", wrong=wrong, hint="Only None means Scott's rule.")

    either(student, "KernelDensity", lambda cls: [fitted(cls, points).h, fitted(cls, points, 0.25).h], judge)


@check(weight=0.5, needs=[test_kernels_have_a_log_density_per_point], asks=["kernel-edges"])
def test_kernels_edges(student, rng):
    """One coordinate, one point, one draw, and whole numbers are no exceptions."""
    assert_edges(student, "KernelDensity", lambda cls: cls(bandwidth=0.8), rng)


@check(needs=[test_kernels_log_density], asks=["kernel-fit-afresh"])
def test_kernels_fit_starts_afresh(student, rng):
    """A second `fit` forgets the first, its bandwidth included."""
    assert_forgets(student, "KernelDensity", lambda cls: cls(), rng)
    assert_forgets(student, "KernelDensity", lambda cls: cls(bandwidth=0.8), rng)


@check(weight=0.5, needs=[test_kernels_log_density], asks=["kernel-copy", "kernel-arrays-stay"])
def test_kernels_keep_a_copy(student, rng):
    """Arrays that it is given are not changed, and it keeps a copy of the training points."""
    assert_leaves_alone(student, "KernelDensity", lambda cls: cls(bandwidth=0.8), rng, keeps_copy=True)


@check(needs=[test_kernels_have_a_log_density_per_point], asks=["kernel-samples"])
def test_kernels_samples(student, rng):
    """`sample` chooses training points at random, with replacement, and adds noise of width h."""
    points = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 30.0]]) + rng.normal(size=2)
    h, n, seed = 0.35 + 0.3 * rng.random(), 3000, seed_of(rng)  # far from 1, where h, h² and 1 are alike
    hint = "rng.integers(m, size=n) chooses training points; then add h times standard normal noise, (n, d)."

    def judge(draws):
        assert_shape(draws, (n, 2), f"sample({n})", hint)
        nearest = ((draws[:, None] - points) ** 2).sum(axis=2).argmin(axis=1)
        noise = (draws - points[nearest]) / h
        near = np.abs(noise).max() < 14
        require(
            near, "There are points where no kernel is: each lies around one of the training points.", hint
        )
        require(noise.std() > 1e-6, "The points are training points: noise is missing.", hint)
        shares = np.bincount(nearest, minlength=3) / n
        require(
            np.abs(shares - 1 / 3).max() < 0.06, "Not all training points are chosen equally often.", hint
        )
        runs = (nearest[1:] == nearest[:-1]).mean()
        require(
            abs(runs - 1 / 3) < 0.08 or runs > 0.95,
            "The training points are chosen in turn, not at random.",
            hint,
        )
        require(abs(noise.std() - 1) < 0.06, "The noise does not have the standard deviation h.", hint)
        pairs = np.abs((noise[:, 0] * noise[:, 1]).mean())
        require(pairs < 0.15, "The coordinates of a point share their noise: draw (n, d) numbers.", hint)
        require(abs((noise**4).mean() - 3) < 0.7, "The noise is not normally distributed.", hint)

    either(student, "KernelDensity", lambda cls: fitted(cls, points, h).sample(n, seed=seed), judge)


@check(weight=0.5, needs=[test_kernels_samples], asks=["kernel-seeds"])
def test_kernels_samples_follow_the_seed(student, rng):
    """The same seed gives the same points, another seed or none gives others."""
    points = rng.normal(size=(9, 2))
    assert_seeds(student, "KernelDensity", lambda cls: fitted(cls, points, 0.5), 6)


@check(weight=0.5, needs=[test_kernels_log_density], asks=["kernel-own-state"])
def test_kernels_objects_are_separate(student, rng):
    """Objects do not share their state; `fit` returns self."""
    assert_separate(student, "KernelDensity", lambda cls: cls(bandwidth=0.8), rng)


@check(weight=0.5, needs=[test_kernels_have_a_log_density_per_point], asks=["is-a-density-estimator"])
def test_kernels_are_a_density_estimator(student):
    """`KernelDensity` is derived from `DensityEstimator`, and its constructor runs that of its base class."""
    assert_is_estimator(student, "KernelDensity", lambda cls: cls(bandwidth=0.8))
