"""What a model's ``generate`` makes, and from what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import Wrong, agree, assert_shape, diagnosis, hinting, require
from autograder.checks.families import Family
from autograder.checks.families.adversarial.drawn import (
    DRAWS,
    assert_drawn_normal,
    batches_of,
    calls_of,
)
from autograder.checks.families.adversarial.players import compiled
from autograder.checks.families.small_networks import built
from autograder.checks.marker import check
from autograder.checks.parts import Together
from autograder.checks.questions import Expr, probe


def slips(right: np.ndarray, in_training: np.ndarray) -> dict[str, list[np.ndarray]]:
    """For ``diagnosis``: what is generated in the wrong mode, or changed afterwards. right: what should be."""
    return {
        "The generator is called in training mode, where each image depends on the others of its batch.": [
            in_training
        ],
        "It is scaled or clipped: give back what the generator puts out.": [
            (right + 1) / 2,
            np.clip(right, -1, 1),
        ],
    }


class GanQuestion:
    """Models of the student's class on small networks: what needs no train step.

    A subclass for each assignment says how a model is made (``model``), what is drawn for it (``draw``) and asked of it
    (``asked``), and what it should generate (``images``); and

    networks: the descriptions of a generator with a normalisation, of another, and of a discriminator; the generators
        record what they are called on
    widths: of the generators' inputs
    """

    networks: Sequence[dict[str, Any]]
    widths: Sequence[int]

    def __init__(self, rng: np.random.Generator):
        self.generator, self.other, discriminator = built(rng, *self.networks)
        self.draw(rng)
        gan, another = (self.model(g, discriminator) for g in (self.generator, self.other))
        made = probe.delta(compiled(gan).name, of={"generator": self.generator})
        self.parts = Together({"made": made, **self.asked(gan, another)}, noise=self.noise)

    def model(self, generator: Expr, discriminator: Expr) -> Expr:
        """A model of the student's class."""
        raise NotImplementedError

    def draw(self, rng: np.random.Generator) -> None:
        """Set what the questions are about, and ``noise``, which is served to them."""
        raise NotImplementedError

    def asked(self, gan: Expr, another: Expr) -> dict[str, Any]:
        """The questions, each ``recording``: "generated", images, and "first" and "second", DRAWS of ``another`` each."""
        raise NotImplementedError

    def images(self, drawn: np.ndarray, training: bool = False) -> Expr:
        """The images that should be "generated", of inputs of the generator (n, Σ widths) that were drawn."""
        raise NotImplementedError

    def recording(self, generator: Expr, images: Expr) -> dict[str, Any]:
        """The question for images, and for what this generator was called on to make them."""
        return {"images": images, "made of": probe.recorded(generator)}

    def batches(self, who: Any, name: str, size: int) -> list[np.ndarray]:
        """What the generator got for one of the questions, in batches of this size; see ``batches_of``."""
        answer = self.parts.of(who)[name]
        return batches_of(calls_of(answer["made of"], self.widths), size)


class LabelledGanQuestion(GanQuestion):
    """The same for a generator of z and label vectors, widths (latent, classes): ``draw`` also sets

    labels: those that the "generated" images are asked for
    """

    labels: np.ndarray

    def vectors(self) -> np.ndarray:
        """The labels as one-hot vectors."""
        return np.eye(self.widths[1])[self.labels]

    def images(self, drawn: np.ndarray, training: bool = False) -> Expr:
        """The images that should be "generated"; fewer for fewer inputs."""
        return self.images_of(self.vectors()[: len(drawn)], drawn, training)

    def images_of(self, vectors: np.ndarray, drawn: np.ndarray, training: bool = False) -> Expr:
        """What the generator makes of the z that was drawn and these label vectors."""
        return self.generator([drawn[:, : self.widths[0]], vectors], training=training)


class GenerateChecks(Family):
    """Checks of a model of two players that is made, and generates, with a fixture ``gan``, a GanQuestion.

    made_hint, generate_hint: where to look when it cannot be made, and when it generates something else
    called: the call that "generated" is the answer to, in words
    otherwise: the sentence for what is generated of something else
    latent: of the small generators
    can_be_made: the check that the model can be made
    """

    made_hint: str
    generate_hint: str
    called: str
    otherwise: str
    latent: int

    def judge_made(self, student, gan):
        """The model can be made and compiled."""
        with hinting(self.made_hint):
            gan.parts.of(student)["made"]

    def judge_generated(self, student, reference, gan, name, shape, training=False):
        """Images of this shape, the answer to one question, are what the generator makes, in this mode, of what it got."""
        with hinting(self.generate_hint):
            value = gan.parts.of(student)[name]["images"]
        assert_shape(value, shape, self.called, self.generate_hint)
        drawn = gan.batches(student, name, len(value))
        called = f"{self.called} does not call self.generator on a z for each image."
        require(drawn, called, self.generate_hint)
        right = [reference.ask(gan.images(each, training)) for each in drawn]
        if any(agree(value, each) for each in right):
            return
        known = dict(self.mistakes(reference, gan, drawn[0]))
        other = reference.ask(gan.images(drawn[0], training=not training))
        if training:
            known["With training=True it calls the generator in another mode."] = [other]
        else:
            known |= slips(right[0], other)
        raise Wrong(diagnosis(value, known, self.otherwise), self.generate_hint)

    def mistakes(self, reference, gan, drawn) -> Mapping[str, Sequence[np.ndarray]]:
        """For ``diagnosis``: images that mistakes of this assignment lead to; drawn: what the generator got."""
        return {}

    @check(weight=0.5, needs=["can_be_made"], asks=["generate-fresh-noise"])
    def test_generate_draws_afresh(self, student, gan):
        """`generate` starts from standard normal noise, of its own for each image, and other noise at every call."""
        with hinting(self.generate_hint):
            made = [gan.batches(student, name, DRAWS) for name in ("first", "second")]
        assert_drawn_normal(made, self.latent, "generate", self.generate_hint)
