'''Submissions of our own making, to test the grader: small files that say what differs from the reference.

They lie in ``solutions/<assignment>/submissions/<kind>/<name>.py``, in jupytext's percent format:

    """One sentence: what it does (the fault, the style, the attack).

    fails: test_kl_is_the_closed_form, test_kl_has_a_gradient
    """
    # %% kl_divergence
    <code that replaces the solution cell of that grade_id>
    # %% vae_model.train_step
    <code that replaces one function, method or class within that cell>
    # %% extra after=sampling
    <an extra code cell behind that cell; with nothing behind "after=", at the start of the notebook>
    # %% notebook
    <code of ours, run when the submission is built, that may change the raw `notebook` (a dict) in place;
    `cell(grade_id)` is one of its cells>
    # %% bytes
    <the same for `data`: the bytes that are handed in>

All that is not replaced stays as in the reference. Keys of the header:

fails   (wrong) the checks that must fail, exactly; those which need them are skipped, all others pass
base    "reference" (the default), or "untouched": the release as students get it
score   (hostile) the mark that must come of it; without it, anything that gains no point
note    a text that the grade's reason must contain
status  "graded" (the default), "rejected" or "needs_manual_grade"
says    (wrong) a text that the messages of the checks that it fails must contain
breaks  (wrong) the ids of the requirements that it does not meet, see autograder.trials.contract; where a check that it
        fails asks one alone, that one need not be named
'''

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, get_args

from autograder.course import Course
from autograder.errors import ScenarioError
from autograder.model import GradeStatus
from autograder.notebook import grade_id, is_answer, named_cells

KINDS = ("right", "wrong", "hostile")
BASES = ("reference", "untouched")
STATUSES = get_args(GradeStatus)
KEYS = ("fails", "base", "score", "note", "status", "says", "breaks")
OTHER_SECTIONS = ("extra", "notebook", "bytes")
_MARK = re.compile(r"^# %%[ \t]*(.*?)[ \t]*\n", re.MULTILINE)
_KEY = re.compile(r"^(\w+):[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """What follows a "# %%" line. name: a grade_id, or extra, notebook, bytes; rest: what stands after it."""

    name: str
    rest: str
    source: str


@dataclass(frozen=True)
class Scenario:
    """A scenario file. kind: the folder it lies in; score: None when the header names none."""

    path: Path
    kind: str
    summary: str
    sections: tuple[Section, ...]
    fails: frozenset[str] = frozenset()
    says: str = ""
    breaks: frozenset[str] = frozenset()
    base: str = "reference"
    score: float | None = None
    note: str = ""
    status: str = "graded"

    @property
    def name(self) -> str:
        """The name of its file, without the suffix."""
        return self.path.stem

    @property
    def assignment(self) -> str:
        """The assignment in whose folder it lies."""
        return self.path.parents[2].name

    @property
    def cells(self) -> frozenset[str]:
        """The cells that it replaces, whole or in part."""
        return frozenset(s.name.partition(".")[0] for s in self.sections if s.name not in OTHER_SECTIONS)

    @property
    def changes_cells_alone(self) -> bool:
        """Whether it is the reference, but for what it says in these cells."""
        return self.base == "reference" and not any(s.name in OTHER_SECTIONS for s in self.sections)


def all_of(course: Course, assignment: str, kind: str | None = None) -> list[Scenario]:
    """The scenarios of an assignment (of one kind, if given), by kind and name. Raises ScenarioError."""
    folder = course.submissions(assignment)
    kinds = [kind] if kind else KINDS
    return [load(path) for kind in kinds for path in sorted((folder / kind).glob("*.py"))]


def load(path: Path) -> Scenario:
    """Read a scenario file. Raises ScenarioError; names of checks and cells are looked at by ``build``."""
    path = Path(path).absolute()
    header, *rest = _MARK.split(path.read_text(encoding="utf-8"))
    sections = tuple(_section(line, source, path) for line, source in zip(rest[::2], rest[1::2], strict=True))
    try:
        text = ast.get_docstring(ast.parse(header)) or ""
    except SyntaxError as error:
        raise ScenarioError(f"{path}: the header is not Python: {error.msg}") from None
    summary, _, keys = text.partition("\n\n")
    if not summary.strip():
        raise ScenarioError(f"{path}: no docstring that says in a sentence what the submission does")
    kind, values = path.parent.name, _header(keys, path)
    _one_of(path, "folder", kind, KINDS)
    if (kind == "wrong") != ("fails" in values):
        raise ScenarioError(f"{path}: a wrong submission, and no other, names the checks that it fails")
    if kind != "wrong" and (found := {"says", "breaks"} & values.keys()):
        raise ScenarioError(f"{path}: key: found {', '.join(sorted(found))}; allowed in wrong submissions")
    return Scenario(path, kind, " ".join(summary.split()), sections, **values)


def _section(line: str, source: str, path: Path) -> Section:
    name, _, rest = line.partition(" ")
    if not name:
        raise ScenarioError(f'{path}: a "# %%" without a name')
    return Section(name, rest.strip(), source.strip("\n"))


def _header(text: str, path: Path) -> dict[str, Any]:
    """The keys of a header as arguments of Scenario."""
    if leftover := _KEY.sub("", text).strip():
        raise ScenarioError(f"{path}: no `key: value` in the header: {leftover.splitlines()[0]!r}")
    values: dict[str, Any] = {}
    for key, value in _KEY.findall(text):
        _one_of(path, "key", key, KEYS)
        values[key] = " ".join(value.split())
    _one_of(path, "base", values.get("base", "reference"), BASES)
    _one_of(path, "status", values.get("status", "graded"), STATUSES)
    for key in {"fails", "breaks"} & values.keys():
        values[key] = frozenset(values[key].replace(",", " ").split())
    if "score" in values:
        try:
            values["score"] = float(values["score"])
        except ValueError:
            raise ScenarioError(f"{path}: score: found {values['score']!r}; allowed: a number") from None
    return values


def _one_of(path: Path, what: str, found: str, allowed: Any) -> None:
    if found not in allowed:
        raise ScenarioError(f"{path}: {what}: found {found!r}; allowed: {', '.join(allowed)}")


def build(course: Course, scenario: Scenario) -> bytes:
    """The notebook that the student of a scenario hands in. Raises ScenarioError; CourseError without a release."""
    builder = _Builder(scenario, course.released(scenario.assignment))
    if scenario.base == "reference":
        builder.fill_in(json.loads(course.solution_notebook(scenario.assignment).read_bytes()))
    return builder.result()


class _Builder:
    """Turns a raw release notebook into a scenario's submission."""

    def __init__(self, scenario: Scenario, notebook: dict[str, Any]) -> None:
        self.path, self.sections, self.notebook = scenario.path, scenario.sections, notebook
        self.data = b""

    def fill_in(self, solution: dict[str, Any]) -> None:
        """Put the reference's sources into the solution cells."""
        sources = {name: cell["source"] for name, cell in named_cells(solution["cells"])}
        for cell in filter(is_answer, self.notebook["cells"]):
            cell["source"] = sources[grade_id(cell)]

    def result(self) -> bytes:
        extras = 0
        for section in self.sections:
            match section.name:
                case "extra":
                    extras += 1
                    self._add_extra(section, f"extra-cell-{extras}")
                case "notebook":
                    self._run(section, notebook=self.notebook, cell=self._cell)
                case "bytes":
                    pass
                case _:
                    self._replace(section)
        self.data = json.dumps(self.notebook, ensure_ascii=False, indent=1).encode()
        for section in self.sections:
            if section.name == "bytes":
                self.data = self._run(section, data=self.data)["data"]
        return self.data

    def _cell(self, name: str) -> dict[str, Any]:
        cells = dict(named_cells(self.notebook["cells"]))
        _one_of(self.path, "cell", name, [*OTHER_SECTIONS, *cells])
        return cells[name]

    def _replace(self, section: Section) -> None:
        """Replace the source of a cell, or of one definition in it."""
        name, _, definition = section.name.partition(".")
        cell, source = self._cell(name), section.source
        if definition:
            source = _with_definition("".join(cell["source"]), definition, source)
            if source is None:
                raise ScenarioError(f"{self.path}: the cell {name} has no function or class {definition!r}")
        cell["source"] = source

    def _add_extra(self, section: Section, id: str) -> None:
        key, _, anchor = section.rest.partition("=")
        if key != "after":
            raise ScenarioError(f'{self.path}: found "extra {section.rest}"; allowed: extra after=GRADE_ID')
        cell = {"cell_type": "code", "id": id, "metadata": {}, "outputs": [], "execution_count": None}
        cells = self.notebook["cells"]
        position = cells.index(self._cell(anchor)) + 1 if anchor else 0
        while position < len(cells) and str(cells[position].get("id")).startswith("extra-cell-"):
            position += 1  # behind the extra cells that are there already
        cells.insert(position, {**cell, "source": section.source})

    def _run(self, section: Section, **names: Any) -> dict[str, Any]:
        """Run code of a scenario file: ours, as trusted as any test."""
        exec(compile(section.source, str(self.path), "exec"), names)
        return names


def _with_definition(source: str, name: str, replacement: str) -> str | None:
    """``source`` with its function, method or class ``name`` replaced; None when it has none of it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            lines = source.splitlines()
            lines[first - 1 : node.end_lineno] = [indent(dedent(replacement), " " * node.col_offset).rstrip()]
            return "\n".join(lines)
    return None
