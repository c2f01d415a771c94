"""Whose marks a submission gives: its student's, or those of all in a group; and who of the roster handed in nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from autograder.batch.pool import GradedSubmission
from autograder.batch.submissions import LeftOut, Submission, Unreadable, shown
from autograder.course import Course
from autograder.model import Grade
from autograder.roster import Roster

NOTHING = "nothing handed in"


class Members:
    """Who gets a mark by the submissions of a run, and who gets none.

    submissions: those to be graded: of a group's work, one for all of them
    left_out: all that are not graded; a group's, too, whose members handed in several, as only they know which counts
    """

    def __init__(
        self, course: Course, roster: Roster, found: Iterable[Submission], left_out: Iterable[LeftOut] = ()
    ) -> None:
        self.course, self.roster = course, roster
        self.submissions: list[Submission] = []
        self.left_out = list(left_out)
        by_group: dict[tuple[str, str], list[Submission]] = {}
        for submission in found:
            group = self._group(submission)
            by_group.setdefault((submission.assignment, group), []).append(submission)
        for (assignment, group), rivals in by_group.items():
            if group and len({self._content(each) for each in rivals}) > 1:
                paths = " and ".join(shown(submission.path) for submission in rivals)
                reason = f"{len(rivals)} notebooks for {assignment} by the group {group}: {paths}; keep one"
                self.left_out.append(LeftOut(reason, group, assignment))
            else:
                self.submissions += rivals[:1] if group else rivals
        self.submissions.sort()

    @property
    def strangers(self) -> list[str]:
        """A sentence on each whose submission is graded, but who stands in no roster though there is one."""
        if self.roster.path is None:
            return []
        known = {*self.roster.people, *self.roster.groups}
        unknown = sorted({submission.student for submission in self.submissions} - known)
        return [f"{student} does not stand in {self.roster.path.name}" for student in unknown]

    def of(self, outcome: GradedSubmission) -> Iterator[GradedSubmission]:
        """The outcome for each student whose mark it is."""
        for submission in self.whose(outcome.submission):
            grade = outcome.grade.model_copy(update={"student": submission.student})
            yield replace(outcome, submission=submission, grade=grade)

    def whose(self, submission: Submission) -> Iterator[Submission]:
        """The submission for each student whose it is."""
        group = self._group(submission)
        for student in self.roster.groups[group] if group else [submission.student]:
            yield replace(submission, student=student)

    def absent(self) -> Iterator[Grade]:
        """A grade with no points for each who stands in the roster and has no submission, for each assignment of the run.

        Who handed in one edition of an assignment need not hand in another.
        """
        first = self.course.first_edition
        there = {
            (first(submission.assignment), each.student)
            for submission in self.submissions
            for each in self.whose(submission)
        }
        of_run = [*self.submissions, *(each for each in self.left_out if each.assignment)]
        for assignment in sorted({first(each.assignment) for each in of_run}):
            for student in self.roster.people:
                if (assignment, student) not in there:
                    yield self._without_points(assignment, student)

    def _without_points(self, assignment: str, student: str) -> Grade:
        names = {student, self.roster.group(student)} - {""}
        editions = ("", *self.course.editions(assignment))
        problems = [each for each in self.left_out if each.student in names and each.assignment in editions]
        return Grade(
            assignment=assignment,
            student=student,
            status="needs_manual_grade" if problems else "missing",
            reason="; ".join(problems) or NOTHING,
            score=0,
            max_score=self.course.max_score(assignment),
            seconds=0,
        )

    def _content(self, submission: Submission) -> str:
        """What tells a submission from another: two of a group may hand in the same notebook."""
        try:
            return submission.digest(submission.read(self.course.limits.notebook_mib))
        except Unreadable:
            return str(submission.path)

    def _group(self, submission: Submission) -> str:
        """The group that a submission counts for; empty where it is one student's."""
        is_shared = self.course.assignment(submission.assignment).group_work
        return self.roster.group(submission.student) if is_shared else ""
