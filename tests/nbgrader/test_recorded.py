"""What stands in the gradebook already is left alone, and all else is recorded: `--resume --gradebook`."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from classroom import graded, hand_in, made_up
from nbgrader.api import Gradebook
from pydantic import BaseModel

from autograder import cli
from autograder.batch.pool import GradedSubmission
from autograder.batch.submissions import find_submissions
from autograder.classroom import gradebook
from autograder.classroom.gradebook import record
from autograder.classroom.recorded import Recorded
from autograder.course import Course


@pytest.fixture
def ada(course: Course, db_url: str) -> GradedSubmission:
    """A submission that was recorded, and remembered as such."""
    hand_in(course.root, "ada", b"{}")
    (submission,) = find_submissions([course.root / "submitted"], course)
    outcome = graded(course, "ada", kl_divergence="failed")
    ada = GradedSubmission(submission, outcome.grade, json.dumps(outcome.notebook))
    record(ada, course, db_url, timestamp=submission.submitted_at())
    recorded = Recorded(course, db_url)
    recorded.add(ada)
    recorded.save()
    return ada


def test_what_was_recorded_is_known(course: Course, db_url: str, ada: GradedSubmission, monkeypatch):
    assert Recorded(course, db_url).has(ada)
    monkeypatch.chdir(course.root)
    assert Recorded(course, "sqlite:///gradebook.db").has(ada), "the same gradebook, said in another way"
    assert not Recorded(course, "sqlite:///other.db").has(ada)


def test_a_mark_given_by_hand_changes_nothing_of_it(course: Course, db_url: str, ada: GradedSubmission):
    change_row(db_url, "manual_score", 1.5)
    assert Recorded(course, db_url).has(ada)


def change_row(db_url: str, field: str, value: float) -> None:
    with Gradebook(db_url) as opened:
        setattr(opened.find_grade("test_kl_divergence", "vae", "vae", "ada"), field, value)
        opened.db.commit()


def remove_submission(course: Course, db_url: str) -> None:
    with Gradebook(db_url) as opened:
        opened.remove_submission("vae", "ada")


def graded_notebook(course: Course) -> Path:
    return course.root / "autograded/ada/vae/vae.ipynb"


def edit_notebook(course: Course, db_url: str) -> None:
    os.chmod(graded_notebook(course), 0o644)
    graded_notebook(course).write_text("{}")


def damage_cache(course: Course, db_url: str) -> None:
    (file,) = (course.root / ".cache/recorded").iterdir()
    file.write_text("[")


@pytest.mark.parametrize(
    "change",
    [
        lambda course, db_url: change_row(db_url, "auto_score", 2),
        remove_submission,
        lambda course, db_url: (course.root / "gradebook.db").unlink(),
        lambda course, db_url: (course.root / "gradebook.db").write_text("no database"),
        edit_notebook,
        lambda course, db_url: shutil.rmtree(graded_notebook(course).parents[1]),
        lambda course, db_url: (course.root / "submitted/ada/vae/timestamp.txt").write_text("2027-02-24 10:00"),
        lambda course, db_url: (course.root / "submitted/ada/vae/submission_secret.txt").write_text("s" * 128),
        damage_cache,
    ],
    ids=[
        "points in the gradebook", "no such row", "no gradebook", "a broken gradebook", "the graded notebook",
        "no graded notebook", "handed in later", "a secret", "a damaged cache",
    ],
)  # fmt: skip
def test_whatever_has_changed_is_recorded_again(
    course: Course, db_url: str, ada: GradedSubmission, change: Callable
):
    change(course, db_url)
    assert not Recorded(course, db_url).has(ada)


def test_so_is_another_grade_and_another_policy(course: Course, db_url: str, ada: GradedSubmission):
    better = GradedSubmission(ada.submission, graded(course, "ada").grade, ada.notebook_text)
    assert not Recorded(course, db_url).has(better)

    def other(model: BaseModel, **values: object) -> Course:
        return model.model_copy(update=values)

    stricter = other(course, late=other(course.late, penalty_per_day=0.5))
    assert not Recorded(stricter, db_url).has(ada)
    assignments = {"vae": other(course.assignment("vae"), due=course.assignment("vae").due.replace(hour=1))}
    assert not Recorded(other(course, assignments=assignments), db_url).has(ada)


def test_resume_records_only_what_has_changed(course: Course, monkeypatch):
    for student in ("ada", "ben", "cleo"):
        hand_in(course.root, student, b"{}")
    touched: list[str] = []

    def watched(outcome: GradedSubmission, *arguments: object, **options: object) -> None:
        touched.append(outcome.grade.student)
        record(outcome, *arguments, **options)

    monkeypatch.setattr(gradebook, "record", watched)

    def grade(*options: str) -> set[str]:
        """Who was recorded by a run."""
        touched.clear()
        where = ["--course", course.root, "--gradebook", f"sqlite:///{course.root / 'gradebook.db'}"]
        command = ["grade", course.root / "submitted", *where, "--jobs", "1", *options]
        assert cli.main([str(each) for each in command], grader=made_up) == 0
        return set(touched)

    assert grade() == {"ada", "ben", "cleo"}
    assert grade("--resume") == set()
    (course.root / "submitted/ben/vae/vae.ipynb").write_bytes(b"{} ")
    shutil.rmtree(course.root / "autograded/cleo")
    assert grade("--resume") == {"ben", "cleo"}
    assert nbformat.read(course.root / "autograded/cleo/vae/vae.ipynb", as_version=4).cells
    assert grade("--resume") == set()
