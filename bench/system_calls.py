"""Makes autograder/sandbox/inside/calls.txt again: the system calls that honest notebooks and the probe make.

    python bench/system_calls.py                    all references and right submissions: ten minutes
    python bench/system_calls.py vae segmentation   of some assignments

Each is graded with the sandbox under `strace --follow-forks`. What was seen before is not traced again, or frameworks
would take hours. A call that was only ever refused is none that is needed. The calls are printed, for the first part
of the list; acceptable is a run that names none which is not there.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from autograder.course import Course, load_course
from autograder.grading.grader import grade_submission
from autograder.sandbox import bubblewrap
from autograder.sandbox.warm import servers
from autograder.trials import scenarios

SEED = 31
CALL = re.compile(r"^\d+ +(\w+)\(.*?(?:= (-?\d+|0x[0-9a-f]+|\?)(?: (E\w+))?|$)")
REFUSED = {"EPERM", "ENOSYS"}
# Made by `inside` while there is no student code yet.
SETUP = {
    "capset",
    "chroot",
    "mount",
    "pivot_root",
    "sethostname",
    "setns",
    "setgroups",
    "setresgid",
    "setresuid",
    "umount2",
    "unshare",
    "seccomp",
}


def main(ids: list[str]) -> None:
    course, made = load_course(), set()
    for id in ids or course.assignments:
        submissions = [course.solution_notebook(id).read_bytes()]
        submissions += [scenarios.build(course, one) for one in scenarios.all_of(course, id, "right")]
        before = set(made)
        for data in submissions:
            made |= traced(data, id, course, made)
            servers.stop()
        print(
            f"{id}, {len(submissions)} submissions, beside those above:",
            *sorted(made - before - SETUP),
            flush=True,
        )


def traced(data: bytes, id: str, course: Course, known: set[str]) -> set[str]:
    """The calls that grading a notebook needs, but for those that are known."""
    with tempfile.TemporaryDirectory(prefix="strace-") as folder:
        with tracing(Path(folder) / "calls", known):
            grade_submission(data, id, "reference", course, seed=SEED)
            servers.stop()
        return {name for path in Path(folder).iterdir() for name in granted(path)}


def granted(path: Path) -> Iterator[str]:
    """The names of the calls that were not refused."""
    for line in path.read_text(errors="replace").splitlines():
        found = CALL.match(line)
        if found and found[3] not in REFUSED:
            yield found[1]


@contextmanager
def tracing(out: Path, known: set[str]) -> Iterator[None]:
    """Have each sandbox that is started write its calls to a file, `out` and a number."""
    plain, number = bubblewrap.command, iter(range(1000))
    which = f"--trace=!{','.join(sorted(known))}" if known else "--trace=all"

    def command(*arguments) -> list[str]:
        options = (
            "--follow-forks",
            "--quiet=all",
            "--signal=none",
            "--string-limit=0",
            "--seccomp-bpf",
            which,
        )
        return ["strace", *options, f"--output={out}{next(number)}", *plain(*arguments)]

    with mock.patch.object(bubblewrap, "command", command):
        yield


if __name__ == "__main__":
    main(sys.argv[1:])
