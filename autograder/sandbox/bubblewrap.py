"""The bubblewrap command line: all that student code can see, and nothing else."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from ctypes.util import find_library
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import labkit
from autograder.errors import SandboxUnavailable
from autograder.sandbox.launch import HOME, PROC_COVERED, WRITABLE

LAUNCHER = Path("/run/launch.py")
SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"),
)
# Of a Python installation or environment, whose prefix may be anything: a home, or the course itself.
RUNTIME = ("bin", "lib", "lib32", "lib64", "include", "share", "pyvenv.cfg")
# The users of a sandbox as the machine numbers them: so high that nobody is.
FIRST_USER, USERS = 0x6B000001, 0xFFFE
COURSE = Path(labkit.__file__).parents[1]
IS_INSTALLED = COURSE.name in ("site-packages", "dist-packages")  # else it is a checkout
ENVIRONMENT = {
    "HOME": HOME,
    "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "JPY_PARENT_PID": "",  # the parent is in another pid namespace: a kernel must not watch for its end
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # it prepares each shape for many runs, and the grader's have one or two
    "OPENBLAS_NUM_THREADS": "1",  # numpy's threads spin while they wait, on cores that other submissions need
    "KERAS_BACKEND": "tensorflow",
    "QUICK": "1",
}
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
    """The command line that runs launch.py with these arguments in a sandbox, with some folders covered up.

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
        *(part for name, value in _environment().items() for part in ("--setenv", name, value)),
        *("--", sys.executable, str(LAUNCHER), *argv),
    ]


def start(
    argv: list[str], covered: Iterable[Path], descriptors: Iterable[int] = (), **options: Any
) -> subprocess.Popen:
    """Start launch.py with these arguments in a sandbox that has these descriptors; ``options`` are those of Popen.

    Where root grades, the sandbox has users of its own: no kernel is root to the machine.
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


def _give_users(info: BinaryIO) -> None:
    """Let the sandbox that says its process id have the users 1 to USERS, beside its root."""
    said = b""
    while not said.rstrip().endswith(b"}") and (more := info.read(4096)):
        said += more
    with suppress(ValueError, OSError):
        for kind in ("uid", "gid"):
            path = Path(f"/proc/{json.loads(said)['child-pid']}/{kind}_map")
            path.write_text(f"0 0 1\n1 {FIRST_USER} {USERS}\n")


def _environment() -> dict[str, str]:
    """With the labkit of this very engine, also where that of another checkout is installed."""
    return ENVIRONMENT if IS_INSTALLED else {**ENVIRONMENT, "PYTHONPATH": str(COURSE)}


def _covered_proc() -> list[str]:
    """What lies below /proc belongs to the whole machine, and where root grades, root's files could be written."""
    return [part for name in PROC_COVERED for part in ("--ro-bind-try", f"/proc/{name}", f"/proc/{name}")]


def _read_only(covered: Iterable[Path]) -> list[str]:
    arguments: list[str] = []
    runtime = [path for path in _runtime() if not path.is_relative_to("/usr")]
    paths = [*map(Path, SYSTEM), *runtime]
    # The folders above what is shown, which bubblewrap by itself shuts to all but root.
    for folder in sorted({above for path in (*paths, COURSE / "labkit", LAUNCHER) for above in path.parents}):
        arguments += ["--perms", "0755", "--dir", str(folder)]
    for path in paths:
        arguments += _same_place(path)
    for folder in covered:
        arguments += ["--tmpfs", str(folder)]
        for path in _runtime():
            arguments += _same_place(path) if path.is_relative_to(folder) else []
    for package in (COURSE / "labkit", COURSE / "datasets"):
        arguments += ["--ro-bind-try", str(package), str(package)]
    for folder in covered:
        arguments += ["--remount-ro", str(folder)]
    for name in ("launch.py", "calls.txt"):
        arguments += ["--ro-bind", str(Path(__file__).with_name(name)), f"{LAUNCHER.parent}/{name}"]
    return arguments


def _same_place(path: Path) -> list[str]:
    """Show a path where it is; a link such as /lib stays a link."""
    if path.is_symlink():
        return ["--symlink", os.readlink(path), str(path)]
    return ["--ro-bind-try", str(path), str(path)]


@cache
def _runtime() -> tuple[Path, ...]:
    """What is needed of the Python installation and of the virtual environment, and nothing that lies beside it."""
    prefixes = {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()}
    return tuple(prefix / part for prefix in sorted(prefixes) for part in RUNTIME if (prefix / part).exists())


def shown() -> list[Path]:
    """All that is shown of the machine, and of the course what students get."""
    return [*map(Path, SYSTEM), *_runtime(), COURSE / "labkit", COURSE / "datasets"]


def private_folders() -> list[Path]:
    """This package, and the checkout that labkit lies in."""
    package = Path(__file__).resolve().parents[1]
    return [package] if IS_INSTALLED else [package, COURSE.resolve()]


def covered(root: Path | None = None) -> tuple[Path, ...]:
    """The private folders that lie in what is shown, and so are to be covered up; ``root``: of another course."""
    private = {*private_folders(), *([root.resolve()] if root else [])}
    public = shown()
    inside = sorted(folder for folder in private if any(map(folder.is_relative_to, public)))
    return tuple(folder for folder in inside if not any(other in folder.parents for other in inside))


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
    if not find_library("seccomp"):
        raise SandboxUnavailable(
            "libseccomp is not installed, by which the sandbox refuses system calls to student code. "
            "Install it (Debian, Ubuntu: apt-get install libseccomp2; Fedora: dnf install libseccomp)."
        )
    trial = [executable(), "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "true"]
    done = subprocess.run(trial, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise SandboxUnavailable(
            f"bubblewrap is installed but cannot make a sandbox here: {done.stderr.strip()[:300]} "
            "User namespaces must be allowed: sysctl user.max_user_namespaces (> 0) and, where it exists, "
            "kernel.apparmor_restrict_unprivileged_userns=0; in a container, ask for them to be allowed."
        )
