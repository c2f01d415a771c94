"""What checks of a train step with two losses, reconstruction and divergence, have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import CLOSE, agree, assert_losses, flat

KEYS = ("loss", "reconstruction_loss", "kl_loss")


def reported(logs: Any, advice: str = "") -> dict[str, np.ndarray]:
    """The losses that a step returns, one number for each key; advice: how to return them."""
    hint = f"Its keys are {', '.join(KEYS)}" + (f": {advice}." if advice else ".")
    return assert_losses(logs, KEYS, hint, wrong="It should return a dictionary of losses.")


def wrong_losses(value: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    """The keys of those losses that are not right."""
    return [key for key in KEYS if not agree(value[key], right[key], CLOSE)]


def explain_change(change: Sequence[np.ndarray], alone: Mapping[str, Sequence[np.ndarray]]) -> str:
    """The sentence for a wrong change of a network's weights: which fault of a train step it points to.

    alone: by the name of each loss, the change where there is no other loss. The right change is the sum of these: how
    often is each of them in this one?
    """
    moved = flat(change)
    if not moved.any():
        return "No weight of it moves."
    if any(not a.any() for a in change):
        return "Some of its weights move, and some do not."
    terms = {name: flat(each) for name, each in alone.items() if flat(each).any()}
    columns = np.stack(list(terms.values()), axis=1)
    times, *_ = np.linalg.lstsq(columns, moved, rcond=1e-6)
    astray = "Its weights move, but not along the gradient of the loss."
    if not agree(moved, columns @ times):
        return astray
    first, *others = times
    if all(abs(other - first) < 1e-3 * abs(other) for other in others):
        if abs(first + 1) < 1e-3:
            return "Its weights move the wrong way: up the gradient."
        return f"Its weights move in the right direction, but {first:.2g} times as far as they should."
    wrong = [(name, n) for name, n in zip(terms, times, strict=True) if abs(n - 1) > 1e-3]
    return explain_weight(*wrong[0], "its gradient") if wrong else astray


def explain_weight(term: str, times: float, where: str) -> str:
    """What it means that a loss enters a sum so many times."""
    if abs(times) < 1e-4:
        return f"The {term} does not enter {where}."
    if abs(times + 1) < 1e-3:
        return f"The {term} is subtracted; it must be added."
    return f"The {term} enters {where} {times:.2g} times; it must enter once."
