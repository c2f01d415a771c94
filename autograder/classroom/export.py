"""The students' repository: what is out by a day, and nothing of the private half.

    autograder export-students ../for-students

It holds the assignments whose release date has come, labkit, datasets, lectures, and what it takes to install
them. An export into the folder of an earlier one brings that up to date, and leaves alone what else lies there
(a `.git`, say).
"""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from autograder.classroom import provided
from autograder.classroom.gradebook import course_id
from autograder.classroom.release import drift, scheduled
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import replace_folder

FOLDERS = ("labkit", "datasets", "lectures")
PAGE = "docs/student.md"
DISTRIBUTION = "deep-generative-models-assignments"
UNWANTED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info", ".*")
IGNORED_BY_GIT = ".venv/\n__pycache__/\n*.egg-info/\n.ipynb_checkpoints/\n"

PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = {version}
description = "Assignments of a course on deep generative models, and what their notebooks import"
readme = "README.md"
requires-python = {python}
license = {licence}
license-files = ["LICENSE"]
dependencies = [
{dependencies}
]

[project.optional-dependencies]
nbgrader = [{exchange}] # to hand in through its exchange

[project.scripts]
labkit = "labkit.cli:main"

[tool.setuptools.packages.find]
include = ["labkit*"]
"""
ENVIRONMENT = """\
# For conda users: conda env create -f environment.yml
name: deep-generative-models
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
{dependencies}
      - --editable .
"""
NBGRADER_CONFIG = """\
# For who hands in through nbgrader's exchange: see README.md.
c = get_config()  # noqa: F821  (nbgrader provides it)
c.CourseDirectory.course_id = {course}
c.Exchange.assignment_dir = "assignments"
"""
README = """\
# Deep generative models: assignments

Install with the first command, start with the second:

```bash
python3.11 -m venv .venv && .venv/bin/python -m pip install --editable .
.venv/bin/jupyter lab assignments
```

| Assignment | | Points | Due |
|---|---|---|---|
{rows}

{page}
"""


def export(course: Course, folder: Path, today: date) -> list[str]:
    """Write the students' repository as of ``today`` into ``folder``; the ids of the assignments in it.

    CourseError, with nothing changed, when the folder holds something else, when a release is not what its
    solution gives, or gives away another assignment that can still be handed in.
    """
    ids = scheduled(course, today)
    _refuse(course, folder, ids)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as scratch:
        fresh = Path(scratch)
        _write(course, fresh, ids)
        for path in fresh.iterdir():
            if path.is_dir():
                replace_folder(path, folder / path.name)
            else:
                path.replace(folder / path.name)
    return ids


def _refuse(course: Course, folder: Path, ids: Sequence[str]) -> None:
    """Raise CourseError when it must not be written."""
    own = folder / "pyproject.toml"
    is_earlier = own.is_file() and f'name = "{DISTRIBUTION}"' in own.read_text(encoding="utf-8")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError(f"{folder} is not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not is_earlier:
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


def _write(course: Course, fresh: Path, ids: Sequence[str]) -> None:
    for name in FOLDERS:
        shutil.copytree(course.root / name, fresh / name, ignore=UNWANTED)
    (fresh / "assignments").mkdir()
    for id in ids:
        shutil.copytree(course.release_notebook(id).parent, fresh / "assignments" / id, ignore=UNWANTED)
    shutil.copy(course.root / "LICENSE", fresh)
    project = tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (fresh / "pyproject.toml").write_text(_pyproject(project), encoding="utf-8")
    (fresh / "environment.yml").write_text(_environment(project), encoding="utf-8")
    (fresh / "README.md").write_text(_readme(course, ids), encoding="utf-8")
    (fresh / "nbgrader_config.py").write_text(
        NBGRADER_CONFIG.format(course=json.dumps(course_id(course))), encoding="utf-8"
    )
    (fresh / ".gitignore").write_text(IGNORED_BY_GIT, encoding="utf-8")


def _pyproject(project: dict) -> str:
    return PYPROJECT.format(
        name=DISTRIBUTION,
        version=json.dumps(project["version"]),
        python=json.dumps(project["requires-python"]),
        licence=json.dumps(project["license"]),
        exchange=json.dumps(_pin("nbgrader", project)),
        dependencies="\n".join(f"    {json.dumps(pin)}," for pin in project["dependencies"]),
    )


def _pin(package: str, project: dict) -> str:
    """The version of a package that the private half uses."""
    return next(pin for pin in project["optional-dependencies"]["grader"] if pin.startswith(f"{package}=="))


def _environment(project: dict) -> str:
    return ENVIRONMENT.format(dependencies="\n".join(f"      - {pin}" for pin in project["dependencies"]))


def _readme(course: Course, ids: Sequence[str]) -> str:
    """The course's own page for students, below a table of the assignments that are out."""
    path = course.root / PAGE
    if not path.is_file():
        raise CourseError(f"{path} does not exist: it is the page that students get as their README")
    _, _, page = path.read_text(encoding="utf-8").partition("\n")  # theirs has a title of its own
    rows = []
    for id in ids:
        assignment = course.assignment(id)
        link = f"[{id}](assignments/{id}/{id}.ipynb)"
        rows.append(
            f"| {link} | {course.title(id)} | {course.worth(id)} | {assignment.due:%Y-%m-%d %H:%M %z} |"
        )
    return README.format(rows="\n".join(rows), page=page.strip())
