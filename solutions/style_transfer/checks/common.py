"""What several parts share: gradients, and answers that may be right in one of two ways."""

from __future__ import annotations

import numpy as np

from autograder.checks import RELATIVE, Once, Wrong, agree, assert_close, probe, require, scale_of

NO_GRADIENT = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."


def watched(variable):
    """A tensor through which the gradient of a variable can be asked for: not every operation takes a variable itself."""
    return probe.affine(1.0, 0.0)(variable)


def proportional(value, expected):
    """``expected`` times the positive number that brings it nearest to ``value``: a wrong constant is judged elsewhere."""
    if np.shape(value) != np.shape(expected) or not np.isfinite(value).all():
        return expected
    return max(scale_of([value], [expected]), 1e-6) * np.asarray(expected, "float64")


def assert_gradients(gradients, expected, names, hint=NO_GRADIENT, scaled=False):
    """The gradients are there, and are the reference's; scaled: up to a positive factor."""
    for gradient, right, name in zip(gradients, expected, names, strict=True):
        require(gradient is not None and np.any(gradient), f"No gradient reaches {name}.", hint)
        what = f"The gradient with respect to {name}"
        right = proportional(gradient, right) if scaled else right
        assert_close(gradient, right, what=what, wrong=f"{what} is not the right one.", hint=hint)


class Ways:
    """Expressions asked with stand-ins for what other cells define, and without: who writes that out is right in one.

    ways: Together, each of the same parts
    """

    def __init__(self, *ways):
        self._ways, self._once = ways, Once()

    def values(self, who, part):
        """What is answered in each way; a Wrong where that raised."""
        return self._once.of(who, part, lambda: [value_or_wrong(way, who, part) for way in self._ways])

    def first(self, who, part):
        """The first way that has an answer, by number, and the answer; raises what the last did where none has."""
        values = self.values(who, part)
        for way, value in enumerate(values):
            if not isinstance(value, Wrong):
                return way, value
        raise values[-1]

    def value(self, who, part):
        """The answer in the first way that has one."""
        return self.first(who, part)[1]

    def is_right(self, student, reference, part, rtol=RELATIVE):
        """Whether the answer in one of the ways is the reference's in this way."""
        pairs = zip(self.values(student, part), self.values(reference, part), strict=True)
        return any(not isinstance(value, Wrong) and agree(value, right, rtol) for value, right in pairs)


def value_or_wrong(answers, who, part):
    try:
        return answers.of(who)[part]
    except Wrong as wrong:
        return wrong
