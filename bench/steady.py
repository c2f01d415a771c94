"""Does a right solution get full marks whatever the seed? Right submissions by turns, each with a fresh seed.

    python bench/steady.py vae gan --times 50

Inputs are drawn from a run's secret seed, so a check that one seed in a hundred fails would cost some student a mark.
Prints each check that was not passed, with the seed that shows it again (`autograder grade FILE --seed N`), and how
much was tried; returns 1 when there was any. A few seconds per grade.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Iterator
from itertools import cycle, islice

from tqdm import tqdm

from autograder import scenarios
from autograder.course import Course, load_course
from autograder.grading import CannotGrade, grade_submission
from autograder.sandbox.warm import servers
from autograder.scenarios import Scenario


def right_ones(course: Course, id: str) -> list[Scenario]:
    """The right submissions of an assignment, the reference first."""
    folder = course.root / "tests" / "submissions" / id / "right"
    return [
        Scenario(folder / "reference.py", "right", "The reference.", ()),
        *scenarios.all_of(course, id, "right"),
    ]


def lost(course: Course, id: str, times: int) -> Iterator[str]:
    """A line for each check that a right submission did not pass."""
    for scenario in tqdm(islice(cycle(right_ones(course, id)), times), total=times, desc=id):
        seed = secrets.randbelow(2**31)
        where = f"{id}: right/{scenario.name} with seed {seed}"
        try:
            grade = grade_submission(
                scenarios.build(course, scenario), id, scenario.name, course, seed=seed
            ).grade
        except CannotGrade as error:  # the reference itself lost points
            yield f"{where}: {error}"
            continue
        yield from (f"{where}: {c.id}: {c.status}: {c.message}" for c in grade.checks if c.status != "passed")


def main() -> int:
    course = load_course()
    parser = argparse.ArgumentParser(description="Grade right submissions with many seeds.")
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=f"of: {', '.join(course.assignments)}; all by default"
    )
    parser.add_argument("--times", type=int, default=30, help="grades per assignment (30)")
    options = parser.parse_args()
    complaints = 0
    for id in options.ids or course.assignments:
        servers.share(course.assignment(id).framework)
        found = list(lost(course, id, options.times))
        print(*found, f"{id}: {options.times} grades, {len(found)} checks not passed", sep="\n", flush=True)
        complaints += len(found)
    return bool(complaints)


if __name__ == "__main__":
    raise SystemExit(main())
