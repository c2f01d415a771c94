"""nbgrader's exchange the whole way round, by its own commands, with two students and an instructor."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from classroom import REPOSITORY, edited, make_course
from nbgrader.api import Gradebook

from autograder.classroom.export import export
from autograder.classroom.gradebook import course_id
from autograder.course import load_course

ANSWER = "Blurred, as pixels are averaged."
INSTRUCTOR = "instructor"

pytestmark = [pytest.mark.xdist_group("exchange"), pytest.mark.timeout(1200)]


class Exchange:
    """An exchange, and people with homes of their own who run nbgrader's commands; nobody has any other settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.course = make_course(folder / "course")
        self.inbound = folder / "exchange" / course_id(self.course) / "inbound"
        self.said = ""

    def run(self, who: str, *arguments: str, code: int = 0, at: Path | None = None) -> str:
        """What an nbgrader command of somebody said, which ends with `code`; `at` is a students' repository."""
        home = self.home(who)
        home.mkdir(parents=True, exist_ok=True)
        command = [
            Path(sys.executable).with_name("nbgrader"),
            *arguments,
            f"--Exchange.root={self.folder}/exchange",
        ]
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        if "LABKIT_DATA" in os.environ:
            environment["LABKIT_DATA"] = os.environ["LABKIT_DATA"]
        if who != INSTRUCTOR:  # nbgrader takes the name of the account otherwise, which they share here
            command += [f"--student={who}", *([] if at else [f"--course={course_id(self.course)}"])]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=540,
            cwd=at or (self.course.root if who == INSTRUCTOR else home),
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def home(self, who: str) -> Path:
        return self.folder / "homes" / who

    def submit(self, who: str, notebook: nbformat.NotebookNode) -> None:
        nbformat.write(notebook, self.home(who) / "vae/vae.ipynb")
        self.run(who, "submit", "vae")

    def pages(self, who: str) -> list[str]:
        """The feedback that somebody has fetched."""
        self.run(who, "fetch_feedback", "vae")
        return [path.read_text() for path in sorted(self.home(who).glob("vae/feedback/*/vae.html"))]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    """After the whole way: ada handed in as one does, ben's secret was lost on the way, cleo came without the exchange."""
    exchange = Exchange(tmp_path_factory.mktemp("exchange"))
    root = exchange.course.root
    exchange.run(INSTRUCTOR, "release_assignment", "vae")
    release = nbformat.read(root / "assignments/vae/vae.ipynb", as_version=4)
    for student, answer in (("ada", ANSWER), ("ben", "Soft.")):
        exchange.run(student, "fetch_assignment", "vae")
        exchange.submit(student, edited(release, question_samples=answer))
    (handed_in,) = exchange.inbound.glob("ben+*")
    (handed_in / "submission_secret.txt").unlink()
    for kept in exchange.home("ben").rglob("submission_secret.txt"):
        kept.unlink()
    exchange.run(INSTRUCTOR, "collect", "vae")
    (root / "submitted/cleo/vae").mkdir(parents=True)
    shutil.copy(root / "assignments/vae/vae.ipynb", root / "submitted/cleo/vae")
    exchange.run(INSTRUCTOR, "autograde", "vae", "--Autograde.jobs=2")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("question_samples", "vae", "vae", "ada").manual_score = 0.75
        gradebook.find_comment("question_samples", "vae", "vae", "ada").manual_comment = "Why averaged?"
        gradebook.db.commit()
    exchange.run(INSTRUCTOR, "generate_feedback", "vae")
    exchange.said = exchange.run(INSTRUCTOR, "release_feedback", "vae")
    return exchange


def test_who_handed_in_reads_what_a_person_wrote_and_gave(exchange: Exchange):
    (page,) = exchange.pages("ada")
    assert ANSWER in page and "Why averaged?" in page
    assert "(Score: 0.75 / 1.0)" in page and "autograder-checks" in page


def test_a_lost_secret_costs_nobody_the_feedback(exchange: Exchange):
    (page,) = exchange.pages("ben")
    assert "Soft." in page and ANSWER not in page


def test_who_came_by_another_way_is_named(exchange: Exchange):
    told = [line for line in exchange.said.splitlines() if "WARNING" in line]
    assert len(told) == 1 and "cleo: neither its secret nor its time is known" in told[0]


def test_feedback_released_again_is_the_newer_one(exchange: Exchange):
    exchange.run(INSTRUCTOR, "generate_feedback", "vae", "--force")
    exchange.run(INSTRUCTOR, "release_feedback", "vae", "--student=ada")
    assert len(exchange.pages("ada")) == 1


def test_what_one_puts_into_the_exchange_costs_the_others_nothing(exchange: Exchange):
    course, time = exchange.course.root, "2027-02-01 10:00:00.000000 UTC"
    eve = exchange.inbound / f"eve+vae+{time}+x"
    eve.mkdir()
    (eve / "vae.ipynb").symlink_to(course / "solutions/vae/vae.ipynb")
    (eve / "solutions").symlink_to(course / "solutions")
    (eve / "gone").symlink_to("nowhere")
    (eve / "timestamp.txt").write_text("never")
    os.mkfifo(eve / "pipe")
    (eve / "deep/er").mkdir(parents=True)
    (eve / "deep/er/notes.txt").write_text("mine")
    (exchange.inbound / f"fay+vae+{time}").symlink_to(course / "solutions/vae")
    (exchange.inbound / "gus+vae+no time+x").mkdir()
    (exchange.inbound / f"-rf+vae+{time}").mkdir()
    hal = exchange.inbound / f"hal+vae+{time}"
    hal.mkdir()
    for number in range(3):
        with (hal / f"{number}").open("wb") as file:
            file.truncate(99 * 10**6)
    (honest,) = exchange.inbound.glob("ada+*")
    shutil.copytree(honest, exchange.inbound / f"zoe+vae+{time}")

    said = exchange.run(INSTRUCTOR, "collect", "vae", code=1)
    told = [line for line in said.splitlines() if "is not collected" in line]
    assert len(told) == 3
    for name in ("-rf+vae", "fay+vae", "hal+vae"):
        assert any(name in line for line in told), told
    submitted = course / "submitted"
    assert {path.parent.name for path in submitted.glob("*/vae")} == {
        "ada",
        "ben",
        "cleo",
        "eve",
        "gus",
        "zoe",
    }
    assert (submitted / "zoe/vae/vae.ipynb").is_file()
    found = {str(path.relative_to(submitted / "eve/vae")) for path in (submitted / "eve").rglob("*")}
    assert found == {".", "deep", "deep/er", "deep/er/notes.txt", "timestamp.txt"}
    assert (submitted / "eve/vae/timestamp.txt").read_text() == time
    assert not (course / "vae").exists()

    assert "No newer submission" in exchange.run(INSTRUCTOR, "collect", "vae", "--update", "--student=eve")


def test_the_students_repository_hands_in_from_its_own_folder(exchange: Exchange):
    course = load_course(REPOSITORY)
    folder = exchange.folder / "repository"
    export(course, folder, course.assignment("vae").release)
    exchange.run("dora", "submit", "vae", at=folder)
    exchange.run(INSTRUCTOR, "collect", "vae", "--student=dora")
    handed_in = exchange.course.root / "submitted/dora/vae/vae.ipynb"
    assert handed_in.read_bytes() == (folder / "assignments/vae/vae.ipynb").read_bytes()
