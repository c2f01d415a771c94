"""Whether what a student's code has decoded was drawn from the prior, N(0, I)."""

from __future__ import annotations

import numpy as np

from autograder.checks.asserts import require

MANY = 600  # images, so that what their z are like can be told


def assert_prior(z: np.ndarray, hint: str) -> None:
    """The rows of z, (MANY, latent), are draws from N(0, I); with the bounds, one right answer in a million is refused."""
    require(z.std(axis=0).min() > 1e-3, "All images are decoded from one z.", hint)
    wrong = "Over many images the z they are decoded from {}."
    require(np.abs(z.mean(axis=0)).max() < 0.22, wrong.format("do not have the mean 0"), hint)
    require(abs(z.std() - 1) < 0.09, wrong.format("do not have the standard deviation 1"), hint)
    require(
        np.abs(z.std(axis=0) - 1).max() < 0.16, wrong.format("do not have the standard deviation 1"), hint
    )
    together = np.abs(np.corrcoef(z.T) - np.eye(z.shape[1])).max()
    require(together < 0.22, wrong.format("have coordinates that depend on each other"), hint)
    straight = abs((z**4).mean() / (z**2).mean() ** 2 - 3) < 0.8 and np.abs(z).max() > 2.6
    require(straight, wrong.format("are not normally distributed"), hint)
