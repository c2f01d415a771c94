"""A grader for tests of what lies around the engine: the notebook's bytes say how it behaves.

It lives in a module of its own because worker processes import it by name.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import Course
from autograder.grading.grader import CannotGrade
from autograder.model import CheckResult, Grade


@dataclass
class StandIn:
    grade: Grade
    notebook: nbformat.NotebookNode | None


def grade(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> StandIn:
    """Full marks, unless the data is a word that asks for something else.

    No two grades have the same `seconds`: they tell a grade that was kept from one given again.
    """
    word, _, argument = data.decode().partition(" ")
    match word:
        case "die":
            os._exit(9)
        case "die-once" if not Path(argument).exists():
            Path(argument).touch()
            os._exit(9)
        case "hang":
            time.sleep(600)
        case "wait-for":
            while not Path(argument).exists():
                time.sleep(0.05)
        case "raise":
            raise ValueError("a secret of the grader")
        case "no-sandbox":
            raise CannotGrade("bubblewrap is missing: apt install bubblewrap")
        case "slow":
            time.sleep(0.4)
    status = {"half": "failed", "error": "error"}.get(word, "passed")
    earned = 4 if status == "passed" else 2
    checks = [
        CheckResult(id="test_a", cell="sampling", title="A.", status="passed", points=2, max_points=2),
        CheckResult(id="test_b", cell="sampling", title=f"seed {seed}", status=status,
                    points=earned - 2, max_points=2, message="" if status == "passed" else "Look again."),
    ]  # fmt: skip
    result = Grade(
        assignment=assignment, student=student, status="needs_manual_grade" if status == "error" else "graded",
        reason=os.environ[argument] if word == "say" else "", score=earned, max_score=4, seconds=time.monotonic(), checks=checks,
    )  # fmt: skip
    return StandIn(result, nbformat.v4.new_notebook())
