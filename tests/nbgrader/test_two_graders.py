"""Several graders start on one new gradebook at once: in a file, and on a PostgreSQL server."""

import glob
import multiprocessing
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from classroom import graded
from nbgrader.api import Gradebook

from autograder.classroom.adaptation import adapt_nbgrader
from autograder.classroom.gradebook import make_ready, record
from autograder.course import Course, load_course

GRADERS, EACH = 4, 2
POSTGRES = [
    *glob.glob("/usr/lib/postgresql/*/bin"),
    *filter(None, [os.path.dirname(shutil.which("initdb") or "")]),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL server of our own, that listens to one socket in a folder of ours; the URL of its new database."""
    if not POSTGRES:
        pytest.skip("no PostgreSQL here: install postgresql")
    pytest.importorskip("psycopg")
    user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}  # it refuses to run as root
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:  # short: the path of a socket
        if user:
            shutil.chown(folder, **user)

        def run(program: str, *arguments: str) -> None:
            subprocess.run([Path(POSTGRES[0]) / program, "-D", f"{folder}/data", *arguments],
                           check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120, **user)  # fmt: skip

        run("initdb", "--auth=trust", "--username=grader", "--no-sync")
        listen = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "start", "--wait", "--log", f"{folder}/log", "--options", listen)
        try:
            yield f"postgresql+psycopg://grader@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")


@pytest.fixture(params=["a file", "a server"])
def new_gradebook(request: pytest.FixtureRequest, course: Course) -> str:
    if request.param == "a server":
        return request.getfixturevalue("server")
    return f"sqlite:///{course.root / 'gradebook.db'}"


def students(number: int) -> list[str]:
    """Whom a grader records; one is everybody's."""
    return ["ada", *(f"s{number}-{each}" for each in range(EACH))]


def grade(number: int, root: Path, db_url: str, together: "multiprocessing.Barrier") -> None:
    """What a grader does with a gradebook, in a process of its own."""
    adapt_nbgrader()
    course = load_course(root)
    together.wait(60)
    make_ready(course, db_url, ["vae"])
    for student in students(number):
        record(graded(course, student), course, db_url)


def test_nothing_is_lost_and_nobody_fails(course: Course, new_gradebook: str):
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(GRADERS)
    graders = [
        context.Process(target=grade, args=(number, course.root, new_gradebook, together))
        for number in range(GRADERS)
    ]
    for grader in graders:
        grader.start()
    for grader in graders:
        grader.join(240)
    assert [grader.exitcode for grader in graders] == [0] * GRADERS
    with Gradebook(new_gradebook) as gradebook:
        scores = {each.student.id: each.score for each in gradebook.find_assignment("vae").submissions}
    assert scores == {student: 20 for number in range(GRADERS) for student in students(number)}
