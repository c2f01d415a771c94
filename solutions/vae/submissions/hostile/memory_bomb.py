"""Takes memory without end, in this process and in children of it.

base: untouched
score: 0
note: memory
"""
# %% extra after=sampling
import os

os.fork()
hoard = []
while True:
    hoard.append(np.ones(1 << 24))
