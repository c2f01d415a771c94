"""Limits that the kernel of the operating system does not enforce for us, watched from outside."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from autograder.sandbox.launch import WRITABLE

INTERVAL = 0.1  # seconds between two looks: a fork bomb is small after so short a time
FLOOD_MIB = 1024  # by which the grader itself may grow while it listens to one sandbox
SOCKET_KIB = 256  # that the buffers of one socket may hold; launch.py sees to it that it is not more
# What a process takes, by the names of /proc/PID/status. Shared memory is that of files, counted by folder.
MEMORY = (b"RssAnon", b"RssFile", b"VmPTE", b"VmSwap")


class Watchdog(threading.Thread):
    """Kills a sandbox whose processes together take too much memory, become too many, or take too long.

    And one that makes the grader's own memory grow: a message without an end is kept until its end comes.
    ``verdict`` is empty, or says in words which limit was passed.
    """

    def __init__(
        self, pid: int, kill: Callable[[], None], *, memory_mib: int, processes: int, disk_mib: int
    ) -> None:
        super().__init__(daemon=True, name=f"watchdog-{pid}")
        self.pid, self._kill = pid, kill
        self.memory_mib, self.processes, self.disk_mib = memory_mib, processes, disk_mib
        self.verdict = ""
        self._wall_until = self._cpu_until = math.inf
        self._seconds = self._cpu_seen = 0.0
        self._cpu_of: dict[psutil.Process, float] = {}  # of every process ever seen, when it was last seen
        self._own = psutil.Process()
        self._own_before = self._own.memory_info().rss
        self._stop_event = threading.Event()

    def run(self) -> None:
        """Look every INTERVAL until `stop`, or until a limit is passed: then set the verdict, and kill."""
        while not self._stop_event.wait(INTERVAL):
            self.verdict = self._look()
            if self.verdict:
                self._kill()
                return

    def allow(self, seconds: float, wall_seconds: float) -> None:
        """From now on let the sandbox compute for ``seconds``, and live for ``wall_seconds``.

        Time on the processor is what counts, so that a mark does not depend on how busy the machine is; the
        clock on the wall ends what only waits.
        """
        self._seconds = seconds
        self._cpu_until = self._cpu_seen + seconds  # as of the last look, at most INTERVAL ago
        self._wall_until = time.monotonic() + wall_seconds

    def stop(self) -> None:
        """Look no more; the thread ends within an INTERVAL."""
        self._stop_event.set()

    def _look(self) -> str:
        if self._own.memory_info().rss - self._own_before > FLOOD_MIB << 20:
            return "it sent more than can be read"
        top, members = self._processes()
        self._cpu_seen = max(self._cpu_seen, self._cpu_seconds([*top, *members]))
        if self._cpu_seen > self._cpu_until or time.monotonic() > self._wall_until:
            return f"it ran longer than {self._seconds:.0f} seconds"
        numbers = [_status(process.pid) for process in members]
        if sum(n.get(b"Threads", 0) for n in numbers) > self.processes:
            return f"it started more than {self.processes} processes"
        memory = sum(n.get(key, 0) for n in numbers for key in MEMORY)
        memory += self._files_kib([*top, *members]) + SOCKET_KIB * len(set(_sockets(members)))
        if memory > self.memory_mib << 10:
            return f"it used more than {self.memory_mib} MiB of memory"
        return ""

    def _processes(self) -> tuple[list[psutil.Process], list[psutil.Process]]:
        """The first process, which is ours, and those below it. What loses its parent stays below it."""
        try:
            top = psutil.Process(self.pid)
            return [top], top.children(recursive=True)
        except psutil.NoSuchProcess:
            return [], []

    def _cpu_seconds(self, members: list[psutil.Process]) -> float:
        """Time on the processor. Of ended processes it is known in two ways, neither of which is complete.

        Either their parents have it, unless they did not wait for them; or it was seen while they lived.
        """
        with_awaited = 0.0
        for process in members:
            try:
                user, system, children_user, children_system, *_ = process.cpu_times()
            except psutil.NoSuchProcess:
                continue  # it ended while we looked
            self._cpu_of[process] = user + system
            with_awaited += user + system + children_user + children_system
        return max(with_awaited, sum(self._cpu_of.values()))

    def _files_kib(self, members: list[psutil.Process]) -> int:
        """What the writable folders hold; they are memory. Known by their size, as some process sees them."""
        for process in members:
            try:
                found = [os.statvfs(f"/proc/{process.pid}/root{folder}") for folder in WRITABLE]
            except OSError:
                continue
            if all(one.f_blocks * one.f_frsize == self.disk_mib << 20 for one in found):
                return sum((one.f_blocks - one.f_bfree) * one.f_frsize for one in found) >> 10
        return 0


def _status(pid: int) -> dict[bytes, int]:
    """The numbers of /proc/PID/status, KiB where they are of memory; none of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_bytes().splitlines()
    except OSError:
        return {}
    pairs = (line.split(b":", 1) for line in lines if b":" in line)
    words = {key: value.split() for key, value in pairs}
    return {key: int(of[0]) for key, of in words.items() if of and of[0].isdigit()}


def _sockets(members: list[psutil.Process]) -> Iterator[str]:
    """The sockets that processes have open; one that several have is named each time."""
    for process in members:
        try:
            names = os.listdir(f"/proc/{process.pid}/fd")
        except OSError:
            continue
        for name in names:
            try:
                target = os.readlink(f"/proc/{process.pid}/fd/{name}")
            except OSError:
                continue
            if target.startswith("socket:"):
                yield target
