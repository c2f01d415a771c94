"""What student code takes of a disk where its sandbox has no file systems of its own: counted from outside.

A folder is all that it may write in. Beside what lies there are files that have no name any more, which live for as long
as a process has them open or mapped.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.sandbox.inside.confined import CAP_DAC_READ_SEARCH
from autograder.sandbox.inside.privileges import call, libc, take_up

FILES, DEPTH = 20_000, 100  # files and folders, and how deep these may lie in each other
# Files without a name that are mapped and not open: of these nobody can tell the size, which the system limits by file.
MAPPED = 8
DELETED = b" (deleted)"


class Misused(Exception):
    """It holds what is too much, or cannot be counted; the text says what, as a verdict."""


@dataclass
class Room:
    """A kernel's folder; user: the kernel's, None where that is the grader's own."""

    path: Path
    user: int | None
    _hidden: set[int] = field(default_factory=set)  # processes that could not be looked at last time
    _mapped: dict[Path, set[int]] = field(default_factory=dict)  # files without a name, by process

    def enter(self) -> None:
        """Let this thread, and no other, be the kernel's user: else root itself may not look at its processes.

        To look at another user's takes a capability that containers do not have. The C library would change all threads.
        """
        if self.user is None:
            return
        from pyseccomp import resolve_syscall, system_arch

        for name in ("setresgid", "setresuid"):
            number = resolve_syscall(system_arch(), name)
            call(partial(libc.syscall, number), -1, self.user, -1)
        # Nor may at one that has a capability which this thread has not: see `inside.confined`.
        take_up([CAP_DAC_READ_SEARCH])

    def look(self, processes: list[tuple[Path, int]], disk_mib: int) -> None:
        """Raise Misused when too much is taken, by processes of which the folder in /proc and the user are told."""
        open_ones = self._open(processes)
        if self._named_kib() + sum(open_ones.values()) > disk_mib << 10:
            raise Misused(f"it wrote more than {disk_mib} MiB of files")
        alive = {folder for folder, _ in processes}
        self._mapped = {folder: found for folder, found in self._mapped.items() if folder in alive}
        if len(set().union(*self._mapped.values()) - set(open_ones)) > MAPPED:
            raise Misused(f"it mapped more than {MAPPED} files without a name")

    def note_mappings(self, process: Path, maps: bytes) -> None:
        """Learn from a process's file /proc/PID/maps, which takes long to read, of files without a name."""
        lines = (
            line for line in maps.splitlines() if line.endswith(DELETED) and os.fsencode(self.path) in line
        )
        self._mapped[process] = {int(line.split()[4]) for line in lines}

    def _named_kib(self) -> int:
        blocks, seen, folders = 0, 0, [(self.path, 0)]
        while folders:
            folder, depth = folders.pop()
            for entry in _entries(folder, is_room=not depth):
                seen += 1
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # it has gone meanwhile
                blocks += status.st_blocks
                if stat.S_ISDIR(status.st_mode):
                    folders.append((Path(entry.path), depth + 1))
            if seen > FILES:
                raise Misused(f"it made more than {FILES} files")
            if depth > DEPTH:
                raise Misused(f"it made folders more than {DEPTH} deep")
        return blocks // 2

    def _open(self, processes: list[tuple[Path, int]]) -> dict[int, int]:
        """The files without a name that are open: KiB, by their number."""
        found, before, self._hidden = {}, self._hidden, set()
        for folder, user in processes:
            try:
                os.readlink(folder / "cwd")  # which asks for the same right as all that follows
                names = os.listdir(folder / "fd")
            except PermissionError:
                if user == (
                    os.getuid() if self.user is None else self.user
                ):  # else it is still to become that
                    self._hidden.add(hash(folder))
                continue
            except OSError:
                continue
            for name in names:
                found |= _nameless(folder / "fd" / name)
        if before & self._hidden:
            raise Misused("it hid what a process has open")
        return found


def _entries(folder: Path, is_room: bool) -> list[os.DirEntry]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError as error:
        if isinstance(error, PermissionError) and not is_room:  # which is not yet its user's
            raise Misused("it made a folder that cannot be read") from None
        return []  # it has gone meanwhile, or is still to come


def _nameless(descriptor: Path) -> dict[int, int]:
    """The number and KiB of a file that has no name any more, if that is behind this descriptor."""
    try:
        if not os.fsencode(os.readlink(descriptor)).endswith(DELETED):
            return {}
        status = os.stat(descriptor)
    except OSError:
        return {}
    return {status.st_ino: status.st_blocks // 2} if stat.S_ISREG(status.st_mode) else {}
