"""4 · A mixture, by composition: what it draws."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_shape, cell, require, seed_of

from .estimators import assert_seeds, either
from .mixtures import Parts
from .test_mixture import test_mixture_has_a_log_density_per_point

check = cell("mixture")


@check(needs=[test_mixture_has_a_log_density_per_point], asks=["mixture-samples"])
def test_mixture_samples_by_the_weights(student, rng):
    """`sample` draws each point from a component chosen at random by the weights."""
    parts, n, seed = Parts(rng), 3000, seed_of(rng)
    hint = (
        "rng.multinomial(n, weights) says how many points each component gives; concatenate what they draw."
    )

    def question(cls):
        one = parts.mixture(cls)
        few = [one.sample(40, seed=seed + k) for k in range(8)]
        return [one.sample(n, seed=seed), few, [one.sample(k, seed=seed) for k in (1, 2)]]

    def counts_of(draws, size):
        assert_shape(draws, (size, 2), f"sample({size})", hint)
        offsets = draws[:, :1] - parts.centres
        inside = (offsets >= 0) & (offsets < 1)
        require(inside.sum(axis=1).all(), "There are points that none of the components has drawn.", hint)
        return inside.sum(axis=0)

    def judge(answer):
        many, few, fewest = answer
        off = np.abs(counts_of(many, n) / n - parts.shares).max()
        require(off < 0.06, "The components do not give their shares of the points.", hint)
        for number, draws in enumerate(fewest, start=1):
            counts_of(draws, number)
        several = {tuple(counts_of(draws, 40)) for draws in few}
        wrong = "How many points each component gives is always the same: it must be drawn at random."
        require(len(several) > 1, wrong, hint)

    either(student, "Mixture", question, judge)


@check(weight=0.5, needs=[test_mixture_samples_by_the_weights], asks=["mixture-seeds"])
def test_mixture_samples_follow_the_seed(student, rng):
    """The same seed gives the same points, another seed or none gives others."""
    assert_seeds(student, "Mixture", Parts(rng).mixture, 30)


@check(weight=0.5, needs=[test_mixture_has_a_log_density_per_point], asks=["mixture-components-draw-apart"])
def test_mixture_components_draw_apart(student, rng):
    """The components of a mixture draw with different seeds, so that their points are independent."""
    parts, seed = Parts(rng), seed_of(rng)
    hint = "Draw a seed for each component from your own generator: rng.integers(2**32, size=K)."

    def groups_of(draws):
        return [draws[(draws[:, 0] >= c) & (draws[:, 0] < c + 1)] - c for c in parts.centres]

    def in_common(groups, a, b):
        """The share of the points of two components that are the same, but for where they lie."""
        first, second = (np.unique(np.round(groups[k][:, 0], 9)) for k in (a, b))
        return len(np.intersect1d(first, second)) / max(min(len(first), len(second)), 1)

    def question(cls):
        one = parts.mixture(cls)
        return [one.sample(400, seed=seed), [one.sample(24, seed=seed + k) for k in range(60)]]

    def judge(answer):
        draws, calls = answer
        assert_shape(draws, (400, 2), "sample(400)", hint)
        groups = groups_of(draws)
        for group in groups:
            different = len(np.unique(np.round(group[:, 0], 9)))
            wrong = "A component gives the same points again and again."
            require(2 * different > len(group), wrong, hint)
        pairs = ((0, 1), (0, 2), (1, 2))
        often = sum(any(in_common(groups_of(few), *two) > 0 for two in pairs) for few in calls)
        wrong = "Components often draw with the same seed: there are too few seeds to choose from."
        require(not 4 < often < 45, wrong, hint)
        for a, b in pairs:
            wrong = "Components draw with the same seed: the points of one are those of another, shifted."
            require(often <= 4 and in_common(groups, a, b) < 0.5, wrong, hint)

    either(student, "Mixture", question, judge)
