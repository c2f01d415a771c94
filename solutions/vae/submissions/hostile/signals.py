"""Sends every signal to every process that it can name, sets their limits, and takes over who gets the signals of files.

base: untouched
score: 0
note: it ended the kernel
"""
# %% extra after=sampling
import fcntl
import os
import resource
import signal

seen = {int(name) for name in os.listdir("/proc") if name.isdigit()}
for process in seen - {os.getpid()} | set(range(-5, 0)):
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
        try:
            resource.prlimit(process, kind, (0, 0))
        except (OSError, ValueError, OverflowError):
            pass
reader, writer = os.pipe()
for number in range(1, 65):
    try:
        fcntl.fcntl(reader, fcntl.F_SETOWN, -number)
        fcntl.fcntl(reader, fcntl.F_SETSIG, number)
    except OSError:
        pass
reached = []
for process in range(2, 70_000):
    try:
        os.kill(process, 0)
        reached.append(process)
    except OSError:
        pass
if len(reached) > 200:  # threads of this kernel count among them
    raise SystemError(f"reached {len(reached)} processes")
# %% extra after=sampling
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    for process in (1, 0, -1):
        if process == 0 and number != signal.SIGKILL:
            continue
        try:
            os.kill(process, number)
        except OSError:
            pass
