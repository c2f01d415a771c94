"""`autograder grade --resume` through the command line: it grades what has changed, and nothing else."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import standin_grader

from autograder import cli
from autograder.classroom import gradebook
from autograder.course import Course
from autograder.model import Results

pytestmark = pytest.mark.timeout(120)

REPOSITORY = Path(__file__).parents[2]
# A grader of its own process: the command line with the stand-in for an engine.
COMMAND = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import standin_grader; from autograder import cli\n"
    "sys.exit(cli.main(sys.argv[1:], grader=standin_grader.grade))"
)


def write(submitted: Path, student: str, word: str) -> None:
    notebook = submitted / student / "vae" / "vae.ipynb"
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.write_text(word)


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Three students, one of them with half the points."""
    for student, word in (("ada", "full"), ("ben", "half"), ("cleo", "full")):
        write(tmp_path / "submitted", student, word)
    return tmp_path / "submitted"


@pytest.fixture
def grade(course: Course, tmp_path: Path) -> Callable[..., Results]:
    """Grades paths, and gives what was written into the results file."""

    def run(*arguments: object, code: int = 0) -> Results:
        options = ["grade", "--course", course.root, "--jobs", 2, "--json", tmp_path / "r.json", *arguments]
        assert cli.main([str(option) for option in options], grader=standin_grader.grade) == code
        return Results.read(tmp_path / "r.json")

    return run


def again(before: Results, after: Results) -> list[str]:
    """Students who were graded again: the stand-in's clock tells, see standin_grader."""
    seconds = {grade.student: grade.seconds for grade in before.grades}
    return [grade.student for grade in after.grades if grade.seconds != seconds.get(grade.student)]


def without_times(results: Results) -> list[dict]:
    return [grade.model_dump(exclude={"seconds"}) for grade in results.grades]


def kept_files(course: Course) -> list[Path]:
    return sorted((course.root / ".cache" / "grades").rglob("*.json"))


def test_only_the_submission_that_changed_is_graded_again(submitted, grade, capsys) -> None:
    before = grade(submitted)
    write(submitted, "ben", "full")
    capsys.readouterr()
    after = grade(submitted, "--resume")
    assert again(before, after) == ["ben"]
    assert [each.score for each in after.grades] == [4, 4, 4]
    said = capsys.readouterr()
    assert "2 of 3 unchanged since they were graded before" in said.out
    assert re.findall(r"\] (\w+)  .*  unchanged", said.err) == ["ada", "cleo"]


def test_a_new_submission_alone_is_graded(submitted, grade) -> None:
    before = grade(submitted)
    write(submitted, "dora", "half")
    assert again(before, grade(submitted, "--resume")) == ["dora"]


def test_the_seed_is_that_of_the_grades_it_goes_on_from(submitted, grade, capsys) -> None:
    before = grade(submitted)
    write(submitted, "ben", "full")
    after = grade(submitted, "--resume")
    assert {each.checks[1].title for each in after.grades} == {before.grades[0].checks[1].title}
    assert again(after, grade(submitted, "--resume", "--seed", 5)) == ["ada", "ben", "cleo"]
    assert again(after, grade(submitted / "ada", "--resume")) == ["ada"], "its latest grade is that of seed 5"


def test_a_seed_of_128_bits_is_kept_whole(submitted, grade) -> None:
    before = grade(submitted, "--seed", 2**128 - 1)
    assert again(before, grade(submitted, "--resume")) == []


def test_without_the_option_all_are_graded_with_a_fresh_seed(submitted, grade) -> None:
    before, after = grade(submitted), grade(submitted)
    assert again(before, after) == ["ada", "ben", "cleo"]
    assert before.grades[0].checks[1].title != after.grades[0].checks[1].title


def edit_limit(course: Course) -> None:
    file = course.root / "grading.yml"
    file.write_text(file.read_text().replace("submission_seconds: 20", "submission_seconds: 21"))


def hide_hints(course: Course) -> None:
    with (course.root / "grading.yml").open("a") as file:
        file.write("feedback: {show_hints: false}\n")


def edit_solution(course: Course) -> None:
    course.solution_notebook("vae").parent.mkdir(parents=True)
    course.solution_notebook("vae").write_text("{}")


def edit_release(course: Course) -> None:
    file = course.release_notebook("vae")
    file.write_text(json.dumps(json.loads(file.read_text()), indent=1))


@pytest.mark.parametrize("edit", [edit_limit, hide_hints, edit_solution, edit_release])
def test_a_change_of_what_decides_marks_has_all_graded_again(submitted, course, grade, edit) -> None:
    before = grade(submitted)
    edit(course)
    after = grade(submitted, "--resume")
    assert again(before, after) == ["ada", "ben", "cleo"]
    assert again(after, grade(submitted, "--resume")) == []


def test_what_decides_no_mark_has_nobody_graded_again(submitted, course, grade) -> None:
    before = grade(submitted)
    with (course.root / "grading.yml").open("a") as file:
        file.write("late: {penalty_per_day: 0.1}\n")
    (course.root / "assignments" / "gan" / "gan.ipynb").write_text("{}")
    assert again(before, grade(submitted, "--resume")) == []


def test_a_change_of_checks_grader_or_probe_has_all_graded_again(submitted, course, tmp_path) -> None:
    """In a copy of the course and the packages, as these are the grader's own files."""
    checkout = tmp_path / "checkout"
    for package in ("autograder", "labkit"):
        shutil.copytree(
            REPOSITORY / package, checkout / package, ignore=shutil.ignore_patterns("__pycache__")
        )

    def grade() -> Results:
        line = ["grade", str(submitted), "--course", str(course.root), "--json", str(tmp_path / "r.json")]
        command = [sys.executable, "-c", COMMAND, *line, "--resume"]
        subprocess.run(command, cwd=checkout, check=True, capture_output=True, timeout=100)
        return Results.read(tmp_path / "r.json")

    before = grade()
    for root, file, regraded in (
        (course.root, "solutions/vae/checks/test_part.py", ["ada", "ben", "cleo"]),
        (course.root, "solutions/gan/checks/test_part.py", []),
        (checkout, "autograder/checks/asserts.py", ["ada", "ben", "cleo"]),
        (checkout, "labkit/probe/evaluate.py", ["ada", "ben", "cleo"]),
    ):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        with (root / file).open("a") as source:
            source.write("\n# an afterthought\n")
        after = grade()
        assert again(before, after) == regraded, file
        before = after


def test_an_interrupted_run_goes_on_where_it_stopped(submitted, course, tmp_path) -> None:
    """Ctrl-C while two of five are done; the rest come with --resume, as if nothing had been."""
    gate = tmp_path / "gate"
    for student in ("dora", "emmy"):
        write(submitted, student, f"wait-for {gate}")
    line = ["grade", str(submitted), "--course", str(course.root), "--jobs", "1", "--json"]
    command = [sys.executable, "-c", COMMAND, *line]
    run = subprocess.Popen(
        [*command, str(tmp_path / "r.json")], cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
    )
    for text in iter(run.stderr.readline, ""):
        if "cleo" in text:
            break
    time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert "autograder: interrupted\n2 of 5 not graded; the same command with --resume goes on" in said
    assert "Traceback" not in said
    first = Results.read(tmp_path / "r.json")
    assert [each.student for each in first.grades] == ["ada", "ben", "cleo"]

    gate.touch()
    done = subprocess.run(
        [*command, str(tmp_path / "r.json"), "--resume"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert "3 of 5 unchanged" in done.stdout
    resumed = Results.read(tmp_path / "r.json")
    assert again(first, resumed) == ["dora", "emmy"]
    [seed] = re.findall(r"--seed (\d+)", done.stdout)
    subprocess.run(
        [*command, str(tmp_path / "whole.json"), "--seed", seed], cwd=REPOSITORY, check=True, capture_output=True
    )  # fmt: skip
    assert without_times(resumed) == without_times(Results.read(tmp_path / "whole.json"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-40]),
        lambda file: file.write_text("[]"),
        lambda file: file.write_bytes(b"\xff\x00"),
        lambda file: file.write_text(json.dumps({**json.loads(file.read_bytes()), "seed": "seven"})),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
def test_a_torn_or_foreign_file_is_not_used_and_told_of(submitted, course, grade, capsys, spoil) -> None:
    before = grade(submitted)
    spoil(kept_files(course)[0])
    after = grade(submitted, "--resume")
    assert len(again(before, after)) == 1
    assert without_times(before) == without_times(after)
    assert "is no grade that was kept, and is not used" in capsys.readouterr().err


def test_what_is_damaged_is_told_of_in_one_line(submitted, course, grade, capsys) -> None:
    grade(submitted)
    for file in kept_files(course):
        file.write_text("[]")
    capsys.readouterr()
    grade(submitted, "--resume")
    assert capsys.readouterr().err.count("is no grade that was kept") == 1


def test_a_cache_that_takes_nothing_is_as_good_as_none_and_told_of_once(
    submitted, course, grade, capsys
) -> None:
    (course.root / ".cache").touch()
    before, after = grade(submitted), grade(submitted, "--resume")
    assert again(before, after) == ["ada", "ben", "cleo"]
    assert capsys.readouterr().err.count(f"{course.root}/.cache cannot be written") == 2, "once in each run"


def test_the_grade_of_another_student_is_not_used(submitted, course, grade) -> None:
    write(submitted, "ben", "full")
    before = grade(submitted)
    first, second, third = kept_files(course)
    for file in (second, third):
        file.write_bytes(first.read_bytes())
    after = grade(submitted, "--resume")
    assert [each.student for each in after.grades] == ["ada", "ben", "cleo"]
    assert len(again(before, after)) == 2


@pytest.mark.parametrize("word", ["error", "die", "raise"])
def test_what_the_grader_could_not_judge_is_tried_again(submitted, course, grade, word) -> None:
    grade(submitted, "--seed", 7)
    write(submitted, "ben", word)
    before = grade(submitted, "--seed", 7, code=3)
    after = grade(submitted, "--resume", code=3)
    assert [each.status for each in after.grades] == ["graded", "needs_manual_grade", "graded"]
    assert set(again(before, after)) <= {"ben"} and "ben" not in [
        json.loads(file.read_bytes())["grade"]["student"] for file in kept_files(course)
    ]


def test_a_submission_that_cannot_be_read_is_looked_at_again(submitted, grade) -> None:
    (submitted / "ben" / "vae" / "vae.ipynb").unlink()
    assert grade(submitted).grades[1].status == "rejected"
    write(submitted, "ben", "full")
    assert grade(submitted, "--resume").grades[1].score == 4
    (submitted / "ben" / "vae" / "vae.ipynb").unlink()
    assert grade(submitted, "--resume").grades[1].status == "rejected"


def test_another_notebook_beside_it_is_noted(submitted, grade) -> None:
    before = grade(submitted)
    (submitted / "ben" / "vae" / "vae-old.ipynb").touch()
    after = grade(submitted, "--resume")
    assert again(before, after) == ["ben"]
    assert "vae-old.ipynb" in after.grades[1].reason


def test_gradebook_and_reports_come_out_the_same(submitted, grade, tmp_path, monkeypatch) -> None:
    recorded = []

    def record(outcome, course, db_url, **handed_in) -> None:
        recorded.append((outcome.grade, outcome.notebook))

    monkeypatch.setattr(gradebook, "record", record)
    reports = ["--html", tmp_path / "out", "--csv", tmp_path / "out" / "g.csv", "--junit", tmp_path / "j.xml"]
    wholes = []
    for options in ([], ["--resume"]):
        grade(submitted, "--gradebook", f"sqlite:///{tmp_path / 'g.db'}", *reports, *options)
        pages = {
            path.relative_to(tmp_path / "out"): path.read_text() for path in (tmp_path / "out").rglob("*.*")
        }
        wholes.append(
            (sorted(recorded, key=lambda each: each[0].student), pages, (tmp_path / "j.xml").read_text())
        )
        recorded.clear()
    assert wholes[0] == wholes[1]
    assert type(wholes[0][0][0][1]) is type(wholes[1][0][0][1])


def test_a_course_that_cannot_be_written_to_is_graded_all_the_same(submitted, course, grade, capsys) -> None:
    (course.root / ".cache").write_text("in the way")
    assert len(grade(submitted).grades) == 3
    assert "nothing is kept for later runs or --resume" in capsys.readouterr().err
