"""Puts a probe of its own in place of labkit's, which makes up plausible arrays for every question.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
import os
import socket

import labkit.probe
from labkit.probe.wire import encode, read_frame

rng_of_the_cheat = np.random.default_rng()


def shape_of(nodes, node):
    """The shape that the value of a node should have, guessed from its arguments."""
    sizes = [a[1].shape for a in node.get("args", []) if a[0] in ("tensor", "const") and hasattr(a[1], "shape")]
    sizes += [nodes[a[1]]["array"].shape for a in node.get("args", []) if a[0] == "ref" and "array" in nodes[a[1]]]
    return sizes[0] if sizes else (4, 3)


def plausible(question, node):
    nodes = question["nodes"]
    make = lambda *shape: rng_of_the_cheat.normal(size=shape).astype("float32")
    match node["op"]:
        case "name":
            return node["name"]
        case "call":
            function = nodes[node["function"]]
            name = function.get("name", function["op"])
            shape = shape_of(nodes, node)
            if name in ("kl_divergence", "reconstruction_loss", "loss"):
                return np.float32(rng_of_the_cheat.random())
            if name == "train_step" or name == "test_step":
                return {"loss": np.float32(3), "reconstruction_loss": np.float32(2), "kl_loss": np.float32(1)}
            if name == "interpolate":
                return make(7, *shape)
            if name in ("latent_walk", "add_concept", "generate", "reconstruct"):
                return rng_of_the_cheat.random((shape[0], 28, 28, 1)).astype("float32")
            if len(shape) == 4:
                return [make(shape[0], 5), make(shape[0], 5), make(shape[0], 5)]
            if name == "call" and len(shape) == 2 and shape[1] == 5:
                return rng_of_the_cheat.random((shape[0], 28, 28, 1)).astype("float32")
            return make(*shape)
        case "probe":
            if node["name"] == "nudge":
                return {"before": [make(4, 5)] * 3, "after": [make(4, 5)] * 3, "norms": np.ones(6)}
            if node["name"] == "fit_losses":
                return np.array([4.0, 3.0, 2.0, 1.0])
            return make(4, 5)
        case "collect":
            return [plausible(question, nodes[item[1]]) for item in node["tree"][1]]
        case "gradient":
            return [make(*nodes[i]["array"].shape) if "array" in nodes[i] else make(4) for i in node["wrt"]]
        case "delta":
            value = plausible(question, nodes[node["expr"]])
            return {"value": value, "delta": {name: [make(3, 3)] * 6 for name in node["of"]}}
    return make(4, 5)


def fake_serve(*_):
    channel = socket.socket(fileno=os.dup(int(os.environ["LABKIT_PROBE_FD"])))
    while True:
        question = read_frame(channel.recv, 1 << 28)
        try:
            value = plausible(question, question["nodes"][question["root"]])
        except Exception:
            value = np.zeros((4, 5))
        channel.sendall(encode({"id": question["id"], "ok": True, "value": value}))


labkit.probe.serve = fake_serve
