"""Fills the buffers of sockets and pipes, in many processes, and sends descriptors that nobody receives.

base: untouched
score: 0
note: memory
"""
# %% extra after=sampling
import os
import socket
import time


def fill(one):
    one.setblocking(False)
    try:
        while one.send(b"x" * 65536):
            pass
    except OSError:
        pass


def pour():
    kept = []
    try:
        while True:
            kept += socket.socketpair()
            fill(kept[-1])
            fill(kept[-2])
            if len(kept) % 100 == 0:
                socket.send_fds(kept[0], [b"x"], [one.fileno() for one in kept[-100:]])
    except OSError:
        pass
    listening = socket.create_server(("127.0.0.1", 0))
    try:
        while True:
            kept.append(socket.create_connection(listening.getsockname()))
            fill(kept[-1])
    except OSError:
        time.sleep(1000)


while True:
    if os.fork() == 0:
        pour()
    time.sleep(0.05)
