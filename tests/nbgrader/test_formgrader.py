"""The formgrader in a real browser: a person grades an answer, and what is handed in does no harm."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from classroom import graded, hand_in, make_course, rejected
from nbgrader.api import Gradebook

from autograder.classroom.gradebook import record
from autograder.course import Course

TOKEN = "for-this-test-alone"
ANSWER = "# test_vae_model\n\nStrokes are soft.\n\n<script>document.title = 'attacked'</script>"

pytestmark = pytest.mark.xdist_group("formgrader")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, empty_gradebook: Path) -> Course:
    """A course with submissions on disk and their grades in the gradebook; each test looks at other cells."""
    course = make_course(tmp_path_factory.mktemp("formgrader") / "course")
    shutil.copy(empty_gradebook, course.root)
    for student in ("ada", "cleo"):
        hand_in(course.root, student, b"{}")
    (course.root / "submitted/cleo/vae/timestamp.txt").write_text("no time at all")
    url = f"sqlite:///{course.root / 'gradebook.db'}"
    record(graded(course, "ada", kl_divergence="failed", sampling="error", answer=ANSWER), course, url)
    record(rejected("cleo"), course, url)
    return course


@pytest.fixture(scope="module")
def db_url(course: Course) -> str:
    return f"sqlite:///{course.root / 'gradebook.db'}"


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Jupyter server with nbgrader's formgrader in the course folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = tmp_path_factory.mktemp("jupyter")
    variables = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    home = {name: str(place) for name in variables}
    with (place / "server.log").open("w") as log:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}",
            ],
            cwd=course.root, env={**os.environ, **home}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5).status == 200, 120)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):  # not there yet
            if condition():
                return
        time.sleep(0.2)
    assert condition()


def open_submission(browser, server: str, db_url: str, student: str) -> None:
    with Gradebook(db_url) as gradebook:
        id = gradebook.find_submission_notebook("vae", "vae", student).id
    browser.get(f"{server}/formgrader/manage_assignments?token={TOKEN}")
    browser.get(f"{server}/formgrader/submissions/{id}/")
    # Scores and comments are fetched after the page, and would take the place of what was typed before.
    for field in ("#test_build_encoder", "#question_samples-comment"):
        wait_for(lambda field=field: find(browser, field).get_attribute("placeholder"))


def find(browser, selector: str):
    return browser.find_element("css selector", selector)


def enter(browser, selector: str, text: str) -> None:
    find(browser, selector).send_keys(text, "\ue004")  # Tab: leaving a field saves it


def grade_in(db_url: str, cell: str) -> tuple[float | None, bool]:
    with Gradebook(db_url) as gradebook:
        grade = gradebook.find_grade(cell, "vae", "vae", "ada")
        return grade.manual_score, grade.needs_manual_grade


def test_a_person_grades_an_answer(browser, server, db_url):
    open_submission(browser, server, db_url, "ada")
    assert grade_in(db_url, "question_samples") == (None, True)
    enter(browser, "#question_samples", "0.5")
    enter(browser, "#question_samples-comment", "Why are they soft?")
    enter(browser, "#test_sampling", "2")  # the cell that the grader could not judge
    wait_for(lambda: grade_in(db_url, "test_sampling") == (2, False))
    wait_for(lambda: grade_in(db_url, "question_samples") == (0.5, False))

    def saved_comment() -> str:
        with Gradebook(db_url) as gradebook:
            return gradebook.find_comment("question_samples", "vae", "vae", "ada").manual_comment

    wait_for(lambda: saved_comment() == "Why are they soft?")


def test_the_page_shows_the_checks_beside_their_points(browser, server, db_url):
    open_submission(browser, server, db_url, "ada")
    assert find(browser, "#test_kl_divergence").get_attribute("placeholder") == "1"
    tables = browser.find_elements("css selector", ".autograder-checks")
    assert len(tables) == 9 and all(table.is_displayed() for table in tables)
    (failed,) = [table.text for table in tables if "✗" in table.text]
    assert "1 of 2 points" in failed and "kl_divergence does what it must, part 1." in failed
    assert "Hint: look at the factor." in failed
    assert "Checked automatically: 18 of 20 points" in find(browser, ".autograder-summary").text


def test_the_page_fetches_nothing_from_elsewhere_and_shows_formulas(browser, server, db_url):
    open_submission(browser, server, db_url, "ada")
    asked = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    addresses = [address for address in browser.execute_script(asked) if not address.startswith("data:")]
    assert addresses and all(address.startswith(server) for address in addresses), addresses
    assert any(formula.is_displayed() for formula in browser.find_elements("tag name", "math"))


def test_an_answer_can_neither_run_nor_take_another_cell_s_place(browser, server, db_url):
    open_submission(browser, server, db_url, "ada")
    assert browser.title != "attacked"
    heading = next(h for h in browser.find_elements("tag name", "h1") if h.text == "test_vae_model")
    panel = heading.find_element("xpath", "ancestor::div[contains(@class, 'nbgrader_cell')]")
    panel.find_element("css selector", ".full-credit").click()
    wait_for(lambda: grade_in(db_url, "question_samples")[0] == 1)
    assert grade_in(db_url, "test_vae_model") == (None, False)


def test_a_rejected_submission_says_why_and_can_be_graded(browser, server, db_url):
    open_submission(browser, server, db_url, "cleo")
    assert "The file is not a notebook." in find(browser, ".autograder-summary").text
    enter(browser, "#test_sampling", "1")

    def score() -> float:
        with Gradebook(db_url) as gradebook:
            return gradebook.find_submission("vae", "cleo").score

    wait_for(lambda: score() == 1)


def test_the_lists_show_everybody_whatever_their_timestamps_say(browser, server, db_url):
    browser.get(f"{server}/formgrader/manage_assignments?token={TOKEN}")
    wait_for(lambda: "2027-02-22 22:59:00 UTC" in find(browser, "#main-table").text)
    browser.get(f"{server}/formgrader/manage_submissions/vae")
    wait_for(lambda: {"ada", "cleo"} <= set(find(browser, "#main-table").text.split()))
    assert "needs manual grading" in find(browser, "#main-table").text
