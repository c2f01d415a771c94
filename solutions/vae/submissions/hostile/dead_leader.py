"""The first thread of a process ends while another takes memory: the process then tells of none.

base: untouched
score: 0
note: it used more than
"""
# %% extra after=sampling
import os
import subprocess
import sys
import time

code = '''
import ctypes, threading, time
def hold():
    time.sleep(0.3)
    hoard = b"x" * (3000 << 20)
    open("/tmp/full", "w").close()
    time.sleep(20)
threading.Thread(target=hold).start()
ctypes.CDLL(None).syscall(60, 0)  # ends this thread alone
'''
if "x86_64" in os.uname().machine:
    subprocess.Popen([sys.executable, "-S", "-c", code])
    while not os.path.exists("/tmp/full"):
        time.sleep(0.05)
    time.sleep(5)
    raise SystemError("a process without its first thread held 3000 MiB")
