"""Cuts nothing into 60,000 mappings and forks: no process has memory, and the machine's kernel keeps gigabytes of notes.

base: untouched
score: 0
note: it used more than
"""
# %% extra after=sampling
import subprocess
import sys
import time

code = '''
import ctypes, mmap, os, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
page, count = mmap.PAGESIZE, 60_000
start = libc.mmap(None, ctypes.c_size_t(count * page), 0, 0x22, -1, ctypes.c_long(0))
for number in range(0, count, 2):
    libc.mprotect(ctypes.c_void_p(start + number * page), ctypes.c_size_t(page), 1)
for _ in range(100):
    if os.fork() == 0:
        time.sleep(8)
        os._exit(0)
'''
subprocess.run([sys.executable, "-S", "-c", code])
time.sleep(4)
raise SystemError("100 processes had 60,000 mappings each")
