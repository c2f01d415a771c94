"""What a model's ``generate`` makes, and from what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import Wrong, agree, assert_shape, diagnosis, hinting, require
from autograder.checks.families import Family
from autograder.checks.families.adversarial.players import compiled
from autograder.checks.families.small_networks import built
from autograder.checks.marker import check
from autograder.checks.networks import assert_made_by, corners
from autograder.checks.parts import Together
from autograder.checks.questions import Expr, probe


def corners_of(latent: int, classes: int = 0) -> Any:
    """What a generator gets for ``assert_drawn_afresh``: the corners of z, and of z and the label vector joined."""
    z, label_vectors = np.split(corners(latent + classes), [latent], axis=1)
    return [z, label_vectors] if classes else z


def assert_drawn_afresh(
    made: Sequence[np.ndarray], of_corners: np.ndarray, n: int, call: str, hint: str
) -> None:
    """Two calls of ``generate`` give different images, and an affine generator makes them, of whatever inputs.

    made: the n images of each call; of_corners: those that this generator makes of ``corners_of`` its inputs
    """
    for images in made:
        assert_shape(images, (n, *of_corners.shape[1:]), call)
    for images in made:
        assert_made_by(of_corners, images, "What it gives is not made by self.generator.", hint)
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")


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

    networks: the descriptions of a generator with a normalisation, of one that is affine, and of a discriminator
    """

    networks: Sequence[dict[str, Any]]

    def __init__(self, rng: np.random.Generator):
        self.generator, self.affine, discriminator = built(rng, *self.networks)
        self.draw(rng)
        gan, affine = (self.model(g, discriminator) for g in (self.generator, self.affine))
        made = probe.delta(compiled(gan).name, of={"generator": self.generator})
        self.parts = Together({"made": made, **self.asked(gan, affine)}, noise=self.noise)

    def model(self, generator: Expr, discriminator: Expr) -> Expr:
        """A model of the student's class."""
        raise NotImplementedError

    def draw(self, rng: np.random.Generator) -> None:
        """Set what the questions are about, and ``noise``, which is served to them."""
        raise NotImplementedError

    def asked(self, gan: Expr, affine: Expr) -> dict[str, Any]:
        """The questions: "generated", images, and "again", those of two equal calls of the model that is affine."""
        raise NotImplementedError

    def images(self, sign: int = 1, training: bool = False) -> Expr:
        """The images that should be "generated", of the noise with this sign."""
        raise NotImplementedError


class GenerateChecks(Family):
    """Checks of a model of two players that is made, and generates, with a fixture ``gan``, a GanQuestion.

    made_hint, generate_hint: where to look when it cannot be made, and when it generates something else
    called, called_again: the calls that "generated" and "again" are answers to, in words
    otherwise: the sentence for what is generated of something else
    latent, classes: of the small generators: the numbers of z, and the classes if there are any; call: how to call it
    can_be_made: the check that the model can be made
    """

    made_hint: str
    generate_hint: str
    called: str
    called_again: str
    otherwise: str
    latent: int
    classes = 0
    call: str

    def judge_made(self, student, gan):
        """The model can be made and compiled."""
        with hinting(self.made_hint):
            gan.parts.of(student)["made"]

    def judge_generated(self, student, reference, gan):
        """Images are what the generator makes, outside of training, of what it should get."""
        right, negative = reference.ask([gan.images(sign) for sign in (1, -1)])
        value = gan.parts.array(student, "generated", right.shape, self.called, self.generate_hint)
        if agree(value, right) or agree(value, negative):
            return
        in_training = reference.ask(gan.images(training=True))
        known = {**self.mistakes(reference, gan), **slips(right, in_training)}
        raise Wrong(diagnosis(value, known, self.otherwise), self.generate_hint)

    def mistakes(self, reference, gan) -> Mapping[str, Sequence[np.ndarray]]:
        """For ``diagnosis``: images that mistakes of this assignment lead to."""
        return {}

    @check(weight=0.5, needs=["can_be_made"])
    def test_generate_draws_afresh(self, student, reference, gan):
        """`generate` starts from other noise at every call."""
        made, of_corners = gan.parts.of(student)["again"], corners_of(self.latent, self.classes)
        assert_drawn_afresh(made, reference.ask(gan.affine(of_corners)), 5, self.called_again, self.call)
