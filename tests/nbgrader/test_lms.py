"""Marks in the forms that learning platforms import: as their own exports look, and as their importers read."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from classroom import graded

from autograder import cli
from autograder.classroom.gradebook import make_ready, naive_utc, open_gradebook, record
from autograder.classroom.marks import marks
from autograder.course import Course, load_course
from autograder.model import Column
from autograder.reports.lms import FORMATS
from autograder.roster import Person, load_roster

PEOPLE = [
    Person("ada", "Ada", "Lovelace", "ada@example.org", "4711"),
    Person("ben", "=Ben", "Bitdiddle, Jr.", "ben@example.org"),
]
COLUMNS = [
    Column("VAE", 25, {"ada": 17.333333, "ben": 0}, "VAE (12345)"),
    Column("GAN", 25, {"ada": 20}),
]

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,VAE (12345),GAN
    Points Possible,,,,,25,25
"Lovelace, Ada",4711,,ada,,17.33,20
"Bitdiddle, Jr.,' =Ben",,,ben,,0,
"""
MOODLE = """\
First name,Last name,ID number,Email address,VAE (12345),GAN
Ada,Lovelace,4711,ada@example.org,17.33,20
'=Ben,"Bitdiddle, Jr.",ben,ben@example.org,0,
"""
BLACKBOARD = """\
\ufeff"Last Name","First Name","Username","Student ID","VAE (12345)","GAN"
"Lovelace","Ada","ada","4711","17.33","20"
"Bitdiddle, Jr.","'=Ben","ben","","0",""
"""
PLAIN = """\
id,first_name,last_name,email,lms_user_id,group,VAE (12345),GAN
,points possible,,,,,25,25
ada,Ada,Lovelace,ada@example.org,4711,,17.33,20
ben,'=Ben,"Bitdiddle, Jr.",ben@example.org,,,0,
"""
EXAMPLES = {"canvas": CANVAS, "moodle": MOODLE, "blackboard": BLACKBOARD, "csv": PLAIN}


@pytest.mark.parametrize("to", FORMATS)
def test_each_platform_gets_its_own_form(to: str):
    assert FORMATS[to](PEOPLE, COLUMNS).splitlines() == EXAMPLES[to].splitlines()


def test_canvas_finds_people_columns_and_what_can_be_had():
    """By the rules of its gradebook_importer.rb."""
    header, possible, *rows = csv.reader(CANVAS.splitlines())
    assert "Student" in header[0] and "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4], "the last column on the student: marks begin behind it"
    assert "Points Possible" in possible[0] and possible[5:] == ["25", "25"]
    assert re.fullmatch(r".*\((\d+)\)", header[5])[1] == "12345", "an assignment that is there already"
    assert all(row[1] or row[3] for row in rows), "each is found by a number or by a name to log in with"


ROSTER = (
    "id,first_name,last_name,lms_user_id\nada,Ada,Lovelace,4711\nben,Ben,Bit,4712\ncleo,Cleo,Patra,4713\n"
)


@pytest.fixture
def marked(course: Course, db_url: str) -> Course:
    """Ada with a point by hand and late, ben with a mistake and without his answers read, cleo with nothing."""
    (course.root / "roster.csv").write_text(ROSTER)
    text = (course.root / "grading.yml").read_text()
    due = "due: 2026-02-22 23:59:00+01:00"
    text = re.sub(r"due: 2027-02-22 [^#\n]*", f"{due}\n    lms_column: VAE (12345)\n", text)
    text = text.replace("release: 2027-02-01\n", "release: 2026-02-01\n")
    (course.root / "grading.yml").write_text(f"{text}\nroster: roster.csv\n")
    course = load_course(course.root)
    make_ready(course, db_url, ["vae"], load_roster(course))
    due = course.assignment("vae").due
    record(graded(course, "ada", answer="Blurred."), course, db_url, timestamp=due + timedelta(days=1))
    record(graded(course, "ben", kl_divergence="failed", answer="Sharp."), course, db_url, timestamp=due)
    with open_gradebook(db_url, course) as gradebook:
        for grade in gradebook.find_submission_notebook("vae", "vae", "ada").grades:
            if grade.cell.name.startswith("question"):
                grade.manual_score, grade.needs_manual_grade = 1, False
        gradebook.db.commit()
    return course


def export(course: Course, *arguments: object) -> list[list[str]]:
    out = course.root / "marks.csv"
    given = ["export", *arguments, "--out", out, "--course", course.root]
    assert cli.main([str(argument) for argument in given]) == 0
    return list(csv.reader(out.open(encoding="utf-8-sig", newline="")))


def test_what_is_exported_is_the_mark_in_the_end(marked: Course, capsys: pytest.CaptureFixture[str]):
    """With points by hand, after the penalty; and a zero, after the due time, for who handed in nothing."""
    header, possible, *rows = export(marked, "--to", "canvas")
    with open_gradebook(f"sqlite:///{marked.root / 'gradebook.db'}", marked) as gradebook:
        by_hand = sum(
            grade.manual_score or 0
            for grade in gradebook.find_submission_notebook("vae", "vae", "ada").grades
        )
    assert by_hand > 0
    assert header[5:] == ["VAE (12345)"] and possible[5:] == ["25"]
    assert [(row[1], float(row[5])) for row in rows] == [
        ("4711", pytest.approx(20 + by_hand - 2.5)), ("4712", 19), ("4713", 0)
    ]  # fmt: skip
    assert "vae: 1 submissions wait for a person" in capsys.readouterr().err


def test_who_may_still_hand_in_has_no_mark_yet(marked: Course):
    text = (marked.root / "grading.yml").read_text()
    later = "extensions: {cleo: {vae: 2999-01-01 00:00:00+01:00}}"
    (marked.root / "grading.yml").write_text(re.sub(r"# extensions:", f"{later}\n#", text))
    *_, cleo = export(marked, "vae", "--to", "blackboard")
    assert cleo == ["Patra", "Cleo", "cleo", "4713", ""]


def test_who_handed_in_another_edition_has_no_zero(marked: Course, db_url: str):
    vae = marked.assignment("vae")
    torch = vae.model_copy(update={"edition_of": "vae", "framework": "torch", "lms_column": None})
    course = marked.model_copy(update={"assignments": {"vae": vae, "vae_torch": torch}})
    with open_gradebook(db_url, course) as gradebook:
        gradebook.update_or_create_assignment("vae_torch", duedate=naive_utc(vae.due))
        gradebook.update_or_create_submission("vae_torch", "cleo")
        gradebook.db.commit()
    tensorflow, torch = marks(course, ["vae", "vae_torch"], db_url, checks=False).columns
    assert (sorted(tensorflow.points), sorted(torch.points)) == (["ada", "ben"], ["cleo"])


def test_there_can_be_a_column_for_each_check(marked: Course):
    header, possible, ada, ben, cleo = export(marked, "vae", "--to", "csv", "--checks")
    [place] = [
        n
        for n, name in enumerate(header)
        if "kl_divergence: `kl_divergence` does what it must, part 1" in name
    ]
    assert (possible[place], ada[place], ben[place], cleo[place]) == ("1", "1", "0", "")
    assert sum(float(points) for points in possible[7:]) == 20


def test_a_gradebook_that_is_not_there_is_not_made(course: Course, tmp_path: Path, capsys):
    assert cli.main(["export", "--to", "csv", "--course", str(course.root)]) == 2
    assert "gradebook.db does not exist: grade with --gradebook" in capsys.readouterr().err
    assert not (course.root / "gradebook.db").exists()
