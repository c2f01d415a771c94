"""The check of a training by fit."""

from __future__ import annotations

from autograder.checks import assert_drawn_anew, assert_shape, cell, lab, require
from autograder.checks.families.adversarial.training import Training
from autograder.checks.families.small_networks import built

from .networks import BATCH, CLASSES, DATA, LATENT, MOVES, PARTS, SMALL, images
from .test_moves import test_discriminator_move_reports_its_losses, test_other_move_reports_its_losses

check = cell("model")


@check(
    needs=[test_discriminator_move_reports_its_losses, test_other_move_reports_its_losses],
    asks=["step-in-fit", "fresh-noise"],
)
def test_fit_trains_on_fresh_noise(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, moves all parts, and draws new noise in every step."""
    networks = dict(zip(PARTS, built(rng, *SMALL.values()), strict=True))
    model = lab.ConditionalVAEGAN(*networks.values(), LATENT, classes=CLASSES)
    training = Training(model, networks, images(rng, BATCH, DATA), [0, 1, 2, 3, 1, 2])
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list of numbers in it, draw "
        "noise with keras.random or tf.random, and keep train_step as it was given."
    )
    logs = training.logs(student, reference, hint)
    for key in MOVES:
        for each in logs:
            require(isinstance(each, dict) and key in each, f"train_step reports no {key}.", hint)
            assert_shape(each[key], (), f"Its {key}")
    # the others depend on no noise
    assert_drawn_anew(logs, [key for key in MOVES if key not in ("kl", "real_class")], hint)
