"""Frames of questions and answers: whatever is sent arrives, and no bytes can do harm."""

import io
import json
import socket
import struct
import time

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.probe.wire import MAGIC, WireError, encode, read_frame, receiver

DTYPES = st.one_of(
    hnp.boolean_dtypes(), hnp.integer_dtypes(), hnp.unsigned_integer_dtypes(), hnp.floating_dtypes()
)
ARRAYS = DTYPES.flatmap(
    lambda d: hnp.arrays(d, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.text(max_size=20), st.integers(-(2**40), 2**40), st.floats(), ARRAYS
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def read(data: bytes, cap: int = 1 << 20):
    return read_frame(io.BytesIO(data).read, cap)


def same(a, b) -> bool:
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return a == b or (a != a and b != b)


@given(VALUES)
def test_what_is_sent_arrives(value):
    assert same(value, read(encode(value)))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_cleanly(data):
    with pytest.raises((WireError, EOFError)):
        read(data)


@given(VALUES, st.data())
def test_a_damaged_frame_is_refused_or_read_never_worse(value, data):
    frame = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 5))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(frame))
    except (WireError, EOFError):
        pass


@given(
    st.recursive(
        st.none() | st.text() | st.integers() | st.floats(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    )
)
def test_arbitrary_json_heads_are_refused_or_read(head):
    body = json.dumps(head).encode()
    try:
        read(MAGIC + struct.pack(">I", len(body)) + body)
    except (WireError, EOFError):
        pass


def frame_with(head: bytes, blobs: bytes = b"") -> bytes:
    return MAGIC + struct.pack(">I", len(head)) + head + blobs


def npy(header: str, body: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + body


HUGE = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (100000, 100000, 100000), }\n")
PICKLED = npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", b"cos\nsystem\n(S'true'\ntR.")
NEGATIVE = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n", b"12345678")


@pytest.mark.parametrize("blob", [HUGE, PICKLED, NEGATIVE, b"", b"\x93NUMPY\x09\x00"])
def test_hostile_arrays_are_refused(blob):
    head = json.dumps({"blobs": [len(blob)], "value": {"$array": 0}}).encode()
    with pytest.raises(WireError):
        read(frame_with(head, blob))


def test_a_frame_that_announces_more_than_the_cap_is_refused_before_it_is_read():
    with pytest.raises(WireError, match="more than"):
        read(frame_with(b'{"blobs": [2000000], "value": null}'), cap=1000)
    with pytest.raises(WireError, match="too long"):
        read(MAGIC + struct.pack(">I", 2**31), cap=1000)


def test_deep_nesting_is_refused():
    deep = b'{"blobs": [], "value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(WireError):
        read(frame_with(deep))


def test_objects_cannot_be_sent():
    for value in (object(), np.array([object()]), {1, 2}, b"bytes"):
        with pytest.raises(TypeError):
            encode(value)


def test_a_reply_that_drips_ends_at_its_deadline():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(MAGIC)  # and then nothing more
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            read_frame(receiver(ours, 0.3), 1000)
        assert time.monotonic() - started < 5
