"""Runs the checks of an assignment with pytest, in the grader's own process, and collects what came of each."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.checks import ladder, loader
from autograder.checks.asserts import ReferenceFailed, Score, Wrong
from autograder.checks.marker import generator
from autograder.errors import ChecksError, SandboxUnavailable
from autograder.model import CheckStatus

# Only pytest itself: nothing of the machine's other plugins, nothing printed, nothing written, no collecting
# of garbage after each check.
WITHOUT = (
    "cacheprovider",
    "terminal",
    "logging",
    "unraisableexception",
    "threadexception",
    "doctest",
    "unittest",
)
OPTIONS = [
    "--assert=plain",
    "--capture=no",
    "-c",
    os.devnull,
    *(part for name in WITHOUT for part in ("-p", f"no:{name}")),
]
log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What came of one check. message, hint and details are for the student; share: of its weight, 0 to 1.

    asks: the ids of the requirements that it asks; is_scored: whether it may give a part of its weight
    """

    id: str
    cell: str
    title: str
    weight: float
    status: CheckStatus
    message: str = ""
    hint: str = ""
    details: tuple[str, ...] = ()
    share: float = 0.0
    asks: tuple[str, ...] = ()
    is_scored: bool = False


def run_checks(
    folders: tuple[Path, ...],
    student: Any,
    reference: Any,
    seed: int,
    cells: Sequence[str] | None = None,
) -> list[Outcome]:
    """Run the checks of an assignment: all of them, or those of some solution cells, in the order of these.

    folders: those of `Course.checks`
    The order tells only where a submission uses up its time: then it is the last cells that go without an answer.
    Raises ChecksError.
    """
    plugin = _Plugin(folders, student, reference, seed, cells)
    _run_pytest([], plugin)
    if not plugin.outcomes:
        raise ChecksError(f"{folders[0]}: no check was run")
    return plugin.outcomes


def declared(folders: tuple[Path, ...]) -> tuple[Outcome, ...]:
    """The checks in these folders without running any: all "skipped". ChecksError when they cannot be used."""
    return _declared(folders, loader.version(folders))


@cache
def _declared(folders: tuple[Path, ...], _version: str) -> tuple[Outcome, ...]:
    plugin = _Plugin(folders, None, None, 0)
    _run_pytest(["--collect-only"], plugin)
    return tuple(plugin.declared)


def _run_pytest(options: list[str], plugin: _Plugin) -> None:
    """Let pytest collect and run what is in the plugin's folders; ChecksError when that is faulty."""
    for folder in plugin.folders:
        if not any(folder.glob("test_*.py")):
            raise ChecksError(f"{folder}: no file of checks; allowed: test_<part>.py")
    first = plugin.folders[0]
    arguments = [*OPTIONS, *options, *map(str, plugin.folders), f"--rootdir={first}", f"--confcutdir={first}"]
    common = loader.common(plugin.folders)
    with _without_plugins_of_the_machine():
        pytest.main(arguments, plugins=[plugin, *([common] if common else [])])
    if plugin.faults:
        raise ChecksError("\n".join(plugin.faults))
    if plugin.ended_by:
        raise plugin.ended_by
    if not plugin.declared:
        raise ChecksError(
            f"{folder}: no check in any of its files; allowed: functions test_<what> with @check"
        )


@contextmanager
def _without_plugins_of_the_machine() -> Iterator[None]:
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        if before is not None:
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = before


class _Plugin:
    """The fixtures of checks, the order they depend on each other in, and their outcomes.

    faults: what is wrong with the files of checks; ended_by: what pytest swallowed when it gave up (an error of its
    own, Ctrl-C), so that no submission gets a grade of half the checks
    """

    def __init__(
        self,
        folders: tuple[Path, ...],
        student: Any,
        reference: Any,
        seed: int,
        cells: Sequence[str] | None = None,
    ) -> None:
        self.folders = folders
        self._student, self._reference, self._seed, self._cells = student, reference, seed, cells
        self.outcomes: list[Outcome] = []
        self.declared: list[Outcome] = []
        self.faults: list[str] = []
        self.ended_by: BaseException | None = None
        self._titles: dict[ladder.Key, str] = {}
        self._passed: dict[ladder.Key, bool] = {}  # of a check with parameters: with all of them
        self._scores: dict[pytest.Function, Score] = {}

    @pytest.fixture
    def student(self):
        return self._student

    @pytest.fixture
    def reference(self):
        return self._reference

    @pytest.fixture
    def rng(self, request):
        return generator(self._seed, request.node.name)

    @pytest.fixture(scope="session")
    def run_seed(self):
        return self._seed

    def pytest_configure(self, config):
        config.addinivalue_line(
            "markers", f"{ladder.MARKED}(cell, weight, needs, asks, scored): a hidden check"
        )

    def pytest_pycollect_makemodule(self, module_path, parent):
        """A file of checks is imported as a module of its folders' package, not pytest's way."""
        module = pytest.Module.from_parent(parent, path=module_path)
        try:
            module.obj = loader.load(module_path, self.folders)
        except ChecksError as error:
            self.faults.append(str(error))
            module.obj = ModuleType(module_path.stem)  # so that the faults of the other files are told, too
        return module

    def pytest_pycollect_makeitem(self, collector, name, obj):
        """A check is collected where it is written, not where another file imports it to say that it needs it."""
        if isinstance(collector, pytest.Module) and getattr(obj, "__module__", "") != collector.obj.__name__:
            return []
        marked = inspect.isfunction(obj) and ladder.MARKED in [m.name for m in getattr(obj, "pytestmark", ())]
        if marked and not name.startswith("test_"):
            self.faults.append(
                f"{collector.path}: {name} is marked as a check; allowed: a name that begins with test_"
            )
        return None

    def pytest_warning_recorded(self, warning_message, nodeid):
        """What looks like checks and is passed over, like a class with a constructor, would be missed by nobody."""
        if issubclass(warning_message.category, pytest.PytestCollectionWarning):
            self.faults.append(f"{warning_message.filename}: {warning_message.message}")

    def pytest_exception_interact(self, call, report):
        if isinstance(report, pytest.CollectReport):
            self.faults.append(str(call.excinfo.value))

    def pytest_internalerror(self, excinfo):
        self.ended_by = excinfo.value

    def pytest_keyboard_interrupt(self, excinfo):
        self.ended_by = excinfo.value

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        try:
            self.faults += ladder.faults(items, loader.requirements(self.folders))
        except ChecksError as error:
            self.faults.append(str(error))
        if self.faults:
            items.clear()
            return
        items[:] = ladder.ordered(items)
        for item in items:
            self.declared.append(_outcome(item, "skipped"))
            self._titles[ladder.key_of(item)] = self.declared[-1].title
        if self._cells is not None:
            place = {cell: number for number, cell in enumerate(self._cells)}
            items[:] = [item for item in items if ladder.cell_of(item) in place]
            items.sort(key=lambda item: place[ladder.cell_of(item)])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        for need in ladder.needs_of(item):
            if not self._passed.get(need, False):
                pytest.skip(f"First mend: {self._titles[need]}")

    def pytest_pyfunc_call(self, pyfuncitem):
        """Call a check, and keep the Score that a scored one returns."""
        if score := _called(pyfuncitem, pyfuncitem.funcargs):
            self._scores[pyfuncitem] = score
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if call.when == "call" or (call.when == "setup" and not report.passed):
            self._note(item, self._judge(item, call.excinfo))
        return report

    def _note(self, item: pytest.Function, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        key = ladder.key_of(item)
        self._passed[key] = self._passed.get(key, True) and outcome.status == "passed"

    def _judge(self, item: pytest.Function, raised: pytest.ExceptionInfo | None) -> Outcome:
        if raised is None:
            score = self._scores.get(item, Score(1.0, ""))
            status: CheckStatus = "passed" if score.share == 1 else "failed"
            return _outcome(item, status, share=score.share, message=score.message, hint=score.hint)
        error = raised.value
        if isinstance(error, pytest.skip.Exception):
            return _outcome(item, "skipped", message=error.msg)
        if isinstance(error, Wrong):
            return _outcome(
                item, "failed", message=error.message, hint=error.hint, details=tuple(error.details)
            )
        if isinstance(error, AssertionError):
            return _outcome(item, "failed", message=str(error))
        own_fault = isinstance(error, ReferenceFailed | SandboxUnavailable)
        if not own_fault and self._passes_with_reference(item):
            return _outcome(item, "failed", message="Your code answered with something of the wrong kind.")
        log.error("the check %s itself failed", item.name, exc_info=error)
        return _outcome(
            item, "error", message="The grader itself failed at this check; it will be graded by hand."
        )

    def _passes_with_reference(self, item: pytest.Function) -> bool:
        """Whether a check that broke works on right answers: then it was the student's that broke it."""
        fixtures = {
            "student": self._reference,
            "reference": self._reference,
            "rng": generator(self._seed, item.name),
        }
        try:
            _called(item, {**item.funcargs, **fixtures})
        except Exception:
            return False
        return True


def _called(item: pytest.Function, fixtures: Mapping[str, Any]) -> Score | None:
    """Call a check. A scored one, and no other, returns a Score; TypeError when it is otherwise."""
    arguments = inspect.signature(item.obj).parameters
    result = item.obj(**{name: fixtures[name] for name in arguments})
    if not isinstance(result, Score if ladder.marks(item)["scored"] else type(None)):
        raise TypeError(f"{item.name} returned {result!r}; a scored check, and no other, returns a Score")
    return result


def _outcome(item: pytest.Function, status: CheckStatus, **what: Any) -> Outcome:
    title = _in_class(item, "titles", item.obj.__doc__ or item.name)
    weight = _in_class(item, "weights", ladder.marks(item)["weight"])
    marks = {"asks": ladder.asks_of(item), "is_scored": ladder.marks(item)["scored"]}
    return Outcome(item.name, ladder.cell_of(item), " ".join(title.split()), weight, status, **marks, **what)


def _in_class(item: pytest.Function, what: str, otherwise: Any) -> Any:
    """What the class of an assignment says of a check in place of its family: see autograder.checks.families."""
    return getattr(item.cls, what, {}).get(item.originalname, otherwise)
