"""The checks of class_grid."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, cell, diagnosis, lab
from autograder.checks.families.small_networks import built

from .networks import CLASSES, LATENT, LINEAR_DECODER, encoder_of
from .variants import compare_models, models_of

check = cell("class_grid")


@check(
    weight=2,
    asks=["grid-order", "grid-of-all-classes", "grid-keeps-z", "grid-outside-of-training"],
)
def test_class_grid_has_a_class_per_column(student, reference, rng):
    """`class_grid` decodes each z with every label, row by row."""
    models = models_of(*built(rng, encoder_of(), LINEAR_DECODER))
    z, classes = rng.normal(size=(4, LATENT)).astype("float32"), np.arange(CLASSES)
    hint = (
        "z[0] with labels 0, 1, ..., K - 1, then z[1] with labels 0, 1, ...: repeat each z, tile the labels."
    )

    def explain(value, model):
        def made(rows, labels):
            return [reference.ask(model.decoder(model.make_conditional_latent(z[rows], labels)))]

        rows = np.arange(4)
        known = {
            "Rows and columns are swapped: image r * K + k should be z[r] as a k.": made(
                np.tile(rows, CLASSES), np.repeat(classes, 4)
            ),
            "Labels run along the rows, but z does too: a row should keep its z.": made(
                np.tile(rows, CLASSES), np.tile(classes, 4)
            ),
            "z keeps along the rows, but the label does too: it should run from 0 to K - 1.": made(
                np.repeat(rows, CLASSES), np.repeat(classes, 4)
            ),
            "The labels run backwards.": made(np.repeat(rows, CLASSES), np.tile(classes[::-1], 4)),
            "All images have label 0.": made(np.repeat(rows, CLASSES), np.tile(0 * classes, 4)),
            "All rows have the same z.": made(np.repeat(0 * rows, CLASSES), np.tile(classes, 4)),
        }
        return diagnosis(value[0], known, "Image r * K + k is not z[r] decoded with label k.")

    def ask(model):
        return [lab.class_grid(model, as_numpy(each)) for each in (z, z[:1] + 1)]

    compare_models(student, reference, models, ask, explain, hint)
