"""What the reference of an assignment reached when it was trained in full: ``solutions/<id>/results.yml``.

run_time: "about 8 minutes; `QUICK=1`: a minute"   as in the brief; the author's, as are the next four
result: "{test_loss:.2f} nats test loss (goal: {at_most[test_loss]} or less)"
units: {test_loss: nats per image}
at_most: {test_loss: 105.6}                   goals of the brief: of what should be small,
at_least: {}                                  and of what should be large
measured:                                     from here on written by `make models`
  when: 2026-11-28
  machine: AMD EPYC, 2 cores
  versions: {keras: 3.15.1, ...}
  minutes: 7.9                                of the whole notebook; none where it was not measured
  figures: {test_loss: 98.23, epochs: 10, ...}    as the notebook displays them
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from autograder.course import Course
from autograder.errors import CourseError

FILE_NAME = "results.yml"
_MEASURED = "measured:"


class Measured(BaseModel):
    """One run of the notebook in full."""

    model_config = ConfigDict(extra="forbid")

    when: date
    machine: str
    versions: dict[str, str]
    minutes: float | None = None
    figures: dict[str, Any]


class Reached(BaseModel):
    """What the author says of the figures, and the figures."""

    model_config = ConfigDict(extra="forbid")

    run_time: str = ""
    result: str = ""
    units: dict[str, str] = {}
    at_most: dict[str, float] = {}
    at_least: dict[str, float] = {}
    measured: Measured

    @model_validator(mode="after")
    def _speaks_of_what_was_measured(self) -> Self:
        figures = self.measured.figures
        for name in (*self.units, *self.at_most, *self.at_least):
            if name not in figures:
                raise ValueError(f"{name} was not measured; measured: {', '.join(figures)}")
        return self

    def sentence(self) -> str:
        """``result`` with the figures in it. CourseError when it names one that was not measured."""
        try:
            return self.result.format(**self.measured.figures, at_most=self.at_most, at_least=self.at_least)
        except (LookupError, ValueError) as error:
            raise CourseError(f"{FILE_NAME}: result: cannot be told: {error!r}") from None

    def missed(self) -> list[str]:
        """The goals that were not reached, one line each."""
        figures = self.measured.figures
        above = [
            f"{name} is {figures[name]}, above {goal}"
            for name, goal in self.at_most.items()
            if figures[name] > goal
        ]
        below = [
            f"{name} is {figures[name]}, below {goal}"
            for name, goal in self.at_least.items()
            if figures[name] < goal
        ]
        return above + below


def of(course: Course, id: str) -> Reached | None:
    """What is known of the reference of an assignment; None when it was not trained in full yet.

    CourseError when the file says something else than the above.
    """
    path = course.solution_notebook(id).with_name(FILE_NAME)
    if not path.is_file():
        return None
    try:
        return Reached.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise CourseError(f"{path}: {error}") from None


def write(path: Path, measured: Measured) -> None:
    """Put what was measured into a file; what its author wrote above stays as it is."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    authors = lines[: lines.index(_MEASURED)] if _MEASURED in lines else lines
    dumped = yaml.safe_dump(
        {"measured": measured.model_dump(exclude_none=True)}, sort_keys=False, width=110, allow_unicode=True
    )
    path.write_text("".join(f"{line}\n" for line in authors) + dumped, encoding="utf-8")
