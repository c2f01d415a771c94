"""Still pictures in bytes that nobody vouches for: PNG and JPEG, known by how they begin, never decoded."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass

CAP = 2 << 20  # bytes of base64 of one picture
PNG, JPEG = "image/png", "image/jpeg"
PNG_START = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG_START = b"\xff\xd8\xff"
# A small file can be a huge picture in the browser of who looks at it.
PIXELS = 16 << 20
_NO_FRAMES = (0xC4, 0xC8, 0xCC)  # of a JPEG's markers C0 to CF, those that do not begin a frame


@dataclass(frozen=True)
class Picture:
    """A picture: its kind, PNG or JPEG; base64 of it and nothing else, HTML least of all; how many pixels it has."""

    mime: str
    base64: str
    pixels: int


def picture(encoded: str, *kinds: str) -> Picture | None:
    """The picture of one of these kinds (PNG, JPEG) that is base64-encoded here.

    None when there is none, it is animated, or is too large. It is decoded and encoded again.
    """
    if len(encoded) > CAP:
        return None
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
        mime, pixels = (PNG, _png(data)) if data.startswith(PNG_START) else (JPEG, _jpeg(data))
    except (binascii.Error, ValueError, struct.error):
        return None
    fits = mime in kinds and 0 < pixels <= PIXELS
    return Picture(mime, base64.b64encode(data).decode(), pixels) if fits else None


def _png(data: bytes) -> int:
    """The pixels of a PNG; 0 for one that moves."""
    width, height = struct.unpack_from(">II", data, len(PNG_START))
    return 0 if b"acTL" in data.partition(b"IDAT")[0] else width * height


def _jpeg(data: bytes) -> int:
    """The pixels of a JPEG, by its first frame. ValueError or struct.error when it has none."""
    place = 2 if data.startswith(JPEG_START) else len(data)
    while True:
        start, marker, length = struct.unpack_from(">BBH", data, place)
        if start != 0xFF:
            raise ValueError("no marker")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width * height
        place += 2 + max(length, 2)
