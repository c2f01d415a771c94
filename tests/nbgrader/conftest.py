"""What the tests of the nbgrader side share."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from classroom import command, make_course

from autograder.classroom.adaptation import adapt_nbgrader
from autograder.classroom.gradebook import ensure_assignment
from autograder.course import Course


def pytest_configure(config: pytest.Config) -> None:
    # nbgrader's own, with SQLAlchemy 2; see autograder.classroom.adaptation.
    config.addinivalue_line("filterwarnings", "ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="session", autouse=True)
def adapted() -> None:
    """nbgrader as it is for who calls `autograder grade --gradebook`."""
    adapt_nbgrader()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows the assignment and nobody yet: made once, as making one takes seconds."""
    course = make_course(tmp_path_factory.mktemp("gradebook") / "course")
    path = course.root / "gradebook.db"
    ensure_assignment(course, f"sqlite:///{path}", "vae")
    return path


@pytest.fixture
def db_url(course: Course, empty_gradebook: Path) -> str:
    shutil.copy(empty_gradebook, course.root / "gradebook.db")
    return f"sqlite:///{course.root / 'gradebook.db'}"


@pytest.fixture
def nbgrader(course: Course) -> Callable[..., str]:
    """Run an nbgrader command in the course folder; what it said. Fails when the command does."""

    def run(*arguments: str) -> str:
        done = command(course.root, "nbgrader", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run
