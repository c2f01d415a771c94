"""The two steps of nbgrader that are done in this package's way, see `autograder.classroom.adaptation`.

nbgrader has options for everything but these. Its autograde step copies every file that a student submitted (through
links as well), stops the whole batch at a broken notebook and runs the student's code in the instructor's account; its
generate step copies every file of the source folder and deletes the old release before it makes the new one.
"""

import fnmatch
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha1
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import HasTraits, Integer

from autograder.batch.members import Members
from autograder.batch.pool import GradedSubmission, grade_many
from autograder.batch.resume import cache_problem
from autograder.batch.submissions import Submission
from autograder.classroom.folders import submissions
from autograder.classroom.gradebook import GRADE, make_ready, open_gradebook, record, set_due_time
from autograder.course import load_course
from autograder.errors import CourseError, GradebookError
from autograder.files import replace_folder
from autograder.model import one_line, points_text
from autograder.notebook import grade_id, without_requirements
from autograder.roster import load_roster
from autograder.seeds import fresh_seed
from labkit.faults import kept

# The only other files of solutions/<id>/ that students get lie in this folder of it.
SHIPPED = "files"
# The rest of it, by the names that nbgrader copies nothing of: should `configure` be undone, or an nbgrader command
# pass by the classes below.
PRIVATE = ("checks", "submissions", "*.yml", GRADE)


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
            self._roster = load_roster(self._course)
            wanted = fnmatch.filter(self._course.assignments, self.coursedir.assignment_id)
            if not wanted:
                self._course.assignment(self.coursedir.assignment_id)
            found = [
                submission
                for assignment in wanted
                for submission in submissions(
                    self.coursedir, self.coursedir.submitted_directory, assignment, self.coursedir.student_id
                )
            ]
            if not found:
                self._fail(f"No submissions in {self._format_source(wanted[0], self.coursedir.student_id)}")
            self._members = Members(self._course, self._roster, found)
            self._grade([each for each in self._members.submissions if not self._is_done(each)])
        except (CourseError, GradebookError) as error:
            self._fail(str(error))
        except NbGraderException:
            raise
        except Exception as error:
            self._fail(kept(error))

    def _fail(self, message: str) -> None:
        self.log.error(message)
        raise NbGraderException(message)

    def _is_done(self, submission: Submission) -> bool:
        """Whether the autograded folders of all whose it is hold this submission or a newer one already."""
        if self.force or not all(map(self._is_there, self._members.whose(submission))):
            return False
        self.log.info("Skipping %s: already graded (--force grades again)", one_line(submission.student))
        return True

    def _is_there(self, submission: Submission) -> bool:
        done = replace(submission, path=self._autograded(submission) / submission.path.name)
        now, before = submission.submitted_at(), done.submitted_at()
        return done.path.is_file() and (now is None or (before is not None and now <= before))

    def _autograded(self, submission: Submission) -> Path:
        steps = self.coursedir.autograded_directory, submission.student, submission.assignment
        return Path(self.coursedir.format_path(*steps))

    def _grade(self, submissions: list[Submission]) -> None:
        seed = fresh_seed() if self.seed is None else self.seed
        if submissions:
            self.log.info("Submissions to grade: %d; seed %d", len(submissions), seed)
        else:
            self.log.info("Nothing to grade: no submission is new")
        problems: list[str] = [*self._members.left_out]
        for stranger in self._members.strangers:
            self.log.warning(stranger)
        if unkept := cache_problem(self._course):
            self.log.warning(unkept)
        assignments = sorted({each.assignment for each in submissions})
        make_ready(self._course, self.coursedir.db_url, assignments, self._roster)

        def on_done(outcome: GradedSubmission) -> None:
            grade = outcome.grade
            score = f"{points_text(grade.score)} of {points_text(grade.max_score)}"
            said = f"{grade.student}: {grade.status}, {score}. {grade.reason}"
            self.log.info("%s", said.rstrip())
            for each in self._members.of(outcome):
                try:
                    self._record(each)
                except (GradebookError, MissingEntry) as error:
                    problems.append(f"{each.grade.student} is not in the gradebook: {error}")

        batch = grade_many(
            submissions,
            self._course,
            seed=seed,
            jobs=self.jobs,
            on_done=on_done,
            secret=[*filter(None, [self._roster.path])],
            keep_notebooks=False,
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
        record(
            outcome,
            self._course,
            db_url,
            timestamp=submission.submitted_at(),
            secret=submission.secret(),
            notebook_dir=folder.parents[1],
        )
        if self.coursedir.groupshared:
            self.set_permissions(submission.assignment, submission.student)


class CourseGenerateAssignment(GenerateAssignment):
    """nbgrader's generate step that ships the notebook and `files/` alone, the same bytes each time.

    The release is made aside and takes its place when it is done: a failure leaves the old one.
    """

    def start(self) -> None:
        """Generate; the old release stays in its place unless everything went well."""
        self.preprocessors = [WithoutRequirements, *self.preprocessors, Canonical]
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


class WithoutRequirements(NbGraderPreprocessor):
    """First step of a release, before checksums are made: students do not see the ids of requirements."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Take the ids out of `cell`, in place."""
        cell.source = without_requirements(cell.source)
        return cell, resources


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
