"""A small course on disk, and the grades of a class with one of each kind."""

import json
import signal
import sys
from pathlib import Path

import pytest

# Worker processes import the stand-in grader by its name; they inherit sys.path.
sys.path.insert(0, str(Path(__file__).parent))

from example_class import GRADING, checked, release

from autograder.course import Course, load_course
from autograder.model import Grade, Results


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Ctrl-C is heard, here and in what is started from here, although a shell's background jobs ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = tmp_path / "course"
    root.mkdir()
    (root / "grading.yml").write_text(GRADING, encoding="utf-8")
    for id in ("vae", "gan"):
        notebook = root / "assignments" / id / f"{id}.ipynb"
        notebook.parent.mkdir(parents=True)
        notebook.write_text(json.dumps(release(id)), encoding="utf-8")
    return load_course(root)


@pytest.fixture
def results() -> Results:
    rejected = Grade(
        assignment="vae", student="broken", status="rejected",
        reason="not a notebook: line 1: Expecting value", score=0, max_score=10, seconds=0.01,
    )  # fmt: skip
    return Results(
        grades=[
            checked("ada", "ppppp"),
            checked("ben", "ppfsp", reason="cell kl_divergence was missing and was restored"),
            checked("cleo", "fspff"),
            checked("dora", "ppppe", reason="the grader could not judge: test_vae_train_step"),
            rejected,
            checked("<script>alert(1)</script>", "fffff", reason="<img src=x onerror=alert(1)>"),
        ]
    )
