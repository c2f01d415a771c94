"""Small things that the machine's kernel keeps, in large numbers: access lists of empty folders, locks of single bytes.

base: untouched
score: 0
"""
# %% extra after=sampling
import fcntl
import os
import struct

held = []
os.makedirs("/tmp/listed")
entries = [(0x01, 7, -1 & 0xFFFFFFFF), *((0x02, 7, number) for number in range(2000)), (0x04, 7, -1 & 0xFFFFFFFF),
           (0x10, 7, -1 & 0xFFFFFFFF), (0x20, 0, -1 & 0xFFFFFFFF)]  # fmt: skip
access = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
for name, value in (("system.posix_acl_default", access), ("user.note", b"x" * 1000)):
    try:
        os.setxattr("/tmp/listed", name, value)
        held.append(name)
    except OSError:
        pass
file = open("/tmp/locked", "wb")
try:
    for at in range(0, 200_000, 2):
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
    held.append("100,000 locks")
except OSError:
    pass
if held:
    raise SystemError(f"held {held}")
