"""1 · An abstract base class."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    Wrong,
    agree,
    as_numpy,
    assert_close,
    cell,
    diagnosis,
    lab,
    probe,
    require,
)

check = cell("density_estimator")

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


@check(weight=0, asks=["derived-classes"])
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


@check(needs=[test_complete_subclass_can_be_made], asks=["abstract-methods"])
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


@check(needs=[test_complete_subclass_can_be_made], asks=["score-is-the-mean"])
def test_score_is_the_mean(student, rng):
    """`score` is the mean log-density, by the log_prob of whatever class it is."""
    line, x = Line(rng), rng.normal(size=(7, 2))
    low = (
        2000 * np.array([[-1.0], [-2.0]]) * line.slope / (line.slope @ line.slope)
    )  # -2000 and -4000 nats, about
    one = line.fresh()()
    value, far = student.ask([one.score(as_numpy(x)), one.score(as_numpy(low))])
    logs = line.values(x)
    known = {
        "It is the sum; take the mean.": [logs.sum()],
        "It is the mean density, not the mean of the log-densities.": [np.exp(logs).mean()],
        "It is the logarithm of the mean density; take the mean of the logarithms.": [
            np.log(np.exp(logs).mean())
        ],
        "The sign is wrong: higher is better.": [-logs.mean()],
    }
    wrong = "It is not the mean of what log_prob gives."
    assert_close(
        value, logs.mean(), what="score(x)", known=known, wrong=wrong, hint="The mean of self.log_prob(x)."
    )
    wrong = "Where densities are too small for a number, it is not the mean of what log_prob gives."
    hint = "Stay with logarithms: the mean of self.log_prob(x)."
    assert_close(far, line.values(low).mean(), what="score(x)", wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_complete_subclass_can_be_made], asks=["prob-is-the-density"])
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


@check(needs=[test_complete_subclass_can_be_made], asks=["evaluate-keeps-the-score"])
def test_evaluate_keeps_the_score(student, rng):
    """`evaluate` returns the score, and appends it to `history`."""
    x, y, levels = *rng.normal(size=(2, 5, 2)), rng.normal(size=2)
    hint = "Ask self.score(x) once; append what it gives to self.history, and return it."

    def asked(fresh, a, b):
        one = fresh()
        return student.ask([*(one.evaluate(as_numpy(x)) for x in (a, a, b)), one.history])

    def judge(answer, expected):
        *values, history = answer
        expected = [expected[0], *expected]
        for value, right in zip(values, expected, strict=True):
            assert_close(
                value, right, what="evaluate(x)", wrong="It is not the score.", hint=hint, rtol=CLOSE
            )
        wrong = "After three calls of evaluate, two of them on the same points, history does not hold the three scores in their order."
        require(isinstance(history, list | np.ndarray) and len(history) == 3, wrong, hint)
        assert_close([np.asarray(h) for h in history], expected, wrong=wrong, hint=hint, rtol=CLOSE)

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


@check(needs=[test_complete_subclass_can_be_made], asks=["own-history"])
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
    # whether it is kept at all is another check's business
    most = zip(counts[2], np.add((1, 1, 0, 0), min(extra, 1)), strict=True)
    require(all(isinstance(n, np.ndarray) and n <= limit for n, limit in most), wrong, hint)
    require(agree(counts[0], [0] * 3), "The history of a new object is not empty.", hint)


@check(needs=[test_complete_subclass_can_be_made], asks=["from-data"])
def test_from_data_makes_a_fitted_object(student, rng):
    """`from_data` makes an object of the class it is called on, with the options, fitted to the data."""
    line, x, options = Line(rng), rng.normal(size=(5, 2)), rng.normal(size=2)
    keeps = {"fit": probe.keeping("seen_in_the_end")}
    fresh = probe.subclass(lab.DensityEstimator, {**line.members, **keeps}, keep="made_with")
    made = fresh.from_data(as_numpy(x), level=float(options[0]), width=float(options[1]))
    hint = "A class method: make an object of cls with the options, fit it to x, and return the object."
    other, plain = fresh.from_data(as_numpy(x + 1)), fresh()
    values, made_with, seen, same = student.ask(
        [
            made.log_prob(as_numpy(x)),
            made.made_with,
            made.seen_in_the_end,
            probe.last(other.seen_in_the_end, probe.same_object(made, other)),
        ]
    )
    histories = student.ask_each({"made": probe.length(made.history), "plain": probe.length(plain.history)})
    assert_close(values, line.values(x), wrong="It is no object of the class it was called on.", hint=hint)
    assert_close(
        made_with,
        {"level": options[0], "width": options[1]},
        what="What the constructor got",
        wrong="The constructor does not get the options as they were given.",
        hint=hint,
    )
    assert_close(seen, x, what="What it was fitted to", wrong="It was not fitted to the data.", hint=hint)
    wrong = "Called twice, it gives one and the same object: the first is then fitted to other data."
    require(same is False, wrong, hint)
    try:
        evaluated = not agree(histories["made"], histories["plain"])
    except Wrong:  # there is no history: another check's business
        evaluated = False
    require(not evaluated, "It evaluates the object as well: there is a score in its history.", hint)
