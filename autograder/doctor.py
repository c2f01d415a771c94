"""`autograder doctor`: what this machine has and lacks for grading, each with its mend.

What may itself be broken here is imported where it is looked at.
"""

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course import Course, load_course
from autograder.errors import CourseError, SandboxUnavailable
from autograder.model import printable
from autograder.roster import load_roster

DISTRIBUTION = "deep-generative-models-course"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "firefox")
INSTALL = "make install"
_GIB = 2**30
_FREE_DISK_GIB = 2
_MARKS = {"ok": ("✓", "green"), "missing": ("✗", "red"), "absent": ("–", "yellow")}


@dataclass(frozen=True)
class Finding:
    """One thing looked for. `state`: ok, missing (no grading without it), absent (can do without).

    `found` says what is there, `mend` what to do about it; empty when nothing need be done.
    """

    name: str
    state: str
    found: str
    mend: str = ""


def main(folder: Path | None, *, as_json: bool) -> int:
    """Print the findings; 0 when this machine can grade, 1 when something needed is missing."""
    findings = list(examine(folder))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        _print(findings)
    return 0 if can_grade(findings) else 1


def examine(folder: Path | None = None) -> Iterator[Finding]:
    """Look for all that grading, the reports and the tests of the course in `folder` use."""
    course, finding = _course(folder)
    yield finding
    yield _python()
    yield from _sandbox(course)
    yield from _packages(course)
    yield from _kernels()
    yield from _programs()
    if course:
        yield _roster(course)
        yield from _assignments(course)
        yield from _machine(course)
    yield from _data()


def can_grade(findings: Iterable[Finding]) -> bool:
    """Whether nothing needed is missing."""
    return all(finding.state != "missing" for finding in findings)


def _needed(name: str, is_there: bool, found: str, mend: str) -> Finding:
    return Finding(name, "ok", found) if is_there else Finding(name, "missing", found, mend)


def _useful(name: str, is_there: bool, found: str, mend: str) -> Finding:
    return Finding(name, "ok", found) if is_there else Finding(name, "absent", found, mend)


def _course(folder: Path | None) -> tuple[Course | None, Finding]:
    try:
        course = load_course(folder)
    except CourseError as error:
        return None, Finding("grading.yml", "missing", str(error), "correct what the lines say")
    found = f"{course.name}: {', '.join(course.assignments)} ({course.root})"
    return course, Finding("grading.yml", "ok", found)


def _roster(course: Course) -> Finding:
    try:
        roster = load_roster(course)
    except CourseError as error:
        return Finding("roster", "missing", str(error), "correct what the lines say")
    found = f"{len(roster.people)} students ({roster.path})" if roster.path else "none is named"
    return _useful("roster", bool(roster.path), found, "name one in grading.yml to see who handed in nothing")


def _python() -> Finding:
    wanted = importlib.metadata.metadata(DISTRIBUTION).get("Requires-Python") or ">=3.11"
    found = f"{platform.python_version()} ({sys.executable})"
    fits = SpecifierSet(wanted).contains(platform.python_version())
    return _needed("python", fits, found, f"the course wants {wanted}: install that and run {INSTALL}")


def _sandbox(course: Course | None) -> Iterator[Finding]:
    path = shutil.which("bwrap")
    mend = "apt-get install bubblewrap (Debian, Ubuntu) or dnf install bubblewrap (Fedora)"
    yield _useful(
        "bubblewrap", bool(path), f"{_version('bwrap')} ({path})" if path else "not installed", mend
    )
    from autograder.sandbox import choice, proof

    for name, sandbox in choice.SANDBOXES.items():
        try:
            sandbox.ensure_available()
        except SandboxUnavailable as error:
            yield Finding(f"sandbox {name}", "absent", "not on this machine", str(error))
        else:
            yield Finding(f"sandbox {name}", "ok", "this machine allows it")
    choice.require(course.require_sandbox if course else None)
    try:
        used = choice.chosen().NAME
        proof.ensure_blind(course.root if course else Path.cwd())
    except SandboxUnavailable as error:
        yield Finding("sandbox", "missing", "there is none, does not start, or shows too much", str(error))
    else:
        yield Finding("sandbox", "ok", f"{used}; it shows nothing of the course's private half")


def _version(program: str) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "no version"
    return str(printable(done.stdout.strip().split("\n")[0])) or "no version"


def _packages(course: Course | None) -> Iterator[Finding]:
    """The installed versions against the pins; only what the course's assignments use is needed."""
    frameworks = {config.framework for config in course.assignments.values()} if course else set()
    for name in ("numpy", "tensorflow", "keras", "torch", "nbgrader", "nbclient", "ipykernel"):
        judge = (
            _useful
            if name in {"tensorflow", "keras", "torch"} - frameworks - _implied(frameworks)
            else _needed
        )
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield judge(name, False, "not installed", INSTALL)
            continue
        pins = _pins(name)
        yield judge(name, pins.contains(version), version, f"the course wants {name}{pins}: {INSTALL}")


def _implied(frameworks: set[str]) -> set[str]:
    return {"keras"} if "tensorflow" in frameworks else set()


def _pins(name: str) -> SpecifierSet:
    """The versions of a package that the course, with its private half, asks for."""
    for line in importlib.metadata.requires(DISTRIBUTION) or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if requirement.name == name and (marker is None or marker.evaluate({"extra": "grader"})):
            return requirement.specifier
    return SpecifierSet()


def _kernels() -> Iterator[Finding]:
    from jupyter_client.kernelspec import KernelSpecManager

    specs = KernelSpecManager().get_all_specs()
    provisioner = {
        name: spec["spec"].get("metadata", {}).get("kernel_provisioner", {}).get("provisioner_name")
        for name, spec in specs.items()
    }
    yield _needed("kernel python3", "python3" in specs, _place(specs, "python3"), INSTALL)
    sandboxed = next((name for name, provided in provisioner.items() if provided == "course-sandbox"), None)
    found = f"{sandboxed} in {_place(specs, sandboxed)}" if sandboxed else "not registered"
    # The grader starts its kernels without it; nbgrader, papermill and people go by its name.
    yield _useful("kernel in the sandbox", sandboxed is not None, found, INSTALL)


def _place(specs: dict, name: str) -> str:
    return specs[name]["resource_dir"] if name in specs else "not registered"


def _programs() -> Iterator[Finding]:
    beside = Path(sys.executable).with_name("alembic")
    path = shutil.which("alembic") or (str(beside) if beside.exists() else None)
    yield _needed(
        "alembic", bool(path), path or "not installed", f"{INSTALL} (`nbgrader db upgrade` calls it)"
    )
    browser = next((found for found in map(shutil.which, BROWSERS) if found), None)
    mend = "apt-get install chromium; without it the formgrader test is skipped"
    yield _useful("browser", bool(browser), browser or "not installed", mend)


def _assignments(course: Course) -> Iterator[Finding]:
    for id in course.assignments:
        solution, release = course.solution_notebook(id), course.release_notebook(id)
        missing = [path for path in (solution, release) if not path.is_file()]
        if missing:  # a release makes the solution's .ipynb too
            found = f"no {missing[0].relative_to(course.root)}"
            yield Finding(f"assignment {id}", "missing", found, f"autograder release {id}")
        else:
            yield Finding(f"assignment {id}", "ok", f"released, {course.max_score(id):g} points")


def _machine(course: Course) -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield Finding("cores", "ok", str(cores))
    free, limit = psutil.virtual_memory().available / _GIB, course.limits.memory_mib / 1024
    yield _useful(
        "memory",
        free >= limit,
        f"{free:.1f} GiB available; one submission may use {limit:.1f} GiB",
        "grade with --jobs 1, free memory, or lower limits.memory_mib in grading.yml",
    )
    disk = shutil.disk_usage(course.root).free / _GIB
    mend = f"free some: answers of the reference and graded notebooks want {_FREE_DISK_GIB} GiB"
    yield _useful("disk", disk >= _FREE_DISK_GIB, f"{disk:.1f} GiB free in {course.root}", mend)


def _data() -> Iterator[Finding]:
    from labkit import data

    for name, entry in data.registry().items():
        found = [next((f for f in data.folders() if (f / file.path).is_file()), None) for file in entry.files]
        is_there = bool(found) and None not in found
        place = ", ".join(sorted({str(folder) for folder in found})) if is_there else "not on this machine"
        mend = f"labkit data {name}; without it a stand-in is used"
        yield _useful(f"data {name}", is_there, place, mend)


def _print(findings: list[Finding]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("What", no_wrap=True)
    table.add_column("Found", overflow="fold")
    table.add_column("Mend", overflow="fold")
    for finding in findings:
        mark, style = _MARKS[finding.state]
        table.add_row(Text(mark, style), finding.name, Text(finding.found), Text(finding.mend))
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    missing = [finding.name for finding in findings if finding.state == "missing"]
    print(f"cannot grade here; missing: {', '.join(missing)}" if missing else "ready to grade")
