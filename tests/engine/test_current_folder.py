"""The commands are run in a folder that a student handed in: nothing that lies there runs or counts."""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from autograder.imports import forget_current_folder, without_current_folder

REPOSITORY = Path(__file__).parents[2]
KEPT = {"right": "scipy_throughout", "wrong": "base_score_sum", "hostile": "abstract_by_hand"}
PYTEST = "addopts = -p hostile_plugin"
CONFIGURATION = {
    "pytest.ini": f"[pytest]\n{PYTEST}\n",
    "tox.ini": f"[pytest]\n{PYTEST}\n",
    "setup.cfg": f"[tool:pytest]\n{PYTEST}\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p hostile_plugin"\n',
    "jupytext.toml": 'formats = "ipynb,md"\n',
    ".pdbrc": "import hostile_plugin\n",
    "alembic.ini": "[alembic]\nscript_location = .\nprepend_sys_path = .\n",
    "matplotlibrc": "backend: module://hostile_plugin\n",
    **{
        f"{template}/conf.json": json.dumps(
            {"base_template": "base", "preprocessors": {"1": {"type": "hostile_plugin.X", "enabled": True}}}
        )
        for template in ("lab", "base", "classic", "feedback")
    },
}
MODULES = (
    *("sitecustomize", "usercustomize", "conftest", "hostile_plugin", "standin_grader"),
    *("ipython_config", "jupyter_config", "ipython_kernel_config", "jupyter_nbconvert_config"),
    *("autograder", "labkit", "checks", "tests"),
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with one assignment, and one submission of our own making of each kind."""
    root = tmp_path_factory.mktemp("course")
    for name in ("assignments/oop", "solutions/oop", "labkit", "datasets", "lectures", "docs"):
        shutil.copytree(REPOSITORY / name, root / name)
    for name in ("nbgrader_config.py", "README.md", "LICENSE", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, root / name)
    settings = yaml.safe_load((REPOSITORY / "grading.yml").read_text())
    settings["assignments"] = {"oop": settings["assignments"]["oop"]}
    (root / "grading.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
    for kind, name in KEPT.items():
        for path in (root / "solutions/oop/submissions" / kind).glob("*.py"):
            if path.stem != name:
                path.unlink()
    return root


@pytest.fixture(scope="module")
def hostile(course: Path) -> Path:
    """What eve handed in: a good notebook, and beside it a module of every name that could be imported."""
    folder = course / "submitted" / "eve" / "oop"
    folder.mkdir(parents=True)
    shutil.copy(course / "solutions/oop/oop.ipynb", folder)
    trap = (
        "import sys\nwith open({!r}, 'a') as marker:\n    marker.write({!r} + f' in {{sys.orig_argv}}\\n')\n"
    )
    names = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions(), *MODULES}
    for name in names:
        if name.isidentifier():
            (folder / f"{name}.py").write_text(trap.format(str(course / "marker"), name))
    for name, text in CONFIGURATION.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    "line",
    [
        "autograder grade oop.ipynb --course {course} --json {out}/r.json --html {out}/html --gradebook sqlite:///{out}/g.db",
        "autograder doctor --course {course}",
        "autograder release oop --course {course}",
        "autograder export-students {out}/students --course {course}",
        "autograder schema",
        "autograder accuracy oop --course {course}",
        "autograder attacks oop --course {course}",
        "autograder mutants oop --cell density_estimator --course {course}",
        "autograder demo oop --course {course} --out {out}/demo",
        "nbgrader autograde oop --course-dir {course} --create",
        "labkit --help",
    ],
    ids=lambda line: " ".join(line.split()[:2]),
)
def test_nothing_in_the_current_folder_runs(line: str, course: Path, hostile: Path, tmp_path: Path) -> None:
    program, *arguments = line.format(course=course, out=tmp_path).split()
    environment = {**os.environ, "HOME": str(tmp_path), "PATH": f"{sys.prefix}/bin:/usr/bin:/bin"}
    command = [Path(sys.executable).with_name(program), *arguments]
    done = subprocess.run(
        command, cwd=hostile, env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    marker = course / "marker"
    assert not marker.exists(), marker.read_text()
    assert done.returncode in (0, 1), done.stdout + done.stderr  # 1: so few wrong submissions are no accuracy
    assert "Traceback" not in done.stderr, done.stderr


def test_only_what_names_the_current_folder_in_full_keeps_it_on_the_path(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), "/elsewhere"])
    monkeypatch.setenv("PYTHONPATH", ":.:here:/elsewhere")
    with without_current_folder():
        assert sys.path == ["/elsewhere"]
        assert os.environ["PYTHONPATH"] == "/elsewhere"
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert sys.path == ["", str(tmp_path), "/elsewhere"]
    assert os.environ["PYTHONPATH"] == ":.:here:/elsewhere"
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    forget_current_folder()
    assert sys.path == [str(tmp_path), "/elsewhere"]
