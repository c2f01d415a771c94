"""4 · A mixture, by composition."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    as_numpy,
    assert_close,
    assert_shape,
    cell,
    diagnosis,
    probe,
    require,
)

from .estimators import assert_is_estimator, either, log_mean_exp, log_sum_exp
from .mixtures import Parts

check = cell("mixture")


@check(weight=0, asks=["mixture-number-per-point"])
def test_mixture_has_a_log_density_per_point(student, rng):
    """`Mixture(components, weights).log_prob(x)` gives one number for each point."""
    parts, x = Parts(rng), as_numpy(rng.normal(size=(6, 2)))
    hint = "Stack the components' log-densities to (n, K), add the log-weights, and logsumexp over axis 1."
    either(
        student, "Mixture",
        lambda cls: parts.mixture(cls).log_prob(x),
        lambda value: assert_shape(value, (6,), "log_prob(x)", hint),
    )  # fmt: skip


@check(weight=2, needs=[test_mixture_has_a_log_density_per_point], asks=["mixture-log-density"])
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
        wrong = "It is not the log-density of the weighted mixture."
        assert_close(answer[0], right, what="log_prob(x)", known=known, wrong=wrong, hint=hint)
        wrong = "Without weights, the components are not weighted equally."
        assert_close(
            answer[1], equal, what="log_prob(x)", wrong=wrong, hint="None: the same weight for each."
        )

    def question(cls):
        parts_alike = cls(list(parts.members))
        return [parts.mixture(cls).log_prob(as_numpy(x)), parts_alike.log_prob(as_numpy(x))]

    either(student, "Mixture", question, judge)


@check(needs=[test_mixture_log_density], asks=["mixture-no-underflow"])
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


@check(needs=[test_mixture_has_a_log_density_per_point], asks=["mixture-add", "mixture-own-list"])
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
        assert_close(unchanged, 1, wrong=wrong, hint=hint)
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


@check(
    weight=0.5, needs=[test_mixture_log_density], asks=["mixture-relative-weights", "mixture-counts-twice"]
)
def test_mixture_weights_are_relative(student, rng):
    """Weights count relative to one another, whole numbers too, also when components are added later or twice."""
    parts, x = Parts(rng), rng.normal(size=(5, 2))
    logs = parts.logs(x)

    def question(cls):
        mine, members = probe.value([1, 3]), parts.members
        grown, twice = cls(members[:2], weights=mine), cls([members[0]], weights=[2])
        before = grown.log_prob(as_numpy(x))
        return {
            "before": before,
            "after": probe.last(grown.add(members[2], 4), grown.log_prob(as_numpy(x))),
            "mine": mine,
            "twice": probe.last(
                twice.add(members[1], 1), twice.add(members[1], 3), twice.log_prob(as_numpy(x))
            ),
        }

    def judge(answer):
        hint = "Keep the weights as they are given; divide by their sum, in a new array, where shares are needed."
        for name, shares, wrong in (
            ("before", [1 / 4, 3 / 4, 0], "Weights 1 and 3 should mean 1/4 and 3/4."),
            ("after", [1 / 8, 3 / 8, 1 / 2], "A weight that is added later does not count relative to those before."),
            ("twice", [1 / 3, 2 / 3, 0], "A component that is added twice should count twice."),
        ):  # fmt: skip
            with np.errstate(divide="ignore"):
                right = log_sum_exp(logs + np.log(shares))
            assert_close(answer[name], right, what="log_prob(x)", wrong=wrong, hint=hint)
        wrong = "The caller's list of weights is changed."
        require(len(answer["mine"]) == 2, wrong, hint)
        assert_close(list(answer["mine"]), [1, 3], wrong=wrong, hint=hint)

    either(student, "Mixture", question, judge)


@check(needs=[test_mixture_has_a_log_density_per_point], asks=["mixture-assign"])
def test_assign_finds_the_most_probable_component(student, rng):
    """`assign` gives for each point the component for which weight times density is largest."""
    parts, x = Parts(rng), 2 * rng.normal(size=(40, 2))
    x = np.concatenate([x, parts.between()])
    logs = parts.logs(x) + np.log(parts.shares)
    known = {
        "The weights are not taken into account.": [parts.logs(x).argmax(axis=1)],
        "It gives the least probable component.": [logs.argmin(axis=1)],
        "Components are counted from 0, not from 1.": [logs.argmax(axis=1) + 1],
    }
    hint = "argmax over the components of log w_k + log p_k(x)."

    # where all densities are rounded to 0, or are too large, one is the largest all the same
    shifted = [[probe.member(as_numpy(s), float(o + by), 0.0) for s, o in zip(parts.slopes, parts.offsets, strict=True)]
               for by in (-2000.0, 2000.0)]  # fmt: skip

    def judge(answer):
        value = answer[0]
        assert_shape(value, (len(x),), "assign(x)", hint)
        wrong = diagnosis(value, known, "It is not the most probable component of each point.")
        require(np.array_equal(value, logs.argmax(axis=1)), wrong, hint)
        wrong = "The numbers of components are no integers: nothing can be looked up by them."
        require(value.dtype.kind in "iu", wrong, hint)
        wrong = (
            "Where all densities are too small or too large for a number, it is not the most probable one."
        )
        for far in answer[1:]:
            assert_shape(far, (len(x),), "assign(x)", hint)
            require(np.array_equal(far, logs.argmax(axis=1)), wrong, f"{hint} No exp is needed.")

    def question(cls):
        weights = [float(w) for w in parts.weights]
        others = [cls(list(members), list(weights)) for members in shifted]
        return [probe.array(one.assign(as_numpy(x))) for one in (parts.mixture(cls), *others)]

    either(student, "Mixture", question, judge)


@check(needs=[test_mixture_has_a_log_density_per_point], asks=["mixture-fit"])
def test_mixture_fits_its_components(student, rng):
    """`fit` fits each component to its points, or, without labels, every one to all points."""
    parts, x = Parts(rng), rng.normal(size=(12, 2))
    labels = rng.permutation([0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    shares = np.bincount(labels) / 12
    logs = parts.logs(x)

    def fit(cls, *given):
        one = parts.mixture(cls)
        chained = probe.same_object(one.fit(as_numpy(x), *given), one)
        seen = [probe.last(chained, member.seen) for member in parts.members]
        return [chained, seen, one.log_prob(as_numpy(x))]

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
    either(
        student, "Mixture",
        lambda cls: fit(cls, as_numpy(labels)),
        lambda answer: judge(answer, by_label, shares, "With labels,"),
    )  # fmt: skip
    either(student, "Mixture", fit, lambda answer: judge(answer, [x] * 3, parts.shares, "Without labels,"))


@check(needs=[test_mixture_fits_its_components], asks=["mixture-by-turns", "mixture-given-stays"])
def test_mixture_learns_by_turns(student, rng):
    """`fit` and `assign` can be used by turns, as `hard_em` does; what they are given is not changed."""
    parts, x, at = Parts(rng), rng.normal(size=(12, 2)), rng.normal(size=(5, 2))
    first = rng.permutation([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2])
    second = rng.permutation([0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2])
    shares = np.bincount(second) / 12

    def question(cls):
        one, data, labels = parts.mixture(cls), probe.value(as_numpy(x)), probe.value(as_numpy(first))
        used = [one.log_prob(as_numpy(at)), one.fit(data, labels), one.assign(as_numpy(at)), one.sample(4)]
        again = probe.last(*used, one.fit(data, as_numpy(second)), probe.array(one.assign(as_numpy(at))))
        seen = [probe.array(probe.last(again, member.seen[-1])) for member in parts.members]
        without = probe.last(one.fit(data), one.log_prob(as_numpy(at)))
        return [again, seen, one.log_prob(as_numpy(at)), one.sample(40, seed=1), without, data, labels]

    def judge(answer):
        assigned, seen, after, draw, without, data, labels = answer
        hint = "fit starts afresh each time, and keeps nothing but the weights and the components themselves."
        for k in range(3):
            wrong = "A second fit does not fit the components to the points of its own labels."
            assert_close(
                seen[k], x[second == k], what="What a component is fitted to", wrong=wrong, hint=hint
            )
        logs = parts.logs(at) + np.log(shares)
        wrong = "After a second fit the weights are not the shares of its own labels."
        assert_close(after, log_sum_exp(logs), what="log_prob(x)", wrong=wrong, hint=hint)
        wrong = "After a fit without labels, the weights are not those from before."
        assert_close(without, log_sum_exp(logs), what="log_prob(x)", wrong=wrong, hint=hint)
        assert_shape(assigned, (5,), "assign(x) after fit", hint)
        assert_shape(draw, (40, 2), "After fit, sample(40)", hint)
        wrong = "fit changes the points, or the labels, that it is given."
        assert_close([data, labels], [x, first], wrong=wrong, hint="Sort or change a copy.", rtol=1e-9)

    either(student, "Mixture", question, judge)


@check(weight=0.5, needs=[test_mixture_has_a_log_density_per_point], asks=["is-a-density-estimator"])
def test_mixture_is_a_density_estimator(student):
    """`Mixture` is derived from `DensityEstimator`, and its constructor runs that of its base class."""
    assert_is_estimator(student, "Mixture", lambda cls: cls())
