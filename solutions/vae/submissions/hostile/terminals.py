"""Types into terminals: its own, those of others, the machine's console.

base: untouched
score: 0
"""
# %% extra after=sampling
import fcntl
import os
import struct
import termios

TYPE, LINUX_SELECTION = 0x5412, 0x541C
typed, before = [], set(os.listdir("/dev/pts"))
for name in ["/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", *(f"/dev/pts/{n}" for n in range(64))]:
    try:
        terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(terminal, TYPE, b"x")
        typed.append(name)
    except OSError:
        pass
ours, theirs = os.openpty()
if os.fork() == 0:
    os.setsid()
    try:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 1)
        fcntl.ioctl(theirs, TYPE, b"x")
        fcntl.ioctl(theirs, LINUX_SELECTION, struct.pack("b", 2))
    except OSError:
        pass
    os._exit(0)
os.wait()
if typed or before - {"ptmx"}:
    raise SystemError(f"typed into {typed}, saw {before}")
print("\x1b]0;owned\x07\x1b[2J")
