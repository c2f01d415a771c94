"""7 · Moving the image."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    Together,
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    cell,
    lab,
    probe,
    require,
    seed_of,
    shared,
)

check = cell("stylise")

JUDGE = {
    "inputs": {"image": (4, 5, 3)},
    "layers": [
        ["y", "dense", ["image"], {"units": 4, "activation": "tanh"}],
        ["y", "flatten", ["y"], {}],
        ["y", "dense", ["y"], {"units": 6}],
    ],
    "outputs": ["y"],
}
LOOP_HINT = (
    "A tape around transfer.losses(image); the gradient of losses['total'] with respect to the image; "
    "optimizer.apply_gradients([(gradient, image)]); then the next step."
)


class LoopQuestion:
    """A few steps of the loop, with something that has losses in place of a StyleTransfer."""

    STEPS = 4

    def __init__(self, rng):
        self.network = probe.network(JUDGE, seed=seed_of(rng))
        # Far from 0 and 1, so that gentle steps stay between; near them, for those that do not.
        self.start = 0.4 + 0.2 * rng.random((1, 4, 5, 3))
        self.wide = rng.random((1, 4, 5, 3))
        self.parts = Together(
            {
                "gentle": self.run(),
                "rough": self.run(start=self.wide, rate=3.0),
                "moved": probe.delta(self.run()[0], of={"network": self.network}),
            }
        )

    def transfer(self, pull=1.0):
        """total is a function of the network's answer; the others are simple ones."""
        losses = probe.answering(
            content=probe.named_squares(image=1.3),
            total=probe.composed(self.network, probe.mean_squares(pull)),
            style=probe.composed(self.network, probe.mean_squares(0.4)),
            variation=probe.named_squares(image=0.2),
        )
        return probe.bundle(losses=losses, network=self.network)

    def run(self, start=None, rate=0.15, steps=STEPS, pull=1.0, momentum=0.9):
        start = self.start if start is None else start
        return lab.stylise(
            self.transfer(pull), as_numpy(start.astype("float32")), probe.sgd(rate, momentum), steps
        )

    def answer(self, who, part="gentle"):
        """The image and the history that a run gave."""
        value = self.parts.of(who)[part]
        ok = isinstance(value, list) and len(value) == 2
        hint = "return image, history"
        require(ok, "stylise should return two things, the image and the history.", hint)
        assert_shape(value[0], (1, 4, 5, 3), "The image it returns", "It has the shape of start.")
        require(isinstance(value[1], dict), "The history should be a dictionary of lists.", hint)
        return value


@shared
def loop(rng):
    return LoopQuestion(rng)


@check(weight=0)
def test_stylise_gives_image_and_history(student, loop):
    """`stylise` returns the image, of the shape of start, and the history, a dictionary."""
    loop.answer(student)


@check(weight=2, needs=[test_stylise_gives_image_and_history])
def test_the_image_moves(student, reference, loop):
    """The image, and nothing else, moves along the gradient of the total loss, by the optimiser, once in each step."""
    changes = loop.parts.of(student)["moved"]["delta"]["network"]
    network = any(np.any(change) for change in changes)
    require(not network, "The network's weights move: the gradient must be that of the image.", LOOP_HINT)
    way, right = (loop.answer(who)[0] - loop.start for who in (student, reference))
    if agree(way, right):
        return
    others = {
        "It does not move at all.": {"rate": 0.0},
        "It moves the wrong way: up the gradient.": {"pull": -1.0},
        "It takes one step too many.": {"steps": loop.STEPS + 1},
        "It takes one step too few.": {"steps": loop.STEPS - 1},
        "It takes one step only.": {"steps": 1},
        "It follows another loss than the total.": {"pull": 0.4},
        "It does not move by the optimiser it was given.": {"momentum": 0.0},
        "It takes two steps in place of each.": {"steps": 2 * loop.STEPS},
    }
    moved = reference.ask([loop.run(**options)[0] for options in others.values()])
    known = {s: [m - loop.start] for s, m in zip(others, moved, strict=True)}
    wrong = "It is not where these steps lead."
    assert_close(way, right, what="The way of the image", known=known, wrong=wrong, hint=LOOP_HINT)


@check(needs=[test_the_image_moves])
def test_pixels_are_cut_off(student, reference, loop):
    """After each step pixels are cut off at 0 and 1."""
    image, expected = (loop.answer(who, "rough")[0] for who in (student, reference))
    hint = "image.assign(ops.clip(image, 0.0, 1.0)) at the end of each step."
    outside = image.min() < 0 or image.max() > 1
    require(not outside, "There are pixels outside of [0, 1].", hint)
    late = "They are cut off, but not after each step: the next one must begin with pixels in [0, 1]."
    assert_close(image, expected, what="The image", wrong=late, hint=hint)


@check(needs=[test_stylise_gives_image_and_history])
def test_history_has_every_step(student, reference, loop):
    """The history has, for each of the losses, its value before each step."""
    history, expected = loop.answer(student)[1], loop.answer(reference)[1]
    hint = (
        "In each step append float(loss) of what losses(image) gave, for every name, before the image moves."
    )
    for name, right in expected.items():
        require(name in history, f"The history has no key {name!r}.", hint)
        values = history[name]
        values = np.stack(values) if isinstance(values, list) and values and is_scalars(values) else values
        assert_shape(values, (loop.STEPS,), f"history[{name!r}]", hint)
        right = np.stack(right)
        known = {
            "It has the loss of another name.": [np.stack(expected[k]) for k in expected if k != name],
            "It has the same value for all steps.": [np.full(loop.STEPS, value) for value in (right[0], values[0])],
            "It has sums over the steps so far, or means of them.": [
                np.cumsum(right), np.cumsum(right) / np.arange(1, loop.STEPS + 1)
            ],
        }  # fmt: skip
        wrong = f"history[{name!r}] does not have the values from before each step moved the image."
        assert_close(values, right, known=known, wrong=wrong, hint=hint, rtol=CLOSE)


def is_scalars(values):
    """Whether each of the values is a single number."""
    return all(isinstance(value, np.ndarray) and value.shape == () for value in values)
