"""What platforms hand out in bulk: recognised, and given to students by the roster, or to nobody."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import standin_grader
from test_roster import GROUP_WORK, with_roster

from autograder import cli
from autograder.batch.downloads import opened
from autograder.batch.submissions import find_submissions
from autograder.course import Course
from autograder.model import Results
from autograder.roster import load_roster

pytestmark = pytest.mark.timeout(60)

ROSTER = """\
id,first_name,last_name,email,lms_user_id,github,group
ada,Ada,Lovelace,ada@example.org,4711,adalove,north
ben,Ben,Bitdiddle,ben@example.org,4712,bit-diddle,north
zoë,Zoë,Núñez,zoe@example.org,,,
twin1,Kim,Lee,,,,
twin2,Kim,Lee,,,,
"""
METADATA = """\
submission_11:
  :submitters:
  - :name: Ada L.
    :sid: '4711'
    :email: Ada@example.org
  :created_at: 2027-02-20 10:00:00.000000000 Z
  :score: 0.0
submission_12:
  :submitters:
  - :name: Ben Bitdiddle
    :sid: ''
    :email: ben@example.org
  - :name: Zoë Núñez
    :email: zoe@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2027-02-21 10:00:00.000000000 Z
    time: 2027-02-21 02:00:00.000000000 Z
"""

PLATFORMS = {
    "Canvas": ["lovelaceada_4711_901_vae.ipynb", "bitdiddleben_LATE_4712_902_vae-1.ipynb", "núñezzoë_99_903_vae.ipynb"],
    "Moodle": [
        "Ada Lovelace_657717_assignsubmission_file_/vae.ipynb",
        "Bitdiddle Ben_657718_assignsubmission_file_/answers/vae.ipynb",
        "Zoë Núñez_657719_assignsubmission_file_vae.ipynb",
    ],
    "Gradescope": ["assignment_5_export/submission_11/vae.ipynb", "assignment_5_export/submission_12/vae.ipynb"],
    "GitHub": ["vae-submissions/vae-adalove/assignments/vae/vae.ipynb", "vae-submissions/vae-bit-diddle/vae.ipynb"],
    "exchange": [
        "ada+vae+2027-02-20 10:00:00.000000 UTC+3Z2/vae.ipynb",
        "ada+vae+2027-02-19 10:00:00.000000 UTC+1aa/vae.ipynb",
        "zoë+vae+2027-02-20 10:00:00.000000 UTC/vae.ipynb",
    ],
}  # fmt: skip
WHO = {
    "Canvas": ["ada", "ben", "zoë"], "Moodle": ["ada", "ben", "zoë"], "Gradescope": ["ada", "ben", "zoë"],
    "GitHub": ["ada", "ben"], "exchange": ["ada", "zoë"],
}  # fmt: skip


def download(place: Path, names: list[str], *, metadata: str = "", as_zip: bool, word: str = "full") -> Path:
    files = dict.fromkeys(names, word)
    if metadata:
        files[f"{names[0].split('/')[0]}/submission_metadata.yml"] = metadata
    if as_zip:
        with zipfile.ZipFile(place / "submissions.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return place / "submissions.zip"
    for name, text in files.items():
        (place / "submissions" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "submissions" / name).write_text(text)
    return place / "submissions"


def grade(course: Course, *arguments: object) -> int:
    given = ["grade", "--course", course.root, "--jobs", 2, "--assignment", "vae", *arguments]
    return cli.main([str(argument) for argument in given], grader=standin_grader.grade)


def graded(course: Course, path: Path, code: int = 0) -> dict[str, str]:
    out = course.root / "r.json"
    assert grade(course, path, "--json", out) == code
    return {each.student: each.reason for each in Results.read(out).grades if each.status == "graded"}


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_submission_is_its_students_by_the_roster(
    course: Course, tmp_path: Path, platform: str, as_zip: bool
) -> None:
    course = with_roster(course, ROSTER)
    metadata = METADATA if platform == "Gradescope" else ""
    path = download(tmp_path, PLATFORMS[platform], metadata=metadata, as_zip=as_zip)
    if platform in ("Gradescope", "GitHub") and not as_zip:
        [path] = path.iterdir()
    found = graded(course, path)
    assert sorted(found) == WHO[platform]
    if platform == "Canvas":
        assert "says no time that is plain" in found["ben"] and "timestamp" not in found["ada"]


def test_what_may_be_several_peoples_or_nobodys_is_named_and_not_graded(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = with_roster(course, ROSTER)
    names = ["Kim Lee_1_assignsubmission_file_/vae.ipynb", "Eve_2_assignsubmission_file_/vae.ipynb",
             "Ada Lovelace_3_assignsubmission_file_/vae.ipynb"]  # fmt: skip
    assert list(graded(course, download(tmp_path, names, as_zip=True), code=3)) == ["ada"]
    told = capsys.readouterr().err
    assert "Kim Lee (Kim Lee_1_assignsubmission_file_/vae.ipynb) may be twin1 or twin2: not graded" in told
    assert "Eve (Eve_2_assignsubmission_file_/vae.ipynb) is nobody in roster.csv: not graded" in told


def test_a_name_does_not_count_against_a_number(course: Course, tmp_path: Path, capsys) -> None:
    """Another Ada Lovelace takes the course, and does not stand in the roster."""
    course = with_roster(course, ROSTER)
    assert grade(course, download(tmp_path, ["lovelaceada_9999_1_vae.ipynb"], as_zip=True)) == 2
    assert "lovelaceada (lovelaceada_9999_1_vae.ipynb) is nobody in roster.csv" in capsys.readouterr().err


def test_two_submissions_of_one_student_are_left_to_a_person(course: Course, tmp_path: Path, capsys) -> None:
    course = with_roster(course, ROSTER)
    names = ["lovelaceada_4711_1_vae.ipynb", "lovelaceada_4711_2_vae.ipynb", "bitdiddleben_4712_3_vae.ipynb"]
    assert list(graded(course, download(tmp_path, names, as_zip=True), code=3)) == ["ben"]
    assert "ada handed in lovelaceada_4711_1_vae.ipynb and " in capsys.readouterr().err


def test_a_groups_submission_of_gradescope_is_one(course: Course, tmp_path: Path) -> None:
    course = with_roster(course, ROSTER)
    (course.root / "grading.yml").write_text(f"{GROUP_WORK}\nroster: roster.csv\n")
    metadata = METADATA.replace("Zoë Núñez", "Ada").replace("zoe@", "ada@").split("submission_12")[1]
    names = ["export/submission_12/vae.ipynb"]
    path = download(tmp_path, names, metadata=f"submission_12{metadata}", as_zip=True)
    assert sorted(graded(course, path)) == ["ada", "ben"]


def test_without_a_roster_people_are_called_as_the_platform_does(course: Course, tmp_path: Path) -> None:
    path = download(tmp_path, PLATFORMS["Canvas"], as_zip=True)
    assert sorted(graded(course, path)) == ["bitdiddleben-4712", "lovelaceada-4711", "núñezzoë-99"]


@pytest.mark.parametrize("platform", ["Gradescope", "exchange"])
def test_times_come_along_where_the_platform_tells_them(
    course: Course, tmp_path: Path, platform: str
) -> None:
    course = with_roster(course, ROSTER)
    metadata = METADATA if platform == "Gradescope" else ""
    path = download(tmp_path, PLATFORMS[platform], metadata=metadata, as_zip=True)
    [folder] = opened([path], course, load_roster(course), pytest.fail)
    [ada, *_, last] = find_submissions([folder], course)
    assert ada.submitted_at() == datetime(2027, 2, 20, 10, tzinfo=UTC)
    assert last.submitted_at().date() == date(2027, 2, 21 if platform == "Gradescope" else 20)


def test_names_in_an_archive_lead_nowhere(course: Course, tmp_path: Path) -> None:
    course = with_roster(course, ROSTER)
    names = ["../../lovelaceada_4711_1_vae.ipynb", "bitdiddleben_4712_2_...ipynb"]
    download(tmp_path, names, as_zip=True)
    before = sorted(tmp_path.rglob("*"))
    grade(course, tmp_path / "submissions.zip")
    assert [path for path in sorted(tmp_path.rglob("*")) if ".cache" not in str(path)] == before


def test_a_student_cannot_hand_in_for_another_by_a_files_name(course: Course) -> None:
    course = with_roster(course, ROSTER)
    folder = course.root / "submitted" / "eve"
    folder.mkdir(parents=True)
    (folder / "lovelaceada_4711_1_vae.ipynb").write_text("full")
    assert "ada" not in graded(course, folder)
    assert list(graded(course, folder.parent)) == ["eve"]


@pytest.mark.parametrize(
    "metadata", ["- a list", "submission_11: 3", "a: [", "submission_11: {':submitters': [3]}"]
)
def test_metadata_that_gradescope_does_not_write_is_told(
    course: Course, tmp_path: Path, capsys, metadata: str
) -> None:
    path = download(tmp_path, PLATFORMS["Gradescope"], metadata=metadata, as_zip=True)
    assert grade(course, path) == 2
    assert "is not what Gradescope writes" in capsys.readouterr().err
