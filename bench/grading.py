"""Seconds and memory that grading a class takes, beside other graders, on the same notebooks.

    python bench/grading.py             all graders in turn, some rounds, and one submission in detail
    python bench/grading.py --quick     a few students, one round
    python bench/grading.py --growth    how time and memory grow with the class: 10, 50, 200 submissions
    python bench/grading.py --profile   only where the time of one submission goes
    python bench/grading.py --assignment all    the same for every assignment, with a table at the end

Writes bench/results/grading.json (--quick: .cache/bench/grading.json), of another assignment than vae
grading-ASSIGNMENT.json; see bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil
from graders import (
    ASSIGNMENT,
    CACHE,
    ROOT,
    BenchError,
    Grader,
    Nbgrader,
    NbgraderUntrained,
    Otter,
    Own,
    OwnTwoJobs,
    honest_class,
)
from one_submission import profile
from references import machine

from autograder.course import Course, load_course

GRADERS = (Nbgrader, NbgraderUntrained, Own, OwnTwoJobs, Otter)
PEER = NbgraderUntrained.name  # which does what this package does, and no more: see bench/README.md
SIZES = (10, 50, 200)
PACKAGES = ("nbgrader", "nbclient", "ipykernel", "tensorflow", "keras", "numpy")
MIB = 2**20


class PeakMemory(threading.Thread):
    """The most memory that a process and all its descendants held at a time, while the ``with`` lasts.

    Memory is PSS: a page that n processes share counts 1/n for each, so that the sum is what the tree
    really takes. Sampling takes at most a twentieth of one core.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mib = 0.0
        self.root: psutil.Process | None = None
        self._over = threading.Event()

    def __enter__(self) -> PeakMemory:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        pause = 0.1
        while not self._over.wait(pause):
            started = time.monotonic()
            self.mib = max(self.mib, _tree_mib(self.root))
            pause = max(0.1, 20 * (time.monotonic() - started))


def _tree_mib(root: psutil.Process | None) -> float:
    total = 0
    with suppress(psutil.NoSuchProcess):
        for process in [root, *root.children(recursive=True)] if root else []:
            total += memory_bytes(process)
    return total / MIB


def memory_bytes(process: psutil.Process) -> int:
    """PSS of a process; 0 when it is gone."""
    try:
        return process.memory_full_info().pss
    except psutil.AccessDenied:  # a sandbox of another user: what it does not share with files is known still
        memory = process.memory_info()
        return memory.rss - memory.shared
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


@dataclass
class Runs:
    """What a grader's runs took, one entry per round. seconds: per submission, the command's start included."""

    seconds: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)

    def as_json(self) -> dict:
        return {"seconds_per_submission": spread(self.seconds), "peak_mib": spread(self.peak_mib)}


def spread(values: Sequence[float]) -> dict:
    """Median, least and most, and the values themselves."""
    rounded = [round(value, 3) for value in values]
    middle = round(statistics.median(values), 3)
    return {"median": middle, "min": min(rounded), "max": max(rounded), "rounds": rounded}


def measure(grader: Grader, runs: Runs) -> None:
    """Grade the class once. Raises BenchError when the marks are not as they must be."""
    grader.forget()
    with tempfile.TemporaryFile() as log, PeakMemory() as memory:
        started = time.monotonic()
        for command in grader.commands():
            process = subprocess.Popen(
                command, cwd=grader.folder, env=grader.environment, stdout=log, stderr=log
            )
            memory.root = psutil.Process(process.pid)
            process.wait()
        seconds = time.monotonic() - started
        log.seek(max(0, log.tell() - 2000))
        _see_that_it_graded(grader, log.read().decode(errors="replace"))
    runs.seconds.append(seconds / len(grader.submissions))
    runs.peak_mib.append(memory.mib)
    print(f"  {grader.name:20} {runs.seconds[-1]:7.2f} s per submission {memory.mib:8.0f} MiB", flush=True)


def _see_that_it_graded(grader: Grader, log: str) -> None:
    """A time means something only if the whole class has marks, and the first student, the reference, full ones."""
    marks = grader.marks()
    lost = grader.submissions.keys() - marks.keys()
    first = marks.get(next(iter(grader.submissions)), 0)
    if lost or first < 0.999:
        raise BenchError(f"{grader.name}: {len(lost)} without marks, reference {first:.0%}\n{log}")


def compare(
    course: Course, kinds: Sequence[type[Grader]], students: int, rounds: int, folder: Path, assignment: str
) -> dict:
    """All graders on one class, each in turn, in each round; every other round backwards."""
    submissions = honest_class(course, students, assignment)
    ready = []
    for kind in kinds:
        grader = kind(folder / kind.name, submissions, assignment)
        try:
            grader.set_up()
            ready.append(grader)
        except BenchError as error:
            if kind is not Otter:
                raise
            print(f"otter is left out, it could not be set up: {str(error).splitlines()[-1]}")
    runs = {grader.name: Runs() for grader in ready}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}, {students} students", flush=True)
        for grader in ready if number % 2 == 0 else reversed(ready):
            measure(grader, runs[grader.name])
    return summary(runs, students, rounds)


def summary(runs: dict[str, Runs], students: int, rounds: int) -> dict:
    """The figures of a comparison: ratios are those of one round each, so that a busy spell weighs on both sides."""
    result = {
        "students": students,
        "rounds": rounds,
        "graders": {name: r.as_json() for name, r in runs.items()},
    }
    spreads = {}
    for base in runs.keys() - {"jobs_1", "jobs_2"}:
        for own in runs.keys() & {"jobs_1", "jobs_2"}:
            ratios = [a / b for a, b in zip(runs[base].seconds, runs[own].seconds, strict=True)]
            spreads[f"{base}/{own}"] = spread(ratios)
    result["ratios"] = {name: figures["median"] for name, figures in sorted(spreads.items()) if PEER in name}
    result["ratios_with_spread"] = dict(sorted(spreads.items()))
    if {"jobs_1", "jobs_2"} <= runs.keys():
        pairs = zip(runs["jobs_1"].peak_mib, runs["jobs_2"].peak_mib, strict=True)
        result["mib_per_further_job"] = spread([two - one for one, two in pairs])
    return result


def growth(course: Course, sizes: Sequence[int], folder: Path, assignment: str) -> list[dict]:
    """Time and memory of `--jobs 2` for classes of several sizes.

    seconds_per_further_submission leaves out what a run costs whatever the class: its share falls as classes grow.
    """
    rows: list[dict] = []
    for size in sizes:
        grader, runs = (
            OwnTwoJobs(folder / "growth", honest_class(course, size, assignment), assignment),
            Runs(),
        )
        grader.set_up()
        print(f"{size} students")
        measure(grader, runs)
        row = {
            "students": size,
            "seconds": round(runs.seconds[0] * size, 2),
            "seconds_per_submission": round(runs.seconds[0], 3),
            "peak_mib": round(runs.peak_mib[0]),
        }
        if rows:
            further = (row["seconds"] - rows[-1]["seconds"]) / (size - rows[-1]["students"])
            row["seconds_per_further_submission"] = round(further, 3)
        rows.append(row)
    return rows


def report(result: dict) -> str:
    """The figures in words, for the terminal."""
    lines = []
    for name, figures in result.get("graders", {}).items():
        seconds, peak = figures["seconds_per_submission"], figures["peak_mib"]
        lines.append(f"{name:20} {_spread_text(seconds)} s per submission, peak {peak['median']:.0f} MiB")
    for name, ratio in result.get("ratios_with_spread", {}).items():
        lines.append(f"{name:27} {_spread_text(ratio)}")
    if "mib_per_further_job" in result:
        lines.append(f"memory per further job      {_spread_text(result['mib_per_further_job'])} MiB")
    for row in result.get("growth", []):
        lines.append("growth: " + ", ".join(f"{key} {value}" for key, value in row.items()))
    for name, seconds in result.get("profile", {}).get("parts", {}).items():
        lines.append(f"one submission: {name:38} {seconds * 1000:7.0f} ms")
    for check in result.get("profile", {}).get("questions", []):
        lines.append(
            f"questions: {check['check']:43} {check['seconds'] * 1000:7.0f} ms, {check['asked']} asked"
        )
    return "\n".join(lines)


def _spread_text(values: dict) -> str:
    return f"{values['median']:7.2f} ({values['min']:.2f} to {values['max']:.2f})"


def write(result: dict, path: Path) -> None:
    """Put the figures into a file; those of a mode that did not run now stay as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    about = {"machine": machine(), "versions": {name: version(name) for name in PACKAGES}}
    whole = before | result | about
    path.write_text(json.dumps(whole, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    names = [kind.name for kind in GRADERS]
    parser = argparse.ArgumentParser(description="What grading a class costs, beside other graders.")
    parser.add_argument("--students", type=int, help="default 20 (--quick: 4)")
    parser.add_argument("--rounds", type=int, help="default 3 (--quick: 1)")
    parser.add_argument("--graders", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="a small class, once; its figures mean little")
    parser.add_argument("--growth", action="store_true", help="classes of 10, 50, 200 instead")
    parser.add_argument("--profile", action="store_true", help="one submission in detail instead")
    parser.add_argument("--out", type=Path, help="file of the results")
    parser.add_argument(
        "--folder", type=Path, default=CACHE / "bench", help="to work in (default: .cache/bench)"
    )
    parser.add_argument(
        "--assignment",
        nargs="+",
        default=[ASSIGNMENT],
        metavar="ID",
        help="one or several, or all; default vae",
    )
    options = parser.parse_args(arguments)
    course = load_course(ROOT)
    ids = list(course.assignments) if options.assignment == ["all"] else options.assignment
    if unknown := [id for id in ids if id not in course.assignments]:
        parser.error(f"--assignment: {', '.join(unknown)}; known: {', '.join(course.assignments)}, all")
    if options.out and len(ids) > 1:
        parser.error("--out names one file: say it with one assignment")
    results = {id: measured(course, id, options) for id in ids}
    if len(ids) > 1:
        print(table(results))
    return 0


def measured(course: Course, id: str, options: argparse.Namespace) -> dict:
    """The figures of one assignment, as the options ask for them; written and printed."""
    folder, result = options.folder.absolute() / id, {}
    if not (options.growth or options.profile):
        students, rounds = (4, 1) if options.quick else (20, 3)
        kinds = [kind for kind in GRADERS if kind.name in options.graders]
        result = compare(course, kinds, options.students or students, options.rounds or rounds, folder, id)
    if options.growth:
        result["growth"] = growth(course, (2, 4) if options.quick else SIZES, folder, id)
    else:
        result["profile"] = profile(course, id, rounds=2 if options.quick else 7)
    name = "grading.json" if id == ASSIGNMENT else f"grading-{id}.json"
    usual = (options.folder if options.quick else ROOT / "bench" / "results") / name
    write(result, options.out or usual)
    print(f"{id}\n{report(result)}")
    return result


def table(results: dict[str, dict]) -> str:
    """A row per assignment, as Markdown: seconds per submission, and the ratios to the peer."""
    own = ("jobs_1", "jobs_2")
    rows = [("assignment", PEER, *own, *(f"{PEER}/{name}" for name in own)), ("---",) * 6]
    for id, result in results.items():
        seconds = {
            name: figures["seconds_per_submission"] for name, figures in result.get("graders", {}).items()
        }
        ratios = result.get("ratios_with_spread", {})
        cells = [
            *(seconds.get(name) for name in (PEER, *own)),
            *(ratios.get(f"{PEER}/{name}") for name in own),
        ]
        rows.append((id, *(_spread_text(cell).strip() if cell else "" for cell in cells)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
