"""Leaves marks for the next kernel of the same server, ends its own kernel, and looks for them in the new one.

base: untouched
score: 0
note: it ended the kernel
"""
# %% extra after=sampling
import ctypes
import os
import socket
import time

libc = ctypes.CDLL(None)
places = ["/tmp", "/home/student", "/dev/shm", "/dev/pts", "/dev", "/run", "/proc/1/cwd", os.path.expanduser("~/.ipython"), "."]
found = [f"{place}/left" for place in places if os.path.lexists(f"{place}/left")]
found += [name for name in ("LEFT", "left") if name in os.environ or name in globals()]
for what, family, address in (("an abstract socket", socket.AF_UNIX, "\0left"), ("a port", socket.AF_INET, ("127.0.0.1", 4711))):
    try:
        with socket.socket(family) as one:
            found += [what] * (one.connect_ex(address) == 0)
    except OSError:
        pass


def listed(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


found += ["terminals"] * bool(set(listed("/dev/pts")) - {"ptmx"})
found += ["host name"] * (os.uname().nodename == "left")
found += ["processes"] * any("left" in open(f"/proc/{n}/cmdline").read() for n in listed("/proc") if n.isdigit())
found += ["shared memory"] * (libc.shmget(4711, 1, 0) != -1)
found += ["limits"] * (os.nice(0) > 15 or os.getpriority(os.PRIO_PROCESS, 1) > 15)
if found:
    raise SystemError(f"found {found}")
# %% extra after=sampling
left = os.environ["LEFT"] = "left"
for place in places:
    try:
        open(f"{place}/left", "w").write("left")
        os.symlink("/tmp/left", f"{place}/left-link")
    except OSError:
        pass
libc.sethostname(b"left", 4)
libc.shmget(4711, 4096, 0o1666)


def listening_at(name):
    one = socket.socket(socket.AF_UNIX)
    one.bind(name)
    one.listen()
    return one


kept = []
for take in (
    lambda: listening_at("\0left"),
    lambda: socket.create_server(("127.0.0.1", 4711)),
    os.openpty,
):
    try:
        kept.append(take())
    except OSError:
        pass
for process in (0, 1, os.getppid()):
    try:
        os.setpriority(os.PRIO_PROCESS, process, 19)
    except OSError:
        pass
if os.fork() == 0:
    os.setsid()
    os.execv("/bin/sh", ["left", "-c", "sleep 1000; true"])
time.sleep(0.2)
os.kill(os.getpid(), 9)
