"""Reports for graders who must not know whose work they read."""

import csv
import stat
from pathlib import Path

import pytest
import standin_grader

from autograder import cli
from autograder.course import Course
from autograder.model import Results

pytestmark = pytest.mark.timeout(60)


def grade(course: Course, *arguments: object) -> int:
    given = ["grade", "--course", course.root, *arguments]
    return cli.main([str(argument) for argument in given], grader=standin_grader.grade)


def test_no_report_says_whose_work_it_is_and_a_file_apart_does(course: Course, tmp_path: Path) -> None:
    submitted, out, key = tmp_path / "submitted", tmp_path / "out", tmp_path / "kept apart/key.csv"
    for student, file in (("ada", "vae.ipynb"), ("ben", "vae of ben.ipynb")):
        (submitted / student / "vae").mkdir(parents=True)
        (submitted / student / "vae" / file).write_text("full")
    reports = ("--json", out / "r.json", "--junit", out / "j.xml", "--csv", out / "g.csv", "--html", out)
    assert grade(course, submitted, *reports, "--anonymous", key) == 0
    students = {row["code"]: row["id"] for row in csv.DictReader(key.open(encoding="utf-8"))}
    grades = Results.read(out / "r.json").grades
    assert sorted(students[each.student] for each in grades) == ["ada", "ben"]
    assert "was taken for vae.ipynb" in "".join(each.reason for each in grades)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for path in filter(Path.is_file, out.rglob("*")):
        assert not {"ada", "ben"} & set(path.read_text(encoding="utf-8").replace("/", " ").split()), path
        assert "ada" not in path.name and "ben" not in path.name

    assert grade(course, submitted / "ben", "--json", out / "r.json", "--anonymous", key) == 0
    [again] = Results.read(out / "r.json").grades
    assert students[again.student] == "ben", "whoever has a code keeps it"


def test_what_is_no_key_is_left_as_it_is(course: Course, tmp_path: Path, capsys) -> None:
    (tmp_path / "vae.ipynb").write_text("full")
    (tmp_path / "key.csv").write_text("id,email\nada,ada@example.org\n")
    out = tmp_path / "r.json"
    assert grade(course, tmp_path / "vae.ipynb", "--json", out, "--anonymous", tmp_path / "key.csv") == 2
    assert "is no key" in capsys.readouterr().err
    assert not out.exists() and "ada@example.org" in (tmp_path / "key.csv").read_text()
