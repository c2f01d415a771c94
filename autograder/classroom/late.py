"""What a late submission loses, by the `late` section of grading.yml, in nbgrader's own terms.

nbgrader writes a penalty down once, when it grades. By then no text answer has its points, so a
penalty that is limited by the score would come out too small. `assign` is therefore run again
before feedback and export, which read the penalty.
"""

from math import ceil
from pathlib import Path

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin, LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Instance, default
from traitlets.config import Config

from autograder.course import LatePolicy, load_course

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
        return penalty(self.policy, score, notebook.max_score, total_seconds_late)


def assign(db_url: str, policy: LatePolicy, assignment: str, student: str) -> None:
    """Write the late penalty of one submission into the gradebook, from its present score."""
    config = Config()
    config.LatePenalty.policy = policy
    place = {"notebook": assignment, "assignment": assignment, "student": student, "db_url": db_url}
    preprocessor = AssignLatePenalties(plugin_class=LatePenalty, config=config)
    preprocessor.preprocess(new_notebook(), {"nbgrader": place})


class GradesExport(CsvExportPlugin):
    """`nbgrader export` with late penalties that take marks given by hand into account."""

    def export(self, gradebook: Gradebook) -> None:
        """Bring the penalties up to date, then write the CSV file as nbgrader does."""
        policy = load_course(Path(self.parent.coursedir.root)).late
        url = gradebook.engine.url.render_as_string(hide_password=False)
        places = [
            (submission.assignment.name, submission.student.id)
            for assignment in gradebook.assignments
            for submission in assignment.submissions
        ]
        for assignment, student in places:
            assign(url, policy, assignment, student)
        gradebook.db.expire_all()
        super().export(gradebook)
