"""What the small generators were called on: read back, whatever way it was drawn in, and judged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import agree, require

DRAWS = 1000  # in the questions about the distribution of z: an honest draw lies six standard deviations from each limit


def calls_of(record: Any, widths: Sequence[int]) -> list[np.ndarray]:
    """What each call of a generator got, its inputs joined: (n, Σ widths), float32. Other shapes are left out.

    record: what ``probe.recorded`` gives of a generator; widths: of its inputs
    """
    if not isinstance(record, list) or len(record) != len(widths):
        return []
    calls = []
    for inputs in zip(*(kept if isinstance(kept, list) else [] for kept in record), strict=False):
        wanted = [isinstance(a, np.ndarray) and a.ndim == 2 and a.shape[1] == w and np.isfinite(a).all()
                  for a, w in zip(inputs, widths, strict=True)]  # fmt: skip
        if all(wanted) and len({len(a) for a in inputs}) == 1:
            calls.append(np.concatenate(inputs, axis=1).astype("float32"))
    return calls


def batches_of(calls: Sequence[np.ndarray], size: int) -> list[np.ndarray]:
    """The batches of this size among what a generator got, each once, in their order.

    It may have been called on several batches at once, or image by image; calls of other sizes build a network.
    """
    calls = [call for call in calls if len(call) % size == 0] or list(calls)
    rows = np.concatenate(calls) if calls else np.zeros((0, 1), "float32")
    if not len(rows) or len(rows) % size:
        return []
    batches: list[np.ndarray] = []
    for batch in np.split(rows, len(rows) // size):
        if not any(np.array_equal(batch, other) for other in batches):
            batches.append(batch)
    return batches


def assert_normal(z: np.ndarray, hint: str) -> None:
    """Rows z (DRAWS, latent) are draws from N(0, I), each one of its own."""
    rows, latent = z.shape
    require(len(np.unique(z, axis=0)) == rows, "Several images are made of the same z.", hint)
    require(np.abs(z.mean(axis=0)).max() < 0.2, "z is not standard normal: its mean is not 0.", hint)
    spread = z.std(axis=0)
    require(
        spread.min() > 0.86 and spread.max() < 1.14,
        "z is not standard normal: its standard deviation is not 1.",
        hint,
    )
    standard = ((z - z.mean(axis=0)) / spread).ravel()
    # the fourth moment is 3; of a uniform distribution 1.8
    require(2.45 < np.mean(standard**4) < 3.8, "z is not normal: it has another distribution.", hint)
    apart = np.corrcoef(z.T)[~np.eye(latent, dtype=bool)] if latent > 1 else np.zeros(1)
    require(
        np.abs(apart).max() < 0.2, "The numbers of one z go together; each needs a draw of its own.", hint
    )


def assert_drawn_normal(made: Sequence[Sequence[np.ndarray]], latent: int, what: str, hint: str) -> None:
    """In each of two calls of the student's code the generator got z from N(0, I), other ones in the second.

    made: the batches of DRAWS inputs that the generator got in each call; what: was called, in words
    """
    for batches in made:
        require(batches, f"{what} does not call self.generator on a z for each image.", hint)
        for batch in batches:
            assert_normal(batch[:, :latent].astype("float64"), hint)
    first, second = ([batch[:, :latent] for batch in batches] for batches in made)
    again = any(agree(a, b) for a in first for b in second)
    require(
        not again, f"{what}, called twice, uses the same z: draw without a fixed seed, and keep none.", hint
    )
