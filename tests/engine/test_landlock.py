"""What the sandbox without namespaces promises by other means: its folder is counted, and its processes are ended."""

import os
import time
from pathlib import Path

import psutil
import pytest

from autograder.checks.questions import lab, question
from autograder.errors import SandboxUnavailable
from autograder.sandbox import choice, landlock
from autograder.sandbox.inside import confined


@pytest.fixture(autouse=True)
def _in_landlock(monkeypatch):
    monkeypatch.setenv(choice.VARIABLE, "landlock")
    try:
        choice.chosen()
    except SandboxUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(params=["own user", "grader's user"])
def users(request, monkeypatch):
    """Each kernel with a user of its own, and as where an ordinary user grades."""
    if request.param == "grader's user":
        monkeypatch.setattr(landlock, "has_users", lambda: False)
    elif not landlock.has_users():
        pytest.skip("only root can give kernels users of their own")


WAYS_TO_FILL = {
    "names": "for n in range(64): open(f'{n}', 'wb').write(bytes(4 << 20))",
    "no names": """
kept = []
for n in range(64):
    kept.append(open('x', 'wb'))
    os.unlink('x')
    kept[-1].write(bytes(4 << 20))
    kept[-1].flush()
""",
    "mapped": """
kept = []
for n in range(64):
    with open('x', 'w+b') as file:
        file.write(bytes(4 << 20))
        file.flush()
        kept.append(mmap.mmap(file.fileno(), 4096))
    os.unlink('x')
""",
    "small files": "for n in range(50_000): open(f'{n}', 'w').close()",
    "deep folders": "for n in range(500):\n    os.mkdir('d')\n    os.chdir('d')",
    "a folder that cannot be read": "os.mkdir('d', 0o300)\nfor n in range(64): open(f'd/{n}', 'wb').write(bytes(4 << 20))",
}


@pytest.mark.parametrize("way", WAYS_TO_FILL)
def test_a_room_that_is_too_full_is_noticed_and_removed(session, users, way):
    one = session(f"import os, mmap, time\n{WAYS_TO_FILL[way]}\ntime.sleep(8)\nraise SystemError", server="")
    one.run()
    assert not one.errors, "it was not stopped"
    assert "was left out: it " in " ".join(one.notes)
    one.close()


SPAWN = """
import os, subprocess, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", "986"])
        os._exit(0)
subprocess.Popen(["sleep", "986"], start_new_session=True)
time.sleep(0.3)
"""


def sleepers():
    return [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "986"]]


@pytest.mark.parametrize("end", ["close", "kernel", "supervisor's parent"])
def test_daemons_end_with_the_kernel(session, users, end):
    one = session(SPAWN, server="")
    one.run()
    assert not one.errors and len(sleepers()) == 4
    top = psutil.Process(one._client.provisioner._jail.pid)
    if end == "close":
        one.close()
    elif end == "kernel":
        next(p for p in top.children() if "python" in p.name()).kill()
    else:
        top.terminate()
    deadline = time.monotonic() + 5
    while sleepers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not sleepers()


REACH = """
import ctypes, os, resource, socket, sys
libc = ctypes.CDLL(None, use_errno=True)

def attempt(function):
    try:
        return str(function())
    except OSError as error:
        return type(error).__name__

def reached(pid, path, address):
    before = os.stat(path)
    left, right = socket.socketpair()
    tries = {
        "signal": attempt(lambda: os.kill(pid, 0)),
        "limits": attempt(lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))),
        "priority": attempt(lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)),
        "priority of a user": attempt(lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19)),
        "open": attempt(lambda: os.open(path, os.O_RDONLY)),
        "a socket": attempt(lambda: socket.socket(socket.AF_UNIX)),
        "a pair that sends anywhere": attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)),
        "connect": attempt(lambda: left.connect(address)),
        "a descriptor on its way": attempt(lambda: socket.send_fds(left, [b"x"], [0])),
        "hide": libc.prctl(4, 0, 0, 0, 0),
        "memory": attempt(lambda: open(f"/proc/{pid}/mem", "rb")),
        "file in /dev/shm": attempt(lambda: open("/dev/shm/x", "w")),
    }
    for change in (lambda: os.chmod(path, 0), lambda: os.utime(path, (0, 0)), lambda: os.sched_setscheduler(
        pid, os.SCHED_IDLE, os.sched_param(0)), lambda: os.sched_setaffinity(pid, {0})):
        attempt(change)
    after = os.stat(path)
    tries["file"] = "" if (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime) else "changed"
    return "|".join(f"{name}: {what}" for name, what in tries.items() if what not in ("", "-1", -1) and "Error" not in what)
"""


def test_an_ordinary_users_kernel_reaches_none_of_the_users_processes_and_files(
    session, monkeypatch, tmp_path
):
    """By what Linux lets every process of a user do to every other."""
    monkeypatch.setattr(landlock, "has_users", lambda: False)
    private = tmp_path / "private"
    private.touch()
    me = psutil.Process()
    before = me.nice(), me.cpu_affinity(), os.sched_getscheduler(0)
    one = session(REACH, server="")
    answer = one.ask(question(lab.reached(os.getpid(), str(private), str(tmp_path / "socket"))))
    assert answer["ok"] and answer["value"] == "", answer
    assert (me.nice(), me.cpu_affinity(), os.sched_getscheduler(0)) == before


def test_where_landlock_scopes_no_signals_a_kernel_signals_itself_alone(session, monkeypatch):
    monkeypatch.setattr(landlock, "has_users", lambda: False)
    monkeypatch.setattr(confined.ruleset, "abi", lambda: 4)
    assert set(confined._own_signals()) == set(confined.SIGNALS)
    assert [uses for name, uses in confined._own_signals().items() if name not in ("kill", "tgkill")] == [
        ()
    ] * 4


def test_hidden_folders_within_what_is_shown_are_left_out(tmp_path: Path):
    for name in ("a/course/labkit", "a/other", "b"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "a/link").symlink_to("course")
    assert set(landlock._without(tmp_path, [tmp_path / "a/course"])) == {tmp_path / "a/other", tmp_path / "b"}


def test_a_linux_that_is_too_old_is_told(monkeypatch):
    monkeypatch.setattr(landlock.ruleset, "abi", lambda: 2)
    with pytest.raises(SandboxUnavailable, match="ABI 2; ABI 4 is needed"):
        landlock.ensure_available.__wrapped__()
