"""Starts sessions of processes, of which each gets as much of the machine's processors as everything else together.

base: untouched
score: 0
note: sessions of processes
"""
# %% extra after=sampling
import subprocess
import time

for _ in range(100):
    subprocess.Popen(["timeout", "8", "sh", "-c", "while :; do :; done"], start_new_session=True)
time.sleep(4)
raise SystemError("100 sessions computed")
