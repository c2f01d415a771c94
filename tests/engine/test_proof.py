"""Wherever the course lies, student code sees nothing of its private half; else nothing is graded."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import uuid
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox import bubblewrap, proof
from autograder.sandbox import shown as public

ROOT = Path(__file__).resolve().parents[2]
# What a cold kernel of the engine in that checkout sees of it, and what the proof says.
LOOK = """
import json, sys
from pathlib import Path
from nbformat.v4 import new_code_cell, new_notebook
from autograder.checks.questions import lab, question
from autograder.course import Limits
from autograder.grading.session import Session
from autograder.sandbox import proof
from autograder.sandbox.warm import servers
root = Path(sys.argv[1])
proof.ensure_blind(root)
cell = f"import os\\nseen = [os.path.join(f, name) for f, _, names in os.walk({str(root)!r}) for name in names]"
session = Session(new_notebook(cells=[new_code_cell(cell)]), "numpy", Limits(), server=servers.address("numpy", root))
with session:
    answer = session.ask(question(lab.seen))
print(json.dumps(answer["value"]))
servers.stop()
"""


def checkout(place: Path) -> Path:
    """A checkout of the course in ``place``."""
    root = place / "course"
    for name in ("labkit", "datasets", "autograder", "solutions/oop"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("submissions", "__pycache__"))
    for name in ("grading.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    for name in (".git/HEAD", ".cache/answers/00/0", "submitted/eve/oop/oop.ipynb", "gradebook.db"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@pytest.fixture
def deep():
    """Makes a folder somewhere, so deep that graders which run meanwhile do not take what lies in it for a course."""
    made = []

    def make(place: str) -> Path:
        if not os.access(place, os.W_OK):
            pytest.skip(f"{place} cannot be written")
        made.append(Path(place) / f"test-{uuid.uuid4().hex[:8]}")
        (made[0] / "a" / "b").mkdir(parents=True)
        return made[0] / "a" / "b"

    yield make
    for folder in made:
        shutil.rmtree(folder)


@pytest.fixture
def shown(deep, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the sandbox shows."""
    folder = deep("/var/tmp")
    monkeypatch.setattr(public, "SYSTEM", (*public.SYSTEM, str(folder)))
    monkeypatch.delenv(proof.VARIABLE, raising=False)
    return folder


@pytest.mark.parametrize("place", ["/usr/src", f"{sys.prefix}/share", f"{sys.base_prefix}/lib", "/opt"])
def test_a_checkout_is_hidden_wherever_it_lies(place: str, deep, tmp_path: Path) -> None:
    root = checkout(deep(place))
    done = subprocess.run(
        [sys.executable, "-c", LOOK, root],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = {Path(path).relative_to(root).parts[0] for path in json.loads(done.stdout)}
    assert seen == {"labkit", "datasets"}


def test_a_submission_where_students_code_sees_it_is_refused(shown: Path, tmp_path: Path) -> None:
    notebook = shown / "vae.ipynb"
    notebook.touch()
    (tmp_path / "link").symlink_to(shown)
    for path in (notebook, tmp_path / "link" / "vae.ipynb"):
        with pytest.raises(SandboxUnavailable, match=r"could read /var/tmp/.*/vae.ipynb .*Move"):
            proof.ensure_blind(ROOT, [path])


def test_a_copy_of_a_course_is_found(shown: Path) -> None:
    (shown / "courses" / "mine").mkdir(parents=True)
    (shown / "courses" / "mine" / "grading.yml").touch()
    assert proof.look([], ROOT) == [str(shown / "courses" / "mine" / "grading.yml")]


def test_a_course_that_is_shown_is_refused_with_what_was_seen(shown: Path, monkeypatch) -> None:
    """What makes it safe by construction is taken away: the proof is what remains."""
    root = checkout(shown)
    monkeypatch.setattr(public, "covered", lambda root=None: ())
    with pytest.raises(SandboxUnavailable) as error:
        proof.ensure_blind(root)
    assert str(root / ".cache") in str(error.value)
    assert re.search(r"and \d+ more in the sandbox", str(error.value))


def test_a_folder_that_is_course_and_environment_in_one_shows_the_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bin", "lib", "solutions"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    public.runtime.cache_clear()
    try:
        line = bubblewrap.command([], public.covered(tmp_path))
    finally:
        public.runtime.cache_clear()
    bound = {path for option, path in pairwise(line) if option.startswith("--ro-bind")}
    assert {path for path in bound if Path(path).is_relative_to(tmp_path)} == {
        str(tmp_path / name) for name in ("bin", "lib")
    }


def test_what_was_proved_is_not_proved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(proof.VARIABLE, raising=False)
    proof.ensure_blind(ROOT)
    monkeypatch.setattr(proof, "look", lambda *_: pytest.fail("looked again"))
    proof.ensure_blind(ROOT)


def test_what_is_installed_tells_nothing_of_the_private_half() -> None:
    """A readme would lie in the package's METADATA, where students' code can read it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "readme" not in project
