"""Mixtures of components that we know."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from autograder.checks import as_numpy, probe


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

    def between(self):
        """Points that the weights decide: without them, or with the weights added in place of their logarithms, each
        belongs to another component; (18, 2)."""
        found = []
        for i, j in combinations(range(3), 2):
            across, ratio = self.slopes[i] - self.slopes[j], np.log(self.weights[i] / self.weights[j])
            on_line = across * (self.offsets[j] - self.offsets[i] - 0.7 * ratio) / (across @ across)
            along = np.array([-across[1], across[0]]) / np.linalg.norm(across)
            found += [on_line + step * along for step in (-30.0, -10.0, -3.0, 3.0, 10.0, 30.0)]
        return np.array(found)

    def logs(self, x):
        """log p_k(x), (n, K)."""
        return x @ self.slopes.T + self.offsets
