"""The decorators of a file of checks."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest


def check(
    *, cell: str, weight: float = 1, needs: Sequence[str] = (), scored: bool = False
) -> Callable[[Callable], Callable]:
    """Mark a function as a check.

    cell: grade_id of the solution cell; the points are those of the cell ``test_<cell>``
    weight: its share of the cell's points, beside the weights of the cell's other checks
    needs: names of checks of the same cell that must have passed; else this one is skipped
    scored: it returns a Score, which may give a part of the weight; every other check earns all or nothing
    """
    return pytest.mark.check(cell=cell, weight=weight, needs=tuple(needs), scored=scored)


def shared(function: Callable[[np.random.Generator], Any]) -> Callable:
    """Make of ``function(rng)`` a fixture that the checks of a file share, made once for each submission.

    Its inputs depend on the run's seed and its name alone, not on which checks are run before.
    """

    @pytest.fixture(scope="module", name=function.__name__)
    def fixture(run_seed: int) -> Any:
        return function(generator(run_seed, function.__name__))

    return fixture


def generator(run_seed: int, name: str) -> np.random.Generator:
    """The random numbers of a check, or of what checks share, in a run."""
    return np.random.default_rng([run_seed, zlib.crc32(name.encode())])
