"""The contract of a notebook: each requirement that its sentences pin is asked by a check and met by a wrong submission.

A requirement is an id behind a sentence (``autograder.notebook.requirements``), a check says which it ``asks``, and a wrong
submission meets it when it fails such a check and either names the requirement (``breaks:``) or had no other to fail
there. An assignment whose notebook has no ids has no contract yet, and nothing is demanded of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.checks import loader
from autograder.checks.runner import Outcome, declared
from autograder.course import Course
from autograder.trials.scenarios import Scenario

NAMED = 3  # submissions of a row of the table that are named; the others are counted


class Failing(Protocol):
    """A wrong submission that was graded."""

    scenario: Scenario

    def fails(self, check: Outcome) -> bool:
        """Whether it fails this check."""


@dataclass(frozen=True)
class Row:
    """A requirement, a check that asks it (None: none does), and the wrong submissions that meet it there."""

    requirement: str
    check: Outcome | None
    met_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        """A line of the table."""
        more = len(self.met_by) - NAMED
        names = ", ".join(self.met_by[:NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"  {self.requirement:34} {self.check.id if self.check else '–':48} {names or '–'}"


@dataclass(frozen=True)
class Contract:
    """requirements: the ids in the notebook, in their order; checks: those of the assignment, as they are declared."""

    requirements: tuple[str, ...] = ()
    checks: tuple[Outcome, ...] = ()

    @staticmethod
    def of(course: Course, assignment: str) -> Contract:
        """The contract of an assignment. ChecksError when its checks cannot be used."""
        folders = course.checks(assignment)
        return Contract(loader.requirements(folders), declared(folders))

    def rows(self, wrong: Sequence[Failing]) -> list[Row]:
        """The table: for each requirement, the checks that ask it, and which of the wrong submissions meet it there."""
        return [row for id in self.requirements for row in self._rows_of(id, wrong)]

    def complaints(self, wrong: Sequence[Failing]) -> Iterator[str]:
        """What is missing: of each requirement, of each check, and of what submissions say that they break."""
        if not self.requirements:
            return
        rows = self.rows(wrong)
        for id in self.requirements:
            own = [row for row in rows if row.requirement == id]
            if own[0].check is None:
                yield f"no check asks {id}, which the notebook pins"
            elif not any(row.met_by for row in own):
                yield f"no wrong submission meets {id}: one must fail a check that asks it, and say breaks: {id}"
        yield from (
            f"{c.id} of {c.cell} asks nothing that the notebook pins" for c in self.checks if not c.asks
        )
        for submission in wrong:
            met = {row.requirement for row in rows if submission.scenario.name in row.met_by}
            for id in sorted(submission.scenario.breaks - met):
                yield f"wrong/{submission.scenario.name} breaks {id}, which no check asks that it fails"

    def _rows_of(self, id: str, wrong: Sequence[Failing]) -> list[Row]:
        asking = [check for check in self.checks if id in check.asks]
        return [
            Row(
                id, check, tuple(w.scenario.name for w in wrong if w.fails(check) and _is_meant(id, check, w))
            )
            for check in asking
        ] or [Row(id, None)]


def _is_meant(id: str, check: Outcome, submission: Failing) -> bool:
    return check.asks == (id,) or id in submission.scenario.breaks
