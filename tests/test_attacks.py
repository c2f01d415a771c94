"""The grader withstands the hostile submissions: `autograder attacks` has nothing to complain about."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder import scratch
from autograder.batch.pool import GradedSubmission
from autograder.batch.submissions import Submission
from autograder.checks.asserts import Wrong, assert_learns
from autograder.checks.questions import lab, question
from autograder.course import Limits, load_course
from autograder.errors import SandboxUnavailable
from autograder.grading.session import Session
from autograder.model import Grade
from autograder.sandbox import bubblewrap
from autograder.sandbox.warm import WarmServer
from autograder.trials import attacks, scenarios
from autograder.trials.attacks import AttackResult, Attacks
from autograder.trials.scenarios import Scenario

COURSE = load_course()
SEED = 21


def has_sandbox() -> bool:
    try:
        bubblewrap.ensure_available()
    except SandboxUnavailable:
        return False
    return True


needs_sandbox = pytest.mark.skipif(
    not has_sandbox(), reason="no sandbox on this machine: see `autograder doctor`"
)


@pytest.mark.timeout(3600)
@needs_sandbox
@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_no_attack_gains_escapes_or_harms(assignment):
    result = attacks.attack(COURSE, assignment, jobs=2, seed=SEED)
    assert not result.complaints, "\n".join([*result.complaints, result.summary()])
    assert result.summary() == f"{len(result.verdicts)} attacks, 0 gained, 0 escaped, neighbours unharmed"


def test_there_are_attacks_of_every_assignment():
    counts = [len(scenarios.all_of(COURSE, assignment, "hostile")) for assignment in COURSE.assignments]
    assert min(counts) >= 1
    assert sum(counts) >= 45


# --- What the run of the attacks would notice ----------------------------------------------------------------


def verdict(score=0.0, due=0.0, status="graded", reason="", note="", notebook=None) -> AttackResult:
    path = Path("solutions/vae/submissions/hostile/attack.py")
    scenario = Scenario(path, "hostile", "It attacks.", (), base="untouched", score=due, note=note)
    grade = Grade(
        assignment="vae", student="attack", status=status, reason=reason, score=score, max_score=20, seconds=1
    )
    outcome = GradedSubmission(Submission("attack", "vae", path), grade, notebook and json.dumps(notebook))
    return AttackResult(scenario, outcome, due, tuple(attacks.escapes(outcome)))


def test_an_attack_that_is_withstood_leaves_nothing_to_complain_about():
    result = Attacks("vae", [verdict(), verdict(score=18, due=18, reason="x was restored", note="restored")])
    assert result.complaints == []
    assert result.summary() == "2 attacks, 0 gained, 0 escaped, neighbours unharmed"


@pytest.mark.parametrize(
    ("one", "complaint"),
    [
        (verdict(score=0.25), "0.25 points, 0 are due"),
        (verdict(score=17, due=19), "17 points, 19 are due"),
        (verdict(status="needs_manual_grade"), "is needs_manual_grade, not graded"),
        (verdict(reason="something else", note="memory"), "does not say 'memory'"),
    ],
)
def test_marks_status_and_notes_are_compared(one, complaint):
    assert any(complaint in line for line in Attacks("vae", [one]).complaints)


def test_a_gained_point_counts():
    assert (
        Attacks("vae", [verdict(score=0.25), verdict()])
        .summary()
        .startswith("2 attacks, 1 gained, 0 escaped")
    )


@pytest.mark.parametrize(
    "output",
    [
        new_output("error", ename="SystemError", evalue="escaped by a file", traceback=[]),
        new_output("display_data", data={"text/html": "<b>"}),
        new_output("display_data", data={"image/png": 'iVBORw0KGgo"><script>alert(1)</script>'}),
    ],
)
def test_what_got_through_counts_as_escaped(output):
    one = verdict(notebook=new_notebook(cells=[new_code_cell("", outputs=[output])]))
    assert Attacks("vae", [one]).summary() == "1 attacks, 0 gained, 1 escaped, neighbours unharmed"


def test_plain_outputs_are_no_escape():
    outputs = [
        new_output("stream", name="stdout", text="<script>"),  # shown as it is written
        new_output("error", ename="ValueError", evalue="", traceback=[]),
        new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "x"}),
    ]
    assert verdict(notebook=new_notebook(cells=[new_code_cell("", outputs=outputs)])).escapes == ()


def test_an_execution_count_that_is_no_number_is_an_escape():
    notebook = new_notebook(cells=[new_code_cell("")])
    notebook.cells[0].execution_count = "<script>alert(1)</script>"
    assert verdict(notebook=notebook).escapes


def test_changed_made_and_removed_files_are_seen(tmp_path):
    course = COURSE.model_copy(update={"root": tmp_path})
    for name in ("kept", "changed", "removed"):
        (tmp_path / name).write_text(name)
    before = attacks.outside(course)
    (tmp_path / "changed").write_text("otherwise")
    (tmp_path / "removed").unlink()
    (tmp_path / "made").touch()
    found = [line for line in attacks._changes(before, attacks.outside(course)) if str(tmp_path) in line]
    assert found == [f"{tmp_path / word} was {word}" for word in ("changed", "made", "removed")]


def test_processes_and_files_left_behind_are_seen():
    with attacks._scratch() as folder:
        (folder / "there before").touch()
        already_there, already_running = attacks._files(folder), attacks._processes()
        (folder / "kernel-x").mkdir()
        daemon = "import os, time\nif os.fork(): os._exit(0)\nos.setsid()\ntime.sleep(60)"
        subprocess.run([sys.executable, "-c", daemon], check=True, timeout=30)
        found = list(attacks._left_behind(folder, already_there, already_running))
        for process in attacks._processes() - already_running:
            process.kill()
    assert [line.partition(":")[0] for line in found] == [
        "kernel-x was left in the folder for temporary files", "a process was left running"
    ]  # fmt: skip


# --- What attacks are built on ---------------------------------------------------------------------------------


def test_broadcasting_shapes_are_refused_before_any_arithmetic():
    class Hostile:
        def ask(self, expr):
            side = [np.zeros((200_000, 1), "uint8")]
            return {"before": side, "after": [side[0].T], "norms": np.ones(1)}

    with pytest.raises(Wrong, match="should have shape"):
        assert_learns(Hostile(), lab.network, np.zeros((4, 5)), [np.ones((4, 5))])


@needs_sandbox
def test_sessions_give_back_every_descriptor_and_folder(server):
    with attacks._scratch() as folder:
        counts = []
        for number in range(5):
            ends = "import os\nos._exit(0)" if number % 2 else "def f():\n    return 1.0"
            notebook = new_notebook(cells=[new_code_cell(ends)])
            with Session(notebook, "numpy", Limits(), server=str(server.address)) as session:
                session.run()
                if number % 2:
                    assert "it ended the kernel" in session.notes[0]
                else:
                    assert session.ask(question(lab.f()))["ok"]
            counts.append(psutil.Process().num_fds())
        assert counts[-1] <= counts[0]  # what the first session makes for good is not counted
        assert list(folder.iterdir()) == list(scratch.folder().glob("kernel-*")) == []


@needs_sandbox
@pytest.mark.parametrize(
    "code",
    [
        "os.memfd_create('x')",
        "assert ctypes.CDLL(None).shmget(0, 4096, 0o1600) >= 0",
        "assert ctypes.CDLL(None).semget(0, 1, 0o1600) >= 0",
        "assert ctypes.CDLL(None).msgget(0, 0o1600) >= 0",
        "mmap.mmap(-1, 4096)",
        "mmap.mmap(open('/dev/zero', 'r+b').fileno(), 4096)",
        "socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))",
        "assert ctypes.CDLL(None).unshare(0x10000000) == 0",
        "open('/proc/sys/user/max_user_namespaces', 'w')",
        "socket.socket(socket.AF_VSOCK)",
    ],
)
@pytest.mark.parametrize("warm", [True, False])
def test_the_kernel_of_the_machine_refuses(code, warm, server):
    address = str(server.address) if warm else ""
    notebook = new_notebook(cells=[new_code_cell(f"import ctypes, mmap, os, resource, socket\n{code}")])
    with Session(notebook, "numpy", Limits(), server=address) as session:
        session.run()
    assert session.errors[0].name in ("PermissionError", "OSError", "AssertionError", "ValueError")


@pytest.fixture(scope="module")
def server():
    one = WarmServer.start("numpy")
    yield one
    one.stop()


@needs_sandbox
def test_a_forked_process_can_print(server):
    code = "import os\nchild = os.fork()\nif child == 0:\n    print('hello', flush=True)\n    os._exit(0)\nos.waitpid(child, 0)"
    notebook = new_notebook(cells=[new_code_cell(code)])
    with Session(notebook, "numpy", Limits(), server=str(server.address)) as session:
        session.run()
    assert session.notes == []
    assert notebook.cells[0].outputs[0].text == "hello\n"
