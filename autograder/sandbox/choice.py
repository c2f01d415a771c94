"""Which of the sandboxes is used: the first that this machine allows, or the one that is required."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import SandboxUnavailable
from autograder.sandbox import bubblewrap, landlock

VARIABLE = "AUTOGRADER_SANDBOX"  # tells the processes that this one starts which is required


class Sandbox(Protocol):
    """What both modules have."""

    NAME: str
    END: signal.Signals

    def ensure_available(self) -> None:
        """Raises SandboxUnavailable with the reason and the mend when this machine does not allow it."""

    def command(self, argv: list[str], covered: Iterable[Path]) -> list[str]:
        """The command line that runs `inside` with these arguments, and hides some folders."""

    def start(
        self,
        argv: list[str],
        covered: Iterable[Path],
        folder: Path,
        descriptors: Iterable[int] = (),
        **options: Any,
    ) -> subprocess.Popen:
        """Start it; ``folder``: of ours, where it may write what is not student code's."""

    def any_user(self) -> int | None:
        """A user for the next kernel; None where that is not chosen from outside."""

    def watched(self, pid: int, room: Path) -> dict[str, Any]:
        """What the watchdog of this kernel has to know besides."""


SANDBOXES: dict[str, Sandbox] = {one.NAME: one for one in (bubblewrap, landlock)}


def chosen() -> Sandbox:
    """The sandbox that student code runs in. Raises SandboxUnavailable, with the reasons of all that might have been."""
    return _chosen(os.environ.get(VARIABLE, ""))


def require(name: str | None) -> None:
    """Let this process, and those that it starts from now on, use this sandbox and no other; None: leave it as it is."""
    if name:
        os.environ[VARIABLE] = name


@cache
def _chosen(required: str) -> Sandbox:
    reasons = []
    for name, sandbox in SANDBOXES.items():
        if required in ("", name):
            try:
                sandbox.ensure_available()
                return sandbox
            except SandboxUnavailable as error:
                reasons.append(f"{name}: {error}")
    told = f" {required} is required." if required else ""
    raise SandboxUnavailable(
        f"there is no sandbox on this machine, so nothing is graded.{told} {' '.join(reasons)}"
    )
