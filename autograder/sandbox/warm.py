"""The warm server: a sandboxed process that has imported the framework, and forks a kernel in no time.

Importing TensorFlow takes seconds, of a submission that needs a fraction of one. One server serves any
number of grading processes: it listens on a socket in a private folder, whose path they are told.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import bubblewrap


@dataclass
class WarmServer:
    """A running server for one framework ("tensorflow", "torch" or "numpy")."""

    framework: str
    address: Path
    process: subprocess.Popen

    @classmethod
    def start(cls, framework: str) -> WarmServer:
        """Start a server; it takes connections at once, and answers when its imports are done."""
        bubblewrap.ensure_available()
        folder = Path(tempfile.mkdtemp(prefix="warm-"))
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
            listening.bind(str(folder / "control"))
            listening.listen(64)
            number = listening.fileno()
            process = subprocess.Popen(
                bubblewrap.command(["server", str(number), framework]),
                pass_fds=[number],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return cls(framework, folder / "control", process)

    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Kill the server, and with it every kernel that it forked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.address.parent, ignore_errors=True)


class WarmServers:
    """The servers of this process, one per framework, started when first asked for.

    ``share`` puts their addresses into the environment, so that processes started from then on use them
    rather than start servers of their own.
    """

    def __init__(self) -> None:
        self._own: dict[str, WarmServer] = {}

    def address(self, framework: str) -> str:
        """The address of a server that is alive."""
        inherited = os.environ.get(_variable(framework))
        own = self._own.get(framework)
        if inherited and (own is None or str(own.address) != inherited) and _listens(inherited):
            return inherited
        if own is None or not own.alive():
            if own:
                own.stop()
            self._own[framework] = own = WarmServer.start(framework)
        return str(own.address)

    def share(self, framework: str) -> None:
        """Start a framework's server, unless it runs, and tell its address to processes started from then on."""
        os.environ[_variable(framework)] = self.address(framework)

    def stop(self) -> None:
        """Stop the servers that this process started."""
        for framework, server in self._own.items():
            if os.environ.get(_variable(framework)) == str(server.address):
                del os.environ[_variable(framework)]
            server.stop()
        self._own.clear()


def _variable(framework: str) -> str:
    return f"AUTOGRADER_WARM_{framework.upper()}"


def _listens(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as trial:
        return trial.connect_ex(address) == 0


servers = WarmServers()
atexit.register(servers.stop)
