"""What lateness costs, and that it is taken off the mark a person sees in the end."""

import csv
from datetime import timedelta

import pytest
from classroom import graded
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.gradebook import open_gradebook, record
from autograder.classroom.late import assign, penalty, tokens_spent
from autograder.course import Course, LatePolicy

POLICY = LatePolicy(grace_minutes=15, penalty_per_day=0.1, max_days=5)
MINUTE, DAY = 60, 86_400


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [
        (0, 0),
        (15 * MINUTE, 0),  # the end of the grace period
        (15 * MINUTE + 1, 2.5),  # a started day
        (DAY, 2.5),
        (DAY + 1, 5),
        (5 * DAY, 12.5),
        (5 * DAY + 1, 18),  # everything
    ],
)
def test_a_started_day_costs_a_tenth_of_the_maximum(seconds, lost):
    assert penalty(POLICY, score=18, max_score=25, seconds_late=seconds) == pytest.approx(lost)


def test_no_more_is_lost_than_was_earned():
    assert penalty(POLICY, score=2, max_score=25, seconds_late=DAY) == 2


@given(
    score=st.floats(0, 25),
    first=st.floats(0, 1e7),
    second=st.floats(0, 1e7),
    rate=st.floats(0, 1),
    days=st.integers(0, 30),
)
def test_later_is_never_cheaper_and_never_dearer_than_the_score(score, first, second, rate, days):
    policy = LatePolicy(grace_minutes=30, penalty_per_day=rate, max_days=days)
    early, late = (penalty(policy, score, 25, s) for s in sorted([first, second]))
    assert 0 <= early <= late <= score


@pytest.mark.parametrize(
    ("tokens", "late", "spent"),
    [
        (0, [DAY], [0]),
        (3, [0, 15 * MINUTE, DAY, DAY + 1, DAY], [0, 0, 1, 2, 0]),
        (2, [6 * DAY, 8 * DAY], [2, 0]),
        (2, [9 * DAY, DAY], [0, 1]),  # nothing would come of it
    ],
)
def test_late_tokens_go_to_the_first_that_are_late(tokens, late, spent):
    assert tokens_spent(POLICY.model_copy(update={"tokens": tokens}), late) == spent


def test_who_has_an_extension_is_late_after_it(course: Course, db_url: str):
    due, student = (
        course.assignment("vae").due,
        {"ben": {"vae": course.assignment("vae").due + timedelta(days=1)}},
    )
    course = course.model_copy(update={"extensions": student})
    for name in ("ada", "ben"):
        record(graded(course, name), course, db_url, timestamp=due + timedelta(days=2))
    with open_gradebook(db_url, course) as gradebook:
        penalties = [
            gradebook.find_submission("vae", name).late_submission_penalty for name in ("ada", "ben")
        ]
    assert penalties == [pytest.approx(5), pytest.approx(2.5)]


def test_an_extension_given_in_nbgrader_is_honoured(course: Course, db_url: str):
    late = course.assignment("vae").due + timedelta(days=2)
    record(graded(course, "ada"), course, db_url, timestamp=late)
    with open_gradebook(db_url, course) as gradebook:
        gradebook.grant_extension("vae", "ada", days=2)
    record(graded(course, "ada"), course, db_url, timestamp=late)
    with open_gradebook(db_url, course) as gradebook:
        assert gradebook.find_submission("vae", "ada").late_submission_penalty == 0


def test_a_late_token_excuses_a_day(course: Course, db_url: str):
    late = course.assignment("vae").due + timedelta(days=2)
    record(graded(course, "ada"), course, db_url, timestamp=late)
    with_token = course.model_copy(update={"late": course.late.model_copy(update={"tokens": 1})})
    assign(db_url, with_token, "vae", "ada")
    with open_gradebook(db_url, course) as gradebook:
        assert gradebook.find_submission("vae", "ada").late_submission_penalty == pytest.approx(2.5)


def test_the_course_s_policy_is_what_nbgrader_applies(course: Course, db_url: str):
    due = course.assignment("vae").due
    record(graded(course, "ada"), course, db_url, timestamp=due)
    record(graded(course, "ben"), course, db_url, timestamp=due.replace(day=due.day + 2))
    with open_gradebook(db_url, course) as gradebook:
        assert gradebook.find_submission("vae", "ada").late_submission_penalty == 0
        late = gradebook.find_submission("vae", "ben")
        assert late.total_seconds_late == 2 * DAY
        assert (late.score, late.late_submission_penalty) == (20, pytest.approx(0.1 * 2 * 25))


def test_marks_given_by_hand_after_grading_count_for_the_penalty(course: Course, db_url: str, nbgrader):
    due = course.assignment("vae").due
    far_too_late = due.replace(month=due.month + 1)
    record(graded(course, "ada", answer="Blurred."), course, db_url, timestamp=far_too_late)
    with open_gradebook(db_url, course) as gradebook:
        gradebook.find_grade("question_samples", "vae", "vae", "ada").manual_score = 1
        gradebook.db.commit()
        submission = gradebook.find_submission("vae", "ada")
        assert (submission.score, submission.late_submission_penalty) == (21, 20), "nbgrader did it by itself"
    nbgrader("export", "--to", "grades.csv")
    (row,) = csv.DictReader((course.root / "grades.csv").open())
    assert (
        float(row["raw_score"]) == 21
        and float(row["late_submission_penalty"]) == 21
        and float(row["score"]) == 0
    )


def test_feedback_takes_them_into_account_as_well(course: Course, db_url: str, nbgrader):
    due = course.assignment("vae").due
    record(
        graded(course, "ada", answer="Blurred."), course, db_url, timestamp=due.replace(month=due.month + 1)
    )
    with open_gradebook(db_url, course) as gradebook:
        gradebook.find_grade("question_samples", "vae", "vae", "ada").manual_score = 1
        gradebook.db.commit()
    nbgrader("generate_feedback", "vae")
    assert "vae (Score: 0.0 / 25.0)" in (course.root / "feedback/ada/vae/vae.html").read_text()
