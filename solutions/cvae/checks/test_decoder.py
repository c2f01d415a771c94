"""The checks of the decoder."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, assert_shape, check, hinting, lab, nudged, probe, shared
from autograder.checks.families.decoder import DecoderChecks, DecoderQuestion, one_by_one
from autograder.checks.networks import gradient_of_inputs, in_pairs

from .networks import MANY, OTHER_SIZE, SIZE

# The student's own decoders, built once: checks set their weights as they need them.
DECODER = probe.kept(lab.build_conditional_decoder(SIZE, 5, 4))
OTHER_DECODER = probe.kept(lab.build_conditional_decoder(OTHER_SIZE, 3, 7))
ROWS = 7  # of a batch


class Question(DecoderQuestion):
    size = SIZE
    names = (
        *(f"Coordinate {k} of z" for k in range(5)),
        *(f"Place {k} of the one-hot label" for k in range(4)),
    )

    def __init__(self, rng):
        # not as many rows as an image has rows or channels: Keras 3.15 then takes (n, 1, 1, 1) in a sum for a bias
        z, many = rng.normal(size=(4, 9)), 3 * rng.normal(size=(ROWS, 9))
        rows = one_by_one(rng.normal(size=9))
        self.direction = rng.normal(size=(4, *SIZE))
        other, *strong = map(int, rng.integers(2**31, size=1 + MANY))
        strong = [probe.randomised(DECODER, seed=seed, gain=4.0) for seed in strong]
        other, latent = probe.randomised(DECODER, seed=other), probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": DECODER(z),
                "other size": OTHER_DECODER(rng.normal(size=(2, 10))),
                "strong": [network(many) for network in strong],
                "in another batch": strong[-1](many[4::-1]),
                "one by one": other(rows),
                "nudged": nudged(other, z, [self.direction]),
                "latent": gradient_of_inputs(other(latent), self.direction, latent),
                "a model": probe.is_model(DECODER),
            }
        )

    def in_two_batches(self, student):
        strong, again = (self.parts.of(student)[name] for name in ("strong", "in another batch"))
        for image in strong:
            assert_shape(image, (ROWS, *SIZE), "The image")
        return np.concatenate(strong), again, strong[-1][4::-1]


decoder = shared(Question, "decoder")


class TestDecoder(DecoderChecks):
    cell = "conditional_decoder"
    inputs = "z and label"
    no_noise = "No noise here."
    softmax, softmax_over = "The channels of each pixel sum to 1: no softmax.", (3,)
    asks = {
        "test_decoder_gives_probabilities": [
            "values-are-probabilities",
            "values-dark-and-bright",
            "values-not-cut-off",
            "value-by-value",
            "decoder-row-by-row",
        ],
        "test_decoder_can_learn": ["decoder-learns", "decoder-is-a-model"],
    }

    @check(weight=0, asks=["decoder-images", "decoder-of-any-size"])
    def test_decoder_makes_images(self, student, decoder):
        """The decoder turns (batch, latent_dim + num_classes) numbers into images, of any size."""
        hint = (
            "Its input is (latent_dim + num_classes,). Begin with (height // 4, width // 4, ...), double twice, and end "
            "with as many channels as image_shape says: no label planes."
        )
        with hinting(hint):
            for name, n, size in (("images", 4, SIZE), ("other size", 2, OTHER_SIZE)):
                what = f"The image for image_shape {size}"
                assert_shape(decoder.parts.of(student)[name], (n, *size), what, hint)

    @check(
        weight=1.5,
        needs=[test_decoder_makes_images],
        asks=["decoder-every-number", "decoder-many-ways", "value-by-value", "decoder-row-by-row"],
    )
    def test_decoder_uses_latent_and_label(self, student, decoder):
        """Every coordinate of z and every place of the label changes the image, and the same input gives the same image."""
        decoder.assert_uses_each(student, "input")
