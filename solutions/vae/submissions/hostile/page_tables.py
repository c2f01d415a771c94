"""Takes memory that is no page of a process: it reads one byte in each part of a huge range, which costs page tables.

base: untouched
score: 0
note: memory
"""
# %% extra after=sampling
import ctypes

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
READ, PRIVATE_ANONYMOUS_NORESERVE = 1, 0x4022
hoard = [np.ones(1 << 24) for _ in range(8)]  # a gigabyte of the ordinary kind, so that the rest goes fast
while True:
    size = 1 << 36
    start = libc.mmap(None, ctypes.c_size_t(size), READ, PRIVATE_ANONYMOUS_NORESERVE, -1, ctypes.c_long(0))
    view = np.frombuffer((ctypes.c_ubyte * size).from_address(start), "uint8")
    view[:: 1 << 21].sum()
