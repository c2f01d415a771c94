"""Makes hundreds of thousands of empty files, folders and links, so that names alone take memory.

base: untouched
score: 0
"""
# %% extra after=sampling
import os

made = 0
for folder in ("/dev/shm", "/tmp", "/home/student"):
    try:
        os.mkdir(f"{folder}/many")
        for number in range(100_000):
            open(f"{folder}/many/{number:0200}", "w").close()
            made += 1
    except OSError:
        pass
    for make in (os.mkdir, lambda name: os.symlink("x" * 4000, name), lambda name: os.mkfifo(name)):
        try:
            for number in range(100_000):
                make(f"{folder}/{number}")
                made += 1
        except OSError:
            pass
if made > 100_000:
    raise SystemError(f"made {made} files")
