"""Hidden checks of object orientation through density estimation.

They look at what classes do, never at how they are written. A class derived from the student's DensityEstimator is
judged as it is, or with a known base class in place of theirs: a mistake in part 1 costs the others nothing.
"""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    RELATIVE,
    Together,
    Wrong,
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    check,
    diagnosis,
    lab,
    probe,
    require,
    shared,
)
from labkit.probe.network import parameters

LOG_2PI = np.log(2 * np.pi)
BASE = "DensityEstimator"


def either(student, name, question, judge):
    """``judge`` the answer to ``question(cls)`` for the student's class; or for it with a known base class.

    Passes when one of the two does. What is said otherwise is about the second: its base class has no faults.
    """
    try:
        judge(student.ask(question(lab[name])))
        return
    except Wrong as wrong:
        first = wrong
    known = probe.marked_base()
    try:
        judge(student.ask(question(probe.with_base(lab[name], BASE, known)), replace={BASE: known}))
    except Wrong as second:
        raise (first if second.message.startswith("Your code raised") else second) from None


# --- The abstract base class --------------------------------------------------------------------------------

KEEPS = {"fit": probe.keeping("seen"), "sample": probe.constant(0.0)}
METHODS = ("fit", "log_prob", "sample")


class Line:
    """A class derived from the student's base class: its log-density is an affine function that only we know."""

    def __init__(self, rng):
        self.slope, self.offset = rng.normal(size=2), float(rng.normal())
        self.members = {**KEEPS, "log_prob": probe.affine(as_numpy(self.slope), self.offset)}

    def fresh(self, **members):
        return probe.subclass(lab.DensityEstimator, {**self.members, **members})

    def values(self, x):
        return x @ self.slope + self.offset


@check(cell="density_estimator", weight=0)
def test_complete_subclass_can_be_made(student, rng):
    """A class derived from `DensityEstimator` that defines fit, log_prob and sample can be used."""
    names = ("prob", "score", "evaluate", "from_data")
    lacks = student.ask({name: probe.raised("getattr", lab.DensityEstimator, name) for name in names})
    missing = [name for name in names if lacks.get(name) != ""]
    nothing = "The cell has not been filled in yet, or stopped with an error: it defines no such class."
    require(len(missing) < len(names), nothing, "Run the cell by itself, and read what it says.")
    why = student.ask(probe.raised(probe.factory(lab.DensityEstimator, Line(rng).members)))
    hint = "Its constructor takes no arguments besides self; only fit, log_prob and sample are abstract."
    require(why == "", f"To make an object of a complete derived class raises {why}.", hint)


@check(cell="density_estimator", needs=["test_complete_subclass_can_be_made"])
def test_it_is_abstract(student, rng):
    """Python refuses to make an object of `DensityEstimator`, or of a class that lacks one of the three methods."""
    line = Line(rng)
    lacking = {
        name: probe.raised(
            probe.factory(lab.DensityEstimator, {k: v for k, v in line.members.items() if k != name})
        )
        for name in METHODS
    }
    itself, errors = student.ask([probe.raised(lab.DensityEstimator), lacking])
    hint = "Derive from abc.ABC, and put @abc.abstractmethod in front of each of fit, log_prob and sample."
    require(itself == "TypeError", "An object of DensityEstimator itself can be made.", hint)
    for name in METHODS:
        wrong = f"A derived class without {name} can be made, and would only be found out when it is used."
        require(errors.get(name) == "TypeError", wrong, hint)


@check(cell="density_estimator", needs=["test_complete_subclass_can_be_made"])
def test_score_is_the_mean(student, rng):
    """`score` is the mean log-density, by the log_prob of whatever class it is."""
    line, x = Line(rng), rng.normal(size=(7, 2))
    value, logs = student.ask(line.fresh()().score(as_numpy(x))), line.values(x)
    known = {
        "It is the sum; take the mean.": [logs.sum()],
        "It is the mean density, not the mean of the log-densities.": [np.exp(logs).mean()],
        "It is the logarithm of the mean density; take the mean of the logarithms.": [
            np.log(np.exp(logs).mean())
        ],
        "The sign is wrong: higher is better.": [-logs.mean()],
    }
    wrong = diagnosis(value, known, "It is not the mean of what log_prob gives.")
    assert_close(value, logs.mean(), what="score(x)", wrong=wrong, hint="The mean of self.log_prob(x).")


@check(cell="density_estimator", weight=0.5, needs=["test_complete_subclass_can_be_made"])
def test_prob_is_the_density(student, rng):
    """`prob` is the density, the exponential of the log-density."""
    line, x = Line(rng), rng.normal(size=(7, 2))
    value, logs = student.ask(probe.array(line.fresh()().prob(as_numpy(x)))), line.values(x)
    known = {
        "It is the log-density itself.": [logs],
        "It is the mean over the points.": [np.exp(logs).mean()],
    }
    wrong = diagnosis(value, known, "It is not the exponential of what log_prob gives.")
    require(not agree(value, np.exp(logs).mean()), wrong, "One number for each point.")
    assert_close(value, np.exp(logs), what="prob(x)", wrong=wrong, hint="np.exp of self.log_prob(x).")


@check(cell="density_estimator", needs=["test_complete_subclass_can_be_made"])
def test_evaluate_keeps_the_score(student, rng):
    """`evaluate` returns the score, and appends it to `history`."""
    x, y, levels = *rng.normal(size=(2, 5, 2)), rng.normal(size=2)
    hint = "Ask self.score(x) once; append what it gives to self.history, and return it."

    def asked(fresh, a, b):
        one = fresh()
        return student.ask([one.evaluate(as_numpy(a)), one.evaluate(as_numpy(b)), one.history])

    def judge(answer, expected):
        for value, right in zip(answer[:2], expected, strict=True):
            assert_close(
                value, np.asarray(right), what="evaluate(x)", wrong="It is not the score.", hint=hint
            )
        wrong = "After two calls of evaluate, history does not hold the two scores in their order."
        history = answer[2]
        require(isinstance(history, list | np.ndarray) and len(history) == 2, wrong, hint)
        assert_close(
            [np.asarray(h) for h in history], [np.asarray(v) for v in expected], wrong=wrong, hint=hint
        )

    # the score is replaced, so that a mistake in it costs nothing here; who works it out anew passes as well
    line = Line(rng)
    scoring = line.fresh(score=probe.affine(as_numpy(levels[0]), float(levels[1])))
    try:
        numbers = rng.normal(size=2)
        judge(asked(scoring, *numbers), numbers * levels[0] + levels[1])
    except Wrong as first:
        try:
            judge(asked(line.fresh(), x, y), [line.values(x).mean(), line.values(y).mean()])
        except Wrong:
            raise first from None


@check(cell="density_estimator", needs=["test_complete_subclass_can_be_made"])
def test_history_belongs_to_the_object(student, rng):
    """Every object has a `history` of its own, empty at first."""
    line, x = Line(rng), as_numpy(rng.normal(size=(4, 2)))
    fresh, other = line.fresh(), line.fresh()
    first, second, third = fresh(), fresh(), other()
    before = [probe.length(one.history) for one in (first, second, third)]
    used = probe.last(first.evaluate(x), second.evaluate(x), 0)
    late = fresh()
    after = [probe.length(one.history) for one in (first, second, third, late)]
    counts = student.ask([before, used, after])
    hint = "Make the list in __init__: self.history = []. In the class's body there would be one for all objects."
    extra = counts[0][0] if isinstance(counts[0][0], np.ndarray) else 0
    wrong = "When one object is evaluated, the history of others changes too: they share one list."
    most = zip(
        counts[2], np.add((1, 1, 0, 0), min(extra, 1)), strict=True
    )  # whether it is kept at all is another check's business
    require(all(isinstance(n, np.ndarray) and n <= limit for n, limit in most), wrong, hint)
    require(agree(counts[0], [np.asarray(0)] * 3), "The history of a new object is not empty.", hint)


@check(cell="density_estimator", needs=["test_complete_subclass_can_be_made"])
def test_from_data_makes_a_fitted_object(student, rng):
    """`from_data` makes an object of the class it is called on, with the options, fitted to the data."""
    line, x, options = Line(rng), rng.normal(size=(5, 2)), rng.normal(size=2)
    keeps = {"fit": probe.keeping("seen_in_the_end")}
    fresh = probe.subclass(lab.DensityEstimator, {**line.members, **keeps}, keep="made_with")
    made = fresh.from_data(as_numpy(x), level=float(options[0]), width=float(options[1]))
    hint = "A class method: make an object of cls with the options, fit it to x, and return the object."
    question = [made.log_prob(as_numpy(x)), made.made_with, made.seen_in_the_end]
    values, made_with, seen = student.ask(question)
    assert_close(values, line.values(x), wrong="It is no object of the class it was called on.", hint=hint)
    assert_close(
        made_with,
        {"level": options[0], "width": options[1]},
        what="What the constructor got",
        wrong="The constructor does not get the options as they were given.",
        hint=hint,
    )
    assert_close(seen, x, what="What it was fitted to", wrong="It was not fitted to the data.", hint=hint)


# --- What all estimators share ------------------------------------------------------------------------------


def assert_seeds(student, name, made, n):
    """The seed alone decides what ``sample`` draws, 0 is a seed like others, and None is none."""
    seeds = (0, 0, 5, 5, 6, None, None)

    def judge(draws):
        for draw in draws:
            require(isinstance(draw, np.ndarray) and draw.ndim == 2 and len(draw) == n, shape_wrong, hint)
        zero, zero_again, five, five_again, six, fresh, fresh_again = draws
        same = agree(five, five_again, 1e-9)
        require(same, "The same seed gives other points at each call: it is not used.", hint)
        require(agree(zero, zero_again, 1e-9), "The seed 0 is not used; only None means no seed.", hint)
        require(not agree(five, six, 1e-6), "Another seed gives the same points.", hint)
        require(not agree(fresh, fresh_again, 1e-6), "Without a seed two calls give the same points.", hint)

    shape_wrong = f"sample({n}) should give {n} points, one per row."
    hint = "Make a generator in every call, rng = np.random.default_rng(seed), and draw from it alone."

    def question(cls):
        one = made(cls)
        return [one.sample(n, seed=seed) for seed in seeds]

    either(student, name, question, judge)


def assert_separate(student, name, made, rng):
    """Two objects of a class, fitted to different data, do not disturb each other; fit returns self."""
    x, y, at = rng.normal(size=(8, 2)), 5 + 3 * rng.normal(size=(8, 2)), rng.normal(size=(4, 2))

    def question(cls):
        one, two, alone = made(cls), made(cls), made(cls)
        chained = probe.same_object(one.fit(as_numpy(x)), one)
        alone_fit = probe.last(alone.fit(as_numpy(x)), alone.log_prob(as_numpy(at)))
        both = probe.last(two.fit(as_numpy(y)), one.log_prob(as_numpy(at)))
        return [chained, alone_fit, both]

    def judge(answer):
        chained, alone, both = answer
        require(chained is True, "fit does not return self.", "`return self` is the last line of fit.")
        assert_shape(alone, (4,), "log_prob(x)")
        wrong = "When a second object is fitted, the first one changes: they share their state."
        hint = "What belongs to an object is an attribute of self, not of the class, and no global variable."
        assert_close(both, alone, wrong=wrong, hint=hint, rtol=1e-9)

    either(student, name, question, judge)


def assert_forgets(student, name, made, rng):
    """A second fit gives what a first one would."""
    x, y, at = rng.normal(size=(8, 2)), 2 + 3 * rng.normal(size=(11, 2)), rng.normal(size=(4, 2))

    def question(cls):
        again, once = made(cls), made(cls)
        fitted_twice = probe.last(
            again.fit(as_numpy(x)), again.fit(as_numpy(y)), again.log_prob(as_numpy(at))
        )
        return [fitted_twice, probe.last(once.fit(as_numpy(y)), once.log_prob(as_numpy(at)))]

    def judge(answer):
        twice, once = answer
        assert_shape(once, (4,), "log_prob(x)")
        wrong = "After a second fit it is another than if it had been fitted to these data alone."
        hint = "fit starts afresh: nothing of former data may be added to, or decide what is computed anew."
        assert_close(twice, once, wrong=wrong, hint=hint, rtol=1e-6)

    either(student, name, question, judge)


def assert_leaves_alone(student, name, made, rng, keeps_copy=False):
    """fit and log_prob leave the arrays that they are given as they are; and are not changed through them."""
    x, at = 3 + rng.normal(size=(8, 2)), 3 + rng.normal(size=(4, 2))

    def question(cls):
        one, data, points = made(cls), probe.value(as_numpy(x)), probe.value(as_numpy(at))
        before = probe.last(one.fit(data), one.log_prob(points))
        return [before, data, points]

    def judge(answer):
        _, data, points = answer
        hint = "x -= ... and x[...] = ... write into the caller's array; x = x - ... makes a new one."
        assert_close(
            data, x, wrong="fit or log_prob changes the array of training points.", hint=hint, rtol=1e-9
        )
        assert_close(points, at, wrong="log_prob changes the array that it is given.", hint=hint, rtol=1e-9)

    either(student, name, question, judge)
    if not keeps_copy:
        return

    def overwritten(cls):
        one, data = made(cls), probe.value(as_numpy(x))
        before = probe.last(one.fit(data), one.log_prob(as_numpy(at)))
        return [before, probe.last(data.fill(9.0), one.log_prob(as_numpy(at)))]

    def judge_copy(answer):
        assert_shape(answer[0], (4,), "log_prob(x)")
        wrong = "When the caller changes the array of training points later, the density changes with it."
        assert_close(answer[1], answer[0], wrong=wrong, hint="Keep a copy: np.array(x).", rtol=1e-9)

    either(student, name, overwritten, judge_copy)


def assert_is_estimator(student, name, made):
    """A class is derived from DensityEstimator, and its constructor runs that of its base class."""
    bases, own = student.ask([probe.ancestors(lab.DensityEstimator), probe.ancestors(lab[name])])
    derived = bases == ["object"] or (isinstance(own, list) and BASE in own)
    require(derived, f"{name} is not derived from DensityEstimator.", f"class {name}(DensityEstimator):")
    known = probe.marked_base()
    one = made(probe.with_base(lab[name], BASE, known))
    mark = student.ask(probe.raised("getattr", one, "made_by_base"), replace={BASE: known})
    wrong = (
        "Its constructor does not run that of its base class, so that its objects lack what that one makes."
    )
    require(mark == "", wrong, "Call super().__init__() in __init__.")


# --- Gaussian -----------------------------------------------------------------------------------------------


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


@check(cell="gaussian", weight=0)
def test_gaussian_has_a_log_density_per_point(student, rng):
    """`Gaussian(mean, covariance).log_prob(x)` gives one number for each point."""
    mean, covariance = spread(rng)
    x = as_numpy(rng.normal(size=(6, 3)))
    hint = (
        "The constructor keeps mean and covariance; log_prob sums over the coordinates, not over the points."
    )
    either(
        student, "Gaussian",
        lambda cls: cls(as_numpy(mean), as_numpy(covariance)).log_prob(x),
        lambda value: assert_shape(value, (6,), "log_prob(x)", hint),
    )  # fmt: skip


@check(cell="gaussian", needs=["test_gaussian_has_a_log_density_per_point"])
def test_gaussian_fits_by_maximum_likelihood(student, rng):
    """`fit` finds the mean and the covariance of the points, divided by n."""
    x = rng.normal(size=(9, 3)) @ rng.normal(size=(3, 3)) + 2 * rng.normal(size=3)
    mean, covariance = x.mean(axis=0), np.cov(x.T, bias=True)
    hint = (
        "Points are rows: the mean is over axis 0, and the covariance is (d, d), of deviations from the mean."
    )

    def question(cls):
        one = cls()
        return [probe.last(one.fit(as_numpy(x)), one.mean), one.covariance]

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
        wrong = diagnosis(answer[1], known, "It is not the covariance of the points.")
        assert_close(answer[1], covariance, wrong=wrong, hint=hint)

    either(student, "Gaussian", question, judge)


@check(cell="gaussian", weight=2, needs=["test_gaussian_has_a_log_density_per_point"])
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
        wrong = diagnosis(
            value, known, "It is not the log-density of a Gaussian with this mean and covariance."
        )
        assert_close(value, right, what="log_prob(x)", wrong=wrong, hint=hint)

    either(
        student, "Gaussian",
        lambda cls: cls(as_numpy(mean), as_numpy(covariance)).log_prob(as_numpy(x)),
        judge,
    )  # fmt: skip


@check(cell="gaussian", weight=0.5, needs=["test_gaussian_log_density"])
def test_gaussian_in_many_dimensions(student, rng):
    """The log-density stays right where the determinant is too small, or too large, for a number."""
    d = 120
    mean, covariance = rng.normal(size=d), np.eye(d) + 0.1
    x = mean + rng.normal(size=(3, d))
    scales = (0.03, 100.0)
    right = [gaussian_log_prob(mean + s * (x - mean), mean, s**2 * covariance)[0] for s in scales]
    hint = "np.linalg.slogdet, or twice the sum of the logarithms of the Cholesky factor's diagonal."

    def question(cls):
        return [
            cls(as_numpy(mean), as_numpy(s**2 * covariance)).log_prob(as_numpy(mean + s * (x - mean)))
            for s in scales
        ]

    def judge(answer):
        for value, expected in zip(answer, right, strict=True):
            assert_close(value, expected, what="log_prob(x)", hint=hint)

    either(student, "Gaussian", question, judge)


@check(cell="gaussian", needs=["test_gaussian_has_a_log_density_per_point"])
def test_gaussian_samples_have_its_moments(student, rng):
    """`sample` draws points with the mean and the covariance that it has."""
    mean, covariance = spread(rng)
    seed, n = int(rng.integers(2**31)), 8000
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

    either(
        student, "Gaussian",
        lambda cls: cls(as_numpy(mean), as_numpy(covariance)).sample(n, seed=seed),
        judge,
    )  # fmt: skip


@check(cell="gaussian", needs=["test_gaussian_samples_have_its_moments"])
def test_gaussian_samples_follow_the_seed(student, rng):
    """The same seed gives the same points, another seed or none gives others."""
    mean, covariance = spread(rng)
    assert_seeds(student, "Gaussian", lambda cls: cls(as_numpy(mean), as_numpy(covariance)), 5)


@check(cell="gaussian", weight=0.5, needs=["test_gaussian_log_density"])
def test_gaussian_objects_are_separate(student, rng):
    """Objects do not share their state; `fit` returns self."""
    assert_separate(student, "Gaussian", lambda cls: cls(), rng)


@check(cell="gaussian", weight=0.5, needs=["test_gaussian_fits_by_maximum_likelihood"])
def test_gaussian_fit_starts_afresh(student, rng):
    """A second `fit` forgets the first."""
    assert_forgets(student, "Gaussian", lambda cls: cls(), rng)


@check(cell="gaussian", weight=0.5, needs=["test_gaussian_log_density"])
def test_gaussian_leaves_arrays_alone(student, rng):
    """Arrays that it is given are not changed."""
    assert_leaves_alone(student, "Gaussian", lambda cls: cls(), rng)


@check(cell="gaussian", weight=0.5, needs=["test_gaussian_has_a_log_density_per_point"])
def test_gaussian_is_a_density_estimator(student):
    """`Gaussian` is derived from `DensityEstimator`, and its constructor runs that of its base class."""
    assert_is_estimator(student, "Gaussian", lambda cls: cls())


# --- Kernel density estimation ------------------------------------------------------------------------------


def kernels(x, points, h):
    """Log-densities of the kernels, (n, m)."""
    squares = ((x[:, None] - points[None]) ** 2).sum(axis=2)
    return -squares / (2 * h**2) - points.shape[1] * (np.log(h) + 0.5 * LOG_2PI)


def log_mean_exp(a):
    """Of the rows of a (n, m)."""
    highest = a.max(axis=1, keepdims=True)
    return np.log(np.exp(a - highest).mean(axis=1)) + highest[:, 0]


def fitted(cls, points, bandwidth=None):
    """An expression: kernels of this bandwidth, fitted to the points."""
    one = cls() if bandwidth is None else cls(bandwidth=float(bandwidth))
    return probe.last(one.fit(as_numpy(points)), one)


@check(cell="kernel_density", weight=0)
def test_kernels_have_a_log_density_per_point(student, rng):
    """`KernelDensity(bandwidth).fit(points).log_prob(x)` gives one number for each point."""
    points, x = rng.normal(size=(7, 2)), rng.normal(size=(5, 2))
    hint = "One kernel for each pair of a point and a training point, (n, m); logsumexp over axis 1."
    either(
        student, "KernelDensity",
        lambda cls: fitted(cls, points, 0.7).log_prob(as_numpy(x)),
        lambda value: assert_shape(value, (5,), "log_prob(x)", hint),
    )  # fmt: skip


@check(cell="kernel_density", weight=2, needs=["test_kernels_have_a_log_density_per_point"])
def test_kernels_log_density(student, rng):
    """The log-density is that of the mean of Gaussian kernels, each with its normaliser."""
    points, x, h = rng.normal(size=(7, 2)), rng.normal(size=(5, 2)), 0.4 + 0.3 * rng.random()
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
        wrong = diagnosis(value, known, "It is not the log-density of the mean of the kernels.")
        assert_close(value, right, what="log_prob(x)", wrong=wrong, hint=hint)

    either(student, "KernelDensity", lambda cls: fitted(cls, points, h).log_prob(as_numpy(x)), judge)


@check(cell="kernel_density", needs=["test_kernels_log_density"])
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


@check(cell="kernel_density", needs=["test_kernels_have_a_log_density_per_point"])
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
        wrong = diagnosis(answer[0], known, "The bandwidth h is not that of Scott's rule.")
        assert_close(answer[0], right, what="h", wrong=wrong, hint=hint)
        wrong = "A bandwidth that was given is not the h that is used."
        assert_close(answer[1], np.asarray(0.25), what="h", wrong=wrong, hint="Only None means Scott's rule.")

    either(
        student, "KernelDensity",
        lambda cls: [fitted(cls, points).h, fitted(cls, points, 0.25).h],
        judge,
    )  # fmt: skip


@check(cell="kernel_density", needs=["test_kernels_log_density"])
def test_kernels_fit_starts_afresh(student, rng):
    """A second `fit` forgets the first, its bandwidth included."""
    assert_forgets(student, "KernelDensity", lambda cls: cls(), rng)


@check(cell="kernel_density", weight=0.5, needs=["test_kernels_log_density"])
def test_kernels_keep_a_copy(student, rng):
    """Arrays that it is given are not changed, and it keeps a copy of the training points."""
    assert_leaves_alone(student, "KernelDensity", lambda cls: cls(bandwidth=0.8), rng, keeps_copy=True)


@check(cell="kernel_density", needs=["test_kernels_have_a_log_density_per_point"])
def test_kernels_samples(student, rng):
    """`sample` chooses training points at random, with replacement, and adds noise of width h."""
    points = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 30.0]]) + rng.normal(size=2)
    h, n, seed = 0.5 + rng.random(), 3000, int(rng.integers(2**31))
    hint = "rng.integers(m, size=n) chooses training points; then add h times standard normal noise, (n, d)."

    def judge(draws):
        assert_shape(draws, (n, 2), f"sample({n})", hint)
        nearest = ((draws[:, None] - points) ** 2).sum(axis=2).argmin(axis=1)
        noise = (draws - points[nearest]) / h
        near = np.abs(noise).max() < 8
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


@check(cell="kernel_density", weight=0.5, needs=["test_kernels_samples"])
def test_kernels_samples_follow_the_seed(student, rng):
    """The same seed gives the same points, another seed or none gives others."""
    points = rng.normal(size=(9, 2))
    assert_seeds(student, "KernelDensity", lambda cls: fitted(cls, points, 0.5), 6)


@check(cell="kernel_density", weight=0.5, needs=["test_kernels_log_density"])
def test_kernels_objects_are_separate(student, rng):
    """Objects do not share their state; `fit` returns self."""
    assert_separate(student, "KernelDensity", lambda cls: cls(bandwidth=0.8), rng)


@check(cell="kernel_density", weight=0.5, needs=["test_kernels_have_a_log_density_per_point"])
def test_kernels_are_a_density_estimator(student):
    """`KernelDensity` is derived from `DensityEstimator`, and its constructor runs that of its base class."""
    assert_is_estimator(student, "KernelDensity", lambda cls: cls(bandwidth=0.8))


# --- The mixture --------------------------------------------------------------------------------------------


class Parts:
    """Three components that we know: their log-densities are affine functions, their points lie around centres."""

    def __init__(self, rng, low=0.0):
        self.slopes, self.offsets = rng.normal(size=(3, 2)), low + rng.normal(size=3)
        self.weights = rng.permutation([1.0, 2.5, 5.0])
        self.centres = rng.permutation([-20.0, 0.0, 20.0])
        numbers = zip(self.slopes, self.offsets, self.centres, strict=True)
        self.members = [probe.member(as_numpy(s), float(o), float(c)) for s, o, c in numbers]

    @property
    def shares(self):
        return self.weights / self.weights.sum()

    def mixture(self, cls):
        return cls(list(self.members), [float(w) for w in self.weights])

    def logs(self, x):
        """log p_k(x), (n, K)."""
        return x @ self.slopes.T + self.offsets


def log_sum_exp(a):
    return log_mean_exp(a) + np.log(a.shape[1])


@check(cell="mixture", weight=0)
def test_mixture_has_a_log_density_per_point(student, rng):
    """`Mixture(components, weights).log_prob(x)` gives one number for each point."""
    parts, x = Parts(rng), as_numpy(rng.normal(size=(6, 2)))
    hint = "Stack the components' log-densities to (n, K), add the log-weights, and logsumexp over axis 1."
    either(
        student, "Mixture",
        lambda cls: parts.mixture(cls).log_prob(x),
        lambda value: assert_shape(value, (6,), "log_prob(x)", hint),
    )  # fmt: skip


@check(cell="mixture", weight=2, needs=["test_mixture_has_a_log_density_per_point"])
def test_mixture_log_density(student, rng):
    """The log-density is that of the weighted sum of its components' densities."""
    parts, x = Parts(rng), rng.normal(size=(6, 2))
    logs, shares = parts.logs(x), parts.shares
    right = log_sum_exp(logs + np.log(shares))
    known = {
        "The weights do not sum to 1: they count relative to one another.": [
            log_sum_exp(logs + np.log(parts.weights))
        ],
        "The weights have no effect.": [log_mean_exp(logs), log_sum_exp(logs)],
        "The weights multiply the log-densities; they must multiply the densities.": [
            logs @ shares,
            log_sum_exp(logs * shares),
        ],
        "The weights are added to the log-densities; add their logarithms.": [log_sum_exp(logs + shares)],
        "Only the most probable component counts.": [(logs + np.log(shares)).max(axis=1)],
        "This is the density, not its logarithm.": [np.exp(right)],
        "It is made of the first component alone.": [logs[:, 0], logs[:, 0] + np.log(shares[0])],
    }
    equal = log_mean_exp(logs)
    hint = "log Σ_k w_k p_k(x) = logsumexp over k of log w_k + log p_k(x), with weights that sum to 1."

    def judge(answer):
        wrong = diagnosis(answer[0], known, "It is not the log-density of the weighted mixture.")
        assert_close(answer[0], right, what="log_prob(x)", wrong=wrong, hint=hint)
        wrong = "Without weights, the components are not weighted equally."
        assert_close(
            answer[1], equal, what="log_prob(x)", wrong=wrong, hint="None: the same weight for each."
        )

    def question(cls):
        parts_alike = cls(list(parts.members))
        return [parts.mixture(cls).log_prob(as_numpy(x)), parts_alike.log_prob(as_numpy(x))]

    either(student, "Mixture", question, judge)


@check(cell="mixture", needs=["test_mixture_log_density"])
def test_mixture_does_not_underflow(student, rng):
    """Where all densities are too small for a number, the log-density stays finite and right."""
    parts, x = Parts(rng, low=-2000.0), rng.normal(size=(5, 2))
    right = log_sum_exp(parts.logs(x) + np.log(parts.shares))
    # relative to 2000 the weights are small: what is compared is what they add
    off = -2000.0
    either(
        student, "Mixture",
        lambda cls: parts.mixture(cls).log_prob(as_numpy(x)),
        lambda value: assert_close(
            value - off if isinstance(value, np.ndarray) and value.shape == (5,) else value, right - off,
            what="log_prob(x)", hint="logsumexp, never log of a sum of exp.",
        ),
    )  # fmt: skip


@check(cell="mixture", needs=["test_mixture_has_a_log_density_per_point"])
def test_mixture_grows_by_itself(student, rng):
    """`add` adds a component to this mixture alone: not to others, and not to the caller's list."""
    parts, x = Parts(rng), rng.normal(size=(5, 2))
    logs = parts.logs(x)
    weights = np.array([1.0, *parts.weights[1:]])

    def question(cls):
        listed, turned = probe.value([parts.members[0]]), probe.value(parts.members[:2])
        kept = cls(turned, [1.0, 3.0])
        grown, other = cls(listed), cls()
        one = probe.same_object(grown.add(parts.members[1], float(weights[1])), grown)
        one_more = probe.last(grown.add(parts.members[2], weight=float(weights[2])), 0)
        added = grown.log_prob(as_numpy(x))
        fresh = probe.last(other.add(parts.members[1]), other.log_prob(as_numpy(x)))
        late = cls()
        fresher = probe.last(late.add(parts.members[2]), late.log_prob(as_numpy(x)))
        unchanged = probe.length(listed)
        outside = probe.last(kept.assign, turned.reverse(), kept.log_prob(as_numpy(x)))
        return [one, one_more, added, fresh, fresher, unchanged, outside]

    def judge(answer):
        one, _, added, fresh, fresher, unchanged, outside = answer
        hint = "Default None, not []; keep list(components), a list of its own."
        shared = "A new mixture starts with components of another one: they share a list."
        require(isinstance(fresher, np.ndarray) and isinstance(fresh, np.ndarray), shared, hint)
        assert_close(fresh, logs[:, 1], what="log_prob(x)", wrong=shared, hint=hint)
        assert_close(fresher, logs[:, 2], what="log_prob(x)", wrong=shared, hint=hint)
        wrong = "add appends to the list that the caller gave to the constructor."
        assert_close(unchanged, np.asarray(1), wrong=wrong, hint=hint)
        right = log_sum_exp(logs + np.log(weights / weights.sum()))
        wrong = "After add, the log-density is not that of all components with their relative weights."
        assert_close(
            added, right, what="log_prob(x)", wrong=wrong, hint="The new weight is relative to the others."
        )
        right = log_sum_exp(logs[:, :2] + np.log([0.25, 0.75]))
        wrong = "When the caller's list changes later, the mixture changes with it."
        assert_close(outside, right, what="log_prob(x)", wrong=wrong, hint=hint)
        require(one is True, "add does not return self.", "`return self` lets calls be chained.")

    either(student, "Mixture", question, judge)


@check(cell="mixture", needs=["test_mixture_has_a_log_density_per_point"])
def test_assign_finds_the_most_probable_component(student, rng):
    """`assign` gives for each point the component for which weight times density is largest."""
    parts, x = Parts(rng), 2 * rng.normal(size=(40, 2))
    logs = parts.logs(x) + np.log(parts.shares)
    known = {
        "The weights are not taken into account.": [parts.logs(x).argmax(axis=1)],
        "It gives the least probable component.": [logs.argmin(axis=1)],
        "Components are counted from 0, not from 1.": [logs.argmax(axis=1) + 1],
    }
    hint = "argmax over the components of log w_k + log p_k(x)."

    def judge(value):
        assert_shape(value, (40,), "assign(x)", hint)
        wrong = diagnosis(value, known, "It is not the most probable component of each point.")
        require(np.array_equal(value, logs.argmax(axis=1)), wrong, hint)

    either(student, "Mixture", lambda cls: probe.array(parts.mixture(cls).assign(as_numpy(x))), judge)


@check(cell="mixture", needs=["test_mixture_has_a_log_density_per_point"])
def test_mixture_fits_its_components(student, rng):
    """`fit` fits each component to its points, or, without labels, every one to all points."""
    parts, x = Parts(rng), rng.normal(size=(12, 2))
    labels = rng.permutation([0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    shares = np.bincount(labels) / 12
    logs = parts.logs(x)

    def question(cls):
        one = parts.mixture(cls)
        chained = probe.same_object(one.fit(as_numpy(x), as_numpy(labels)), one)
        seen = [probe.last(chained, member.seen) for member in parts.members]
        return [chained, seen, one.log_prob(as_numpy(x))]

    def unlabelled(cls):
        one = parts.mixture(cls)
        chained = probe.same_object(one.fit(as_numpy(x)), one)
        return [
            chained,
            [probe.last(chained, member.seen) for member in parts.members],
            one.log_prob(as_numpy(x)),
        ]

    def judge(answer, expected, weights, how):
        chained, seen, after = answer
        hint = "component.fit(x[labels == k]) for each k; without labels component.fit(x)."
        for k in range(3):
            require(isinstance(seen[k], list) and len(seen[k]) > 0, f"Component {k} is not fitted.", hint)
            wrong = f"{how} component {k} is not fitted to the points that it should be."
            assert_close(
                seen[k][-1], expected[k], what="What a component is fitted to", wrong=wrong, hint=hint
            )
        wrong = f"{how} the weights are not what they should be."
        hint = (
            "With labels, a component's weight is the share of the points that have its label; else it stays."
        )
        assert_close(after, log_sum_exp(logs + np.log(weights)), what="log_prob(x)", wrong=wrong, hint=hint)
        require(chained is True, "fit does not return self.", "`return self` is the last line of fit.")

    by_label = [x[labels == k] for k in range(3)]
    either(student, "Mixture", question, lambda a: judge(a, by_label, shares, "With labels,"))
    either(student, "Mixture", unlabelled, lambda a: judge(a, [x] * 3, parts.shares, "Without labels,"))


@check(cell="mixture", needs=["test_mixture_has_a_log_density_per_point"])
def test_mixture_samples_by_the_weights(student, rng):
    """`sample` draws each point from a component chosen at random by the weights."""
    parts, n, seed = Parts(rng), 3000, int(rng.integers(2**31))
    hint = (
        "rng.multinomial(n, weights) says how many points each component gives; concatenate what they draw."
    )

    def question(cls):
        one = parts.mixture(cls)
        return [one.sample(n, seed=seed), [one.sample(40, seed=seed + k) for k in range(8)]]

    def counts_of(draws, size):
        assert_shape(draws, (size, 2), f"sample({size})", hint)
        offsets = draws[:, :1] - parts.centres
        inside = (offsets >= 0) & (offsets < 1)
        require(inside.sum(axis=1).all(), "There are points that none of the components has drawn.", hint)
        return inside.sum(axis=0)

    def judge(answer):
        many, few = answer
        off = np.abs(counts_of(many, n) / n - parts.shares).max()
        require(off < 0.06, "The components do not give their shares of the points.", hint)
        several = {tuple(counts_of(draws, 40)) for draws in few}
        wrong = "How many points each component gives is always the same: it must be drawn at random."
        require(len(several) > 1, wrong, hint)

    either(student, "Mixture", question, judge)


@check(cell="mixture", weight=0.5, needs=["test_mixture_samples_by_the_weights"])
def test_mixture_samples_follow_the_seed(student, rng):
    """The same seed gives the same points, another seed or none gives others."""
    assert_seeds(student, "Mixture", Parts(rng).mixture, 30)


@check(cell="mixture", weight=0.5, needs=["test_mixture_samples_by_the_weights"])
def test_mixture_components_draw_apart(student, rng):
    """The components of a mixture draw with different seeds, so that their points are independent."""
    parts, seed = Parts(rng), int(rng.integers(2**31))
    hint = "Draw a seed for each component from your own generator: rng.integers(2**32, size=K)."

    def judge(draws):
        assert_shape(draws, (400, 2), "sample(400)", hint)
        groups = [draws[(draws[:, 0] >= c) & (draws[:, 0] < c + 1)] - c for c in parts.centres]
        for a, b in ((0, 1), (0, 2), (1, 2)):
            first, second = (np.unique(np.round(groups[k][:, 0], 9)) for k in (a, b))
            common = len(np.intersect1d(first, second)) / max(min(len(first), len(second)), 1)
            wrong = "Components draw with the same seed: the points of one are those of another, shifted."
            require(common < 0.5, wrong, hint)

    either(student, "Mixture", lambda cls: parts.mixture(cls).sample(400, seed=seed), judge)


@check(cell="mixture", weight=0.5, needs=["test_mixture_has_a_log_density_per_point"])
def test_mixture_is_a_density_estimator(student):
    """`Mixture` is derived from `DensityEstimator`, and its constructor runs that of its base class."""
    assert_is_estimator(student, "Mixture", lambda cls: cls())


# --- The mended class ---------------------------------------------------------------------------------------


def stream(rng, size, lengths):
    """Batches of these lengths, and the question for n, mean and covariance of MendedGaussian after them."""
    batches = [3 + rng.normal(size=(n, 2)) @ [[1.0, 0.7], [0.0, 0.5]] for n in lengths]
    one = lab.MendedGaussian(2, size=size)
    updates = [one.update(as_numpy(batch)) for batch in batches]
    question = [probe.last(*updates, one.n), one.mean, one.covariance]
    return np.concatenate(batches), question


def assert_moments(answer, x, hint):
    n, mean, covariance = answer
    assert_shape(mean, (2,), "The mean", hint)
    wrong = "The points are not counted right: some are lost, or counted twice."
    assert_close(n, np.asarray(len(x)), what="n", wrong=wrong, hint=hint)
    assert_close(mean, x.mean(axis=0), wrong="The mean is not that of all points.", hint=hint)
    wrong = "The covariance is not that of all points."
    assert_close(covariance, np.cov(x.T, bias=True), what="The covariance", wrong=wrong, hint=hint)


@check(cell="mended", weight=0)
def test_mended_takes_a_batch(student, rng):
    """`MendedGaussian` takes in a batch smaller than a chunk."""
    _, question = stream(rng, 9, [5])
    assert_shape(student.ask(question)[1], (2,), "The mean")


@check(cell="mended", weight=2, needs=["test_mended_takes_a_batch"])
def test_mended_has_no_nan(student, rng):
    """The mean stays a number, whatever the lengths of the batches."""
    x, question = stream(rng, 4, [4, 12, 7, 8])
    hint = "Stop where a chunk is such that its mean cannot be right; go up, and look at who made it, and of what."
    assert_moments(student.ask(question), x, hint)


@check(cell="mended", needs=["test_mended_has_no_nan"])
def test_mended_keeps_what_was_right(student, rng):
    """No point is lost or counted twice, for any size of chunk."""
    hint = "Every point of a batch is in one chunk: the last chunk is shorter when the lengths do not fit."
    for size, lengths in ((5, [13, 1, 7]), (1000, [3, 17])):
        x, question = stream(rng, size, lengths)
        assert_moments(student.ask(question), x, hint)


@check(cell="mended", weight=0.5, needs=["test_mended_has_no_nan"])
def test_mended_takes_empty_batches(student, rng):
    """An empty batch changes nothing."""
    x, question = stream(rng, 4, [6, 0, 5])
    assert_moments(student.ask(question), x, "Without points there is no chunk.")


# --- A folder of images -------------------------------------------------------------------------------------


class Folder:
    """A folder that is written in the student's kernel, and what must be read from it."""

    SHAPE = (3, 5)

    def __init__(self, rng):
        names = ["owl/2.png", "owl/10.png", "cat/b.png", "cat/a.png", "cat/c.png", "dog/x.png", "dog/w.png"]
        pictures = {name: rng.integers(0, 256, size=self.SHAPE).astype("uint8") for name in names}
        extras = {"cat/notes.txt": "not an image", "readme.txt": "not a class"}
        written = {name: as_numpy(pictures[name]) for name in rng.permutation(names)}
        self.path = probe.folder_of({**written, **extras})
        self.classes = ["cat", "dog", "owl"]
        order = sorted(names, key=lambda name: tuple(name.split("/")))
        self.images = np.stack([pictures[name] for name in order])[..., None] / 255
        self.labels = np.eye(3)[[self.classes.index(name.split("/")[0]) for name in order]]
        self.data = lab.ImageFolder(self.path)

    def which(self, images, what):
        """Which pictures these are, by number, whatever their grey values were scaled to or their axes swapped."""
        shape = np.shape(images)
        require(isinstance(images, np.ndarray) and len(shape) > 1, f"{what} should hold images.", "")
        flat = np.asarray(images, "float64").reshape(shape[0], -1)
        size = self.images[0].size
        require(flat.shape[1] == size, f"{what} should hold images of the folder, one for each number.", "")
        known = profile(self.images.reshape(len(self.images), -1))
        off = [np.abs(known[:, None] - profile(sign * flat)[None]).max(axis=2) for sign in (1, -1)]
        nearest = np.minimum(*off)  # (pictures, images)
        alien = f"{what} should hold images of the folder, and there are others."
        require(bool((nearest.min(axis=0) < 0.05).all()), alien, "Read the file whose number is asked for.")
        return nearest.argmin(axis=0)


def profile(flat):
    """The values of each row in order, with mean 0 and variance 1: what tells pictures apart."""
    flat = np.sort(flat, axis=1)
    return (flat - flat.mean(axis=1, keepdims=True)) / np.maximum(flat.std(axis=1, keepdims=True), 1e-9)


@shared
def folder(rng):
    return Folder(rng)


@check(cell="image_folder")
def test_folder_has_classes_and_a_length(student, folder):
    """`classes` are the folders' names in order, and `len` counts the images."""
    classes, length = student.ask([folder.data.classes, probe.length(folder.data)])
    require(isinstance(classes, list), "classes should be a list of names.", "The folders' names, sorted.")
    wrong = "classes are not the names of the folders, sorted; a file beside them is none."
    require(classes == folder.classes, wrong, "sorted, only is_dir(), and the name alone, not the path.")
    wrong = "The number of images is wrong: files whose names end in .png count, and no others."
    assert_close(
        length, np.asarray(7), what="len(data)", wrong=wrong, hint="Look at the suffix of each path."
    )


def pair(answer, what):
    require(isinstance(answer, list) and len(answer) == 2, f"{what} should be a pair (image, label).", "")
    return answer


@check(cell="image_folder", weight=2)
def test_folder_reads_images(student, folder):
    """`data[i]` holds the image of number i, (H, W, 1), with grey values in [0, 1]."""
    image, _ = pair(student.ask(folder.data[4]), "data[i]")
    assert_shape(image, (*Folder.SHAPE, 1), "An image", "Add the axis of channels: grey[..., np.newaxis].")
    right, others = folder.images[4], [folder.images[i] for i in range(7) if i != 4]
    known = {
        "Grey values are not divided by 255.": [right * 255],
        "Grey values are divided by 256; 255 is white, and must become 1.": [right * 255 / 256],
        "Grey values are in [-1, 1]; they should be in [0, 1].": [right * 2 - 1],
        "Each image is divided by its own maximum; divide by 255.": [right / right.max()],
        "Grey values are turned round: 0 is black.": [1 - right],
        "It is another image: the order is by class, then by file name.": others,
    }
    wrong = diagnosis(image, known, "It is not the image in the file.")
    assert_close(
        image, right, wrong=wrong, hint="np.asarray(Image.open(path).convert('L')) / 255, in the order."
    )


@check(cell="image_folder")
def test_folder_labels_are_one_hot(student, folder):
    """`data[i]` holds the one-hot label of number i."""
    answers = student.ask([folder.data[i] for i in (0, 3, 6)])
    hint = "An array (C,) of zeros with a 1 in the place of its class in `classes`: a row of np.eye(C)."
    for answer, i in zip(answers, (0, 3, 6), strict=True):
        label = pair(answer, "data[i]")[1]
        assert_shape(label, (3,), "A label", hint)
        assert_close(
            label, folder.labels[i], wrong="The 1 is not in the place of the image's class.", hint=hint
        )


@check(cell="image_folder", weight=0.5, needs=["test_folder_reads_images"])
def test_folder_gives_float32(student, folder):
    """Images and labels are float32, those of a slice too."""
    answers = student.ask([folder.data[1], probe.sliced(folder.data, 2, 4)])
    for what, parts in zip(("item", "slice"), answers, strict=True):
        for name, part in zip(("images", "labels"), pair(parts, what), strict=True):
            kind = part.dtype if isinstance(part, np.ndarray) else type(part).__name__
            require(kind == np.float32, f"In the {what}, {name} are {kind}, not float32.", "dtype='float32'")


@check(cell="image_folder", weight=1.5)
def test_folder_can_be_sliced(student, folder):
    """A slice is a pair of stacked arrays, (k, H, W, 1) and (k, C)."""
    keys = [(1, 4, None), (None, None, 3), (-2, None, None), (None, None, -2)]
    # held against the single items: what is in them is another check's business
    slices, items = student.ask(
        [[probe.sliced(folder.data, *key) for key in keys], [folder.data[i] for i in range(7)]]
    )
    hint = "A list of paths knows what a slice is: self.paths[key]; then np.stack images, and labels."
    wrong = "The images or labels of a slice are not those of its numbers, in their order."
    single = [pair(item, "data[i]") for item in items]
    numbers = folder.which(stacked(single, 0), "data[i]")
    for answer, key in zip(slices, keys, strict=True):
        images, labels = pair(answer, "data[a:b]")
        count = len(range(*slice(*key).indices(7)))
        for part, name in ((images, "images"), (labels, "labels")):
            right = isinstance(part, np.ndarray) and part.ndim > 1 and len(part) == count
            require(right, f"The {name} of a slice are not one array with an entry for each number.", hint)
        same = np.array_equal(folder.which(images, "data[a:b]"), numbers[slice(*key)])
        require(same and agree(labels, stacked(single, 1)[slice(*key)]), wrong, hint)


def stacked(pairs, k):
    """One array of the images (k = 0) or labels (k = 1) of pairs, all of one shape."""
    parts = [each[k] for each in pairs]
    alike = all(isinstance(part, np.ndarray) and part.shape == parts[0].shape for part in parts)
    require(alike and parts[0].ndim > 0, "The images, or the labels, are not arrays of one shape.", "")
    return np.stack(parts)


@check(cell="image_folder")
def test_folder_numbers_are_those_of_a_list(student, folder):
    """Negative numbers count from the end, and a number out of range is an IndexError."""
    item = "getitem"
    last, first, *errors = student.ask(
        [
            [folder.data[-1], folder.data[6]],
            [folder.data[-7], folder.data[0]],
            probe.raised(item, folder.data, 7),
            probe.raised(item, folder.data, -8),
        ]
    )
    hint = "Ask a list of paths for the number; do not compute with it."
    wrong = "A negative number does not count from the end."
    for negative, positive in (last, first):
        folder.which(pair(positive, "data[i]")[0][None], "data[i]")
        assert_close(negative, positive, wrong=wrong, hint=hint)
    for error in errors:
        require(error == "IndexError", "A number out of range should raise an IndexError.", hint)


@check(cell="image_folder")
def test_folder_can_be_looped_over(student, folder):
    """A `for` loop gives every pair (image, label) once, in order, and ends; and so does a second one."""
    loops = [probe.taken(folder.data, 9), probe.taken(folder.data, 9)]
    answers, items = student.ask([loops, [folder.data[i] for i in range(7)]])
    folder.which(stacked([pair(item, "data[i]") for item in items], 0), "data[i]")
    hint = "For this __getitem__ is enough: `for` asks for 0, 1, 2, … until there is an IndexError."
    for loop in answers:
        require(loop["ended"] is True, "A loop over it does not end.", hint)
        require(len(loop["items"]) == 7, "A loop over it does not give every image once.", hint)
        assert_close(loop["items"], items, wrong="A loop does not give the pairs in their order.", hint=hint)


# --- Batches ------------------------------------------------------------------------------------------------


class Pairs:
    """A list of n pairs (image, label); number i's image and label both tell i."""

    def __init__(self, rng, n):
        base = rng.random(size=(1, 2, 3, 1))
        self.images = (base + np.arange(n)[:, None, None, None]).astype("float32")
        self.labels = np.eye(n, dtype="float32")[rng.permutation(n)]
        pairs = zip(self.images, self.labels, strict=True)
        self.data = probe.value([(as_numpy(image), as_numpy(label)) for image, label in pairs])
        self.base = base

    def loader(self, *args, **kwargs):
        return lab.BatchLoader(self.data, *args, **kwargs)

    def numbers(self, loop, n, hint):
        """Which pairs a pass went through, in its order, each image with its own label."""
        require(loop["ended"] is True, "A loop over it does not end.", hint)
        found = []
        for batch in loop["items"]:
            images, labels = pair(batch, "A batch")
            count = images.shape[0] if isinstance(images, np.ndarray) and images.ndim else 0
            assert_shape(images, (count, *self.images.shape[1:]), "The images of a batch", "np.stack them.")
            assert_shape(labels, (count, self.labels.shape[1]), "The labels of a batch", "np.stack them.")
            index = np.round(images[:, 0, 0, 0] - self.base[0, 0, 0, 0]).astype(int)
            right = count > 0 and index.min() >= 0 and index.max() < n
            require(
                right and agree(images, self.images[index]), "Batches hold other images than the data.", hint
            )
            wrong = "Images and labels have come apart: an image has the label of another."
            require(agree(labels, self.labels[index]), wrong, hint)
            found.append(index)
        return found


LOOP = "Make __iter__ a generator whose local variables are the loop's own."


@check(cell="batch_loader")
def test_loader_counts_its_batches(student, rng):
    """`len` is the number of batches, the last short one included."""
    pairs = Pairs(rng, 12)
    sizes = (5, 4, 1, 12, 50)
    counts = student.ask([probe.length(pairs.loader(size)) for size in sizes])
    hint = "Round n / batch_size up."
    for count, size in zip(counts, sizes, strict=True):
        right = -(-12 // size)
        known = {
            "The last short batch is not counted.": [12 // size],
            "There is one batch too many when the length is a multiple of the batch size.": [12 // size + 1],
            "It is the number of pairs, not of batches.": [12],
        }
        wrong = diagnosis(count, known, "It is not the number of batches in a pass.")
        assert_close(count, np.asarray(right), what="len(loader)", wrong=wrong, hint=hint)


@check(cell="batch_loader", weight=1.5)
def test_loader_goes_through_the_data(student, rng):
    """A pass gives all pairs in their order, in batches of batch_size, but for the last short one."""
    pairs, many = Pairs(rng, 11), Pairs(rng, 40)
    loops = [pairs.loader(size) for size in (4, 11, 20)] + [many.loader()]
    answers = student.ask([probe.taken(loop, 30) for loop in loops])
    for loop, size, n in zip(answers, (4, 11, 20, 32), (11, 11, 11, 40), strict=True):
        found = (pairs if n == 11 else many).numbers(loop, n, LOOP)
        lengths = [len(index) for index in found]
        right = [min(size, n - start) for start in range(0, n, size)]
        order = np.concatenate(found) if found else np.zeros(0, int)
        wrong = (
            "The last short batch is missing." if sum(lengths) < n else "The batches have the wrong lengths."
        )
        require(lengths == right, wrong, "range(0, n, batch_size) gives the starts of all batches.")
        require(
            np.array_equal(order, np.arange(n)), "Without shuffle, the order is not that of the data.", LOOP
        )


@check(cell="batch_loader", weight=1.5, needs=["test_loader_goes_through_the_data"])
def test_loader_can_be_used_again(student, rng):
    """A second loop starts from the beginning, also when the first was left early."""
    pairs = Pairs(rng, 7)
    loader, left = pairs.loader(3), pairs.loader(3)
    loops = [probe.taken(loader, 9), probe.taken(loader, 9)]
    broken = [probe.taken(left, 1), probe.taken(left, 9)]
    answer, after_break = student.ask([loops, broken])
    hint = f"{LOOP} Who keeps the place of a loop in self can go through it only once."
    for loop, wrong in (
        (answer[1], "A second loop does not give all batches again."),
        (after_break[1], "After a loop that was left early, the next does not start from the beginning."),
    ):
        items = loop["items"]
        require(isinstance(items, list) and len(items) == 3, wrong, hint)
        found = pairs.numbers(loop, 7, hint)
        require(np.array_equal(np.concatenate(found), np.arange(7)), wrong, hint)


@check(cell="batch_loader", weight=0.5, needs=["test_loader_can_be_used_again"])
def test_loops_do_not_disturb_each_other(student, rng):
    """Two loops over one loader at the same time each see all batches."""
    pairs = Pairs(rng, 7)
    both = student.ask(probe.in_turns(pairs.loader(2), 6))
    wrong = "Two loops at the same time disturb each other: each should have a place of its own."
    for seen in both:
        require(isinstance(seen, list) and len(seen) == 4, wrong, LOOP)
        found = pairs.numbers({"ended": True, "items": seen}, 7, LOOP)
        require(np.array_equal(np.concatenate(found), np.arange(7)), wrong, LOOP)


@check(cell="batch_loader", weight=1.5, needs=["test_loader_goes_through_the_data"])
def test_loader_shuffles(student, rng):
    """With `shuffle` each pass has every pair once, images with their labels, in a new order."""
    pairs = Pairs(rng, 23)
    loader = pairs.loader(5, shuffle=True)
    loops = student.ask([probe.taken(loader, 9) for _ in range(3)])
    hint = "A new permutation of the numbers 0..n-1 at the start of each pass, for images and labels alike."
    orders = []
    for loop in loops:
        found = pairs.numbers(loop, 23, hint)
        require(
            [len(index) for index in found] == [5, 5, 5, 5, 3], "The batches have the wrong lengths.", hint
        )
        orders.append(np.concatenate(found))
        once = np.array_equal(np.sort(orders[-1]), np.arange(23))
        require(once, "A shuffled pass does not have every pair once.", hint)
        require(not np.array_equal(orders[-1], np.arange(23)), "The order is not shuffled.", hint)
        blocks = [set(index) for index in found[:4]]
        kept = [set(range(start, start + 5)) for start in range(0, 20, 5)]
        wrong = "Only the batches are shuffled, or the pairs inside of each: shuffle all pairs."
        require(not all(block in kept for block in blocks), wrong, hint)
    require(not np.array_equal(orders[0], orders[1]), "Each pass has the same order.", hint)


@check(cell="batch_loader", weight=0.5, needs=["test_loader_shuffles"])
def test_loader_follows_the_seed(student, rng):
    """With the same seed two loaders go through the same orders; with another seed, or none, they do not."""
    pairs = Pairs(rng, 23)
    loaders = [pairs.loader(23, shuffle=True, seed=seed) for seed in (0, 0, 8, 8, 9, None, None)]
    answers = student.ask([[probe.taken(loader, 2) for _ in range(2)] for loader in loaders])
    hint = "self.rng = np.random.default_rng(seed) in __init__; each pass takes a permutation from it."
    orders = [
        np.concatenate([np.concatenate(pairs.numbers(loop, 23, hint)) for loop in two]) for two in answers
    ]
    zero, zero_again, eight, eight_again, nine, fresh, fresh_again = orders
    for a, b in ((eight, eight_again), (zero, zero_again)):
        require(np.array_equal(a, b), "Two loaders with the same seed have different orders.", hint)
    half = len(eight) // 2
    again = np.array_equal(eight[:half], eight[half:])
    require(not again, "With a seed, each pass has the same order: the seed is used anew in each.", hint)
    require(not np.array_equal(eight, nine), "Another seed gives the same orders.", hint)
    require(not np.array_equal(fresh, fresh_again), "Without a seed, two loaders have the same orders.", hint)


# --- Penalties ----------------------------------------------------------------------------------------------

IMAGE = (3, 4, 1)
CODE = 3
ENCODER = {
    "inputs": {"x": IMAGE},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "dense", ["h"], {"units": CODE, "activation": "tanh"}],
    ],
    "outputs": ["h"],
}
DECODER = {
    "inputs": {"h": (CODE,)},
    "layers": [
        ["x", "dense", ["h"], {"units": 12, "activation": "sigmoid"}],
        ["x", "reshape", ["x"], {"shape": IMAGE}],
    ],
    "outputs": ["x"],
}


class Coder:
    """A small encoder with known weights, images, their codes and Jacobians; and the costs of two penalties for them.

    A cost and its gradient are asked together: the Jacobian is what takes long.
    """

    def __init__(self, rng, n=4):
        seed = int(rng.integers(2**31))
        self.weights = {"Sparse": 0.3 + float(rng.random()), "Contractive": 0.3 + float(rng.random())}
        self.x = rng.random((n, *IMAGE)).astype("float32")
        (kernel, bias), *_ = parameters(ENCODER, seed).values()
        self.h = np.tanh(self.x.reshape(n, -1) @ kernel + bias)
        self.jacobian = (1 - self.h**2)[:, :, None] * kernel.T  # (n, code, pixels)
        encoder, images = probe.network(ENCODER, seed=seed), probe.value(self.x)
        parts = {}
        for name, weight in {**self.weights, "Denoising": 0.5}.items():
            penalty = lab[name](weight)
            cost = penalty.cost(encoder, images, encoder(images))
            parts[f"{name}.gradient"] = probe.gradient(cost, wrt=[encoder])
            parts[name] = cost
            parts[f"{name}.seen"] = penalty.corrupt(images)
        self.parts = Together(parts)


@shared
def coder(rng):
    return Coder(rng)


@check(cell="penalties")
def test_sparse_penalty(student, coder):
    """`Sparse` costs its weight times the sum of the code's absolute values, averaged over the batch."""
    weight, size = coder.weights["Sparse"], np.abs(coder.h)
    value = coder.parts.of(student)["Sparse"]
    known = {
        "The weight is missing.": [size.sum() / 4],
        "It is averaged over the code; it must be summed.": [weight * size.mean()],
        "It is summed over the batch; that must be averaged.": [weight * size.sum()],
        "It is the sum of squares; take absolute values.": [weight * (size**2).sum() / 4],
        "Signs cancel each other: the absolute values are missing.": [weight * coder.h.sum() / 4],
        "The absolute value is taken of the sum: take it of each number.": [
            weight * np.abs(coder.h.sum(axis=1)).mean()
        ],
    }
    wrong = diagnosis(value, known, "It is not λ · Σ |h|, summed over the code, averaged over the batch.")
    hint = "ops.sum(ops.abs(h), axis=1), then ops.mean, times self.weight."
    assert_close(value, np.asarray(weight * size.sum() / 4), what="cost(...)", wrong=wrong, hint=hint)


@check(cell="penalties")
def test_denoising_adds_noise(student, rng):
    """`Denoising` shows the encoder x plus noise of its standard deviation, fresh at every call."""
    x, noise = rng.random((4, *IMAGE)).astype("float32"), rng.normal(size=(4, *IMAGE))
    stddev = 0.2 + 0.5 * rng.random()
    made = lab.Denoising(float(stddev))
    value = student.ask(made.corrupt(x), noise=[noise])
    seen = x + stddev * noise
    shared = np.ptp(value - x, axis=0).max() < 1e-6 if np.shape(value) == x.shape else False
    known = {
        "All images of a batch get the same noise.": [value] if shared and not agree(value, x) else [],
        "There is no noise.": [x],
        "The noise is not scaled by stddev.": [x + noise, x - noise],
        "The noise is scaled by the square of stddev.": [x + stddev**2 * noise, x - stddev**2 * noise],
        "The noisy image is clipped; leave it as it is.": [
            np.clip(seen, 0, 1),
            np.clip(x - stddev * noise, 0, 1),
        ],
        "The image itself is missing: it is noise alone.": [stddev * noise, -stddev * noise],
        "The image is multiplied by the noise; add it.": [x * (1 + stddev * noise), x * stddev * noise],
    }
    hint = "x plus stddev times standard normal noise with the shape of x."
    wrong = diagnosis(value, known, "It is not x plus noise of the given standard deviation.")
    assert_close(value, seen, x - stddev * noise, what="corrupt(x)", wrong=wrong, hint=hint)
    many = rng.random((100, *IMAGE)).astype("float32")
    first, second = student.ask([made.corrupt(many), made.corrupt(many)])
    for part in (first, second):
        assert_shape(part, many.shape, "corrupt(x)", hint)
    require(not agree(first, second), "Two calls give the same noise.", hint)
    noise = first - many
    require(
        abs(noise.std() / stddev - 1) < 0.15, "The noise does not have the standard deviation stddev.", hint
    )
    fourth = (noise**4).mean() / (noise**2).mean() ** 2
    require(abs(fourth - 3) < 0.9, "The noise is not normally distributed.", hint)


@check(cell="penalties")
def test_contractive_penalty(student, coder):
    """`Contractive` costs its weight times the squared norm of the encoder's Jacobian, averaged over the batch."""
    weight, squares = coder.weights["Contractive"], coder.jacobian**2
    value = coder.parts.of(student)["Contractive"]
    norms = squares.sum(axis=(1, 2))  # (n,)
    summed = (coder.jacobian.sum(axis=1) ** 2).sum(axis=1)
    known = {
        "The weight is missing.": [norms.mean()],
        "It is summed over the batch; that must be averaged.": [weight * norms.sum()],
        "It is averaged over the pixels or the code; they must be summed.": [
            weight * squares.mean(),
            weight * squares.sum(axis=1).mean(),
            weight * squares.sum(axis=2).mean(),
        ],
        "It is the norm; take its square.": [weight * np.sqrt(norms).mean(), weight * np.sqrt(norms.sum())],
        "The derivatives of the code's numbers are added up before they are squared: tape.gradient does so.": [
            weight * summed.mean(),
            weight * summed.sum(),
        ],
        "It is the sum of absolute values; take squares.": [weight * np.abs(coder.jacobian).sum() / 4],
    }
    wrong = diagnosis(value, known, "It is not λ times the squared Frobenius norm of the Jacobian.")
    hint = "A tape that watches x, the encoder under it, tape.batch_jacobian; squares, summed over all but the batch."
    assert_close(value, np.asarray(weight * norms.mean()), what="cost(...)", wrong=wrong, hint=hint)


@check(cell="penalties", needs=["test_sparse_penalty", "test_contractive_penalty"])
def test_penalties_have_gradients(student, reference, coder):
    """The costs of `Sparse` and `Contractive` have a gradient in the encoder's weights."""
    hint = "Use ops and tf alone, no numpy; and no tape.stop_recording or tf.stop_gradient."
    for name in ("Sparse", "Contractive"):
        value, right = (coder.parts.of(who)[f"{name}.gradient"] for who in (student, reference))
        none = isinstance(value, list) and all(part is None for group in value for part in group)
        require(not none, f"No gradient reaches the encoder from the cost of {name}.", hint)
        wrong = f"The gradient of the cost of {name} is not that of its values: part of it is cut off."
        assert_close(value, right, what="The gradient", wrong=wrong, hint=hint)


@check(
    cell="penalties",
    weight=0.5,
    needs=["test_sparse_penalty", "test_denoising_adds_noise", "test_contractive_penalty"],
)
def test_penalties_are_interchangeable(student, coder):
    """Each penalty has both methods: what it does not override does what that of `Penalty` does."""
    answers = coder.parts.of(student)
    for name in ("Sparse", "Contractive"):
        wrong = f"{name} changes what the encoder sees."
        hint = "Override only what must be another."
        assert_close(answers[f"{name}.seen"], coder.x, what="corrupt(x)", wrong=wrong, hint=hint)
    assert_shape(answers["Denoising"], (), "The cost of Denoising", "Override corrupt alone.")
    added = abs(float(answers["Denoising"])) > 1e-9
    require(not added, "Denoising adds something to the loss.", "Override corrupt alone.")


@check(cell="penalties", weight=0.5, needs=["test_sparse_penalty"])
def test_penalty_objects_are_separate(student, rng):
    """Two penalties of one kind keep their own weights."""
    first, second = lab.Sparse(0.2), lab.Sparse(0.7)
    h = rng.normal(size=(4, CODE))
    alone, after = student.ask(
        [
            lab.Sparse(0.2).cost(None, None, h),
            probe.last(first.weight, second.weight, first.cost(None, None, h)),
        ]
    )
    assert_shape(alone, (), "cost(...)")
    wrong = "When a second penalty is made, the first one changes: they share their weight."
    assert_close(after, alone, wrong=wrong, hint="self.weight, an attribute of the object.")


# --- The autoencoder ----------------------------------------------------------------------------------------

KEYS = ("loss", "reconstruction_loss", "penalty")
CLOSE = 3e-5


class Step:
    """One step of plain SGD with lr 1: what it reports, and the change of every weight.

    The penalty is one that only we know: it shrinks and shifts what the encoder sees, and costs
    w · mean(h²) + v · mean(x²) for the code h of what it has seen, x.
    """

    SHRINK, SHIFT, WEIGHT, OF_SEEN = 0.6, 0.3, 2.0, 7.0

    def __init__(self, rng, images=4):
        self.seeds = [int(rng.integers(2**31)) for _ in range(2)]
        self.x = rng.random((images, *IMAGE)).astype("float32")
        self.encoder, self.decoder = self.networks()
        given, other = self.penalty(), self.penalty(weight=9.0)
        model = probe.compiled(lab.Autoencoder(self.encoder, self.decoder, given), probe.sgd(1.0))
        second = lab.Autoencoder(self.encoder, self.decoder, other)
        bare = probe.compiled(lab.Autoencoder(self.encoder, self.decoder), probe.sgd(0.0))
        of = {"encoder": self.encoder, "decoder": self.decoder}
        self.asked = Together(
            {
                # in this order: what comes first cannot be disturbed by what is made later, nor by moved weights
                "bare": {"value": bare.train_step(self.x)},
                "called": probe.last(model.name, model(self.x)),
                "step": probe.delta(model.train_step(self.x), of=of),
                "own": probe.last(second.name, probe.same_object(model.penalty, given)),
                "named": lab.Autoencoder(self.encoder, self.decoder, name="named_by_us").name,
            }
        )
        self.changed = {}

    def networks(self):
        return probe.network(ENCODER, self.seeds[0]), probe.network(DECODER, self.seeds[1])

    def penalty(self, shrink=SHRINK, shift=SHIFT, weight=WEIGHT):
        return probe.bundle(
            corrupt=probe.stand_in(["x"], ["x"], probe.affine(shrink, shift)),
            cost=probe.stand_in(["encoder", "x", "h"], ["h", "x"], probe.mean_squares(weight, self.OF_SEEN)),
        )

    def with_other(self, reference, name, **changes):
        """How a network's weights change with a penalty that is another one in some way."""
        key = tuple(changes.items())
        if key not in self.changed:
            encoder, decoder = self.networks()
            model = probe.compiled(lab.Autoencoder(encoder, decoder, self.penalty(**changes)), probe.sgd(1.0))
            of = {"encoder": encoder, "decoder": decoder}
            self.changed[key] = reference.ask(probe.delta(model.train_step(self.x), of=of))
        return self.changed[key]["delta"][name]

    def parts(self, reference):
        """What the encoder sees, its code, and the decoded image, as arrays."""
        seen = self.x * self.SHRINK + self.SHIFT
        codes = reference.ask([self.encoder(seen), self.decoder(self.encoder(seen))])
        plain = reference.ask(self.decoder(self.encoder(self.x)))
        return seen, codes[0], codes[1], plain


@shared
def step(rng):
    return Step(rng)


@check(cell="autoencoder", weight=0)
def test_autoencoder_can_be_made(student, step):
    """`Autoencoder(encoder, decoder, penalty)` can be made, compiled, and called."""
    hint = "super().__init__(**kwargs) comes first in the constructor; call returns the decoded images."
    assert_shape(step.asked.of(student)["called"], step.x.shape, "What it makes of images", hint)


@check(cell="autoencoder", needs=["test_autoencoder_can_be_made"])
def test_call_encodes_and_decodes(student, reference, step):
    """Calling it encodes and decodes the images as they are."""
    value = step.asked.of(student)["called"]
    _, _, corrupted, plain = step.parts(reference)
    wrong = diagnosis(value, {"It corrupts the images first; only training does so.": [corrupted]}, "")
    assert_close(
        value, plain, wrong=wrong or "It does not decode the code of the images.",
        hint="self.decoder(self.encoder(x))",
    )  # fmt: skip


def metrics(answer):
    logs = answer["value"]
    hint = f"Its keys are {', '.join(KEYS)}."
    require(isinstance(logs, dict), "It should return a dictionary.", hint)
    for key in KEYS:
        require(key in logs, f"The dictionary it returns has no key {key!r}.", hint)
        assert_shape(logs[key], (), f"Its {key}", "Each is one number for the batch.")
    return {key: float(logs[key]) for key in KEYS}


@check(cell="autoencoder", weight=2, needs=["test_autoencoder_can_be_made"])
def test_train_step_reports_its_losses(student, reference, step):
    """`train_step` returns loss, reconstruction_loss and penalty of the batch."""
    value = metrics(step.asked.of(student)["step"])
    seen, h, decoded, plain = step.parts(reference)
    x, error = step.x, ((step.x - decoded) ** 2).sum(axis=(1, 2, 3))
    cost = step.WEIGHT * (h**2).mean() + step.OF_SEEN * (seen**2).mean()
    known = {
        "The error is against the corrupted image; the target is the clean one.": [
            ((seen - decoded) ** 2).sum() / 4
        ],
        "The encoder sees the clean image; it should see what the penalty's corrupt makes of it.": [
            ((x - plain) ** 2).sum() / 4
        ],
        "The squared error is averaged over the pixels; sum it.": [error.mean() / 12],
        "The squared error is summed over the batch; average it.": [error.sum()],
        "The squared error has a factor ½ too much.": [error.mean() / 2],
        "It is the absolute error; take squares.": [np.abs(x - decoded).sum() / 4],
    }
    hint = "Clean x against the decoded image, squared: sum over pixels, mean over the batch. loss is this plus the cost."
    reconstruction = np.asarray(value["reconstruction_loss"])
    idle = [key for key in KEYS if value[key] == 0]
    require(not idle, f"It reports {' and '.join(idle)} as 0: is the tracker updated?", hint)
    wrong = diagnosis(reconstruction, known, "The reconstruction loss is not the squared error of the batch.")
    assert_close(reconstruction, np.asarray(error.mean()), wrong=wrong, hint=hint, rtol=CLOSE)
    wrong = "It does not report the penalty's cost for the code of what the encoder has seen."
    assert_close(np.asarray(value["penalty"]), np.asarray(cost), wrong=wrong, hint=hint, rtol=CLOSE)
    known = {
        "The penalty is not part of the loss.": [error.mean()],
        "The penalty is subtracted from the loss.": [error.mean() - cost],
    }
    wrong = diagnosis(np.asarray(value["loss"]), known, "loss is not the sum of the other two.")
    assert_close(
        np.asarray(value["loss"]), np.asarray(error.mean() + cost), wrong=wrong, hint=hint, rtol=CLOSE
    )


def explain_change(step, reference, value, name):
    """Which fault the change of a network's weights points to."""
    if not any(part.any() for part in value):
        return "No weight of it moves."
    if any(not part.any() for part in value):
        return "Some of its weights move, and some do not."
    right = step.asked.of(reference)["step"]["delta"][name]
    known = {
        "They move as if there were no penalty in the loss.": step.with_other(reference, name, weight=0.0),
        "They move as if the encoder had seen the clean images.": step.with_other(reference, name, shrink=1.0, shift=0.0),
        "They move the wrong way: up the gradient.": [-part for part in right],
        "They move the right way, but another distance: is the error summed over pixels, and averaged over images?": [
            part * scale_of(value, right) for part in right
        ],
    }  # fmt: skip
    return diagnosis(
        value, {why: [change] for why, change in known.items()}, "They do not move along the loss's gradient."
    )


def scale_of(value, right):
    """The factor that makes ``right`` most like ``value``."""
    a, b = (np.concatenate([np.ravel(part) for part in parts]) for parts in (value, right))
    return float(a @ b / (b @ b))


def assert_moves(student, reference, step, name):
    value, right = (step.asked.of(who)["step"]["delta"][name] for who in (student, reference))
    hint = (
        "One tape around encoder, decoder, error and cost; then the gradient of the loss with respect to "
        "self.trainable_weights, given to self.optimizer."
    )
    for part, expected in zip(value, right, strict=True):
        assert_shape(part, expected.shape, f"The change of the {name}'s weights", hint)
    wrong = f"The {name}'s weights do not move as they should. {explain_change(step, reference, value, name)}"
    assert_close(value, right, wrong=wrong, hint=hint, rtol=RELATIVE)


@check(cell="autoencoder", weight=2, needs=["test_autoencoder_can_be_made"])
def test_train_step_moves_the_encoder(student, reference, step):
    """`train_step` moves the encoder's weights along the gradient of error and penalty."""
    assert_moves(student, reference, step, "encoder")


@check(cell="autoencoder", weight=2, needs=["test_autoencoder_can_be_made"])
def test_train_step_moves_the_decoder(student, reference, step):
    """`train_step` moves the decoder's weights along the gradient of the error."""
    assert_moves(student, reference, step, "decoder")


@check(cell="autoencoder", needs=["test_autoencoder_can_be_made"])
def test_autoencoder_without_penalty(student, reference, step):
    """Without a penalty it is an undercomplete autoencoder: nothing is added, nothing corrupted."""
    value = metrics(step.asked.of(student)["bare"])
    difference = step.x - step.parts(reference)[3]
    error = (difference**2).sum() / 4
    # the error measured in other ways is another check's business
    also = [np.asarray(error * scale) for scale in (1 / 12, 4, 4 / 12, 0.5)]
    also.append(np.asarray(np.abs(difference).sum() / 4))
    wrong = "Without a penalty the loss is not the squared error alone."
    hint = "None stands for Penalty(): make one in the constructor."
    require(abs(value["penalty"]) < 1e-9, "Without a penalty something is reported as its cost.", hint)
    assert_close(np.asarray(value["loss"]), np.asarray(error), *also, wrong=wrong, hint=hint)


@check(cell="autoencoder", weight=0.5, needs=["test_autoencoder_can_be_made"])
def test_autoencoder_keeps_its_own_penalty(student, step):
    """`penalty` is the object that was given, also when a second autoencoder is made with another."""
    own = step.asked.of(student)["own"]
    require(
        own is True, "Its attribute penalty is not the object that it was given.", "self.penalty = penalty"
    )


@check(cell="autoencoder", weight=0.5, needs=["test_autoencoder_can_be_made"])
def test_keras_gets_its_arguments(student, step):
    """What else the constructor is given (`name`, say) reaches keras.Model."""
    hint = "super().__init__(**kwargs)"
    require(
        step.asked.of(student)["named"] == "named_by_us",
        "The model does not have the name it was given.",
        hint,
    )
