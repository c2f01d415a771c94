"""The model on small networks, and one train step of it."""

from __future__ import annotations

import numpy as np

from autograder.checks import lab, probe
from autograder.checks.families.adversarial.players import small_generator
from autograder.checks.families.adversarial.steps import TwoPlayerStep, raised
from autograder.checks.families.small_networks import NORM, PHASE, built, small_discriminator, tanh

from .labels import BATCH, CLASS_STAND_IN, CLASSES, one_hot

LATENT = 3
DATA = (4, 3, 1)  # what the small networks generate and judge: no images of the assignment's size
WEIGHT = 0.7  # the class weight of the models that are asked: not its default

GENERATOR = small_generator(LATENT, DATA, tanh(7), classes=CLASSES, recording=True)
DISCRIMINATOR = small_discriminator(DATA, tanh(8), classes=CLASSES)
# In training a normalisation depends on how the images are shared out among calls; a step may do that as it likes.
MODAL_GENERATOR = small_generator(LATENT, DATA, tanh(7), PHASE, classes=CLASSES, recording=True)
MODAL_DISCRIMINATOR = small_discriminator(DATA, tanh(8), PHASE, classes=CLASSES)
NORMALISED_GENERATOR = small_generator(LATENT, DATA, tanh(7), NORM, classes=CLASSES, recording=True)

REAL_PAIR, FAKE_PAIR = ("real_labels", "real_classes", 0.11), ("fake_labels", "fake_classes", 0.17)
NOTHING = dict.fromkeys(
    (
        "real_validity",
        "real_classes",
        "real_labels",
        "fake_validity",
        "fake_classes",
        "fake_labels",
        "class_weight",
    ),
    0.0,
)


def squares_of_d(*pairs, strength=1.0, **weights):
    """A stand-in for the discriminator's loss, with these weights and pairs of labels and what they belong to."""
    every = {name: strength * weight for name, weight in (NOTHING | weights).items()}
    return probe.named_squares([(a, b, strength * w) for a, b, w in pairs], **every)


def squares_of_g(*pairs, strength=1.0, **weights):
    """A stand-in for the generator's loss."""
    every = {"fake_validity": 0.0, "fake_classes": 0.0, "fake_labels": 0.0, "class_weight": 0.0} | weights
    return probe.named_squares(
        [(a, b, strength * w) for a, b, w in pairs], **{name: strength * w for name, w in every.items()}
    )


OF_REAL = {"real_validity": 0.4, "real_classes": 0.3, "real_labels": 0.03}
OF_FAKE = {"fake_validity": 0.9, "fake_classes": 0.6, "fake_labels": 0.05}
OF_G = {"fake_validity": 0.7, "fake_classes": 0.2, "fake_labels": 0.04, "class_weight": 3.0}


def stand_ins(strength=1.0):
    """Stand-ins for the losses, so that a mistake in one of them does not also cost the train step."""
    return {
        "acgan_discriminator_loss": raised(
            squares_of_d(REAL_PAIR, FAKE_PAIR, **OF_REAL, **OF_FAKE, class_weight=5.0, strength=strength),
            strength,
        ),
        "acgan_generator_loss": raised(squares_of_g(FAKE_PAIR, **OF_G, strength=strength), strength),
    }


def noise_of(rng, labels):
    """Standard normal noise from which random_labels makes these labels."""
    noise = rng.normal(size=(len(labels), CLASSES))
    noise[np.arange(len(labels)), labels] = noise.max(axis=1) + 0.1 + rng.random(len(labels))
    return noise


class Step(TwoPlayerStep):
    widths = (LATENT, CLASSES)

    def __init__(self, rng, rates, momentum=0.0, modal=False, strength=1.0, steps=1, batch=BATCH):
        descriptions = (MODAL_GENERATOR, MODAL_DISCRIMINATOR) if modal else (GENERATOR, DISCRIMINATOR)
        networks = built(rng, *descriptions)
        # with the losses written out in the step, the class loss may still be that of another cell
        self.settings = (stand_ins(strength), {}, CLASS_STAND_IN)
        # the second of several is smaller
        sizes = [batch, batch - 2, batch][:steps] if batch == BATCH else [batch] * steps
        batches, usual = [], []
        for size in sizes:
            # the labels of the batch, and of two draws: the mean of their squares tells them apart
            of_all = [0, 1, 1, 2, 4, 3], [4, 4, 3, 2, 0, 1], [2, 0, 1, 0, 3, 1]
            labels, *drawn = (rng.permutation(np.resize(each, size)) for each in of_all)
            batches.append((rng.normal(size=(size, *DATA)), labels))
            usual += [joined(rng.normal(size=(size, LATENT)), each) for each in drawn]
        self.x, self.y = batches[0]
        gan = lab.ConditionalGAN(*networks, LATENT, classes=CLASSES, class_weight=WEIGHT)
        super().__init__(gan, *networks, batches, rates, momentum, usual)

    def served(self, drawn):
        """Noise for z, and noise from which random_labels makes the labels: always the same for the same ones."""
        labels = [labels_in(each) for each in drawn]
        return [
            *(each[:, :LATENT] for each in drawn),
            *(noise_of(np.random.default_rng(each), each) for each in labels),
        ]


def joined(z, labels):
    """What the generator gets for these, joined: (n, LATENT + CLASSES)."""
    return np.concatenate([z, one_hot(labels)], axis=1)


def labels_in(drawn):
    """The labels that generated images were asked to have, of what the generator got."""
    return drawn[:, LATENT:].argmax(axis=1)
