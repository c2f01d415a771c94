"""The marks of a gradebook as they stand now: with points by hand, and after late penalties."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from pydantic import ValidationError

from autograder.classroom import late
from autograder.classroom.adaptation import adapt_nbgrader
from autograder.classroom.gradebook import GRADE, open_gradebook
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import ByHand, Column, Feedback, Grade
from autograder.notebook import is_answer, is_solution, named_cells, solution_cell
from autograder.roster import Person, load_roster
from labkit.check import UNANSWERED


@dataclass(frozen=True)
class Marks:
    """unfinished: which of them may still change, in words."""

    people: list[Person]
    columns: list[Column]
    unfinished: list[str]


def marks(course: Course, ids: Sequence[str], db_url: str | None, *, checks: bool) -> Marks:
    """The marks of some assignments, or of all in the gradebook; with a column for each check, if they are asked for.

    CourseError for an assignment or a gradebook that is not there.
    """
    adapt_nbgrader()
    with open_existing(course, db_url) as gradebook:
        wanted = in_gradebook(course, gradebook, ids)
        late.assign_all(gradebook, course, wanted)
        people = _people(course, gradebook)
        columns, unfinished = [], []
        for id in wanted:
            columns.append(_total(course, gradebook, id, people))
            columns += _of_checks(course, id, people) if checks else ()
            left = sum(each.needs_manual_grade for each in gradebook.assignment_submissions(id))
            unfinished += [f"{id}: {left} submissions wait for a person to grade them"] if left else []
    return Marks(people, columns, unfinished)


def in_gradebook(course: Course, gradebook: Gradebook, ids: Sequence[str]) -> list[str]:
    """These assignments, or all of the course's in a gradebook. CourseError for those that are not in it."""
    there = {assignment.name for assignment in gradebook.assignments}
    if unknown := [id for id in ids if id not in there and course.assignment(id)]:
        raise CourseError(f"not in the gradebook: {', '.join(unknown)}; grade it with --gradebook")
    return [*ids] or [id for id in course.assignments if id in there]


def open_existing(course: Course, db_url: str | None) -> AbstractContextManager[Gradebook]:
    """The gradebook at a database URL, by default that of nbgrader. CourseError when it is a file that is not there."""
    path = course.root / "gradebook.db"
    if db_url is None and not path.is_file():
        raise CourseError(f"{path} does not exist: grade with --gradebook, or name another with it here")
    return open_gradebook(db_url or f"sqlite:///{path}", course)


def _people(course: Course, gradebook: Gradebook) -> list[Person]:
    """Those of the roster, and behind them who stands in the gradebook alone."""
    people = dict(load_roster(course).people)
    for student in gradebook.students:
        known = (student.id, student.first_name, student.last_name, student.email, student.lms_user_id)
        people.setdefault(student.id, Person(*(value or "" for value in known)))
    return list(people.values())


def _total(course: Course, gradebook: Gradebook, id: str, people: list[Person]) -> Column:
    """Of who handed in nothing, in no edition of the assignment, the mark is 0 once the own due time has passed."""
    submissions = {each.student.id: each for each in gradebook.assignment_submissions(id)}
    points = {student: after_penalty(submission) for student, submission in submissions.items()}
    handed_in = {
        submission.student.id
        for assignment in gradebook.assignments
        for submission in assignment.submissions
        if assignment.name in course.editions(id)
    }
    now = datetime.now(UTC)
    over = [person.id for person in people if course.due(id, person.id) < now]
    points |= {student: 0.0 for student in over if student not in handed_in}
    config = course.assignment(id)
    return Column(course.title(id), gradebook.find_assignment(id).max_score, points, config.lms_column or "")


def after_penalty(submission: SubmittedAssignment) -> float:
    """What a submission has in the end."""
    return max(0.0, submission.score - (submission.late_submission_penalty or 0.0))


def _of_checks(course: Course, id: str, people: list[Person]) -> Iterator[Column]:
    """A column per check, as the notebooks in `autograded/` were graded: before penalties and points by hand."""
    columns: dict[str, Column] = {}
    for person in people:
        grade = grade_of(course, id, person.id)
        for check in grade.checks if grade else ():
            title = f"{course.title(id)}: {check.cell}: {check.title or check.id}"
            column = columns.setdefault(check.id, Column(title, check.max_points, {}))
            column.points[person.id] = check.points
    yield from columns.values()


def grade_of(course: Course, id: str, student: str) -> Grade | None:
    """What the checks said of a submission when it was graded; None where that is not known."""
    try:
        return Grade.model_validate_json((course.root / "autograded" / student / id / GRADE).read_bytes())
    except (OSError, ValidationError):
        return None


def feedback(course: Course, ids: Sequence[str], db_url: str | None) -> Iterator[Feedback]:
    """What each student is told of each assignment that was graded, of some or of all in the gradebook."""
    adapt_nbgrader()
    with open_existing(course, db_url) as gradebook:
        wanted = in_gradebook(course, gradebook, ids)
        late.assign_all(gradebook, course, wanted)
        people = {person.id: person for person in _people(course, gradebook)}
        for id in wanted:
            for submission in gradebook.assignment_submissions(id):
                if grade := grade_of(course, id, submission.student.id):
                    yield _feedback(course, submission, grade, people[submission.student.id])


def _feedback(course: Course, submission: SubmittedAssignment, grade: Grade, person: Person) -> Feedback:
    path = course.root / "autograded" / person.id / grade.assignment / f"{grade.assignment}.ipynb"
    cells = {
        name: cell for name, cell in named_cells(nbformat.read(path, as_version=4).cells) if is_answer(cell)
    }
    is_own = bool(grade.checks)  # else nothing was run, and the cells are those of the release
    return Feedback(
        grade=grade,
        name=person.name,
        email=person.email,
        total=after_penalty(submission),
        max_total=submission.max_score,
        penalty=submission.late_submission_penalty or 0.0,
        waits=submission.needs_manual_grade,
        by_hand=list(_by_hand(submission, cells if is_own else {})),
        code={name: cell.source for name, cell in cells.items() if is_solution(cell) and is_own},
    )


def _by_hand(submission: SubmittedAssignment, cells: dict[str, NotebookNode]) -> Iterator[ByHand]:
    """The questions, and each other cell to which a person gave points or said something."""
    for notebook in submission.notebooks:
        comments = {comment.name: comment.comment or "" for comment in notebook.comments}
        for grade in notebook.grades:
            cell = solution_cell(grade.name)
            is_question = grade.name in cells
            comment = comments.get(cell, "")
            if is_question or comment or grade.manual_score is not None:
                answer = cells[grade.name].source.strip() if is_question else ""
                points = (
                    None if grade.needs_manual_grade else grade.score if is_question else grade.manual_score
                )
                yield ByHand(cell, "" if answer == UNANSWERED else answer, points, grade.max_score, comment)
