"""The bubblewrap command line: all that student code can see, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from functools import cache
from pathlib import Path

import labkit
from autograder.errors import SandboxUnavailable
from autograder.sandbox.launch import HOME, PROC_COVERED, WRITABLE

LAUNCHER = "/run/launch.py"
SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"),
)
COURSE = Path(labkit.__file__).parents[1]
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


def command(argv: list[str]) -> list[str]:
    """The command line that runs launch.py with these arguments in a sandbox.

    It makes an inner sandbox for each kernel, with folders and a user of its own; only there runs student code.
    """
    capabilities = [part for name in CAPABILITIES for part in ("--cap-add", name)]
    return [
        *(executable(), "--unshare-all", "--unshare-user", "--uid", "0", "--gid", "0"),
        *("--cap-drop", "ALL", *capabilities),
        *("--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv"),
        *("--proc", "/proc", *_covered_proc(), "--dev", "/dev"),
        # It reads the same, and cannot be mapped, which would be memory that nobody counts.
        *("--dev-bind", "/dev/full", "/dev/zero"),
        *_writable(),  # first: a checkout below /tmp must not be covered by it
        *_read_only(),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", HOME),
        *(part for name, value in _environment().items() for part in ("--setenv", name, value)),
        *("--", sys.executable, LAUNCHER, *argv),
    ]


def _environment() -> dict[str, str]:
    """With the labkit of this very engine, also where that of another checkout is installed."""
    is_installed = COURSE.is_relative_to(sys.prefix)
    return ENVIRONMENT if is_installed else {**ENVIRONMENT, "PYTHONPATH": str(COURSE)}


def _covered_proc() -> list[str]:
    """What lies below /proc belongs to the whole machine, and where root grades, root's files could be written."""
    return [part for name in PROC_COVERED for part in ("--ro-bind-try", f"/proc/{name}", f"/proc/{name}")]


def _read_only() -> list[str]:
    arguments: list[str] = []
    for path in (*SYSTEM, *_runtime()):
        arguments += _same_place(Path(path))
    for package in (COURSE / "labkit", COURSE / "datasets"):
        arguments += ["--ro-bind-try", str(package), str(package)]
    for private in _private():
        arguments += ["--tmpfs", str(private), "--remount-ro", str(private)]
    return [*arguments, "--ro-bind", str(Path(__file__).with_name("launch.py")), LAUNCHER]


def _same_place(path: Path) -> list[str]:
    """Show a path where it is; a link such as /lib stays a link."""
    if path.is_symlink():
        return ["--symlink", os.readlink(path), str(path)]
    return ["--ro-bind-try", str(path), str(path)]


@cache
def _runtime() -> tuple[str, ...]:
    """The Python installation and the virtual environment, unless they lie in a folder already shown."""
    prefixes = {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()}
    return tuple(sorted(str(p) for p in prefixes if not p.is_relative_to("/usr")))


def _private() -> list[Path]:
    """The private half of the course where it was installed into the runtime, to be covered up."""
    package = Path(__file__).parents[1]
    return [package] if any(package.is_relative_to(p) for p in (*_runtime(), "/usr")) else []


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
