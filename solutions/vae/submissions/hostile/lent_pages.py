"""Lends memory to pipes and gives it back: it then belongs to no process. Pipes are made large, files are spliced.

base: untouched
score: 0
"""
# %% extra after=sampling
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


page, (reading, writing) = ctypes.create_string_buffer(8192), os.pipe()
one = Vector(ctypes.addressof(page), 4096)
with open("/tmp/lent", "wb") as file:
    file.write(bytes(1 << 16))
granted = []
if libc.vmsplice(writing, ctypes.byref(one), ctypes.c_ulong(1), 2) >= 0:
    granted.append("vmsplice")
if libc.splice(os.open("/tmp/lent", os.O_RDONLY), None, writing, None, ctypes.c_size_t(4096), 0) >= 0:
    granted.append("splice")
if libc.tee(reading, os.pipe()[1], ctypes.c_size_t(4096), 2) >= 0:
    granted.append("tee")
try:
    fcntl.fcntl(writing, 1031, 1 << 20)
    granted.append("a larger pipe")
except OSError:
    pass
if granted:
    raise SystemError(f"granted {granted}")
