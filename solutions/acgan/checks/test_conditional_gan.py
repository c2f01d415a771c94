"""The checks of the model as a whole: made, generating, trained by fit."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from autograder.checks import (
    Together,
    Wrong,
    agree,
    as_numpy,
    assert_close,
    assert_drawn_anew,
    assert_shape,
    cell,
    diagnosis,
    hinting,
    lab,
    probe,
    shared,
)
from autograder.checks.families.adversarial.generate import assert_drawn_afresh, corners_of, slips
from autograder.checks.families.adversarial.players import compiled
from autograder.checks.families.adversarial.steps import KEYS, both_losses
from autograder.checks.families.adversarial.training import Training
from autograder.checks.families.small_networks import built

from .labels import BATCH, CLASSES, labels_of, one_hot
from .step import DATA, DISCRIMINATOR, GENERATOR, LATENT, LINEAR_GENERATOR, LOSSES, MODAL_GENERATOR

check = cell("conditional_gan")


class GanQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        descriptions = MODAL_GENERATOR, LINEAR_GENERATOR, DISCRIMINATOR
        self.generator, self.linear, discriminator = built(rng, *descriptions)
        self.noise, self.labels = rng.normal(size=(7, LATENT)), labels_of(rng, 7)
        gan, linear = (
            lab.ConditionalGAN(g, discriminator, LATENT, classes=CLASSES)
            for g in (self.generator, self.linear)
        )
        self.parts = Together(
            {
                "made": probe.delta(compiled(gan).name, of={"generator": self.generator}),
                "generated": gan.generate(as_numpy(self.labels)),
                "again": [linear.generate(self.labels[:5]), linear.generate(self.labels[:5])],
                # last: it changes the statistics of the normalisation
                "in training": gan.generate(self.labels, training=True),
            },
            noise=[self.noise, self.noise],
        )

    def made(self, z, vectors, training=False):
        """What the small generator makes of these."""
        return self.generator([z, vectors], training=training)


@shared
def gan(rng):
    return GanQuestion(rng)


@check(weight=0)
def test_conditional_gan_can_be_made(student, gan):
    """`ConditionalGAN(generator, discriminator, latent_dim, classes)` can be made and compiled with two optimisers."""
    with hinting("Keep the constructor as it was given: super().__init__(...) comes first."):
        gan.parts.of(student)["made"]


@check(needs=[test_conditional_gan_can_be_made])
def test_generate_makes_what_is_asked_for(student, reference, gan):
    """`generate(labels)` is what the generator makes of standard normal noise and the labels, as one-hot vectors."""
    hint = "self.generator([z, ops.one_hot(labels, self.classes)], training=training), z (n, self.latent_dim) normal."
    with hinting(hint):
        value = gan.parts.of(student)["generated"]
    assert_shape(value, (7, *DATA), "generate of seven labels", hint)
    z, vectors = gan.noise, one_hot(gan.labels)
    right, negative = reference.ask([gan.made(sign * z, vectors) for sign in (1, -1)])
    if agree(value, right) or agree(value, negative):
        return
    others = {
        "The labels have no effect: the label vectors are the same for all.": np.zeros((7, CLASSES)),
        "The label vectors belong to other labels: the first class is 0.": np.roll(vectors, 1, axis=1),
        "The label vectors are in another order than the labels.": vectors[::-1],
    }
    made = reference.ask({text: gan.made(z, other) for text, other in others.items()})
    in_training = reference.ask(gan.made(z, vectors, training=True))
    known = {text: [other] for text, other in made.items()} | slips(right, in_training)
    otherwise = "It is not made from standard normal noise and the label vectors of the labels."
    raise Wrong(diagnosis(value, known, otherwise), hint)


@check(weight=0.5, needs=[test_generate_makes_what_is_asked_for])
def test_generate_hands_training_on(student, reference, gan):
    """`generate(labels, training=True)` calls the generator in training mode."""
    hint = "self.generator(..., training=training)"
    with hinting(hint):
        value = gan.parts.of(student)["in training"]
    signs = reference.ask(
        [gan.made(sign * gan.noise, one_hot(gan.labels), training=True) for sign in (1, -1)]
    )
    assert_close(value, *signs, wrong="With training=True it calls the generator in another mode.", hint=hint)


@check(weight=0.5, needs=[test_conditional_gan_can_be_made])
def test_generate_draws_afresh(student, reference, gan):
    """`generate` starts from other noise at every call."""
    made, of_corners = gan.parts.of(student)["again"], reference.ask(gan.linear(corners_of(LATENT, CLASSES)))
    assert_drawn_afresh(made, of_corners, 5, "generate of five labels", "self.generator([z, label_vectors])")


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
