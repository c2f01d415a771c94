"""What student code is shown of the machine, and of the course what students get; and what is hidden within that."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import labkit

INSIDE = Path(__file__).with_name("inside")  # the package that runs in a sandbox
SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"),
)
# Of a Python installation or environment, whose prefix may be anything: a home, or the course itself.
RUNTIME = ("bin", "lib", "lib32", "lib64", "include", "share", "pyvenv.cfg")
COURSE = Path(labkit.__file__).parents[1]
IS_INSTALLED = COURSE.name in ("site-packages", "dist-packages")  # else it is a checkout
ENVIRONMENT = {
    "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "JPY_PARENT_PID": "",  # a kernel must not watch for its parent's end: that may be in another pid namespace
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # it prepares each shape for many runs, and the grader's have one or two
    "OPENBLAS_NUM_THREADS": "1",  # numpy's threads spin while they wait, on cores that other submissions need
    "KERAS_BACKEND": "tensorflow",
    "QUICK": "1",
}


def environment(home: str) -> dict[str, str]:
    """All of a kernel's, with the labkit of this very engine, also where that of another checkout is installed."""
    own = {} if IS_INSTALLED else {"PYTHONPATH": str(COURSE)}
    return {"HOME": home, **ENVIRONMENT, **own}


@cache
def runtime() -> tuple[Path, ...]:
    """What is needed of the Python installation and of the virtual environment, and nothing that lies beside it."""
    prefixes = {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()}
    return tuple(prefix / part for prefix in sorted(prefixes) for part in RUNTIME if (prefix / part).exists())


def public() -> list[Path]:
    """All that is shown of the machine, and of the course what students get."""
    return [*map(Path, SYSTEM), *runtime(), COURSE / "labkit", COURSE / "datasets"]


def private_folders() -> list[Path]:
    """This package, and the checkout that labkit lies in."""
    package = Path(__file__).resolve().parents[1]
    return [package] if IS_INSTALLED else [package, COURSE.resolve()]


def covered(root: Path | None = None) -> tuple[Path, ...]:
    """The private folders that lie in what is shown, and so are to be covered up; ``root``: of another course."""
    private = {*private_folders(), *([root.resolve()] if root else [])}
    shown = public()
    inside = sorted(folder for folder in private if any(map(folder.is_relative_to, shown)))
    return tuple(folder for folder in inside if not any(other in folder.parents for other in inside))
