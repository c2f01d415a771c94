"""Takes memory that belongs to no process: anonymous files, System V segments, file systems of its own, empty files.

base: untouched
score: 0
"""
# %% extra after=sampling
import ctypes
import os

libc = ctypes.CDLL(None)
block = b"x" * (1 << 24)
for _ in range(1000):
    try:
        file = os.memfd_create("hoard")
        for _ in range(16):
            os.write(file, block)
    except OSError:
        break
for _ in range(100):
    segment = libc.shmget(0, 1 << 27, 0o1600)
    if segment < 0:
        break
    libc.shmat.restype = ctypes.c_void_p
    ctypes.memset(libc.shmat(segment, None, 0), 1, 1 << 27)
if os.fork() == 0:
    if libc.unshare(0x10020000) == 0 and libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, b"size=8g") == 0:
        for number in range(40):
            with open(f"/tmp/{number}", "wb") as file:
                for _ in range(8):
                    file.write(block)
    os._exit(0)
os.wait()
for number in range(200_000):
    try:
        open(f"/dev/shm/{number}", "w").close()
    except OSError:
        break
print(number)
