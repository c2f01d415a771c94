"""What is in the zip for Gradescope, and what is not."""

import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

from autograder import cli
from autograder.classroom import gradescope
from autograder.course import Course
from autograder.errors import CourseError


def test_it_holds_one_assignment_and_no_trial_submission(packed: Path):
    names = zipfile.ZipFile(packed).namelist()
    assert {"setup.sh", "run_autograder", "Makefile", "requirements.lock", "autograder/cli.py"} <= set(names)
    assert {"solutions/vae/vae.ipynb", "assignments/vae/vae.ipynb", "labkit/pyproject.toml"} <= set(names)
    assert {Path(name).parts[1] for name in names if name.startswith("solutions/")} == {"vae"}
    assert {Path(name).parts[1] for name in names if name.startswith("assignments/")} == {"vae"}
    parts = {part for name in names for part in Path(name).parts}
    assert parts.isdisjoint({"submissions", "trials", "tests", "results.yml", "__pycache__", ".git"})


def test_its_course_has_one_assignment(packed: Path, course: Course):
    inside = yaml.safe_load(zipfile.ZipFile(packed).read("grading.yml"))
    assert list(inside["assignments"]) == ["vae"]
    assert inside["limits"] == course.limits.model_dump(include=set(inside["limits"]))


def test_its_scripts_are_programs(packed: Path, tmp_path: Path):
    archive = zipfile.ZipFile(packed)
    for name in ("setup.sh", "run_autograder"):
        assert archive.getinfo(name).external_attr >> 16 & 0o111
        subprocess.run(["bash", "-n", archive.extract(name, tmp_path)], check=True)


def test_an_open_part_stands_on_the_leaderboard(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "zip"
    assert cli.main(["gradescope", "segmentation", "--course", str(course.root), "--out", str(out)]) == 0
    script = zipfile.ZipFile(out).read("run_autograder").decode()
    assert "--leaderboard test_open_part_finds_the_muscle --gradescope" in script
    assert "20 points" in capsys.readouterr().out


def test_none_is_made_of_a_release_that_is_not_what_its_solution_gives(
    course: Course, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(gradescope, "drift", lambda course, ids: [f"{ids[0]}: the release is stale"])
    with pytest.raises(CourseError, match="the release is stale"):
        gradescope.pack(course, "vae", tmp_path / "zip", {})
    assert not (tmp_path / "zip").exists()
