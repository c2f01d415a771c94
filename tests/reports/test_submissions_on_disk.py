"""Finding and reading submissions, the ill-meant ones too."""

import json
import os
import tempfile
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.batch.submissions import Submission, SubmissionError, Unreadable, find_submissions
from autograder.course import Course
from autograder.errors import CourseError

NOTEBOOK = b'{"cells": []}'


def put(path: Path, data: bytes = NOTEBOOK) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def who(submissions: list[Submission]) -> list[tuple[str, str]]:
    return [(submission.student, submission.assignment) for submission in submissions]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """submitted/ as nbgrader collects it: ben with both assignments, ada with one, cleo with none."""
    for student, id in (("ben", "vae"), ("ada", "vae"), ("ben", "gan")):
        put(tmp_path / "submitted" / student / id / f"{id}.ipynb")
    (tmp_path / "submitted" / "cleo").mkdir()
    put(tmp_path / "submitted" / ".cache" / "vae" / "vae.ipynb")
    return tmp_path / "submitted"


def test_a_tree_gives_every_student_and_assignment(tree: Path, course: Course) -> None:
    assert who(find_submissions([tree], course)) == [("ada", "vae"), ("ben", "gan"), ("ben", "vae")]
    assert who(find_submissions([tree], course, "vae")) == [("ada", "vae"), ("ben", "vae")]


@pytest.mark.parametrize("path", ["ben", "ben/vae", "ben/vae/vae.ipynb"])
def test_a_student_an_assignment_and_a_notebook_are_found(tree: Path, course: Course, path: str) -> None:
    [found] = find_submissions([tree / path], course, "vae")
    assert (found.student, found.assignment, found.read(1)) == ("ben", "vae", NOTEBOOK)


def test_a_relative_path_has_a_student_too(
    tree: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree / "ada" / "vae")
    assert who(find_submissions([Path()], course)) == [("ada", "vae")]
    assert who(find_submissions([Path("vae.ipynb")], course)) == [("ada", "vae")]


def test_a_path_named_twice_is_graded_once(tree: Path, course: Course) -> None:
    assert who(find_submissions([tree / "ada", tree], course, "vae")) == [("ada", "vae"), ("ben", "vae")]


def test_notebooks_named_after_students_need_the_assignment(tmp_path: Path, course: Course) -> None:
    for student in ("ada", "ben"):
        put(tmp_path / "class" / f"{student}.ipynb")
    assert who(find_submissions([tmp_path / "class"], course, "gan")) == [("ada", "gan"), ("ben", "gan")]
    with pytest.raises(SubmissionError, match=r"--assignment, one of vae, gan"):
        find_submissions([tmp_path / "class"], course)


def test_a_notebook_may_name_its_assignment_itself(tmp_path: Path, course: Course) -> None:
    says = json.dumps({"metadata": {"labkit": {"assignment": "gan"}}}).encode()
    assert who(find_submissions([put(tmp_path / "ada.ipynb", says)], course)) == [("ada", "gan")]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"[]", b"[" * 100_000, b'{"metadata": {"labkit": {"assignment": ["gan"]}}}']
)
def test_a_notebook_that_names_no_assignment_is_asked_about(
    tmp_path: Path, course: Course, data: bytes
) -> None:
    with pytest.raises(SubmissionError, match="which assignment"):
        find_submissions([put(tmp_path / "ada.ipynb", data)], course)


def test_what_lies_in_a_students_folder_is_that_students(tmp_path: Path, course: Course) -> None:
    """Neither a notebook named after another student nor a folder of one earns that student a grade."""
    put(tmp_path / "submitted" / "mallory" / "ada.ipynb")
    put(tmp_path / "submitted" / "mallet" / "vae" / "ada" / "vae" / "vae.ipynb")
    found = find_submissions([tmp_path / "submitted"], course, "vae")
    assert who(found) == [("mallet", "vae"), ("mallory", "vae")]
    with pytest.raises(Unreadable, match=r"no vae\.ipynb"):
        found[0].read(1)
    assert found[1].notes() == ["ada.ipynb was taken for vae.ipynb"]


@pytest.mark.parametrize(
    "name",
    ["Copy of vae.ipynb", "vae (1).ipynb", "VAE.ipynb", "vae.IPYNB", "vae.zip", "My work/anything.ipynb"],
)
def test_the_only_file_that_can_be_meant_is_taken_with_a_note(
    tmp_path: Path, course: Course, name: str
) -> None:
    put(tmp_path / "ada" / "vae" / name)
    put(tmp_path / "ada" / "vae" / ".ipynb_checkpoints" / "vae-checkpoint.ipynb")
    [found] = find_submissions([tmp_path], course)
    assert found.read(1) == NOTEBOOK and found.notes() == [f"{name} was taken for vae.ipynb"]


def test_the_right_name_is_taken_beside_any_other(tree: Path, course: Course) -> None:
    put(tree / "ada" / "vae" / "Copy of vae.ipynb", b"{}")
    [found] = find_submissions([tree / "ada"], course)
    assert found.read(1) == NOTEBOOK
    assert found.notes() == ["not graded, as only vae.ipynb is: Copy of vae.ipynb"]


def test_a_student_is_the_same_whatever_wrote_their_name(tmp_path: Path, course: Course) -> None:
    put(tmp_path / unicodedata.normalize("NFD", "zoé") / "vae" / "vae.ipynb")
    assert who(find_submissions([tmp_path], course)) == [("zoé", "vae")]


def test_an_unzipped_hand_in_without_the_assignments_folder_is_found(tmp_path: Path, course: Course) -> None:
    put(tmp_path / "class" / "ada" / "vae.ipynb")
    assert who(find_submissions([tmp_path / "class"], course)) == [("ada", "vae")]
    assert who(find_submissions([tmp_path / "class" / "ada"], course)) == [("ada", "vae")]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([], r"no vae\.ipynb: the submission is empty"),
        (["notes.txt"], r"no vae\.ipynb in the submission, only notes\.txt"),
        (["VAE (1).ipynb", "b.ipynb"], r"no vae\.ipynb but VAE \(1\)\.ipynb, b\.ipynb: which of them"),
        (["one/a.ipynb", "two/b.ipynb"], r"no vae\.ipynb in the submission, only one, two"),
        ([f"{i}.txt" for i in range(9)], r"0\.txt, 1\.txt, 2\.txt, 3\.txt, 4\.txt and 4 more"),
    ],
)
def test_a_missing_notebook_is_told_with_what_is_there(
    tmp_path: Path, course: Course, names: list[str], reason: str
) -> None:
    (tmp_path / "ada" / "vae").mkdir(parents=True)
    for name in names:
        put(tmp_path / "ada" / "vae" / name)
    [found] = find_submissions([tmp_path / "ada"], course)
    with pytest.raises(Unreadable, match=reason):
        found.read(1)


def test_links_out_of_a_submission_are_refused(tree: Path, course: Course) -> None:
    (tree / "eve" / "vae").mkdir(parents=True)
    (tree / "eve" / "vae" / "vae.ipynb").symlink_to(tree / "ada" / "vae" / "vae.ipynb")
    (tree / "mallory").mkdir()
    (tree / "mallory" / "vae").symlink_to(tree / "ada" / "vae")
    for student, what in (
        ("eve", r"vae\.ipynb is a symbolic link"),
        ("mallory", "the folder vae is a symbolic"),
    ):
        [found] = find_submissions([tree / student], course)
        with pytest.raises(Unreadable, match=what):
            found.read(1)


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    for name in ("pipe.ipynb", "folder.ipynb"):
        with pytest.raises(Unreadable, match="not a regular file"):
            Submission("ada", "vae", tmp_path / name).read(1)


def test_a_large_notebook_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "vae.ipynb"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(Unreadable, match=r"vae\.ipynb is 200\.0 MiB; at most 20 MiB are read"):
        Submission("ada", "vae", path).read(20)
    with path.open("wb") as file:
        file.truncate(2**20)
    assert len(Submission("ada", "vae", path).read(1)) == 2**20


def test_two_notebooks_of_one_student_are_told_apart_by_the_instructor(
    tmp_path: Path, course: Course
) -> None:
    paths = [put(tmp_path / folder / "ada.ipynb") for folder in ("first", "second")]
    with pytest.raises(SubmissionError, match="two notebooks for vae by student ada"):
        find_submissions(paths, course, "vae")


@pytest.mark.parametrize("name", ["nowhere", "empty", "empty/vae"])
def test_a_path_without_submissions_is_an_error_that_names_it(
    tmp_path: Path, course: Course, name: str
) -> None:
    (tmp_path / "empty" / "vae").mkdir(parents=True)
    with pytest.raises(SubmissionError, match=str(tmp_path / name)):
        find_submissions([tmp_path / name], course, "gan")


def test_an_unknown_assignment_is_an_error_with_the_known_ones(tree: Path, course: Course) -> None:
    with pytest.raises(CourseError, match=r"no assignment 'vea'; allowed: vae, gan \(did you mean vae\?\)"):
        find_submissions([tree], course, "vea")


@pytest.mark.parametrize("name", ["..ipynb", "...ipynb"])
def test_a_student_is_never_a_way_out_of_a_folder(tmp_path: Path, course: Course, name: str) -> None:
    with pytest.raises(SubmissionError, match="cannot be a student's name"):
        find_submissions([put(tmp_path / name)], course, "vae")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        (b"2027-02-20 10:00:00.5 UTC\n", datetime(2027, 2, 20, 10, 0, 0, 500_000, UTC)),
        (b"2027-02-20 12:00:00 +02:00", datetime(2027, 2, 20, 10, tzinfo=UTC)),
        (b"2027-02-20 10:00", datetime(2027, 2, 20, 10, tzinfo=UTC)),
        (b"\xef\xbb\xbf2027-02-20 10:00", datetime(2027, 2, 20, 10, tzinfo=UTC)),
        ("2027-02-20 10:00".encode("utf-16"), datetime(2027, 2, 20, 10, tzinfo=UTC)),
        ("2027-02-20 10:00".encode("utf-16-le"), datetime(2027, 2, 20, 10, tzinfo=UTC)),
        (b"2027-07-20 11:00 Europe/Berlin", datetime(2027, 7, 20, 9, tzinfo=UTC)),
        (b"2027-02-20 11:00 Middle/Earth", None),
        (b"2027-02-20 11:00 ../../etc/localtime", None),
        (b"2027-02-20 11:00 +01:00 Europe/Berlin", None),
        (b"2027-02-20 11:00 CET", datetime(2027, 2, 20, 10, tzinfo=UTC)),
        (b"2027-07-20 12:00 CEST", datetime(2027, 7, 20, 10, tzinfo=UTC)),
        (b"2027-02-20T10:00:00Z", datetime(2027, 2, 20, 10, tzinfo=UTC)),
        (b"Sat, 20 Feb 2027 10:00:00 GMT", datetime(2027, 2, 20, 10, tzinfo=UTC)),
        (b"2027-02-20 10:00 XYZ", None),
        (b"02/03/2027 10:00", None),
        (b"20.02.2027, 10:00 Uhr", None),
        (b"2027-02-01 10:00:00 +9999", None),
        (b"2027-02-01 10:00:00 -9999", None),
        (b"0001-01-01 00:00:00 +12:00", None),
        (b"0001-01-01", None),
        (b"9999-12-31 23:59:59 -12:00", None),
        (b"9999-12-31", None),
        (b"", None),
        (b"yesterday", None),
        (b"9" * 199, None),
        (b"2027-02-20 10:00" + b" " * 1000, None),
        (b"\xff", None),
    ],
)
def test_the_time_of_submission_is_read_with_care(tmp_path: Path, text: bytes, time: datetime | None) -> None:
    put(tmp_path / "timestamp.txt", text)
    submission = Submission("ada", "vae", tmp_path / "vae.ipynb")
    assert submission.submitted_at() == time
    assert any("says no time that is plain" in note for note in submission.notes()) == (time is None)


def submitted_at(folder: Path) -> datetime | None:
    return Submission("ada", "vae", folder / "vae.ipynb").submitted_at()


def test_no_timestamp_is_no_time(tmp_path: Path) -> None:
    assert submitted_at(tmp_path) is None


def test_a_timestamp_that_is_no_file_is_no_time(tmp_path: Path) -> None:
    for folder in ("link", "folder", "pipe"):
        (tmp_path / folder).mkdir()
    (tmp_path / "link/timestamp.txt").symlink_to(put(tmp_path / "time", b"2027-02-20 10:00"))
    (tmp_path / "folder/timestamp.txt").mkdir()
    os.mkfifo(tmp_path / "pipe/timestamp.txt")
    assert [submitted_at(tmp_path / folder) for folder in ("link", "folder", "pipe")] == [None] * 3


PIECES = st.sampled_from(
    [
        b"2027",
        b"0001",
        b"-",
        b"+",
        b":",
        b"10",
        b" ",
        b"9999",
        b"T",
        b"Z",
        b"UTC",
        b"Feb",
        b".",
        b",",
        b"1e9",
        b"am",
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=100), st.lists(PIECES, max_size=12).map(b"".join)))
def test_any_timestamp_is_a_time_that_the_rest_can_use_or_none(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder) / "timestamp.txt", data)
        time = submitted_at(Path(folder))
    if time is not None:
        assert time.tzinfo is UTC and time.astimezone(timezone(timedelta(hours=-14))).year > 1900


# --- What one student does costs the class nothing ---------------------------------------------------------------


def find_in_class(folder: Path, course: Course) -> tuple[list[tuple[str, str]], list[str]]:
    left_out: list[str] = []
    return who(find_submissions([folder], course, left_out=left_out.append)), left_out


@pytest.mark.parametrize("name", ["eve/work.ipynb", "work.ipynb", "eve\x1b[2J\n/work.ipynb"])
def test_a_notebook_that_nobody_knows_the_assignment_of_costs_itself_alone(
    tree: Path, course: Course, name: str
) -> None:
    put(tree / name)
    found, [problem] = find_in_class(tree, course)
    assert found == [("ada", "vae"), ("ben", "gan"), ("ben", "vae")]
    assert problem.startswith(str(tree)) and problem.isprintable()


def test_a_students_other_notebook_is_known_by_its_own_word(tree: Path, course: Course) -> None:
    says = json.dumps({"metadata": {"labkit": {"assignment": "gan"}}}).encode()
    put(tree / "eve" / "work.ipynb", says)
    put(tree / "eve" / "notes.ipynb")
    assert find_in_class(tree, course) == (
        [("ada", "vae"), ("ben", "gan"), ("ben", "vae"), ("eve", "gan")],
        [],
    )


def test_two_with_the_same_name_cost_nobody_else(tree: Path, course: Course) -> None:
    """Also names that differ only in what no terminal may see."""
    for student in ("eve\x1b", "eve\x07"):
        put(tree / student / "vae" / "vae.ipynb")
    put(tree / "ada.ipynb", json.dumps({"metadata": {"labkit": {"assignment": "vae"}}}).encode())
    found, problems = find_in_class(tree, course)
    assert found == [("ben", "gan"), ("ben", "vae")]
    assert [problem.split(":")[0] for problem in problems] == [
        "two notebooks for vae by student ada",
        "two notebooks for vae by student eve\N{REPLACEMENT CHARACTER}",
    ]
    assert all(problem.isprintable() for problem in problems)
