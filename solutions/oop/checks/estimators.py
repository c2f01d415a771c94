"""What is asked of every class derived from DensityEstimator.

Checks look at what classes do, never at how they are written. A derived class is judged as it is, or with a known base
class in place of the student's: a mistake in part 1 costs the others nothing.
"""

from __future__ import annotations

import numpy as np

from autograder.checks import Wrong, agree, as_numpy, assert_close, assert_shape, lab, probe, require

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


def assert_seeds(student, name, made, n):
    """The seed alone decides what ``sample`` draws, 0 is a seed like others, and None is none."""
    seeds = (0, 0, 5, 5, 6, None, None)
    shape_wrong = f"sample({n}) should give {n} points, one per row."
    hint = "Make a generator in every call, rng = np.random.default_rng(seed), and draw from it alone."

    def judge(answer):
        draws, (one, other) = answer
        for draw in draws:
            require(isinstance(draw, np.ndarray) and draw.ndim == 2 and len(draw) == n, shape_wrong, hint)
        zero, zero_again, five, five_again, six, fresh, fresh_again = draws
        same = agree(five, five_again, 1e-9)
        require(same, "The same seed gives other points at each call: it is not used.", hint)
        require(agree(zero, zero_again, 1e-9), "The seed 0 is not used; only None means no seed.", hint)
        require(not agree(five, six, 1e-6), "Another seed gives the same points.", hint)
        require(not agree(fresh, fresh_again, 1e-6), "Without a seed two calls give the same points.", hint)
        wrong = (
            "sample seeds numpy's global generator: what others draw from it is then always the same, too."
        )
        require(not agree(one, other, 0), wrong, hint)

    def question(cls):
        one = made(cls)
        others = [probe.last(one.sample(n, seed=5), lab.np.random.random()) for _ in range(2)]
        return [[one.sample(n, seed=seed) for seed in seeds], others]

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
        # it is used in between: what is kept from then on must be forgotten as well
        used = [again.fit(as_numpy(x)), again.log_prob(as_numpy(at)), again.sample(3)]
        fitted_twice = probe.last(*used, again.fit(as_numpy(y)), again.log_prob(as_numpy(at)))
        fitted_once = probe.last(once.fit(as_numpy(y)), once.log_prob(as_numpy(at)))
        return [fitted_twice, fitted_once, [one.sample(3, seed=5) for one in (again, once, once)]]

    def judge(answer):
        twice, once, draws = answer
        assert_shape(once, (4,), "log_prob(x)")
        wrong = "After a second fit it is another than if it had been fitted to these data alone."
        hint = "fit starts afresh: nothing of former data may be added to, or decide what is computed anew."
        assert_close(twice, once, wrong=wrong, hint=hint, rtol=1e-6)
        wrong = "After a second fit it draws other points than if it had been fitted to these data alone."
        follows = agree(*draws[1:], 1e-6)  # else that is another check's business
        require(not follows or agree(*draws[:2], 1e-6), wrong, hint)

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


def assert_edges(student, name, made, rng):
    """One coordinate, one point, one draw, and whole numbers are no exceptions."""
    line, line_at = rng.normal(size=(8, 1)), as_numpy(rng.normal(size=(4, 1)))
    whole, at = rng.permutation(np.arange(-8, 8)).reshape(8, 2), rng.integers(-4, 4, size=(4, 2))
    whole[0] += int(whole[:, 0].sum() % 8 == 0)  # the means are no whole numbers

    def question(cls):
        short, single, integer, real = (made(cls) for _ in range(4))
        fit_single = single.fit(as_numpy(whole * 1.0))
        return {
            "one coordinate": [
                probe.last(short.fit(as_numpy(line)), short.log_prob(line_at)),
                short.sample(6, seed=1),
            ],
            "one point, one draw": [
                probe.last(fit_single, single.log_prob(as_numpy(at[:1] * 1.0))),
                single.sample(1, seed=1),
            ],
            "whole numbers": [
                probe.last(integer.fit(as_numpy(whole)), integer.log_prob(as_numpy(at))),
                integer.sample(5, seed=1),
            ],
            "the same as floats": [
                probe.last(real.fit(as_numpy(whole * 1.0)), real.log_prob(as_numpy(at * 1.0))),
                real.sample(5, seed=1),
            ],
        }

    def judge(answer):
        hint = "Keep the axes, (n,) and (n, d), also where n or d is 1; and let nothing depend on the kind of numbers."
        shapes = {"one coordinate": ((4,), (6, 1)), "one point, one draw": ((1,), (1, 2))}
        for what, (of_logs, of_draws) in shapes.items():
            assert_shape(answer[what][0], of_logs, f"With {what}, log_prob(x)", hint)
            assert_shape(answer[what][1], of_draws, f"With {what}, what sample draws", hint)
        wrong = "With points that are whole numbers, it is another than with the same numbers as floats."
        # the draws of some are not normal numbers of one generator: that they can be made is enough
        assert_shape(answer["whole numbers"][1], (5, 2), "With whole numbers, what sample draws", hint)
        whole_logs, logs = answer["whole numbers"][0], answer["the same as floats"][0]
        assert_close(whole_logs, logs, what="log_prob(x)", wrong=wrong, hint=hint)

    either(student, name, question, judge)


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


def log_mean_exp(a):
    """log of the mean of exp over each row of a (n, m), without under- or overflow; (n,)."""
    highest = a.max(axis=1, keepdims=True)
    return np.log(np.exp(a - highest).mean(axis=1)) + highest[:, 0]


def log_sum_exp(a):
    """log of the sum of exp over each row of a (n, m); (n,)."""
    return log_mean_exp(a) + np.log(a.shape[1])
