"""A container in which the zip for Gradescope is laid out as Gradescope does it; skipped where none can be started."""

import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from container import Container, NoContainer

from autograder.classroom import gradescope
from autograder.course import Course, load_course
from autograder.errors import SandboxUnavailable
from autograder.reports.gradescope import not_graded
from autograder.sandbox import landlock

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path("autograder/source")  # in the container


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def packed(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip of `vae`."""
    path = tmp_path_factory.mktemp("packed") / "vae.zip"
    gradescope.pack(course, "vae", path, not_graded())
    return path


@pytest.fixture(scope="session")
def container(packed: Path) -> Iterator[Container]:
    """With the zip unpacked in /autograder/source, and this machine's environment in the place of what setup.sh makes."""
    folder = Path(
        tempfile.mkdtemp(prefix="container-")
    )  # whose folders others may enter, as pytest's may not
    try:
        landlock.ensure_available()
        made = Container.made(folder / "root")
        unpack(packed, made.root / SOURCE)
        (made.root / SOURCE / ".venv").symlink_to(sys.prefix)
        yield made
    except (NoContainer, SandboxUnavailable) as error:
        pytest.skip(str(error))
    finally:
        shutil.rmtree(folder)


def unpack(packed: Path, folder: Path) -> None:
    """As `unzip` does it, which keeps that a program is one."""
    with zipfile.ZipFile(packed) as archive:
        for entry in archive.infolist():
            mode = entry.external_attr >> 16
            Path(archive.extract(entry, folder)).chmod(mode & 0o777)
