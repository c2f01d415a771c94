"""Which tests depend on data: `make test-without-data` runs these once more, on the stand-ins."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.imports import path_kept

COURSE = load_course(Path(__file__).parents[1])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "data: what comes of it depends on which data there is")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that grade an assignment depend on data when its checks do."""
    for item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if _checks_load_data(parameters.get("assignment")):
            item.add_marker("data")


@pytest.fixture(autouse=True)
def _path_of_modules():
    """What a test takes off Python's path, as commands do, is there for the next."""
    with path_kept():
        yield


@cache
def _checks_load_data(assignment: str | None) -> bool:
    if assignment not in COURSE.assignments:
        return False
    files = [file for folder in COURSE.checks(assignment) for file in folder.glob("*.py")]
    return any("from labkit import data" in file.read_text(encoding="utf-8") for file in files)
