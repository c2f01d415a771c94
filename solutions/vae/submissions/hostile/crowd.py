"""A hundred processes compute at once, and ask for the processors before all others.

base: untouched
score: 0
"""
# %% extra after=sampling
import os
import subprocess
import time

children = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(120)]
time.sleep(2)
pushed = []
for name, ask in (
    ("a better nice", lambda: os.nice(-5)),
    ("a real-time class", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))),
    ("its place back", lambda: os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))),
):
    try:
        ask()
        pushed.append(name)
    except OSError:
        pass
equal = sum(os.sched_getscheduler(child.pid) != os.SCHED_IDLE for child in children)
for child in children:
    child.kill()
if pushed or equal:
    raise SystemError(f"{equal} processes computed like any other's; got {pushed}")
