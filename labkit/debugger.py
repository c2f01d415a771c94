"""Python's debugger with its commands typed beforehand, so that a conversation with it can be kept and repeated.

    debug(lambda: run(model), "break Model.step, n == 17", "continue", "where", "p loss")

Notebooks run from top to bottom with nobody at the keyboard; so do their tests.
"""

from __future__ import annotations

import bdb
import io
import pdb
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Jupyter puts a debugger of its own, with colours, in the place of pdb.Pdb; the plain one is an ancestor of it.
_Plain: Any = next(cls for cls in pdb.Pdb.__mro__ if cls.__module__ == "pdb")


class _Rehearsal(_Plain):
    """pdb, which shows its commands as if they were typed, and only the frames of the debugged call."""

    def __init__(self, commands: list[str]) -> None:
        self.conversation, self.untyped = io.StringIO(), list(commands)
        # It stops once before the call begins, where breakpoints are set; at the end of the commands it leaves.
        super().__init__(stdin=io.StringIO("\n".join([*commands, "quit", ""])), stdout=self.conversation)
        self.use_rawinput, self.prompt = False, ""

    def precmd(self, line: str) -> str:
        if self.untyped[:1] == [line]:  # from Python 3.13 on, pdb gives itself commands too
            self.message(f"(pdb) {self.untyped.pop(0)}")
        return super().precmd(line)

    def print_stack_trace(self) -> None:
        for frame in self.stack[self._first() :]:
            self.print_stack_entry(frame)

    def print_stack_entry(self, frame_lineno: Any, prompt_prefix: str = "\n-> ") -> None:
        frame, _ = frame_lineno
        if frame is not self.botframe:
            text = self.format_stack_entry(frame_lineno, prompt_prefix)
            name = Path(frame.f_code.co_filename).name
            self.message(
                ("> " if frame is self.curframe else "  ") + text.replace(frame.f_code.co_filename, name)
            )

    def _first(self) -> int:
        """Where in the stack the debugged call begins: behind the frame that runs the debugger."""
        frames = [frame for frame, _ in self.stack]
        return frames.index(self.botframe) + 1 if self.botframe in frames else 0


def debug(call: Callable[[], Any], *commands: str) -> None:
    """Run ``call()`` under pdb, type the commands for it, and print the conversation.

    The first command is typed before the call begins, the next whenever the debugger stops and asks. After the
    last one the call is ended. An exception of the call is reported, and not raised.
    """
    rehearsal = _Rehearsal(list(commands))
    try:
        rehearsal.runcall(call)
    except bdb.BdbQuit:
        pass
    except Exception as error:
        rehearsal.message(f"{type(error).__name__}: {error}")
    finally:
        rehearsal.clear_all_breaks()
    print(rehearsal.conversation.getvalue())
