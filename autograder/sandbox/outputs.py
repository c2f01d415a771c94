"""What is kept of a cell's outputs: plain text, PNG pictures and errors, up to a cap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.sandbox.pictures import PNG, picture
from labkit.notebook import text

OUTPUT_COST = 256  # bytes that an output counts for, beside its text: an empty one takes memory too
NOTEBOOK_CAP = 64 << 20  # bytes of all outputs of one run of a notebook
PICTURES = 20  # pictures of one cell
NOTEBOOK_PIXELS = 64 << 20  # of all its pictures
# Colours of a terminal. Each becomes an element of a page, which takes far longer to show than its few bytes.
_CODES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~])?")


@dataclass
class Budget:
    """What may still be kept of a whole notebook: bytes of output, below zero when used up, and pixels of pictures."""

    left: int = NOTEBOOK_CAP
    pixels: int = NOTEBOOK_PIXELS


class OutputFilter:
    """Appends to ``cell.outputs`` what may be kept of the messages it is given.

    cap: bytes of text of this cell; budget: what its pictures and text are taken from
    """

    def __init__(self, cell: NotebookNode, cap: int, budget: Budget) -> None:
        self.cell, self.left, self.budget, self.pictures = cell, cap, budget, PICTURES

    def take(self, kind: str, content: Any) -> None:
        """Append what may be kept of one message, of this type and with this content, which is not trusted."""
        if not isinstance(content, dict) or self.left < 0 or self.budget.left < 0:
            return
        before, outputs = self.left, len(self.cell.outputs)
        self._keep(kind, content)
        self.left -= OUTPUT_COST * (len(self.cell.outputs) - outputs)
        self.budget.left -= before - self.left

    def _keep(self, kind: str, content: dict) -> None:
        match kind:
            case "stream":
                self._stream(str(content.get("name")), text(content.get("text")))
            case "display_data" | "execute_result":
                self._data(content.get("data"))
            case "error":
                self._error(content)

    def _stream(self, name: str, what: str) -> None:
        what = self._within_cap(_plain(what))
        last = self.cell.outputs[-1] if self.cell.outputs else None
        if last and last.output_type == "stream" and last.name == name:
            last.text += what
        elif what:
            self.cell.outputs.append(
                new_output("stream", name="stderr" if name == "stderr" else "stdout", text=what)
            )

    def _data(self, data: Any) -> None:
        kept, size = _split(data)
        if size and self.pictures and size <= self.budget.pixels:
            self.pictures -= 1
            self.budget.pixels -= size
            self.budget.left -= len(kept[PNG])
        elif kept:
            kept = {"text/plain": self._within_cap(kept.get("text/plain", ""))}
        if kept:
            self.cell.outputs.append(new_output("display_data", data=kept))

    def _error(self, content: dict) -> None:
        lines = content.get("traceback")
        lines = [_plain(text(line)) for line in lines[:100]] if isinstance(lines, list) else []
        name, value = _plain(text(content.get("ename")))[:200], _plain(text(content.get("evalue")))[:2000]
        if len("".join(lines)) > self.left:
            lines = [f"{name}: {value}"]
        self._within_cap("".join([name, value, *lines]))
        self.cell.outputs.append(new_output("error", ename=name, evalue=value, traceback=lines))

    def _within_cap(self, what: str) -> str:
        if len(what) <= self.left:
            self.left -= len(what)
            return what
        kept, self.left = what[: self.left], -1
        return f"{kept}\n[more output was dropped]\n"


def _plain(what: str) -> str:
    """Text without codes for a terminal, and without what could become one together with the text that follows."""
    return _CODES.sub("", what)


def plain_data(data: Any) -> dict[str, str]:
    """Of a MIME bundle, the PNG picture and the plain text; never HTML, SVG or script."""
    return _split(data)[0]


def _split(data: Any) -> tuple[dict[str, str], int]:
    """As `plain_data`, and the pixels of the picture, 0 where there is none."""
    if not isinstance(data, dict):
        return {}, 0
    kept, pixels = {}, 0
    if png := picture(text(data.get(PNG)), PNG):
        kept[PNG], pixels = png.base64, png.pixels
    if plain := text(data.get("text/plain")):
        kept["text/plain"] = _plain(plain)[:10_000]
    return kept, pixels
