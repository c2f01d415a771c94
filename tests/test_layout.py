"""The rooms of the engine: arrows one way, no circle, and no import that changes what is not its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lint_imports(root: Path) -> subprocess.CompletedProcess:
    """Hold the contracts of `root`'s pyproject.toml against its packages."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)


def test_arrows_run_one_way_and_in_no_circle():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


LAZY, FOR_HINTS = "def late():\n    ", "if TYPE_CHECKING:\n    "


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("autograder/checks/parts.py", f"{LAZY}from autograder.grading import intake", "A room"),
        ("autograder/course.py", f"{FOR_HINTS}from autograder.batch.pool import Batch", "A room"),
        ("autograder/anywhere.py", "", "A room"),
        (
            "autograder/sandbox/inside/kernel.py",
            "from autograder.errors import SandboxUnavailable",
            "What student",
        ),
        ("autograder/reports/csv.py", f"{LAZY}from autograder.batch import pool", "Reports"),
        ("autograder/batch/pool.py", "from nbgrader.api import Gradebook", "nbgrader"),
        ("autograder/grading/intake.py", f"{LAZY}import tensorflow", "The engine"),
        ("labkit/training.py", f"{LAZY}import autograder.course", "What students"),
        ("labkit/squeezenet.py", f"{FOR_HINTS}from labkit import features", "No circle"),
    ],
)
def test_an_arrow_upwards_is_found_wherever_it_hides(tmp_path: Path, file: str, line: str, contract: str):
    for package in ("autograder", "labkit"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as module:
        module.write(f"{line}\n")
    broken = [said for said in lint_imports(tmp_path).stdout.splitlines() if said.endswith(" BROKEN")]
    assert any(said.startswith(contract) for said in broken)


MODULES = """
import pkgutil, sys, autograder
modules = [m.name for m in pkgutil.walk_packages(autograder.__path__, "autograder.")]
"""
IMPORT_ALL = "import importlib\nfor name in modules: importlib.import_module(name)\n"
# What others have: nbgrader's names, and those of its classes; modules, warnings, environment.
STATE = """
import os, warnings
def state():
    found = {}
    for module in [m for name, m in sys.modules.items() if name.partition(".")[0] == "nbgrader"]:
        for key, value in vars(module).items():
            found[f"{module.__name__}.{key}"] = id(value)
            if isinstance(value, type) and value.__module__ == module.__name__:
                found |= {f"{module.__name__}.{key}.{name}": id(one) for name, one in vars(value).items()}
    found |= {f"sys.modules: {name}": id(m) for name, m in sys.modules.items() if not ours(name)}
    found |= {f"warnings: {one}": number for number, one in enumerate(warnings.filters)}
    return found | {f"environment: {name}": value for name, value in os.environ.items()}
def ours(name): return name.partition(".")[0] in ("autograder", "labkit")
"""


def run(code: str, given: str = "") -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=given, capture_output=True, text=True, timeout=120, check=True
    ).stdout  # fmt: skip


def test_importing_the_package_changes_nothing_of_others():
    """Of what it imports itself, in the same order, too: a process that has only that is compared."""
    others = run(MODULES + STATE + IMPORT_ALL + "print([m for m in sys.modules if not ours(m)])")
    code = """
import ast, importlib, sys
for name in ast.literal_eval(sys.stdin.read()):
    try: importlib.import_module(name)
    except ImportError: pass  # a name that its package made up
"""
    compare = "after = state()\nprint({k for k in before | after if before.get(k) != after.get(k)})"
    changed = run(code + MODULES + STATE + "before = state()\n" + IMPORT_ALL + compare, others)
    assert changed.strip() == "set()"
