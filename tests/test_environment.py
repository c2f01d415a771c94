"""environment.yml, for conda users, is the environment that pyproject.toml pins."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LABKIT = "deep-generative-models-labkit=="  # comes from this very checkout


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def conda() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def pip_part(conda: list) -> list[str]:
    (part,) = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    return part


def pins(project: dict) -> list[str]:
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *extras["grader"], *extras["dev"]]


def test_the_same_pins(project, conda):
    installed = [line for line in pip_part(conda) if not line.startswith("-")]
    assert sorted(installed) == sorted(pin for pin in pins(project) if not pin.startswith(LABKIT))


def test_every_pin_is_exact_and_stands_once(project):
    names = [re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==[\w.]+", pin)[1].lower() for pin in pins(project)]
    assert len(names) == len(set(names))


def test_the_same_python(project, conda):
    lowest = re.match(r">=(3\.\d+),<3\.\d+$", project["requires-python"])[1]
    assert f"python={lowest}" in conda


def test_conda_installs_the_sandbox_and_the_course_itself(conda):
    assert "bubblewrap" in conda
    assert {"--editable ./labkit", "--editable ."} <= set(pip_part(conda))


def locked(name: str) -> dict[str, list[str]]:
    """The hashes of each requirement in a lock file."""
    text = re.sub(r"\s*\\\n\s*", " ", re.sub("(?m)^#.*\n", "", (ROOT / name).read_text()))
    return {line.split(" ")[0]: re.findall(r"--hash=(\S+)", line) for line in text.splitlines() if line}


def normal(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.sub(r"\[\w+\]", "", requirement).partition("==")[0]).lower()


@pytest.mark.parametrize("build", ["cpu", "cuda"])
def test_all_that_is_pinned_is_locked_in_that_version(project, build):
    requirements = locked("requirements.lock") | locked(f"requirements-{build}.lock")
    versions = {normal(line): line.partition("==")[2].removesuffix("+cpu") for line in requirements}
    others = (pin for pin in pins(project) if not pin.startswith(LABKIT))
    assert {normal(pin): pin.partition("==")[2] for pin in others}.items() <= versions.items()


@pytest.mark.parametrize(("which", "least"), [("", 150), ("-cpu", 1), ("-cuda", 2)])
def test_everything_locked_has_a_version_and_a_sha256(which, least):
    requirements = locked(f"requirements{which}.lock")
    assert len(requirements) >= least
    for requirement, hashes in requirements.items():
        assert re.fullmatch(r"[\w.-]+==[\w.+]+", requirement) and hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes), requirement


def test_what_only_graphics_cards_need_is_locked_apart():
    assert not [name for name in locked("requirements.lock") if re.match("torch=|nvidia|cuda|triton", name)]


def test_the_lock_is_all_that_is_installed_by():
    makefile = (ROOT / "Makefile").read_text()
    commands = re.findall(r"pip install.*", makefile)
    assert len(commands) == 2, "the locked one, and the course itself"
    assert "--no-deps --require-hashes" in commands[0]
    assert "--no-deps --no-build-isolation --editable ./labkit --editable ." in commands[1]
