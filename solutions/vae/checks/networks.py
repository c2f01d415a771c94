"""Images, and small networks with known weights, which the student's class is given in place of its own."""

from __future__ import annotations

from autograder.checks.families.small_networks import NORM, built, small_decoder, small_encoder, tanh

LATENT = 3
IMAGE = (28, 28, 1)
ENCODER = small_encoder(LATENT, IMAGE, tanh(6))
DECODER = small_decoder(LATENT, IMAGE, tanh(8))
# Two that have statistics, and put out others in training.
NORMALISED = small_encoder(LATENT, IMAGE, tanh(6), NORM), small_decoder(LATENT, IMAGE, tanh(8), NORM)
# A decoder that is one linear layer: its images tell from which z they were made.
LINEAR_DECODER = small_decoder(LATENT, IMAGE, activation="linear")


def images(rng, n):
    return rng.random((n, *IMAGE)).astype("float32")


def networks(rng):
    """An encoder and a decoder."""
    return built(rng, ENCODER, DECODER)
