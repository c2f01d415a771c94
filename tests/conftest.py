"""Which tests depend on data: `make test-without-data` runs these once more, on the stand-ins. And a browser."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.imports import path_kept

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
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


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """A browser that reaches this machine alone."""
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip("no chromium with chromedriver here: what needs a browser is not tested")
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    with tempfile.TemporaryDirectory() as profile:
        for argument in (
            "headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-background-networking",
            "disable-component-update", "disable-sync", "no-first-run", "window-size=1300,1100",
            "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", f"user-data-dir={profile}",
        ):  # fmt: skip
            options.add_argument(f"--{argument}")
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))
        driver.set_page_load_timeout(120)
        try:
            yield driver
        finally:
            driver.quit()
