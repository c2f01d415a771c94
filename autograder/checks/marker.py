"""The decorators of a file of checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.seeds import derived

Need = str | Callable[..., Any]


def check(
    function: Callable | None = None,
    /,
    *,
    cell: str = "",
    weight: float = 1,
    needs: Sequence[Need] = (),
    asks: Sequence[str] = (),
    scored: bool = False,
) -> Callable:
    """Mark a function as a check.

    cell: grade_id of the solution cell; the points are those of the cell ``test_<cell>``. A method of a family of
        checks (autograder.checks.families) leaves it out: its class says ``cell = "..."``
    weight: its share of the cell's points, beside the weights of the cell's other checks
    needs: checks of the same cell, or their names, that must have passed; else this one is skipped
    asks: ids of the requirements of the notebook that it asks: see autograder.notebook.requirements
    scored: it returns a Score, which may give a part of the weight; every other check earns all or nothing
    """
    names = tuple(need if isinstance(need, str) else need.__name__ for need in needs)
    mark = pytest.mark.check(cell=cell, weight=weight, needs=names, asks=tuple(asks), scored=scored)
    return mark if function is None else mark(function)


def cell(grade_id: str) -> Callable:
    """The decorator of the checks of one solution cell, said once for a file or a part of it.

    >>> check = cell("kl_divergence")
    >>> @check(weight=2, needs=[test_kl_is_a_scalar])
    ... def test_kl_is_the_closed_form(student, reference, rng): ...
    """
    return partial(check, cell=grade_id)


def shared(function: Callable[[np.random.Generator], Any], name: str = "") -> Callable:
    """Make of ``function(rng)`` a fixture that checks share, made once for each submission.

    Its inputs depend on the run's seed and its name alone, not on which checks are run before. Without a name it is
    called as the function is.
    """
    name = name or function.__name__

    @pytest.fixture(scope="session", name=name)
    def fixture(run_seed: int) -> Any:
        return function(generator(run_seed, name))

    return fixture


def generator(run_seed: int, name: str) -> np.random.Generator:
    """The random numbers of a check, or of what checks share, in a run."""
    return np.random.default_rng(derived(run_seed, f"inputs of {name}"))
