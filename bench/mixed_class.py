"""A large class in which every tenth member attacks the grader or hands in what is none, graded in one run.

    python bench/mixed_class.py                 200 submissions: their marks, and memory over the run
    python bench/mixed_class.py --students 20

Every honest member must get the mark that is due, no attack may gain a point, and the memory of the grader must
not grow with the number of submissions graded. Writes bench/results/mixed_class.json; exit code 1 when something
is not as it must be. Limits are those that attacks are run with elsewhere (autograder.trials.attacks.LIMITS).
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import yaml
from graders import ASSIGNMENT, CACHE, ROOT, BenchError, Own, spread_over
from grading import MIB, memory_bytes, write

from autograder.course import Course, load_course
from autograder.model import Grade, Results
from autograder.trials import accuracy, scenarios
from autograder.trials.attacks import LIMITS, due
from autograder.trials.scenarios import Scenario

SEED = 2720
EVERY = 10  # one in so many is hostile
GROWTH = 1.15  # the most that the last third of a run may take, of what the first third took


class MixedClass(Own):
    """The command line as `make bench` runs it, under the limits for attacks, with the seed of this file."""

    name = "mixed"
    jobs = 2

    def set_up(self) -> None:
        super().set_up()
        settings = yaml.safe_load((self.folder / "grading.yml").read_text(encoding="utf-8"))
        settings["limits"] = {**(settings.get("limits") or {}), **LIMITS}
        (self.folder / "grading.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")

    def commands(self) -> list[list[str]]:
        [command] = super().commands()
        return [[*command, "--seed", str(SEED)]]


class Samples(threading.Thread):
    """Memory of a process tree over time, in MiB: of the grader's own processes, and of its sandboxes."""

    def __init__(self, root: psutil.Process, log: Path) -> None:
        super().__init__(daemon=True)
        self.root, self.log = root, log
        self.rows: list[dict] = []
        self._over = threading.Event()

    def run(self) -> None:
        started, pause = time.monotonic(), 0.5
        while not self._over.wait(pause):
            before = time.monotonic()
            own, sandboxed = self._memory()
            row = {"seconds": before - started, "graded": self._graded(), "own": own, "sandboxed": sandboxed}
            self.rows.append({key: round(value, 1) for key, value in row.items()})
            pause = max(0.5, 20 * (time.monotonic() - before))  # at most a twentieth of one core

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _graded(self) -> int:
        """Submissions that are done, by the lines that the command prints."""
        return len(re.findall(r"^\[\d+/\d+\]", self.log.read_text(errors="replace"), re.MULTILINE))

    def _memory(self) -> tuple[float, float]:
        """Of the processes that are not below a bubblewrap, and of those that are."""
        own = sandboxed = 0.0
        inside: set[int] = set()
        with suppress(psutil.NoSuchProcess):  # the run is over
            for process in [self.root, *self.root.children(recursive=True)]:  # parents before children
                size = memory_bytes(process) / MIB
                if _is_sandboxed(process, inside):
                    inside.add(process.pid)
                    sandboxed += size
                else:
                    own += size
        return own, sandboxed


def _is_sandboxed(process: psutil.Process, inside: set[int]) -> bool:
    try:
        return process.ppid() in inside or process.name() == "bwrap"
    except psutil.NoSuchProcess:
        return False


def members(course: Course, size: int) -> dict[str, Scenario]:
    """Who is in the class, by turns right and wrong, and every tenth hostile."""
    kinds = {kind: scenarios.all_of(course, ASSIGNMENT, kind) for kind in scenarios.KINDS}
    hostile = range(EVERY - 1, size, EVERY)
    honest = [number for number in range(size) if number not in hostile]
    places = {"hostile": list(hostile), "right": honest[::2], "wrong": honest[1::2]}
    found = {}
    for kind, numbers in places.items():
        for index, number in enumerate(numbers):
            found[f"student-{number:03}"] = spread_over(kinds[kind], index, len(numbers))
    return dict(sorted(found.items()))


def complaint(course: Course, scenario: Scenario, grade: Grade) -> str:
    """What is wrong with a member's grade; empty when nothing is."""
    if scenario.kind == "hostile":
        gained = grade.score - due(course, scenario)
        return f"gained {gained:g} points" if gained > 1e-6 else ""
    return accuracy.judge(scenario, grade).complaint


def growth(rows: list[dict], key: str, size: int) -> float:
    """Memory in the last third of a class over that in the first, medians; both with graders at work."""
    at_work = [row for row in rows if 0 < row["graded"] < size]
    first = [row[key] for row in at_work if row["graded"] <= size / 3]
    last = [row[key] for row in at_work if row["graded"] > 2 * size / 3]
    if not (first and last):
        raise BenchError(f"{len(rows)} samples are too few for a class of {size}")
    return round(statistics.median(last) / statistics.median(first), 3)


def measure(course: Course, size: int, folder: Path) -> dict:
    """Grade the class; marks, seconds, memory. Raises BenchError when it was not graded."""
    chosen = members(course, size)
    grader = MixedClass(folder, {student: scenarios.build(course, s) for student, s in chosen.items()})
    grader.set_up()
    log = folder / "log"
    started = time.monotonic()
    with log.open("wb") as file:
        process = subprocess.Popen(
            grader.commands()[0], cwd=folder, env=grader.environment, stdout=file, stderr=file
        )
        samples = Samples(psutil.Process(process.pid), log)
        samples.start()
        process.wait()
        seconds = time.monotonic() - started
        samples.stop()
    results = folder / "results.json"
    grades = {grade.student: grade for grade in Results.read(results).grades} if results.exists() else {}
    if lost := chosen.keys() - grades.keys():
        raise BenchError(f"{len(lost)} of {size} not graded\n{log.read_text(errors='replace')[-2000:]}")
    found = {student: complaint(course, scenario, grades[student]) for student, scenario in chosen.items()}
    return {
        "students": size,
        "hostile": sum(scenario.kind == "hostile" for scenario in chosen.values()),
        "seconds": round(seconds, 1),
        "complaints": [
            f"{student}, {chosen[student].kind}/{chosen[student].name}: {text}"
            for student, text in found.items()
            if text
        ],
        "last_third_over_first": {key: growth(samples.rows, key, size) for key in ("own", "sandboxed")},
        "peak_mib": {key: max(row[key] for row in samples.rows) for key in ("own", "sandboxed")},
        "memory_mib": samples.rows,
    }


def main(arguments: list[str] | None = None) -> int:
    """Grade a class, print and write what came of it, and return the exit code."""
    parser = argparse.ArgumentParser(description="A class with a tenth of attackers, its marks and memory.")
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results" / "mixed_class.json")
    parser.add_argument("--folder", type=Path, default=CACHE / "bench" / "mixed", help="to work in")
    options = parser.parse_args(arguments)
    result = measure(load_course(ROOT), options.students, options.folder.absolute())
    write({"mixed_class": result}, options.out)
    print(*result["complaints"], sep="\n", end="\n" if result["complaints"] else "")
    grown = result["last_third_over_first"]["own"]
    honest = result["students"] - result["hostile"]
    print(
        f"{honest} honest and {result['hostile']} hostile in {result['seconds']:.0f} s: "
        f"{len(result['complaints'])} not graded as they must be; memory of the grader itself, last third over "
        f"first: {grown:.2f}, peak {result['peak_mib']['own']:.0f} MiB; with its sandboxes "
        f"{max(row['own'] + row['sandboxed'] for row in result['memory_mib']):.0f} MiB"
    )
    return 1 if result["complaints"] or grown > GROWTH else 0


if __name__ == "__main__":
    raise SystemExit(main())
