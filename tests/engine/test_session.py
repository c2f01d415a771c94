"""A session survives whatever its kernel does, and says what happened."""

import math
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from autograder.checks.questions import lab, question
from autograder.grading.respondents import Reference
from autograder.grading.session import KernelStopped
from autograder.sandbox import watchdog
from autograder.sandbox.watchdog import Watchdog
from labkit.probe.wire import WireError

DOUBLE = "def double(x): return 2 * x"


def ask(session, expr):
    return session.ask(question(expr))


def works(session):
    answer = ask(session, lab.double(np.arange(3)))
    return answer["ok"] and answer["value"].tolist() == [0, 2, 4]


def test_cells_run_and_questions_are_answered(session, address):
    one = session("import numpy as np", DOUBLE, "print('hello')\n1/0", server=address)
    one.run()
    assert works(one)
    assert one.notes == []
    assert one.errors[2].name == "ZeroDivisionError"
    assert one.notebook.cells[2].outputs[0].text == "hello\n"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("import time; time.sleep(1000)", "longer than 2 seconds"),
        (
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
            "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
            "longer than 2 seconds",
        ),
        ("import os; os._exit(0)", "ended the kernel"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended the kernel"),
        ("x = b'x' * (3 << 30)", "more than 1024 MiB"),
        ("import ctypes; ctypes.string_at(0)", "ended the kernel"),
        ("exit()", None),
        ("raise SystemExit", None),
    ],
)
def test_a_cell_that_stops_its_kernel_is_left_out_and_the_rest_runs(session, cell, words):
    # A slow machine needs its time to fill memory: only what hangs is to meet the limit of time.
    seconds = 2 if "longer" in str(words) else 60
    one = session("before = 1", cell, DOUBLE, cell_seconds=seconds, processes=60)
    one.run()
    assert works(one)
    if words:
        assert len(one.notes) == 1
        assert "Cell 2 was left out" in one.notes[0]
        assert words in one.notes[0]


def test_a_cell_that_asks_its_kernel_to_end_costs_no_later_one(session, address):
    """IPython's own exit() would come true during the next cell, or before the first question."""
    one = session(f"{DOUBLE}\nexit()", "import time; time.sleep(0.5); quit()", "b = 1", server=address)
    one.run()
    assert works(one)
    assert ask(one, lab.b)["value"] == 1
    assert one.notes == []


PAGE_TABLES = """
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
size = 1 << 40
start = libc.mmap(None, ctypes.c_size_t(size), 1, 0x4022, -1, ctypes.c_long(0))
for at in range(0, size, 1 << 21):
    ctypes.string_at(start + at, 1)
"""
FILES = """
for folder in ("/tmp", "/home/student", "/dev/shm"):
    with open(folder + "/full", "wb") as file:
        for _ in range(99):
            file.write(bytes(1 << 20))
            file.flush()
import time
time.sleep(60)  # until it is noticed
"""
SOCKETS = """
import os, resource, socket, time
resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
for _ in range(12):
    if os.fork() == 0:
        pairs = [socket.socketpair() for _ in range(200)]
        time.sleep(1000)
time.sleep(1000)
"""


@pytest.mark.parametrize(
    ("cell", "limits"),
    [
        ("import os\nos.fork()\nhoard = []\nwhile True: hoard.append(b'x' * (1 << 24))", {}),
        (PAGE_TABLES, {}),
        (FILES, {"disk_mib": 100, "memory_mib": 250}),
        (SOCKETS, {}),
    ],
    ids=["of children", "page tables", "files", "sockets"],
)
def test_memory_counts_wherever_it_is(session, cell, limits):
    one = session(cell, DOUBLE, **limits)
    one.run()
    assert works(one)
    assert "it used more than" in one.notes[0]
    assert "MiB of memory" in one.notes[0]


def test_memory_of_a_process_whose_first_thread_has_ended_counts():
    code = """
import ctypes, threading, time
hoard, pairs = b"x" * (200 << 20), []
def hold():
    time.sleep(1)
    print("ready", flush=True)
    time.sleep(1000)
threading.Thread(target=hold).start()
ctypes.CDLL(None).pthread_exit(None)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        try:
            process.stdout.readline()
            folder, numbers = watchdog._told(process.pid)
            assert folder != Path(f"/proc/{process.pid}")
            assert numbers[b"RssAnon"] >= 200 << 10
            assert watchdog._descriptors_kib([folder]) >= 64, "its standard output is a pipe"
        finally:
            process.kill()
    assert watchdog._told(process.pid) is None


def test_what_lies_behind_descriptors_counts_once():
    before = watchdog._descriptors_kib([Path("/proc/self")])
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.dup(), open(os.pipe()[0], "rb"), select.epoll():
        after = watchdog._descriptors_kib(
            [Path("/proc/self"), Path(f"/proc/{os.getpid()}/task/{os.getpid()}")]
        )
    assert after - before >= 2 * 256 + 64 + 64


def test_threads_count_as_processes(session):
    threads = "import threading, time\nfor _ in range(200): threading.Thread(target=time.sleep, args=(1000,)).start()\n"
    one = session(f"{threads}time.sleep(1000)", DOUBLE, processes=100)
    one.run()
    assert works(one)
    stopped = " ".join(one.notes) + " ".join(error.message for error in one.errors.values())
    assert "more than 100 processes" in stopped or "can't start new thread" in stopped


def test_the_time_of_processes_that_nobody_waits_for_counts():
    code = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that their time is added to nobody's
while True:
    if os.fork() == 0:
        while time.process_time() < 0.5: pass
        os._exit(0)
    time.sleep(0.2)
"""
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as process:
        stopped = threading.Event()
        dog = Watchdog(process.pid, stopped.set, memory_mib=10_000, processes=1000, disk_mib=1)
        dog.allow(2, math.inf)
        dog.start()
        try:
            assert stopped.wait(120)
            assert "longer than 2 seconds" in dog.verdict
        finally:
            dog.stop()
            os.killpg(process.pid, signal.SIGKILL)


def test_processes_are_limited(session):
    """Whether the limit of the system or the watchdog comes first is a matter of time."""
    one = session(
        "import subprocess\nx = [subprocess.Popen(['sleep', '99']) for _ in range(80)]", processes=60
    )
    one.run()
    stopped = " ".join(one.notes) + " ".join(error.name for error in one.errors.values())
    while not stopped:  # the watchdog has not looked yet
        try:
            ask(one, lab.x)
        except KernelStopped as error:
            stopped = str(error)
    assert "more than 60 processes" in stopped or "BlockingIOError" in stopped


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while True: pass", "longer than 2 seconds"),
        ("import os; os._exit(1)", "ended"),
        ("x = b'x' * (3 << 30); return len(x)", "more than 1024 MiB"),
        ("import os\n  os.write(int(os.environ['LABKIT_PROBE_FD']), b'x' * 100000); return 1", "no frame"),
        ("import numpy; return numpy.zeros(40 << 20, 'uint8')", "more than"),
    ],
)
def test_a_question_that_stops_its_kernel_is_lost_and_the_next_is_answered(session, body, words):
    seconds = 2 if "longer" in words else 60
    one = session(DOUBLE, f"def bad():\n  {body}", question_seconds=seconds, answer_mib=32)
    with pytest.raises((KernelStopped, WireError), match=words):
        ask(one, lab.bad())
    assert works(one)


def test_a_function_that_stops_its_kernel_costs_no_other_an_answer(session):
    one = session(DOUBLE, "import os\ndef bad(): os._exit(1)")
    for _ in range(6):
        with pytest.raises(KernelStopped, match="ended"):
            ask(one, lab.bad())
        assert works(one)


def test_a_notebook_that_stops_every_kernel_is_given_up(session):
    one = session(
        "import os; os._exit(0)", "import os; os._exit(1)", "import os; os._exit(2)", "import os; os._exit(3)"
    )
    one.run()
    with pytest.raises(KernelStopped, match="too often"):
        ask(one, lab.double(1))
    assert len(one.notes) == 4


def test_a_flood_stops_the_submission_and_not_the_reference(session, monkeypatch):
    """Both watchdogs would see the grader grow, and a submission could send itself to a person's desk."""
    theirs, ours = session(DOUBLE), session(DOUBLE)
    ours.is_ours = True
    assert works(theirs) and works(ours)
    for one in (theirs, ours):
        one._client.provisioner.watchdog._own_before -= 2 << 30  # as if 2 GiB had been sent
    theirs._client.provisioner.watchdog.join(10)
    with pytest.raises(KernelStopped, match="sent more than can be read"):
        works(theirs)
    assert works(ours)
    assert ours._client.provisioner.watchdog.verdict == ""


def test_a_reference_that_is_stopped_once_is_asked_again(session, tmp_path):
    one = session(DOUBLE)
    reference = Reference(one.notebook, lambda: one, tmp_path, seed=1)
    assert works(one)
    one._client.provisioner._jail.kill()  # as the machine does when a submission leaves it no memory
    assert reference.call("double", 4) == 8


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes()[:-1] + b"\x01"),
        lambda file: file.write_bytes(b"\xff" * 100),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
def test_a_damaged_answer_is_as_good_as_none(session, tmp_path, capsys, spoil):
    def ask_anew() -> object:
        one = session(DOUBLE)
        return Reference(one.notebook, lambda: one, tmp_path, seed=1).call("double", np.arange(3.0))

    first = ask_anew()
    [kept] = [file for file in tmp_path.rglob("*") if file.is_file()]
    spoil(kept)
    assert np.array_equal(ask_anew(), first) and np.array_equal(ask_anew(), first)
    assert capsys.readouterr().err.count(str(tmp_path)) == 1


def test_answers_that_cannot_be_kept_are_answers(session, tmp_path):
    one, place = session(DOUBLE), tmp_path / "file"
    place.touch()
    reference = Reference(one.notebook, lambda: one, place / "answers", seed=1)
    assert reference.call("double", 4) == reference.call("double", 4) == 8


def test_the_time_of_the_whole_submission_is_limited(session):
    one = session("import time; time.sleep(1000)", DOUBLE, submission_seconds=3)
    one.run()
    assert len(one.notes) == 1, one.notes  # of the cell that was stopped or, on a slow machine, not begun
    assert "the time for the whole notebook was used up" in one.notes[0]
    with pytest.raises(KernelStopped, match="the time for the whole notebook was used up"):
        ask(one, lab.double(1))


def test_a_question_that_the_whole_time_ends_says_so(session):
    one = session("import time\ndef bad(): time.sleep(1000)", questions_seconds=6)
    with pytest.raises(KernelStopped, match="the time for all questions was used up"):
        ask(one, lab.bad())


def test_cells_that_come_too_late_are_not_run(session):
    patient = "import time\nfor _ in range(30): time.sleep(0.1)"
    one = session(*["1"] * 3, *[patient] * 5, submission_seconds=8)
    one.run()
    assert len(one.notes) == 1, one.notes
    assert "the time for the whole notebook was used up" in one.notes[0]


@pytest.mark.parametrize(
    "cell",
    [
        "print('x' * 50_000_000)",
        "for i in range(300_000): print('line', i)",
        "import sys\nfor i in range(2000): sys.stderr.write('y' * 10_000)",
        "from IPython.display import display\nfor i in range(3000): display('z' * 1000)",
    ],
)
def test_a_flood_of_output_is_dropped_while_it_streams(session, cell):
    one = session(cell, DOUBLE, output_kib=16, cell_seconds=60)
    one.run()
    assert works(one)
    kept = sum(len(str(output)) for output in one.notebook.cells[0].outputs)
    assert kept < 64 << 10


def test_only_text_and_pictures_are_kept(session):
    rich = """
from IPython.display import HTML, SVG, Javascript, display
import base64, struct
display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"), SVG("<svg xmlns='http://www.w3.org/2000/svg'/>"))
png = base64.b64encode(b"\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR" + struct.pack(">II", 4, 4) + bytes(20)).decode()
display({"image/png": png, "text/html": "<b>"}, raw=True)
display({"image/png": base64.b64encode(b"<svg onload=alert(1)>").decode()}, raw=True)
display({"text/latex": "x", "application/javascript": "alert(1)"}, raw=True)
"""
    one = session(rich)
    one.run()
    kinds = {kind for output in one.notebook.cells[0].outputs for kind in output.get("data", {})}
    assert kinds <= {"text/plain", "image/png"}
    assert "alert(1)" not in str(
        [o for o in one.notebook.cells[0].outputs if "image/png" in o.get("data", {})]
    )
    assert any("image/png" in output.get("data", {}) for output in one.notebook.cells[0].outputs)


def test_answers_written_ahead_are_not_taken(session):
    ahead = """
import os
from labkit.probe.wire import encode
for number in range(3):
    os.write(int(os.environ["LABKIT_PROBE_FD"]), encode({"id": "99", "ok": True, "value": 1.0}))
"""
    one = session(ahead, DOUBLE)
    assert works(one)


def test_tests_and_training_are_not_run(session):
    one = session("a = 1", "b = 1", "c = 1")
    one.notebook.cells[1].metadata["tags"] = ["train"]
    one.notebook.cells[2].metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "test_c"}
    assert ask(one, lab.a)["ok"]
    assert not ask(one, lab.b)["ok"]
    assert not ask(one, lab.c)["ok"]
