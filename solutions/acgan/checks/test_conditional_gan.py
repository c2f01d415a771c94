"""The checks of the model as a whole: made, generating, trained by fit."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from autograder.checks import Wrong, as_numpy, assert_close, assert_drawn_anew, cell, lab, probe, shared
from autograder.checks.families.adversarial.generate import GanQuestion, GenerateChecks
from autograder.checks.families.adversarial.steps import KEYS, both_losses
from autograder.checks.families.adversarial.training import Training
from autograder.checks.families.small_networks import built

from .labels import BATCH, CLASSES, labels_of, one_hot
from .step import DATA, DISCRIMINATOR, GENERATOR, LATENT, LINEAR_GENERATOR, LOSSES, MODAL_GENERATOR

check = cell("conditional_gan")


class Question(GanQuestion):
    networks = MODAL_GENERATOR, LINEAR_GENERATOR, DISCRIMINATOR

    def model(self, generator, discriminator):
        return lab.ConditionalGAN(generator, discriminator, LATENT, classes=CLASSES)

    def draw(self, rng):
        self.noise = [rng.normal(size=(7, LATENT))] * 2
        self.labels = labels_of(rng, 7)

    def asked(self, gan, affine):
        return {
            "generated": gan.generate(as_numpy(self.labels)),
            "again": [affine.generate(self.labels[:5]), affine.generate(self.labels[:5])],
            # last: it changes the statistics of the normalisation
            "in training": gan.generate(self.labels, training=True),
        }

    def images(self, sign=1, training=False):
        return self.images_of(one_hot(self.labels), sign, training)

    def images_of(self, vectors, sign=1, training=False):
        """What the small generator makes of the noise and these label vectors."""
        return self.generator([sign * self.noise[0], vectors], training=training)


gan = shared(Question, "gan")


class TestConditionalGan(GenerateChecks):
    cell = "conditional_gan"
    made_hint = "Keep the constructor as it was given: super().__init__(...) comes first."
    generate_hint = "self.generator([z, ops.one_hot(labels, self.classes)], training=training), z (n, self.latent_dim) normal."
    called, called_again = "generate of seven labels", "generate of five labels"
    otherwise = "It is not made from standard normal noise and the label vectors of the labels."
    latent, classes, call = LATENT, CLASSES, "self.generator([z, label_vectors])"
    can_be_made = "test_conditional_gan_can_be_made"

    @check(weight=0)
    def test_conditional_gan_can_be_made(self, student, gan):
        """`ConditionalGAN(generator, discriminator, latent_dim, classes)` can be made and compiled with two optimisers."""
        self.judge_made(student, gan)

    @check(needs=[test_conditional_gan_can_be_made])
    def test_generate_makes_what_is_asked_for(self, student, reference, gan):
        """`generate(labels)` is what the generator makes of standard normal noise and the labels, as one-hot vectors."""
        self.judge_generated(student, reference, gan)

    def mistakes(self, reference, gan):
        vectors = one_hot(gan.labels)
        others = {
            "The labels have no effect: the label vectors are the same for all.": np.zeros((7, CLASSES)),
            "The label vectors belong to other labels: the first class is 0.": np.roll(vectors, 1, axis=1),
            "The label vectors are in another order than the labels.": vectors[::-1],
        }
        return reference.ask({text: [gan.images_of(other)] for text, other in others.items()})

    @check(weight=0.5, needs=[test_generate_makes_what_is_asked_for])
    def test_generate_hands_training_on(self, student, reference, gan):
        """`generate(labels, training=True)` calls the generator in training mode."""
        hint = "self.generator(..., training=training)"
        value = gan.parts.array(student, "in training", (7, *DATA), hint=hint)
        signs = reference.ask([gan.images(sign, training=True) for sign in (1, -1)])
        wrong = "With training=True it calls the generator in another mode."
        assert_close(value, *signs, wrong=wrong, hint=hint)


@check(needs=["test_train_step_computes_both_losses"])
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
    answers = [training.logs(student, reference, hint, LOSSES)]
    # With labels that stay only noise makes the losses differ. Whoever draws those of both moves at once does without.
    with suppress(Wrong):
        same_labels = {"random_labels": probe.constant(labels_of(rng, BATCH))}
        answers.append(student.ask(training.question, replace=LOSSES | same_labels)["value"])
    for logs in answers:
        assert_drawn_anew([both_losses(each) for each in logs], KEYS, hint)
