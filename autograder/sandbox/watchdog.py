"""Limits that the kernel of the operating system does not enforce for us, watched from outside."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from autograder.sandbox.inside.namespaces import WRITABLE
from autograder.sandbox.room import Misused, Room

INTERVAL = 0.1  # seconds between two looks: a fork bomb is small after so short a time
# What may lie behind a descriptor, in KiB; launch.py sees to it that it is not more: the buffers of a socket and of a
# pipe, and of as many watches as there are descriptors.
BEHIND = {"socket": 256, "pipe": 64, "anon_inode:[eventpoll]": 64}
MAPPING_BYTES = 512  # that the system keeps of each mapping of a process
MAPPINGS_SECONDS = 1  # after which the mappings of a process are counted again: it takes longer than the rest
CROWD = 100  # threads from which on a sandbox computes only when nobody else does: honest ones have a third
MOST_WITHHELD = 4  # times as long as it may live may a sandbox wait for a busy machine; then that is to blame
SESSIONS = 32  # of processes; each gets as much of the processors as a whole other sandbox
OWN_NICE = os.getpriority(os.PRIO_PROCESS, 0)  # of the grader, with which a sandbox starts
# What a process takes, by the names of /proc/PID/status. Shared memory is that of files, counted by folder.
MEMORY = (b"RssAnon", b"RssFile", b"VmPTE", b"VmSwap")


class Watchdog(threading.Thread):
    """Kills a sandbox whose processes together take too much memory, become too many, or take too long.

    And one that makes the grader's own memory grow by more than ``flood_mib``: a message without an end is kept until
    its end comes.
    ``verdict`` is empty, or says in words which limit was passed. ``withheld``: seconds in which it wanted to compute,
    and the machine was busy with something else; ``is_starved``: these were so many that the machine is to blame.
    room: where the sandbox writes, unless its folders are file systems of their own
    """

    def __init__(
        self,
        pid: int,
        kill: Callable[[], None],
        *,
        memory_mib: int,
        processes: int,
        disk_mib: int,
        flood_mib: float = math.inf,
        room: Room | None = None,
    ) -> None:
        super().__init__(daemon=True, name=f"watchdog-{pid}")
        self.pid, self._kill = pid, kill
        self.memory_mib, self.processes, self.disk_mib = memory_mib, processes, disk_mib
        self.flood_mib, self.room = flood_mib, room
        self.verdict = ""
        self.withheld = 0.0
        self.is_starved = False
        self._wall = self._cpu_until = math.inf
        self._began = self._looked = time.monotonic()
        self._withheld_before = 0.0
        self._seconds = self._cpu_seen = 0.0
        self._cpu_of: dict[psutil.Process, float] = {}  # of every process ever seen, when it was last seen
        # Of each process when its mappings were counted, and how many.
        self._mappings: dict[Path, tuple[float, int]] = {}
        self._own = psutil.Process()
        self._own_before = self._own.memory_info().rss
        self._stop_event = threading.Event()

    def run(self) -> None:
        """Look every INTERVAL until `stop`, or until a limit is passed: then set the verdict, and kill."""
        has_entered = self.room is None
        while not self._stop_event.wait(INTERVAL):
            try:
                if not has_entered:
                    self.room.enter()
                    has_entered = True
                self.verdict = self._look()
            except Misused as misused:
                self.verdict = str(misused)
            except Exception as error:  # else nobody would watch it from then on
                self.verdict = f"it could not be watched ({type(error).__name__})"
            if self.verdict:
                self._kill()
                return

    def allow(self, seconds: float, wall_seconds: float) -> None:
        """From now on let the sandbox compute for ``seconds``, and live for ``wall_seconds``.

        Time on the processor is what counts, so that a mark does not depend on how busy the machine is; the
        clock on the wall ends what only waits, and stands still while the machine is busy with something else.
        """
        self._seconds, self._wall = seconds, wall_seconds
        self._cpu_until = self._cpu_seen + seconds  # as of the last look, at most INTERVAL ago
        self._began, self._withheld_before = time.monotonic(), self.withheld

    def stop(self) -> None:
        """Look no more; the thread ends within an INTERVAL."""
        self._stop_event.set()

    def _look(self) -> str:
        if self._own.memory_info().rss - self._own_before > self.flood_mib * 2**20:
            return "it sent more than can be read"
        top, members = self._processes()
        if late := self._time_is_up([*top, *members]):
            return late
        told = [found for process in members if (found := _told(process.pid))]
        threads = sum(numbers.get(b"Threads", 0) for _, numbers in told)
        if threads > self.processes:
            return f"it started more than {self.processes} processes"
        if len({_session(folder) for folder, _ in told}) > SESSIONS:
            return f"it started more than {SESSIONS} sessions of processes"
        if threads > CROWD:
            _step_back(members)
        if self.room:
            self.room.look([(folder, numbers[b"Uid"]) for folder, numbers in told], self.disk_mib)
        memory = sum(numbers.get(key, 0) for _, numbers in told for key in MEMORY)
        memory += self._files_kib([*top, *members]) + _descriptors_kib([folder for folder, _ in told])
        memory += self._mappings_kib([folder for folder, _ in told])
        if memory > self.memory_mib << 10:
            return f"it used more than {self.memory_mib} MiB of memory"
        return ""

    def _time_is_up(self, members: list[psutil.Process]) -> str:
        now, cpu = time.monotonic(), max(self._cpu_seen, self._cpu_seconds(members))
        passed, computed = now - self._looked, cpu - self._cpu_seen
        self._looked, self._cpu_seen = now, cpu
        if computed < passed / 2 and any(map(_wants_to_compute, members)):
            self.withheld += passed - computed
        withheld = self.withheld - self._withheld_before
        if cpu > self._cpu_until or now - self._began - withheld > self._wall:
            return f"it ran longer than {self._seconds:.0f} seconds"
        self.is_starved = withheld > MOST_WITHHELD * self._wall
        return "the machine was too busy for it" if self.is_starved else ""

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

    def _mappings_kib(self, folders: list[Path]) -> int:
        """What the system keeps of mappings, which a process may have many thousands of without any memory behind."""
        now, before = time.monotonic(), self._mappings
        self._mappings = {}
        for folder in folders:
            counted, count = before.get(folder, (-math.inf, 0))
            if now - counted > MAPPINGS_SECONDS:
                maps = _read(folder / "maps")
                counted, count = now, maps.count(b"\n")
                if self.room:
                    self.room.note_mappings(folder, maps)
            self._mappings[folder] = counted, count
        return sum(count for _, count in self._mappings.values()) * MAPPING_BYTES >> 10


def _told(pid: int) -> tuple[Path, dict[bytes, int]] | None:
    """What /proc tells of a process, and in which folder of it; None when it has ended.

    Once its first thread has ended a process has no memory and no descriptors there, but its other threads have.
    """
    process = Path(f"/proc/{pid}")
    for folder in (process, *_listed(process / "task")):
        numbers = _numbers(folder / "status")
        if MEMORY[0] in numbers:
            return folder, numbers
    return None


def _numbers(status: Path) -> dict[bytes, int]:
    """The numbers of a file /proc/PID/status, KiB where they are of memory."""
    pairs = (line.split(b":", 1) for line in _read(status).splitlines() if b":" in line)
    words = {key: value.split() for key, value in pairs}
    return {key: int(of[0]) for key, of in words.items() if of and of[0].isdigit()}


def _wants_to_compute(process: psutil.Process) -> bool:
    """Whether a thread of it could run, and has not been set back: by us, or by itself, to look as if it were kept waiting."""
    for thread in _listed(Path(f"/proc/{process.pid}/task")):
        fields = _read(thread / "stat").rpartition(b")")[2].split()
        if fields[:1] == [b"R"] and (int(fields[16]), int(fields[38])) == (OWN_NICE, os.SCHED_OTHER):
            return True
    return False


def _session(folder: Path) -> bytes:
    """The session of a process; its name, which may be anything, ends with the last parenthesis."""
    return b"".join(_read(folder / "stat").rpartition(b")")[2].split()[3:4])


def _descriptors_kib(folders: list[Path]) -> int:
    """What may lie behind the descriptors of processes; of a socket or pipe that several have it counts once."""
    found = {}
    for link in (link for folder in folders for link in _listed(folder / "fd")):
        try:
            target = os.readlink(link)
        except OSError:
            continue
        kind = target if target in BEHIND else target.partition(":")[0]
        if kind in BEHIND:
            found[link if kind == target else target] = BEHIND[kind]
    return sum(found.values())


def _step_back(members: list[psutil.Process]) -> None:
    """Let these processes compute only when no other wants to: of hundreds each would get as much as a neighbour."""
    for thread in (thread for process in members for thread in _listed(Path(f"/proc/{process.pid}/task"))):
        with suppress(OSError):
            os.sched_setscheduler(int(thread.name), os.SCHED_IDLE, os.sched_param(0))


def _read(path: Path) -> bytes:
    """A file of /proc; empty when its process has ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _listed(folder: Path) -> list[Path]:
    """The entries of a folder of /proc; none when its process has ended."""
    try:
        return [folder / name for name in os.listdir(folder)]
    except OSError:
        return []
