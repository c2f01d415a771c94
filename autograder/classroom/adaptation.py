"""nbgrader, told to grade with this package: what `nbgrader_config.py` switches on.

    nbgrader_config.py:  configure(get_config(), Path(__file__).parent)

What nbgrader has options for, `configure` sets. What it has none for, `adapt_nbgrader` changes in the nbgrader of this
process, and nothing else of the package does: no import, and no other function.
"""

import os
import shutil
import sys
import warnings
from datetime import datetime
from pathlib import Path

import nbgrader.api
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
import nbgrader.converters.generate_feedback
import nbgrader.server_extensions.formgrader.formgrader
from alembic.script import ScriptDirectory
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.batch.submissions import Submission
from autograder.classroom.gradebook import course_id, naive_utc
from autograder.classroom.markdown import PageExporter
from autograder.classroom.steps import PRIVATE, CourseAutograde, CourseGenerateAssignment
from autograder.course import load_course
from autograder.imports import forget_current_folder


def configure(c: Config, root: Path) -> None:
    """Fill nbgrader's configuration for the course in folder `root`; CourseError when that is broken."""
    course = load_course(root)
    if Path.cwd() != root:  # which nbgrader has put on Python's path
        forget_current_folder()
    adapt_nbgrader()
    _put_alembic_on_path()
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = course_id(course)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    scripts = [course.solution_script(id).name for id in course.assignments]
    c.CourseDirectory.ignore = [*CourseDirectory.ignore.default(), *PRIVATE, *scripts]
    c.AssignLatePenalties.plugin_class = "autograder.classroom.late.LatePenalty"
    c.ExchangeFactory.collect = "autograder.classroom.exchange.CourseCollect"
    c.ExchangeFactory.release_feedback = "autograder.classroom.exchange.CourseReleaseFeedback"
    c.ExportApp.plugin_class = "autograder.classroom.late.GradesExport"
    # Penalties once more, for marks given by hand since: see autograder.classroom.late.
    c.GenerateFeedback.preprocessors = [
        "autograder.classroom.late.CoursePenalties",
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]


def adapt_nbgrader() -> None:
    """Put what is ours in the place of five things of nbgrader; a second call changes nothing.

    Its steps autograde and generate, for the command line and the formgrader; how pages are made; when something was
    submitted; and the version of a new gradebook's tables. And let it be quiet about how it builds their rows, which
    nobody here can mend.
    """
    for module in (nbgrader.apps.api, nbgrader.apps.autogradeapp, nbgrader.converters):
        module.Autograde = CourseAutograde
    for module in (nbgrader.apps.api, nbgrader.apps.generateassignmentapp, nbgrader.converters):
        module.GenerateAssignment = CourseGenerateAssignment
    for module in (nbgrader.converters.generate_feedback, nbgrader.server_extensions.formgrader.formgrader):
        module.HTMLExporter = PageExporter
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    nbgrader.api.get_alembic_version = newest_tables
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")


def newest_tables() -> str:
    """The version of the tables that this nbgrader makes.

    nbgrader's own function asks the command `alembic`, which takes 1.6 s to import nbgrader once more, and is found only
    in an environment that is activated.
    """
    return ScriptDirectory(str(Path(nbgrader.__file__).with_name("alembic"))).get_current_head()


def _put_alembic_on_path() -> None:
    """Let `nbgrader db upgrade` find `alembic`, which it calls by name, in an environment that is not activated."""
    if shutil.which("alembic") is None:
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def _submitted_timestamp(api: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    """Stands in for nbgrader's own, in which one unreadable timestamp.txt takes down the formgrader."""
    steps = api.coursedir.submitted_directory, student_id, assignment_id
    folder = Path(api.coursedir.format_path(*steps))
    time = Submission(student_id, assignment_id, folder / f"{assignment_id}.ipynb").submitted_at()
    return time and naive_utc(time)
