"""Starts threads and processes of processes without end, each of which does nothing.

base: untouched
score: 0
"""
# %% extra after=sampling
import os
import threading
import time

for _ in range(100_000):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
# %% extra after=build_encoder
def nest(depth):
    if os.fork() == 0:
        os.setsid()
        nest(depth + 1)
        time.sleep(1000)


nest(0)
time.sleep(1000)
