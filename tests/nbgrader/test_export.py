"""The students' repository: all that they need, and no trace of solutions and hidden checks."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import nbformat
import pytest
import yaml
from classroom import REPOSITORY
from IPython.core.inputtransformer2 import TransformerManager
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from autograder import cli
from autograder.checks.runner import declared
from autograder.classroom import provided as reuse
from autograder.classroom.export import export
from autograder.classroom.release import _solutions, _squeezed
from autograder.course import Course, load_course
from autograder.errors import CourseError

COURSE = load_course(REPOSITORY)
RELEASES = [assignment.release for assignment in COURSE.assignments.values()]
START, END = min(RELEASES), max(RELEASES)
ADDRESS = "https://github.com/example/course-2027"
NAMED = COURSE.model_copy(update={"students_repository": ADDRESS})
NEEDS = {"tensorflow": {"tensorflow", "keras"}, "torch": {"torch"}}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository when all assignments are out."""
    folder = tmp_path_factory.mktemp("export") / "students"
    assert export(COURSE, folder, END) == list(COURSE.assignments)
    return folder


def texts(folder: Path) -> dict[str, str]:
    """What can be read in a folder: by path, the text of files, and the sources of a notebook's cells."""
    found = {}
    for path in folder.rglob("*"):
        if path.suffix == ".ipynb":
            found[str(path)] = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        elif path.is_file() and path.suffix not in (".npz", ".png"):
            found[str(path)] = path.read_text(encoding="utf-8")
    return found


def test_nothing_private_is_there(everything: Path):
    names = {path.name for path in everything.iterdir()}
    folders = {"assignments", "labkit", "datasets", "lectures", ".github"}
    files = {"README.md", "LICENSE", "environment.yml", "nbgrader_config.py", ".gitignore"}
    assert names == folders | files
    for name, text in texts(everything).items():
        assert not re.search(r"\b(import|from) autograder\b", text), name
        assert not re.search(r"BEGIN (SOLUTION|MARK SCHEME|HIDDEN)", text), name


def test_each_notebook_says_when_it_is_due(everything: Path):
    for id, assignment in COURSE.assignments.items():
        path = everything / f"assignments/{id}/{id}.ipynb"
        due = nbformat.read(path, as_version=4).metadata.labkit.due
        assert datetime.fromisoformat(due) == assignment.due


def test_no_hidden_check_is_told(everything: Path):
    told = {name: _squeezed(text) for name, text in texts(everything).items()}
    for id in COURSE.assignments:
        for check in declared(COURSE.checks(id)):
            assert not [name for name, text in told.items() if check.id in text], check.id


def test_no_solution_is_told_but_what_a_later_assignment_gives(everything: Path):
    """Half of a solution's telling lines may stand somewhere, as idioms; a release is refused for more."""
    told = "".join(_squeezed(text) for text in texts(everything).values())
    given = set().union(*(reuse.given_away(id, COURSE) for id in COURSE.assignments))
    for id in set(COURSE.assignments) - given:
        source = nbformat.read(COURSE.solution_notebook(id), as_version=4)
        for cell, lines in _solutions(source):
            readable = [line for line in lines if _squeezed(line) in told]
            assert len(readable) <= len(lines) / 2, f"{id}.{cell}: {readable}"


def test_its_readme_is_the_page_for_students_below_what_is_out(everything: Path):
    text = (everything / "README.md").read_text()
    _, _, page = (REPOSITORY / "docs/student.md").read_text().partition("\n")
    assert text.endswith(f"{page.strip()}\n") and text.count("\n# ") == 0
    assert all(f"| [{id}](assignments/{id}/{id}.ipynb) | " in text for id in COURSE.assignments)


def test_only_what_is_out_is_there(tmp_path: Path):
    day = COURSE.assignments["vae"].release
    out = [id for id, assignment in COURSE.assignments.items() if assignment.release <= day]
    assert "vae" in out and "gan" not in out
    assert export(COURSE, tmp_path / "students", day) == out
    assert {path.name for path in (tmp_path / "students/assignments").iterdir()} == set(out)
    assert "assignments/gan" not in (tmp_path / "students/README.md").read_text()


def test_a_later_export_brings_an_earlier_one_up_to_date_and_keeps_what_else_is_there(tmp_path: Path):
    folder = tmp_path / "students"
    (folder / ".git").mkdir(parents=True)  # cloned, with nothing in it so far
    assert export(COURSE, folder, START - timedelta(days=1)) == []
    (folder / "labkit" / "removed_since.py").touch()
    (folder / ".github/workflows/mine.yml").touch()
    (folder / "notes.md").write_text("mine")
    export(COURSE, folder, COURSE.assignments["oop"].release)
    assert (folder / "assignments/oop/oop.ipynb").is_file() and (folder / ".git").is_dir()
    assert (folder / "notes.md").read_text() == "mine" and (folder / ".github/workflows/mine.yml").is_file()
    assert not (folder / "labkit" / "removed_since.py").exists()
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".export")]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, capsys):
    (tmp_path / "thesis.tex").write_text("mine")
    assert cli.main(["export-students", str(tmp_path)]) == cli.USAGE
    assert "holds something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(CourseError, match="something else"):
        export(COURSE, REPOSITORY, END)


def test_a_release_that_has_drifted_is_not_exported(course: Course, tmp_path: Path):
    path = course.release_notebook("vae")
    path.write_text(path.read_text().replace("Variational autoencoder", "Variational auto-encoder"))
    only_vae = course.model_copy(update={"assignments": {"vae": course.assignments["vae"]}})
    with pytest.raises(CourseError, match=r"assignments/vae/vae.ipynb differs"):
        export(only_vae, tmp_path / "students", END)
    assert not (tmp_path / "students").exists()


def project(folder: Path) -> dict:
    return tomllib.loads((folder / "labkit/pyproject.toml").read_text())["project"]


def workflow(folder: Path) -> dict:
    return yaml.safe_load((folder / ".github/workflows/labkit.yml").read_text())["jobs"]["check"]


def test_it_is_installed_with_the_frameworks_that_it_uses(everything: Path, tmp_path: Path):
    used = sorted({assignment.framework for assignment in COURSE.assignments.values()} - {"numpy"})
    assert set(used) <= project(everything)["optional-dependencies"].keys()
    assert yaml.safe_load((everything / "environment.yml").read_text())["dependencies"][-1]["pip"] == [
        "jupyterlab",
        f"--editable ./labkit[{','.join(used)}]",
    ]
    assert workflow(everything)["strategy"]["matrix"]["framework"] == used
    export(COURSE, tmp_path / "none", START - timedelta(days=1))
    assert "--editable ./labkit\n" in (tmp_path / "none/environment.yml").read_text()


def test_its_readme_says_once_how_to_install(everything: Path):
    text = (everything / "README.md").read_text()
    assert text.count("\n## Install\n") == text.count("-m venv") == 1
    (command,) = re.findall(r'pip install --editable "(.+?)\[', text.partition("## Work")[0])
    assert (everything / command / "pyproject.toml").is_file()


def test_its_workflow_tries_every_system_and_python_that_students_may_have(everything: Path):
    matrix = workflow(everything)["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    pythons = SpecifierSet(project(everything)["requires-python"])
    assert [f"3.{minor}" for minor in range(20) if pythons.contains(f"3.{minor}")] == matrix["python"]


@pytest.mark.parametrize("framework", ["tensorflow", "torch"])
def test_it_works_by_itself_and_without_the_other_framework(everything: Path, tmp_path: Path, framework: str):
    """What its workflow runs, on one assignment of each: untouched, it has everything to do and nothing that fails."""
    id = next(id for id, config in COURSE.assignments.items() if config.framework == framework)
    folder = everything / "assignments" / id
    shutil.copytree(folder, tmp_path / "assignments" / folder.name)
    for absent in {"autograder", "tensorflow", "keras", "torch"} - NEEDS[framework]:
        (tmp_path / f"{absent}.py").write_text(f"raise ModuleNotFoundError('{absent}', name='{absent}')")
    (script,) = [step["run"] for step in workflow(everything)["steps"] if step.get("shell") == "python"]
    environment = {"PYTHONPATH": f"{tmp_path}:{everything}", "FRAMEWORK": framework, "LABKIT_DATA": "none"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = done.stdout.splitlines()
    assert rows and all(row.startswith(f"{folder.name}.ipynb: ") and ": still to do: " in row for row in rows)


# --- Opened elsewhere ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a course that names its address, when all assignments are out."""
    folder = tmp_path_factory.mktemp("export") / "named"
    export(NAMED, folder, END)
    return folder


def notebooks(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.ipynb"))


def links(text: str) -> list[str]:
    """Where links lead, those of pictures left aside."""
    return re.findall(r"(?<!!)\[(?:!\[[^]]*\]\([^)]*\)|[^]]*)\]\(([^)]+)\)", text)


def test_each_notebook_has_badges_that_lead_to_itself(named: Path):
    assert len(notebooks(named)) > len(COURSE.assignments)
    for notebook in notebooks(named):
        path, first = notebook.relative_to(named).as_posix(), nbformat.read(notebook, as_version=4).cells[0]
        colab, kaggle, binder, local = links(first.source)
        assert colab == f"https://colab.research.google.com/github/example/course-2027/blob/main/{path}"
        assert kaggle == f"https://kaggle.com/kernels/welcome?src={ADDRESS}/blob/main/{path}"
        assert binder == f"https://mybinder.org/v2/gh/example/course-2027/main?labpath={quote(path, safe='')}"
        assert local == f"{ADDRESS}#install"


def test_the_readme_has_the_badges_of_each_assignment(named: Path):
    rows = [line for line in (named / "README.md").read_text().splitlines() if line.startswith("| [")]
    assert len(rows) == len(COURSE.assignments)
    for row in rows:
        itself, *elsewhere = links(row)
        assert len(elsewhere) == 4 and elsewhere[0].endswith(itself)
    assert len({row.count(" | ") for row in rows}) == 1


def run_install(source: str, monkeypatch: pytest.MonkeyPatch, *, is_there: bool) -> list[str]:
    """What a cell gives to %pip."""
    said: list[str] = []
    shell = SimpleNamespace(run_line_magic=lambda name, line: said.append(f"{name} {line}"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if is_there else None)
    exec(TransformerManager().transform_cell(source), {"get_ipython": lambda: shell})
    return said


def test_the_first_code_installs_this_very_labkit_where_there_is_none(named: Path, monkeypatch):
    own = project(named)
    for notebook in notebooks(named):
        found = nbformat.read(notebook, as_version=4)
        framework = found.metadata.get("labkit", {}).get("framework")
        assert [cell.cell_type for cell in found.cells[:2]] == ["markdown", "code"]
        assert run_install(found.cells[1].source, monkeypatch, is_there=True) == []
        (said,) = run_install(found.cells[1].source, monkeypatch, is_there=False)
        *command, line = shlex.split(said)
        assert command == ["pip", "install", "--quiet"]
        asked = Requirement(line)
        assert (asked.name, asked.extras) == (own["name"], {framework} if framework else set())
        assert asked.url == f"git+{ADDRESS}@v{own['version']}#subdirectory=labkit"
        nbformat.validate(found)


def test_without_an_address_notebooks_are_as_they_were_released(everything: Path):
    for id in COURSE.assignments:
        exported = json.loads((everything / f"assignments/{id}/{id}.ipynb").read_bytes())
        assert exported["metadata"]["labkit"].pop("due") == COURSE.assignment(id).due.isoformat()
        assert exported == COURSE.released(id)
    assert "[Open in" not in (everything / "README.md").read_text()


def test_another_labkit_of_the_same_version_is_not_exported(tmp_path: Path, capsys):
    folder = tmp_path / "students"
    export(NAMED, folder, START - timedelta(days=1))
    (folder / "labkit/__pycache__").mkdir()
    (folder / "labkit/__pycache__/data.pyc").touch()
    export(NAMED, folder, START - timedelta(days=1))
    (folder / "labkit/data.py").write_text("# as it was")
    with pytest.raises(CourseError, match=r"labkit/ is another .* raise 0\.1\.0 in labkit/pyproject.toml"):
        export(NAMED, folder, START - timedelta(days=1))
    assert (folder / "labkit/data.py").read_text() == "# as it was"
    export(COURSE, folder, START - timedelta(days=1))  # no notebook installs it
    (folder / "labkit/data.py").write_text("# as it was")
    last = folder / "labkit/pyproject.toml"
    last.write_text(last.read_text().replace('version = "0.1.0"', 'version = "0.0.9"'))
    export(NAMED, folder, START - timedelta(days=1))
