"""The checks of the model as a whole: made, generating, trained by fit."""

from __future__ import annotations

from autograder.checks import (
    Together,
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

from .step import DATA, DISCRIMINATOR, GENERATOR, LATENT, LINEAR_GENERATOR, LOSSES, MODAL_GENERATOR

check = cell("gan")


class GanQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        self.generator, self.linear, discriminator = built(
            rng, MODAL_GENERATOR, LINEAR_GENERATOR, DISCRIMINATOR
        )
        self.noise = rng.normal(size=(7, LATENT))
        gan, linear = (lab.GAN(g, discriminator, LATENT) for g in (self.generator, self.linear))
        self.parts = Together(
            {
                "made": probe.delta(compiled(gan).name, of={"generator": self.generator}),
                "generated": gan.generate(7),
                "again": [linear.generate(5), linear.generate(5)],
            },
            noise=[self.noise],
        )


@shared
def gan(rng):
    return GanQuestion(rng)


@check(weight=0)
def test_gan_can_be_made(student, gan):
    """`GAN(generator, discriminator, latent_dim)` can be made and compiled with two optimisers."""
    with hinting("Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."):
        gan.parts.of(student)["made"]


@check(needs=[test_gan_can_be_made])
def test_generate_starts_from_normal_noise(student, reference, gan):
    """`generate(n)` is what the generator makes, outside of training, of n draws of standard normal noise."""
    hint = "z of shape (n, self.latent_dim) from keras.random.normal or tf.random.normal; training=False."
    with hinting(hint):
        value = gan.parts.of(student)["generated"]
    assert_shape(value, (7, *DATA), "generate(7)", hint)
    in_training = reference.ask(gan.generator(gan.noise, training=True))
    right, negative = reference.ask([gan.generator(sign * gan.noise) for sign in (1, -1)])
    otherwise = "It is not made from n draws of the standard normal distribution."
    wrong = diagnosis(value, slips(right, in_training), otherwise)
    assert_close(value, right, negative, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_gan_can_be_made])
def test_generate_draws_afresh(student, reference, gan):
    """`generate` starts from other noise at every call."""
    made, of_corners = gan.parts.of(student)["again"], reference.ask(gan.linear(corners_of(LATENT)))
    assert_drawn_afresh(made, of_corners, 5, "generate(5)", "self.generator(z)")


@check(needs=["test_train_step_reports_the_losses"])
def test_fit_trains_on_fresh_noise(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, trains, and draws other noise in every step."""
    generator, discriminator = built(rng, GENERATOR, DISCRIMINATOR)
    gan = lab.GAN(generator, discriminator, LATENT)
    networks = {"generator": generator, "discriminator": discriminator}
    training = Training(gan, networks, rng.normal(size=(6, *DATA)))
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list in it, draw noise with "
        "keras.random or tf.random, and return a dictionary."
    )
    logs = training.logs(student, reference, hint, LOSSES)
    assert_drawn_anew([both_losses(each) for each in logs], KEYS, hint)
