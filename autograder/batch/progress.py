"""How far a run is, on stderr: a bar on a terminal, a line per submission in a log."""

import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from autograder.model import points_text

if TYPE_CHECKING:
    from autograder.batch.pool import GradedSubmission
    from autograder.batch.submissions import Submission


class Progress:
    """A progress bar on a terminal, a line per submission in a log; both on stderr."""

    NAMES = 3  # of those being graded that the bar shows
    FORMAT = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"

    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        self._is_log, self._total, self._done, self._failures = not sys.stderr.isatty(), total, 0, 0
        self._now: dict[Submission, None] = {}  # in the order in which they were started
        self._bar = tqdm(
            total=total,
            desc="starting",
            disable=self._is_log,
            bar_format=self.FORMAT,
            smoothing=0,  # the time left by the mean of all: submissions take turns, and times, by jobs
            dynamic_ncols=True,
            leave=False,
        )
        self._over = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        if not self._is_log:
            self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if not self._is_log:
            self._clock.join()
        self._bar.close()

    def start(self, submission: "Submission") -> None:
        """This one is being graded now."""
        self._now[submission] = None
        self._show()

    def done(self, outcome: "GradedSubmission") -> None:
        """One more is done."""
        self._now.pop(outcome.submission, None)
        self._done += 1
        self._failures += outcome.grade.status != "graded"
        if outcome.is_earlier and not self._is_log:
            self._bar.initial += 1  # which took no time, and says nothing of the time left
        self._bar.update()
        if self._is_log or outcome.grade.status != "graded":
            with suppress(OSError):  # nobody may read it: that costs no grade
                self._bar.write(self._line(outcome), file=sys.stderr)
                sys.stderr.flush()
        self._show()

    def _line(self, outcome: "GradedSubmission") -> str:
        grade, before = outcome.grade, "  unchanged" if outcome.is_earlier else ""
        score = f"{points_text(grade.score)}/{points_text(grade.max_score)}"
        return f"[{self._done}/{self._total}] {grade.student}  {score}  {grade.status}{before}"

    def _show(self) -> None:
        names = [submission.student for submission in self._now]
        more = f" and {len(names) - self.NAMES} more" if len(names) > self.NAMES else ""
        self._bar.set_description_str(", ".join(names[: self.NAMES]) + more, refresh=False)
        self._bar.set_postfix_str(f"failures: {self._failures}")

    def _tick(self) -> None:
        """Let the clock run on while nothing else happens."""
        while not self._over.wait(1):
            self._bar.refresh()
