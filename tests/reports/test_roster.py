"""The class list: what is wrong in it is told by line, and nobody in it is left out of a report."""

import csv
from pathlib import Path

import pytest
import standin_grader
from example_class import GRADING

from autograder import cli
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.model import Results
from autograder.roster import load_roster

pytestmark = pytest.mark.timeout(60)

ROSTER = """\
id,first_name,last_name,email,lms_user_id,group
ada,Ada,Lovelace,ada@example.org,4711,north
ben,Ben,"Bitdiddle, Jr.",ben@example.org,4712,north
cleo,Cleo,Patra,cleo@example.org,4713,
"""


def with_roster(course: Course, roster: str = ROSTER, grading: str = "") -> Course:
    (course.root / "roster.csv").write_text(roster, encoding="utf-8")
    (course.root / "grading.yml").write_text(f"{GRADING}\nroster: roster.csv\n{grading}", encoding="utf-8")
    return load_course(course.root)


def hand_in(folder: Path, *students: str, word: str = "full") -> None:
    for student in students:
        (folder / student / "vae").mkdir(parents=True)
        (folder / student / "vae/vae.ipynb").write_text(word)


def grade(course: Course, *arguments: object) -> int:
    given = ["grade", "--course", course.root, "--jobs", 2, *arguments]
    return cli.main([str(argument) for argument in given], grader=standin_grader.grade)


def test_a_course_without_a_roster_has_nobody_in_it(course: Course) -> None:
    assert load_roster(course).people == {}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_roster_is_read_as_spreadsheets_write_it(course: Course, separator: str, start: str) -> None:
    text = start + ROSTER.replace('"Bitdiddle, Jr."', "Bitdiddle").replace(",", separator).replace(
        "\n", "\r\n"
    )
    roster = load_roster(with_roster(course, text + "\r\n"))
    assert list(roster.people) == ["ada", "ben", "cleo"]
    assert roster.people["ben"].name == "Ben Bitdiddle" and roster.people["ben"].lms_user_id == "4712"
    assert roster.groups == {"north": ["ada", "ben"]}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["1: no column 'id'"]),
        ("id\n", ["1: nobody stands below it"]),
        ("id,mail\nada,a@b.c\n", ["1: no column 'mail' (did you mean email?); allowed: id, first_name, "]),
        ("id,id\nada,b\n", ["1: column 'id' twice"]),
        ("id,email\nada\n\n,a@b.c\n", ["2: 1 cells; the first line has 2", "4: id: missing"]),
        ("id,email\nada,A@b.c\nben,a@b.c\nada,\n", ["3: email: 'a@b.c' stands in line 2, too", "4: id: 'ada'"]),
        ("id\n../eve\n", ["2: id: found '../eve'; allowed: what can be a folder's name"]),
        ("id,group\nada,ben\nben,\n", ["2: group: found 'ben', which is a student's id, too"]),
        ('id\n"ada\n', ["2: not valid CSV: "]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_in_a_roster_is_told_by_its_line(
    course: Course, text: str, faults: list[str]
) -> None:
    course = with_roster(course, text)
    with pytest.raises(CourseError) as told:
        load_roster(course)
    lines = str(told.value).splitlines()
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(f"{course.root}/roster.csv:{fault}")


def test_a_roster_that_is_no_text_or_not_there_is_told(course: Course) -> None:
    course = with_roster(course)
    (course.root / "roster.csv").write_bytes("id\nÄda".encode("cp1252"))
    with pytest.raises(CourseError, match="is not in UTF-8"):
        load_roster(course)
    (course.root / "roster.csv").unlink()
    with pytest.raises(CourseError, match="cannot be read: No such file"):
        load_roster(course)
    assert grade(course, course.root) == 2


def test_an_extension_of_nobody_in_the_roster_is_a_mistake(course: Course) -> None:
    course = with_roster(course, grading="extensions: {adda: {vae: 2027-03-01 23:59:00+01:00}}")
    with pytest.raises(
        CourseError, match=r"extensions.adda: nobody of that id in roster.csv \(did you mean ada"
    ):
        load_roster(course)


def test_who_handed_in_nothing_stands_in_every_report_with_no_points(course: Course, tmp_path: Path) -> None:
    course, submitted, out = with_roster(course), tmp_path / "submitted", tmp_path / "out"
    hand_in(submitted, "ada")
    reports = ["--json", out / "r.json", "--junit", out / "j.xml", "--csv", out / "g.csv", "--html", out]
    assert grade(course, submitted, *reports) == 0
    grades = Results.read(out / "r.json").grades
    assert [(each.student, each.status, each.score, each.max_score) for each in grades] == [
        ("ada", "graded", 4, 4), ("ben", "missing", 0, 4), ("cleo", "missing", 0, 4)
    ]  # fmt: skip
    rows = list(csv.DictReader((out / "g.csv").open(encoding="utf-8")))
    assert [row["reason"] for row in rows] == ["", "nothing handed in", "nothing handed in"]
    assert (out / "j.xml").read_text().count("<failure") == 2
    index = (out / "index.html").read_text()
    assert "<dt>submissions</dt> <dd>1</dd>" in index and "<dt>handed in nothing</dt> <dd>2</dd>" in index
    assert "<dd>4<small> / 4</small></dd>" in index, "the mean is of what was handed in"


def test_nobody_is_missed_where_one_students_work_is_graded(course: Course, tmp_path: Path) -> None:
    course, out = with_roster(course), tmp_path / "r.json"
    hand_in(tmp_path / "submitted", "ada")
    assert grade(course, tmp_path / "submitted/ada", "--json", out) == 0
    assert [each.student for each in Results.read(out).grades] == ["ada"]


def test_who_cannot_be_graded_has_not_handed_in_nothing(course: Course, tmp_path: Path) -> None:
    course, submitted, out = with_roster(course), tmp_path / "submitted", tmp_path / "r.json"
    hand_in(submitted, "ada")
    (submitted / "ben").mkdir()
    (submitted / "ben/work.ipynb").write_text("{}")
    assert grade(course, submitted, "--json", out) == 3
    [_, ben, cleo] = Results.read(out).grades
    assert (ben.status, cleo.status) == ("needs_manual_grade", "missing")
    assert "which assignment is it?" in ben.reason


def test_who_stands_in_no_roster_is_graded_and_told(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = with_roster(course)
    hand_in(tmp_path / "submitted", "ada", "eve")
    assert grade(course, tmp_path / "submitted") == 0
    assert "autograder: eve does not stand in roster.csv\n" in capsys.readouterr().err


GROUP_WORK = GRADING.replace("framework: tensorflow, release: 2027-02", "framework: tensorflow, group_work: true, release: 2027-02")  # fmt: skip


@pytest.mark.parametrize("submitter", ["ben", "north"])
def test_one_submission_of_a_group_is_a_mark_for_each(course: Course, tmp_path: Path, submitter: str) -> None:
    course = with_roster(course)
    (course.root / "grading.yml").write_text(f"{GROUP_WORK}\nroster: roster.csv\n")
    hand_in(tmp_path / "submitted", submitter, word="half")
    assert grade(course, tmp_path / "submitted", "--json", tmp_path / "r.json") == 0
    grades = Results.read(tmp_path / "r.json").grades
    assert [(each.student, each.status, each.score) for each in grades] == [
        ("ada", "graded", 2), ("ben", "graded", 2), ("cleo", "missing", 0)
    ]  # fmt: skip


def test_a_group_is_no_group_where_each_works_alone(course: Course, tmp_path: Path) -> None:
    course = with_roster(course)
    hand_in(tmp_path / "submitted", "ben")
    assert grade(course, tmp_path / "submitted", "--json", tmp_path / "r.json") == 0
    assert [each.status for each in Results.read(tmp_path / "r.json").grades] == [
        "missing",
        "graded",
        "missing",
    ]


def test_which_of_several_submissions_of_a_group_counts_is_left_to_a_person(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = with_roster(course)
    (course.root / "grading.yml").write_text(f"{GROUP_WORK}\nroster: roster.csv\n")
    hand_in(tmp_path / "submitted", "ada", "cleo")
    hand_in(tmp_path / "submitted", "ben", word="half")
    assert grade(course, tmp_path / "submitted", "--json", tmp_path / "r.json") == 3
    grades = Results.read(tmp_path / "r.json").grades
    assert [each.status for each in grades] == ["needs_manual_grade", "needs_manual_grade", "graded"]
    assert "2 notebooks for vae by the group north: " in capsys.readouterr().err
