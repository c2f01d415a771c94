"""What several parts share: factors, gradients, and answers that may be right in one of two ways."""

from __future__ import annotations

import numpy as np

from autograder.checks import RELATIVE, Wrong, agree, probe, require, scale_of

NO_GRADIENT = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."
STEP = 0.01  # along a direction, to see by how much a loss changes


def watched(variable):
    """A tensor through which the gradient of a variable can be asked for: not every operation takes a variable itself."""
    return probe.affine(1.0, 0.0)(variable)


def proportional(value, expected):
    """``expected`` times the positive number that brings it nearest to ``value``: a wrong constant is judged elsewhere."""
    if np.shape(value) != np.shape(expected) or not np.isfinite(value).all():
        return expected
    return max(scale_of([value], [expected]), 1e-6) * np.asarray(expected, "float64")


def same_factor(values, right):
    """Whether all numbers are the right ones but for one positive factor, small ones as exactly as large ones."""
    ratios = np.asarray(values, "float64") / np.asarray(right, "float64")
    return np.isfinite(ratios).all() and ratios.min() > 0 and np.ptp(ratios) <= RELATIVE * ratios.max()


def both_sides(function, at, directions):
    """The questions by how much a function of arrays changes: for each array, its values a step ahead and a step back."""
    return [
        [function(*[a + s * STEP * d if k == n else a for n, a in enumerate(at)]) for s in (1, -1)]
        for k, d in enumerate(directions)
    ]


def assert_gradients(gradients, right, names, moved=None, directions=(), hint=NO_GRADIENT):
    """The gradients are there, and right, whatever the factor; where the values are wrong, they are those of the values.

    moved: where the values are known to be wrong, what ``both_sides`` answers; directions: in which they moved
    """
    for k, (gradient, expected, name) in enumerate(zip(gradients, right, names, strict=True)):
        require(gradient is not None and np.any(gradient), f"No gradient reaches {name}.", hint)
        if agree(gradient, proportional(gradient, expected)):
            continue
        what = (
            f"The gradient with respect to {name} does not say how the value changes: part of it is cut off."
        )
        require(moved is not None and np.shape(gradient) == np.shape(expected), what, hint)
        ahead, back = (float(np.sum(value)) for value in moved[k])
        parts = np.asarray(gradient, "float64") * directions[k]
        require(abs(parts.sum() - (ahead - back) / (2 * STEP)) <= 0.02 * np.abs(parts).sum(), what, hint)


class Ways:
    """Expressions asked with stand-ins for what other cells define, and without: who writes that out is right in one.

    ways: Together, each of the same parts; a way is asked when the ones before it did not do
    """

    def __init__(self, *ways):
        self._ways = ways

    def answers(self, who, *parts):
        """For each way that answers them all, the answers to some parts; raises what the last did where none does."""
        found, raised = False, None
        for way in self._ways:
            try:
                answers = [way.of(who)[part] for part in parts]
            except Wrong as wrong:
                raised = wrong
            else:
                found = True
                yield answers
        if not found:
            raise raised

    def value(self, who, part):
        """The answer in the first way that has one."""
        return next(self.answers(who, part))[0]

    def pairs(self, student, reference, part):
        """For each way that has an answer, the answer and the reference's."""
        for way in self._ways:
            try:
                value = way.of(student)[part]
            except Wrong:
                continue
            yield value, way.of(reference)[part]

    def is_right(self, student, reference, part, rtol=RELATIVE):
        """Whether the answer in one of the ways is the reference's in this way."""
        return any(agree(value, right, rtol) for value, right in self.pairs(student, reference, part))
