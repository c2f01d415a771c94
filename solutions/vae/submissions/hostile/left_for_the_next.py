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
found = [f"{place}/{name}" for place in places if os.path.isdir(place) for name in os.listdir(place) if "left" in name]
found += [name for name in ("LEFT", "left") if name in os.environ or name in globals()]
with socket.socket(socket.AF_UNIX) as one:
    found += ["an abstract socket"] * (one.connect_ex("\0left") == 0)
with socket.socket() as one:
    found += ["a port"] * (one.connect_ex(("127.0.0.1", 4711)) == 0)
found += ["terminals"] * (set(os.listdir("/dev/pts")) != {"ptmx"})
found += ["host name"] * (os.uname().nodename == "left")
found += ["processes"] * any("left" in open(f"/proc/{n}/cmdline").read() for n in os.listdir("/proc") if n.isdigit())
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
abstract, port = socket.socket(socket.AF_UNIX), socket.socket()
abstract.bind("\0left")
abstract.listen()
port.bind(("127.0.0.1", 4711))
port.listen()
terminal = os.openpty()
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
