"""Comparisons whose failures a student can act on. They never tell an expected value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.questions import Expr, probe

RELATIVE = 1e-3  # numerical noise ends at 4e-6, real faults start at 3e-1
CLOSE = 3e-5  # for losses: what is wrong with one may be small
STILL = 1e-7  # a learning rate that moves weights, and a loss along a straight line; what is drawn takes it off that
STEPS = 6  # of this learning rate
ANEW = 1e-5  # losses that lie closer to a line, relative to themselves or to one half, are taken for one that moves
NUDGE = 0.01  # how far a step along a network's gradient lowers the projection of its outputs


class Wrong(AssertionError):
    """A check failed because of the student's code.

    message: what is wrong, in a sentence or two; hint: where to look; details: lines of the student's own
    traceback. All of it is shown to the student.
    """

    def __init__(self, message: str, hint: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message, self.hint, self.details = message, hint, list(details)


@dataclass(frozen=True)
class Score:
    """What a scored check returns. share: of its weight, 0 to 1; less than 1 counts as failed, with these points.

    message: what was reached, and on which scale; hint: where to look. Both are shown to the student.
    """

    share: float
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"a share of {self.share}; allowed: 0 to 1")


class ReferenceFailed(RuntimeError):
    """The reference solution did not answer: a fault of the course, never the student's."""


def require(condition: Any, message: str, hint: str = "") -> None:
    """Raise Wrong unless ``condition``."""
    if not condition:
        raise Wrong(message, hint)


@contextmanager
def hinting(hint: str) -> Iterator[None]:
    """Adds a hint to whatever the student's code raises, unless it is a stub that is not filled in yet."""
    try:
        yield
    except Wrong as wrong:
        if wrong.message.startswith("Your code raised"):
            wrong.hint = wrong.hint or hint
        raise


def assert_shape(value: Any, shape: tuple[int, ...], what: str = "The result", hint: str = "") -> None:
    """``value`` is an array of finite real numbers with exactly this shape."""
    require(
        isinstance(value, np.ndarray),
        f"{what} should be an array of shape {shape}, not {_kind(value)}.",
        hint,
    )
    require(
        value.shape == shape,
        f"{what} should {_shape_words(shape)}, but has shape {value.shape}.",
        hint,
    )
    require(value.dtype.kind in "biuf", f"{what} should hold real numbers, not {value.dtype}.", hint)
    bad = "NaN" if np.isnan(value).any() else "infinity" if np.isinf(value).any() else ""
    require(not bad, f"{what} contains {bad}.", hint)


def assert_close(
    value: Any,
    expected: Any,
    *also: Any,
    what: str = "The result",
    known: Mapping[str, Sequence[Any]] | None = None,
    wrong: str = "",
    hint: str = "",
    rtol: float = RELATIVE,
) -> None:
    """``value`` agrees with ``expected``, or with one of ``also``, in shape and, by relative L2, in value.

    Arrays, and lists and dicts of them. wrong: the sentence for a value that differs, unless it is among the wrong
    results that ``known`` holds by the sentence which explains them (see ``diagnosis``).
    """
    if any(agree(value, other, rtol) for other in (expected, *also)):
        return
    wrong = diagnosis(value, known or {}, wrong or f"{what} has the right shape, but its values are wrong.")
    _compare(value, expected, what, wrong, hint, rtol)


def agree(value: Any, expected: Any, rtol: float = RELATIVE) -> bool:
    """Whether ``assert_close`` would pass."""
    try:
        _compare(value, expected, "", "", "", rtol)
    except Wrong:
        return False
    return True


def flat(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """All numbers of these arrays, one after the other."""
    return np.concatenate([np.ravel(a) for a in arrays] or [np.zeros(0)])


def scale_of(value: Sequence[np.ndarray], right: Sequence[np.ndarray]) -> float:
    """The factor that brings the numbers of ``right`` nearest to those of ``value``."""
    a, b = (flat(arrays).astype("float64") for arrays in (value, right))
    return float(a @ b / (b @ b))


def assert_losses(
    value: Any,
    keys: Sequence[str],
    hint: str,
    *,
    wrong: str = "It should return a dictionary.",
    each: str = "Each is one number for the batch.",
    by: str = "it",
) -> dict[str, Any]:
    """``value`` is a dictionary with a number for each of ``keys``; returns these.

    wrong: the sentence for what is no dictionary; each: the hint for what is no number; by: what returns it.
    """
    require(isinstance(value, dict), wrong, hint)
    for key in keys:
        require(key in value, f"The dictionary {by} returns has no key {key!r}.", hint)
        assert_shape(value[key], (), f"Its {key}", each)
    return {key: value[key] for key in keys}


def assert_untouched(after: Any, before: Any, name: str) -> None:
    """A function has left the array alone that it was given."""
    hint = "x = x + 1 makes a new array; x += 1 changes the one that was given."
    require(agree(after, before, 1e-6), f"{name} changes the array that it is given.", hint)


def assert_drawn_anew(logs: Sequence[Mapping[str, Any]], keys: Sequence[str], hint: str = "") -> None:
    """Of each of ``keys``, the steps of a training report numbers that differ.

    logs: what each of STEPS steps reported, all on the same batch and with the learning rate STILL: but for a drift, only
    what is drawn differs.
    """
    line = np.vander(np.arange(len(logs)), 2)
    for key in keys:
        values = np.array([np.ravel(each[key]) for each in logs], "float64")
        off = values - line @ np.linalg.lstsq(line, values)[0]
        require(
            np.abs(off).max() > ANEW * max(np.abs(values[0]).max(), 0.5),
            f"Steps on the same batch report the same {key}: noise must be drawn anew in every step.",
            hint,
        )


def diagnosis(value: Any, known: Mapping[str, Sequence[Any]], otherwise: str) -> str:
    """The sentence of ``known`` whose wrong results include ``value``, else ``otherwise``.

    A result that only a known mistake explains tells the student which one it was.
    """
    for sentence, results in known.items():
        if any(agree(value, result) for result in results):
            return sentence
    return otherwise


def assert_learns(student: Any, network: Any, inputs: Any, directions: list[np.ndarray | None]) -> None:
    """Every trainable weight of ``network`` gets a gradient, and a step along it changes the outputs as it must.

    directions: one array per output, for L = Σ output · direction, or None for an output left out.
    """
    assert_learned(student.ask(nudged(network, inputs, directions)), directions)


def nudged(network: Any, inputs: Any, directions: list[np.ndarray | None]) -> Expr:
    """The question of ``assert_learns``, to be asked together with others; ``assert_learned`` judges its answer."""
    return probe.nudge(network, inputs, directions, NUDGE)


def assert_learned(answer: Any, directions: list[np.ndarray | None]) -> None:
    """What ``assert_learns`` asserts, of the answer to ``nudged``.

    The student's kernel says what the outputs were before and after the step; how far L fell is computed here.
    """
    norms = answer["norms"]
    require(norms.size > 0, "It has no trainable weights.")
    dead = int((norms == 0).sum())
    hint = "A layer whose output is not used, or an operation outside of keras.ops and tf, cuts the gradient off."
    require(
        dead == 0, f"{dead} of its {norms.size} weight arrays get no gradient, so they can never learn.", hint
    )
    for side in ("before", "after"):
        require(len(answer[side]) == len(directions), f"The network should have {len(directions)} outputs.")
        for output, d in zip(answer[side], directions, strict=True):
            if d is not None:
                assert_shape(output, d.shape, "An output of the network")
    fall = sum(
        float(((np.asarray(b, "float64") - a) * d).sum())
        for b, a, d in zip(answer["before"], answer["after"], directions, strict=True)
        if d is not None
    )
    require(
        0.5 * NUDGE < fall < 2 * NUDGE,
        "A step along its gradient does not change the outputs as it should.",
        hint,
    )


def _compare(value: Any, expected: Any, what: str, wrong: str, hint: str, rtol: float) -> None:
    if isinstance(expected, dict):
        require(isinstance(value, dict), f"{what} should be a dictionary, not {_kind(value)}.", hint)
        for key in expected:
            require(key in value, f"{what} has no key {key!r}.", hint)
            _compare(value[key], expected[key], f"{what}[{key!r}]", wrong, hint, rtol)
    elif isinstance(expected, list):
        require(isinstance(value, list), f"{what} should be a list or tuple, not {_kind(value)}.", hint)
        require(
            len(value) == len(expected), f"{what} should have {len(expected)} parts, not {len(value)}.", hint
        )
        for number, (part, other) in enumerate(zip(value, expected, strict=True)):
            _compare(part, other, f"{what}[{number}]", wrong, hint, rtol)
    elif expected is None or isinstance(expected, str | bool):
        require(type(value) is type(expected) and value == expected, wrong, hint)
    else:
        expected = np.asarray(expected)
        assert_shape(value, expected.shape, what, hint)
        require(relative_error(value, expected) <= rtol, wrong, hint)


def relative_error(value: np.ndarray, expected: np.ndarray) -> float:
    """‖value − expected‖ / ‖expected‖, in double precision; against 1e-6 where the expected norm is smaller."""
    value, expected = np.asarray(value, "float64"), np.asarray(expected, "float64")
    return float(np.linalg.norm(value - expected) / max(np.linalg.norm(expected), 1e-6))


def _shape_words(shape: tuple[int, ...]) -> str:
    return f"have shape {shape}" if shape else "be a single number (a scalar)"


def _kind(value: Any) -> str:
    names = {
        "NoneType": "None",
        "list": f"a list or tuple of {len(value)}" if isinstance(value, list) else "",
    }
    name = type(value).__name__
    return names.get(name, f"an object of type {name}")
