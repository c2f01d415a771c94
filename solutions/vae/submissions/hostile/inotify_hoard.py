"""Takes what a user of the machine may have only so many of: watches on files, of which an editor then gets none.

base: untouched
score: 0
"""
# %% extra after=sampling
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
taken = [name for name in ("inotify_init", "inotify_init1", "fanotify_init") if getattr(libc, name)(0, 0) >= 0]
folder = os.open("/tmp", os.O_RDONLY)
if libc.fcntl(folder, 1026, 1) == 0:
    taken.append("dnotify")
if libc.fcntl(os.open("/tmp/leased", os.O_RDONLY | os.O_CREAT), 1024, 0) == 0:
    taken.append("a lease")
try:
    os.write(os.open("/proc/pressure/memory", os.O_RDWR | os.O_NONBLOCK), b"some 150000 2000000")
    taken.append("a watch on the machine's load")
except OSError:
    pass
if taken:
    raise SystemError(f"took {taken}")
