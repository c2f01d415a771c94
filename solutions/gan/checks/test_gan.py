"""The checks of the model as a whole: made, generating, trained by fit."""

from __future__ import annotations

from autograder.checks import assert_drawn_anew, cell, lab, shared
from autograder.checks.families.adversarial.drawn import DRAWS
from autograder.checks.families.adversarial.generate import GanQuestion, GenerateChecks
from autograder.checks.families.adversarial.steps import KEYS, both_losses
from autograder.checks.families.adversarial.training import Training
from autograder.checks.families.small_networks import built

from .step import DATA, DISCRIMINATOR, GENERATOR, LATENT, NORMALISED_GENERATOR, stand_ins

check = cell("gan")


class Question(GanQuestion):
    networks, widths = (NORMALISED_GENERATOR, GENERATOR, DISCRIMINATOR), (LATENT,)

    def model(self, generator, discriminator):
        return lab.GAN(generator, discriminator, LATENT)

    def draw(self, rng):
        self.noise = [rng.normal(size=(7, LATENT))]

    def asked(self, gan, another):
        return {
            "generated": self.recording(self.generator, gan.generate(7)),
            "one": self.recording(self.generator, gan.generate(1)),
            **{name: self.recording(self.other, another.generate(DRAWS)) for name in ("first", "second")},
        }

    def images(self, drawn, training=False):
        return self.generator(drawn, training=training)


gan = shared(Question, "gan")


class TestGan(GenerateChecks):
    cell = "gan"
    made_hint = "Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."
    generate_hint = (
        "z of shape (n, self.latent_dim) from keras.random.normal or tf.random.normal; training=False."
    )
    called = "generate"
    otherwise = "It is not what the generator makes of the z that it got."
    latent = LATENT
    can_be_made = "test_gan_can_be_made"

    @check(weight=0, asks=["any-two-networks"])
    def test_gan_can_be_made(self, student, gan):
        """`GAN(generator, discriminator, latent_dim)` can be made and compiled with two optimisers."""
        self.judge_made(student, gan)

    @check(needs=[test_gan_can_be_made], asks=["generate-as-it-is", "generate-outside-training"])
    def test_generate_starts_from_normal_noise(self, student, reference, gan):
        """`generate(n)` is what the generator makes, outside of training, of n draws of noise."""
        for name, n in (("generated", 7), ("one", 1)):
            self.judge_generated(student, reference, gan, name, (n, *DATA))


@check(needs=["test_train_step_reports_the_losses"], asks=["step-in-fit", "fresh-noise"])
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
    logs = training.logs(student, reference, hint, stand_ins())
    assert_drawn_anew([both_losses(each) for each in logs], KEYS, hint)
