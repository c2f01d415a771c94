"""Are submissions judged as they should be whatever the seed? Known ones by turns, each with a fresh seed.

    python bench/steady.py vae gan --times 50
    python bench/steady.py cvae --kind wrong --times 300

Inputs are drawn from a run's secret seed, so a check that one seed in a hundred fails would cost some student a mark,
and a fault that one seed in a hundred hides would be paid for by the others. Prints each submission that was not judged
as its file says, with the seed that shows it again (`autograder grade FILE --seed N`), and how much was tried; returns 1
when there was any. A few seconds per grade.
"""

from __future__ import annotations

import argparse
import random
import secrets
from collections.abc import Iterator
from itertools import cycle, islice

from tqdm import tqdm

from autograder.course import Course, load_course
from autograder.grading.grader import CannotGrade, grade_submission
from autograder.sandbox.warm import servers
from autograder.trials import accuracy, scenarios
from autograder.trials.scenarios import Scenario


def known(course: Course, id: str, kind: str) -> list[Scenario]:
    """The submissions of a kind, in another order each time; the reference is a right one."""
    every = list(scenarios.all_of(course, id, kind))
    if kind == "right":
        folder = course.submissions(id) / kind
        every.append(Scenario(folder / "reference.py", kind, "The reference.", ()))
    return random.sample(every, len(every))


def complaints(course: Course, id: str, kind: str, times: int) -> Iterator[str]:
    """A line for each submission that was not judged as its file says."""
    for scenario in tqdm(islice(cycle(known(course, id, kind)), times), total=times, desc=id):
        seed = secrets.randbelow(2**31)
        where = f"{id}: {kind}/{scenario.name} with seed {seed}"
        notebook = scenarios.build(course, scenario)
        try:
            grade = grade_submission(notebook, id, scenario.name, course, seed=seed).grade
        except CannotGrade as error:  # the reference itself lost points
            yield f"{where}: {error}"
            continue
        if complaint := accuracy.judge(scenario, grade).complaint:
            yield f"{where}: {complaint}"


def main() -> int:
    course = load_course()
    parser = argparse.ArgumentParser(description="Grade known submissions with many seeds.")
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=f"of: {', '.join(course.assignments)}; all by default"
    )
    parser.add_argument("--kind", choices=("right", "wrong"), default="right", help="which (%(default)s)")
    parser.add_argument("--times", type=int, default=30, help="grades per assignment (%(default)s)")
    options = parser.parse_args()
    count = 0
    for id in options.ids or course.assignments:
        servers.share(course.assignment(id).framework)
        found = list(complaints(course, id, options.kind, options.times))
        print(
            *found,
            f"{id}: {options.times} grades, {len(found)} not as their files say",
            sep="\n",
            flush=True,
        )
        count += len(found)
    return bool(count)


if __name__ == "__main__":
    raise SystemExit(main())
