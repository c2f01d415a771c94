"""bench/grading.py: its figures follow from what was measured, and a tiny run measures something."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox import bubblewrap

ROOT = Path(__file__).resolve().parents[1]
TINY = ("--quick", "--students", "2", "--graders", "nbgrader_untrained", "jobs_2")


@pytest.fixture
def grading(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")  # its modules import each other by name
    return importlib.import_module("grading")


def tiny_run(folder: Path) -> dict:
    """What bench/grading.py writes for two students."""
    try:
        bubblewrap.ensure_available()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    out = folder / "grading.json"
    command = [sys.executable, ROOT / "bench" / "grading.py", *TINY, "--out", out, "--folder", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(out.read_text())


def test_ratios_are_medians_of_the_rounds(grading):
    runs = {
        "nbgrader_untrained": grading.Runs([10.0, 12.0, 30.0], [800.0] * 3),
        "otter": grading.Runs([20.0, 24.0, 60.0], [800.0] * 3),
        "jobs_1": grading.Runs([1.0, 1.0, 2.0], [700.0, 710.0, 720.0]),
        "jobs_2": grading.Runs([0.5, 0.5, 1.0], [800.0, 900.0, 830.0]),
    }
    figures = grading.summary(runs, students=20, rounds=3)
    honest = {"nbgrader_untrained/jobs_1": 12.0, "nbgrader_untrained/jobs_2": 24.0}
    assert figures["ratios"] == honest, "the headline is the peer that does the same work"
    assert figures["ratios_with_spread"]["nbgrader_untrained/jobs_1"] == {
        "median": 12.0, "min": 10.0, "max": 15.0, "rounds": [10.0, 12.0, 15.0],
    }  # fmt: skip
    assert figures["mib_per_further_job"]["median"] == 110.0


def test_without_nbgrader_there_is_nothing_to_be_ten_times_faster_than(grading):
    runs = {"jobs_1": grading.Runs([1.0], [700.0]), "otter": grading.Runs([9.0], [800.0])}
    figures = grading.summary(runs, students=2, rounds=1)
    assert figures["ratios"] == {}
    assert figures["ratios_with_spread"]["otter/jobs_1"]["median"] == 9.0


def test_the_table_has_a_row_per_assignment(grading):
    runs = {
        "nbgrader_untrained": grading.Runs([10.0], [800.0]),
        "jobs_1": grading.Runs([1.0], [700.0]),
        "jobs_2": grading.Runs([0.5], [800.0]),
    }
    rows = grading.table({"gan": grading.summary(runs, students=20, rounds=1), "oop": {}}).splitlines()
    assert rows[2].startswith("| gan | 10.00 (10.00 to 10.00) | 1.00 ") and "| 20.00 (20.00" in rows[2]
    assert rows[3] == "| oop |  |  |  |  |  |"


def test_a_tiny_run_measures_time_and_memory_of_whole_trees_and_the_parts_of_a_submission(tmp_path):
    result = tiny_run(tmp_path)
    assert set(result["graders"]) == {"nbgrader_untrained", "jobs_2"}
    seconds = {name: g["seconds_per_submission"]["median"] for name, g in result["graders"].items()}
    ratio = result["ratios_with_spread"]["nbgrader_untrained/jobs_2"]["median"]
    assert ratio == pytest.approx(seconds["nbgrader_untrained"] / seconds["jobs_2"], rel=0.01)
    # a tree with a TensorFlow kernel in it; the grader's own process alone takes less
    assert all(grader["peak_mib"]["median"] > 200 for grader in result["graders"].values())
    assert result["machine"] and result["versions"]["nbgrader"]

    parts = dict(result["profile"]["parts"])
    own, total = parts.pop("own overhead, all but cells and probe"), parts.pop("total")
    assert sum(parts.values()) == pytest.approx(total, abs=0.01)  # a median of two is their mean
    assert own == result["profile"]["own_overhead_seconds"]
    assert 0 < own < total
    assert sum(row["seconds"] for row in result["profile"]["questions"]) > 0
    assert result["profile"]["cells"]
