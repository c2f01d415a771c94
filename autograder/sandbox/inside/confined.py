"""Without namespaces: each kernel is confined by Landlock and a filter of system calls, and ended by who watches it.

server or grader ──fork──▶ supervisor, which is ours ──fork──▶ kernel, confined ──▶ whatever student code starts

What loses its parent becomes the supervisor's child: when it has no child left, nothing of the kernel is left. It ends
all of it at SIGTERM, with its own parent, when the life-line closes, and with the kernel.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import signal
import socket
import stat
import sys
import tempfile
import termios
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import labkit

from . import ruleset
from .kernel import run_kernel, set_limits
from .look import can_open, look_around
from .privileges import (
    PR_SET_DUMPABLE,
    answer_calls,
    call,
    drop_bounding,
    drop_capabilities,
    libc,
    refuse_system_calls,
)

FIRST_USER = (
    0x6B000000  # so high that nobody on the machine is; a kernel's is this and its supervisor's process id
)
KILLER = 1 << 23  # added to it: the user that ends a kernel, and that the kernel cannot signal
MOST_AT_ONCE = 4  # times the limit of processes may all of an ordinary user's kernels together start
LOOK_SECONDS = 1  # between two looks at the life-line
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_CHILD_SUBREAPER = 1, 8, 36
CAP_DAC_READ_SEARCH = 2
TCGETS2 = 0x802C542A

DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
MACHINE = ("cpuinfo", "meminfo", "stat", "version", "uptime", "loadavg", "filesystems", "sys/kernel/random")
# Of its own process; not `net`, which is that of the whole machine.
OWN = (
    *(
        "status",
        "stat",
        "statm",
        "maps",
        "smaps",
        "cmdline",
        "comm",
        "environ",
        "cgroup",
        "limits",
        "io",
        "auxv",
    ),
    *("oom_score_adj", "mounts", "mountinfo", "fd", "fdinfo"),
)

_WHOLE, _INT = 2**64 - 1, 2**32 - 1
# What is left of calls that reach beyond files; of those with no use left there is none. Neither namespaces nor Landlock
# keep one process from another's priority, limits and processors, nor an owner from the attributes of files.
USES = {
    "connect": (),
    "bind": (),
    "sendmsg": (),  # a file on its way to nobody would be disk that nobody counts
    "sendmmsg": (),
    "sendto": [((4, _WHOLE, 0),)],  # without an address
    "socketpair": [((0, _INT, socket.AF_UNIX), (1, 0xF, socket.SOCK_STREAM))],
    "prlimit64": [((0, _INT, 0),)],  # of itself
    "setpriority": [((0, _INT, os.PRIO_PROCESS), (1, _INT, 0))],
    "ioctl": [
        ((1, _INT, request),)
        for request in (
            *(termios.TCGETS, TCGETS2, termios.TIOCGWINSZ, termios.FIONREAD, termios.FIONBIO),
            *(termios.FIOCLEX, termios.FIONCLEX),
        )
    ],
}
SIGNALS = ("kill", "tgkill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
# An ordinary user's kernel is that user, who owns files that it can read, and other processes. What honest code says of
# its own files and threads it says without need, and must not fail for it: it is told that it is done.
_FILES = ("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat")
ANSWERS = {
    **dict.fromkeys((*_FILES, "utime", "utimes", "futimesat", "utimensat"), (0, ())),
    **dict.fromkeys(("sched_setaffinity", "sched_setscheduler"), (0, [(0, 0)])),
    "socket": (errno.EOPNOTSUPP, ()),  # at which libzmq goes on, as it does at no other
}


def begin(shown: list[str], has_users: bool, parent: int) -> Callable[[dict], None]:
    """What confines and runs a kernel, or a look around as one would.

    shown: what may be read; has_users: whether each kernel can have a user of its own; parent: the process that has
    started this one, and with which it ends
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    _end_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the grader has ended")

    def isolate_and_run(spec: dict) -> None:
        """Does not return."""
        try:
            supervise(spec, shown, FIRST_USER + os.getpid() if has_users else None)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)

    return isolate_and_run


def supervise(spec: dict, shown: list[str], user: int | None) -> None:
    """Start a confined kernel, and return when it has ended, and everything with it.

    Through the life-line it tells, once the kernel is confined, with its credentials, which process the grader must
    end.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, {signal.SIGTERM, signal.SIGCHLD})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _end_with_parent(signal.SIGTERM)
    call(libc.prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    life = socket.socket(fileno=spec.pop("life")) if "life" in spec else None
    room = _make_room(Path(spec["room"]), user)
    told, tell = os.pipe()
    kernel = os.fork()
    if kernel == 0:
        if life:
            life.close()
        os.close(told)
        _become_kernel(spec, shown, room, user, tell)
    for descriptor in (tell, spec.get("probe"), *spec.get("sockets", {}).values()):
        if descriptor is not None:
            os.close(descriptor)
    try:
        if os.read(told, 1) and life:
            life.sendmsg([b"ready"])
        _wait_for_end(kernel, life)
    finally:
        _end_all(user)


def _make_room(room: Path, user: int | None) -> str:
    """The folder that a kernel may write in, its own; above it are folders of ours, which it may pass through."""
    room.mkdir(mode=0o700)
    if user is not None:
        os.chown(room, user, user)
        for folder in (room.parent, room.parent.parent):
            if folder.stat().st_uid == os.getuid():
                folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return str(room)


def _become_kernel(spec: dict, shown: list[str], room: str, user: int | None, tell: int) -> None:
    """Be confined, say so, and run. Does not return."""
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        os.environ.update(HOME=room, TMPDIR=room)
        tempfile.tempdir = None
        if "places" not in spec:
            set_limits(_by_user(spec["limits"], user))
        confine(shown, room, user)
        os.write(tell, b"1")
        os.close(tell)
        if "places" in spec:
            look_around(spec["places"], shown, can_open)
        else:
            run_kernel(spec)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _by_user(limits: dict, user: int | None) -> dict:
    """The limits, where that of processes is one of all processes of an ordinary user."""
    if user is not None:
        return limits
    own = f"Uid:\t{os.getuid()}\t"
    running = sum(int(_of(status, "Threads")) for status in _statuses() if own in status)
    return {**limits, "processes": running + MOST_AT_ONCE * limits["processes"]}


def confine(shown: list[str], room: str, user: int | None) -> None:
    """Become a user of its own where there is one, and give up for good what student code must not have."""
    importlib.util.find_spec(
        "no_module_of_this_name"
    )  # which lists all folders of modules, as later few may be
    keep = (
        []
        if user is None or _is_open_to_all(sys.prefix, sys.base_prefix, labkit.__file__)
        else [CAP_DAC_READ_SEARCH]
    )
    drop_bounding(keep)
    if user is not None:
        call(libc.prctl, PR_SET_KEEPCAPS, len(keep), 0, 0, 0)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        call(libc.prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)  # else what is to be counted of it could not be seen
    _end_with_parent(signal.SIGKILL)
    drop_capabilities(keep)
    ruleset.restrict(
        [
            *((path, ruleset.READ) for path in (*shown, *_below_proc())),
            *((path, ruleset.USE) for path in DEVICES),
            (room, ruleset.LIVE_IN),
        ]
    )
    answer_calls(ANSWERS)
    refuse_system_calls({**USES, **(_own_signals() if user is None else {})})


def _is_open_to_all(*paths: str) -> bool:
    """Whether every user may enter the folders that these lie in. Root's home is an example of one that none may."""
    return all(
        above.stat().st_mode & stat.S_IXOTH for path in paths for above in Path(path).resolve().parents
    )


def _below_proc() -> Iterator[str]:
    yield from (f"/proc/{name}" for name in MACHINE)
    yield from (f"/proc/self/{name}" for name in OWN)


def _own_signals() -> dict:
    """Where Landlock does not keep signals in, and those of one user reach all the user's processes: to itself alone."""
    if ruleset.abi() >= ruleset.SCOPES_ABI:
        return {}
    itself = [((0, _INT, os.getpid()),)]
    return {**dict.fromkeys(SIGNALS, ()), "kill": [*itself, ((0, _INT, 0),)], "tgkill": itself}


# --- The end ------------------------------------------------------------------------------------------------


def _end_with_parent(number: int) -> None:
    """Get this signal when the process that has started this one ends."""
    call(libc.prctl, PR_SET_PDEATHSIG, number, 0, 0, 0)


def _wait_for_end(kernel: int, life: socket.socket | None) -> None:
    """Reap, until the kernel has ended, SIGTERM comes, or nobody holds the other end of the life-line."""
    while True:
        heard = signal.sigtimedwait({signal.SIGTERM, signal.SIGCHLD}, LOOK_SECONDS)
        if heard and heard.si_signo == signal.SIGTERM:
            return
        if kernel in _reaped() or (life and _is_closed(life)):
            return


def _reaped() -> Iterator[int]:
    """The children that have ended."""
    with suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            yield pid


def _is_closed(life: socket.socket) -> bool:
    with suppress(BlockingIOError):
        return not life.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
    return False


def _end_all(user: int | None) -> None:
    """Kill every process below this one, until there is none: whatever loses its parent is a child of this one."""
    while True:
        if user is not None:
            _kill_user(user)
        else:
            for pid in _descendants():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        list(_reaped())
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        time.sleep(0.001)


def _kill_user(user: int) -> None:
    """Kill all processes of a user at once, so that none is born meanwhile, by one that they cannot signal."""
    killer = os.fork()
    if killer == 0:
        try:
            os.setresgid(user, user, user)
            os.setresuid(user + KILLER, user, user + KILLER)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(killer, 0)


def _descendants() -> list[int]:
    """All processes below this one."""
    children: dict[int, list[int]] = {}
    for status in _statuses():
        children.setdefault(int(_of(status, "PPid")), []).append(int(_of(status, "Pid")))
    found = [os.getpid()]
    for pid in found:  # which grows meanwhile
        found += children.get(pid, [])
    return found[1:]


def _statuses() -> Iterator[str]:
    """The files /proc/PID/status of the machine."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            yield Path(f"/proc/{name}/status").read_text(errors="replace")


def _of(status: str, key: str) -> str:
    return status.partition(f"\n{key}:")[2].split(None, 1)[0]
