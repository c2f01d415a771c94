"""The model on small networks, and train steps of it."""

from __future__ import annotations

from autograder.checks import lab, probe
from autograder.checks.families.adversarial.players import small_generator
from autograder.checks.families.adversarial.steps import TwoPlayerStep, raised
from autograder.checks.families.small_networks import NORM, PHASE, built, small_discriminator, tanh

LATENT = 3
DATA = (4, 3, 1)  # what the small networks generate and judge: no images of the assignment's size

GENERATOR, DISCRIMINATOR = (
    small_generator(LATENT, DATA, tanh(5), recording=True),
    small_discriminator(DATA, tanh(6)),
)
# In training a normalisation depends on how the images are shared out among calls; a step may do that as it likes.
MODAL_GENERATOR = small_generator(LATENT, DATA, tanh(5), PHASE, recording=True)
MODAL_DISCRIMINATOR = small_discriminator(DATA, tanh(6), PHASE)
NORMALISED_GENERATOR = small_generator(LATENT, DATA, tanh(5), NORM, recording=True)


def discriminator_squares(real, fake, noise=5.0, strength=1.0):
    """A stand-in for the discriminator's loss, with these weights."""
    weights = {"real_logits": real, "fake_logits": fake, "label_noise": noise}
    return probe.named_squares(**{name: strength * weight for name, weight in weights.items()})


def stand_ins(strength=1.0):
    """Stand-ins for the losses, so that a mistake in one of them does not also cost the train step.

    The saturating loss has one too, so that taking the wrong one of the two can be told.
    """
    return {
        "discriminator_loss": raised(discriminator_squares(0.4, 0.9, strength=strength), strength),
        "generator_loss": raised(probe.named_squares(fake_logits=0.7 * strength), strength),
        "saturating_generator_loss": probe.named_squares(fake_logits=0.16 * strength),
    }


class Step(TwoPlayerStep):
    widths = (LATENT,)

    def __init__(
        self, rng, rates, momentum=0.0, modal=False, label_noise=0.0, strength=1.0, steps=1, batch=6
    ):
        descriptions = (MODAL_GENERATOR, MODAL_DISCRIMINATOR) if modal else (GENERATOR, DISCRIMINATOR)
        networks = built(rng, *descriptions)
        # the second of several is smaller
        sizes = [batch, batch - 2, batch][:steps] if batch < 100 else [batch] * steps
        batches = [rng.normal(size=(size, *DATA)) for size in sizes]
        usual = [rng.normal(size=(size, LATENT)) for size in sizes for _ in range(2)]
        self.settings = (stand_ins(strength), {})
        gan = lab.GAN(*networks, LATENT, label_noise=label_noise)
        super().__init__(gan, *networks, batches, rates, momentum, usual)

    def served(self, drawn):
        return list(drawn)
