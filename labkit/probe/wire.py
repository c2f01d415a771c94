"""How questions and answers travel: one bounded frame of plain JSON and plain arrays.

A frame is 4 bytes "LAB1", the length of the head (unsigned 32 bit, big endian), the head (JSON) and then the
arrays, each in the npy format, end to end; the head's ``"blobs"`` lists their lengths and
``{"$array": i}`` stands for the i-th of them. Nothing is ever unpickled. The reader trusts nothing: every
length is checked against a cap before anything of that size is read or allocated.
"""

from __future__ import annotations

import io
import json
import math
import struct
import time
from collections.abc import Callable
from typing import Any

import numpy as np

MAGIC = b"LAB1"
HEAD_CAP = 4 << 20  # bytes of JSON in a frame
ARRAYS_CAP = 4096  # arrays in a frame
DEPTH_CAP = 64  # nesting of a value
KINDS = "biufc"  # dtype kinds that may cross: bool, signed, unsigned, float, complex
NPY_HEADER_CAP = 4096


class WireError(ValueError):
    """The bytes are no valid frame; the text says why."""


def encode(value: Any) -> bytes:
    """A frame with ``value``: None, bool, int, float, str, numpy arrays, and lists and dicts of these.

    Raises TypeError for anything else.
    """
    blobs: list[bytes] = []
    body = _pack(value, blobs, 0)
    head = json.dumps({"blobs": [len(b) for b in blobs], "value": body}).encode()
    return b"".join([MAGIC, struct.pack(">I", len(head)), head, *blobs])


def _pack(value: Any, blobs: list[bytes], depth: int) -> Any:
    if depth > DEPTH_CAP:
        raise TypeError("a value nested this deep cannot be sent")
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, np.ndarray | np.generic) and np.asarray(value).dtype.kind in KINDS:
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, np.asarray(value), version=(1, 0), allow_pickle=False)
        blobs.append(buffer.getvalue())
        return {"$array": len(blobs) - 1}
    if isinstance(value, list | tuple):
        return [_pack(item, blobs, depth + 1) for item in value]
    if isinstance(value, dict):
        return {"$dict": [[str(key), _pack(item, blobs, depth + 1)] for key, item in value.items()]}
    raise TypeError(f"a {type(value).__name__} cannot be sent")


def decode(head: bytes, blobs: bytes) -> Any:
    """The value of a frame's two parts. Raises WireError for anything that is not one."""
    lengths, body = _parse_head(head)
    if sum(lengths) != len(blobs):
        raise WireError("the arrays do not have the lengths that the head gives")
    arrays, start = [], 0
    for length in lengths:
        arrays.append(_array(blobs[start : start + length]))
        start += length
    return _unpack(body, arrays, 0)


def _parse_head(head: bytes) -> tuple[list[int], Any]:
    try:
        parsed = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise WireError(f"the head is not JSON: {type(error).__name__}") from None
    if not isinstance(parsed, dict) or set(parsed) != {"blobs", "value"}:
        raise WireError("the head does not have the two keys it must have")
    lengths = parsed["blobs"]
    if not isinstance(lengths, list) or len(lengths) > ARRAYS_CAP:
        raise WireError("the head's list of arrays is not a list, or too long")
    if not all(type(n) is int and n >= 0 for n in lengths):
        raise WireError("the length of an array is not a natural number")
    return lengths, parsed["value"]


def _array(blob: bytes) -> np.ndarray:
    """An array out of npy bytes. The header is checked against the bytes there are before any allocation."""
    buffer = io.BytesIO(blob)
    try:
        version = np.lib.format.read_magic(buffer)
        if version != (1, 0):
            raise WireError("an array is not in version 1.0 of the npy format")
        header = np.lib.format.read_array_header_1_0(buffer, max_header_size=NPY_HEADER_CAP)
    except WireError:
        raise
    except Exception as error:  # numpy parses the header as Python: many errors are possible
        raise WireError(f"an array has no valid npy header: {type(error).__name__}") from None
    shape, fortran, dtype = header
    if dtype.kind not in KINDS or dtype.hasobject or dtype.subdtype is not None:
        raise WireError("an array's dtype is not a plain number")
    if len(shape) > 16 or not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("an array's shape is not a tuple of natural numbers")
    count, rest = math.prod(shape), len(blob) - buffer.tell()
    if count * dtype.itemsize != rest:
        raise WireError("an array has more or fewer bytes than its shape needs")
    flat = (
        np.frombuffer(blob, dtype=dtype, count=count, offset=buffer.tell()) if count else np.empty(0, dtype)
    )
    try:
        return flat.reshape(shape, order="F" if fortran else "C")
    except ValueError:  # an empty array with an axis longer than any can be
        raise WireError("an array has a shape that is none") from None


def _unpack(body: Any, arrays: list[np.ndarray], depth: int) -> Any:
    if depth > DEPTH_CAP:
        raise WireError("the value is nested too deep")
    if isinstance(body, list):
        return [_unpack(item, arrays, depth + 1) for item in body]
    if not isinstance(body, dict):
        return body
    if len(body) != 1:
        raise WireError("an object of the value is none of the known ones")
    ((kind, content),) = body.items()
    if kind == "$array" and type(content) is int and 0 <= content < len(arrays):
        return arrays[content]
    if kind == "$float" and content in ("nan", "inf", "-inf"):
        return float(content)
    if kind == "$dict" and isinstance(content, list):
        return _unpack_dict(content, arrays, depth)
    raise WireError("an object of the value is none of the known ones")


def _unpack_dict(pairs: list, arrays: list[np.ndarray], depth: int) -> dict[str, Any]:
    result = {}
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise WireError("a dictionary of the value is malformed")
        result[pair[0]] = _unpack(pair[1], arrays, depth + 1)
    return result


def read_frame(receive: Callable[[int], bytes], cap: int) -> Any:
    """Read one frame of at most ``cap`` bytes. ``receive(n)`` returns 1 to n bytes, or none at the end.

    Raises WireError for a bad frame and EOFError at the end of the stream.
    """
    prefix = _exactly(receive, 8)
    length = struct.unpack(">I", prefix[4:])[0]
    if prefix[:4] != MAGIC or length > min(HEAD_CAP, cap):
        raise WireError("these bytes are no frame, or its head is too long")
    head = _exactly(receive, length)
    size = sum(_parse_head(head)[0])
    if size > cap:
        raise WireError(f"the arrays take {size} bytes, more than the {cap} allowed")
    return decode(head, _exactly(receive, size))


def _exactly(receive: Callable[[int], bytes], count: int) -> bytes:
    parts, missing = [], count
    while missing:
        part = receive(min(missing, 1 << 20))
        if not part:
            raise EOFError("the other side closed the channel")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def receiver(channel, seconds: float) -> Callable[[int], bytes]:
    """A ``receive`` for a socket that raises TimeoutError once ``seconds`` have passed, however much comes."""
    deadline = time.monotonic() + seconds

    def receive(count: int) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        channel.settimeout(left)
        return channel.recv(count)

    return receive
