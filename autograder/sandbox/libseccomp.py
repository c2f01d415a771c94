"""The library by which both sandboxes refuse system calls."""

from ctypes.util import find_library

from autograder.errors import SandboxUnavailable


def ensure_installed() -> None:
    """Raises SandboxUnavailable with what to do when it is not."""
    if not find_library("seccomp"):
        raise SandboxUnavailable(
            "libseccomp is not installed, by which the sandbox refuses system calls to student code. "
            "Install it (Debian, Ubuntu: apt-get install libseccomp2; Fedora: dnf install libseccomp)."
        )
