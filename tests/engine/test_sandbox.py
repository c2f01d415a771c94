"""The whole policy of both sandboxes, cold and warm: what student code sees, and what it can change."""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import labkit
from autograder.checks.questions import lab, question
from autograder.errors import SandboxUnavailable
from autograder.sandbox import bubblewrap, choice, landlock
from autograder.sandbox.inside import confined, privileges

ROOT = Path(__file__).resolve().parents[2]
IN_BUBBLEWRAP = pytest.mark.parametrize("sandbox", ["bubblewrap"], indirect=True)
IN_LANDLOCK = pytest.mark.parametrize("sandbox", ["landlock"], indirect=True)


@pytest.fixture(params=choice.SANDBOXES, autouse=True)
def sandbox(request, monkeypatch):
    monkeypatch.setenv(choice.VARIABLE, request.param)
    try:
        return choice.chosen()
    except SandboxUnavailable as error:
        pytest.skip(str(error))


LOOK = r"""
import json, os, socket, subprocess, ctypes
import labkit

def entries(path):
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []

def first_line(path):
    try:
        return open(path).readline().strip()
    except OSError as error:
        return error.strerror

def writable():
    found, home = [], os.environ["HOME"]
    every = [os.walk(start) for start in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", COURSE, os.path.dirname(home), home)]
    for folder, folders, _ in (step for walk in every for step in walk):
        if folder in ("/proc", "/sys"):
            folders[:] = []
            continue
        try:
            path = os.path.join(folder, "written-by-a-test")
            open(path, "w").close()
            os.remove(path)
            found.append(folder)
        except OSError:
            pass
        if folder.count("/") > 3:
            folders[:] = []
    return sorted(set(found))

def fails(function, *args):
    try:
        function(*args)
    except OSError as error:
        return error.strerror
    return ""

def interfaces():
    try:
        return socket.if_nameindex()
    except OSError:
        return []

status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000

def look():
    return json.dumps({
        "root": entries("/"),
        "run": entries("/run"),
        "etc": entries("/etc"),
        "course": entries(COURSE),
        "labkit": labkit.__file__,
        "home": entries(os.environ["HOME"]),
        "home_folder": os.environ["HOME"],
        "writable": writable(),
        "environment": sorted(os.environ),
        "uid": os.getuid(),
        "capabilities": [status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
        "no_new_privileges": status["NoNewPrivs"].strip(),
        "processes": len([name for name in entries("/proc") if name.isdigit()]),
        "interfaces": sorted(name for _, name in interfaces()),
        "connect": fails(socket.create_connection, ("198.51.100.1", 80), 1),
        "proc_writable": [n for n in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger") if os.access(n, os.W_OK)],
        "user_namespace": libc.unshare(CLONE_NEWUSER),
        "refused": [n for n in (101, 321, 323, 298, 425, 250, 319) if libc.syscall(n, 0, 0, 0, 0, 0) != -1],
        "terminals": entries("/dev/pts"),
        "end_first": first_line("/proc/self/oom_score_adj"),
        "tcp": [first_line(f"/proc/sys/net/ipv4/tcp_{d}mem").split()[-1] for d in "rw"],
        "others": [first_line(f"/proc/{one}/{name}") for one in (1, os.getppid()) for name in ("cmdline", "environ", "maps")],
        "raw_socket": fails(socket.socket, 17, socket.SOCK_RAW),
        "mount": libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None),
        "descriptors": sorted({os.readlink(f"/proc/self/fd/{n}").split(":")[0] for n in os.listdir("/proc/self/fd")
                               if os.path.exists(f"/proc/self/fd/{n}")} - {"/dev/null"}),
    })
"""


@pytest.fixture
def seen(session, address):
    one = session(f"COURSE = {str(ROOT)!r}", LOOK, server=address)
    one.run()
    assert not one.errors, one.errors
    answer = one.ask(question(lab.look()))
    assert answer["ok"], answer
    return json.loads(answer["value"])


@IN_BUBBLEWRAP
def test_the_policy(seen):
    assert set(seen["root"]) <= {
        *("bin", "dev", "etc", "home", "lib", "lib32", "lib64", "proc", "run", "sbin", "tmp", "usr"),
        *(Path(p).parts[1] for p in (sys.prefix, sys.base_prefix, ROOT)),
    }
    assert seen["run"] == ["inside"]
    assert set(seen["etc"]) <= {"ld.so.cache", "alternatives", "fonts"}
    assert set(seen["course"]) <= {".venv", "datasets", "labkit"}
    assert seen["labkit"] == labkit.__file__, "that of the engine that runs"
    assert set(seen["home"]) <= {".ipython", ".cache", ".config"}
    writable = {f for f in seen["writable"] if not f.startswith(("/home/student/", "/tmp/"))}
    assert writable == {"/home/student", "/tmp", "/dev/shm"}
    assert not set(seen["environment"]) & {"SECRET_OF_THE_GRADER", "USER", "SSH_AUTH_SOCK"}
    assert seen["uid"] == 1000
    assert seen["capabilities"] == ["0" * 16] * 5
    assert seen["no_new_privileges"] == "1"
    assert seen["processes"] <= 3
    assert seen["interfaces"] in ([], ["lo"])
    assert seen["connect"] == "Network is unreachable"
    assert seen["proc_writable"] == []
    assert seen["user_namespace"] == -1
    assert seen["mount"] == -1
    assert seen["terminals"] == ["ptmx"]
    assert seen["end_first"] == "1000"
    assert seen["tcp"] == ["131072", "131072"]
    assert seen["raw_socket"] == "Address family not supported by protocol"
    if (
        platform.machine() == "x86_64"
    ):  # the numbers of ptrace, bpf, userfaultfd, perf, io_uring, keyctl, memfd
        assert seen["refused"] == []


@IN_LANDLOCK
def test_the_policy_without_namespaces(seen):
    """What is not allowed cannot be opened, and what a filter can refuse is refused."""
    for name in ("root", "run", "etc", "course"):
        assert seen[name] == []
    assert seen["labkit"] == labkit.__file__
    assert set(seen["home"]) <= {".ipython", ".cache", ".config", "connection.json"}
    assert {f for f in seen["writable"] if not f.startswith(f"{seen['home_folder']}/")} == {
        seen["home_folder"]
    }
    assert not set(seen["environment"]) & {"SECRET_OF_THE_GRADER", "USER", "SSH_AUTH_SOCK"}
    assert set(seen["capabilities"]) <= {"0" * 16, f"{1 << confined.CAP_DAC_READ_SEARCH:016x}"}
    assert seen["no_new_privileges"] == "1"
    assert seen["processes"] == 0
    assert set(seen["others"]) == {"Permission denied"}
    assert seen["interfaces"] == []
    assert seen["connect"] == "Operation not supported"
    assert seen["raw_socket"] == "Address family not supported by protocol"
    assert seen["proc_writable"] == []
    assert seen["user_namespace"] == seen["mount"] == -1
    assert seen["terminals"] == []
    assert seen["end_first"] == "1000"
    if platform.machine() == "x86_64":
        assert seen["refused"] == []


def test_no_kernel_is_a_user_of_the_machine(session, address, sandbox):
    """As root it would own files of /proc and share root's limits. An ordinary user cannot give it another."""
    one = session("import os", server=address)
    one.run()
    top = psutil.Process(one._client.provisioner._jail.pid)
    kernel = next(p for p in top.children(recursive=True) if not p.children())
    if sandbox.has_users():
        assert kernel.uids().real >= sandbox.FIRST_USER
        assert kernel.gids().real >= sandbox.FIRST_USER
    else:
        assert kernel.uids().real == os.getuid() != 0


CALL_THEM_ALL = r"""
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)

def answer(number):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0, 0)
    return errno.errorcode.get(ctypes.get_errno(), "granted") if result == -1 else "granted"

def answers(numbers):
    return "|".join(answer(number) for number in numbers)

def thread_with_own_descriptors():
    return answer_of_clone(0x10000 | 0x800 | 0x100)

def answer_of_clone(flags):
    ctypes.set_errno(0)
    return libc.syscall(56, ctypes.c_long(flags), 0, 0, 0, 0), errno.errorcode.get(ctypes.get_errno())

def unshare_descriptors():
    ctypes.set_errno(0)
    return libc.close_range(500, 501, 2), errno.errorcode.get(ctypes.get_errno())
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="by the numbers of another architecture")
def test_calls_that_are_not_listed_do_not_exist(session, address, sandbox):
    """Those of today, those that are not invented yet, and those by which a filter could be got around."""
    from pyseccomp import Arch, resolve_syscall

    listed = privileges.listed_calls()
    assert len(listed) == len(set(listed))
    unused = [name for name, uses in confined.USES.items() if not uses] if sandbox is landlock else []
    numbers = {resolve_syscall(Arch.X86_64, name) for name in set(listed) - set(unused)}
    uprobes = {335, 336}  # which no filter sees, and which end whoever calls them by himself
    others = [number for number in range(1024) if number not in numbers | uprobes]
    one = session(CALL_THEM_ALL, server=address)
    assert set(one.ask(question(lab.answers(others)))["value"].split("|")) == {"ENOSYS"}
    assert one.ask(question(lab.thread_with_own_descriptors()))["value"] == [-1, "EPERM"]
    assert one.ask(question(lab.unshare_descriptors()))["value"] == [-1, "EPERM"]


def test_environment_of_the_grader_does_not_leak(monkeypatch, session, address):
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "x")
    one = session("import os\ndef env(): return '|'.join(os.environ)", server=address)
    assert "SECRET" not in one.ask(question(lab.env()))["value"]


def test_a_notebook_can_import_what_the_warm_server_leaves_out(session):
    one = session("from sklearn.decomposition import PCA\ndef name(): return PCA.__name__")
    assert one.ask(question(lab.name()))["value"] == "PCA"


@IN_BUBBLEWRAP
def test_writable_folders_are_small(session, address):
    fill = """
def fill(folder):
    try:
        with open(folder + "/big", "wb") as file:
            for _ in range(100):
                file.write(bytes(1 << 20))
                file.flush()
    except OSError as error:
        return error.strerror
"""
    one = session(fill, server=address)
    for folder in ("/home/student", "/tmp", "/dev/shm"):
        assert one.ask(question(lab.fill(folder)))["value"] in ("No space left on device", "File too large")


@IN_BUBBLEWRAP
def test_writable_folders_hold_few_files(session, address):
    fill = """
def fill(folder):
    try:
        for number in range(50_000):
            open(f"{folder}/{number}", "w").close()
    except OSError as error:
        return error.strerror
"""
    one = session(fill, server=address)
    for folder in ("/home/student", "/tmp", "/dev/shm"):
        assert one.ask(question(lab.fill(folder)))["value"] == "No space left on device"


@IN_BUBBLEWRAP
def test_kernels_of_one_server_do_not_share_terminals(session):
    first = session("import os\nterminal = os.ttyname(os.openpty()[1])")
    assert first.ask(question(lab.terminal))["value"] == "/dev/pts/0"
    second = session("import os\nterminals = '|'.join(os.listdir('/dev/pts'))")
    assert second.ask(question(lab.terminals))["value"] == "ptmx"


@IN_BUBBLEWRAP
def test_kernels_of_one_server_do_not_see_each_other(session):
    first = session(
        "open('/tmp/mine', 'w').write('secret'); import os; os.environ['MINE'] = '1'; SECRET = 42"
    )
    first.run()
    look = "import os\ndef look(): return [os.path.exists('/tmp/mine'), os.environ.get('MINE'), len([p for p in os.listdir('/proc') if p.isdigit()])]"
    second = session(look)
    exists, variable, processes = second.ask(question(lab.look()))["value"]
    assert exists is False
    assert variable is None
    assert processes <= 3
    assert not second.ask(question(lab.SECRET))["ok"]


def test_closing_leaves_nothing_behind(session, address):
    one = session(
        "import subprocess\nsubprocess.Popen(['sleep', '987'], start_new_session=True)", server=address
    )
    one.run()
    assert not one.errors
    folder = one._client.provisioner.folder
    assert folder.exists()
    assert sleepers()
    one.close()
    assert not folder.exists()
    deadline = time.monotonic() + 10
    while sleepers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not sleepers()


def sleepers():
    return [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "987"]]


@IN_BUBBLEWRAP
def test_without_bubblewrap_there_is_a_clear_refusal(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    bubblewrap.ensure_available.cache_clear()
    try:
        with pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap"):
            bubblewrap.ensure_available()
    finally:
        bubblewrap.ensure_available.cache_clear()


@IN_BUBBLEWRAP
def test_a_bubblewrap_that_does_not_work_is_told_with_its_words(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    bubblewrap.ensure_available.cache_clear()
    try:
        with pytest.raises(SandboxUnavailable, match=r"(?s)Permission denied.*max_user_namespaces"):
            bubblewrap.ensure_available()
    finally:
        bubblewrap.ensure_available.cache_clear()


@IN_BUBBLEWRAP
def test_any_jupyter_client_gets_the_sandbox_through_the_kernelspec(tmp_path):
    """`jupyter nbconvert --execute` with the installed kernelspec, as nbgrader and nbval use it."""
    (tmp_path / "n.py").write_text(
        "# %%\nimport os\nprint('uid', os.getuid(), os.path.exists('/etc/passwd'))\n"
    )

    def run(name, *arguments):
        command = [f"{sys.prefix}/bin/{name}", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    run("jupytext", "--to", "ipynb", "n.py")
    run("jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace",
        "--ExecutePreprocessor.kernel_name=course-sandbox", "n.ipynb")  # fmt: skip
    assert "uid 1000 False" in (tmp_path / "n.ipynb").read_text()
