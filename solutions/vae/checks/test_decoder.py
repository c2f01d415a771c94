"""The checks of the decoder."""

from __future__ import annotations

from autograder.checks import Together, assert_shape, check, lab, nudged, probe, shared
from autograder.checks.families.decoder import DecoderChecks, DecoderQuestion, assert_each_counts, one_by_one
from autograder.checks.networks import gradient_of_inputs, in_pairs

from .networks import IMAGE

# The student's own decoder, built once: checks set its weights as they need them.
DECODER_OF_5 = probe.kept(lab.build_decoder(5))


class Question(DecoderQuestion):
    size = IMAGE
    names = tuple(f"Coordinate {k} of z" for k in range(5))
    many, some = 16, 8

    def __init__(self, rng):
        seeds, z, many = rng.integers(2**31, size=2), rng.normal(size=(4, 5)), 3 * rng.normal(size=(16, 5))
        far = one_by_one(4.0 * rng.choice([-1, 1], 5))
        rows = one_by_one(rng.normal(size=5))
        self.direction = rng.normal(size=(4, *IMAGE))
        strong = probe.randomised(DECODER_OF_5, seed=int(seeds[0]), gain=4.0)
        other = probe.randomised(DECODER_OF_5, seed=int(seeds[1]))
        latent = probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": DECODER_OF_5(z),
                "in another batch": [strong(many), strong(many[7::-1])],
                "one by one": other(rows),
                "far out": other(far),
                "nudged": nudged(other, z, [self.direction]),
                "latent": gradient_of_inputs(other(latent), self.direction, latent),
                "a model": probe.is_model(DECODER_OF_5),
            }
        )


decoder = shared(Question, "decoder")


class TestDecoder(DecoderChecks):
    cell = "build_decoder"
    no_noise = "No noise in the decoder."
    softmax, softmax_over = "The pixels of an image sum to 1: no softmax.", (1, 2, 3)
    asks = {
        "test_decoder_gives_probabilities": [
            "pixels-are-probabilities",
            "pixels-dark-and-bright",
            "pixels-not-cut-off",
            "pixel-by-pixel",
            "decoder-point-by-point",
        ],
        "test_decoder_can_learn": ["decoder-learns", "decoder-is-a-model"],
    }

    @check(weight=0, asks=["decoder-images"])
    def test_decoder_makes_images(self, student, decoder):
        """The decoder turns z of shape (batch, latent_dim) into images of shape (batch, 28, 28, 1)."""
        hint = "Two transposed convolutions with strides=2 take 7×7 to 28×28."
        assert_shape(decoder.parts.of(student)["images"], (4, *IMAGE), "The image", hint)

    @check(
        needs=[test_decoder_makes_images],
        asks=["decoder-every-coordinate", "decoder-many-ways", "pixel-by-pixel", "decoder-point-by-point"],
    )
    def test_decoder_uses_every_coordinate(self, student, decoder):
        """Every coordinate of z changes the image, and the same z always gives the same image."""
        decoder.assert_uses_each(student, "z")
        far = decoder.parts.array(student, "far out", (7, *IMAGE))
        assert_each_counts(far, [f"{name}, when it is far from 0," for name in decoder.names])
