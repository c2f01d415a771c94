"""The bubblewrap command line: all that student code can see, and nothing else."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from autograder.errors import SandboxUnavailable
from autograder.sandbox import libseccomp, shown
from autograder.sandbox.inside.namespaces import HOME, PROC_COVERED, WRITABLE

NAME = "bubblewrap"
END = signal.SIGKILL  # what ends the first process of a sandbox or kernel, and with it all others
INSIDE = Path("/run/inside")
# The users of a sandbox as the machine numbers them: so high that nobody is.
FIRST_USER, USERS = 0x6B000001, 0xFFFE
# What runs first makes namespaces and mounts for each kernel; the kernels have no capability at all.
CAPABILITIES = (
    "CAP_SYS_ADMIN",
    "CAP_SETPCAP",
    "CAP_SETUID",
    "CAP_SETGID",
    "CAP_SETFCAP",
    "CAP_SYS_RESOURCE",
)


def command(argv: list[str], covered: Iterable[Path], options: Iterable[str] = ()) -> list[str]:
    """The command line that runs `inside` with these arguments in a sandbox, with some folders covered up.

    It makes an inner sandbox for each kernel, with folders and a user of its own; only there runs student code.
    """
    capabilities = [part for name in CAPABILITIES for part in ("--cap-add", name)]
    return [
        *(executable(), *options, "--unshare-all", "--unshare-user", "--uid", "0", "--gid", "0"),
        *("--cap-drop", "ALL", *capabilities),
        *("--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv"),
        *("--proc", "/proc", *_covered_proc(), "--dev", "/dev"),
        # It reads the same, and cannot be mapped, which would be memory that nobody counts.
        *("--dev-bind", "/dev/full", "/dev/zero"),
        *_writable(),  # first: a checkout below /tmp must not be covered by it
        *_read_only(covered),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", HOME),
        *(part for name, value in shown.environment(HOME).items() for part in ("--setenv", name, value)),
        *("--", sys.executable, str(INSIDE), NAME, "{}", *argv),
    ]


def start(
    argv: list[str], covered: Iterable[Path], folder: Path, descriptors: Iterable[int] = (), **options: Any
) -> subprocess.Popen:
    """Start `inside` with these arguments in a sandbox that has these descriptors; ``options`` are those of Popen.

    All that is written stays in memory of the sandbox, and nothing in ``folder``. Where root grades, the sandbox has
    users of its own: no kernel is root to the machine.
    """
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    options = {"env": {}, "start_new_session": True, **quiet, **options}
    if not has_users():
        return subprocess.Popen(command(argv, covered), pass_fds=tuple(descriptors), **options)
    (told, tell), (wait, go) = os.pipe(), os.pipe()
    with open(told, "rb", buffering=0) as info, open(go, "wb", buffering=0) as ready:
        line = command(argv, covered, ["--info-fd", str(tell), "--userns-block-fd", str(wait)])
        try:
            process = subprocess.Popen(line, pass_fds=(*descriptors, tell, wait), **options)
        finally:
            os.close(tell)
            os.close(wait)
        _give_users(info)
        with suppress(BrokenPipeError):  # it has ended, as whoever waits for it will notice
            ready.write(b"1")
    return process


def has_users() -> bool:
    """Whether the sandbox can have users that nobody on the machine is: to give them takes root."""
    maps = (line.split() for line in Path("/proc/self/uid_map").read_text().splitlines())
    mapped = any(int(at) <= FIRST_USER and int(at) + int(many) >= FIRST_USER + USERS for at, _, many in maps)
    return os.geteuid() == 0 and mapped


def any_user() -> int | None:
    """A user of the sandbox, another for each kernel, as there are limits by user; None where there is but one."""
    return 1 + secrets.randbelow(USERS) if has_users() else None


def watched(pid: int, room: Path) -> dict[str, Any]:
    """What the watchdog has to know beside the process: nothing, as it sees all that there is."""
    return {}


def _give_users(info: BinaryIO) -> None:
    """Let the sandbox that says its process id have the users 1 to USERS, beside its root."""
    said = b""
    while not said.rstrip().endswith(b"}") and (more := info.read(4096)):
        said += more
    with suppress(ValueError, OSError):
        for kind in ("uid", "gid"):
            path = Path(f"/proc/{json.loads(said)['child-pid']}/{kind}_map")
            path.write_text(f"0 0 1\n1 {FIRST_USER} {USERS}\n")


def _covered_proc() -> list[str]:
    """What lies below /proc belongs to the whole machine, and where root grades, root's files could be written."""
    return [part for name in PROC_COVERED for part in ("--ro-bind-try", f"/proc/{name}", f"/proc/{name}")]


def _read_only(covered: Iterable[Path]) -> list[str]:
    arguments: list[str] = []
    runtime = [path for path in shown.runtime() if not path.is_relative_to("/usr")]
    paths = [*map(Path, shown.SYSTEM), *runtime]
    # The folders above what is shown, which bubblewrap by itself shuts to all but root.
    for folder in sorted(
        {above for path in (*paths, shown.COURSE / "labkit", INSIDE) for above in path.parents}
    ):
        arguments += ["--perms", "0755", "--dir", str(folder)]
    for path in paths:
        arguments += _same_place(path)
    for folder in covered:
        arguments += ["--tmpfs", str(folder)]
        for path in shown.runtime():
            arguments += _same_place(path) if path.is_relative_to(folder) else []
    for package in (shown.COURSE / "labkit", shown.COURSE / "datasets"):
        arguments += ["--ro-bind-try", str(package), str(package)]
    for folder in covered:
        arguments += ["--remount-ro", str(folder)]
    return [*arguments, "--ro-bind", str(shown.INSIDE), str(INSIDE)]


def _same_place(path: Path) -> list[str]:
    """Show a path where it is; a link such as /lib stays a link."""
    if path.is_symlink():
        return ["--symlink", os.readlink(path), str(path)]
    return ["--ro-bind-try", str(path), str(path)]


def _writable() -> list[str]:
    """Small: each kernel covers them by folders of its own."""
    return [part for path in WRITABLE for part in ("--size", str(16 << 20), "--tmpfs", path)]


def executable() -> str:
    """The path of bwrap. Raises SandboxUnavailable with what to do when it is not installed."""
    found = shutil.which("bwrap")
    if not found:
        raise SandboxUnavailable(
            "bubblewrap (bwrap) is not installed, and student code is never run outside a sandbox. "
            "Install it (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap) "
            "and try again."
        )
    return found


@cache
def ensure_available() -> None:
    """Try the sandbox once. Raises SandboxUnavailable with the reason and the mend when it does not work."""
    libseccomp.ensure_installed()
    trial = [executable(), "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "true"]
    done = subprocess.run(trial, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise SandboxUnavailable(
            f"bubblewrap is installed but cannot make a sandbox here: {done.stderr.strip()[:300]} "
            "User namespaces must be allowed: sysctl user.max_user_namespaces (> 0) and, where it exists, "
            "kernel.apparmor_restrict_unprivileged_userns=0; in a container, ask for them to be allowed."
        )
