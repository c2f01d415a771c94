"""The model on small networks, and one train step of it."""

from __future__ import annotations

import numpy as np

from autograder.checks import lab, probe
from autograder.checks.families.adversarial.players import small_generator
from autograder.checks.families.adversarial.steps import TwoPlayerStep
from autograder.checks.families.small_networks import NORM, PHASE, built, small_discriminator, tanh

LATENT = 3
DATA = (4, 3, 1)  # what the small networks generate and judge: no images of the assignment's size

GENERATOR, DISCRIMINATOR = small_generator(LATENT, DATA, tanh(5)), small_discriminator(DATA, tanh(6))
MODAL_GENERATOR = small_generator(LATENT, DATA, tanh(5), NORM)
MODAL_DISCRIMINATOR = small_discriminator(DATA, tanh(6), PHASE)
LINEAR_GENERATOR = small_generator(LATENT, DATA)

# Stand-ins for the losses, so that a mistake in one of them does not also cost the train step. The saturating loss has
# one too, so that taking the wrong one of the two can be told.
LOSSES = {
    "discriminator_loss": probe.named_squares(real_logits=0.4, fake_logits=0.9, label_noise=5.0),
    "generator_loss": probe.named_squares(fake_logits=0.7),
    "saturating_generator_loss": probe.named_squares(fake_logits=0.16),
}


class Step(TwoPlayerStep):
    settings = (LOSSES, {})
    # which noise is drawn first and second: one draw for each move, in either order, or one draw for both
    orders = ((0, 1), (1, 0), (0, 0))

    def __init__(self, rng, rates, momentum=0.0, modal=False, label_noise=0.0):
        batch = 6
        descriptions = (MODAL_GENERATOR, MODAL_DISCRIMINATOR) if modal else (GENERATOR, DISCRIMINATOR)
        networks = built(rng, *descriptions)
        self.x, self.z = rng.normal(size=(batch, *DATA)), rng.normal(size=(2, batch, LATENT))
        gan = lab.GAN(*networks, LATENT, label_noise=label_noise)
        super().__init__(gan, *networks, self.x, rates, momentum)

    def noise(self, order):
        first, second = (self.z[k] for k in order)
        # the last for whoever draws the noise of both moves at once
        return [first, second, np.concatenate([first, second])]

    def draws(self):
        return [(z, None) for z in self.z]

    def d_loss(self, real, fake, labels):
        return lab.discriminator_loss(real, fake)

    def g_loss(self, fake, labels):
        return lab.generator_loss(fake)
