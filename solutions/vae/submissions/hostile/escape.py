"""Tries the ways out of a jail: namespaces, mounts, tracing and signalling others, devices, kernel settings, terminals.

base: untouched
score: 0
"""
# %% extra after=sampling
import ctypes
import fcntl
import os
import signal
import socket

libc = ctypes.CDLL(None, use_errno=True)
escaped = []


def attempt(name, function, fails=lambda result: result in (-1, None)):
    try:
        if not fails(function()):
            escaped.append(name)
    except (OSError, ValueError):
        pass


def in_child(function):
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if function() == 0 else 1)
        except BaseException:
            os._exit(1)
    return -1 if os.waitpid(child, 0)[1] else 0


attempt("unshare", lambda: in_child(lambda: libc.unshare(0x10020000)))
attempt("mount", lambda: libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None))
attempt("remount", lambda: libc.mount(None, b"/usr", None, 4096 | 32, None))
attempt("chroot", lambda: os.chroot("/tmp") or 0)
attempt("setuid", lambda: os.setuid(0) or 0)
attempt("trace init", lambda: libc.ptrace(16, 1, 0, 0))
attempt("memory of init", lambda: open("/proc/1/mem", "rb"))
attempt("root of init", lambda: os.listdir("/proc/1/root") or None)
for number in range(20):
    attempt("a descriptor of init", lambda: os.open(f"/proc/1/fd/{number}", os.O_RDONLY))
attempt("sysctl", lambda: open("/proc/sys/kernel/core_pattern", "w"))
attempt("sysrq", lambda: open("/proc/sysrq-trigger", "w"))
attempt("kernel memory", lambda: os.listdir("/proc/kcore"))
attempt("disk", lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(254, 0)) or 0)
attempt("terminal", lambda: fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x5412, b"x"))
attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -10) or 0)
attempt("host's sockets", lambda: socket.socket(socket.AF_UNIX).connect("\0/tmp/.X11-unix/X0") or 0)
attempt("keys", lambda: libc.syscall(248, b"user", b"a", b"b", 1, -3), fails=lambda r: r < 0)
try:
    os.kill(1, signal.SIGKILL)
except OSError:
    pass
print(escaped)
if escaped:  # seen by the one who runs the attacks
    raise SystemError(f"escaped by {escaped}")
