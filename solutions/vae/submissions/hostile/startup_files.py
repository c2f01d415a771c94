"""Writes startup files, packages and links, to act in later kernels, in other submissions and in the grader.

base: untouched
score: 0
"""
# %% extra after=sampling
import os
import site
import sys

course = os.path.dirname(os.path.dirname(labkit.data.__file__))
payload = "import labkit.probe; labkit.probe.serve = print; open('/tmp/owned', 'w').write('owned')\n"
places = [
    os.path.expanduser("~/.ipython/profile_default/startup/00.py"),
    os.path.expanduser("~/.jupyter/jupyter_config.py"),
    os.path.expanduser("~/.bashrc"),
    os.path.expanduser("~/.local/lib/python3.11/site-packages/usercustomize.py"),
    *(os.path.join(p, "sitecustomize.py") for p in sys.path if p),
    *(os.path.join(p, "owned.pth") for p in site.getsitepackages()),
    os.path.join(course, "labkit", "probe", "wire.py"),
    os.path.join(course, "labkit", "__init__.py"),
    os.path.join(course, "autograder", "__init__.py"),
    os.path.join(course, "conftest.py"),
    "/run/inside/launch.py",
    "/run/kernel/owned",
    "/etc/ld.so.preload",
    "/tmp/../../../../tmp/owned",
]
written = []
for place in places:
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w") as file:
            file.write(payload)
        written.append(place)
    except OSError:
        pass
for target, link in ((course, "/tmp/course"), ("/", "/home/student/root"), ("/proc/1/root", "/tmp/init")):
    try:
        os.symlink(target, link)
        open(link + "/tmp/owned-through-a-link", "w").close()
    except OSError:
        pass
print(written)
assert all(place.startswith(("/home/student", "/tmp")) for place in written), written
