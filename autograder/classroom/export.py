"""The students' repository: what is out by a day, and nothing of the private half.

    autograder export-students ../for-students

It holds the assignments whose release date has come, labkit, datasets, lectures, and what it takes to install
them, from the templates in students/. An export into the folder of an earlier one brings that up to date, and leaves
alone what else lies there (a `.git`, say).
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder import opening
from autograder.classroom import provided
from autograder.classroom.gradebook import course_id
from autograder.classroom.release import contents, drift, scheduled
from autograder.classroom.templates import filled_in
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import replace_folder

FOLDERS, ASSIGNMENTS = ("labkit", "datasets", "lectures"), "assignments"
TEMPLATES = Path(__file__).with_name("students")
PAGE = "docs/student.md"
PROJECT = "labkit/pyproject.toml"
ENVIRONMENT, NAME = "environment.yml", "deep-generative-models-assignments"
UNWANTED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info", "build", ".*")


def export(course: Course, folder: Path, today: date) -> list[str]:
    """Write the students' repository as of ``today`` into ``folder``; the ids of the assignments in it.

    CourseError, with nothing changed, when the folder holds something else, when a release is not what its
    solution gives, or gives away another assignment that can still be handed in, or when labkit is another than in the
    last export and bears the same version, which notebooks there install.
    """
    ids = scheduled(course, today)
    _refuse(course, folder, ids)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as scratch:
        fresh = Path(scratch)
        _write(course, fresh, ids)
        if course.students_repository:
            _refuse_the_same_version(fresh, folder)
        for name in (*FOLDERS, ASSIGNMENTS):
            replace_folder(fresh / name, folder / name)
        for path in [path for path in fresh.rglob("*") if path.is_file()]:
            target = folder / path.relative_to(fresh)  # beside which others may lie: workflows of your own
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    return ids


def _refuse(course: Course, folder: Path, ids: Sequence[str]) -> None:
    """Raise CourseError when it must not be written."""
    own = folder / ENVIRONMENT
    is_earlier = own.is_file() and f"name: {NAME}\n" in own.read_text(encoding="utf-8")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError(f"{folder} is not a folder")
    if folder.is_dir() and {path.name for path in folder.iterdir()} - {".git"} and not is_earlier:
        raise CourseError(
            f"{folder} holds something else than an earlier export; name a new or an empty folder"
        )
    faults = drift(course, ids) if ids else []
    for id in ids:
        faults += [
            f"{id} gives away {other}, which can still be handed in"
            for other in provided.too_early(id, course)
        ]
    if faults:
        raise CourseError("\n".join(["nothing is exported:", *faults]))


def _refuse_the_same_version(fresh: Path, folder: Path) -> None:
    """Raise CourseError when labkit has changed since an export of the same version."""
    if not (folder / PROJECT).is_file() or project(fresh)["version"] != project(folder)["version"]:
        return
    for name in ("labkit", "datasets"):
        files = contents(folder / name).items()
        last = {path: data for path, data in files if not UNWANTED("", Path(path).parts)}
        if contents(fresh / name) != last:
            raise CourseError(
                f"{name}/ is another than in the last export, but has the same version, by which notebooks install it: "
                f"raise {project(fresh)['version']} in {PROJECT}, and in pyproject.toml"
            )


def project(folder: Path) -> dict[str, Any]:
    """What labkit's distribution says of itself in a repository."""
    return tomllib.loads((folder / PROJECT).read_text(encoding="utf-8"))["project"]


def _write(course: Course, fresh: Path, ids: Sequence[str]) -> None:
    for name in FOLDERS:
        shutil.copytree(course.root / name, fresh / name, ignore=UNWANTED)
    (fresh / ASSIGNMENTS).mkdir()
    for id in ids:
        shutil.copytree(course.release_notebook(id).parent, fresh / ASSIGNMENTS / id, ignore=UNWANTED)
        _say_when_due(fresh / ASSIGNMENTS / id / f"{id}.ipynb", course.assignment(id).due)
    shutil.copy(course.root / "LICENSE", fresh)
    if course.students_repository:
        for path in fresh.rglob("*.ipynb"):
            _open_elsewhere(path, path.relative_to(fresh), course.students_repository, project(fresh))
    for name, text in filled_in(TEMPLATES, _words(course, ids)):
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_text(text, encoding="utf-8")


def _say_when_due(notebook: Path, due: datetime) -> None:
    """Let `labkit check` tell who works on it when it is late."""
    found = nbformat.read(notebook, as_version=4)
    found.metadata.setdefault("labkit", nbformat.NotebookNode())["due"] = due.isoformat()
    nbformat.write(found, notebook)


def _open_elsewhere(notebook: Path, path: Path, address: str, labkit: dict[str, Any]) -> None:
    """Put badges above a notebook that will lie at ``path``, and the cell that installs labkit where there is none."""
    found = nbformat.read(notebook, as_version=4)
    used = found.metadata.get("labkit", {}).get("framework")
    extras = [name for name in labkit["optional-dependencies"] if name == used]
    install = opening.install(address, labkit["name"], labkit["version"], extras)
    found.cells[:0] = [
        new_markdown_cell(opening.badges(address, path.as_posix()), id="open-elsewhere"),
        new_code_cell(install, id="install-labkit"),
    ]
    nbformat.write(found, notebook)


def _words(course: Course, ids: Sequence[str]) -> dict[str, Any]:
    """What the templates are filled in with."""
    return {
        "name": NAME,
        "course_id": course_id(course),
        "address": course.students_repository,
        "assignments": [_row(course, id) for id in ids],
        "frameworks": sorted({course.assignment(id).framework for id in ids} - {"numpy"}),
        "page": _page(course),
    }


def _row(course: Course, id: str) -> dict[str, str]:
    """What the README's table says of an assignment."""
    config, address = course.assignment(id), course.students_repository
    return {
        "path": (path := f"{ASSIGNMENTS}/{id}/{id}.ipynb"),
        "id": id,
        "title": course.title(id),
        "framework": config.framework,
        "worth": course.worth(id),
        "due": f"{config.due:%Y-%m-%d %H:%M %z}",
        "badges": opening.badges(address, path).replace("\n", " ") if address else "",
    }


def _page(course: Course) -> str:
    """The course's own page for students, without its title: theirs has one."""
    path = course.root / PAGE
    if not path.is_file():
        raise CourseError(f"{path} does not exist: it is the page that students get as their README")
    return path.read_text(encoding="utf-8").partition("\n")[2].strip()
