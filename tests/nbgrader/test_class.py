"""A class through nbgrader's own commands, as an instructor runs them, with the real engine.

Its troublemakers each abort or mislead stock nbgrader: a duplicated cell, a schema version of the
student's making, a file that is no notebook, links, pipes, a timestamp that is none.
"""

import csv
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from classroom import command, edited, hand_in, make_course

from autograder.model import Results
from autograder.notebook import grade_id

SEED = "20270222"
ANSWER = "# test_vae_model\n\nBlurred. <script>alert('answer')</script>"
WRONG_KL = """def kl_divergence(z_mean, z_log_var):
    return 0.5 * ops.mean(ops.sum(1 + z_log_var - z_mean**2 - ops.exp(z_log_var), axis=-1))
"""

pytestmark = [pytest.mark.xdist_group("class"), pytest.mark.timeout(1200)]


def hand_in_class(root: Path) -> None:
    reference = nbformat.read(root / "solutions/vae/vae.ipynb", as_version=4)
    release = nbformat.read(root / "assignments/vae/vae.ipynb", as_version=4)
    partial = edited(
        reference, kl_divergence=WRONG_KL, question_samples=ANSWER, question_loss_terms="YOUR ANSWER HERE"
    )
    hand_in(root, "ada", partial)
    hand_in(root, "ben", release)
    hand_in(root, "cleo", b'{"cells": [')
    hand_in(root, "dan", None)
    link = hand_in(root, "eve", None) / "vae.ipynb"
    link.symlink_to(root / "solutions/vae/vae.ipynb")
    hand_in(root, "<b>hal", None)
    hand_in(root, "fay", _tampered(reference), "2027-02-24 10:00:00 UTC")
    litter = hand_in(root, "gus", release, "2027-02-01 10:00:00 +9999")
    (litter / "passwords").symlink_to("/etc/passwd")
    (litter / "labkit.py").write_text("raise SystemExit")
    (litter / "vae_final.ipynb").write_text("{}")
    os.mkfifo(litter / "pipe")
    with (litter / "giant.bin").open("wb") as file:
        file.truncate(10 * 2**40)


def _tampered(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The reference with a cell twice, a schema version from the future, and points to the student's taste."""
    cell = next(c for c in notebook.cells if grade_id(c) == "test_sampling")
    notebook = edited(notebook)
    notebook.cells.append(cell.copy())
    for cell in notebook.cells:
        if grade_id(cell):
            cell.metadata.nbgrader = {**cell.metadata.nbgrader, "schema_version": 99, "points": 100}
    return notebook


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The class after autograde, generate_feedback and export, each run once in a fresh checkout's folder."""
    course = make_course(tmp_path_factory.mktemp("class") / "course")
    hand_in_class(course.root)
    autograde = ["autograde", "vae", f"--Autograde.seed={SEED}", "--Autograde.jobs=2"]
    steps = {
        step[0]: command(course.root, "nbgrader", *step)
        for step in (autograde, ["generate_feedback", "vae"], ["export"])
    }
    for name in ("generate_feedback", "export"):
        assert steps[name].returncode == 0, steps[name].stderr
    with (course.root / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    return SimpleNamespace(root=course.root, course=course, autograde=steps["autograde"], rows=rows)


def feedback(graded_class: SimpleNamespace, student: str) -> str:
    return (graded_class.root / f"feedback/{student}/vae/vae.html").read_text()


def test_everybody_has_the_mark_they_earned(graded_class):
    scores = {student: float(row["raw_score"]) for student, row in graded_class.rows.items()}
    assert scores.pop("ada") == pytest.approx(18, abs=1), "all but the KL divergence"
    assert scores == {"ben": 0, "cleo": 0, "dan": 0, "eve": 0, "fay": 20, "gus": 0}


def test_a_mistake_costs_its_own_cell_only(graded_class):
    database = sqlite3.connect(graded_class.root / "gradebook.db")
    lost = database.execute(
        """select base_cell.name from grade
           join submitted_notebook on grade.notebook_id = submitted_notebook.id
           join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
           join grade_cells on grade.cell_id = grade_cells.id join base_cell on grade_cells.id = base_cell.id
           where submitted_assignment.student_id = 'ada' and grade.auto_score < grade_cells.max_score"""
    )
    assert {name for (name,) in lost} == {"test_kl_divergence", "question_loss_terms"}


def test_lateness_is_taken_off(graded_class):
    rows = graded_class.rows
    assert float(rows["fay"]["late_submission_penalty"]) == pytest.approx(0.1 * 2 * 25)
    assert float(rows["fay"]["score"]) == pytest.approx(15)
    assert rows["gus"]["timestamp"] == "" and float(rows["gus"]["late_submission_penalty"]) == 0


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("cleo", "not a notebook"),
        ("dan", "no vae.ipynb"),
        ("eve", "symbolic link"),
        ("gus", "not graded, as only vae.ipynb is: vae_final.ipynb"),
    ],
)
def test_whoever_was_not_graded_as_usual_reads_why(graded_class, student, reason):
    assert reason in feedback(graded_class, student)


def test_nothing_else_that_was_handed_in_is_followed_copied_or_published(graded_class):
    for step in ("autograded", "feedback"):
        files = {path.name for path in (graded_class.root / step).rglob("*") if not path.is_dir()}
        made = {"vae.ipynb", "grade.json"} if step == "autograded" else {"vae.html"}
        assert files == {"timestamp.txt", *made}
        assert not any(path.is_symlink() for path in (graded_class.root / step).rglob("*"))


def test_feedback_shows_checks_with_points_and_no_test_of_the_grader(graded_class):
    tables = BeautifulSoup(feedback(graded_class, "ada"), "html.parser").find_all(class_="autograder-checks")
    assert len(tables) == 9
    text = "\n".join(table.text for table in tables)
    assert "The KL divergence equals its closed form" in text and "Hint: " in text
    for hidden in ("assert", "student.", "reference", "autograder", "Traceback"):
        assert hidden not in text
    for line in ("### BEGIN SOLUTION", "MARK SCHEME"):
        assert line not in feedback(graded_class, "ben")


def test_an_answer_cannot_act_on_the_page(graded_class):
    page = feedback(graded_class, "ada")
    assert "alert('answer')" in page and "<script>alert" not in page
    assert 'id="test_vae_model"' not in page


def test_the_same_class_by_autograder_grade_has_the_same_marks(graded_class):
    root, results = graded_class.root, graded_class.root / "results.json"
    done = command(
        root, "autograder", "grade", "submitted", "--seed", SEED, "--jobs", "2",
        "--json", str(results), "--gradebook", f"sqlite:///{root / 'other.db'}",
    )  # fmt: skip
    assert done.returncode == 3 and "a student's id may not be '<b>hal'" in done.stderr, done.stderr
    exported = command(
        root, "nbgrader", "export", "--db", f"sqlite:///{root / 'other.db'}", "--to", "other.csv"
    )
    assert exported.returncode == 0, exported.stderr
    assert sorted((root / "other.csv").read_text().splitlines()) == sorted(
        (root / "grades.csv").read_text().splitlines()
    )
    grades = {grade.student: grade for grade in Results.read(results).grades}
    assert grades.keys() - {"<b>hal"} == graded_class.rows.keys()
    for grade in map(grades.get, graded_class.rows):
        assert float(graded_class.rows[grade.student]["raw_score"]) == pytest.approx(grade.score, abs=1e-4)


def test_what_is_graded_is_left_alone_until_something_newer_is_handed_in(graded_class):
    before = (graded_class.root / "autograded/ben/vae/vae.ipynb").stat().st_mtime_ns
    done = command(graded_class.root, "nbgrader", "autograde", "vae", "--student", "ben")
    assert done.returncode == 0 and "already graded" in done.stderr
    assert (graded_class.root / "autograded/ben/vae/vae.ipynb").stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_a_student_is_told_and_the_others_are_graded(graded_class):
    assert graded_class.autograde.returncode == 1
    told = [line for line in graded_class.autograde.stderr.splitlines() if "| ERROR]" in line]
    assert len(told) == 1 and "a student's id may not be '<b>hal'; rename" in told[0]
    assert not list((graded_class.root / "autograded").glob("*hal*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["vea"], "no assignment 'vea'"), (["vae", "--student", "nobody"], "No submissions in")],
)
def test_nothing_to_grade_is_an_error(course, arguments, said):
    done = command(course.root, "nbgrader", "autograde", *arguments)
    assert done.returncode == 1 and said in done.stderr


@pytest.mark.parametrize("command_of_nbgrader", ["autograde", "generate_feedback"])
def test_with_a_broken_course_nbgrader_does_nothing_on_its_own(course, command_of_nbgrader):
    hand_in(course.root, "ada", nbformat.read(course.root / "assignments/vae/vae.ipynb", as_version=4))
    (course.root / "grading.yml").write_text("assignments: [")
    done = command(course.root, "nbgrader", command_of_nbgrader, "vae")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "grading.yml: not valid YAML" in done.stderr
    assert not (course.root / "autograded").exists() and not (course.root / "gradebook.db").exists()


def test_timestamps_are_utc_in_the_gradebook(graded_class):
    database = sqlite3.connect(graded_class.root / "gradebook.db")
    (due,) = database.execute("select duedate from assignment").fetchone()
    expected = graded_class.course.assignment("vae").due.astimezone(UTC).replace(tzinfo=None)
    assert datetime.fromisoformat(due) == expected
