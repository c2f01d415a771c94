"""Feedback that is sent: one page that says all, needs nothing else and leads nowhere else."""

import csv
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from classroom import graded, rejected

from autograder import cli
from autograder.classroom.gradebook import make_ready, open_gradebook, record
from autograder.course import Course, load_course
from autograder.model import CheckResult
from autograder.reports.html import place
from autograder.roster import load_roster

CODE = (
    "def kl_divergence(z_mean, z_log_var):\n    return ops.mean(z_mean, axis=9)  # <script>x</script>"
    + "z" * 200
)
MESSAGE = "Your code raised ValueError: axis 9\nline 2, in kl_divergence: " + CODE.splitlines()[1].strip()


@pytest.fixture
def taught(course: Course, db_url: str) -> Course:
    """Ada has a mistake, a comment, a point by hand and is late; ben's file is no notebook."""
    (course.root / "roster.csv").write_text(
        "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nben,,,\n"
    )
    with (course.root / "grading.yml").open("a") as grading:
        grading.write("\nroster: roster.csv\n")
    course = load_course(course.root)
    make_ready(course, db_url, ["vae"], load_roster(course))
    late = course.assignment("vae").due + timedelta(days=1)
    ada = graded(course, "ada", kl_divergence="failed", answer="Blurred.\n<b>And</b> soft.")
    for cell in ada.notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "kl_divergence":
            cell.source = CODE
    ada.grade.checks = [_raising(check) if check.status == "failed" else check for check in ada.grade.checks]
    record(ada, course, db_url, timestamp=late)
    record(rejected("ben"), course, db_url)
    with open_gradebook(db_url, course) as gradebook:
        grade = gradebook.find_grade("question_samples", "vae", "vae", "ada")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.find_comment("question_samples", "vae", "vae", "ada").manual_comment = "Why <i>soft</i>?"
        gradebook.db.commit()
    return course


def _raising(check: CheckResult) -> CheckResult:
    return check.model_copy(update={"message": MESSAGE})


def feedback(course: Course, *arguments: object) -> None:
    given = ["feedback", "--course", course.root, *arguments]
    assert cli.main([str(argument) for argument in given]) == 0


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_a_page_tells_one_student_all_and_leads_nowhere_else(taught: Course, tmp_path: Path):
    feedback(taught, "--mail", tmp_path)
    ada, ben = csv.DictReader((tmp_path / "mail.csv").open(encoding="utf-8"))
    assert (ada["name"], ada["email"], ada["assignment"]) == ("Ada Lovelace", "ada@example.org", "vae")
    assert float(ada["points"]) == 19 + 0.5 - 2.5 and ada["of"] == "25"
    html = page(tmp_path / ada["file"])
    assert html.html["lang"] == "en" and html.h1.text == "Ada Lovelace"
    text = " ".join(html.text.split())
    assert "17 of 25 points" in text and "checks 19 / 20 by hand 0.5" in text and "late −2.5" in text
    headings = [heading.text for heading in html.find_all("h2")]
    assert headings == ["What to look at again", "Graded by hand", "What is right", "Your code"]
    assert [answer.text for answer in html.find_all(class_="answer")] == ["Blurred.\n<b>And</b> soft."]
    assert "No response." in text and "Why <i>soft</i>?" in text
    assert {link["href"][0] for link in html.find_all("a")} == {"#"}
    assert not html.find_all(["img", "script", "link", "iframe"])
    targets = {element["id"] for element in html.find_all(id=True)}
    assert {link["href"][1:] for link in html.find_all("a")} <= targets
    assert "ben" not in text.split()
    ben = page(tmp_path / ben["file"])
    assert "The file is not a notebook." in ben.text and "Your code" not in ben.text


def test_what_costs_points_comes_first_with_a_link_to_its_line(taught: Course, tmp_path: Path):
    feedback(taught, "vae", "--mail", tmp_path)
    [path] = tmp_path.glob("vae-ada-*.html")
    html = page(path)
    first = html.find("section", class_="cell")
    assert first.h3.code.text == "kl_divergence"
    assert first.li["class"] == ["check", "failed"]
    line = html.find(id=first.pre.a["href"][1:])
    assert line.text.strip() == CODE.splitlines()[1].strip()


def test_a_line_that_may_stand_in_two_cells_is_no_link():
    code = {"a": "x = 1", "b": "x = 1\ny = 2"}
    assert place("line 2, in f: y = 2", code).endswith("-2")
    assert not place("line 1, in f: x = 1", code)
    assert not place("line 3, in f: x = 1", code) and not place("no line", code)


def test_nbgrader_releases_these_pages(taught: Course):
    feedback(taught)
    path = taught.root / "feedback/ada/vae/vae.html"
    assert page(path).h1.text == "Ada Lovelace"
    assert sorted(name.name for name in path.parent.iterdir()) == ["vae.html"]


def test_the_page_fits_a_phone(taught: Course, tmp_path: Path):
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        pytest.skip("no chromium with chromedriver here")
    webdriver = pytest.importorskip("selenium.webdriver")
    feedback(taught, "--mail", tmp_path / "mail")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    with tempfile.TemporaryDirectory() as profile:
        for argument in (
            "headless=new",
            "no-sandbox",
            "disable-gpu",
            "disable-dev-shm-usage",
            f"user-data-dir={profile}",
        ):
            options.add_argument(f"--{argument}")
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        try:
            phone = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
            [path] = (tmp_path / "mail").glob("vae-ada-*.html")
            browser.get(path.as_uri())
            browser.execute_script("document.querySelectorAll('details').forEach(part => part.open = true)")
            assert browser.execute_script("return document.documentElement.scrollWidth") == 390
        finally:
            browser.quit()
