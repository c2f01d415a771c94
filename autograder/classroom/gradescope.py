"""The zip that Gradescope grades one assignment by: `autograder gradescope vae`.

It holds Gradescope's two scripts, from the templates in gradescope_scripts/, and of this repository what grading this
one assignment takes: the engine, labkit, datasets, the release, the reference, its checks. No other assignment, no trial
submission, and of `grading.yml` the entry of this one alone.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from autograder.checks.runner import declared
from autograder.classroom.release import drift
from autograder.classroom.templates import filled_in
from autograder.course import FILE_NAME, Course
from autograder.errors import CourseError
from autograder.files import write_whole
from autograder.versions import FILE_NAME as COMMIT
from autograder.versions import commit

TEMPLATES = Path(__file__).with_name("gradescope_scripts")
UV = "0.13.9"  # fetches Python 3.11 where the image has none
FOLDERS = ("autograder", "labkit", "datasets")
FILES = ("Makefile", "LICENSE", "pyproject.toml", "requirements*.lock")  # what `make install` reads
# For those who write a course or try its grader; and whatever is hidden.
UNWANTED = ("__pycache__", "build", "trials", "skeleton", "students")
PROGRAM, TEXT = 0o100755, 0o100644


def pack(course: Course, id: str, out: Path, not_graded: dict[str, Any]) -> None:
    """Write the zip, in which ``not_graded`` is what Gradescope gets unless the grader has its own to write.

    CourseError when the assignment is unknown, or its release is not what its solution gives.
    """
    course.assignment(id)
    if faults := drift(course, [id]):
        raise CourseError("\n".join(["no zip is made:", *faults]))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _paths(course, id):
            archive.write(path, path.relative_to(course.root))
        for name, text in [*_made(course, id), ("not_graded.json", json.dumps(not_graded))]:
            made = zipfile.ZipInfo(name)
            made.external_attr = (PROGRAM if text.startswith("#!") else TEXT) << 16
            archive.writestr(made, text, zipfile.ZIP_DEFLATED)
    write_whole(out, packed.getvalue())


def _paths(course: Course, id: str) -> Iterator[Path]:
    """What is packed as it is."""
    for pattern in FILES:
        yield from sorted(course.root.glob(pattern))
    notebooks = (course.solution_script(id), course.solution_notebook(id))
    for folder in (*(course.root / name for name in FOLDERS), course.release_notebook(id).parent):
        yield from _below(folder)
    yield from (path for path in notebooks if path.is_file())
    for folder in course.checks(id):
        yield from _below(folder)
    first = course.solution_script(course.first_edition(id))  # whose requirements the checks name
    if first not in notebooks:
        yield first


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_wanted = not any(part in UNWANTED or part.startswith(".") for part in parts)
        if is_wanted and path.is_file() and ".egg-info" not in str(path.parent):
            yield path


def _made(course: Course, id: str) -> Iterator[tuple[str, str]]:
    """What is written for this zip: (path, text)."""
    leaderboard = [check.id for check in declared(course.checks(id)) if check.is_scored]
    yield from filled_in(TEMPLATES, {"id": id, "leaderboard": leaderboard, "uv": UV})
    yield FILE_NAME, _grading(course, id)
    yield COMMIT, commit(course.root)


def _grading(course: Course, id: str) -> str:
    """The course's file with no other assignment; an edition's has the first edition, too."""
    file = yaml.safe_load((course.root / FILE_NAME).read_text(encoding="utf-8"))
    wanted = {id, course.first_edition(id)}
    file["assignments"] = {key: entry for key, entry in file["assignments"].items() if key in wanted}
    return yaml.safe_dump(file, sort_keys=False, allow_unicode=True)
