"""What several checks look at, asked once of each respondent."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np

from autograder.checks.asserts import Wrong, assert_shape, hinting
from autograder.checks.respondent import Parts, Respondent


class Together:
    """Expressions that several checks look at, asked in one question, once of each respondent.

    For a fixture of module scope: ``answers.of(student)["name"]`` is the value of one of them, or raises.
    """

    def __init__(self, parts: Mapping[str, Any], **options: Any) -> None:
        self._parts, self._options = parts, options
        self._answers: dict[int, Parts] = {}

    def of(self, who: Respondent) -> Parts:
        """The answers of one respondent, asked for the first time that somebody looks."""
        if id(who) not in self._answers:
            self._answers[id(who)] = who.ask_each(self._parts, **self._options)
        return self._answers[id(who)]

    def array(
        self,
        who: Respondent,
        name: str,
        shape: tuple[int, ...],
        what: str = "The result",
        hint: str = "",
        raised: str | None = None,
    ) -> np.ndarray:
        """The value of one, which must be an array of this shape.

        what: it is, in words; hint: where to look when it is no such array; raised: where to look when the student's
        code raises, the same unless it is said
        """
        with hinting(hint if raised is None else raised):
            value = self.of(who)[name]
        assert_shape(value, shape, what, hint)
        return value


class Once:
    """Answers, or what went wrong instead, that several checks look at and that are asked for once of each respondent."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, Hashable], Any] = {}

    def of(self, who: Respondent, key: Hashable, ask: Callable[[], Any]) -> Any:
        """What ``ask`` gave, or raised, the first time it was called for this respondent and key."""
        place = id(who), key
        if place not in self._kept:
            try:
                self._kept[place] = ask()
            except Wrong as wrong:
                self._kept[place] = wrong
        if isinstance(kept := self._kept[place], Wrong):
            raise kept
        return kept
