"""The proof, before anything is graded, that student code sees nothing of the private half of the course.

Where that lies is for the instructor to say: in a home, below /usr, in the folder of the virtual environment. So a
process is started in the sandbox by the same code and with the same mounts as kernels are, and looks.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder import scratch
from autograder.errors import SandboxUnavailable
from autograder.sandbox import shown
from autograder.sandbox.choice import chosen
from autograder.sandbox.inside.look import mounts_of_this_process

VARIABLE = "AUTOGRADER_PROVED"  # tells the processes that this one starts what need not be proved again
SECONDS = 60
SHOWN = 5  # paths in a message


def ensure_blind(root: Path, others: Iterable[Path] = ()) -> None:
    """Prove that student code sees neither the course in ``root`` nor ``others``: submissions, a gradebook.

    Once per run: processes started later have it from this one. Raises SandboxUnavailable, which says what can be seen.
    """
    line = chosen().command([], shown.covered(root))
    mounts = hashlib.sha256("\0".join([str(root), *line]).encode()).hexdigest()
    if os.environ.get(VARIABLE) == mounts and not others:
        return
    if seen := look([*_private(root), *others], root):
        more = f" and {len(seen) - SHOWN} more" if len(seen) > SHOWN else ""
        raise SandboxUnavailable(
            f"student code could read {', '.join(seen[:SHOWN])}{more} in the sandbox, so nothing is graded. Move what "
            "is private to a folder that neither the system (/usr) nor the Python installation holds, and take copies "
            "of a course out of these."
        )
    os.environ[VARIABLE] = mounts


def look(paths: Iterable[Path], root: Path) -> list[str]:
    """Where a kernel would see these paths, or any course. Raises SandboxUnavailable when the sandbox does not start."""
    sandbox, covered = chosen(), shown.covered(root)
    with (
        tempfile.TemporaryFile("w+") as places,
        tempfile.TemporaryDirectory(dir=scratch.folder()) as folder,
    ):
        json.dump(list(_places(paths)), places)
        places.seek(0)
        spec = {"places": places.fileno(), "limits": {"disk_mib": 1}, "user": sandbox.any_user()}
        argv = ["look", json.dumps({**spec, "room": f"{folder}/room"})]
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        process = sandbox.start(argv, covered, Path(folder), [places.fileno()], **piped)
        try:
            said, complaint = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(sandbox.END)
            raise SandboxUnavailable(
                f"the sandbox does not start: nothing came of it in {SECONDS} s"
            ) from None
    try:
        found = json.loads(said)
    except ValueError:
        raise SandboxUnavailable(f"the sandbox does not start: {complaint.strip()[-500:]}") from None
    if found["unreadable"]:
        raise SandboxUnavailable(
            f"the user that student code runs as cannot read {', '.join(found['unreadable'])}: "
            "let all users read the Python installation, labkit and datasets (chmod -R o+rX)"
        )
    return found["seen"]


def _private(root: Path) -> Iterator[Path]:
    """What lies in the course, the checkout and this package, but for what students get."""
    public = shown.public()
    for folder in {root.resolve(), *shown.private_folders()}:
        for path in folder.iterdir():
            if not any(one.is_relative_to(path) for one in public):
                yield path


def _places(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """Of each path the device, the path within its file system, and the path itself."""
    mounts = mounts_of_this_process()
    for path in paths:
        real = Path(os.path.realpath(path))
        holding = [mount for mount in mounts if real.is_relative_to(mount[2])]
        device, part, point = max(reversed(holding), key=lambda mount: len(mount[2]))
        yield device, str(Path(part) / real.relative_to(point)), str(path)
