"""Runs a folder of checks with pytest, in the grader's own process, and collects what came of each."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import loader
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
    """What came of one check. message, hint and details are for the student; share: of its weight, 0 to 1."""

    id: str
    cell: str
    title: str
    weight: float
    status: CheckStatus
    message: str = ""
    hint: str = ""
    details: tuple[str, ...] = ()
    share: float = 0.0


def run_checks(
    folder: Path, student: Any, reference: Any, seed: int, cells: Collection[str] | None = None
) -> list[Outcome]:
    """Run the checks of a folder: all of them, or those of some solution cells. Raises ChecksError."""
    plugin = _Plugin(student, reference, seed, cells)
    _run_pytest([], folder, plugin)
    if not plugin.outcomes:
        raise ChecksError(f"{folder}: no check was run")
    return plugin.outcomes


def declared(folder: Path) -> tuple[Outcome, ...]:
    """The checks of a folder without running any: all "skipped". Raises ChecksError when it cannot be used."""
    return _declared(folder, loader.version(folder))


@cache
def _declared(folder: Path, _version: str) -> tuple[Outcome, ...]:
    plugin = _Plugin(None, None, 0)
    _run_pytest(["--collect-only"], folder, plugin)
    return tuple(plugin.declared)


def _run_pytest(options: list[str], folder: Path, plugin: _Plugin) -> None:
    """Let pytest collect and run what is in a folder of checks; ChecksError when that is faulty."""
    if not any(folder.glob("test_*.py")):
        raise ChecksError(f"{folder}: no file of checks, test_<part>.py")
    arguments = [*OPTIONS, *options, str(folder), f"--rootdir={folder}", f"--confcutdir={folder}"]
    common = loader.common(folder)
    with _without_plugins_of_the_machine():
        pytest.main(arguments, plugins=[plugin, *([common] if common else [])])
    if plugin.faults:
        raise ChecksError("\n".join(plugin.faults))


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
    """The fixtures of checks, the order they depend on each other in, and their outcomes."""

    def __init__(self, student: Any, reference: Any, seed: int, cells: Collection[str] | None = None) -> None:
        self._student, self._reference, self._seed, self._cells = student, reference, seed, cells
        self.outcomes: list[Outcome] = []
        self.declared: list[Outcome] = []
        self.faults: list[str] = []
        self._titles: dict[tuple[str, str], str] = {}  # by cell and name
        self._scores: dict[str, Score] = {}

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
        config.addinivalue_line("markers", "check(cell, weight, needs, scored): a hidden check")

    def pytest_pycollect_makemodule(self, module_path, parent):
        module = pytest.Module.from_parent(parent, path=module_path)
        module.obj = loader.load(
            module_path
        )  # imported as a module of its folder's package, not pytest's way
        return module

    def pytest_collectreport(self, report):
        if report.failed:
            self.faults.append(str(report.longrepr).strip().splitlines()[-1])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items[:] = self._ordered(items)
        for item in items:
            self.declared.append(_outcome(item, "skipped"))
            self._titles[_cell(item), item.originalname] = self.declared[-1].title
        if self._cells is not None:
            items[:] = [item for item in items if _cell(item) in self._cells]
        if self.faults:
            items.clear()

    def _ordered(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """Each check behind those it needs; what it needs must be a check of its cell."""
        items = [item for item in items if self._is_check(item)]
        known: dict[tuple[str, str], list[pytest.Item]] = {}
        for item in items:
            known.setdefault((_cell(item), item.originalname), []).append(item)
        done: dict[pytest.Item, None] = {}

        def place(item: pytest.Item, waiting: tuple[pytest.Item, ...]) -> None:
            if item in waiting:
                self.faults.append(f"{item.name} needs itself, by way of what it needs")
            elif item not in done:
                for need in _needs(item):
                    if (_cell(item), need) not in known:
                        self._note_unknown(item, need, known)
                    for other in known.get((_cell(item), need), ()):
                        place(other, (*waiting, item))
                done[item] = None

        for item in items:
            place(item, ())
        return list(done)

    def _is_check(self, item: pytest.Item) -> bool:
        if item.get_closest_marker("check") is None:
            self.faults.append(f"{item.path}: {item.name} is not marked as a check: @check(...)")
        elif not _cell(item):
            self.faults.append(f"{item.path}: {item.name} names no solution cell")
        else:
            return True
        return False

    def _note_unknown(self, item: pytest.Item, need: str, known: Collection[tuple[str, str]]) -> None:
        allowed = ", ".join(name for cell, name in known if cell == _cell(item) and name != item.originalname)
        self.faults.append(
            f"{item.path}: {item.name} needs {need}, which is no check of the cell {_cell(item)}; allowed: {allowed}"
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        passed = {o.id.partition("[")[0] for o in self.outcomes if o.status == "passed"}
        failed = {o.id.partition("[")[0] for o in self.outcomes if o.status != "passed"}
        for need in _needs(item):
            if need not in passed or need in failed:
                pytest.skip(f"First mend: {self._titles[_cell(item), need]}")

    def pytest_pyfunc_call(self, pyfuncitem):
        """Call a check, and keep the Score that a scored one returns."""
        if score := _called(pyfuncitem, pyfuncitem.funcargs):
            self._scores[pyfuncitem.name] = score
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if call.when == "call" or (call.when == "setup" and not report.passed):
            self.outcomes.append(self._judge(item, call.excinfo))
        return report

    def _judge(self, item: pytest.Item, raised: pytest.ExceptionInfo | None) -> Outcome:
        if raised is None:
            score = self._scores.get(item.name, Score(1.0, ""))
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

    def _passes_with_reference(self, item: pytest.Item) -> bool:
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


def _called(item: pytest.Item, fixtures: Mapping[str, Any]) -> Score | None:
    """Call a check. A scored one, and no other, returns a Score; TypeError when it is otherwise."""
    arguments = inspect.signature(item.obj).parameters
    result = item.obj(**{name: fixtures[name] for name in arguments})
    if not isinstance(result, Score if _marks(item)["scored"] else type(None)):
        raise TypeError(f"{item.name} returned {result!r}; a scored check, and no other, returns a Score")
    return result


def _marks(item: pytest.Item) -> dict[str, Any]:
    return item.get_closest_marker("check").kwargs


def _cell(item: pytest.Item) -> str:
    """The solution cell of a check: its own, or that of the class which makes a family's checks its own."""
    return _marks(item)["cell"] or getattr(item.cls, "cell", "")


def _needs(item: pytest.Item) -> tuple[str, ...]:
    return _marks(item)["needs"]


def _outcome(item: pytest.Item, status: CheckStatus, **what: Any) -> Outcome:
    title = " ".join((item.obj.__doc__ or item.name).split())
    return Outcome(item.name, _cell(item), title, _marks(item)["weight"], status, **what)
