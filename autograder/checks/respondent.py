"""Who answers the questions of checks: what a check may ask of ``student`` and ``reference`` alike."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.asserts import Wrong
from autograder.checks.questions import Expr, lab, probe, question
from autograder.seeds import derived


class Respondent(abc.ABC):
    """Answers questions; ``seed`` is the run's secret, from which their inputs are drawn."""

    def __init__(self, seed: int) -> None:
        self._run_seed = seed
        # What a question leaves open is seeded too; frameworks and numpy agree on seeds of 32 bits.
        self.seed = derived(seed, "questions", bits=32)

    def ask(
        self, expr: Any, *, noise: list[np.ndarray] | None = None, replace: Mapping[str, Expr] | None = None
    ) -> Any:
        """The value of ``expr`` (see autograder.checks.questions): arrays, text, and lists and dicts of these."""
        return self._answer(question(expr, noise=noise, replace=replace, seed=self.seed))

    def ask_each(self, parts: Mapping[str, Any], **options: Any) -> Parts:
        """Several expressions in one question, which share what they have in common; options: those of ``ask``."""
        return Parts(self, parts, options)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """The result of calling the notebook's function ``name``."""
        return self.ask(lab[name](*args, **kwargs))

    @abc.abstractmethod
    def _answer(self, asked: dict[str, Any]) -> Any: ...

    @abc.abstractmethod
    def failure(self, error: Any) -> Exception:
        """What to raise for an error that the probe describes."""

    @abc.abstractmethod
    def alone(self, *cells: str) -> Respondent:
        """Who answers for solution cells by themselves: in a kernel where only they, and what they mention, have been run.

        A question may take limits.open_seconds there. Nothing that other cells do can help or harm the answers.
        """


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


def value_of(answer: Any, respondent: Respondent) -> Any:
    """The value in an answer of the probe; raises the respondent's failure when there is none."""
    if isinstance(answer, dict) and answer.get("ok") is True and "value" in answer:
        return answer["value"]
    raise respondent.failure(answer.get("error") if isinstance(answer, dict) else None)
