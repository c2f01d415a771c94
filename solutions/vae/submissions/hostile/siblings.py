"""Looks for other submissions: in the processes it sees, their files and folders, mounts, sockets and names.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
import os
import re

strangers, files = [], []
own = {1, os.getpid()}
for name in filter(str.isdigit, os.listdir("/proc")):
    try:
        status = open(f"/proc/{name}/status").read()
        parent = int(re.search(r"PPid:\s+(\d+)", status)[1])
        if int(name) not in own and parent not in own:
            strangers.append(name)
    except OSError:
        pass
    for start in ("root", "cwd", "fd", "task"):
        for place in ("", "tmp", "home/student", "home", "proc", "var", "etc"):
            try:
                files += os.listdir(f"/proc/{name}/{start}/{place}")
            except OSError:
                pass
for number in range(1, 300):
    for path in (f"/tmp/kernel-{number}", f"/proc/{number}/root/tmp/connection.json", f"/dev/pts/{number}"):
        try:
            if number != os.getpid() and "root" in path and open(path).read() != open("/tmp/connection.json").read():
                strangers.append(path)
        except OSError:
            pass
sockets = [line.split()[-1] for line in open("/proc/net/unix") if "/" in line or "@" in line]
mounts = [line.split()[3:5] for line in open("/proc/self/mountinfo")]
if strangers or any(name.endswith((".ipynb", ".db")) for name in files):
    raise SystemError(f"found {strangers} {files}")
