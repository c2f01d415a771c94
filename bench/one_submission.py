"""Where the time of one submission goes: kernel, cells, questions by check, and the grader's own part.

The grader's functions are wrapped with clocks, in this process, and the reference solution is graded; what
happens once per run (the warm server, the reference's answers, imports) happens before.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from autograder.course import Course
from autograder.grading import feedback, kernel, session
from autograder.grading import grader as grading
from autograder.sandbox.warm import servers

SEED = 31


class Clocks:
    """Seconds by name, and for questions by the check that asked them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.cells: dict[str, float] = defaultdict(float)
        self.questions: dict[str, float] = defaultdict(float)
        self.asked: Counter[str] = Counter()
        self._busy: Any = None

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started

    def around(self, name: str, function: Callable) -> Callable:
        def timed(*args, **kwargs):
            with self.running(name):
                return function(*args, **kwargs)

        return timed

    def around_async(self, name: str, function: Callable) -> Callable:
        async def timed(*args, **kwargs):
            with self.running(name):
                return await function(*args, **kwargs)

        return timed

    def of_messages(self, function: Callable) -> Callable:
        """The kernel's own clock tells how long a cell ran: from its message "busy" to its "idle"."""

        def timed(client, msg, cell, cell_index):
            state = msg["content"].get("execution_state")
            if state == "busy":
                self._busy = msg["header"]["date"]
            elif state == "idle" and self._busy:
                seconds = (msg["header"]["date"] - self._busy).total_seconds()
                self.cells[cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {cell_index + 1}"] = (
                    seconds
                )
            return function(client, msg, cell, cell_index)

        return timed

    def of_answers(self, function: Callable) -> Callable:
        """While the grader waits for an answer's bytes, the probe is at work."""

        def timed(*args):
            receive, check = function(*args), _check()
            self.asked[check] += 1

            def waiting(count: int) -> bytes:
                started = time.perf_counter()
                try:
                    return receive(count)
                finally:
                    self.questions[check] += time.perf_counter() - started

            return waiting

        return timed


def _check() -> str:
    """The check that is running, by pytest's word."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2].partition(" ")[0]


@contextmanager
def clocks() -> Iterator[Clocks]:
    """The grader with clocks in it."""
    own = Clocks()
    wrapped = (
        (session.Session, "_start", own.around_async("kernel start", session.Session._start)),
        (session.Session, "run", own.around("run", session.Session.run)),
        (session.Session, "ask", own.around("ask", session.Session.ask)),
        (session.Session, "close", own.around("kernel end", session.Session.close)),
        (kernel.Client, "process_message", own.of_messages(kernel.Client.process_message)),
        (session, "receiver", own.of_answers(session.receiver)),
        (grading, "run_checks", own.around("checks", grading.run_checks)),
        (grading, "take_in", own.around("intake", grading.take_in)),
        (feedback, "attach", own.around("feedback", feedback.attach)),
    )
    with ExitStack() as stack:
        for owner, name, replacement in wrapped:
            stack.enter_context(mock.patch.object(owner, name, replacement))
        yield own


def profile(course: Course, assignment: str, *, rounds: int) -> dict:
    """Grade the reference solution some times; seconds of each part, medians over the rounds."""
    grading.prepare(assignment, course, seed=SEED)
    data = course.solution_notebook(assignment).read_bytes()
    taken = []
    try:
        for _ in range(rounds):
            with clocks() as own, own.running("total"):
                grading.grade_submission(data, assignment, "bench", course, seed=SEED)
            taken.append(own)
    finally:
        servers.stop()
    parts = [_parts(one) for one in taken]
    return {
        "parts": {name: _median(part[name] for part in parts) for name in parts[0]},
        "own_overhead_seconds": _median(part["own overhead, all but cells and probe"] for part in parts),
        "cells": _slowest({name: _median(one.cells[name] for one in taken) for name in taken[0].cells}),
        "questions": _questions(taken),
    }


def _parts(own: Clocks) -> dict[str, float]:
    """Parts that add up to the total, then the total and what of it is the grader's own."""
    seconds, cells, probe = own.seconds, sum(own.cells.values()), sum(own.questions.values())
    parts = {
        "intake": seconds["intake"],
        "kernel start": seconds["kernel start"],
        "student's cells, in the kernel": cells,
        "cells: messages to and fro": seconds["run"] - seconds["kernel start"] - cells,
        "probe's work, in the kernel": probe,
        "questions: encode and decode": seconds["ask"] - probe,
        "checks: pytest and comparing": seconds["checks"] - seconds["ask"],
        "feedback": seconds["feedback"],
        "kernel end": seconds["kernel end"],
    }
    return {
        **parts,
        "the rest": seconds["total"] - sum(parts.values()),
        "total": seconds["total"],
        "own overhead, all but cells and probe": seconds["total"] - cells - probe,
    }


def _questions(taken: list[Clocks]) -> list[dict]:
    """What the questions of each check took, the slowest first."""
    rows = [
        {"check": check, "asked": count, "seconds": _median(one.questions[check] for one in taken)}
        for check, count in taken[0].asked.items()
    ]
    return sorted(rows, key=lambda row: -row["seconds"])


def _slowest(seconds: dict[str, float]) -> dict[str, float]:
    return {
        name: value for name, value in sorted(seconds.items(), key=lambda item: -item[1]) if value >= 0.002
    }


def _median(values) -> float:
    return round(statistics.median(values), 4)
