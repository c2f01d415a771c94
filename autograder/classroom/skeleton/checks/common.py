"""What the checks of both parts are asked with."""

from __future__ import annotations

import numpy as np


def inputs(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points (5, 3), a mean (3,) and log-variances (3,): no two axes are of one length, and nothing is 0 or 1."""
    return rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=3)
