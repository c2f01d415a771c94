"""The model on small networks, and one train step of it."""

from __future__ import annotations

from itertools import product

import numpy as np

from autograder.checks import lab, probe
from autograder.checks.families.adversarial.players import small_generator
from autograder.checks.families.adversarial.steps import TwoPlayerStep
from autograder.checks.families.small_networks import NORM, PHASE, built, small_discriminator, tanh

from .labels import BATCH, CLASS_STAND_IN, CLASSES, one_hot

LATENT = 3
DATA = (4, 3, 1)  # what the small networks generate and judge: no images of the assignment's size
WEIGHT = 0.7  # the class weight of the models that are asked: not its default

GENERATOR = small_generator(LATENT, DATA, tanh(7), classes=CLASSES)
DISCRIMINATOR = small_discriminator(DATA, tanh(8), classes=CLASSES)
MODAL_GENERATOR = small_generator(LATENT, DATA, tanh(7), NORM, classes=CLASSES)
MODAL_DISCRIMINATOR = small_discriminator(DATA, tanh(8), PHASE, classes=CLASSES)
LINEAR_GENERATOR = small_generator(LATENT, DATA, classes=CLASSES)

REAL_PAIR, FAKE_PAIR = ("real_labels", "real_classes", 0.11), ("fake_labels", "fake_classes", 0.17)
LOSSES = {
    "acgan_discriminator_loss": probe.named_squares(
        [REAL_PAIR, FAKE_PAIR],
        real_validity=0.4, real_classes=0.3, real_labels=0.03,
        fake_validity=0.9, fake_classes=0.6, fake_labels=0.05, class_weight=5.0,
    ),
    "acgan_generator_loss": probe.named_squares(
        [FAKE_PAIR], fake_validity=0.7, fake_classes=0.2, fake_labels=0.04, class_weight=3.0
    ),
}  # fmt: skip
# Which noise, and which labels, are drawn first and second, and the sign of the noise. What one of the moves does depends
# on one draw of each alone: four orders have all cases. Both moves together have sixteen: each may use either draw.
ORDERS = [((a, 1 - a), (b, 1 - b), sign) for sign in (1, -1) for a, b in product((0, 1), repeat=2)]
ALL_ORDERS = ORDERS + [
    ((a, b), (c, d), sign) for sign, a, b, c, d in product((1, -1), *[(0, 1)] * 4) if a == b or c == d
]


def noise_of(rng, labels):
    """Standard normal noise from which random_labels makes these labels."""
    noise = rng.normal(size=(len(labels), CLASSES))
    noise[np.arange(len(labels)), labels] = noise.max(axis=1) + 0.1 + rng.random(len(labels))
    return noise


class Step(TwoPlayerStep):
    # with the losses written out in the step, the class loss may still be that of another cell
    settings = (LOSSES, {}, CLASS_STAND_IN)
    orders = ORDERS

    def __init__(self, rng, rates, momentum=0.0, modal=False):
        descriptions = (MODAL_GENERATOR, MODAL_DISCRIMINATOR) if modal else (GENERATOR, DISCRIMINATOR)
        networks = built(rng, *descriptions)
        self.x, self.z = rng.normal(size=(BATCH, *DATA)), rng.normal(size=(2, BATCH, LATENT))
        # the labels of the batch, and of two draws: the mean of their squares tells them apart
        of_all = [0, 1, 1, 2, 4, 3], [4, 4, 3, 2, 0, 1], [2, 0, 1, 0, 3, 1]
        self.y, *self.drawn = (rng.permutation(labels) for labels in of_all)
        self._label_noise = [noise_of(rng, labels) for labels in self.drawn]
        gan = lab.ConditionalGAN(*networks, LATENT, classes=CLASSES, class_weight=WEIGHT)
        super().__init__(gan, *networks, (self.x, self.y), rates, momentum)

    def noise(self, order):
        served, (of_z, of_labels, sign) = [], order
        for draws, (first, second) in ((sign * self.z, of_z), (self._label_noise, of_labels)):
            # the last for whoever draws for both moves at once
            served += [draws[first], draws[second], np.concatenate([draws[first], draws[second]])]
        return served

    def constant_labels(self):
        """Stand-ins for random_labels that always give the same labels; with them a step that uses it differs."""
        return [{"random_labels": probe.constant(np.roll(self.drawn[0], k))} for k in (1, 2)]

    def draws(self):
        every = product((1, -1), self.z, self.drawn)
        return [([sign * z, one_hot(labels)], labels) for sign, z, labels in every]

    def d_loss(self, real, fake, labels):
        return lab.acgan_discriminator_loss(real[0], real[1], self.y, fake[0], fake[1], labels, WEIGHT)

    def g_loss(self, fake, labels):
        return lab.acgan_generator_loss(fake[0], fake[1], labels, WEIGHT)
