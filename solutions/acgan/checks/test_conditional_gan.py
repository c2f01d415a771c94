"""The checks of the model as a whole: made, generating, trained by fit."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from autograder.checks import Wrong, as_numpy, assert_drawn_anew, cell, lab, probe, shared
from autograder.checks.families.adversarial.drawn import DRAWS
from autograder.checks.families.adversarial.generate import GenerateChecks, LabelledGanQuestion
from autograder.checks.families.adversarial.steps import KEYS, both_losses
from autograder.checks.families.adversarial.training import Training
from autograder.checks.families.small_networks import built

from .labels import BATCH, CLASSES, labels_of
from .step import DATA, DISCRIMINATOR, GENERATOR, LATENT, NORMALISED_GENERATOR, stand_ins

check = cell("conditional_gan")


class Question(LabelledGanQuestion):
    networks, widths = (NORMALISED_GENERATOR, GENERATOR, DISCRIMINATOR), (LATENT, CLASSES)

    def model(self, generator, discriminator):
        return lab.ConditionalGAN(generator, discriminator, LATENT, classes=CLASSES)

    def draw(self, rng):
        self.labels = labels_of(rng, 7)
        self.noise = list(rng.normal(size=(2, len(self.labels), LATENT)))

    def asked(self, gan, another):
        many = labels_of(np.random.default_rng(0), DRAWS)
        return {
            "generated": self.recording(self.generator, gan.generate(as_numpy(self.labels))),
            "one": self.recording(self.generator, gan.generate(self.labels[:1])),
            **{name: self.recording(self.other, another.generate(many)) for name in ("first", "second")},
            # last: it changes the statistics of the normalisation
            "in training": self.recording(self.generator, gan.generate(self.labels, training=True)),
        }


gan = shared(Question, "gan")


class TestConditionalGan(GenerateChecks):
    cell = "conditional_gan"
    made_hint = "Keep the constructor as it was given: super().__init__(...) comes first."
    generate_hint = "self.generator([z, ops.one_hot(labels, self.classes)], training=training), z (n, self.latent_dim) normal."
    called = "generate"
    otherwise = "It is not what the generator makes of the z that it got and the label vectors of the labels."
    latent = LATENT
    can_be_made = "test_conditional_gan_can_be_made"

    @check(weight=0, asks=["any-two-networks"])
    def test_conditional_gan_can_be_made(self, student, gan):
        """`ConditionalGAN(generator, discriminator, latent_dim, classes)` can be made and compiled with two optimisers."""
        self.judge_made(student, gan)

    @check(
        needs=[test_conditional_gan_can_be_made],
        asks=["generate-by-label", "one-hot-labels", "generate-training", "generate-as-it-is"],
    )
    def test_generate_makes_what_is_asked_for(self, student, reference, gan):
        """`generate(labels)` is what the generator makes of noise and the labels, as one-hot vectors."""
        for name, n in (("generated", 7), ("one", 1)):
            self.judge_generated(student, reference, gan, name, (n, *DATA))

    def mistakes(self, reference, gan, drawn):
        vectors = gan.vectors()[: len(drawn)]
        others = {
            "The labels have no effect: the label vectors are the same for all.": 0 * vectors,
            "The label vectors belong to other labels: the first class is 0.": np.roll(vectors, 1, axis=1),
            "The label vectors are in another order than the labels.": vectors[::-1],
        }
        return reference.ask({text: [gan.images_of(other, drawn)] for text, other in others.items()})

    @check(weight=0.5, needs=[test_generate_makes_what_is_asked_for], asks=["generate-training"])
    def test_generate_hands_training_on(self, student, reference, gan):
        """`generate(labels, training=True)` calls the generator in training mode."""
        self.judge_generated(student, reference, gan, "in training", (7, *DATA), training=True)


@check(needs=["test_train_step_computes_both_losses"], asks=["step-in-fit", "fresh-noise"])
def test_fit_trains_on_fresh_draws(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, trains, and draws anew in every step."""
    generator, discriminator = built(rng, GENERATOR, DISCRIMINATOR)
    gan = lab.ConditionalGAN(generator, discriminator, LATENT, classes=CLASSES)
    networks = {"generator": generator, "discriminator": discriminator}
    training = Training(gan, networks, rng.normal(size=(BATCH, *DATA)), labels_of(rng, BATCH))
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list in it, draw noise with "
        "keras.random or tf.random and labels with random_labels, and return a dictionary."
    )
    answers = [training.logs(student, reference, hint, stand_ins())]
    # With labels that stay only noise makes the losses differ. Whoever draws those of both moves at once does without.
    with suppress(Wrong):
        same_labels = {"random_labels": probe.constant(labels_of(rng, BATCH))}
        answers.append(student.ask(training.question, replace=stand_ins() | same_labels)["value"])
    for logs in answers:
        assert_drawn_anew([both_losses(each) for each in logs], KEYS, hint)
