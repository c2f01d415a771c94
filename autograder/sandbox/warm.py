"""The warm server: a sandboxed process that has imported the framework, and forks a kernel in no time.

Importing TensorFlow takes seconds, of a submission that needs a fraction of one. One server serves any
number of grading processes: it listens on a socket in a private folder, whose path they are told.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder import scratch
from autograder.sandbox import shown
from autograder.sandbox.choice import Sandbox, chosen

WORDS = "words"  # the file in a server's or a kernel's folder of what it complained of; student code cannot write there


def last_words(folder: Path) -> str:
    """What a server or kernel said last, to be added to a message; empty when it said nothing."""
    try:
        said = (folder / WORDS).read_text(errors="replace").strip()
    except OSError:
        return ""
    # Of a traceback, what the error says; where it was raised helps nobody who reads this.
    told = [line for line in said.splitlines() if not line.startswith((" ", "Traceback "))]
    return "; it said: " + "\n".join(told)[-1000:] if told else ""


@dataclass
class WarmServer:
    """A running server for one framework ("tensorflow", "torch" or "numpy")."""

    framework: str
    address: Path
    process: subprocess.Popen
    sandbox: Sandbox

    @classmethod
    def start(cls, framework: str, covered: Iterable[Path] = ()) -> WarmServer:
        """Start a server; it takes connections at once, and answers when its imports are done.

        covered: folders that its kernels must not see, where they lie in what they are shown
        """
        sandbox = chosen()
        folder = Path(tempfile.mkdtemp(prefix="warm-", dir=scratch.folder()))
        with (
            open(folder / WORDS, "wb") as words,
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening,
        ):
            listening.bind(str(folder / "control"))
            listening.listen(64)
            number = listening.fileno()
            argv = ["server", str(number), framework]
            process = sandbox.start(argv, covered, folder, [number], stderr=words)
        return cls(framework, folder / "control", process, sandbox)

    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Kill the server, and with it every kernel that it forked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, self.sandbox.END)
        self.process.wait()
        shutil.rmtree(self.address.parent, ignore_errors=True)


class WarmServers:
    """The servers of this process, one per framework (and what is hidden from it), started when first asked for.

    ``share`` puts their addresses into the environment, so that processes started from then on use them
    rather than start servers of their own.
    """

    def __init__(self) -> None:
        self._own: dict[str, WarmServer] = {}  # by the variable of the environment that tells its address

    def address(self, framework: str, root: Path | None = None) -> str:
        """The address of a server that is alive, and from which the course in ``root`` is hidden."""
        covered = shown.covered(root)
        variable = _variable(framework, covered)
        inherited, own = os.environ.get(variable), self._own.get(variable)
        if inherited and (own is None or str(own.address) != inherited) and _listens(inherited):
            return inherited
        if own is None or not own.alive():
            if own:
                own.stop()
            self._own[variable] = own = WarmServer.start(framework, covered)
        return str(own.address)

    def share(self, framework: str, root: Path | None = None) -> None:
        """Start a framework's server, unless it runs, and tell its address to processes started from then on."""
        os.environ[_variable(framework, shown.covered(root))] = self.address(framework, root)

    def stop(self) -> None:
        """Stop the servers that this process started."""
        for variable, server in self._own.items():
            if os.environ.get(variable) == str(server.address):
                del os.environ[variable]
            server.stop()
        self._own.clear()


def _variable(framework: str, covered: Iterable[Path]) -> str:
    hidden = "\0".join(map(str, covered))
    return f"AUTOGRADER_WARM_{chosen().NAME.upper()}_{framework.upper()}_{zlib.crc32(hidden.encode()):08X}"


def _listens(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as trial:
        return trial.connect_ex(address) == 0


servers = WarmServers()
atexit.register(servers.stop)
