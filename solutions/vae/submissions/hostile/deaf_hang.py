"""Hangs, ignores every signal that can be ignored, and catches every exception, KeyboardInterrupt included.

base: untouched
score: 0
note: left out
"""
# %% extra after=sampling
import signal
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            time.sleep(0.1)
    except BaseException:
        pass
