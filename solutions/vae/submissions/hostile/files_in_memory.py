"""Hides files in memory: without a name, with holes, mapped, and allocated but never written.

base: untouched
score: 0
"""
# %% extra after=sampling
import mmap
import os

hidden, total = [], 0
part = 16 << 20
for folder in ("/dev/shm", "/tmp", "/home/student"):
    try:
        for number in range(100):
            descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR) if number % 2 else os.open(f"{folder}/x", os.O_CREAT | os.O_RDWR)
            if number % 2 == 0:
                os.unlink(f"{folder}/x")
            hidden.append(descriptor)
            os.posix_fallocate(descriptor, 0, part)
            mmap.mmap(descriptor, part)[:] = b"x" * part
            total += part
    except (OSError, ValueError):
        pass
if total > 1 << 30:
    raise SystemError(f"{total >> 20} MiB of files")
