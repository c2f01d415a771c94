"""Grades in nbgrader's gradebook: the points of the checks, and nothing that looks like a mark but is none."""

import os
import stat
from datetime import UTC, datetime

import nbformat
import pytest
from classroom import edited, graded, rejected
from nbgrader.api import Gradebook, MissingEntry

from autograder.classroom import gradebook as module
from autograder.classroom.gradebook import (
    GradebookError,
    ensure_assignment,
    make_ready,
    open_gradebook,
    record,
)
from autograder.course import Course
from autograder.notebook import grade_id
from autograder.roster import Person, Roster


def cells_of(db_url: str, student: str) -> dict[str, tuple[float | None, bool]]:
    """Automatic points and the flag for grading by hand, per cell."""
    with Gradebook(db_url) as gradebook:
        (notebook,) = gradebook.find_submission("vae", student).notebooks
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def score_of(db_url: str, student: str) -> float:
    with Gradebook(db_url) as gradebook:
        return gradebook.find_submission("vae", student).score


def test_each_test_cell_has_the_points_of_its_checks(course: Course, db_url: str):
    record(graded(course, "ada", kl_divergence="failed", vae_model="skipped"), course, db_url)
    cells = cells_of(db_url, "ada")
    assert cells["test_kl_divergence"] == (1, False)
    assert cells["test_vae_model"] == (3, False)
    assert cells["test_sampling"] == (2, False)
    assert score_of(db_url, "ada") == 16


def test_full_marks_are_exact_however_the_shares_round(course: Course, db_url: str):
    outcome = graded(course, "ada")
    thirds = [
        check.model_copy(update={"id": f"{check.id}{i}", "points": points, "max_points": points})
        for check in outcome.grade.checks
        for i, points in enumerate([round(check.points / 3, 6)] * 3)
    ]
    record(
        type(outcome)(outcome.grade.model_copy(update={"checks": thirds}), outcome.notebook), course, db_url
    )
    assert score_of(db_url, "ada") == 20


def test_an_answer_waits_for_a_person_and_no_answer_does_not(course: Course, db_url: str):
    record(graded(course, "ada", answer="Blurred, as pixels are averaged."), course, db_url)
    cells = cells_of(db_url, "ada")
    assert cells["question_samples"] == (None, True)
    assert cells["question_loss_terms"] == (0, False)


def test_a_fault_of_the_grader_asks_for_a_person_in_its_cell_only(course: Course, db_url: str):
    record(graded(course, "ada", kl_divergence="error"), course, db_url)
    flagged = {name for name, (_, by_hand) in cells_of(db_url, "ada").items() if by_hand}
    assert flagged == {"test_kl_divergence"}


def test_a_cell_that_a_person_must_look_at_is_flagged_and_is_no_missing_response(course: Course, db_url: str):
    outcome = graded(course, "ada")
    by_hand = {"kl_divergence": "Two cells.", "question_samples": "Beside it."}
    record(
        type(outcome)(outcome.grade.model_copy(update={"by_hand": by_hand}), outcome.notebook), course, db_url
    )
    cells = cells_of(db_url, "ada")
    assert cells["question_samples"] == (None, True) and cells["test_kl_divergence"] == (2, True)
    assert {name for name, (_, flagged) in cells.items() if flagged} == {
        "question_samples",
        "test_kl_divergence",
    }
    with Gradebook(db_url) as gradebook:
        comments = gradebook.find_submission_notebook("vae", "vae", "ada").comments
        said = {comment.name: comment.auto_comment for comment in comments}
    assert said["question_samples"] is None and said["question_loss_terms"] == "No response."


@pytest.mark.parametrize(("status", "points"), [("rejected", 0), ("needs_manual_grade", None)])
def test_without_a_notebook_every_cell_asks_for_a_person(course: Course, db_url: str, status: str, points):
    record(rejected("cleo", status=status), course, db_url)
    cells = cells_of(db_url, "cleo")
    assert set(cells.values()) == {(points, True)} and len(cells) == 12
    shown = nbformat.read(course.root / "autograded/cleo/vae/vae.ipynb", as_version=4)
    assert "The file is not a notebook." in shown.cells[0].source
    with Gradebook(db_url) as gradebook:
        comments = gradebook.find_submission_notebook("vae", "vae", "cleo").comments
        assert not any(comment.auto_comment for comment in comments), "they would say: No response."


def test_grading_again_keeps_what_a_person_gave(course: Course, db_url: str):
    record(graded(course, "ada", kl_divergence="failed"), course, db_url)
    with open_gradebook(db_url, course) as gradebook:
        gradebook.find_grade("test_kl_divergence", "vae", "vae", "ada").manual_score = 1.5
        gradebook.db.commit()
    record(graded(course, "ada", kl_divergence="failed"), course, db_url)
    assert cells_of(db_url, "ada")["test_kl_divergence"] == (1, True)
    assert score_of(db_url, "ada") == 19.5


def test_the_graded_notebook_replaces_all_that_was_there_and_is_read_only(course: Course, db_url: str):
    folder = course.root / "autograded" / "ada" / "vae"
    folder.mkdir(parents=True)
    (folder / "left_over.txt").write_text("from another tool")
    time = datetime(2027, 2, 20, 11, 30, tzinfo=UTC)
    record(graded(course, "ada"), course, db_url, timestamp=time)
    assert sorted(os.listdir(folder)) == ["grade.json", "timestamp.txt", "vae.ipynb"]
    assert stat.S_IMODE((folder / "vae.ipynb").stat().st_mode) == 0o444
    assert sorted(os.listdir(folder.parent)) == ["vae"], "nothing unfinished is left beside it"
    with Gradebook(db_url) as gradebook:
        assert gradebook.find_submission("vae", "ada").timestamp == time.replace(tzinfo=None)


def test_a_failure_leaves_no_zero_that_looks_like_a_mark(course: Course, db_url: str, monkeypatch):
    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_write", full_disk)
    with pytest.raises(GradebookError, match="cannot be written: No space left"):
        record(graded(course, "ada"), course, db_url)
    with Gradebook(db_url) as gradebook, pytest.raises(MissingEntry):
        gradebook.find_submission("vae", "ada")


def test_a_failure_of_grading_again_keeps_the_old_mark(course: Course, db_url: str, monkeypatch):
    record(graded(course, "ada"), course, db_url)
    monkeypatch.setattr(module, "_write", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(GradebookError, match="cannot be written: full"):
        record(graded(course, "ada"), course, db_url)
    assert score_of(db_url, "ada") == 20
    assert (course.root / "autograded/ada/vae/vae.ipynb").is_file()


def test_points_without_a_cell_are_not_dropped_in_silence(course: Course, db_url: str):
    outcome = graded(course, "ada")
    stray = outcome.grade.checks[0].model_copy(update={"cell": "renamed"})
    outcome.grade = outcome.grade.model_copy(update={"checks": [*outcome.grade.checks, stray]})
    with pytest.raises(GradebookError, match="test_renamed"):
        record(outcome, course, db_url)
    assert not (course.root / "autograded").exists()


@pytest.mark.parametrize(
    "student", ["../../etc", "<img src=x onerror=alert(1)>", "a,b", "a\nb", " ", "-rf", ""]
)
def test_a_student_s_id_is_a_plain_name(course: Course, db_url: str, student: str):
    outcome = rejected("x")
    outcome.grade = outcome.grade.model_copy(update={"student": student})
    with pytest.raises(GradebookError, match="id may not be"):
        record(outcome, course, db_url)
    assert sorted(path.name for path in course.root.iterdir()) == [
        "assignments", "gradebook.db", "grading.yml", "nbgrader_config.py", "solutions",
    ]  # fmt: skip


def test_the_roster_is_put_into_it_and_takes_nothing_out(course: Course, db_url: str):
    record(graded(course, "ada"), course, db_url)
    with open_gradebook(db_url, course) as gradebook:
        gradebook.update_or_create_student("ada", email="typed@example.org")
    people = [
        Person("ada", "Ada", "Lovelace"),
        Person("ben", "Ben", email="ben@example.org", lms_user_id="7"),
    ]
    make_ready(course, db_url, ["vae"], Roster(people={person.id: person for person in people}))
    with open_gradebook(db_url, course) as gradebook:
        ada, ben = map(gradebook.find_student, ["ada", "ben"])
        assert (ada.first_name, ada.email, ada.score) == ("Ada", "typed@example.org", 20)
        assert (ben.email, ben.lms_user_id, ben.score) == ("ben@example.org", "7", 0)


def test_the_due_time_follows_grading_yml(course: Course, db_url: str):
    ensure_assignment(course, db_url, "vae")
    with Gradebook(db_url) as gradebook:
        assert gradebook.find_assignment("vae").duedate == datetime(2027, 2, 22, 22, 59)
    later = course.assignment("vae").model_copy(update={"due": datetime(2027, 3, 1, 12, tzinfo=UTC)})
    ensure_assignment(course.model_copy(update={"assignments": {"vae": later}}), db_url, "vae")
    with Gradebook(db_url) as gradebook:
        assert gradebook.find_assignment("vae").duedate == datetime(2027, 3, 1, 12)
        assert gradebook.find_assignment("vae").max_score == 25


def test_a_changed_release_updates_sources_but_never_moves_marks(course: Course, db_url: str):
    record(graded(course, "ada"), course, db_url)
    path = course.release_notebook("vae")
    release = nbformat.read(path, as_version=4)
    reworded = edited(release, test_sampling="assert Sampling()")
    marks = next(cell.metadata.nbgrader for cell in reworded.cells if grade_id(cell) == "test_sampling")
    marks.checksum = "0" * 32
    nbformat.write(reworded, path)
    ensure_assignment(course, db_url, "vae")
    with Gradebook(db_url) as gradebook:
        assert gradebook.find_source_cell("test_sampling", "vae", "vae").source == "assert Sampling()"
    release.cells = [cell for cell in release.cells if grade_id(cell) != "test_sampling"]
    nbformat.write(release, path)
    with pytest.raises(GradebookError, match="go back to that release"):
        ensure_assignment(course, db_url, "vae")
    assert score_of(db_url, "ada") == 20


def test_a_database_that_cannot_be_used_is_named_as_such(course: Course):
    with pytest.raises(GradebookError, match="database"):
        record(graded(course, "ada"), course, "sqlite:////proc/no/such/folder/gradebook.db")


def test_a_gradebook_is_made_where_alembic_is_not_on_the_path(course: Course, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    db_url = f"sqlite:///{course.root / 'new.db'}"
    record(graded(course, "ada"), course, db_url)
    assert score_of(db_url, "ada") == 20
