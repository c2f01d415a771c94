"""What student code may ask of the operating system's kernel: no capability, and only the system calls of a list."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
from collections.abc import Collection, Mapping
from pathlib import Path

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWNET = 0x20000, 0x08000000, 0x40000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWUTS = 0x10000000, 0x20000000, 0x04000000
CLONE_FILES, CLONE_THREAD = 0x400, 0x10000
NEW_NAMESPACES = (
    CLONE_NEWNS,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWUSER,
    CLONE_NEWPID,
    CLONE_NEWUTS,
    0x02000000,
)
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, PR_CAP_AMBIENT_CLEAR_ALL = 47, 2, 4
LINUX_CAPABILITY_VERSION_3 = 0x20080522
MAP_SHARED, MAP_ANONYMOUS, MMAP_FLAGS = 1, 0x20, 3
SETSOCKOPT_LEVEL, SETSOCKOPT_NAME, SOCKET_PROTOCOL, NETLINK_ROUTE = 1, 2, 2, 0
# The options that set the size of a socket's buffers; Python has no name for the two by which root forces it.
BUFFER_OPTIONS = (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33)
CALLS = Path(__file__).with_name("calls.txt")  # the system calls that student code may make
# What `fcntl` may not do: have others signalled, leases and watches, and larger pipes; locks of bytes, which nobody
# could count.
F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ = 8, 10, 15, 1024, 1026, 1031
LOCKS = (
    fcntl.F_SETLK,
    fcntl.F_SETLKW,
    36,
    37,
    38,
)  # the last three belong to an open file; Python has no names
CLOSE_RANGE_UNSHARE = 2
SOCKET_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *args) -> None:
    """Call a function of the C library; raises OSError when it fails."""
    if function(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{getattr(function, '__name__', 'system call')}: {os.strerror(number)}")


def drop_bounding(keep: Collection[int] = ()) -> None:
    """See to it that no capability but these can be had again. This itself takes one, which root has."""
    for capability in set(range(64)) - set(keep):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # numbers beyond the last one fail: nothing to drop


def drop_capabilities(keep: Collection[int] = ()) -> None:
    """Give up every capability but these for good. Only while there is a single thread: they belong to threads."""
    drop_bounding(keep)
    call(libc.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header, kept = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0), sum(1 << one for one in keep)
    call(libc.capset, ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)(kept, kept, kept)))
    for capability in keep:
        call(libc.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
    call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def take_up(capabilities: Collection[int]) -> None:
    """Use those of these capabilities that this thread may have."""
    header, sets = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    call(libc.capget, ctypes.byref(header), ctypes.byref(sets))
    sets[0] |= sum(1 << one for one in capabilities) & sets[1]  # used, and had
    call(libc.capset, ctypes.byref(header), ctypes.byref(sets))


def refuse_system_calls(uses: Mapping[str, Collection[tuple]] | None = None) -> None:
    """Leave to this process and all it starts the system calls of CALLS, and of these not every use.

    uses: of some calls the only ones that are left, each as conditions (number of the argument, mask, value)
    """
    from pyseccomp import ALLOW, ERRNO, MASKED_EQ, Arg, SyscallFilter, resolve_syscall, system_arch

    refuse_arguments()  # first: afterwards no filter can be loaded any more
    calls = SyscallFilter(
        ERRNO(errno.ENOSYS)
    )  # as if the kernel had none: who calls has another way, or says so
    for name in listed_calls():
        if resolve_syscall(system_arch(), name) != -1:  # else this architecture has none of that name
            for conditions in (uses or {}).get(name, [()]):
                arguments = [Arg(number, MASKED_EQ, mask, value) for number, mask, value in conditions]
                calls.add_rule(ALLOW, name, *arguments)
    calls.load()


def answer_calls(answers: Mapping[str, tuple[int, Collection[tuple]]]) -> None:
    """Let these system calls do nothing, and answer with an error, or with 0 that it is done; where there are conditions
    (number of the argument, value), only those whose argument has another value."""
    from pyseccomp import ALLOW, ERRNO, NE, Arg, SyscallFilter, resolve_syscall, system_arch

    calls = SyscallFilter(ALLOW)
    for name, (answer, conditions) in answers.items():
        if resolve_syscall(system_arch(), name) != -1:
            calls.add_rule(ERRNO(answer), name, *(Arg(number, NE, value) for number, value in conditions))
    calls.load()


def listed_calls() -> list[str]:
    """The names in CALLS."""
    lines = CALLS.read_text().splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.split()]


def refuse_arguments() -> None:
    """Refuse, of calls that are needed, what makes new namespaces, hides descriptors from who counts them, or takes
    memory that is not counted as a process's own (shared without a file, large buffers of sockets, locks)."""
    from pyseccomp import ALLOW, EQ, ERRNO, GT, MASKED_EQ, NE, Arg, SyscallFilter

    calls = SyscallFilter(ALLOW)
    for flag in NEW_NAMESPACES:
        calls.add_rule(ERRNO(errno.EPERM), "clone", Arg(0, MASKED_EQ, flag, flag))
    # A thread with descriptors of its own: those of a process are looked for where its first thread has them.
    calls.add_rule(ERRNO(errno.EPERM), "clone", Arg(0, MASKED_EQ, CLONE_THREAD | CLONE_FILES, CLONE_THREAD))
    calls.add_rule(
        ERRNO(errno.EPERM), "close_range", Arg(2, MASKED_EQ, CLOSE_RANGE_UNSHARE, CLOSE_RANGE_UNSHARE)
    )
    calls.add_rule(ERRNO(errno.EPERM), "prctl", Arg(0, EQ, PR_SET_DUMPABLE))  # it would hide what is counted
    shared = MAP_SHARED | MAP_ANONYMOUS
    calls.add_rule(ERRNO(errno.EPERM), "mmap", Arg(MMAP_FLAGS, MASKED_EQ, shared, shared))
    for command in LOCKS:
        calls.add_rule(ERRNO(errno.ENOLCK), "fcntl", Arg(1, EQ, command))
    for command in (F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ):
        calls.add_rule(ERRNO(errno.EPERM), "fcntl", Arg(1, EQ, command))
    for option in BUFFER_OPTIONS:
        level = Arg(SETSOCKOPT_LEVEL, EQ, socket.SOL_SOCKET)
        calls.add_rule(ERRNO(errno.EPERM), "setsockopt", level, Arg(SETSOCKOPT_NAME, EQ, option))
    for family in set(range(64)) - set(SOCKET_FAMILIES):
        calls.add_rule(ERRNO(errno.EAFNOSUPPORT), "socket", Arg(0, EQ, family))
    for family in (socket.AF_INET, socket.AF_INET6):  # TCP and UDP, and no rarer protocol
        above = Arg(SOCKET_PROTOCOL, GT, socket.IPPROTO_UDP)
        calls.add_rule(ERRNO(errno.EPROTONOSUPPORT), "socket", Arg(0, EQ, family), above)
    other = Arg(SOCKET_PROTOCOL, NE, NETLINK_ROUTE)  # which is what lists network interfaces
    calls.add_rule(ERRNO(errno.EPROTONOSUPPORT), "socket", Arg(0, EQ, socket.AF_NETLINK), other)
    calls.load()
