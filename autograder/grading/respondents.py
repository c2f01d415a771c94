"""Who answers the questions of the checks: the student's notebook, and the reference solution's."""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import labkit.probe
from autograder.checks.asserts import ReferenceFailed, Wrong
from autograder.checks.respondent import Respondent, value_of
from autograder.files import write_whole
from autograder.grading.excerpt import code_of, excerpt
from autograder.grading.session import KernelStopped, Session
from autograder.notebook import grade_id
from labkit.probe.wire import WireError, encode, read_frame

CACHED_ANSWER_CAP = 1 << 30
DIGEST_BYTES = hashlib.sha256().digest_size
NEWER = (
    f" (Python {sys.version_info.major}.{sys.version_info.minor} grades; what it does not know, a newer one may: within "
    "the braces of an f-string use other quotes than around it)"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")  # colours, which Keras puts into its messages


class Student(Respondent):
    """Asks the student's kernel. Whatever goes wrong there is raised as Wrong, in words for the student.

    reference: answers in the student's place where both have the same code
    open_session: makes the session in which a part of the notebook is asked alone
    """

    def __init__(
        self,
        session: Session,
        seed: int,
        reference: Reference | None = None,
        open_session: Callable[[NotebookNode], Session] | None = None,
    ) -> None:
        super().__init__(seed)
        self.session = session
        self._reference, self._open_session = reference, open_session

    def alone(self, *cells: str) -> Respondent:
        """As `Respondent.alone`. Where the code is the reference's own, so is the answer, which is computed once."""
        part = excerpt(self.session.notebook, *cells)
        if code_of(part) == code_of(excerpt(self._reference.notebook, *cells)):
            return self._reference.alone(*cells)
        return Student(self._open_session(part), self._run_seed)

    def _answer(self, asked: dict[str, Any]) -> Any:
        try:
            answer = self.session.ask(asked)
        except KernelStopped as stopped:
            raise Wrong(f"Your code was stopped: {stopped}.") from None
        except WireError as error:
            raise Wrong(f"The answer of your code could not be read: {error}.") from None
        return value_of(answer, self)

    def failure(self, error: Any) -> Wrong:
        """Wrong, with what the student's code raised, and where."""
        if not isinstance(error, dict):
            return Wrong("The answer of your code could not be read.")
        name, message, missing = (plain_text(error.get(key)) for key in ("type", "message", "missing"))
        lines = error.get("traceback")
        details = [plain_text(line) for line in lines[:5]] if isinstance(lines, list) else []
        if missing:
            return Wrong(f"{missing}{self._why_missing()}")
        if error.get("stub") is True:
            return Wrong(
                "This part has not been implemented yet: it still raises NotImplementedError.", "", details
            )
        if name in ("Unsendable", "NoNetwork"):
            return Wrong(f"Your code returned the wrong kind of thing: {message}.", "", details)
        return Wrong(f"Your code raised {name}: {message}", "", details)

    def _why_missing(self) -> str:
        """A name may be missing because its cell raised, which a student wants to know first."""
        for index, error in self.session.errors.items():
            name = grade_id(self.session.notebook.cells[index])
            where = f"the cell `{name}`" if name else f"cell {index + 1}"
            newer = NEWER if error.name == "SyntaxError" and "f-string" in error.message else ""
            return f": {where} stopped with {plain_text(error.name)}: {plain_text(error.message)}{newer}"
        return "."


def plain_text(value: Any, cap: int = 600) -> str:
    """Text from a kernel, cut to ``cap`` characters, without colours and control characters."""
    shown = ANSI.sub("", value) if isinstance(value, str) else ""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in shown[: cap + 1])
    return shown if len(shown) <= cap else shown[:cap] + " …"


class Reference(Respondent):
    """Asks the reference solution, in a sandbox of its own; its answers are kept on disk.

    The kernel is started for the first question whose answer is not there yet. The key of an answer is the
    question, the solution and the probe, so that it cannot outlive any of them.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        make_session: Callable[[], Session],
        cache: Path,
        seed: int,
        open_session: Callable[[NotebookNode], Session] | None = None,
    ) -> None:
        super().__init__(seed)
        self.notebook, self._open_session = notebook, open_session
        self._make_session, self._cache = make_session, cache
        self._session: Session | None = None
        self._version = digest_of(notebook)

    @property
    def sandbox_failure(self) -> str:
        """Why no kernel could be started for it; empty when none was needed, or one was."""
        return self._session.failure if self._session else ""

    def close(self) -> None:
        """End its kernel, if it needed one."""
        if self._session:
            self._session.close()

    def _answer(self, asked: dict[str, Any]) -> Any:
        key = hashlib.sha256(self._version + encode(asked)).hexdigest()
        path = self._cache / key[:2] / f"{key}.answer"
        try:
            return _kept_answer(path)
        except FileNotFoundError:
            pass
        except (OSError, EOFError, ValueError, WireError):
            _tell_of_damage(self._cache)
        value = self._compute(asked)
        with suppress(OSError):  # of which autograder.batch.resume has told
            _keep_answer(path, value)
        return value

    def alone(self, *cells: str) -> Reference:
        """As `Respondent.alone`."""
        part = excerpt(self.notebook, *cells)
        return Reference(part, lambda: self._open_session(part), self._cache, self._run_seed)

    def _compute(self, asked: dict[str, Any]) -> Any:
        if self._session is None:
            self._session = self._make_session()
        try:
            answer = self._ask_twice(asked)
        except (KernelStopped, WireError) as error:
            raise ReferenceFailed(f"the reference solution gave no answer: {error}") from None
        return value_of(answer, self)

    def _ask_twice(self, asked: dict[str, Any]) -> Any:
        """What stops the reference once may be what a submission does to the machine; a new kernel is asked then."""
        try:
            return self._session.ask(asked)
        except (KernelStopped, WireError):
            return self._session.ask(asked)

    def failure(self, error: Any) -> ReferenceFailed:
        """ReferenceFailed: whatever goes wrong in the reference is the course's fault."""
        return ReferenceFailed(f"the reference solution failed: {error}")


def _keep_answer(path: Path, value: Any) -> None:
    """Keep an answer on disk, with a digest, without which a flipped bit would be a wrong reference."""
    frame = encode(value)
    write_whole(path, hashlib.sha256(frame).digest() + frame)


def _kept_answer(path: Path) -> Any:
    """The answer that is kept in a file. OSError, EOFError, ValueError or WireError when it holds none."""
    kept = path.read_bytes()
    digest, frame = kept[:DIGEST_BYTES], kept[DIGEST_BYTES:]
    if hashlib.sha256(frame).digest() != digest:
        raise ValueError("damaged")
    return read_frame(io.BytesIO(frame).read, CACHED_ANSWER_CAP)


@cache
def _tell_of_damage(folder: Path) -> None:
    """Say, once in a process, that kept answers are of no use."""
    print(f"autograder: {folder} holds damaged answers; they are computed again", file=sys.stderr)


def digest_of(notebook: NotebookNode) -> bytes:
    """A digest of the solution's code, of its framework (two editions may say the same), and of the probe's code."""
    digest = hashlib.sha256(encode(dict(notebook.metadata.get("labkit", {}))))
    for cell in notebook.cells:
        digest.update(encode([cell.cell_type, cell.source]))
    for file in sorted(Path(labkit.probe.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()
