"""nbgrader, told to grade with this package: what `nbgrader_config.py` switches on.

    nbgrader_config.py:  configure(get_config(), Path(__file__).parent)

nbgrader has options for everything but two steps. Its autograde step copies every file that a
student submitted (through links as well), stops the whole batch at a broken notebook and runs the
student's code in the instructor's account; its generate step copies every file of the source folder
and deletes the old release before it makes the new one. `configure` puts `CourseAutograde` and
`CourseGenerateAssignment` in the place of these two classes, for the command line and the formgrader.
"""

import fnmatch
import glob
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha1
from pathlib import Path

import bleach
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
import nbgrader.converters
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import HasTraits, Integer
from traitlets.config import Config

from autograder.batch.pool import GradedSubmission, grade_many
from autograder.batch.submissions import Submission
from autograder.classroom.gradebook import (
    course_id,
    naive_utc,
    open_gradebook,
    record,
    set_due_time,
)
from autograder.course import load_course
from autograder.errors import CourseError, GradebookError
from autograder.files import replace_folder
from autograder.model import points
from autograder.modulepath import forget_current_folder
from autograder.notebook import grade_id

# The only other files of solutions/<id>/ that students get lie in this folder of it.
SHIPPED = "files"


def configure(c: Config, root: Path) -> None:
    """Fill nbgrader's configuration for the course in folder `root`; CourseError when that is broken."""
    course = load_course(root)
    if Path.cwd() != root:  # which nbgrader has put on Python's path
        forget_current_folder()
    _put_alembic_on_path()
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = course_id(course)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    c.AssignLatePenalties.plugin_class = "autograder.classroom.late.LatePenalty"
    c.ExportApp.plugin_class = "autograder.classroom.late.GradesExport"
    # Penalties once more, for marks given by hand since: see autograder.classroom.late.
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.filters = {"markdown2html": "autograder.classroom.nbgrader_bridge.safe_markdown"}
    for module in (nbgrader.apps.api, nbgrader.apps.autogradeapp, nbgrader.converters):
        module.Autograde = CourseAutograde
    for module in (nbgrader.apps.api, nbgrader.apps.generateassignmentapp, nbgrader.converters):
        module.GenerateAssignment = CourseGenerateAssignment
    nbgrader.apps.api.NbGraderAPI.get_submitted_timestamp = _submitted_timestamp


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


class CourseAutograde(Autograde):
    """nbgrader's autograde step with this package's way of grading: `autograder grade --gradebook`.

    Whatever is wrong with one submission, it gets an entry in the gradebook and the others are graded.
    """

    seed = Integer(
        None,
        allow_none=True,
        help="Seed of the checks' random inputs, to grade again with the same ones; random by default.",
    ).tag(config=True)

    jobs = Integer(os.cpu_count() or 1, min=1, help="Submissions graded at a time.").tag(config=True)

    def start(self) -> None:
        """Grade what the command line selects; NbGraderException when some could not be graded."""
        try:
            self._course = load_course(Path(self.coursedir.root))
            wanted = fnmatch.filter(self._course.assignments, self.coursedir.assignment_id)
            if not wanted:
                self._course.assignment(self.coursedir.assignment_id)
            found = [submission for assignment in wanted for submission in self._submissions(assignment)]
            if not found:
                self._fail(f"No submissions in {self._format_source(wanted[0], self.coursedir.student_id)}")
            self._grade([submission for submission in found if not self._is_done(submission)])
        except CourseError as error:
            self._fail(str(error))

    def _fail(self, message: str) -> None:
        self.log.error(message)
        raise NbGraderException(message)

    def _submissions(self, assignment: str) -> Iterator[Submission]:
        """The submitted folders that the command line selects."""
        excluded = self.coursedir.student_id_exclude.split(",")
        for path in sorted(glob.glob(self._format_source(assignment, self.coursedir.student_id))):
            match = re.fullmatch(self._format_source(assignment, "(?P<student>.*)", escape=True), path)
            if match and match["student"] not in excluded and os.path.isdir(path):
                yield Submission(match["student"], assignment, Path(path) / f"{assignment}.ipynb")

    def _is_done(self, submission: Submission) -> bool:
        """Whether the autograded folder holds this submission or a newer one already."""
        done = replace(submission, path=self._autograded(submission) / submission.path.name)
        if self.force or not done.path.is_file():
            return False
        now, before = submission.submitted_at(), done.submitted_at()
        if now is not None and (before is None or now > before):
            return False
        self.log.info("Skipping %s: already graded (--force grades again)", submission.student)
        return True

    def _autograded(self, submission: Submission) -> Path:
        steps = self.coursedir.autograded_directory, submission.student, submission.assignment
        return Path(self.coursedir.format_path(*steps))

    def _grade(self, submissions: list[Submission]) -> None:
        seed = secrets.randbits(32) if self.seed is None else self.seed
        self.log.info("Grading %d submissions, seed %d", len(submissions), seed)
        problems: list[str] = []

        def on_done(outcome: GradedSubmission) -> None:
            grade = outcome.grade
            score = f"{points(grade.score)} of {points(grade.max_score)}"
            self.log.info("%s: %s, %s. %s", grade.student, grade.status, score, grade.reason)
            try:
                self._record(outcome)
            except (GradebookError, MissingEntry) as error:
                problems.append(f"{grade.student} is not in the gradebook: {error}")

        batch = grade_many(
            submissions, self._course, seed=seed, jobs=self.jobs, on_done=on_done, keep_notebooks=False
        )
        if batch.stopped:
            left = len(submissions) - len(batch.outcomes)
            problems.append(f"{batch.stopped}\n{left} of {len(submissions)} not graded")
        if problems:
            self._fail("\n".join(problems))

    def _record(self, outcome: GradedSubmission) -> None:
        submission, db_url = outcome.submission, self.coursedir.db_url
        if not self.create_student:
            with open_gradebook(db_url, self._course) as gradebook:
                gradebook.find_student(submission.student)
        folder = self._autograded(submission)
        time = submission.submitted_at()
        record(outcome, self._course, db_url, timestamp=time, notebook_dir=folder.parents[1])
        if self.coursedir.groupshared:
            self.set_permissions(submission.assignment, submission.student)


class CourseGenerateAssignment(GenerateAssignment):
    """nbgrader's generate step that ships the notebook and `files/` alone, the same bytes each time.

    The release is made aside and takes its place when it is done: a failure leaves the old one.
    """

    def start(self) -> None:
        """Generate; the old release stays in its place unless everything went well."""
        self.preprocessors = [*self.preprocessors, Canonical]
        final = self.coursedir.release_directory
        place = Path(self.coursedir.format_path(final, ".", self.coursedir.assignment_id))
        if place.exists() and not self.force:
            self.log.info("Skipping existing assignment: %s (--force generates it again)", place)
            return
        with tempfile.TemporaryDirectory(prefix=".release-", dir=self.coursedir.root) as scratch:
            with _for_now(self.coursedir, release_directory=Path(scratch).name):
                super().start()
            for fresh in Path(scratch).iterdir():
                replace_folder(fresh, Path(self.coursedir.format_path(final, ".", fresh.name)))

    def init_notebooks(self) -> None:
        """Find the source notebooks: of each folder the one named like it, not drafts beside it."""
        super().init_notebooks()
        for folder, found in self.assignments.items():
            self.assignments[folder] = [path for path in found if Path(path).stem == Path(folder).name]

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """As nbgrader does, but with no other files than those of `files/`, and with the due time."""
        with _for_now(self.coursedir, ignore=["*"]):  # copies nothing
            super().init_assignment(assignment_id, student_id)
        source = Path(self._format_source(assignment_id, student_id)) / SHIPPED
        if source.is_dir():
            shutil.copytree(source, Path(self._format_dest(assignment_id, student_id)) / SHIPPED)
        if not self.no_database:
            course = load_course(Path(self.coursedir.root))
            with open_gradebook(self.coursedir.db_url, course) as gradebook:
                set_due_time(gradebook, course, assignment_id)


@contextmanager
def _for_now(owner: HasTraits, **values: object) -> Iterator[None]:
    """Give traits other values inside the block (nbgrader's `temp_attrs` forgets them after an error)."""
    before = {name: getattr(owner, name) for name in values}
    for name, value in values.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


class Canonical(NbGraderPreprocessor):
    """Last step of a release: nothing in it depends on where, when or in what the source was edited.

    Cell ids come from the cells' names or else from what they say; of the metadata only what the
    course uses is kept.
    """

    cell_metadata = ("nbgrader", "name", "tags", "from", "editable", "deletable")
    notebook_metadata = ("kernelspec", "labkit")

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Make `nb` canonical, in place."""
        nb.nbformat, nb.nbformat_minor = 4, 5
        nb.metadata = _only(nb.metadata, self.notebook_metadata)
        nb.metadata["language_info"] = NotebookNode(name="python")
        seen: dict[str, int] = {}
        for cell in nb.cells:
            cell.metadata = _only(cell.metadata, self.cell_metadata)
            content = sha1(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
            name = grade_id(cell) or cell.metadata.get("name") or content
            name = re.sub(r"[^\w-]", "-", name, flags=re.ASCII)[:58]
            seen[name] = seen.get(name, 0) + 1
            cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
        return nb, resources


def _only(metadata: NotebookNode, keys: tuple[str, ...]) -> NotebookNode:
    return NotebookNode({key: metadata[key] for key in keys if key in metadata})


# What Markdown may become on a grader's screen. Ids are not allowed at all: the formgrader finds the
# input fields of a cell by `#<grade_id>`, and a heading that a student named like another cell would
# take their place.
_TAGS = bleach.ALLOWED_TAGS | {
    *("p", "br", "hr", "div", "span", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "img", "small", "kbd"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "del", "s", "u", "sub", "sup"),
    *("details", "summary", "figure", "figcaption"),
}
_CLASSES = re.compile(
    r"autograder-[a-z]+|(tex2jax|mathjax)_ignore|highlight|hl-\w+|anchor-link|[a-z]{1,2}\d?"
)
_STYLES = CSSSanitizer(
    allowed_css_properties=ALLOWED_CSS_PROPERTIES
    | {"border", "border-left", "border-radius", "margin", "margin-top", "padding", "max-width"}
)


# Bootstrap, which both pages use, draws tables without space between columns unless told so, and the
# `summary` of a hint like any text; a picture whose source was taken away is told of.
_BETTER = (
    ("<table>", '<table class="table table-condensed" style="width:auto">'),
    ("<summary>", '<summary style="display:list-item;cursor:pointer">'),
    (r"<img(?![^>]*\bsrc=)[^>]*>", "[a picture that is not shown]"),
)


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """nbconvert's filter `markdown2html` without what could act in a grader's browser.

    Text answers are the student's; nbgrader shows their raw HTML as it is. Scripts, forms, frames,
    event handlers, ids, and pictures from elsewhere (which tell who looked) do not come through.
    """
    html = _exporter().markdown2html(context, source)
    clean = bleach.clean(
        html,
        tags=_TAGS,
        attributes=_may_stay,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=_STYLES,
        strip=True,
    )
    for plain, better in _BETTER:
        clean = re.sub(plain, better, clean)
    return clean


@cache
def _exporter() -> HTMLExporter:
    # By default it would take templates, and modules that these name, from the current folder.
    return HTMLExporter(exclude_anchor_links=True, extra_template_basedirs=[])


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASSES.fullmatch(word) for word in value.split())
    if name == "src":
        return tag == "img" and re.match(r"data:image/(png|jpeg|gif);base64,", value) is not None
    if name == "href":
        return tag == "a" and not value.lower().lstrip().startswith("data:")
    return name in {
        "style",
        "title",
        "alt",
        "width",
        "height",
        "align",
        "open",
        "colspan",
        "rowspan",
        "aria-label",
    }
