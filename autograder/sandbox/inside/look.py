"""A look at what a kernel would see, for the proof that it is nothing private."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import labkit

COURSE_FILE = "grading.yml"  # by which a look around knows a course


def look_around(places: int, starts: Iterable[str], sees: Callable[[str], bool]) -> None:
    """Print, as JSON, where something private can be seen: at its own path, wherever a mount shows the same part of
    the same file system again, or anywhere near where a look starts by the name of a course's file.

    places: descriptor of a file with [[device, path in its file system, path], ...]
    sees: whether a path can be seen, by the measure of this sandbox
    """
    with open(places) as file:
        private = json.load(file)
    mounts = mounts_of_this_process()
    seen = {path for _, _, path in private if sees(path)}
    for device, inner, _ in private:
        for of, root, point in mounts:
            if of == device and Path(inner).is_relative_to(root):
                path = str(Path(point) / Path(inner).relative_to(root))
                seen |= {path} if sees(path) else set()
    for start in starts:
        seen.update(named_like_a_course(start, depth=3))
    needed = (os.__file__, labkit.__file__, str(Path(labkit.__file__).parents[1] / "datasets"))
    print(
        json.dumps({"seen": sorted(seen), "unreadable": [p for p in needed if not can_open(p)]}), flush=True
    )


def can_open(path: str) -> bool:
    """Whether a file can be read, or a folder listed."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def mount_points() -> list[str]:
    """Where something is mounted, but what the operating system's kernel makes up."""
    points = [point for _, _, point in mounts_of_this_process()]
    return [point for point in points if not point.startswith(("/proc", "/dev"))]


def mounts_of_this_process() -> list[tuple[str, str, str]]:
    """Of each mount the device, which part of its file system it shows, and where."""
    fields = [line.split() for line in os.fsdecode(Path("/proc/self/mountinfo").read_bytes()).splitlines()]
    return [(of[2], unescaped(of[3]), unescaped(of[4])) for of in fields]


def unescaped(path: str) -> str:
    """A path of /proc/self/mountinfo, in which spaces and the like are written as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)


def named_like_a_course(folder: str, depth: int) -> Iterator[str]:
    """Courses in a folder and so many levels below it, but not in the packages of Python, which are too many."""
    try:
        entries = list(os.scandir(folder)) if depth else []
    except OSError:
        return
    for entry in entries:
        if entry.name == COURSE_FILE:
            yield entry.path
        elif entry.is_dir(follow_symlinks=False) and not entry.name.endswith("-packages"):
            yield from named_like_a_course(entry.path, depth - 1)
