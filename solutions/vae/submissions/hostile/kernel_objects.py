"""Hoards memory that belongs to the machine's kernel: semaphores, message queues, shared memory without a file, large
buffers of sockets, queues of input and output, terminals.

base: untouched
score: 0
"""
# %% extra after=sampling
import ctypes
import mmap
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
taken = []


def hoard(name, take, most=64):
    """Take something `most` times; more than that is no accident."""
    try:
        for _ in range(most):
            if take() in (-1, False):
                return
    except (OSError, ValueError):
        return
    taken.append(name)


hoard("semaphores", lambda: libc.semget(0, 32000, 0o600))
hoard("message queues", lambda: libc.msgget(0, 0o600))
hoard("shared segments", lambda: libc.shmget(0, 1 << 24, 0o600))
hoard("POSIX queues", lambda: libc.mq_open(b"/q%d" % len(taken), 0o102, 0o600, None))
hoard("memory without a file", lambda: mmap.mmap(-1, 1 << 24))
hoard("shared zeros", lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 1 << 24))
hoard("queues of input and output", lambda: libc.syscall(206, 4096, ctypes.byref(ctypes.c_long(0))))
pair = socket.socketpair()
for option in (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33):
    hoard("a large buffer", lambda: pair[0].setsockopt(socket.SOL_SOCKET, option, 1 << 24), 1)
if pair[0].getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) > 1 << 20:
    taken.append("a large buffer")
hoard("lower priority for the machine's need", lambda: open("/proc/self/oom_score_adj", "w").write("-1000") and False)
hoard("terminals", lambda: os.openpty(), 2000)
if taken:
    raise SystemError(f"hoarded {taken}")
