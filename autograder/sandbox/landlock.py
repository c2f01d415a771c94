"""The sandbox where there are no user namespaces, as in most containers: Landlock, and a filter of system calls.

What it shows is allowed path by path; nothing else can be opened. What runs inside is in `inside.confined`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from autograder.errors import SandboxUnavailable
from autograder.sandbox import libseccomp, shown
from autograder.sandbox.inside import ruleset
from autograder.sandbox.inside.confined import FIRST_USER, KILLER
from autograder.sandbox.room import Room

NAME = "landlock"
END = signal.SIGTERM  # what ends the first process of a sandbox or kernel, which then ends all others
# The capabilities by which root gives each kernel a user of its own, and counts and ends what is that user's:
# CHOWN, DAC_OVERRIDE, KILL, SETGID, SETUID. A container's root has them unless they were taken away.
NEEDED = sum(1 << number for number in (0, 1, 5, 6, 7))


def command(argv: list[str], covered: Iterable[Path], parent: int = 0) -> list[str]:
    """The command line that runs `inside` with these arguments, which confines each kernel it makes."""
    hidden = [folder.resolve() for folder in covered]
    paths = [*shown.public(), shown.INSIDE]
    visible = sorted({str(one) for path in paths for one in _without(path.resolve(), hidden)})
    settings = {"shown": visible, "has_users": has_users(), "parent": parent}
    return [sys.executable, str(shown.INSIDE), NAME, json.dumps(settings), *argv]


def start(
    argv: list[str], covered: Iterable[Path], folder: Path, descriptors: Iterable[int] = (), **options: Any
) -> subprocess.Popen:
    """Start `inside` with these arguments, which has these descriptors; ``options`` are those of Popen.

    ``folder``: of ours, where it may write what is not student code's
    """
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    environment = shown.environment(str(folder)) | {"TMPDIR": str(folder)}
    options = {"env": environment, "cwd": "/", "start_new_session": True, **quiet, **options}
    line = command(argv, covered, os.getpid())
    return subprocess.Popen(line, pass_fds=tuple(descriptors), **options)


def any_user() -> None:
    """The kernel's supervisor chooses a user by its own process id."""


def has_users() -> bool:
    """Whether kernels can have users that nobody on the machine is: to give them takes root, with what containers leave it."""
    maps = (line.split() for line in Path("/proc/self/uid_map").read_text().splitlines())
    mapped = any(
        int(at) <= FIRST_USER and int(at) + int(many) >= FIRST_USER + 2 * KILLER for at, _, many in maps
    )
    status = Path("/proc/self/status").read_text()
    capabilities = int(status.partition("CapEff:")[2].split()[0], 16)
    return os.geteuid() == 0 and mapped and capabilities & NEEDED == NEEDED


def watched(pid: int, room: Path) -> dict[str, Any]:
    """What the watchdog has to know beside the process: where the kernel writes, and as whom."""
    return {"room": Room(room, FIRST_USER + pid if has_users() else None)}


@cache
def ensure_available() -> None:
    """Raises SandboxUnavailable with the reason and the mend when this machine has no Landlock, or too old a one."""
    libseccomp.ensure_installed()
    version = ruleset.abi()
    if version < ruleset.LEAST_ABI:
        has = f"has Landlock's ABI {version}" if version else "has no Landlock, or does not allow it here"
        raise SandboxUnavailable(
            f"this machine's Linux {has}; ABI {ruleset.LEAST_ABI} is needed, which Linux 6.7 has where `landlock` is "
            "among the security modules that it is started with (cat /sys/kernel/security/lsm)."
        )


def _without(path: Path, hidden: list[Path]) -> Iterator[Path]:
    """A path, or where hidden folders lie in it, all that lies beside these. What is a link leads elsewhere."""
    if any(path.is_relative_to(folder) for folder in hidden):
        return
    if any(folder.is_relative_to(path) for folder in hidden):
        for below in path.iterdir():
            if not below.is_symlink():
                yield from _without(below, hidden)
    elif path.exists():
        yield path
