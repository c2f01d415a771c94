"""One submission in its sandboxed kernel: run the notebook's cells, then ask questions.

The kernel and all that comes from it are hostile: it may hang, die, flood, or answer nonsense. Whatever it
does ends as a note and as failed checks of this submission.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course import Limits
from autograder.errors import SandboxUnavailable
from autograder.grading.kernel import Client, end, new_manager, ready
from autograder.grading.needs import relied_on, unneeded
from autograder.notebook import is_run
from autograder.sandbox.watchdog import MOST_WITHHELD
from labkit.probe.serve import signed_answer
from labkit.probe.wire import WireError, encode, receiver

MAX_LEFT_OUT = 4  # cells that stop their kernel, after which the notebook is given up
PATIENCE = 3  # times its limit, on the clock, may a cell or question take on a busy machine
PATIENCE_WITH_OURS = 30  # it may be a submission that keeps the machine so busy
PROBE = "import labkit.probe.namespace as _namespace; _namespace."
SERVE = "from labkit.probe import serve as _serve; _serve()"
# IPython's exit() stops the kernel a tenth of a second later: whichever cell or question comes by then would lose.
STAY = 'get_ipython().unobserve_all("exit_now")'


class KernelStopped(Exception):
    """The kernel hung, died or broke a limit, and is gone; the text says which, in words for the student."""


@dataclass
class CellError:
    """What a cell raised when the notebook was run."""

    name: str
    message: str


@dataclass
class Session:
    """The life of one submission's kernel. Close it, or use it in a ``with``.

    server: address of a warm server; without one the kernel starts cold
    threads: of the numerical libraries; 0 leaves it to them
    is_ours: whether it is the reference's; when the grader grows it is another that floods it
    notes: what the student and the instructor should know about the run
    errors: what cells raised, by position in the notebook
    has_run: whether a kernel came up, so that the submission's code may have run
    failure: why the sandbox itself failed, which is not the submission's doing; empty when it did not
    """

    notebook: NotebookNode
    framework: str
    limits: Limits
    server: str = ""
    threads: int = 0
    is_ours: bool = False
    notes: list[str] = field(default_factory=list)
    errors: dict[int, CellError] = field(default_factory=dict)
    failure: str = ""
    has_run: bool = False

    def __post_init__(self) -> None:
        self._runner = asyncio.Runner()
        self._client: Client | None = None
        self._withheld = 0.0  # seconds, from kernels that have ended: see _clock
        self._deadline = self._clock() + self.limits.submission_seconds
        self._skipped: set[int] = set()
        self._skipped_added: set[int] = set()
        self._unneeded = unneeded(self.notebook)
        self._relied_on = relied_on(self.notebook, self._unneeded)
        self._added_left = PATIENCE * self.limits.added_seconds  # on the clock, for all that is unneeded
        self._is_asked = False

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the kernel, and give back all that belongs to it. Nothing can be asked any more."""
        if self._client:
            with contextlib.suppress(Exception):
                self._runner.run(self._stop())
        self._runner.close()

    def run(self) -> None:
        """Run the notebook's cells. A cell that stops the kernel is left out, and the rest run again."""
        while self._client is None and not self._given_up():
            self._runner.run(self._start_and_run())
        if self._client and not self._is_asked:
            self._is_asked = True
            self._deadline = self._clock() + self.limits.questions_seconds

    def ask(self, question: dict[str, Any]) -> Any:
        """The answer to a question (see labkit.probe.evaluate).

        A question that stops the kernel costs its own answer only: the next one gets a new kernel, for as long
        as the submission's time lasts. Raises KernelStopped when no answer came, and WireError when what came
        is none.
        """
        self.run()
        if reason := self._given_up():
            raise KernelStopped(f"the question was not asked: {reason}")
        number = secrets.token_hex(8)  # not to be known beforehand: no answer can wait for its question
        channel = self._client.provisioner.questions
        seconds = self._allow(self.limits.question_seconds)
        try:
            channel.settimeout(seconds)
            channel.sendall(encode({**question, "id": number}))
            return signed_answer(
                receiver(channel, seconds), number, self._client.provisioner.key, self.limits.answer_mib << 20
            )
        except TimeoutError:
            raise self._stopped("it did not answer in time, and was stopped") from None
        except (EOFError, OSError):
            raise self._stopped("it ended while a question was asked") from None
        except WireError:
            self._stopped("")
            raise

    def _given_up(self) -> str:
        """Why this submission's code is not run any more; empty as long as it is."""
        if self._clock() > self._deadline:
            return f"the time for {'all questions' if self._is_asked else 'the whole notebook'} was used up"
        if len(self._skipped) >= MAX_LEFT_OUT:
            return "this notebook stopped its kernel too often"
        return ""

    def _allow(self, limit: float, most: float = math.inf) -> float:
        """Start the clocks of a cell or question; how many seconds on the wall it may take at most."""
        patience = PATIENCE_WITH_OURS if self.is_ours else PATIENCE
        wall = max(0.1, min(patience * limit, most, self._deadline - self._clock()))
        self._client.provisioner.watchdog.allow(limit, wall)
        return (1 + MOST_WITHHELD) * wall + 2  # the watchdog, which knows the reason, comes first

    def _clock(self) -> float:
        """Seconds, without those in which the machine was too busy to let this submission compute."""
        now = self._client.provisioner.watchdog.withheld if self._client else 0.0
        return time.monotonic() - self._withheld - now

    def _why(self, otherwise: str) -> str:
        """Why the kernel has ended, in the watchdog's words if it was that which acted. SandboxUnavailable where it was
        the machine's fault."""
        watchdog = self._client.provisioner.watchdog
        if watchdog.is_starved:
            self.failure = watchdog.verdict
            raise SandboxUnavailable(self.failure)
        return watchdog.verdict or otherwise

    def _stopped(self, what: str) -> KernelStopped:
        """Kill the kernel and tell why."""
        try:
            verdict = self._why("")
        finally:
            self._runner.run(self._stop())
        return KernelStopped(self._given_up() or (f"{verdict}, and was stopped" if verdict else what))

    async def _stop(self) -> None:
        client, self._client = self._client, None
        if client:
            self._withheld += client.provisioner.watchdog.withheld
            await end(client)

    async def _start_and_run(self) -> None:
        self._client = await self._start()
        self.errors.clear()
        started = self._clock()
        for index in self._to_run():
            if late := self._given_up():
                self.notes.append(f"Cell {index + 1} and those after it were not run: {late}.")
                await self._stop()
                return
            began = self._clock()
            stopped = await self._run_cell(index)
            self.notebook.cells[index].execution_count = index + 1
            if index in self._unneeded:
                self._added_left -= self._clock() - began
                self._deadline += self._clock() - began  # it is not taken from what is needed
            if stopped:
                await self._stop()
                self._leave_out(index, stopped, started)
                return
            if names := self._relied_on.get(index):
                self._quietly(f"{PROBE}keep({names!r})")
        self._quietly(SERVE)

    def _leave_out(self, index: int, stopped: str, started: float) -> None:
        """Leave out the cell that stopped its kernel.

        An unneeded one costs the others no time. When it is the second, or they have used up theirs, all of them go.
        """
        what = f"Cell {index + 1} was left out"
        if index not in self._unneeded:
            self._skipped.add(index)
        elif self._skipped_added or self._added_left < 1:
            self._skipped_added |= self._unneeded
            if self._added_left < 1:
                stopped = f"together they may take {self.limits.added_seconds:g} seconds of computing"
            what = f"Cell {index + 1} and all other added cells that no check needs were left out"
        else:
            self._skipped_added.add(index)
        if index in self._unneeded:
            self._deadline += self._clock() - started
        self.notes.append(f"{what}: {self._given_up() or stopped}.")

    def _quietly(self, code: str) -> None:
        """Have the kernel run code of ours; nobody waits for it."""
        self._client.kc.execute(code, silent=True, store_history=False)

    async def _start(self) -> Client:
        """A kernel that is ready. No student code has run in it: when none comes, it is the machine's fault."""
        manager = new_manager(self.framework, self.limits, self.server, self.threads)
        if self.is_ours:
            manager.config.SandboxProvisioner.flood_mib = math.inf
        client = Client(self.notebook, km=manager, allow_errors=True, iopub_timeout=4, record_timing=False)
        client.output_cap = self.limits.output_kib << 10
        try:
            await manager.start_kernel()
            client.kc = manager.client()
            client.kc.start_channels(stdin=False, hb=False, control=False)
            await ready(client.kc)
        except RuntimeError as error:
            words = "" if isinstance(error, SandboxUnavailable) else client.provisioner.last_words()
            await end(client)
            self.failure = f"no kernel could be started in the sandbox: {error}{words}"
            raise SandboxUnavailable(self.failure) from None
        client.kc.execute(STAY, silent=True, store_history=False)
        client.reset_execution_trackers()
        self.has_run = True
        return client

    def _to_run(self) -> list[int]:
        """Positions of the cells that are run: code, but neither training, nor tests, nor what was left out."""
        skipped = self._skipped | self._skipped_added
        return [i for i, c in enumerate(self.notebook.cells) if i not in skipped and is_run(c)]

    async def _run_cell(self, index: int) -> str:
        """Run one cell, as far as it can be. The result is empty, or says why the kernel had to be stopped."""
        cell = self.notebook.cells[index]
        limits = self.limits
        if index in self._unneeded:
            allowed = self._allow(min(limits.cell_seconds, limits.added_seconds), max(0.1, self._added_left))
        else:
            allowed = self._allow(limits.cell_seconds)
        self._client.timeout = math.ceil(allowed)
        why = await self._execute(cell, index)
        for output in cell.outputs:
            if output.output_type == "error":
                self.errors[index] = CellError(output.ename, output.evalue)
        if not why and self._client.has_failed:
            why = await self._execute(new_code_cell(f"{PROBE}go_on({cell.source!r})"), index)
            self.notebook.cells[index] = cell  # nbclient puts there what it has executed
        return why

    async def _execute(self, cell: NotebookNode, index: int) -> str:
        """Have a cell executed. The result is empty, or says why the kernel had to be stopped."""
        try:
            await self._client.async_execute_cell(cell, index)
        except CellTimeoutError:
            return self._why("it did not end in time")
        except DeadKernelError:
            return self._why("it ended the kernel")
        except Exception as error:  # a forged or malformed message made the client stumble
            return f"its kernel sent a message that cannot be read ({type(error).__name__})"
        return ""
