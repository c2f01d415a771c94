"""bench/mixed_class.py: who is in the class, and what counts as growing memory."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.model import Grade

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def mixed_class(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")  # its modules import each other by name
    return importlib.import_module("mixed_class")


def test_every_tenth_is_hostile_and_the_others_are_right_and_wrong(mixed_class):
    chosen = mixed_class.members(load_course(ROOT), 40)
    kinds = [scenario.kind for scenario in chosen.values()]
    assert [number for number, kind in enumerate(kinds) if kind == "hostile"] == [9, 19, 29, 39]
    assert kinds.count("right") == kinds.count("wrong") == 18
    assert len({scenario.path for scenario in chosen.values() if scenario.kind == "hostile"}) == 4


def test_a_mark_that_is_not_due_is_told(mixed_class):
    course = load_course(ROOT)
    chosen = mixed_class.members(course, 10).values()
    hostile, right = (next(s for s in chosen if s.kind == kind) for kind in ("hostile", "right"))
    fields = {"assignment": "vae", "student": "ada", "status": "graded", "max_score": 1000, "seconds": 1}
    most = course.max_score("vae")
    gained = mixed_class.complaint(course, hostile, Grade(**fields, score=most + 1))
    assert gained.startswith("gained ")
    assert mixed_class.complaint(course, hostile, Grade(**fields, score=0)) == ""
    assert "of 1000 points" in mixed_class.complaint(course, right, Grade(**fields, score=999))
    assert mixed_class.complaint(course, right, Grade(**fields, score=1000)) == ""


def test_growth_compares_the_ends_of_a_run_without_its_start_and_end(mixed_class):
    rows = [{"graded": graded, "own": own} for graded, own in
            [(0, 20), (0, 90), (1, 100), (2, 104), (3, 102), (5, 110), (7, 150), (8, 153), (9, 156), (9, 40)]]  # fmt: skip
    rows[-1]["graded"] = 10
    assert mixed_class.growth(rows, "own", 10) == pytest.approx(153 / 102, abs=1e-3)
    with pytest.raises(mixed_class.BenchError, match="too few"):
        mixed_class.growth(rows[:5], "own", 10)
