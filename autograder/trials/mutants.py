"""A test of the checks: the reference solution is mutated mechanically, and every mutant must lose points.

One operator, constant, sign, argument or statement of a solution cell is changed at a time, or a fault of a kind that
students make is put in: see autograder.trials.operators. A mutant that keeps
all points of its cell has survived: it is *equivalent*, if ``solutions/<id>/equivalent.yml`` says so and
why, else it has *escaped*, and a check is missing. The file, of which each edition has its own, is a list of

    - cell: build_encoder
      match: Conv2D\\(32      # a regular expression, searched in the mutant as it is printed
      reason: how many filters there are is left open
"""

from __future__ import annotations

import ast
import copy
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from tqdm import tqdm

from autograder.batch.pool import grade_many
from autograder.batch.submissions import Submission
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Grade
from autograder.notebook import is_solution, named_cells, solution_lines
from autograder.seeds import fresh_seed
from autograder.trials.operators import alternatives


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one change; line: in the cell; before, after: the statement around the change."""

    cell: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.cell}, line {self.line}: {self.before} → {self.after or '(dropped)'}"

    def shown(self, around: int = 30) -> str:
        """As str, but of long statements only what differs, with so many characters on either side."""
        if not self.after or len(self.before) <= 4 * around:
            return str(self)
        start = _alike(self.before, self.after)
        end = _alike(self.before[:start:-1], self.after[:start:-1])
        parts = [
            f"…{text[max(0, start - around) : len(text) - max(0, end - around)]}…"
            for text in (self.before, self.after)
        ]
        return f"{self.cell}, line {self.line}: {parts[0]} → {parts[1]}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def mutants_of(cell: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a cell: of its lines that students do not get."""
    tree, lines = ast.parse(source), {number for number, _ in solution_lines(source)}
    for number, node in enumerate(ast.walk(tree)):
        node.number = number
    for statement, node in _with_statements(tree):
        if node.lineno not in lines:
            continue
        for other in alternatives(node):
            changed = ast.unparse(ast.fix_missing_locations(_Replace(node.number, other).visit(_copy(tree))))
            part = _Replace(node.number, other).visit(_copy(statement))
            after = "" if isinstance(part, ast.Pass) else _first_line(part)
            yield Mutant(cell, node.lineno, _first_line(statement), after, changed)


def _with_statements(tree: ast.AST) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """Each expression and statement of a tree, with the innermost statement it is part of."""

    def walk(node: ast.AST, statement: ast.stmt | None) -> Iterator[tuple[ast.stmt, ast.AST]]:
        statement = node if isinstance(node, ast.stmt) else statement
        if statement is not None and hasattr(node, "lineno"):
            yield statement, node
        for child in ast.iter_child_nodes(node):
            yield from walk(child, statement)

    return walk(tree, None)


class _Replace(ast.NodeTransformer):
    def __init__(self, number: int, other: ast.AST) -> None:
        self._number, self._other = number, other

    def visit(self, node: ast.AST) -> ast.AST:
        if getattr(node, "number", None) == self._number:
            return _copy(self._other)
        return self.generic_visit(node)


def _copy(node: ast.AST) -> ast.AST:
    return copy.deepcopy(node)


def _first_line(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0]


# --- Grading them -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Survivor:
    """A mutant that kept all points of its cell; reason: why it is equivalent, "" when it escaped."""

    mutant: Mutant
    reason: str


@dataclass(frozen=True)
class Result:
    """What came of all mutants of an assignment. stopped: why they could not all be graded."""

    assignment: str
    seed: int
    count: int
    survivors: list[Survivor]
    stopped: str = ""

    @property
    def escaped(self) -> list[Survivor]:
        """The survivors that nothing calls equivalent."""
        return [s for s in self.survivors if not s.reason]

    def __str__(self) -> str:
        lines = [f"  {'equivalent' if s.reason else 'ESCAPED'}: {s.mutant.shown()}" for s in self.survivors]
        equivalent = len(self.survivors) - len(self.escaped)
        return "\n".join(
            [
                *lines,
                *([f"  STOPPED: {self.stopped}"] if self.stopped else []),
                f"{self.assignment}: {self.count} mutants, {self.count - len(self.survivors)} caught, "
                f"{equivalent} equivalent, {len(self.escaped)} escaped (seed {self.seed})",
            ]
        )


def main(
    course: Course,
    assignments: Sequence[str] = (),
    *,
    jobs: int = 2,
    seed: int | None = None,
    cells: Sequence[str] = (),
) -> int:
    """Print what came of the mutants of some assignments (of all, when none is named), of some cells if given.

    Returns 0 when none escaped, else 1. Raises CourseError.
    """
    seed = fresh_seed() if seed is None else seed
    results = []
    for assignment in assignments or course.assignments:
        results.append(grade_mutants(course, assignment, jobs=jobs, seed=seed, cells=cells))
        print(results[-1], flush=True)
    return 1 if any(result.escaped or result.stopped for result in results) else 0


def grade_mutants(
    course: Course, assignment: str, *, jobs: int, seed: int, cells: Sequence[str] = ()
) -> Result:
    """Grade every mutant of an assignment's reference solution."""
    notebook = json.loads(course.solution_notebook(assignment).read_bytes())
    reasons, mutants = Equivalents(course, assignment), []
    for name, cell in named_cells(notebook["cells"]):
        if is_solution(cell) and (name in cells or not cells):
            mutants += mutants_of(name, "".join(cell["source"]))
    with tempfile.TemporaryDirectory() as folder, tqdm(total=len(mutants), unit="mutant") as bar:
        submissions = [
            Submission(str(number), assignment, _write(mutant, notebook, Path(folder, f"{number}.ipynb")))
            for number, mutant in enumerate(mutants)
        ]
        batch = grade_many(submissions, course, seed=seed, jobs=jobs, on_done=lambda _: bar.update())
    grades = {int(outcome.grade.student): outcome.grade for outcome in batch.outcomes}
    survivors = [
        Survivor(mutant, reasons.of(mutant))
        for number, mutant in enumerate(mutants)
        if number in grades and _keeps_all(grades[number], mutant.cell)
    ]
    return Result(assignment, seed, len(grades), survivors, batch.stopped)


def _write(mutant: Mutant, notebook: dict, path: Path) -> Path:
    """Write the reference notebook with a mutant in it."""
    changed = copy.deepcopy(notebook)
    dict(named_cells(changed["cells"]))[mutant.cell]["source"] = mutant.source
    path.write_text(json.dumps(changed), encoding="utf-8")
    return path


def _keeps_all(grade: Grade, cell: str) -> bool:
    """Whether no check of a cell took points away. One that broke took none: its fault is the grader's."""
    return all(check.status in ("passed", "error") for check in grade.checks if check.cell == cell)


class Equivalents:
    """The mutants of an assignment that do what the brief asks for. Raises CourseError for a file that is none."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._path = course.solution_folder(assignment) / "equivalent.yml"
        entries = yaml.safe_load(self._path.read_text(encoding="utf-8")) if self._path.exists() else []
        self._rules = [self._rule(entry) for entry in entries or []]

    def _rule(self, entry: object) -> tuple[str, re.Pattern[str], str]:
        if not isinstance(entry, dict) or entry.keys() != {"cell", "match", "reason"}:
            raise CourseError(f"{self._path}: found {entry!r}; allowed: entries with cell, match and reason")
        try:
            return entry["cell"], re.compile(entry["match"]), entry["reason"]
        except re.error as error:
            raise CourseError(
                f"{self._path}: match: {entry['match']!r} is no regular expression: {error}"
            ) from None

    def of(self, mutant: Mutant) -> str:
        """Why a mutant is equivalent; empty when nothing says that it is."""
        found = (
            reason for cell, match, reason in self._rules if cell == mutant.cell and match.search(str(mutant))
        )
        return next(found, "")
