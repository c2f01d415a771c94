"""labkit is a distribution of its own: ranges that the grader's pins lie within, on every Python that students may have."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "labkit"
FILES = sorted(PACKAGE.rglob("*.py"))
OLDEST, PYTHONS = (3, 10), ("3.10", "3.11", "3.12", "3.13")
# What students' computers are without, or have otherwise: signals, forks, folders of Linux.
POSIX_ONLY = {"fcntl", "grp", "pty", "pwd", "resource", "select", "signal", "termios", "tty", "posix"}
POSIX_ONLY_IN_OS = {"fork", "forkpty", "geteuid", "getuid", "kill", "killpg", "mkfifo", "setsid", "uname"}


def project(path: str) -> dict:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))["project"]


LABKIT, COURSE = project("labkit/pyproject.toml"), project("pyproject.toml")
EXTRAS = LABKIT["optional-dependencies"]
RANGES = [line for lines in (LABKIT["dependencies"], *EXTRAS.values()) for line in lines]


def by_name(lines: list[str]) -> dict[str, SpecifierSet]:
    return {one.name.lower(): one.specifier for one in map(Requirement, lines)}


def test_what_the_grader_pins_lies_within_what_students_may_have():
    pins = by_name([*COURSE["dependencies"], *COURSE["optional-dependencies"]["grader"]])
    for name, wanted in by_name(RANGES).items():
        (pin,) = pins[name]
        assert wanted.contains(pin.version), f"the grader has {name} {pin.version}, students {wanted}"


def test_the_grader_is_installed_with_the_labkit_of_the_same_checkout():
    assert by_name(COURSE["dependencies"])[LABKIT["name"]] == SpecifierSet(f"=={LABKIT['version']}")
    commands = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert any("--editable ./labkit " in command for command in commands)


def test_no_version_is_exact_and_each_has_a_lower_end():
    for line in RANGES:
        operators = {one.operator for one in Requirement(line).specifier}
        assert ">=" in operators and not operators & {"==", "===", "~="}, line


def test_a_framework_is_asked_for_by_its_extra_alone():
    frameworks = {"tensorflow", "keras", "torch", "nbgrader"}
    assert not frameworks & by_name(LABKIT["dependencies"]).keys()
    assert by_name(EXTRAS["tensorflow"]).keys() == {"tensorflow", "keras"}
    assert by_name(EXTRAS["torch"]).keys() == {"torch"}


def test_it_names_the_pythons_that_it_is_tried_on():
    wanted = SpecifierSet(LABKIT["requires-python"])
    assert [f"3.{minor}" for minor in range(20) if wanted.contains(f"3.{minor}")] == list(PYTHONS)


def test_every_package_and_data_file_is_installed():
    settings = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {file.parent.relative_to(ROOT) for file in PACKAGE.rglob("__init__.py")}
    packages = {".".join(folder.parts) for folder in folders if "build" not in folder.parts}
    assert set(settings["packages"]) == packages | {"labkit.datasets"}
    patterns = settings["package-data"]["labkit.datasets"]
    for file in (ROOT / "datasets").iterdir():
        assert file.suffix in (".py", "") or any(map(file.match, patterns)), file


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_it_is_written_for_the_oldest_python_and_for_every_system(file: Path):
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=OLDEST)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                assert not {alias.name.partition(".")[0] for alias in names} & POSIX_ONLY
            case ast.ImportFrom(module=str(module)):
                assert module.partition(".")[0] not in POSIX_ONLY
            case ast.Attribute(value=ast.Name(id="os"), attr=name):
                assert name not in POSIX_ONLY_IN_OS
            case ast.Constant(value=str(text)):
                assert not re.match(r"/(tmp|proc|dev|etc|home)\b", text)


def interpreters(version: str) -> list[Path]:
    """The interpreters of a version on this machine: on the path, or where pyenv keeps them."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [*sorted(kept.glob(f"{version}.*/bin/python")), shutil.which(f"python{version}")]
    return [Path(path) for path in found if path and runs(path)]


def runs(python: Path | str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


# Modules that need nothing but Python, and of all others the syntax.
ALONE = """
import importlib, pathlib, sys
for path in sorted(pathlib.Path("labkit").rglob("*.py")):
    compile(path.read_text(encoding="utf-8"), str(path), "exec")
for name in ("faults", "names", "notebook", "debugger"):
    importlib.import_module(f"labkit.{name}")
from labkit.debugger import debug
from labkit.names import names_of
cell = "a = [b for c in range(3)]\\nd = {e: f for e in {g for g in a}}\\n%pip install h"
print(sorted(names_of(cell).made), sorted(names_of(cell).used))
def called(): return 17
debug(lambda: called(), "break called", "continue", "where", "return")
"""


@pytest.mark.parametrize("version", PYTHONS)
def test_it_says_the_same_on_every_python_that_is_here(version: str, tmp_path: Path):
    script = tmp_path / "alone.py"
    script.write_text(ALONE)
    options = {"cwd": ROOT, "capture_output": True, "text": True, "timeout": 120, "check": False}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    expected, *others = [
        subprocess.run([python, script], env=environment, **options)
        for python in (sys.executable, *interpreters(version))
    ]
    if not others:
        pytest.skip(f"there is no Python {version} on this machine")
    assert expected.returncode == 0, expected.stderr
    said = "['a', 'd'] ['a', 'b', 'f', 'range']"
    for done in others:
        assert done.returncode == 0 and done.stdout.startswith(said), done.stdout + done.stderr
        assert lines(done.stdout) == lines(expected.stdout)


def lines(conversation: str) -> list[str]:
    """What was said, but for the line at which a debugger stops, in which versions differ by one."""
    return [line for line in conversation.splitlines() if not line.startswith("Breakpoint")]


def test_it_is_installed_with_its_data_and_without_a_checkout(tmp_path: Path):
    """As where a notebook installs it from the students' repository."""
    for name in ("labkit", "datasets"):
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
        shutil.copytree(ROOT / name, tmp_path / "repository" / name, ignore=ignored)
    options = [
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(tmp_path / "site"),
    ]
    pip = [sys.executable, "-m", "pip", "install", *options, str(tmp_path / "repository/labkit")]
    subprocess.run(pip, check=True, timeout=300, capture_output=True)
    shutil.rmtree(tmp_path / "repository")
    code = "from labkit import data, digits; print(data.DATASETS, digits.WEIGHTS.is_file(), len(data.registry()) > 3)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == [str(tmp_path / "site/labkit/datasets"), "True", "True"], done.stderr
