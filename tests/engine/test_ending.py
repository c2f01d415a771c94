"""However a run ends, nothing of it stays: no process, no file that the next run does not remove."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from autograder import scratch
from autograder.course import load_course
from autograder.errors import SandboxUnavailable
from autograder.notebook import grade_id
from autograder.sandbox.warm import WarmServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scratch_place():
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        yield Path(name)


@pytest.fixture
def run(tmp_path: Path, scratch_place: Path):
    """`autograder grade` over a cell that takes a minute, once that cell runs; and the processes of the run."""
    notebook = nbformat.read(load_course(ROOT).release_notebook("oop"), as_version=4)
    cell = next(cell for cell in notebook.cells if grade_id(cell) == "density_estimator")
    cell.source = (
        "import time, subprocess\nsubprocess.Popen(['sleep', '61'], start_new_session=True)\ntime.sleep(60)"
    )
    (tmp_path / "eve").mkdir()
    nbformat.write(notebook, tmp_path / "eve" / "oop.ipynb")
    line = ["grade", tmp_path / "eve", "--course", ROOT, "--json", tmp_path / "r.json", "--jobs", "2"]
    process = subprocess.Popen(
        [Path(sys.executable).with_name("autograder"), *line],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(scratch_place)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hang_up,
    )
    deadline = time.monotonic() + 120
    while not any(map(_sleeps, _alive(process.pid))):
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.1)
    yield process, _alive(process.pid)
    for one in _alive(process.pid):
        one.kill()


def _hang_up() -> None:
    """Let SIGHUP do what it does, also where the tests run below `nohup`, which a run of the grader would respect."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _sleeps(process: psutil.Process) -> bool:
    try:
        return process.name() == "sleep"
    except psutil.NoSuchProcess:
        return False


def _alive(pid: int) -> list[psutil.Process]:
    try:
        return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def test_a_killed_grader_takes_all_with_it_and_the_next_run_removes_its_files(
    run, scratch_place, monkeypatch
):
    process, started = run
    assert len(started) > 6, "the grader, fork server, worker, warm server, kernel and what it started"
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(started[1:], timeout=2)
    assert not [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]
    [left] = scratch_place.glob(f"{scratch.PREFIX}*")
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(scratch_place))
    os.utime(left)
    scratch.remove_left_over()
    assert left.exists(), "one so young may be about to be locked"
    os.utime(left, (0, 0))
    scratch.remove_left_over()
    assert not left.exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_that_asks_for_the_end_gets_reports_and_a_code_of_its_own(
    run, tmp_path, scratch_place, number, code
):
    process, started = run
    os.killpg(process.pid, number)  # as a terminal and a service manager do
    said = process.communicate(timeout=90)[1]  # a busy machine fails no test
    assert process.returncode == code
    assert "interrupted\n1 of 1 not graded; the same command with --resume" in said
    assert "Traceback" not in said
    assert (tmp_path / "r.json").exists()
    assert not psutil.wait_procs(started[1:], timeout=2)[1]
    assert not list(scratch_place.iterdir())


def test_a_folder_of_a_run_that_goes_on_is_not_removed(monkeypatch, scratch_place):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(scratch_place))
    monkeypatch.setattr(scratch, "_own", scratch._own.__wrapped__)
    mine = scratch._own()
    os.utime(mine, (0, 0))
    scratch.remove_left_over()
    assert mine.exists()


def test_the_last_words_of_a_warm_server_are_told(session):
    server = WarmServer.start("nonsense")
    try:
        server.process.wait(60)
        with pytest.raises(SandboxUnavailable, match="it said: (?s:.*)No module named .*nonsense"):
            session("1", server=str(server.address)).run()
    finally:
        server.stop()


def test_the_last_words_of_a_cold_kernel_are_told(session, monkeypatch):
    from autograder.sandbox import provisioner

    monkeypatch.setattr(provisioner.SandboxProvisioner, "_environment", lambda self: {"NUMBER": 1})
    with pytest.raises(SandboxUnavailable, match="it said: (?s:.*)str expected, not int"):
        session("1", server="").run()
