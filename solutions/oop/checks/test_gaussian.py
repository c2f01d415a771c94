"""2 · A Gaussian."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, assert_shape, cell, lab, probe, require, seed_of

from .estimators import (
    LOG_2PI,
    assert_edges,
    assert_forgets,
    assert_is_estimator,
    assert_leaves_alone,
    assert_seeds,
    assert_separate,
    either,
)

check = cell("gaussian")


def spread(rng, d=3):
    """A mean (d,), and a covariance matrix (d, d) that is neither diagonal nor badly conditioned."""
    signs, sizes = rng.choice([-1.0, 1.0], size=(d, d)), rng.uniform(0.5, 0.9, size=(d, d))
    # every coordinate varies with the others, and on another scale: no seed may hide what is wrong with that
    factor = np.linspace(0.6, 2.0, d)[:, None] * (np.eye(d) + np.tril(signs * sizes, -1))
    return 2 * rng.normal(size=d), factor @ factor.T


def gaussian_log_prob(x, mean, covariance):
    """The log-density, and its three parts: squared distances (n,), log-determinant, d."""
    distances = np.einsum("ni,ij,nj->n", x - mean, np.linalg.inv(covariance), x - mean)
    log_det, d = np.linalg.slogdet(covariance)[1], len(mean)
    return -0.5 * (distances + log_det + d * LOG_2PI), distances, log_det, d


def of(mean, covariance):
    """What makes the Gaussian with these of a class."""
    return lambda cls: cls(as_numpy(mean), as_numpy(covariance))


@check(weight=0, asks=["gaussian-number-per-point"])
def test_gaussian_has_a_log_density_per_point(student, rng):
    """`Gaussian(mean, covariance).log_prob(x)` gives one number for each point."""
    mean, covariance = spread(rng)
    x = as_numpy(rng.normal(size=(6, 3)))
    hint = (
        "The constructor keeps mean and covariance; log_prob sums over the coordinates, not over the points."
    )
    either(
        student, "Gaussian",
        lambda cls: of(mean, covariance)(cls).log_prob(x),
        lambda value: assert_shape(value, (6,), "log_prob(x)", hint),
    )  # fmt: skip


@check(needs=[test_gaussian_has_a_log_density_per_point], asks=["gaussian-maximum-likelihood"])
def test_gaussian_fits_by_maximum_likelihood(student, rng):
    """`fit` finds the mean and the covariance of the points, divided by n."""
    x = rng.normal(size=(9, 3)) @ rng.normal(size=(3, 3)) + 2 * rng.normal(size=3)
    mean, covariance = x.mean(axis=0), np.cov(x.T, bias=True)
    hint = (
        "Points are rows: the mean is over axis 0, and the covariance is (d, d), of deviations from the mean."
    )

    small = 0.01 * x
    single, given = x[:1], [probe.value(as_numpy(part)) for part in (mean + 1, covariance + np.eye(3))]

    def question(cls):
        one, tiny, alone, known = cls(), cls(), cls(), cls(*given)
        return [
            probe.last(one.fit(as_numpy(x)), one.mean),
            one.covariance,
            probe.last(tiny.fit(as_numpy(small)), tiny.covariance),
            probe.last(alone.fit(as_numpy(single)), alone.covariance),
            probe.last(known.fit(as_numpy(x)), known.mean),
        ]

    def judge(answer):
        assert_shape(answer[0], (3,), "The mean", hint)
        assert_close(answer[0], mean, wrong="It is not the mean of the points.", hint=hint)
        assert_shape(answer[1], (3, 3), "The covariance", hint)
        known = {
            "The covariance is divided by n - 1; divide by n.": [covariance * 9 / 8],
            "The covariance is not divided by the number of points.": [covariance * 9],
            "The mean is not subtracted: these are second moments, no covariance.": [x.T @ x / 9],
            "The coordinates' covariances are missing: only the diagonal is there.": [
                np.diag(np.diag(covariance))
            ],
            "These are correlations, not covariances.": [np.corrcoef(x.T)],
        }
        wrong = "It is not the covariance of the points."
        assert_close(answer[1], covariance, known=known, wrong=wrong, hint=hint)
        wrong = "More than 1e-6 is added to the diagonal of the covariance, or something else is wrong with it for small numbers."
        ridges = [1e-4 * covariance + ridge * np.eye(3) for ridge in np.linspace(0, 1e-6, 11)]
        assert_close(answer[2], *ridges, wrong=wrong, hint=hint)
        assert_shape(answer[3], (3, 3), "The covariance of a single point", hint)
        wrong = "The covariance of a single point is not 0 (but for what may be added to its diagonal)."
        require(np.abs(answer[3]).max() < 2e-6, wrong, hint)
        wrong = "fit does not find the mean anew where the constructor was given one."
        assert_close(answer[4], mean, wrong=wrong, hint="fit forgets what was there before.")

    either(student, "Gaussian", question, judge)


@check(weight=2, needs=[test_gaussian_has_a_log_density_per_point], asks=["gaussian-log-density"])
def test_gaussian_log_density(student, rng):
    """The log-density of a Gaussian, with its normaliser."""
    mean, covariance = spread(rng)
    x = mean + 1.5 * rng.normal(size=(6, 3))
    right, distances, log_det, d = gaussian_log_prob(x, mean, covariance)
    diagonal = np.diag(np.diag(covariance))
    known = {
        "The normaliser is missing.": [-0.5 * distances],
        "The part of the normaliser with log 2π is missing.": [-0.5 * (distances + log_det)],
        "The part with log 2π does not have the factor d.": [-0.5 * (distances + log_det + LOG_2PI)],
        "The part of the normaliser with the determinant is missing.": [-0.5 * (distances + d * LOG_2PI)],
        "The logarithm of the determinant lacks the factor ½.": [-0.5 * (distances + d * LOG_2PI) - log_det],
        "The determinant has the wrong sign.": [-0.5 * (distances - log_det + d * LOG_2PI)],
        "The squared distance lacks the factor ½.": [right - 0.5 * distances],
        "The sign is wrong.": [-right],
        "This is the density, not its logarithm.": [np.exp(right)],
        "The covariance between coordinates is ignored: only its diagonal is used.": [
            gaussian_log_prob(x, mean, diagonal)[0]
        ],
        "The distances are measured with the covariance itself, not with its inverse.": [
            gaussian_log_prob(x, mean, np.linalg.inv(covariance))[0],
            right + 0.5 * (distances - np.einsum("ni,ij,nj->n", x - mean, covariance, x - mean)),
        ],
    }
    hint = "-½ [ (x - μ)ᵀ Σ⁻¹ (x - μ) + log det Σ + d log 2π ], for each point by itself."

    def judge(value):
        wrong = "It is not the log-density of a Gaussian with this mean and covariance."
        assert_close(value, right, what="log_prob(x)", known=known, wrong=wrong, hint=hint)

    either(student, "Gaussian", lambda cls: of(mean, covariance)(cls).log_prob(as_numpy(x)), judge)


@check(weight=0.5, needs=[test_gaussian_log_density], asks=["gaussian-far-points"])
def test_gaussian_far_from_its_mean(student, rng):
    """The log-density stays finite and right where the density is too small for a number."""
    mean, covariance = spread(rng)
    x = mean + 100 * np.sqrt(np.diag(covariance)) * rng.choice([-1.0, 1.0], size=(4, 3))
    right = gaussian_log_prob(x, mean, covariance)[0]
    hint = (
        "Compute the logarithm itself, term by term: the density has none any more where it is rounded to 0."
    )
    either(
        student, "Gaussian",
        lambda cls: of(mean, covariance)(cls).log_prob(as_numpy(x)),
        lambda value: assert_close(value, right, what="log_prob(x)", hint=hint),
    )  # fmt: skip


@check(weight=0.5, asks=["gaussian-attributes"])
def test_gaussian_keeps_what_it_is_given(student, rng):
    """The constructor's mean and covariance become attributes of these names; the arrays are not changed."""
    mean, covariance = spread(rng)
    x = as_numpy(rng.normal(size=(6, 3)))

    def question(cls):
        mine = [probe.value(as_numpy(part)) for part in (mean, covariance)]
        one = cls(*mine)
        kept = [one.mean, one.covariance]
        copies = [lab.np.array(part) for part in kept]  # as they are before fit
        return [copies, probe.last(one.fit(x), mine)]

    def judge(answer):
        for value, right, name in zip(answer[0], (mean, covariance), ("mean", "covariance"), strict=True):
            wrong = f"The attribute {name} is not what the constructor was given."
            hint = "What is given becomes the attribute of the same name."
            assert_close(value, right, what=f"The attribute {name}", wrong=wrong, hint=hint)
        wrong = "fit changes the arrays that the constructor was given."
        hint = "self.mean = ... makes a new array; self.mean[:] = ... writes into that of the caller."
        assert_close(answer[1], [mean, covariance], wrong=wrong, hint=hint, rtol=1e-9)

    either(student, "Gaussian", question, judge)


@check(weight=0.5, needs=[test_gaussian_log_density], asks=["gaussian-many-dimensions"])
def test_gaussian_in_many_dimensions(student, rng):
    """The log-density stays right where the determinant is too small, or too large, for a number."""
    d = 120
    mean, covariance = rng.normal(size=d), np.eye(d) + 0.1
    x = mean + rng.normal(size=(3, d))
    scales = (0.03, 100.0)
    right = [gaussian_log_prob(mean + s * (x - mean), mean, s**2 * covariance)[0] for s in scales]
    hint = "np.linalg.slogdet, or twice the sum of the logarithms of the Cholesky factor's diagonal."

    def question(cls):
        return [of(mean, s**2 * covariance)(cls).log_prob(as_numpy(mean + s * (x - mean))) for s in scales]

    def judge(answer):
        for value, expected in zip(answer, right, strict=True):
            assert_close(value, expected, what="log_prob(x)", hint=hint)

    either(student, "Gaussian", question, judge)


@check(needs=[test_gaussian_has_a_log_density_per_point], asks=["gaussian-samples"])
def test_gaussian_samples_have_its_moments(student, rng):
    """`sample` draws points with the mean and the covariance that it has."""
    mean, covariance = spread(rng)
    seed, n = seed_of(rng), 8000
    scale = np.sqrt(np.diag(covariance))
    hint = "mean + L ε with L Lᵀ = covariance and standard normal ε; with points in rows, noise @ L.T."

    def judge(draws):
        assert_shape(draws, (n, 3), f"sample({n})", hint)
        off = np.abs(draws.mean(axis=0) - mean) / scale
        require(off.max() < 0.1, "The mean of many points is not the Gaussian's mean.", hint)
        found = np.cov(draws.T) / np.outer(scale, scale)
        variances = np.abs(np.diag(found) - 1).max()
        require(variances < 0.12, "The variances of many points are not those of the Gaussian.", hint)
        close = np.abs(found - covariance / np.outer(scale, scale)).max() < 0.12
        require(close, "The coordinates of many points do not vary together as the covariance says.", hint)
        fourth = (((draws - draws.mean(axis=0)) / draws.std(axis=0)) ** 4).mean(axis=0)
        require(np.abs(fourth - 3).max() < 0.7, "The points are not normally distributed.", hint)

    either(student, "Gaussian", lambda cls: of(mean, covariance)(cls).sample(n, seed=seed), judge)


@check(needs=[test_gaussian_samples_have_its_moments], asks=["gaussian-seeds"])
def test_gaussian_samples_follow_the_seed(student, rng):
    """The same seed gives the same points, another seed or none gives others."""
    mean, covariance = spread(rng)
    assert_seeds(student, "Gaussian", of(mean, covariance), 5)


@check(weight=0.5, needs=[test_gaussian_has_a_log_density_per_point], asks=["gaussian-edges"])
def test_gaussian_edges(student, rng):
    """One coordinate, one point, one draw, and whole numbers are no exceptions."""
    assert_edges(student, "Gaussian", lambda cls: cls(), rng)


@check(weight=0.5, needs=[test_gaussian_log_density], asks=["gaussian-own-state"])
def test_gaussian_objects_are_separate(student, rng):
    """Objects do not share their state; `fit` returns self."""
    assert_separate(student, "Gaussian", lambda cls: cls(), rng)


@check(weight=0.5, needs=[test_gaussian_fits_by_maximum_likelihood], asks=["gaussian-fit-afresh"])
def test_gaussian_fit_starts_afresh(student, rng):
    """A second `fit` forgets the first."""
    assert_forgets(student, "Gaussian", lambda cls: cls(), rng)


@check(weight=0.5, needs=[test_gaussian_log_density], asks=["gaussian-arrays-stay"])
def test_gaussian_leaves_arrays_alone(student, rng):
    """Arrays that it is given are not changed."""
    assert_leaves_alone(student, "Gaussian", lambda cls: cls(), rng)


@check(weight=0.5, needs=[test_gaussian_has_a_log_density_per_point], asks=["is-a-density-estimator"])
def test_gaussian_is_a_density_estimator(student):
    """`Gaussian` is derived from `DensityEstimator`, and its constructor runs that of its base class."""
    assert_is_estimator(student, "Gaussian", lambda cls: cls())
