"""What a late submission loses, by `late` and `extensions` of grading.yml, in nbgrader's own terms.

nbgrader writes a penalty down once, when it grades. By then no text answer has its points, so a
penalty that is limited by the score would come out too small; and an extension may be given later. `assign` is
therefore run again before feedback and export, which read the penalty.
"""

from collections.abc import Container
from datetime import timedelta
from math import ceil
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin, LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Instance, default
from traitlets.config import Config

from autograder.course import Course, LatePolicy, load_course

_DAY = 24 * 60 * 60


def penalty(policy: LatePolicy, score: float, max_score: float, seconds_late: float) -> float:
    """Points that a submission loses.

    Nothing within the grace period; after it `penalty_per_day` of the maximum for every started day
    since the due time; everything after `max_days` days. Never more than the score itself.
    """
    if seconds_late <= policy.grace_minutes * 60:
        return 0.0
    if seconds_late > policy.max_days * _DAY:
        return score
    return min(score, policy.penalty_per_day * ceil(seconds_late / _DAY) * max_score)


def tokens_spent(policy: LatePolicy, seconds_late: list[float]) -> list[int]:
    """The late tokens that a student's submissions use up, in the order of their due times: one for each started day.

    The first that are late get them; none goes to one that would have no points all the same.
    """
    left, spent = policy.tokens, []
    for seconds in seconds_late:
        days = ceil(seconds / _DAY) if seconds > policy.grace_minutes * 60 else 0
        used = min(left, days) if days - left <= policy.max_days else 0
        spent.append(used)
        left -= used
    return spent


class LatePenalty(LateSubmissionPlugin):
    """nbgrader's plugin point for late penalties, filled with the course's policy."""

    policy = Instance(LatePolicy, help="What lateness costs; by default as in the course's grading.yml.").tag(
        config=True
    )

    @default("policy")
    def _policy_of_the_course(self) -> LatePolicy:
        return load_course().late

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Points to take off the notebook that the calling `AssignLatePenalties` is at work on."""
        caller = self.parent
        notebook = caller.gradebook.find_notebook(caller.notebook_id, caller.assignment_id)
        excused = self._tokens(caller.gradebook, student_id, caller.assignment_id) * _DAY
        return penalty(self.policy, score, notebook.max_score, total_seconds_late - excused)

    def _tokens(self, gradebook: Gradebook, student_id: str, assignment_id: str) -> int:
        submissions = gradebook.find_student(student_id).submissions
        in_order = sorted(submissions, key=lambda each: (each.assignment.duedate, each.assignment.name))
        spent = tokens_spent(self.policy, [each.total_seconds_late for each in in_order])
        return spent[[each.assignment.name for each in in_order].index(assignment_id)]


class CoursePenalties(AssignLatePenalties):
    """nbgrader's step that writes late penalties down, which first brings extensions up to date."""

    course = Instance(Course, help="By default that of the folder.")

    @default("course")
    def _of_the_folder(self) -> Course:
        return load_course()

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Write the extension of grading.yml, where there is one, and then the penalty into the gradebook."""
        place = resources["nbgrader"]
        student, assignment = place["student"], place["assignment"]
        if assignment in self.course.extensions.get(student, {}):
            more = self.course.due(assignment, student) - self.course.assignment(assignment).due
            with Gradebook(place["db_url"]) as gradebook:
                gradebook.grant_extension(assignment, student, minutes=more / timedelta(minutes=1))
        return super().preprocess(nb, resources)


def assign(db_url: str, course: Course, assignment: str, student: str) -> None:
    """Write the late penalty of one submission into the gradebook, from its present score and extension.

    One that grading.yml does not name keeps the extension that it was given in nbgrader.
    """
    config = Config()
    config.LatePenalty.policy = course.late
    place = {"notebook": assignment, "assignment": assignment, "student": student, "db_url": db_url}
    preprocessor = CoursePenalties(course=course, plugin_class=LatePenalty, config=config)
    preprocessor.preprocess(new_notebook(), {"nbgrader": place})


def assign_all(gradebook: Gradebook, course: Course, assignments: Container[str]) -> None:
    """Bring the penalties of all submissions of some assignments up to date."""
    url = gradebook.engine.url.render_as_string(hide_password=False)
    places = [
        (submission.assignment.name, submission.student.id)
        for assignment in gradebook.assignments
        for submission in assignment.submissions
        if assignment.name in assignments and submission.notebooks
    ]
    for assignment, student in places:
        assign(url, course, assignment, student)
    gradebook.db.expire_all()


class GradesExport(CsvExportPlugin):
    """`nbgrader export` with late penalties that take marks given by hand into account."""

    def export(self, gradebook: Gradebook) -> None:
        """Bring the penalties up to date, then write the CSV file as nbgrader does."""
        course = load_course(Path(self.parent.coursedir.root))
        assign_all(gradebook, course, course.assignments)
        super().export(gradebook)
