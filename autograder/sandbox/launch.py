"""What runs first inside the sandbox: one kernel, or a server that forks kernels off a warm process.

Of this package this file alone is bound into the sandbox (as ``/run/launch.py``), where student code can read it:
it holds no secret, and imports labkit (to know where the course lies), but nothing of this package. Usage:
``launch.py kernel SPEC``, ``launch.py look SPEC`` or ``launch.py server CONTROL FRAMEWORK``, where CONTROL is the
descriptor of a listening socket and SPEC is JSON. Of a kernel:

    {"connection": Jupyter's connection info, "sockets": {port: descriptor}, "probe": descriptor,
     "limits": {...}, "environment": {...}, "user": number of a user of this sandbox, or null}

Of a look at what a kernel would see, which is printed as JSON (see autograder.sandbox.proof):

    {"places": descriptor of a file with [[device, path in its file system, path], ...], "limits": {...},
     "user": as above}

A kernel's sockets come in as open descriptors that the grader has bound: student code shares no folder with
the world outside, so that it can neither fill one nor put something else in a socket's place.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import gc
import importlib
import json
import os
import re
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import labkit

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
COURSE_FILE = "grading.yml"  # by which a look around knows a course

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
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC = 1, 2, 4, 8, 32, 4096, 16384
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = (
    4,
    38,
    24,
    47,
    4,
)
LINUX_CAPABILITY_VERSION_3 = 0x20080522
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
MAP_SHARED, MAP_ANONYMOUS, MMAP_FLAGS = 1, 0x20, 3
SETSOCKOPT_LEVEL, SETSOCKOPT_NAME, SOCKET_PROTOCOL, NETLINK_ROUTE = 1, 2, 2, 0
# The options that set the size of a socket's buffers; Python has no name for the two by which root forces it.
BUFFER_OPTIONS = (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33)
TERMINALS = b"newinstance,ptmxmode=0666,max=64"  # there is a number of them for the whole machine
TCP_BUFFER = "4096 65536 131072"  # least, first and most bytes
CALLS = Path(__file__).with_name("calls.txt")  # the system calls that student code may make
# What `fcntl` may not do: locks of bytes, which nobody could count, leases and watches, and larger pipes.
F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ = 1024, 1026, 1031
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


def main() -> None:
    """Do what the command line says: see above."""
    if sys.argv[1] in ("kernel", "look"):
        isolate_and_run(json.loads(sys.argv[2]))
    else:
        serve_kernels(socket.socket(fileno=int(sys.argv[2])), framework=sys.argv[3])


# --- A kernel -----------------------------------------------------------------------------------------------


def run_kernel(spec: dict) -> None:
    """Start an IPython kernel on the sockets of ``spec``; returns when it ends."""
    set_limits(spec["limits"])
    os.environ.update(spec["environment"], LABKIT_PROBE_FD=str(spec["probe"]))
    limit_threads(spec["environment"])
    os.chdir(HOME)
    say_no_more()
    connection_file = Path("/tmp/connection.json")
    connection_file.write_text(json.dumps(spec["connection"]))
    bind_to_descriptors(spec["sockets"])
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    # IPython keeps its history in memory: a file of it would have to be locked.
    history = Config(HistoryManager={"hist_file": ":memory:"})
    app = IPKernelApp.instance(connection_file=str(connection_file), config=history)
    app.initialize([])
    app.start()


def say_no_more() -> None:
    """Cut what is said to the descriptors, which the grader reads: a kernel's output comes through its sockets."""
    null = os.open("/dev/null", os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def look_around(spec: dict) -> None:
    """Print, as JSON, where something private can be seen: at its own path, wherever a mount shows the same part of
    the same file system again, or anywhere near a mount by the name of a course's file."""
    with open(spec["places"]) as file:
        places = json.load(file)
    mounts = mounts_of_this_process()
    seen = {path for _, _, path in places if os.path.lexists(path)}
    for device, inner, _ in places:
        for of, root, point in mounts:
            if of == device and Path(inner).is_relative_to(root):
                path = Path(point) / Path(inner).relative_to(root)
                seen |= {str(path)} if os.path.lexists(path) else set()
    for _, _, point in mounts:
        if not point.startswith(("/proc", "/dev")):
            seen.update(named_like_a_course(point, depth=3))
    needed = (os.__file__, labkit.__file__, str(Path(labkit.__file__).parents[1] / "datasets"))
    unreadable = [path for path in needed if not os.access(path, os.R_OK)]
    print(json.dumps({"seen": sorted(seen), "unreadable": unreadable}), flush=True)


def mounts_of_this_process() -> list[tuple[str, str, str]]:
    """Of each mount the device, which part of its file system it shows, and where."""
    fields = [line.split() for line in os.fsdecode(Path("/proc/self/mountinfo").read_bytes()).splitlines()]
    return [(of[2], unescaped(of[3]), unescaped(of[4])) for of in fields]


def unescaped(path: str) -> str:
    """A path of /proc/self/mountinfo, in which spaces and the like are written as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)


def named_like_a_course(folder: str, depth: int) -> Iterator[str]:
    """Courses in a folder and so many levels below it, but not in the packages of Python, which are too many."""
    try:
        entries = list(os.scandir(folder)) if depth else []
    except OSError:
        return
    for entry in entries:
        if entry.name == COURSE_FILE:
            yield entry.path
        elif entry.is_dir(follow_symlinks=False) and not entry.name.endswith("-packages"):
            yield from named_like_a_course(entry.path, depth - 1)


def limit_threads(environment: dict[str, str]) -> None:
    """PyTorch reads the number of threads when it is imported: on a warm server that was before it was known."""
    if "torch" in sys.modules and (threads := environment.get("OMP_NUM_THREADS")):
        sys.modules["torch"].set_num_threads(int(threads))


def bind_to_descriptors(sockets: dict[str, int]) -> None:
    """Make zmq bind ``ipc://…-PORT`` to the descriptor given for that port, which is bound already."""
    import zmq

    original = zmq.Socket.bind

    def bind(self: zmq.Socket, address: str):
        descriptor = sockets.get(address.rpartition("-")[2]) if address.startswith("ipc://") else None
        if descriptor is not None:
            self.setsockopt(zmq.USE_FD, descriptor)
        return original(self, address)

    zmq.Socket.bind = bind


def set_limits(limits: dict) -> None:
    """Hold this process, and each that it starts, to the SPEC's limits, as far as the operating system can."""
    # Where the machine itself runs out of memory, this is what it ends first, unless student code takes it back.
    Path("/proc/self/oom_score_adj").write_text("1000")
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["disk_mib"] << 20),
        (resource.RLIMIT_NPROC, limits["processes"]),
        # Fewer than anybody else's: as many may be on their way through sockets, of all processes of a user.
        (resource.RLIMIT_NOFILE, 512),
    ):
        resource.setrlimit(kind, (value, value))


def drop_privileges() -> None:
    """Give up every capability for good. Only while there is a single thread: they belong to threads."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # numbers beyond the last one fail: nothing to drop
    call(libc.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    call(libc.capset, ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))
    call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    refuse_system_calls()


def refuse_system_calls() -> None:
    """Leave to this process and all it starts the system calls of CALLS, and of these not every use."""
    from pyseccomp import ALLOW, ERRNO, SyscallFilter, resolve_syscall, system_arch

    refuse_arguments()  # first: afterwards no filter can be loaded any more
    calls = SyscallFilter(
        ERRNO(errno.ENOSYS)
    )  # as if the kernel had none: who calls has another way, or says so
    for line in CALLS.read_text().splitlines():
        for name in () if line.startswith("#") else line.split():
            if resolve_syscall(system_arch(), name) != -1:  # else this architecture has none of that name
                calls.add_rule(ALLOW, name)
    calls.load()


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
    shared = MAP_SHARED | MAP_ANONYMOUS
    calls.add_rule(ERRNO(errno.EPERM), "mmap", Arg(MMAP_FLAGS, MASKED_EQ, shared, shared))
    for command in LOCKS:
        calls.add_rule(ERRNO(errno.ENOLCK), "fcntl", Arg(1, EQ, command))
    for command in (F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ):
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


def call(function, *args) -> None:
    """Call a function of the C library; raises OSError when it fails."""
    if function(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}")


# --- The warm server ----------------------------------------------------------------------------------------


def serve_kernels(control: socket.socket, framework: str) -> None:
    """Import what every submission imports, then fork a kernel for each connection to ``control``.

    A connection sends one message: the SPEC, with the probe's, the sockets' and a life-line's descriptors.
    No operation of the framework is run here: its threads would not survive the fork.
    """
    gc.disable()  # of all that is imported nothing is garbage: to look for it takes half a second,
    preload(framework)
    gc.freeze()  # and kernels need not look at it either
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that end are not waited for
    while True:
        connection, _ = control.accept()
        with connection:
            if os.fork() == 0:  # before it is read: no kernel inherits what another was sent
                control.close()
                isolate_and_run(receive_spec(connection))


def receive_spec(connection: socket.socket) -> dict:
    """The SPEC that a connection sends, with its descriptors in it."""
    with connection:
        message, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 16)
    if not message:  # the other side has thought better of it
        os._exit(0)
    spec = json.loads(message)
    spec["probe"], spec["life"], *sockets = descriptors
    spec["sockets"] = dict(zip(spec["sockets"], sockets, strict=True))
    return spec


def preload(framework: str) -> None:
    """Import what every submission imports, for a framework (tensorflow, torch or numpy)."""
    # Keras imports scikit-learn for wrappers of its own, which takes half a second. A notebook can still do so.
    sys.modules["sklearn"] = None
    for module in (
        "pyseccomp",
        *("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib", "IPython.core.debugger"),
        *("IPython.extensions.storemagic", "sqlite3", "IPython.core.logger", "IPython.core.oinspect"),
        *("tornado.platform.asyncio", "yaml"),
        "matplotlib.figure",
        "matplotlib_inline.backend_inline",
        "labkit.data",
        "labkit.plots",
        f"labkit.probe.{framework}_backend",
    ):
        importlib.import_module(module)
    del sys.modules["sklearn"]


# --- What is the same for both ------------------------------------------------------------------------------


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
        look_around(spec) if "places" in spec else run_kernel(spec)
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
    drop_privileges()


def loopback_up() -> None:
    """Let processes of the sandbox reach each other on 127.0.0.1: a forked one prints that way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


if __name__ == "__main__":
    main()
