"""A batch with every kind of trouble in it: nobody's trouble is another's."""

import signal
import subprocess
import sys
import threading
import time
from os import getpid, kill
from pathlib import Path

import pytest
import standin_grader

from autograder.batch import pool as batch
from autograder.batch.pool import Batch, grade_many
from autograder.batch.submissions import Submission
from autograder.course import Course
from autograder.errors import CourseError

pytestmark = pytest.mark.timeout(60)


def hand_in(root: Path, **words: str) -> list[Submission]:
    """A submission per student, whose bytes tell the stand-in grader what to do."""
    submissions = []
    for student, word in words.items():
        path = root / "submitted" / student / "vae" / "vae.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(word)
        submissions.append(Submission(student, "vae", path))
    return submissions


def grade(submissions: list[Submission], course: Course, *, jobs: int = 2, **options) -> Batch:
    return grade_many(submissions, course, seed=7, jobs=jobs, grader=standin_grader.grade, **options)


def test_a_class_with_every_trouble_is_graded_all_the_same(tmp_path: Path, course: Course) -> None:
    submissions = hand_in(
        tmp_path,
        zoe="full",
        ada="slow",
        ben="half",
        cleo="die",
        dora="raise",
        finn=f"die-once {tmp_path / 'flag'}",
    )
    (tmp_path / "submitted" / "cleo" / "vae" / "other.ipynb").touch()
    missing = tmp_path / "submitted" / "gus" / "vae" / "vae.ipynb"
    missing.parent.mkdir(parents=True)
    heard = []

    done = grade([*submissions, Submission("gus", "vae", missing)], course, on_done=heard.append)

    assert done.stopped == ""
    assert sorted(outcome.grade.student for outcome in heard) == [o.grade.student for o in done.outcomes]
    got = {o.grade.student: (o.grade.status, o.grade.score, o.grade.reason) for o in done.outcomes}
    by_hand = "it needs grading by hand"
    assert got == {
        "ada": ("graded", 4, ""),
        "ben": ("graded", 2, ""),
        "cleo": ("needs_manual_grade", 0, f"the grader died 2 times over this submission; {by_hand}"),
        "dora": ("needs_manual_grade", 0, f"the grader itself failed (ValueError); {by_hand}"),
        "finn": ("graded", 4, ""),
        "gus": ("rejected", 0, "no vae.ipynb: the submission is empty"),
        "zoe": ("graded", 4, ""),
    }
    assert list(got) == sorted(got), "the order does not depend on who is done first"
    assert {outcome.grade.max_score for outcome in done.outcomes} == {4}
    assert [outcome.grade.student for outcome in done.outcomes if outcome.notebook is None] == [
        "cleo",
        "dora",
        "gus",
    ]


def test_a_grader_that_hangs_is_stopped(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "START_SECONDS", 3.0)
    whole = ("submission_seconds", "added_seconds", "questions_seconds")
    limits = course.limits.model_copy(update=dict.fromkeys(whole, 0.5 / len(whole)))
    hasty = course.model_copy(update={"limits": limits})
    done = grade(hand_in(tmp_path, ada="hang", ben="full"), hasty)
    assert [outcome.grade.status for outcome in done.outcomes] == ["needs_manual_grade", "graded"]
    assert done.outcomes[0].grade.reason.startswith("grading was stopped after 6 s")


def test_no_sandbox_stops_the_batch_with_the_reason(tmp_path: Path, course: Course) -> None:
    done = grade(hand_in(tmp_path, ada="full", ben="no-sandbox", cleo="full"), course, jobs=1)
    assert done.stopped == "bubblewrap is missing: apt install bubblewrap"
    assert [outcome.grade.student for outcome in done.outcomes] == ["ada"]


def test_an_interruption_keeps_what_is_done(tmp_path: Path, course: Course) -> None:
    submissions = hand_in(tmp_path, ada="full", ben="hang")

    def interrupt(_: object) -> None:
        threading.Timer(0.3, kill, (getpid(), signal.SIGINT)).start()

    started = time.monotonic()
    done = grade(submissions, course, jobs=2, on_done=interrupt)
    assert done.is_interrupted
    assert [outcome.grade.student for outcome in done.outcomes] == ["ada"]
    assert time.monotonic() - started < 20


def test_extra_notebooks_are_noted_and_not_graded(tmp_path: Path, course: Course) -> None:
    [submission] = hand_in(tmp_path, ada="full")
    submission.path.with_name("vae-old.ipynb").write_text("half")
    [outcome] = grade([submission], course).outcomes
    assert (outcome.grade.score, outcome.grade.reason) == (
        4,
        "not graded, as only vae.ipynb is: vae-old.ipynb",
    )


def test_every_submission_is_asked_with_the_same_seed(tmp_path: Path, course: Course) -> None:
    done = grade(hand_in(tmp_path, ada="full", ben="full"), course)
    assert {outcome.grade.checks[1].title for outcome in done.outcomes} == {"seed 7"}


def test_workers_have_the_environment_of_the_moment(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine tells its workers by a variable where the sandbox that it has warmed up is."""
    for number in range(2):
        monkeypatch.setenv("WARM_SERVER", f"number {number}")
        done = grade(hand_in(tmp_path / str(number), ada="say WARM_SERVER"), course)
        assert done.outcomes[0].grade.reason == f"number {number}"


def test_an_assignment_without_a_release_cannot_be_graded(tmp_path: Path, course: Course) -> None:
    course.release_notebook("vae").unlink()
    with pytest.raises(CourseError, match="make it with: autograder release vae"):
        grade(hand_in(tmp_path, ada="full"), course)
    course.release_notebook("vae").write_text("{}")
    with pytest.raises(CourseError, match="is damaged; make it again"):
        grade(hand_in(tmp_path / "again", ada="full"), course)


def test_an_interruption_while_the_grader_starts_is_not_heard_by_what_it_starts(
    tmp_path: Path, course: Course
) -> None:
    """A terminal sends Ctrl-C to all of them, and only the first is to say something."""
    hand_in(tmp_path, ada="full")
    code = (
        "import signal, sys, psutil; from pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r}); import standin_grader\n"
        "from autograder.batch.pool import grade_many, warm_up; from autograder.course import load_course\n"
        "from autograder.batch.submissions import find_submissions\n"
        "course = load_course(Path(sys.argv[1])); warm_up(course, [])\n"
        "started = psutil.Process().children(); assert started\n"
        "for child in started: child.send_signal(signal.SIGINT)\n"
        "found = find_submissions([Path(sys.argv[2])], course)\n"
        "print(grade_many(found, course, seed=7, grader=standin_grader.grade).outcomes[0].grade.status)"
    )
    command = [sys.executable, "-c", code, course.root, tmp_path / "submitted"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50)
    assert (done.stdout, done.stderr) == ("graded\n", "")
