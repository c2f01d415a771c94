"""Leaves daemons and threads behind, which detach from everything and wait to outlive the kernel.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
import os
import subprocess
import sys
import threading
import time

for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            while True:
                time.sleep(0.5)
        os._exit(0)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(86400)  # left-over-daemon"], start_new_session=True)
threading.Thread(target=lambda: time.sleep(86400)).start()
