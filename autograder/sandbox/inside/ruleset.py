"""Landlock, by its three system calls: which files a process and all that it starts may still reach.

https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from .privileges import libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
GIVE_VERSION, PATH_BENEATH = 1, 1
LEAST_ABI, SCOPES_ABI, DEVICES_ABI = 4, 6, 5  # of Linux 6.7, 6.12 and 6.10
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG, MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = (1 << bit for bit in (7, 8, 12, 13, 14, 15))
ALL = 2 * IOCTL_DEV - 1
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
BIND_AND_CONNECT_TCP, ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3

READ = EXECUTE | READ_FILE | READ_DIR
USE = READ_FILE | WRITE_FILE
# No program can be started there: one that its own user may not read would hide what is counted of it.
LIVE_IN = ALL & ~(
    EXECUTE | IOCTL_DEV | (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)
)  # nor devices, sockets, pipes


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def abi() -> int:
    """The version of Landlock that the machine has; 0 where it has none, or it is not switched on."""
    return max(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), GIVE_VERSION), 0)


def restrict(rules: Iterable[tuple[str, int]]) -> None:
    """Leave to this thread, and to what it starts, these rights (READ, USE or LIVE_IN) at and below these paths.

    No TCP, whatever is left of sockets; from ABI 6 on neither signals nor abstract sockets of processes outside. Paths
    that are not there are passed over. Needs "no new privileges". Raises OSError.
    """
    version = abi()
    handled = _Ruleset(
        ALL if version >= DEVICES_ABI else ALL & ~IOCTL_DEV,
        BIND_AND_CONNECT_TCP,
        ABSTRACT_SOCKETS_AND_SIGNALS if version >= SCOPES_ABI else 0,
    )
    ruleset = _checked(CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(ctypes.sizeof(handled)), 0)
    try:
        for path, rights in rules:
            _allow(ruleset, path, rights & handled.files)
        _checked(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH)
    except FileNotFoundError:
        return
    try:
        is_folder = stat.S_ISDIR(os.fstat(place).st_mode)
        beneath = _Beneath(rights if is_folder else rights & OF_FILES, place)
        _checked(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(place)


def _checked(number: int, *arguments: object) -> int:
    result = libc.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
