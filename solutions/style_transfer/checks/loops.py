"""Runs of `stylise`, with something that has losses in place of a StyleTransfer, and with the student's own."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Once,
    Together,
    agree,
    as_numpy,
    assert_losses,
    assert_shape,
    lab,
    probe,
    require,
    seed_of,
)

from .transfers import THREE_LAYERS

JUDGE = {
    "inputs": {"image": (4, 5, 3)},
    "layers": [
        ["y", "dense", ["image"], {"units": 4, "activation": "tanh"}],
        ["y", "flatten", ["y"], {}],
        ["y", "dense", ["y"], {"units": 6}],
    ],
    "outputs": ["y"],
}
SHAPE = (1, 4, 5, 3)


class LoopQuestion:
    """A few steps of the loop: gentle ones, which stay between 0 and 1, and others."""

    STEPS = 4
    STEEP = 1e4  # times the gentle loss, at as small a rate: the same way, by gradients of any size

    def __init__(self, rng):
        self.network = probe.network(JUDGE, seed=seed_of(rng))
        # Far from 0 and 1, so that gentle steps stay between; near them, for those that do not.
        self.start = 0.4 + 0.2 * rng.random(SHAPE)
        self.wide = rng.random(SHAPE)
        given = probe.value(as_numpy(self.start.astype("float32")))
        tensor, few = probe.value(self.wide), {"steps": 2}
        self.parts = Together(
            {
                "gentle": probe.delta(self.run(), of={"network": self.network}),
                "again": [self.run(start=given), given],
                "rough": self.run(start=self.wide, rate=3.0, **few),
                "steep": self.run(pull=self.STEEP, rate=0.15 / self.STEEP, **few),
                "uphill": self.run(rate=-0.15, **few),
                "tensor": lab.stylise(
                    self.transfer(names=("light", "total")), *self.rest(start=tensor, **few)
                ),
            }
        )
        self._once = Once()

    def transfer(self, pull=1.0, names=("content", "total", "style", "variation")):
        """total is a function of the network's answer; the others are simple ones."""
        losses = {
            "content": probe.named_squares(image=1.3),
            "light": probe.named_squares(image=0.7),
            "total": probe.composed(self.network, probe.mean_squares(pull)),
            "style": probe.composed(self.network, probe.mean_squares(0.4)),
            "variation": probe.named_squares(image=0.2),
        }
        kept = probe.answering(**{name: losses[name] for name in names})
        return probe.bundle(losses=kept, network=self.network)

    def rest(self, start=None, rate=0.15, steps=STEPS, momentum=0.9):
        """The arguments behind the transfer."""
        start = self.start if start is None else start
        start = as_numpy(start.astype("float32")) if isinstance(start, np.ndarray) else start
        return start, probe.sgd(rate, momentum), steps

    def run(self, pull=1.0, **rest):
        return lab.stylise(self.transfer(pull), *self.rest(**rest))

    def answer(self, who, part="gentle"):
        """What a run gave."""
        value = self.parts.of(who)[part]
        return value["value"] if part == "gentle" else value

    def image(self, who, part="gentle"):
        """The image that a run gave."""
        return as_image(self.answer(who, part))

    def history(self, who, part="gentle"):
        """The history that a run gave."""
        return as_history(self.answer(who, part))

    def on_its_way(self, student):
        """The images that runs of fewer steps give, from none to one fewer than all: what the losses were those of."""
        shorter = [self.run(steps=steps) for steps in range(1, self.STEPS)]
        runs = self._once.of(student, "on its way", lambda: student.ask(shorter))
        return [self.start, *map(as_image, runs)]


def as_image(value):
    """The image in what `stylise` returned: the first of two, or all there is."""
    image = value[0] if isinstance(value, list) and value else value
    assert_shape(image, SHAPE, "The image it returns", "It has the shape of start.")
    return image


def as_history(value):
    """The history in what `stylise` returned, the second of two."""
    hint = "return image, history"
    ok = isinstance(value, list) and len(value) == 2
    require(ok, "stylise should return two things, the image and the history.", hint)
    require(isinstance(value[1], dict), "The history should be a dictionary of lists.", hint)
    return value[1]


class WholeQuestion:
    """The student's own StyleTransfer, on a small network, moved by the student's own `stylise`."""

    RATE, STEPS = 0.05, 2

    def __init__(self, rng):
        network = probe.network(THREE_LAYERS, seed=seed_of(rng))
        content, style = (as_numpy(rng.random(shape).astype("float32")) for shape in (SHAPE, (1, 3, 6, 3)))
        self.start = (0.3 + 0.4 * rng.random(SHAPE)).astype("float32")
        self.transfer = lab.StyleTransfer(network, content, style, 1, [1e-4, 2e-4, 1e-4], 1e-4, 1.0, 0.1)
        run = lab.stylise(self.transfer, as_numpy(self.start), probe.sgd(self.RATE), self.STEPS)
        losses = self.transfer.losses(self.start)
        once, again = self.gradient(self.start), self.gradient(self.start)
        self.parts = Together({"losses": losses, "gradient": once, "again": again, "run": run})

    def gradient(self, image):
        """The question for that of the student's own total loss."""
        variable = probe.variable(image)
        return probe.gradient(self.transfer.losses(variable)["total"], wrt=[variable])

    def expected(self, student):
        """Where these gradients lead. Wrong where there are no losses, or no gradients, or others each time."""
        answers = self.parts.of(student)
        assert_losses(answers["losses"], ("content", "style", "variation", "total"), "")
        image, (gradient,) = self.start, answers["gradient"]
        require(
            agree(answers["again"], answers["gradient"]),
            "The gradient of the total loss is another each time.",
        )
        for left in reversed(range(self.STEPS)):
            assert_shape(gradient, SHAPE, "The gradient of the total loss")
            image = np.clip(image - self.RATE * gradient, 0, 1)
            if left:
                (gradient,) = student.ask(self.gradient(image))
        return image
