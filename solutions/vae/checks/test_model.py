"""The checks of the class VAE: made, called, reconstructing, generating."""

from __future__ import annotations

from autograder.checks import (
    Together,
    agree,
    assert_close,
    assert_shape,
    cell,
    hinting,
    lab,
    probe,
    require,
    shared,
)
from autograder.checks.families.small_networks import network
from autograder.checks.networks import assert_made_by, corners

from .networks import IMAGE, LATENT, LINEAR_DECODER, images, networks

check = cell("vae_model")


class ModelQuestion:
    """One model of the student's class, on small networks, asked all that changes nothing in it."""

    def __init__(self, rng):
        self.encoder, _ = networks(rng)
        self.decoder = network(LINEAR_DECODER, rng)
        self.x, self.z = images(rng, 4), rng.normal(size=(7, LATENT))
        self.noise = [rng.normal(size=(4, LATENT)), self.z]
        vae = probe.compiled(lab.VAE(self.encoder, self.decoder), probe.sgd())
        self.parts = Together(
            {
                "made": probe.delta(vae.name, of={"encoder": self.encoder}),
                "called": vae(self.x),
                "reconstructed": vae.reconstruct(self.x[1:]),
                "generated": vae.generate(7),
                "again": [vae.generate(5), vae.generate(5)],
            },
            noise=self.noise,
        )


vae = shared(ModelQuestion, "vae")


@check(weight=0)
def test_vae_can_be_made(student, vae):
    """`VAE(encoder, decoder)` can be made and compiled with an optimiser."""
    with hinting("Keep the constructor as it was given: super().__init__(**kwargs) comes first."):
        vae.parts.of(student)["made"]


@check(needs=[test_vae_can_be_made])
def test_call_decodes_the_sample(student, reference, vae):
    """Calling the model decodes the encoder's third output, z."""
    of_the_mean = reference.ask(vae.decoder(vae.encoder(vae.x)[0]), noise=vae.noise)
    assert_close(
        vae.parts.of(student)["called"],
        vae.parts.of(reference)["called"],
        known={"It decodes z_mean, not z.": [of_the_mean]},
        wrong="It does not decode the encoder's z.",
        hint="z_mean, z_log_var, z = self.encoder(x), then self.decoder(z).",
    )


@check(needs=[test_vae_can_be_made])
def test_reconstruct_decodes_the_mean(student, reference, vae):
    """`reconstruct` decodes z_mean, without noise."""
    assert_close(
        vae.parts.of(student)["reconstructed"],
        vae.parts.of(reference)["reconstructed"],
        wrong="It does not decode z_mean.",
        hint="Take the encoder's first output, and decode it.",
    )


@check(weight=1.5, needs=[test_vae_can_be_made])
def test_generate_decodes_the_prior(student, reference, vae):
    """`generate(n)` decodes n draws from the prior N(0, I)."""
    hint = (
        "z of shape (n, self.decoder.input_shape[-1]), from keras.random.normal or tf.random.normal: "
        "not uniform, not scaled, another one for each image."
    )
    with hinting(hint):
        value = vae.parts.of(student)["generated"]
    assert_shape(value, (7, *IMAGE), "generate(7)", hint)
    assert_close(
        value,
        vae.parts.of(reference)["generated"],
        reference.ask(vae.decoder(-vae.z)),
        wrong="The images are not decoded from n draws of the standard normal distribution.",
        hint=hint,
    )


@check(weight=0.5, needs=[test_vae_can_be_made])
def test_generate_draws_afresh(student, reference, vae):
    """`generate` decodes other z at every call."""
    made, of_corners = vae.parts.of(student)["again"], reference.ask(vae.decoder(corners(LATENT)))
    for each in made:
        assert_shape(each, (5, *IMAGE), "generate(5)")
        assert_made_by(of_corners, each, "The images are not made by self.decoder.", "self.decoder(z)")
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")
