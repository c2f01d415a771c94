"""The checks of the model as a whole: made, generating, reconstructing."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, as_numpy, assert_close, cell, hinting, lab, probe, shared
from autograder.checks.families.adversarial.generate import assert_drawn_afresh, corners_of, slips
from autograder.checks.families.adversarial.players import compiled

from .networks import CLASSES, DATA, LATENT, LINEAR_GENERATOR, NORMALISED, SMALL, images, one_hot

check = cell("model")


class ModelQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        seeds = [int(s) for s in rng.integers(2**31, size=4)]
        self.encoder = probe.network(NORMALISED["encoder"], seed=seeds[0])
        self.generator = probe.network(NORMALISED["generator"], seed=seeds[1])
        # calls in training mode change a network's statistics: each method has networks of its own
        self.decoder = probe.network(NORMALISED["generator"], seed=seeds[1])
        self.linear = probe.network(LINEAR_GENERATOR, seed=seeds[2])
        discriminator = probe.network(SMALL["discriminator"], seed=seeds[3])
        self.x, self.labels = images(rng, 5, DATA), rng.permutation([0, 1, 2, 3, 2])
        self.ordered, self.z = rng.permutation([0, 1, 2, 3, 0, 1, 2]), rng.normal(size=(7, LATENT))
        self.noise = [rng.normal(size=(5, LATENT)), self.z]
        model, linear, decoding = (
            lab.ConditionalVAEGAN(self.encoder, g, discriminator, LATENT, classes=CLASSES)
            for g in (self.generator, self.linear, self.decoder)
        )
        ordered = as_numpy(self.ordered)
        self.parts = Together(
            {
                "made": probe.delta(compiled(model).name, of={"encoder": self.encoder}),
                "generated": model.generate(ordered),
                "reconstructed": decoding.reconstruct(self.x, as_numpy(self.labels)),
                "of one": decoding.reconstruct(self.x[3:4], as_numpy(self.labels[3:4])),
                "again": [linear.generate(as_numpy(self.ordered[:6])) for _ in range(2)],
            },
            noise=self.noise,
        )


model = shared(ModelQuestion, "model")


@check(weight=0)
def test_model_can_be_made(student, model):
    """`ConditionalVAEGAN(encoder, generator, discriminator, latent_dim)` can be made and compiled."""
    with hinting("Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."):
        model.parts.of(student)["made"]


@check(needs=[test_model_can_be_made])
def test_generate_obeys_the_labels(student, reference, model):
    """`generate(labels)` is what the generator makes, outside of training, of draws of N(0, I) and these labels."""
    hint = "z of shape (n, self.latent_dim) from keras.random.normal; one-hot labels; training=False."
    value = model.parts.array(student, "generated", (7, *DATA), "generate(labels)", hint)
    y, z = one_hot(model.ordered, CLASSES), model.z

    def made(z, y, **mode):
        return reference.ask(model.generator([z, y], **mode))

    right = made(z, y)
    known = slips(right, made(z, y, training=True)) | {
        "All images get the same label.": [
            made(z, np.tile(label_vector, (7, 1))) for label_vector in one_hot(np.arange(CLASSES), CLASSES)
        ],
        "The labels are sorted: image k must have label k of those given.": [
            made(z, one_hot(np.sort(model.ordered), CLASSES))
        ],
    }
    wrong = (
        "The images are not made of draws of the standard normal distribution and the labels that were given."
    )
    assert_close(value, right, made(-z, y), known=known, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_model_can_be_made])
def test_generate_draws_afresh(student, reference, model):
    """`generate` starts from other noise at every call."""
    made = model.parts.of(student)["again"]
    of_corners = reference.ask(model.linear(corners_of(LATENT, CLASSES)))
    assert_drawn_afresh(made, of_corners, 6, "generate(labels)", "self.generator([z, y])")


@check(needs=[test_model_can_be_made])
def test_reconstruct_decodes_the_mean(student, reference, model):
    """`reconstruct(x, labels)` decodes z_mean with the labels, without noise and outside of training."""
    value = model.parts.of(student)["reconstructed"]
    y = one_hot(model.labels, CLASSES)
    code = model.encoder([model.x, y])
    sampled = reference.ask(model.decoder([code[2], y]), noise=model.noise)
    trained = reference.ask(model.decoder([model.encoder([model.x, y], training=True)[0], y], training=True))
    known = {
        "It decodes a sample; it should decode z_mean.": [sampled],
        "The networks are called in training mode.": [trained],
        "The label 0 is used for all images.": [
            reference.ask(model.decoder([code[0], one_hot(0 * model.labels, CLASSES)]))
        ],
    }
    hint = "y one-hot; the first output of self.encoder([x, y]); then self.generator([z_mean, y])."
    right = model.parts.of(reference)["reconstructed"]
    wrong = "It does not decode z_mean with the labels that were given."
    assert_close(value, right, known=known, wrong=wrong, hint=hint)
    one, alone = (
        model.parts.of(student)["of one"],
        "A second call, with one image, does not give its reconstruction.",
    )
    assert_close(one, right[3:4], wrong=alone, hint=hint)
