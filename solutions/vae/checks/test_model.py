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
from autograder.checks.families.prior import MANY, assert_prior
from autograder.checks.families.small_networks import network
from autograder.checks.networks import assert_made_by, corners

from .networks import IMAGE, LATENT, LINEAR_DECODER, images, networks

check = cell("vae_model")


class ModelQuestion:
    """One model of the student's class, on small networks, asked all that changes nothing in it."""

    def __init__(self, rng):
        self.encoder, _ = networks(rng)
        self.decoder = network(LINEAR_DECODER, rng)
        self.x = images(rng, 6)
        self.noise = [rng.normal(size=(n, LATENT)) for n in (6, 1)]
        self.batches = [self.x, self.x[:1]]
        vae = probe.compiled(lab.VAE(self.encoder, self.decoder), probe.sgd())
        self.parts = Together(
            {
                "made": probe.delta(vae.name, of={"encoder": self.encoder}),
                "called": [vae(x) for x in self.batches],
                "reconstructed": [vae.reconstruct(x) for x in (self.x[:3], self.x[3:], self.x[:1])],
                "generated": vae.generate(MANY),
                "again": [vae.generate(5), vae.generate(5)],
                "one": vae.generate(1),
            },
            noise=self.noise,
        )


vae = shared(ModelQuestion, "vae")


@check(weight=0, asks=["vae-is-made"])
def test_vae_can_be_made(student, vae):
    """`VAE(encoder, decoder)` can be made and compiled with an optimiser."""
    with hinting("Keep the constructor as it was given: super().__init__(**kwargs) comes first."):
        vae.parts.of(student)["made"]


@check(needs=[test_vae_can_be_made], asks=["call-decodes-the-sample"])
def test_call_decodes_the_sample(student, reference, vae):
    """Calling the model decodes the encoder's third output, z."""
    of_the_mean = reference.ask([vae.decoder(vae.encoder(x)[0]) for x in vae.batches])
    assert_close(
        vae.parts.of(student)["called"],
        vae.parts.of(reference)["called"],
        known={"It decodes z_mean, not z.": [of_the_mean]},
        wrong="It does not decode the encoder's z.",
        hint="z_mean, z_log_var, z = self.encoder(x), then self.decoder(z).",
    )


@check(needs=[test_vae_can_be_made], asks=["reconstruct-decodes-the-mean"])
def test_reconstruct_decodes_the_mean(student, reference, vae):
    """`reconstruct` decodes z_mean, without noise."""
    assert_close(
        vae.parts.of(student)["reconstructed"],
        vae.parts.of(reference)["reconstructed"],
        wrong="It does not decode z_mean.",
        hint="Take the encoder's first output, and decode it.",
    )


@check(
    weight=1.5,
    needs=[test_vae_can_be_made],
    asks=["generate-draws-the-prior", "generate-n-images", "generate-by-this-decoder"],
)
def test_generate_decodes_the_prior(student, reference, vae):
    """`generate(n)` decodes n draws from the prior N(0, I)."""
    hint = (
        "z of shape (n, self.decoder.input_shape[-1]), from keras.random.normal or tf.random.normal: "
        "not uniform, not scaled, another one for each image."
    )
    with hinting(hint):
        generated, one = (vae.parts.of(student)[name] for name in ("generated", "one"))
    assert_shape(generated, (MANY, *IMAGE), f"generate({MANY})", hint)
    assert_shape(one, (1, *IMAGE), "generate(1)", hint)
    assert_prior(assert_decoded(reference, vae, generated), hint)


def assert_decoded(reference, vae, images):
    """The decoder, which is affine, has made the images: returns from which z, (batch, LATENT)."""
    of_corners = reference.ask(vae.decoder(corners(LATENT)))
    return assert_made_by(of_corners, images, "The images are not made by self.decoder.", "self.decoder(z)")


@check(weight=0.5, needs=[test_vae_can_be_made], asks=["generate-afresh"])
def test_generate_draws_afresh(student, reference, vae):
    """`generate` decodes other z at every call."""
    made = vae.parts.of(student)["again"]
    for each in made:
        assert_shape(each, (5, *IMAGE), "generate(5)")
        assert_decoded(reference, vae, each)
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")
