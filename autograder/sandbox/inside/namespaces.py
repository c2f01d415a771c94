"""Within bubblewrap: namespaces of its own for each kernel, with folders, terminals and a user that are nobody else's."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import labkit

from .kernel import run_kernel, set_limits
from .look import look_around, mount_points
from .privileges import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    PR_SET_DUMPABLE,
    call,
    drop_capabilities,
    libc,
    refuse_system_calls,
)

HOME = "/home/student"
WRITABLE = (HOME, "/tmp", "/dev/shm")
# Below /proc, what a user of the machine could change or learn about it.
PROC_COVERED = (
    "sys",
    "sysrq-trigger",
    "irq",
    "bus",
    "fs",
    "scsi",
    "kcore",
    "kallsyms",
    "keys",
    "timer_list",
    "pressure",
)
USER_ID = 1000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC = 1, 2, 4, 8, 32, 4096, 16384
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
TERMINALS = b"newinstance,ptmxmode=0666,max=64"  # there is a number of them for the whole machine
TCP_BUFFER = "4096 65536 131072"  # least, first and most bytes


def begin() -> Callable[[dict], None]:
    """What runs a kernel, or looks around as one would: see `isolate_and_run`. Here bubblewrap has begun already."""
    return isolate_and_run


def isolate_and_run(spec: dict) -> None:
    """Make namespaces of its own, and in them run the kernel. Does not return.

    A kernel with a life-line is on its own from then on; that of a cold start is waited for, since with its
    first process ends the sandbox.
    """
    try:
        call(libc.unshare, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS)
        init = os.fork()
        if init == 0:
            become_init(spec)
        elif "life" not in spec:
            os.waitpid(init, 0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def become_init(spec: dict) -> None:
    """The first process of the new pid namespace: it starts the kernel, and reaps until the kernel ends.

    With it ends every process of the namespace. It keeps its end of the life-line open, and tells through
    it, with its credentials, which process the grader must kill.
    """
    empty_folders(spec["limits"]["disk_mib"])
    call(libc.mount, b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)
    # A set of terminals of its own: another kernel's could be read and written.
    call(libc.mount, b"devpts", b"/dev/pts", b"devpts", MS_NOSUID | MS_NOEXEC, TERMINALS)
    life = spec.pop("life", None)
    if life is not None:
        socket.socket(fileno=os.dup(life)).sendmsg([b"ready"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    kernel = os.fork()
    if kernel == 0:
        if life is not None:
            os.close(life)
        os.setsid()
        become_nobody(spec["user"])
        if "places" in spec:
            look_around(spec["places"], mount_points(), os.path.lexists)
        else:
            set_limits(spec["limits"])
            run_kernel(spec)
        os._exit(0)
    for descriptor in (spec["probe"], *spec["sockets"].values()) if "probe" in spec else ():
        os.close(descriptor)
    while os.wait()[0] != kernel:
        pass


def empty_folders(disk_mib: int) -> None:
    """Give this mount namespace writable folders of its own.

    A checkout or a Python installation may itself lie below one of them: it is shown again on top.
    """
    course = Path(labkit.__file__).parents[1]
    needed = {sys.prefix, sys.base_prefix, str(course / "labkit"), str(course / "datasets")}
    for folder in WRITABLE:
        inside = [path for path in sorted(needed) if path.startswith(f"{folder}/") and os.path.isdir(path)]
        kept = {path: os.open(path, os.O_PATH) for path in inside}
        options = f"size={disk_mib}m,nr_inodes=20000,mode=1777".encode()
        call(libc.mount, b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options)
        for path, descriptor in kept.items():
            os.makedirs(path, exist_ok=True)
            call(
                libc.mount,
                f"/proc/self/fd/{descriptor}".encode(),
                path.encode(),
                None,
                MS_BIND | MS_REC,
                None,
            )
            os.close(descriptor)


def become_nobody(user: int | None) -> None:
    """Enter a user namespace with a plain user and no way to make another, and drop all capabilities.

    user: that user's number in this sandbox; None where there is none but the grader's own
    """
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        call(libc.prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)  # else its files in /proc would be root's
    uid, gid = os.getuid(), os.getgid()
    call(libc.unshare, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{USER_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{USER_ID} {gid} 1")
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    for direction in ("rmem", "wmem"):  # these would grow to many megabytes
        Path(f"/proc/sys/net/ipv4/tcp_{direction}").write_text(TCP_BUFFER)
    for name in PROC_COVERED:
        path = f"/proc/{name}".encode()
        if os.path.exists(path):
            call(libc.mount, path, path, None, MS_BIND, None)
            flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
            call(libc.mount, None, path, None, flags, None)
    loopback_up()
    drop_capabilities()
    refuse_system_calls()


def loopback_up() -> None:
    """Let processes of the sandbox reach each other on 127.0.0.1: a forked one prints that way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
