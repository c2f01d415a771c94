"""`labkit check`: run one's own notebook from top to bottom in a fresh kernel, and see where it stands.

It runs what the student can see: the solution cells and the visible test cells, with QUICK=1, training
cells left out. A cell that worked in an open session may fail here, because the session remembers names
of cells that were changed, deleted or run in another order; such cells are pointed out.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from enum import Enum
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from ipykernel.compiler import get_tmp_hash_seed, murmur2_x86
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from labkit.names import names_of
from labkit.notebook import Cell, NotebookError, NotebookFile, read_notebook

MAX_MIB = 20
FRAMEWORKS = ("tensorflow", "torch")  # that labkit is installed with
INTERRUPT_SECONDS = 5
UNANSWERED = "YOUR ANSWER HERE"  # nbgrader's placeholder in text cells


class Status(str, Enum):
    """Where a cell stands."""

    __str__ = str.__str__  # as in enum.StrEnum, which Python 3.10 has not

    DONE = "done"
    OPEN = "still to do"
    RAISES = "raises"
    FAILS = "test fails"
    STOPPED = "stopped"
    UNREACHED = "not reached"


@dataclass(frozen=True)
class Row:
    """One cell of the report. leftover: it worked in the student's session, thanks to leftover state."""

    cell: str
    status: Status
    message: str = ""
    leftover: bool = False


@dataclass(frozen=True)
class Report:
    """rows: one per cell; advice: what else may cost marks."""

    rows: list[Row]
    advice: list[str]


@dataclass(frozen=True)
class Failure:
    """How a cell came to grief. place: the (cell index, line) of the student's code that raised."""

    error: str  # class of the exception; "" where the cell was stopped or not reached
    text: str
    place: tuple[int, int] | None = None
    status: Status = Status.RAISES


Results = dict[int, Failure | None]
"""By cell index: None for a cell that ran without an error; cells that were not to be run are absent."""


def check(
    path: Path,
    *,
    train: bool = False,
    seconds: int = 60,
    on_cell: Callable[[str, int, int], None] = lambda name, position, of: None,
) -> Report:
    """Run the notebook at `path` in a fresh kernel and report on its solution cells, in their order.

    train: run the training cells too (in QUICK mode); seconds: limit per cell; on_cell(name, position,
    of): called before each cell. The notebook itself is not changed. Raises NotebookError when the file
    cannot be read as a notebook with solution cells, or needs a framework that is not installed.
    """
    file = read(path)
    if file.framework in FRAMEWORKS and not find_spec(file.framework):
        raise NotebookError(
            f"{path} needs {file.framework}, which is not installed here: python -m pip install {file.framework}"
        )
    book = Book(_runnable(file.cells))
    if not book.solutions and not book.tests:
        raise NotebookError(f"{path} has no solution cells: is it the notebook of an assignment?")
    results = _run(book, path.resolve().parent, train=train, seconds=seconds, on_cell=on_cell)
    return Report(list(_rows(book, results)), list(_advice(path, file, book)))


# ----------------------------------------------------------------------------------- the notebook


def read(path: Path) -> NotebookFile:
    """The notebook at `path`, as the grader reads it. Raises NotebookError, saying what is wrong with the file."""
    if not path.is_file():
        what = "is a folder: name the notebook in it" if path.is_dir() else "does not exist"
        raise NotebookError(f"{path} {what}")
    with path.open("rb") as file:
        data = file.read((MAX_MIB << 20) + 1)
    try:
        return read_notebook(data, MAX_MIB)
    except NotebookError as error:
        raise NotebookError(f"{path}: {error}") from None


def _runnable(cells: list[Cell]) -> NotebookNode:
    """A notebook of these cells that can be run; of outputs it keeps what tells whether a cell had failed."""
    notebook = new_notebook()
    for cell in _named(cells):
        node = new_code_cell(cell.source) if cell.kind == "code" else new_markdown_cell(cell.source)
        node.metadata.update(nbgrader=NotebookNode(cell.marks), tags=cell.tags)
        if cell.kind == "code":
            node.execution_count = int(cell.has_run) or None
            node.outputs = [new_output("error") for o in cell.outputs if o.get("output_type") == "error"]
        notebook.cells.append(node)
    return notebook


def _named(cells: list[Cell]) -> Iterator[Cell]:
    """The cells; those of code that had lost their names by their ids, which are the same: `f` and `test_f`, where there are both."""
    known = {cell.grade_id or cell.id for cell in cells}
    solutions = {name.removeprefix("test_") for name in known if name.startswith("test_")} & known
    for cell in cells:
        is_solution, is_test = cell.id in solutions, cell.id.removeprefix("test_") in solutions
        if cell.kind == "code" and not cell.grade_id and (is_solution or is_test):
            cell = replace(
                cell, marks={"grade_id": cell.id, "solution": is_solution, "grade": not is_solution}
            )
        yield cell


def _advice(path: Path, file: NotebookFile, book: Book) -> Iterator[str]:
    """What may cost marks and does not show when the notebook is run here."""
    yield from file.notes
    if file.assignment and path.name != f"{file.assignment}.ipynb":
        yield f"Hand it in as {file.assignment}.ipynb: it is called {path.name}."
    if others := sorted(other.name for other in path.parent.glob("*.ipynb") if other.name != path.name):
        yield f"Hand in {path.name} alone, as one notebook is graded: beside it lies {', '.join(others[:3])}."
    if _is_past(file.due):
        yield f"It was due {file.due.replace('T', ' ')}: what is handed in now is late, unless you were given more time."
    found = {book.name(index) for index in book.solutions}
    lost = [name for i in book.tests if (name := book.name(i).removeprefix("test_")) not in found]
    if lost:
        yield f"Cells have lost their names: {', '.join(lost)}. The grader looks for them by what they define."
    modules = {
        module.partition(".")[0] for cell in file.cells for module, _, _ in names_of(cell.source).imports
    }
    for module in sorted(modules):
        if (path.parent / f"{module}.py").is_file():
            yield f"{module}.py is not handed in with the notebook: copy what you need of it into a cell."


def _is_past(time: str) -> bool:
    """Whether a time, with its zone, is over; a text that is none is not."""
    try:
        return datetime.fromisoformat(time) < datetime.now(timezone.utc)
    except (ValueError, TypeError):
        return False


class Book:
    """What is asked of a notebook here: which cell is what, and where a name is made."""

    def __init__(self, notebook: NotebookNode):
        self.notebook = notebook
        self.cells: list[NotebookNode] = notebook.cells

    def _marks(self, index: int) -> dict:
        return self.cells[index].metadata.get("nbgrader") or {}

    def name(self, index: int) -> str:
        """grade_id, or `cell 7: its first line` (counted from 1, all cells)."""
        first = self.cells[index].source.strip().partition("\n")[0]
        return str(self._marks(index).get("grade_id") or f"cell {index + 1}: {first[:30]}")

    def is_code(self, index: int) -> bool:
        """Whether a cell, by its position, holds code."""
        return self.cells[index].cell_type == "code"

    def is_train(self, index: int) -> bool:
        """Whether a cell trains: it has the tag `train`, and takes long."""
        return "train" in self.cells[index].metadata.get("tags", [])

    @cached_property
    def solutions(self) -> list[int]:
        """Positions of the code cells that the student writes."""
        return [i for i in range(len(self.cells)) if self.is_code(i) and self._marks(i).get("solution")]

    @cached_property
    def tests(self) -> list[int]:
        """Positions of the visible test cells."""
        marks = [self._marks(i) for i in range(len(self.cells))]
        return [
            i for i, m in enumerate(marks) if self.is_code(i) and m.get("grade") and not m.get("solution")
        ]

    @cached_property
    def answers(self) -> list[int]:
        """The text cells that are to be answered in words."""
        return [i for i in range(len(self.cells)) if not self.is_code(i) and self._marks(i).get("solution")]

    def tests_of(self, solution: int) -> list[int]:
        """Its test cells: those named after it, otherwise those between it and the next solution cell."""
        following = min([i for i in self.solutions if i > solution], default=len(self.cells))
        named = [i for i in self.tests if self.name(i) == f"test_{self.name(solution)}"]
        return named or [i for i in self.tests if solution < i < following]

    def line(self, place: tuple[int, int]) -> str:
        """The text of a line, at (position of the cell, line from 1); empty when there is no such line."""
        lines = self.cells[place[0]].source.splitlines()
        return lines[place[1] - 1].strip() if 0 < place[1] <= len(lines) else ""

    def is_stub(self, index: int) -> bool:
        """Whether a cell is as it was handed out: it raises NotImplementedError."""
        return "raise NotImplementedError" in self.cells[index].source

    def is_blank(self, index: int) -> bool:
        """Whether a cell holds nothing but comments."""
        lines = (line.strip() for line in self.cells[index].source.splitlines())
        return all(not line or line.startswith("#") for line in lines)

    def worked_before(self, index: int) -> bool:
        """Does the saved file show the cell run, and without an error?"""
        cell = self.cells[index]
        return cell.get("execution_count") is not None and all(
            output.output_type != "error" for output in cell.outputs
        )

    def makers(self, name: str) -> list[int]:
        """The cells that assign, define or import `name` at their top level."""
        return [i for i in range(len(self.cells)) if self.is_code(i) and name in self._made[i]]

    @cached_property
    def _made(self) -> list[frozenset[str]]:
        none: frozenset[str] = frozenset()
        return [names_of(cell.source).made if cell.cell_type == "code" else none for cell in self.cells]


# --------------------------------------------------------------------------------------- running it


class _ThisPython(KernelSpecManager):
    """One kernel: the interpreter that runs labkit, whatever is registered on this machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


class _Client(NotebookClient):
    """Drops what the cells print, while it streams: only errors are of use here; errors: the kernel's, by cell index."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.errors: dict[int, dict[str, Any]] = {}
        super().__init__(*args, on_cell_error=self._keep, **options)

    def _keep(self, cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        self.errors[cell_index] = execute_reply["content"]

    def output(self, outs: list, msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        if msg["msg_type"] == "error":
            return super().output(outs, msg, display_id, cell_index)
        return None


def _run(book: Book, folder: Path, *, train: bool, seconds: int, on_cell: Callable) -> Results:
    """Run the code cells in order; a failing cell does not stop the rest, a lost kernel does."""
    todo = [i for i in range(len(book.cells)) if book.is_code(i) and (train or not book.is_train(i))]
    results: Results = {}
    lost = ""
    client = _client(book.notebook, folder)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with client.setup_kernel(env={**os.environ, "QUICK": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}, **quiet):
        for position, index in enumerate(todo, start=1):
            if lost:
                results[index] = Failure("", lost, status=Status.UNREACHED)
                continue
            on_cell(book.name(index), position, len(todo))
            results[index], lost = _run_cell(client, book, index, seconds)
    return results


def _client(notebook: NotebookNode, folder: Path) -> _Client:
    log = logging.getLogger("labkit.check.kernel")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    # Where errors are not allowed, kernels leave out what comes soon after one: it would seem to have run.
    options = {"timeout": None, "allow_errors": True, "shutdown_kernel": "immediate", "log": log}
    fresh = deepcopy(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.execution_count = (
                None  # by the numbers of this run, and no others, a traceback tells its cells
            )
    client = _Client(fresh, resources={"metadata": {"path": str(folder)}}, **options)
    # Not as an argument: the client shuts down only the kernels of its own manager.
    client.km = AsyncKernelManager(kernel_spec_manager=_ThisPython(), log=log)
    return client


def _run_cell(client: _Client, book: Book, index: int, seconds: int) -> tuple[Failure | None, str]:
    """The cell's failure, if any; and why no further cell can run, if so."""
    name = book.name(index)
    try:
        stopped = run_sync(_execute)(client, index, seconds)
    except DeadKernelError:
        text = "the kernel died in this cell: out of memory, or a call of exit()?"
        return Failure("", text, status=Status.STOPPED), f"the kernel died in {name}"
    if not stopped:
        error = client.errors.get(index)
        return (_failure(book, client.nb, error) if error else None), ""
    text = f"took longer than {seconds} s and was stopped: an endless loop? (--seconds allows more)"
    lost = f"{name} could not be stopped, so the kernel was ended" if stopped == "killed" else ""
    return Failure("", text, status=Status.STOPPED), lost


async def _execute(client: _Client, index: int, seconds: int) -> Literal["", "interrupted", "killed"]:
    """Run one cell; "" when it came to its end, otherwise how it was stopped.

    nbclient has a time limit too, but after it the kernel cannot be used any more: a reader that is
    left behind swallows the messages of later cells.
    """
    task = asyncio.ensure_future(client.async_execute_cell(client.nb.cells[index], index))
    if (await asyncio.wait({task}, timeout=seconds))[0]:
        await task
        return ""
    await client.km.interrupt_kernel()
    stopped = (await asyncio.wait({task}, timeout=INTERRUPT_SECONDS))[0]
    if not stopped:
        await client.km.shutdown_kernel(now=True)
    with suppress(DeadKernelError):  # the death asked for here
        await task
    return "interrupted" if stopped else "killed"


# --------------------------------------------------------------------------- what an error says

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FRAME = re.compile(
    r"Cell In\[(\d+)\], line (\d+)"
    r"|ipykernel_\d+[/\\](\d+)\.py(?:\"?,? line | in [^\n]*\n(?: +\d+[^\n]*\n)*-+> )(\d+)"  # `in`: IPython 7
)
_NOISE = re.compile(r"\{\{function_node .*?\}\} ?| \[Op:\w+\]( name:)?| \(\d+\.py, line \d+\)$")
_KERAS = re.compile(r"Exception encountered when calling .*?\n\n(.*?)\n\nArguments received", re.DOTALL)


def _failure(book: Book, ran: NotebookNode, error: dict[str, Any]) -> Failure:
    name, value = error.get("ename", ""), error.get("evalue", "")
    text = _ANSI.sub("", "\n".join([*error.get("traceback", ()), value]))
    places = list(_places(ran, text))
    if name == "NotImplementedError":  # Keras raises it anew, further out: look where it stands
        places = [p for p in places if "NotImplementedError" in book.line(p)] or places
    return Failure(name, _one_line(value), places[-1] if places else None)


def _places(ran: NotebookNode, traceback: str) -> Iterator[tuple[int, int]]:
    """The (cell index, line) of each frame in notebook cells, outermost first. Ordinary tracebacks give
    the number of execution; those of TensorFlow's graph mode, and of IPython 7, a file name that is a hash of the cell."""
    by_count = {
        cell.get("execution_count"): i for i, cell in enumerate(ran.cells) if cell.cell_type == "code"
    }
    by_hash = {murmur2_x86(cell.source, get_tmp_hash_seed()): i for i, cell in enumerate(ran.cells)}
    for count, line, digest, graph_line in _FRAME.findall(traceback):
        index = by_count.get(int(count)) if count else by_hash.get(int(digest))
        if index is not None:
            source = ran.cells[index].source
            skipped = source[: len(source) - len(source.lstrip())].count(
                "\n"
            )  # IPython drops leading empty lines
            yield index, int(line or graph_line) + skipped


def _one_line(text: str) -> str:
    """The gist of an exception's message, without what Keras and TensorFlow wrap around it."""
    text = _ANSI.sub("", text).strip()
    wrapped = _KERAS.search(text)
    if wrapped:
        text = wrapped[1]
    elif text.startswith("in user code:"):
        text = text.splitlines()[-1].strip().partition(": ")[2]
    text = _NOISE.sub("", " ".join(text.split())).strip()
    return text if len(text) <= 300 else text[:299] + "…"


# ------------------------------------------------------------------------------------ the verdict


def _rows(book: Book, results: Results) -> Iterator[Row]:
    """A row per solution cell and text answer; of other cells only those that fail by themselves."""
    tested = {test for solution in book.solutions for test in book.tests_of(solution)}
    for index in range(len(book.cells)):
        if index in book.solutions:
            yield _solution_row(book, results, index)
        elif index in book.answers:
            open_ = UNANSWERED in book.cells[index].source or not book.cells[index].source.strip()
            message = "an answer in your own words" if open_ else ""
            yield Row(book.name(index), Status.OPEN if open_ else Status.DONE, message)
        elif index not in tested and (failure := results.get(index)) and _own_fault(book, results, index):
            yield _failed_row(book, results, index, index, failure)


def _own_fault(book: Book, results: Results, index: int) -> bool:
    """Not when it fails for what the row of a solution cell tells already."""
    failure = results[index]
    if failure.status == Status.UNREACHED:
        return False
    if failure.place and failure.place[0] in book.solutions:
        # one that passes its tests may still raise when it is used
        return _solution_row(book, results, failure.place[0]).status == Status.DONE
    return not any(results.get(i) for i in book.makers(_missing_name(failure)) if i < index)


def _solution_row(book: Book, results: Results, solution: int) -> Row:
    if book.is_blank(solution):
        return Row(book.name(solution), Status.OPEN, "the cell is empty")
    for index in (solution, *book.tests_of(solution)):
        if failure := results.get(index):
            return _failed_row(book, results, solution, index, failure)
    untested = "" if book.tests_of(solution) else "runs; it has no visible test"
    return Row(book.name(solution), Status.DONE, untested)


def _failed_row(book: Book, results: Results, cell: int, index: int, failure: Failure) -> Row:
    """The row of `cell`, given the failure of `index`: `cell` itself or one of its tests."""
    name = book.name(cell)
    if failure.status in (Status.STOPPED, Status.UNREACHED):
        where = "" if index == cell else f"{book.name(index)}: "
        return Row(name, failure.status, where + failure.text)
    if failure.error == "NotImplementedError":
        return Row(name, *_unfinished(book, cell, failure))
    status, message = _blame(book, cell, index, failure)
    if failure.error in ("NameError", "UnboundLocalError"):
        message, leftover = _missing(book, results, index, failure, message)
        return Row(name, status, message, leftover)
    if book.worked_before(index):
        message += ". It worked when you last ran it: thanks to leftover state, unless you changed it since"
    return Row(name, status, message, book.worked_before(index))


def _unfinished(book: Book, cell: int, failure: Failure) -> tuple[Status, str]:
    if failure.place and failure.place[0] == cell and "NotImplementedError" in book.line(failure.place):
        return Status.OPEN, f"raise NotImplementedError in line {failure.place[1]}"
    if failure.place and failure.place[0] in book.solutions and failure.place[0] != cell:
        return Status.FAILS, f"needs {book.name(failure.place[0])}, which is still to do"
    if book.is_stub(cell):
        return Status.OPEN, "it holds a raise NotImplementedError"
    stubs = [book.name(i) for i in book.solutions if i < cell and book.is_stub(i)]
    return Status.FAILS, f"needs what is still to do: {', '.join(stubs) or failure.text}"


def _blame(book: Book, cell: int, index: int, failure: Failure) -> tuple[Status, str]:
    """Whether the cell itself raises or its test fails, and the sentence for it."""
    message = f"{failure.error}: {failure.text}" if failure.text else failure.error
    if failure.place is None:
        return (Status.RAISES if index == cell else Status.FAILS), message
    where, line = failure.place
    if where == cell:
        return Status.RAISES, f"{message} (line {line})"
    if where in book.solutions:
        status = Status.FAILS if cell in book.solutions else Status.RAISES
        return status, f"{book.name(where)} raises {message} (line {line} there)"
    if failure.error == "AssertionError":
        return Status.FAILS, failure.text or book.line(failure.place)
    return Status.FAILS, f"{message} (line {line} of {book.name(where)})"


def _missing_name(failure: Failure) -> str:
    found = re.search(r"name '(\w+)' is not defined", failure.text)
    return found[1] if found else ""


def _missing(book: Book, results: Results, index: int, failure: Failure, message: str) -> tuple[str, bool]:
    """The sentence for an undefined name, and whether the cell lives on leftover state."""
    name = _missing_name(failure)
    if not name:
        return message, False
    makers = book.makers(name)
    failing = [i for i in makers if i < index and results.get(i)]
    if failing:
        return f"`{name}` comes from {book.name(failing[0])}, which fails above", False
    left_out = [i for i in makers if i not in results]
    later = [i for i in makers if i > index and i in results]
    if later:
        reason = f"`{name}` is defined in a later cell ({book.name(later[0])})"
    elif left_out:
        reason = f"`{name}` is made in a training cell only ({book.name(left_out[0])}); --train runs it too"
    else:
        reason = f"`{name}` is defined nowhere in this notebook"
    place = f" (line {failure.place[1]} of {book.name(failure.place[0])})" if failure.place else ""
    if book.worked_before(index) and not left_out:
        return f"works only because of leftover state: {reason}{place}", True
    return f"{reason}{place}", False
