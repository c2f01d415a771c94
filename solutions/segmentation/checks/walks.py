"""What is asked of networks made of DoubleConv: each block is a known one, and tells what it was called with."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autograder.checks import (
    Once,
    Wrong,
    agree,
    assert_learned,
    assert_shape,
    diagnosis,
    lab,
    nudged,
    probe,
    require,
    seed_of,
)
from autograder.checks.networks import gradient_of_inputs

CHANNELS = (3, 5, 7)
HEAD_HINT = "The head is a 1×1 convolution, and nothing comes behind it."
ENCODER_HINT = (
    "DoubleConv(1, c_0), then for each further level F.max_pool2d(x, 2) and DoubleConv(c_{i-1}, c_i)."
)


def known_blocks(recorder=None):
    """What replaces DoubleConv: a block that is known, and tells a recorder what it is called with."""
    return {"DoubleConv": (recorder or probe.recorder()).block}


class Walk:
    """The blocks of a network as they were called: channels, inputs x and outputs y."""

    def __init__(self, network, x):
        recorder = probe.recorder()
        self.x, self._once = x, Once()
        self._walked = {"logits": probe.in_mode(network, False)(x), "seen": recorder.seen}
        self._replace = known_blocks(recorder)

    def blocks(self, student, count, hint):
        """What each block was called with, in order; there must be so many."""
        seen = self._answer(student)["seen"]
        require(len(seen) > 0, "It does not use `DoubleConv`.", hint)
        require(len(seen) == count, f"It calls {len(seen)} blocks; here it should be {count}.", hint)
        for part in (one[name] for one in seen for name in ("x", "y")):
            good = isinstance(part, np.ndarray) and part.ndim == 4 and np.isfinite(part).all()
            wrong = "A block is called with something else than a tensor (n, channels, H, W)."
            require(good, wrong, hint)
        return seen

    def _answer(self, student):
        return self._once.of(student, "walk", lambda: student.ask(self._walked, replace=self._replace))

    def assert_head(self, student):
        """The logits are those of a 1×1 convolution of what the last block put out, if there is any block."""
        answer = self._answer(student)
        if not answer["seen"]:  # another check says so
            return
        x, logits = as_rows(answer["seen"][-1]["y"]), as_rows(answer["logits"])
        x = np.concatenate([x, np.ones_like(x[:, :1])], axis=1)
        left = logits - x @ np.linalg.lstsq(x, logits, rcond=None)[0] if len(x) == len(logits) else logits
        wrong = "The logits are not those of a 1×1 convolution of what the last block puts out."
        require((left**2).sum() < 1e-6 * ((logits - logits.mean()) ** 2).sum(), wrong, HEAD_HINT)


def as_rows(x):
    """The pixels of (n, channels, H, W) as rows (n · H · W, channels)."""
    return np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])


def quarters(x):
    """The 2×2 squares of (n, channels, H, W) along axes 3 and 5 of six."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2)


def pooled(x):
    """2×2 max pooling of (n, channels, H, W)."""
    return quarters(x).max((3, 5))


def averaged(x):
    """2×2 average pooling of (n, channels, H, W)."""
    return quarters(x).mean((3, 5))


def enlarged(x, times=2):
    """(n, channels, H, W) with each pixel times × times."""
    return np.kron(x, np.ones((1, 1, times, times), x.dtype))


def assert_keeps_size(student, name, x, hint):
    """Networks made of known blocks, with three levels and with as many as unless asked, give logits of the images' size."""
    make, given = lab[name], {f"{name}(channels={CHANNELS})": {"channels": CHANNELS}, f"{name}()": {}}
    values = student.ask([make(**channels)(x) for channels in given.values()], replace=known_blocks())
    for call, value in zip(given, values, strict=True):
        assert_shape(value, x.shape, f"{call}(images)", hint)


def assert_encoder(x, blocks, channels):
    """The blocks of an encoder: each is called with what the one before put out, after max pooling."""
    first = agree(blocks[0]["x"], x)
    require(first, "The first block is not called with the image itself.", ENCODER_HINT)
    for level, (one, (inputs, outputs)) in enumerate(zip(blocks, channels, strict=True)):
        right = one["x"].shape[1] == inputs and one["y"].shape[1] == outputs
        wrong = f"The encoder's block on level {level} has other numbers of channels than asked for."
        require(right, wrong, ENCODER_HINT)
    for level, (above, below) in enumerate(pairwise(blocks), start=1):
        known = {
            "There is average pooling in the encoder; it should be max pooling.": [averaged(above["y"])],
            "The encoder does not halve height and width between its blocks.": [above["y"]],
            "The encoder drops pixels by a stride; it should take the maximum.": [above["y"][..., ::2, ::2]],
        }
        otherwise = f"Level {level} of the encoder is not called with the level above, pooled."
        wrong = diagnosis(below["x"], known, otherwise)
        require(agree(below["x"], pooled(above["y"])), wrong, ENCODER_HINT)


def assert_logits(student, rng, network):
    """What a network made of known blocks puts out can be any real number.

    By chance the logits may all lie on one side; a bound is there whatever the weights are.
    """
    hint = HEAD_HINT
    for _ in range(3):
        known = probe.in_mode(probe.randomised(network, seed=seed_of(rng), gain=6.0), False)
        images = rng.normal(size=(6, 1, 8, 8)) + np.linspace(-8, 8, 6).reshape(6, 1, 1, 1)
        value = student.ask(known(images), replace=known_blocks())
        assert_shape(value, (6, 1, 8, 8), "What the network puts out", hint)
        if value.min() < 0 < value.max() and np.abs(value).max() > 1:
            return
    require(value.min() < 0, "No logit is negative: is there a sigmoid, softmax or ReLU at the end?", hint)
    require(value.max() > 0, "No logit is positive.", hint)
    raise Wrong("All logits lie between -1 and 1: is there a tanh at the end?", hint)


def assert_network_learns(student, rng, network, blocks):
    """Every weight of a network made of known blocks gets a gradient, and all blocks' weights are among them.

    By chance a ReLU of the student's may be 0 everywhere: what is really cut off is so whatever the weights are.
    """
    for attempt in range(3):
        directions = [rng.normal(size=(2, 1, 8, 8))]
        randomised = probe.randomised(network, seed=seed_of(rng))
        asked = nudged(randomised, rng.normal(size=(2, 1, 8, 8)), directions)
        answer = student.ask(asked, replace=known_blocks())
        missing = "The weights of its blocks are not among its parameters, so no optimiser finds them."
        hint = "Keep layers in an nn.ModuleList, not in a Python list."
        require(answer["norms"].size > 2 * blocks, missing, hint)
        if attempt == 2 or (answer["norms"] > 0).all():
            break
    assert_learned(answer, directions)
    assert_gradient_is_whole(student, rng, randomised)


SMALL = 2e-3  # a step along a direction, which crosses few corners of a ReLU or a maximum
LOOKS = 12


def assert_gradient_is_whole(student, rng, network):
    """How the logits change with the image is what the gradient says: no path is cut off.

    Images are looked at one by one, each along a direction of its own.
    """
    x, e, d = np.repeat(rng.normal(size=(1, 1, 8, 8)), LOOKS, axis=0), *rng.normal(size=(2, LOOKS, 1, 8, 8))
    still, variable = probe.in_mode(network, False), probe.variable(x)
    asked = [
        gradient_of_inputs(still(variable), d, variable),
        *(still(x + sign * SMALL * e) for sign in (1, -1)),
    ]
    (gradient,), up, down = student.ask(asked, replace=known_blocks())
    assert_shape(gradient, x.shape, "The gradient with respect to the images")
    told = (gradient * e).sum((1, 2, 3))
    seen = ((up.astype("float64") - down) * d).sum((1, 2, 3)) / (2 * SMALL)
    off = np.abs(told - seen) / np.sqrt(((gradient * e) ** 2).sum((1, 2, 3)))
    wrong = "The gradient does not say how the logits change: one of the ways through the network is cut off."
    require(np.median(off) < 0.1, wrong, "detach, .data and no_grad cut gradients off; so does numpy.")
