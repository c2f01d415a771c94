"""The website: built without a warning, whole, with nothing private in it, and read in a browser without a network."""

import importlib.util
import json
import time
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from bs4 import BeautifulSoup

from autograder.checks.runner import declared
from autograder.course import load_course
from autograder.notebook import solution_lines

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT)

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    found = importlib.util.spec_from_file_location("site_build", ROOT / "docs" / "site" / "build.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(builder: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, but with lectures that were not run: `make test` runs them elsewhere."""
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("site") / "site"
    assert builder.build(COURSE, out, out_by=date.max, executed=False) == 0
    return out


@cache
def texts_of(site: Path) -> list[str]:
    """What each page says, code without its colours."""
    pages = (page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    return [BeautifulSoup(page, "html.parser").get_text() for page in pages]


def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(builder, site: Path):
    assert list(builder.missing(site)) == []
    assert all(page.stat().st_size < 1_500_000 for page in site.rglob("*.html"))


@pytest.mark.parametrize("id", list(COURSE.assignments))
def test_no_solution_and_no_hidden_check_is_in_it(site: Path, id: str):
    everything = "\n".join([*texts_of(site), (site / "searchindex.js").read_text()])
    cells = json.loads(COURSE.solution_notebook(id).read_bytes())["cells"]
    # a later assignment provides what an earlier one asked for, when that is due
    released = "".join(
        "".join(c["source"]) for other in COURSE.assignments for c in COURSE.released(other)["cells"]
    )
    lines = {
        line.strip()
        for cell in cells
        if cell["cell_type"] == "code"
        for _, line in solution_lines("".join(cell["source"]))
        if len(line.strip()) > 40 and line.strip() not in released and "SOLUTION" not in line
    }
    assert lines, "there is something to look for"
    assert not [line for line in lines if line in everything]
    told = "".join(
        (ROOT / name).read_text() for name in ("CONTRIBUTING.md", "SECURITY.md", "docs/instructor.md")
    )
    hidden = {check.id for check in declared(COURSE.checks(id))}
    assert not [name for name in hidden if name in everything and name not in told + released]


def test_what_is_not_out_yet_is_left_out(builder, tmp_path: Path):
    builder.lay_out(COURSE, tmp_path, date(2027, 2, 10))
    assert sorted(path.name for path in (tmp_path / "assignments").iterdir()) == ["oop", "vae"]
    assert (
        "assignments/gan" not in (tmp_path / "index.md").read_text() + (tmp_path / "syllabus.md").read_text()
    )


def test_it_is_read_and_searched_without_a_network(site: Path, browser):
    browser.get((site / "index.html").as_uri())
    browser.find_element("link text", "Variational autoencoder").click()
    assert browser.title.startswith("Variational autoencoder")
    formulas = browser.find_elements("tag name", "math")
    assert formulas and all(formula.size["height"] > 5 for formula in formulas[:5])
    browser.get((site / "search.html").as_uri() + "?q=reparameterisation")
    deadline = time.monotonic() + 20
    while (
        not (found := browser.find_elements("css selector", "ul.search li a")) and time.monotonic() < deadline
    ):
        time.sleep(0.2)
    assert "Glossary" in [link.text for link in found] or any("Variational" in link.text for link in found)
    browser.set_window_size(390, 900)
    for name in ("index", "assignments/vae/vae", "docs/instructor"):
        browser.get((site / f"{name}.html").as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth - innerWidth") <= 0, name
