"""Puts what a run has graded into a gradebook, as it comes."""

from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.errors import CannotGrade, CourseError, GradebookError
from autograder.roster import Roster

if TYPE_CHECKING:
    from autograder.batch.pool import GradedSubmission
    from autograder.classroom.recorded import Recorded

SQLITE = "sqlite:///"


class GradebookWriter:
    """Puts outcomes into the gradebook, where one was asked for; collects what it could not."""

    def __init__(self, course: Course, roster: Roster, db_url: str | None, assignments: set[str]) -> None:
        self.course, self.roster, self.db_url, self.assignments = course, roster, db_url, assignments
        self.problems: list[str] = []
        self._is_ready = False
        if db_url is not None and "://" not in db_url:
            raise CourseError(
                f"--gradebook: found {db_url!r}; allowed: a database URL, such as sqlite:///gradebook.db"
            )

    @property
    def files(self) -> list[Path]:
        """The gradebook's file, where it is one."""
        is_file = self.db_url is not None and self.db_url.startswith(SQLITE)
        return [Path(self.db_url.removeprefix(SQLITE))] if is_file else []

    def get_ready(self) -> None:
        """Do what takes seconds, and can be done before there is something to record."""
        if self.db_url is not None and not self._is_ready:
            self._is_ready = True
            try:
                self._gradebook.make_ready(self.course, self.db_url, sorted(self.assignments), self.roster)
            except GradebookError as error:
                raise CannotGrade(f"--gradebook: {error}") from None

    def record(self, outcome: "GradedSubmission") -> None:
        """Write one outcome down; what is wrong with it, or with the gradebook, is one of the problems."""
        if self.db_url is None or (outcome.is_earlier and self._recorded.has(outcome)):
            return
        self.get_ready()
        handed_in = {"timestamp": outcome.submission.submitted_at(), "secret": outcome.submission.secret()}
        try:
            self._gradebook.record(outcome, self.course, self.db_url, **handed_in)
        except GradebookError as error:
            self.problems.append(f"{outcome.grade.student} is not in the gradebook: {error}")
        else:
            self._recorded.add(outcome)

    def close(self) -> None:
        """Keep what later runs need not record again."""
        if self.db_url is not None:
            if self.roster.people:
                self.get_ready()  # whoever handed in nothing stands in it, too
            self._recorded.save()

    @cached_property
    def _recorded(self) -> "Recorded":
        from autograder.classroom.recorded import Recorded

        return Recorded(self.course, self.db_url)

    @cached_property
    def _gradebook(self) -> ModuleType:
        """What writes into it: a second to import, which only those wait for who have a gradebook."""
        from autograder.classroom import adaptation, gradebook

        adaptation.adapt_nbgrader()
        return gradebook
