"""A Jupyter kernel provisioner that starts the kernel inside a sandbox.

It is jupyter_client's own extension point (entry-point group ``jupyter_client.kernel_provisioners``), so
nbclient, nbgrader and nbval use the sandbox through the kernelspec, unchanged.
"""

from __future__ import annotations

import abc
import asyncio
import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Float, Integer, Unicode

from autograder import scratch
from autograder.errors import SandboxUnavailable
from autograder.sandbox import shown
from autograder.sandbox.choice import Sandbox, chosen
from autograder.sandbox.warm import WORDS, last_words
from autograder.sandbox.watchdog import Watchdog
from labkit.probe.serve import KEY_BYTES

KERNEL_NAME = "course-sandbox"
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
WARM_SECONDS = 120  # a warm server may still be importing the framework, on a busy machine


class SandboxProvisioner(KernelProvisionerBase):
    """One kernel in one sandbox.

    questions: the grader's end of the probe's channel; key: with which the probe signs what it answers there
    """

    memory_mib = Integer(4096, help="Memory of all processes of a kernel together, MiB.").tag(config=True)
    processes = Integer(512, help="Processes and threads of a kernel.").tag(config=True)
    flood_mib = Float(1024, help="By which the grader may grow while it listens to this kernel, MiB.").tag(
        config=True
    )
    disk_mib = Integer(256, help="Size of each writable folder, MiB.").tag(config=True)
    threads = Integer(0, help="Threads of the numerical libraries; 0 leaves it to them.").tag(config=True)
    framework = Unicode("", help="tensorflow, torch or numpy; told to the probe.").tag(config=True)
    server = Unicode("", help="Address of a warm server; without one the kernel starts cold.").tag(
        config=True
    )

    sandbox: Sandbox | None = None
    questions: socket.socket | None = None
    key = b""
    watchdog: Watchdog | None = None
    folder: Path | None = None
    _jail: _Jail | None = None
    _ended: Callable[[], None] | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a sandbox, running or not yet waited for."""
        return self._jail is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose where the kernel's sockets lie. Raises SandboxUnavailable."""
        self.sandbox = chosen()
        manager = self.parent
        self.folder = Path(tempfile.mkdtemp(prefix="kernel-", dir=scratch.folder()))
        # The sandbox has no network: the kernel is reached through sockets in this folder, which is ours alone.
        manager.transport = "ipc"
        manager.ip = str(self.folder / "s")
        manager.connection_file = str(self.folder / "connection.json")
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        kwargs.pop("extra_arguments", None)
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel. The command of the kernelspec is not used: launch.py takes its place."""
        listening = {self.connection_info[port]: self._listen(self.connection_info[port]) for port in PORTS}
        self.questions, theirs = socket.socketpair()
        self.key = secrets.token_bytes(KEY_BYTES)
        self.questions.sendall(self.key)  # the first that it reads: no student code has run by then
        spec = {
            "connection": json.loads(Path(self.parent.connection_file).read_text()),
            "limits": {"disk_mib": self.disk_mib, "processes": self.processes},
            "environment": self._environment(),
            "room": str(self.folder / "room"),
            "user": self.sandbox.any_user(),
        }
        with contextlib.ExitStack() as stack:
            for one in (theirs, *listening.values()):
                stack.enter_context(one)
            if self.server:
                self._jail = await asyncio.to_thread(_Forked.start, self, spec, theirs, listening)
            else:  # in this very thread: a sandbox dies with the thread that started it
                self._jail = _Cold.start(self, spec, theirs, listening)
        self._ended = self._jail.close
        limits = {"memory_mib": self.memory_mib, "processes": self.processes, "disk_mib": self.disk_mib}
        limits |= self.sandbox.watched(self._jail.pid, self.folder / "room")
        self.watchdog = Watchdog(self._jail.pid, self._jail.kill, flood_mib=self.flood_mib, **limits)
        self.watchdog.start()
        return self.connection_info

    def _listen(self, port: int) -> socket.socket:
        one = socket.socket(socket.AF_UNIX)
        one.bind(f"{self.folder / 's'}-{port}")
        one.listen(16)
        return one

    def _environment(self) -> dict[str, str]:
        threads = {}
        if self.threads:
            names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
            threads = dict.fromkeys(names, str(self.threads))
        return {"LABKIT_FRAMEWORK": self.framework, **threads}

    def last_words(self) -> str:
        """What the kernel's start complained of, to be added to a message."""
        return last_words(Path(self.server).parent if self.server else self.folder)

    async def poll(self) -> int | None:
        """None while the kernel runs, else 0: how it ended cannot be seen from outside."""
        return self._jail.poll() if self._jail else 0

    async def wait(self) -> int | None:
        """Return when the sandbox has ended."""
        while self._jail and self._jail.poll() is None:
            await asyncio.sleep(0.02)
        self._jail = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Any signal but the test for life means the end: a request is one that student code could refuse."""
        if signum != 0:
            await self.kill()

    async def kill(self, restart: bool = False) -> None:
        """End the sandbox, with all processes in it, now."""
        if self._jail:
            self._jail.kill()

    async def terminate(self, restart: bool = False) -> None:
        """As `kill`: student code is not asked whether it wants to end."""
        await self.kill()

    async def cleanup(self, restart: bool = False) -> None:
        """End the sandbox and its watchdog, and give back sockets and folder."""
        await self.kill()
        if self.watchdog:
            self.watchdog.stop()
            self.watchdog.join(timeout=10)  # it must not kill by a descriptor that is closed, or another's
        if self._ended:
            self._ended()
            self._ended = None
        if self.questions:
            self.questions.close()
        if self.folder:
            remove(self.folder)


class _Jail(abc.ABC):
    """A running sandbox. ``pid`` is the process of ours with which all of it ends."""

    pid: int

    @abc.abstractmethod
    def poll(self) -> int | None:
        """None while it runs."""

    @abc.abstractmethod
    def kill(self) -> None:
        """End it, and return when it has ended."""

    def close(self) -> None:  # noqa: B027  (nothing, unless something was kept)
        """Give back what was kept open to watch and kill it."""


class _Cold(_Jail):
    """A kernel started cold, in a sandbox of its own."""

    def __init__(self, process: subprocess.Popen, end: signal.Signals) -> None:
        self.process, self.pid, self.end = process, process.pid, end

    @classmethod
    def start(
        cls,
        options: SandboxProvisioner,
        spec: dict,
        probe: socket.socket,
        listening: dict[int, socket.socket],
    ) -> _Cold:
        spec["probe"] = probe.fileno()
        spec["sockets"] = {str(port): one.fileno() for port, one in listening.items()}
        descriptors, argv = [probe.fileno(), *spec["sockets"].values()], ["kernel", json.dumps(spec)]
        with open(options.folder / WORDS, "wb") as words:
            start = options.sandbox.start
            process = start(argv, shown.covered(), options.folder, descriptors, stderr=words)
        return cls(process, options.sandbox.END)

    def poll(self) -> int | None:
        return self.process.poll()

    def kill(self) -> None:
        """With the sandbox's first process ends every other."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, self.end)
            self.process.wait()


class _Forked(_Jail):
    """A kernel forked off a warm server.

    ``pid`` is the process above all of it, which holds the other end of ``life``: when that closes, it is gone.
    """

    def __init__(self, pid: int, life: socket.socket, end: signal.Signals) -> None:
        self.pid, self.life, self.end = pid, life, end
        self.handle = os.pidfd_open(pid)

    @classmethod
    def start(
        cls,
        options: SandboxProvisioner,
        spec: dict,
        probe: socket.socket,
        listening: dict[int, socket.socket],
    ) -> _Forked:
        spec["sockets"] = [str(port) for port in listening]
        life, theirs = socket.socketpair()
        life.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
            control.settimeout(WARM_SECONDS)
            life.settimeout(WARM_SECONDS)
            try:
                control.connect(options.server)
                descriptors = [one.fileno() for one in (probe, theirs, *listening.values())]
                socket.send_fds(control, [json.dumps(spec).encode()], descriptors)
                theirs.close()
                return cls(_sender_of(life), life, options.sandbox.END)
            except OSError as error:
                life.close()
                words = last_words(Path(options.server).parent)
                raise ServerGone(f"the warm server does not start kernels: {error}{words}") from None

    def poll(self) -> int | None:
        """None while its first process lives. It never writes again: readable means closed."""
        with contextlib.suppress(BlockingIOError):
            self.life.setblocking(False)
            self.life.recv(1)
            return 0
        return None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, self.end)
        ended = select.poll()
        ended.register(self.handle, select.POLLIN)
        ended.poll(5000)  # not until all of it is dead; the life-line closes a little before

    def close(self) -> None:
        self.life.close()
        os.close(self.handle)


def remove(folder: Path) -> None:
    """Remove a folder that student code wrote in: however deep, and whatever its owner may not do there."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for line in (["chmod", "-R", "u+rwX", folder], ["rm", "-rf", folder]):
            subprocess.run(line, capture_output=True, check=False)


class ServerGone(SandboxUnavailable):
    """The warm server has died or cannot be reached; a new one can be started."""


def _sender_of(life: socket.socket) -> int:
    """The process id, in our own namespace, of who sent the next message: the kernel vouches for it."""
    size = struct.calcsize("3i")
    message, ancillary, _, _ = life.recvmsg(16, socket.CMSG_SPACE(size))
    for level, kind, data in ancillary:
        if message and level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return struct.unpack("3i", data[:size])[0]
    raise ConnectionError("it ended before the kernel was ready")
