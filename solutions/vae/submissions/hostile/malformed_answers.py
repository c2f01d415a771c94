"""Answers every question with another malformed thing: pickles, NaN, wrong shapes and kinds, deep nesting, false lengths.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
import io
import itertools
import json
import os
import pickle
import socket
import struct

import labkit.probe
from labkit.probe.wire import encode, read_frame


class Boom:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickled",)


def npy(header, data=b""):
    header = header.encode() + b" " * (118 - len(header) - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def frame(body, *blobs):
    head = json.dumps({"blobs": [len(b) for b in blobs], "value": body}).encode()
    return b"LAB1" + struct.pack(">I", len(head)) + head + b"".join(blobs)


def pickled():
    file = io.BytesIO()
    np.save(file, np.array([Boom()], dtype=object), allow_pickle=True)
    return file.getvalue()


def good(number, value):
    return encode({"id": number, "ok": True, "value": value})


def array(number, blob):
    return frame({"$dict": [["id", number], ["ok", True], ["value", {"$array": 0}]]}, blob)


nan = float("nan")
answers = [
    lambda n: good(n, np.full((5, 3), nan)),
    lambda n: good(n, np.float32(nan)),
    lambda n: good(n, [np.full((4, 5), np.inf)] * 3),
    lambda n: good(n, np.zeros((0,))),
    lambda n: good(n, np.zeros((5, 1))),
    lambda n: good(n, np.zeros((1, 1, 1, 1, 5, 3))),
    lambda n: good(n, np.zeros((5, 3), complex)),
    lambda n: good(n, "20"),
    lambda n: good(n, {"before": 1.0, "after": "x", "norms": None}),
    lambda n: good(n, {"value": {"loss": "0", "kl_loss": [1]}, "delta": {"encoder": 5}}),
    lambda n: good(n, None),
    lambda n: good(n, True),
    lambda n: encode({"id": n, "ok": "yes", "error": [[["x"]]]}),
    lambda n: encode({"id": n, "ok": False, "error": {"type": 5, "message": ["x"], "traceback": {"a": 1}}}),
    lambda n: array(n, npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775808), }")),
    lambda n: array(n, npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000), }", b"1234")),
    lambda n: array(n, pickled()),
    lambda n: pickle.dumps(Boom()),
    lambda n: b"LAB1" + struct.pack(">I", 0xFFFFFFFF),
    lambda n: frame(eval("[" * 90 + "]" * 90)),
    lambda n: b"LAB1" + struct.pack(">I", 200000) + b"[" * 200000,
    lambda n: frame({"$dict": [["id", n], ["ok", True], ["value", 10**400]]}),
]
turn = itertools.count()


def malformed_serve(*_):
    channel = socket.socket(fileno=os.dup(int(os.environ["LABKIT_PROBE_FD"])))
    while True:
        number = read_frame(channel.recv, 1 << 28)["id"]
        channel.sendall(answers[next(turn) % len(answers)](number))


labkit.probe.serve = malformed_serve
