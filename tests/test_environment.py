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
