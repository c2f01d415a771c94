"""Grading in a container as Docker starts one by default: Gradescope's layout as root, and an ordinary user, as in a hub."""

import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest
from container import Container

from autograder import cli
from autograder.course import Course
from autograder.errors import SandboxUnavailable
from autograder.model import Grade, Results
from autograder.reports import gradescope
from autograder.sandbox import bubblewrap, choice
from autograder.trials import scenarios

SCHEMA = json.loads(Path(gradescope.__file__).with_name("gradescope.schema.json").read_text())
SEED = "7"
HANDED_IN = ("right/terms_inline", "wrong/kl_without_half", "hostile/fake_probe")
# Where the environment has the course from another folder, that of the container is meant.
ENVIRONMENT = {"PYTHONPATH": "/autograder/source", "LANG": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def notebook(course: Course, name: str) -> bytes:
    return scenarios.build(course, scenarios.load(course.submissions("vae") / f"{name}.py"))


def graded_by_gradescope(container: Container, files: dict[str, bytes]) -> dict:
    """results.json, as the zip's script leaves it for an upload of these files."""
    folder = container.root / "autograder"
    for name in ("submission", "results"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    for name, data in files.items():
        (folder / "submission" / name).write_bytes(data)
    done = container.run(
        ["/autograder/source/run_autograder"], environment=ENVIRONMENT | {"HOME": "/root"}, timeout=240
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((folder / "results" / "results.json").read_text())
    jsonschema.validate(report, SCHEMA)
    return report


def test_the_container_is_one_that_refuses_namespaces(container: Container):
    for user in (0, 1000):
        assert container.run(["unshare", "--user", "true"], user=user, timeout=60).returncode != 0
        assert container.run(["bwrap", "--ro-bind", "/", "/", "true"], user=user, timeout=60).returncode != 0


@pytest.mark.timeout(600)
def test_gradescope_gets_the_marks_of_a_right_submission(container: Container, course: Course):
    report = graded_by_gradescope(container, {"Copy of vae.ipynb": notebook(course, "right/terms_inline")})
    assert (report["score"], report["extra_data"]["sandbox"]) == (20, "landlock"), report
    assert "Copy of vae.ipynb was taken for vae.ipynb" in report["output"].replace("\\", "")
    assert sum(test["score"] for test in report["tests"]) == pytest.approx(20, abs=0.01)  # each is rounded
    assert {test["status"] for test in report["tests"]} == {"passed"}


def test_gradescope_gets_a_zero_for_what_is_no_notebook(container: Container):
    for files, said in (
        ({}, "the submission is empty"),
        ({"essay.txt": b"?"}, "essay.txt"),
        ({"vae.ipynb": b"\0"}, "not a notebook"),
    ):
        report = graded_by_gradescope(container, files)
        assert report["score"] == 0
        assert said in report["output"].replace("\\", "")


def test_gradescope_is_told_when_the_grader_itself_fails(container: Container, course: Course):
    """Here: without a release there is nothing to grade by."""
    release = container.root / "autograder/source/assignments/vae/vae.ipynb"
    kept = release.rename(release.with_suffix(".away"))
    try:
        report = graded_by_gradescope(container, {"vae.ipynb": b"{}"})
    finally:
        kept.rename(release)
    assert report == gradescope.not_graded()


@pytest.mark.timeout(900)
def test_an_ordinary_user_gives_the_marks_that_bubblewrap_gives(
    container: Container, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    try:
        bubblewrap.ensure_available()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    home = container.root / "home"
    shutil.copytree(container.root / "autograder/source", home / "course", symlinks=True)
    for name in HANDED_IN:
        for folder in (tmp_path, home):
            path = folder / "submitted" / Path(name).name / "vae" / "vae.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(notebook(course, name))
    for path in (home, *home.rglob("*")):
        os.lchown(path, 1000, 1000)
    options = ["--assignment", "vae", "--seed", SEED, "--jobs", "2"]
    command = ["/home/course/.venv/bin/autograder", "grade", "/home/submitted", "--course", "/home/course"]
    own = ENVIRONMENT | {"PYTHONPATH": "/home/course", "HOME": "/home"}
    done = container.run(
        [*command, *options, "--json", "/home/r.json"], user=1000, environment=own, timeout=400
    )
    assert done.returncode == 0, done.stderr
    command = ["grade", str(tmp_path / "submitted"), "--course", str(course.root)]
    monkeypatch.setenv(choice.VARIABLE, "bubblewrap")
    assert cli.main([*command, *options, "--json", str(tmp_path / "r.json")]) == 0
    inside, outside = Results.read(home / "r.json"), Results.read(tmp_path / "r.json")
    assert {grade.sandbox for grade in inside.grades} == {"landlock"}
    assert {grade.sandbox for grade in outside.grades} == {"bubblewrap"}
    assert marks(inside) == marks(outside)


def marks(results: Results) -> dict[str, tuple]:
    return {grade.student: of(grade) for grade in results.grades}


def of(grade: Grade) -> tuple:
    return grade.status, {check.id: (check.status, check.points) for check in grade.checks}
