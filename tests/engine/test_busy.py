"""How busy a machine is costs nobody a mark: its clock ends what waits, and not what is kept waiting."""

import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.checks.questions import lab, question
from autograder.errors import SandboxUnavailable
from autograder.sandbox import watchdog
from autograder.sandbox.watchdog import Watchdog

COMPUTE = "import time\nwhile time.process_time() < 1.2: pass"


@contextmanager
def crowded(programs: int = 8) -> Iterator[int]:
    """A processor on which so many programs compute for ever; its number."""
    processor = min(os.sched_getaffinity(0))
    code = f"import os\nos.sched_setaffinity(0, [{processor}])\nwhile True: pass"
    # In sessions of their own: those of one session share what a processor gives to one.
    options = {"start_new_session": True}
    running = [subprocess.Popen([sys.executable, "-c", code], **options) for _ in range(programs)]
    try:
        yield processor
    finally:
        for one in running:
            one.kill()
            one.wait()


@contextmanager
def watched(code: str, processor: int) -> Iterator[tuple[subprocess.Popen, Watchdog, threading.Event]]:
    """A program on that processor, with a watchdog, which lets it compute for 5 s and live for 2."""
    code = f"import os\nos.sched_setaffinity(0, [{processor}])\n{code}"
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as process:
        stopped = threading.Event()
        dog = Watchdog(process.pid, stopped.set, memory_mib=10_000, processes=1000, disk_mib=1)
        dog.allow(5, 2)
        dog.start()
        try:
            yield process, dog, stopped
        finally:
            dog.stop()
            process.kill()


def test_what_is_kept_waiting_may_go_on(monkeypatch):
    monkeypatch.setattr(watchdog, "MOST_WITHHELD", math.inf)
    with crowded() as processor, watched(COMPUTE, processor) as (process, dog, stopped):
        assert process.wait(timeout=300) == 0
        assert not stopped.is_set() and dog.withheld > 4


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(600)",
        "import time\nfor _ in range(6000): time.sleep(0.1)",
        f"os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\n{COMPUTE}",
        f"os.nice(19)\n{COMPUTE}",
    ],
    ids=["waits", "waits again and again", "steps back", "is modest"],
)
def test_what_waits_or_sets_itself_back_ends_on_a_busy_machine_too(code):
    with crowded() as processor, watched(code, processor) as (_, dog, stopped):
        assert stopped.wait(60)
        assert dog.verdict == "it ran longer than 5 seconds" and not dog.is_starved


def test_a_machine_that_is_too_busy_is_to_blame(monkeypatch):
    monkeypatch.setattr(watchdog, "MOST_WITHHELD", 1)
    with crowded() as processor, watched("while True: pass", processor) as (_, dog, stopped):
        assert stopped.wait(60)
        assert dog.is_starved and dog.verdict == "the machine was too busy for it"


def slow(processor: int) -> tuple[str, str]:
    """Cells of a notebook that computes on that processor, with a function that takes 0.8 s of its time."""
    return (
        f"import os\nos.sched_setaffinity(0, [{processor}])",
        "import time\ndef slow():\n  end = time.process_time() + 0.8\n  while time.process_time() < end: pass\n  return 7",
    )


def test_a_question_is_answered_however_busy_the_machine_is(session):
    with crowded() as processor:
        one = session(*slow(processor), question_seconds=2, questions_seconds=5)
        for _ in range(2):
            assert one.ask(question(lab.slow()))["value"] == 7
        assert one._client.provisioner.watchdog.withheld > 5, (
            "which was not taken from the time for all questions"
        )


def test_where_the_machine_is_to_blame_no_answer_is_wrong(session, monkeypatch):
    monkeypatch.setattr(watchdog, "MOST_WITHHELD", 0.2)
    with crowded() as processor:
        one = session(*slow(processor), question_seconds=1.5)
        with pytest.raises(SandboxUnavailable, match="too busy"):
            one.ask(question(lab.slow()))
    assert "too busy" in one.failure
