"""What several parts share: the small networks of an autoencoder, and pairs (image, label)."""

from __future__ import annotations

from autograder.checks import require

IMAGE = (3, 4, 1)
CODE = 3
ENCODER = {
    "inputs": {"x": IMAGE},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "dense", ["h"], {"units": CODE, "activation": "tanh"}],
    ],
    "outputs": ["h"],
}
DECODER = {
    "inputs": {"h": (CODE,)},
    "layers": [
        ["x", "dense", ["h"], {"units": 12, "activation": "sigmoid"}],
        ["x", "reshape", ["x"], {"shape": IMAGE}],
    ],
    "outputs": ["x"],
}


def pair(answer, what):
    """``answer``, once it has been seen to be a pair."""
    require(isinstance(answer, list) and len(answer) == 2, f"{what} should be a pair (image, label).", "")
    return answer
