"""The checks of change_label."""

from __future__ import annotations

from autograder.checks import agree, as_numpy, cell, diagnosis, lab, probe
from autograder.checks.families.small_networks import PHASE, built

from .networks import BATCH, CLASSES, LATENT, LINEAR_DECODER, encoder_of, images, labels_of
from .variants import compare_models, models_of

check = cell("change_label")


@check(
    weight=2,
    asks=[
        "encoded-with-the-old",
        "decoded-with-the-new",
        "change-decodes-the-mean",
        "labels-stay",
        "change-outside-of-training",
        "changed-images",
    ],
)
def test_change_label_encodes_with_the_old_and_decodes_with_the_new(student, reference, rng):
    """`change_label` encodes images with their labels, and decodes z_mean with the new ones."""
    encoder, decoder = built(rng, encoder_of(PHASE), LINEAR_DECODER)
    models, x, noise = models_of(encoder, decoder), images(rng, BATCH), rng.normal(size=(BATCH, LATENT))
    old = labels_of(rng, BATCH)
    new = (old + rng.integers(1, CLASSES, size=BATCH)) % CLASSES
    new[-1] = old[-1]  # decoded all the same
    hint = "z_mean, the first output of model.encoder(images with labels), joined with new_labels, model.decoder."

    def explain(value, model):
        def made(encoded, decoded, which=0):
            z = encoder(model.make_conditional_input(x, encoded))[which]
            return [reference.ask(decoder(model.make_conditional_latent(z, decoded)), noise=[noise])]

        known = {
            "Both networks get the old labels: nothing is changed.": made(old, old),
            "Both networks get the new labels; the image must be encoded with its own.": made(new, new),
            "Old and new labels are swapped.": made(new, old),
            "It decodes the sampled z, with its noise; it should decode z_mean.": made(old, new, 2),
            "It decodes z_log_var; it should decode z_mean.": made(old, new, 1),
        }
        images, first, *labels = value
        if not agree(labels, [old, new]):
            return "It changes the labels that it is given, which are the caller's."
        otherwise = (
            "It does not decode z_mean of the images and labels with the new labels."
            if agree(images[:1], first)
            else "One image alone is changed otherwise than one of several."
        )
        return diagnosis(images, known, otherwise)

    def ask(model):
        given = [probe.value(as_numpy(labels)) for labels in (old, new)]
        one = [as_numpy(labels[:1]) for labels in (old, new)]
        return [lab.change_label(model, x, *given), lab.change_label(model, x[:1], *one), *given]

    compare_models(student, reference, models, ask, explain, hint, noise=[noise])
