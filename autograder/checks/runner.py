"""Runs a file of checks with pytest, in the grader's own process, and collects what came of each."""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest

from autograder.checks.asserts import ReferenceFailed, Score, Wrong
from autograder.checks.marker import generator
from autograder.sandbox.errors import SandboxUnavailable

Status = Literal["passed", "failed", "skipped", "error"]
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
    status: Status
    message: str = ""
    hint: str = ""
    details: tuple[str, ...] = ()
    share: float = 0.0


def check_file(assignment: str) -> Path:
    """The file of hidden checks of an assignment."""
    return Path(__file__).with_name(f"test_{assignment}.py")


def run_checks(
    file: Path, student: Any, reference: Any, seed: int, cells: Collection[str] | None = None
) -> list[Outcome]:
    """Run the checks of ``file`` in order: all of them, or those of some solution cells."""
    plugin = _Plugin(student, reference, seed, cells)
    _pytest_in_process([str(file), f"--rootdir={file.parent}", f"--confcutdir={file.parent}"], plugin)
    if not plugin.outcomes:
        raise RuntimeError(f"{file} has no checks, or could not be read")
    return plugin.outcomes


@cache
def declared(file: Path) -> tuple[Outcome, ...]:
    """The checks of ``file`` without running any: all "skipped". Raises RuntimeError when it cannot be read."""
    plugin = _Plugin(None, None, 0)
    _pytest_in_process(["--collect-only", str(file), f"--rootdir={file.parent}"], plugin)
    if not plugin.declared:
        raise RuntimeError(f"{file} has no checks, or could not be read")
    return tuple(plugin.declared)


def _pytest_in_process(arguments: list[str], plugin: _Plugin) -> None:
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        pytest.main([*OPTIONS, *arguments], plugins=[plugin])
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

    def pytest_collection_modifyitems(self, items):
        for item in items:
            self.declared.append(_outcome(item, "skipped"))
            self._titles[_cell(item), item.originalname] = self.declared[-1].title
        if self._cells is not None:
            items[:] = [item for item in items if _cell(item) in self._cells]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        passed = {o.id.partition("[")[0] for o in self.outcomes if o.status == "passed"}
        failed = {o.id.partition("[")[0] for o in self.outcomes if o.status != "passed"}
        for need in item.get_closest_marker("check").kwargs["needs"]:
            if need not in passed or need in failed:
                first = self._titles.get((_cell(item), need))
                if first is None:
                    raise LookupError(f"{item.name} needs {need}, which is no check of its cell")
                pytest.skip(f"First mend: {first}")

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
            status: Status = "passed" if score.share == 1 else "failed"
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
    if not isinstance(result, Score if item.get_closest_marker("check").kwargs["scored"] else type(None)):
        raise TypeError(f"{item.name} returned {result!r}; a scored check, and no other, returns a Score")
    return result


def _cell(item: pytest.Item) -> str:
    return item.get_closest_marker("check").kwargs["cell"]


def _outcome(item: pytest.Item, status: Status, **what: Any) -> Outcome:
    marker = item.get_closest_marker("check").kwargs
    title = " ".join((item.obj.__doc__ or item.name).split())
    return Outcome(item.name, marker["cell"], title, marker["weight"], status, **what)
