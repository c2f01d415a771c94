"""Gradescope's results.json, and grading what one student handed in, in a folder that may hold anything."""

import json
from pathlib import Path

import jsonschema
import pytest
import standin_grader

from autograder import cli
from autograder.course import Course
from autograder.model import Results
from autograder.reports import gradescope

pytestmark = pytest.mark.timeout(60)
SCHEMA = json.loads(Path(gradescope.__file__).with_name("gradescope.schema.json").read_text())
EXTRA = {"seed": "7", "version": "1", "commit": "abc"}


def written(results: Results, tmp_path: Path, leaderboard: tuple[str, ...] = ()) -> dict:
    gradescope.write_gradescope(results, tmp_path / "results.json", EXTRA, leaderboard)
    report = json.loads((tmp_path / "results.json").read_text())
    jsonschema.validate(report, SCHEMA)
    return report


def test_every_kind_of_grade_is_a_valid_file(results: Results, tmp_path: Path) -> None:
    for grade in results.grades:
        report = written(Results(grades=[grade]), tmp_path)
        assert report["score"] == grade.score
        assert report["extra_data"] == {"status": grade.status, "sandbox": grade.sandbox, **EXTRA}
        assert len(report.get("tests", [])) == len(grade.checks)


def test_tests_are_numbered_by_cell_and_say_what_feedback_says(results: Results, tmp_path: Path) -> None:
    ben = results.grades[1]
    tests = written(Results(grades=[ben]), tmp_path)["tests"]
    assert [test["number"] for test in tests] == ["1.1", "1.2", "2.1", "2.2", "3.1"]
    assert [test["status"] for test in tests] == ["passed", "passed", "failed", "failed", "passed"]
    assert all(test["visibility"] == "visible" for test in tests)
    assert "Hint: Sum over the latent axis" in tests[2]["output"]
    assert "output" not in tests[0]


def test_what_a_submission_says_is_no_markup(results: Results, tmp_path: Path) -> None:
    eve = results.grades[-1]
    eve.checks[0].message = "Your code raised X: <b>![](http://x)</b>\n  ```\n  # a heading"
    report = written(Results(grades=[eve]), tmp_path)
    assert r"\<img src=x onerror=alert(1)\>" in report["output"]
    assert r"\<b\>\!\[\](http://x)\</b\>" in report["tests"][0]["output"]
    assert "````text\n  ```\n  # a heading\n````" in report["tests"][0]["output"]


def test_the_graders_fault_asks_for_a_person(results: Results, tmp_path: Path) -> None:
    assert "A person has to look" in written(Results(grades=[results.grades[3]]), tmp_path)["output"]
    assert "a person has to look" in written(Results(grades=[]), tmp_path)["output"]


def test_the_leaderboard_shows_the_checks_that_are_named(results: Results, tmp_path: Path) -> None:
    report = written(Results(grades=[results.grades[0]]), tmp_path, ("test_vae_train_step",))
    assert report["leaderboard"] == [
        {"name": "One train step moves every weight as the reference does.", "value": 6.0}
    ]


def grade(course: Course, folder: Path, *options: object) -> int:
    arguments = [
        "grade",
        folder,
        "--course",
        course.root,
        "--assignment",
        "vae",
        "--student",
        "ada",
        *options,
    ]
    return cli.main([str(one) for one in arguments], grader=standin_grader.grade)


@pytest.mark.parametrize("place", ["", "vae", "assignments/vae"])
@pytest.mark.parametrize("name", ["vae.ipynb", "vae (1).ipynb"])
def test_the_notebook_is_found_as_platforms_lay_it_out(course: Course, tmp_path: Path, place: str, name: str):
    folder = tmp_path / "upload"
    (folder / place).mkdir(parents=True)
    (folder / place / name).write_text("full")
    assert grade(course, folder, "--json", tmp_path / "r.json") == 0
    (found,) = Results.read(tmp_path / "r.json").grades
    assert (found.student, found.score) == ("ada", 4)


def test_a_missing_notebook_is_a_graded_zero(course: Course, tmp_path: Path):
    (tmp_path / "upload").mkdir()
    assert grade(course, tmp_path / "upload", "--gradescope", tmp_path / "r.json") == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["score"] == 0
    assert "no vae.ipynb: the submission is empty" in report["output"].replace("\\", "")


@pytest.mark.parametrize("link", ["vae", "assignments", "assignments/vae", "vae.ipynb"])
def test_no_link_leads_to_what_was_not_handed_in(course: Course, tmp_path: Path, link: str):
    for solution in (tmp_path / "solutions" / "vae.ipynb", tmp_path / "solutions" / "vae" / "vae.ipynb"):
        solution.parent.mkdir(parents=True, exist_ok=True)
        solution.write_text("full")
    target = (
        tmp_path / "solutions" / ("" if link == "assignments" else "vae" if link != "vae.ipynb" else link)
    )
    (tmp_path / "upload" / link).parent.mkdir(parents=True)
    (tmp_path / "upload" / link).symlink_to(target)
    assert grade(course, tmp_path / "upload", "--json", tmp_path / "r.json") == 0
    (found,) = Results.read(tmp_path / "r.json").grades
    assert (found.status, found.score) == ("rejected", 0)


def test_an_upload_that_is_not_there_is_no_students_fault(course: Course, tmp_path: Path):
    assert grade(course, tmp_path / "nowhere", "--json", tmp_path / "r.json") == 2


def test_the_file_is_of_one_submission(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for student in ("ada", "ben"):
        (tmp_path / student).mkdir()
        (tmp_path / student / "vae.ipynb").write_text("full")
    arguments = ["grade", tmp_path, "--course", course.root, "--gradescope", tmp_path / "r.json"]
    assert cli.main([str(one) for one in arguments], grader=standin_grader.grade) == 2
    assert "the file is of one submission, and these are 2" in capsys.readouterr().err
