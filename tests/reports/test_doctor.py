"""What the doctor says of this machine and of a broken one."""

import json
import sys
from pathlib import Path

import pytest

from autograder import cli, doctor
from autograder.course import Course
from autograder.doctor import Finding, can_grade, examine
from autograder.errors import SandboxUnavailable
from autograder.sandbox import bubblewrap, choice, landlock


@pytest.fixture
def whole_course(course: Course) -> Course:
    """The example course with solutions, so that nothing of it is missing."""
    for id in course.assignments:
        course.solution_notebook(id).parent.mkdir(parents=True)
        course.solution_notebook(id).touch()
    return course


def findings(folder: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(folder)}


def test_everything_found_has_no_mend_and_everything_lacking_has_one(whole_course: Course) -> None:
    found = findings(whole_course.root)
    assert found["grading.yml"].state == "ok"
    assert found["assignment vae"].found == "released, 4 points"
    assert found["python"].found.startswith(".".join(map(str, sys.version_info[:3])))
    for finding in found.values():
        assert bool(finding.mend) == (finding.state != "ok"), finding
        assert finding.found


def refusing(why: str):
    """What a sandbox says that this machine does not allow."""

    def refuse() -> None:
        raise SandboxUnavailable(why)

    return refuse


@pytest.fixture(autouse=True)
def _nothing_chosen_yet():
    choice._chosen.cache_clear()
    yield
    choice._chosen.cache_clear()


def test_a_machine_without_a_sandbox_cannot_grade(
    whole_course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(landlock, "ensure_available", refusing("this machine's Linux has no Landlock"))
    bubblewrap.ensure_available.cache_clear()
    assert cli.main(["doctor", "--course", str(whole_course.root), "--json"]) == 1
    listed = {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert (listed["bubblewrap"]["state"], listed["bubblewrap"]["found"]) == ("absent", "not installed")
    assert listed["sandbox"]["state"] == "missing"
    assert "apt-get install bubblewrap" in listed["sandbox bubblewrap"]["mend"]
    assert "Linux has no Landlock" in listed["sandbox landlock"]["mend"]
    assert listed["browser"]["state"] == "absent"


def test_a_machine_without_namespaces_grades_in_the_other_sandbox_and_is_told_why(
    whole_course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    why = "setting up uid map: Permission denied; sysctl user.max_user_namespaces"
    monkeypatch.setattr(bubblewrap, "ensure_available", refusing(why))
    found = findings(whole_course.root)
    assert found["sandbox bubblewrap"].mend == why
    if found["sandbox landlock"].state == "ok":
        assert found["sandbox"].found.startswith("landlock;")
    monkeypatch.setenv(choice.VARIABLE, "bubblewrap")
    choice._chosen.cache_clear()
    assert cli.main(["doctor", "--course", str(whole_course.root)]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "user.max_user_namespaces" in printed
    assert "cannot grade here; missing: sandbox" in printed


def test_a_package_of_another_version_is_missing_with_the_wanted_one(
    whole_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda name: ["tensorflow==1.0", "torch==1.0"])
    found = findings(whole_course.root)
    assert found["tensorflow"].state == "missing"
    assert "the course wants tensorflow==1.0" in found["tensorflow"].mend
    assert found["torch"].state == "absent", "no assignment of this course uses it"


def test_a_missing_release_and_a_wrong_grading_yml_are_told(whole_course: Course) -> None:
    whole_course.release_notebook("gan").unlink()
    found = findings(whole_course.root)
    assert (found["assignment gan"].state, found["assignment gan"].mend) == (
        "missing",
        "autograder release gan",
    )
    whole_course.solution_notebook("vae").unlink()
    vae = findings(whole_course.root)["assignment vae"]
    assert (vae.found, vae.mend) == ("no solutions/vae/vae.ipynb", "autograder release vae")
    (whole_course.root / "grading.yml").write_text("nam: x")
    found = findings(whole_course.root)
    assert found["grading.yml"].state == "missing"
    assert "did you mean name?" in found["grading.yml"].found
    assert found["python"].state == "ok", "the rest is examined all the same"


def test_data_that_is_there_is_found(
    whole_course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from labkit import data

    monkeypatch.setattr(data, "SHARED", tmp_path / "none")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LABKIT_DATA", str(tmp_path / "own"))
    assert findings(whole_course.root)["data mnist"].state == "absent"
    for file in data.registry()["mnist"].files:
        (tmp_path / "own" / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / file.path).touch()
    assert findings(whole_course.root)["data mnist"].found == str(tmp_path / "own")


def test_what_can_be_done_without_does_not_stop_grading() -> None:
    assert can_grade([Finding("a", "ok", "1"), Finding("b", "absent", "not there", "get it")])
    assert not can_grade([Finding("a", "ok", "1"), Finding("b", "missing", "not there", "get it")])
