"""Makes what students get, `assignments/<id>/`, from the source of truth, `solutions/<id>/<id>.py`.

    release("vae", course)     generate, verify, and only then put it in place of the old release
    drift(course)              what lies in assignments/ that a fresh generation would not give

A release is refused when it would be unfair or tell the answers: see `_faults` and `_marks`.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.utils import capture_log
from traitlets.config import Config

from autograder.checks.runner import declared
from autograder.classroom import pair, provided
from autograder.classroom.steps import SHIPPED, CourseGenerateAssignment
from autograder.course import Course
from autograder.errors import CannotGrade, ChecksError, CourseError, ReleaseError
from autograder.files import replace_folder
from autograder.grading import grader
from autograder.model import points_text
from autograder.notebook import (
    MARKERS,
    Kind,
    grade_id,
    is_answer,
    is_solution,
    is_test,
    kind_of,
    named_cells,
    points_of_cell,
    solution_cell,
    test_cell,
)

# Lines of a solution that are at least this long (without spaces) tell something, and a release may
# show less than this share of a cell's: a hint names an idiom, but the answer stays to be found.
_TELLING = 24
_TOLD = 0.5


def main(course: Course, ids: list[str]) -> int:
    """The command `autograder release`: release some assignments and say what came of it.

    Returns the exit code: 1 when some were refused, 3 when this machine cannot grade.
    """
    refused = 0
    for id in ids:
        course.assignment(id)  # a name that is none ends the command before anything is released
    for id in ids:
        try:
            script = course.solution_script(id)
            if pair.bring_up_to_date(script):
                print(f"{id}: {id}.ipynb is made from {id}.py")
            if borrowed := provided.fill_in(id, course):
                pair.regenerate(script)
                print(f"{id}: filled in from other assignments: {', '.join(borrowed)}")
            path = release(id, course)
        except (ReleaseError, CourseError, ChecksError) as error:
            print(f"autograder: {id} is not released: {error}", file=sys.stderr)
            refused = 1
        except CannotGrade as error:
            print(f"autograder: nothing can be released, as nothing can be graded: {error}", file=sys.stderr)
            return 3
        else:
            print(f"{id}: released as {path}: the reference gets full marks, the untouched notebook none")
    return refused


def scheduled(course: Course, today: date) -> list[str]:
    """The assignments whose release date has come, in the order of grading.yml."""
    return [id for id, assignment in course.assignments.items() if assignment.release <= today]


def release(id: str, course: Course) -> Path:
    """Generate assignments/<id>/, verify it, put it in its place; the path of the new notebook.

    ReleaseError, with the old release left as it was, when something is wrong; CannotGrade when this
    machine cannot grade, so that a release cannot be verified.
    """
    if stale := list(_stale(id, course)):
        raise ReleaseError("; ".join(stale))
    final = course.release_notebook(id)
    faults = [
        f"it gives away {other}, which can still be handed in then: see grading.yml"
        for other in provided.too_early(id, course)
    ]
    faults += _differences(id, course)
    with tempfile.TemporaryDirectory(prefix=".release-", dir=course.root) as scratch:
        trial = _generate(id, course, Path(scratch))
        # Grading a notebook that is not even well-formed would only confuse.
        if faults := [*faults, *_faults(id, trial)] or list(_marks(id, trial)):
            raise ReleaseError("\n  ".join(["", *faults]))
        replace_folder(trial.release_notebook(id).parent, final.parent)
    return final


def drift(course: Course, ids: Iterable[str] = ()) -> list[str]:
    """What differs between assignments/ and a fresh generation, one line each; empty when all is well.

    ids: of these assignments; of all, when none is named
    """
    return [line for id in ids or course.assignments for line in _drift(id, course)]


def _drift(id: str, course: Course) -> Iterator[str]:
    yield from _stale(id, course)
    yield from (f"solutions/{id}/{id}.py: {difference}" for difference in _differences(id, course))
    released = contents(course.release_notebook(id).parent)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = contents(_generate(id, course, Path(scratch)).release_notebook(id).parent)
    for name in sorted(released.keys() | fresh.keys()):
        if released.get(name) != fresh.get(name):
            where = (
                "differs from what" if name in released and name in fresh else "is there or not, unlike what"
            )
            yield f"assignments/{id}/{name} {where} solutions/{id} gives; make it anew: autograder release {id}"


def _stale(id: str, course: Course) -> Iterator[str]:
    """What `main` brings up to date before it releases."""
    if pair.out_of_step(course.solution_script(id)):
        yield f"solutions/{id}/{id}.ipynb is not what {id}.py says; make it anew: autograder release {id}"
    for origin in provided.out_of_date(id, course):
        yield f"solutions/{id}/{id}.py provides {origin} otherwise than there; fill it in: autograder release {id}"


def _differences(id: str, course: Course) -> Iterator[str]:
    """What an edition has otherwise than the first, whose checks judge both: cells, their kinds, their points."""
    first = course.first_edition(id)
    if id == first:
        return
    own, theirs = (_marked_cells(course.solution_script(one)) for one in (id, first))
    for name in sorted(own.keys() | theirs.keys()):
        if name not in own:
            yield f"it has no cell {name}, unlike {first}, of which it is an edition"
        elif name not in theirs:
            yield f"its cell {name} is none of {first}, of which it is an edition"
        elif own[name] != theirs[name]:
            (kind, worth), (their_kind, their_worth) = own[name], theirs[name]
            yield (
                f"its cell {name} is a {kind} of {points_text(worth)} points, and in {first}, of which it is an "
                f"edition, a {their_kind} of {points_text(their_worth)}"
            )


def _marked_cells(script: Path) -> dict[str, tuple[Kind, float]]:
    """Kind and points of the cells that have a grade_id. ReleaseError when there is no script."""
    if not script.is_file():
        raise ReleaseError(f"{script} does not exist")
    return {
        name: (kind_of(cell), points_of_cell(cell)) for name, cell in named_cells(jupytext.read(script).cells)
    }


def contents(folder: Path) -> dict[str, bytes]:
    """The files in a folder, by their path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _generate(id: str, course: Course, root: Path) -> Course:
    """Run nbgrader's generate step in the empty folder `root`; the course as it would be there."""
    for source in {id, course.first_edition(id)}:
        copytree(course.solution_folder(source), root / "solutions" / source)
    names = {"root": str(root), "source_directory": "solutions", "release_directory": "assignments"}
    coursedir = CourseDirectory(assignment_id=id, **names)
    config = Config({"SaveCells": {"enabled": False}})
    step = CourseGenerateAssignment(coursedir=coursedir, no_database=True, config=config)
    outcome = capture_log(step)
    if not outcome["success"]:
        said = [line for line in outcome.get("log", "").splitlines() if "Traceback" not in line]
        raise ReleaseError("nbgrader cannot generate it:\n" + "\n".join(said or [outcome["error"]]))
    return course.model_copy(update={"root": root})


def _faults(id: str, trial: Course) -> Iterator[str]:
    """What can be seen wrong with a generated release without grading anything."""
    source = nbformat.read(trial.solution_notebook(id), as_version=4)
    fresh = nbformat.read(trial.release_notebook(id), as_version=4)
    yield from _metadata_faults(id, fresh, trial)
    yield from _point_faults(id, fresh, trial)
    yield from _leaks(source, fresh)
    shipped = contents(trial.release_notebook(id).parent)
    yield from (f"{name} would be shipped" for name in shipped if not _may_ship(name, id))


def _may_ship(name: str, id: str) -> bool:
    return name == f"{id}.ipynb" or name.startswith(f"{SHIPPED}/")


def _metadata_faults(id: str, fresh: NotebookNode, trial: Course) -> Iterator[str]:
    try:
        nbformat.validate(fresh)
        MetadataValidator().validate_nb(fresh)
    except (nbformat.ValidationError, ValidationError) as error:
        yield f"the notebook's metadata is not valid: {error}"
    expected = {"assignment": id, "framework": trial.assignment(id).framework}
    if fresh.metadata.get("labkit") != expected:
        yield f"the notebook's metadata must say labkit: {expected}, not {fresh.metadata.get('labkit')}"


def _point_faults(id: str, fresh: NotebookNode, trial: Course) -> Iterator[str]:
    """Cells, points and checks that do not belong together."""
    solutions = {grade_id(cell) for cell in fresh.cells if is_solution(cell)}
    tests = {grade_id(cell): points_of_cell(cell) for cell in fresh.cells if is_test(cell)}
    checked = {check.cell for check in declared(trial.checks(id))}
    for cell in sorted(solutions | checked):
        if cell not in solutions:
            yield f"checks judge the cell {cell}, which is no solution cell"
        if test_cell(cell) not in tests:
            yield f"the solution cell {cell} has no test cell {test_cell(cell)} to carry its points"
        if cell not in checked:
            yield f"no check judges the solution cell {cell}"
    for name, worth in tests.items():
        if solution_cell(name) not in solutions:
            yield f"the test cell {name} belongs to no solution cell"
        if not worth > 0:
            yield f"the test cell {name} is worth {points_text(worth)} points"


def _leaks(source: NotebookNode, fresh: NotebookNode) -> Iterator[str]:
    """Traces of the solution in what students get."""
    shown = [cell.source for cell in fresh.cells]
    for text in shown:
        yield from (f"{match[0]!r} stands in the release" for match in MARKERS.finditer(text))
        yield from (f"{line.strip()!r} stands in the release" for line in text.splitlines() if "<!--" in line)
    if any("HIDDEN TESTS" in cell.source for cell in source.cells):
        yield "hidden tests stand in the notebook; their place is solutions/<id>/checks/"
    if any(cell.get("outputs") or cell.get("attachments") for cell in fresh.cells):
        yield "cells have outputs or attachments"
    readable = [_squeezed(text) for text in shown]
    for name, lines in _solutions(source):
        told = [line for line in lines if any(_squeezed(line) in text for text in readable)]
        if len(told) >= _TOLD * len(lines):
            yield f"the solution of {name} can be read in the release: " + " / ".join(map(str.strip, told))


def _solutions(source: NotebookNode) -> Iterator[tuple[str, list[str]]]:
    """The telling lines of each solution cell that has any: between the markers, or all without markers."""
    for cell in source.cells:
        if not is_answer(cell):
            continue
        inside = "BEGIN SOLUTION" not in cell.source
        lines = []
        for line in cell.source.splitlines():
            if "BEGIN SOLUTION" in line or "END SOLUTION" in line:
                inside = "BEGIN" in line
            elif inside and len(_squeezed(line)) >= _TELLING and not MARKERS.search(line):
                lines.append(line)
        if lines:
            yield grade_id(cell), lines


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _marks(id: str, trial: Course) -> Iterator[str]:
    """Whether the reference gets full marks and the untouched release none."""
    notebooks = {"reference": trial.solution_notebook(id), "untouched release": trial.release_notebook(id)}
    for name, path in notebooks.items():
        grade = grader.grade_submission(path.read_bytes(), id, name, trial, seed=0).grade
        wanted = grade.max_score if name == "reference" else 0
        if grade.status != "graded" or abs(grade.score - wanted) > 1e-6:
            yield f"the {name} gets {points_text(grade.score)} of {points_text(grade.max_score)} points ({grade.status})"
            for check in grade.checks:
                if (check.status == "passed") == (wanted == 0):
                    yield f"  {check.id} {check.status}: {check.message or check.title}"
