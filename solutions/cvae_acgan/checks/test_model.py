"""The checks of the model as a whole: made, generating, reconstructing."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, cell, lab, shared
from autograder.checks.families.adversarial.drawn import DRAWS
from autograder.checks.families.adversarial.generate import GenerateChecks, LabelledGanQuestion
from autograder.checks.families.small_networks import NORM, built

from .networks import CLASSES, DATA, LATENT, MOVING, NORMALISED, SMALL, images, one_hot, small

check = cell("model")


class Question(LabelledGanQuestion):
    networks = small(NORM, moving=True)["generator"], MOVING["generator"], SMALL["discriminator"]
    widths = (LATENT, CLASSES)

    def draw(self, rng):
        self.labels = rng.permutation([0, 1, 2, 3, 0, 1, 2])
        self.x, self.labels_of_x = images(rng, 5, DATA), rng.permutation([0, 1, 2, 3, 2])
        self.noise = [rng.normal(size=(n, LATENT)) for n in (5, 7)]
        # calls in training mode change a network's statistics: each method has networks of its own
        # codes from near to far, so that a bound on them shows
        parts = small(NORM, near=4.0)["encoder"], NORMALISED["generator"], SMALL["discriminator"]
        self.encoder, self.decoder, self.judge = built(rng, *parts)

    def model(self, generator, discriminator):
        return lab.ConditionalVAEGAN(self.encoder, generator, discriminator, LATENT, classes=CLASSES)

    def asked(self, gan, another):
        decoding, of_x = self.model(self.decoder, self.judge), self.labels_of_x
        many = np.resize(np.arange(CLASSES), DRAWS)
        drawn = {name: another.generate(as_numpy(many)) for name in ("first", "second")}
        return {
            "generated": self.recording(self.generator, gan.generate(as_numpy(self.labels))),
            "one": self.recording(self.generator, gan.generate(as_numpy(self.labels[:1]))),
            **{name: self.recording(self.other, made) for name, made in drawn.items()},
            "reconstructed": decoding.reconstruct(self.x, as_numpy(of_x)),
            "of one": decoding.reconstruct(self.x[3:4], as_numpy(of_x[3:4])),
        }


gan = shared(Question, "gan")


class TestModel(GenerateChecks):
    cell = "model"
    made_hint = "Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."
    generate_hint = (
        "z of shape (n, self.latent_dim) from keras.random.normal; one-hot labels; training=False."
    )
    called = "generate(labels)"
    otherwise = (
        "The images are not what the generator makes of the z that it got and the labels that were given."
    )
    latent = LATENT
    can_be_made = "test_model_can_be_made"

    @check(weight=0, asks=["any-three-networks"])
    def test_model_can_be_made(self, student, gan):
        """`ConditionalVAEGAN(encoder, generator, discriminator, latent_dim)` can be made and compiled."""
        self.judge_made(student, gan)

    @check(
        needs=[test_model_can_be_made],
        asks=["generate-by-label", "generate-as-it-is", "methods-outside-training"],
    )
    def test_generate_obeys_the_labels(self, student, reference, gan):
        """`generate(labels)` is what the generator makes, outside of training, of draws of N(0, I) and these labels."""
        for name, n in (("generated", 7), ("one", 1)):
            self.judge_generated(student, reference, gan, name, (n, *DATA))

    def mistakes(self, reference, gan, drawn):
        n = len(drawn)
        same = [np.tile(vector, (n, 1)) for vector in np.eye(CLASSES)]
        ordered = [one_hot(np.sort(gan.labels), CLASSES)[:n]]
        others = {
            "All images get the same label.": same,
            "The labels are sorted: image k must have label k of those given.": ordered,
        }
        return reference.ask(
            {text: [gan.images_of(each, drawn) for each in vectors] for text, vectors in others.items()}
        )


@check(
    needs=["test_model_can_be_made"],
    asks=["reconstruct-from-the-mean", "reconstruct-with-its-label", "methods-outside-training"],
)
def test_reconstruct_decodes_the_mean(student, reference, gan):
    """`reconstruct(x, labels)` decodes z_mean with the labels, without noise and outside of training."""
    value = gan.parts.of(student)["reconstructed"]
    y = one_hot(gan.labels_of_x, CLASSES)
    code = gan.encoder([gan.x, y])
    sampled = reference.ask(gan.decoder([code[2], y]), noise=gan.noise)
    trained = reference.ask(gan.decoder([gan.encoder([gan.x, y], training=True)[0], y], training=True))
    known = {
        "It decodes a sample; it should decode z_mean.": [sampled],
        "The networks are called in training mode.": [trained],
        "The label 0 is used for all images.": [
            reference.ask(gan.decoder([code[0], one_hot(0 * gan.labels_of_x, CLASSES)]))
        ],
    }
    hint = "y one-hot; the first output of self.encoder([x, y]); then self.generator([z_mean, y])."
    right = gan.parts.of(reference)["reconstructed"]
    wrong = "It does not decode z_mean with the labels that were given."
    assert_close(value, right, known=known, wrong=wrong, hint=hint)
    one, alone = (
        gan.parts.of(student)["of one"],
        "A second call, with one image, does not give its reconstruction.",
    )
    assert_close(one, right[3:4], wrong=alone, hint=hint)
