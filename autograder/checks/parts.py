"""Several expressions asked in one question, each with an answer or an error of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from autograder.checks.asserts import Wrong
from autograder.checks.questions import probe

if TYPE_CHECKING:
    from autograder.grading.respondents import Respondent


class Parts:
    """The answers to the parts of one question, by name; taking one that failed raises what went wrong with it.

    Where the whole question had no answer, since one of its parts hangs perhaps, each part is asked alone.
    """

    def __init__(self, respondent: Respondent, parts: Mapping[str, Any], options: dict[str, Any]) -> None:
        self._respondent, self._parts, self._options = respondent, parts, options
        try:
            self._answers = respondent.ask(probe.each(parts), **options)
        except Wrong:
            self._answers = None

    def __getitem__(self, name: str) -> Any:
        if not isinstance(self._answers, dict):
            return self._respondent.ask(self._parts[name], **self._options)
        return value_of(self._answers.get(name), self._respondent)


class Together:
    """Expressions that several checks look at, asked in one question, once of each respondent.

    For a fixture of module scope: ``answers.of(student)["name"]`` is the value of one of them, or raises.
    """

    def __init__(self, parts: Mapping[str, Any], **options: Any) -> None:
        self._parts, self._options = parts, options
        self._answers: dict[int, Parts] = {}

    def of(self, who: Respondent) -> Parts:
        if id(who) not in self._answers:
            self._answers[id(who)] = who.ask_each(self._parts, **self._options)
        return self._answers[id(who)]


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


def value_of(answer: Any, respondent: Respondent) -> Any:
    """The value in an answer of the probe; raises the respondent's failure when there is none."""
    if isinstance(answer, dict) and answer.get("ok") is True and "value" in answer:
        return answer["value"]
    raise respondent.failure(answer.get("error") if isinstance(answer, dict) else None)
