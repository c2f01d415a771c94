"""A mark does not depend on how a submission is graded: see bench/same_marks.py, which does it for all of them."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.errors import SandboxUnavailable
from autograder.model import CheckResult, Grade
from autograder.sandbox import bubblewrap

ROOT = Path(__file__).resolve().parents[1]
# One of each kind: a cold kernel imports TensorFlow for every one. The script does all of them.
SAMPLE = ("right/terms_inline", "wrong/kl_without_half", "hostile/fake_probe")


@pytest.fixture
def same_marks(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")  # its modules import each other by name
    return importlib.import_module("same_marks")


@pytest.mark.timeout(1800)
def test_marks_are_the_same_cold_warm_one_or_two_at_a_time_and_by_nbgrader(same_marks, tmp_path):
    try:
        bubblewrap.ensure_available()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    chosen = same_marks.all_scenarios(load_course(ROOT), "vae", SAMPLE)
    course = same_marks.make_course(tmp_path, chosen, same_marks.WAYS)
    assert list(same_marks.compare(course, "vae", same_marks.WAYS)) == []


def test_differences_are_told(same_marks):
    base = {
        "ada": ("graded", {"kl": 2.0, "vae": 6.0}),
        "ben": ("rejected", {"kl": 0.0}),
        "cleo": ("graded", {}),
    }
    found = {"ada": (None, {"kl": 2.0, "vae": 5.5}), "ben": ("graded", {"kl": 0.0})}
    assert list(same_marks.differences("cold", base, "nbgrader", found)) == [
        "ada: vae 6 by cold, 5.5 by nbgrader",
        "ben: rejected by cold, graded by nbgrader",
        "cleo: not graded by nbgrader",
    ]


def test_marks_are_the_points_of_cells(same_marks):
    checks = [
        CheckResult(
            id=f"test_{i}", cell="kl_divergence", title="", status=status, points=points, max_points=1
        )
        for i, (status, points) in enumerate([("passed", 1), ("failed", 0.25)])
    ]
    fields = {"assignment": "vae", "student": "ada", "max_score": 20, "seconds": 1}
    grade = Grade(**fields, status="graded", score=1.25, checks=checks)
    status, points = same_marks.marks(grade, load_course(ROOT))
    assert status == "graded"
    assert points["kl_divergence"] == 1.25
    assert sum(points.values()) == 1.25 and len(points) > 5
