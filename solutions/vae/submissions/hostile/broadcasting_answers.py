"""Answers with small arrays whose sum or difference would take tens of gigabytes in the grader's memory.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
import itertools
import os
import socket

import labkit.probe
from labkit.probe.wire import encode, read_frame

tall, wide, deep = (np.zeros(s, "uint8") for s in ((200_000, 1), (1, 200_000), (100_000, 1, 1)))
first, second = np.zeros((4, 5)), np.zeros((16, 28, 28, 1))
answers = [
    lambda op, name: [first, first, first] if op == "call" else None,
    lambda op, name: {"before": [tall, tall, tall], "after": [wide, wide, wide], "norms": np.ones(3)},
    lambda op, name: [[tall, wide, tall], [tall, wide, tall]],
    lambda op, name: [tall, wide, deep],
    lambda op, name: [deep, wide],
    lambda op, name: deep,
]
turn = itertools.count()


def broadcasting_serve(*_):
    channel = socket.socket(fileno=os.dup(int(os.environ["LABKIT_PROBE_FD"])))
    while True:
        question = read_frame(channel.recv, 1 << 28)
        root = question["nodes"][question["root"]]
        function = question["nodes"][root["function"]] if root["op"] == "call" else {}
        if root["op"] == "probe":
            value = answers[1](0, 0)
        elif root["op"] == "collect":
            value = answers[2 + 2 * (next(turn) % 2)](0, 0)
        elif root["op"] == "gradient":
            value = [tall, wide]
        elif function.get("op") == "call" and function.get("name") is None and next(turn) % 2 == 0:
            value = [first, first, first]
        elif "kl" in str(function) or "loss" in str(function):
            value = np.float32(1)
        else:
            value = [first, first, first] if next(turn) % 3 else answers[3](0, 0)
        shape = next((a[1].shape for a in root.get("args", []) if a[0] == "tensor"), ())
        if len(shape) == 2 and root["op"] == "call":  # looks right at first, for the checks that need it
            value = np.zeros((*shape[:1], 28, 28, 1)) if shape[1] == 5 else np.zeros(shape)
        channel.sendall(encode({"id": question["id"], "ok": True, "value": value}))


labkit.probe.serve = broadcasting_serve
