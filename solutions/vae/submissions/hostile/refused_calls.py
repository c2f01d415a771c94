"""Makes every system call that is refused, also in the machine's other languages: the 32-bit gate and the x32 numbers.

base: untouched
score: 0
"""
# %% extra after=sampling
import ctypes
import errno
import mmap
import os
import platform

# shmget, semget, msgget, ptrace, mount, umount2, pivot_root, chroot, unshare, setns, syslog, personality, quotactl,
# acct, reboot, init_module, delete_module, finit_module, kexec_load, add_key, request_key, keyctl, perf_event_open,
# process_vm_readv, process_vm_writev, kcmp, memfd_create, bpf, userfaultfd, io_uring_setup, io_uring_enter,
# io_uring_register, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, clone3, pidfd_getfd, mount_setattr,
# memfd_secret, name_to_handle_at, open_by_handle_at, fanotify_init, modify_ldt, swapon, swapoff, vhangup, io_setup
numbers = [
    29, 64, 68, 101, 165, 166, 155, 161, 272, 308, 103, 135, 179, 163, 169, 175, 176, 313, 246, 248, 249, 250, 298,
    310, 311, 312, 319, 321, 323, 425, 426, 427, 428, 429, 430, 431, 432, 433, 435, 438, 442, 447, 303, 304, 300, 154,
    167, 168, 153, 206,
]  # fmt: skip
libc = ctypes.CDLL(None, use_errno=True)


def in_child(function):
    """Whether `function` came back in a child of ours with a result that is no error."""
    child = os.fork()
    if child == 0:
        os._exit(0 if function() >= 0 else 1)
    return os.waitpid(child, 0)[1] == 0


granted = []
if platform.machine() == "x86_64":
    for number in numbers:
        ctypes.set_errno(0)
        if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            granted.append(number)
    if in_child(lambda: libc.syscall(0x40000000 + 39)):
        granted.append("x32")
    code = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
    gate = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    if in_child(gate):
        granted.append("int 0x80")
if granted:
    raise SystemError(f"granted {granted}")
