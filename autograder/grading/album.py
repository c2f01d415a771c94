"""The pictures in a submission's texts: taken out of them, and kept as attachments within a budget of their own.

Editors put them there in two ways: as an attachment of the cell, which the text names, or as a data address within the
text, which Colab does and which would be megabytes of letters.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from autograder.sandbox.pictures import JPEG, PNG, picture
from labkit.notebook import Cell, text

PICTURES, BASE64, PIXELS = 40, 12 << 20, 64 << 20  # of all texts of a notebook
_DATA = re.compile(r"data:image/[\w.+-]{1,20}(?:;[\w=-]{1,40}){0,3};base64,([\w+/=%-]*)", re.ASCII)
_ATTACHED = re.compile(r"attachment:([^\s)>\"'\]]{1,300})")
_IN_HTML = re.compile(r"<img\b[^<>]{0,500}?\bsrc\s*=\s*[\"']?(attachment:[\w.-]+)[\"']?[^<>]{0,500}>")
_SUFFIXES = {PNG: "png", JPEG: "jpg"}
_GONE = "attachment:not-shown"


class Album:
    """Counts what the pictures of one notebook take; lost: how many of them were not kept."""

    def __init__(self) -> None:
        self._pictures, self._base64, self._pixels = PICTURES, BASE64, PIXELS
        self.lost = 0

    def mount(self, cell: Cell) -> tuple[str, dict[str, dict[str, str]]]:
        """The source of a text cell in which pictures are named, and these as nbformat's attachments."""
        kept: dict[str, dict[str, str]] = {}
        names: dict[str, str] = {}

        def named(given: str) -> str:
            name = unquote(given)
            if name not in names:
                names[name] = self._keep(_encoded(cell.attachments.get(name)), kept)
            return names[name]

        source = _DATA.sub(lambda found: self._keep(unquote(found[1]), kept), cell.source)
        source = _ATTACHED.sub(
            lambda found: found[0] if found[1] in kept or found[0] == _GONE else named(found[1]), source
        )
        return _IN_HTML.sub(r"![picture](\1)", source), kept

    def _keep(self, encoded: str, kept: dict[str, dict[str, str]]) -> str:
        """Keep a picture, if it is one and there is room; the address it has from now on."""
        still = picture(encoded, PNG, JPEG) if self._pictures else None
        if still is None or len(still.base64) > self._base64 or still.pixels > self._pixels:
            self.lost += 1
            return _GONE
        self._pictures -= 1
        self._base64 -= len(still.base64)
        self._pixels -= still.pixels
        name = f"picture-{len(kept) + 1}.{_SUFFIXES[still.mime]}"
        kept[name] = {still.mime: still.base64}
        return f"attachment:{name}"


def _encoded(bundle: Any) -> str:
    """What an attachment holds, of the first kind that can be shown."""
    if not isinstance(bundle, dict):
        return ""
    return next((text(bundle[mime]) for mime in (PNG, JPEG) if mime in bundle), "")
