"""The checks of the class ConditionalVAE: generating and reconstructing."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, agree, as_numpy, assert_shape, cell, diagnosis, require, shared
from autograder.checks.families.small_networks import PHASE, built
from autograder.checks.networks import assert_made_by, corners

from .networks import BATCH, CLASSES, CLASSES_OF, IMAGE, LATENT, LINEAR_DECODER, encoder_of, images, labels_of
from .test_joins import test_cvae_can_be_made
from .variants import assert_right_in_one

check = cell("conditional_vae")


class ModelQuestion:
    """Models of the student's class on small networks, asked all that changes nothing in them."""

    def __init__(self, rng):
        self.encoder, self.decoder = built(rng, encoder_of(PHASE), LINEAR_DECODER)
        self.x, self.labels = images(rng, BATCH), labels_of(rng, BATCH)
        self.asked, self.z = labels_of(rng, 9), rng.normal(size=(9, LATENT)).astype("float32")
        self.kind = int(rng.integers(1, CLASSES))
        encoded = rng.normal(size=(BATCH, LATENT))
        self.noise = [self.z] * 4 + [encoded] * 2
        self.together = {
            name: Together(self.parts(cls), noise=self.noise) for name, cls in CLASSES_OF.items()
        }

    def parts(self, cls):
        cvae = self.model(cls)
        return {
            "generated": cvae.generate(as_numpy(self.asked)),
            "of a tensor": cvae.generate(self.asked),
            "of a list": cvae.generate([int(k) for k in self.asked]),
            "reconstructed": cvae.reconstruct(self.x, self.labels),
            "others": cvae.reconstruct(self.x[::-1].copy(), np.roll(self.labels, 1)),
            "one": cvae.reconstruct(self.x[:1], self.labels[:1]),
            "many": [cvae.generate(as_numpy(np.full(600, self.kind))) for _ in range(2)],
        }

    def model(self, cls):
        return cls(self.encoder, self.decoder, LATENT, CLASSES)

    def decoded(self, reference, variant, z, labels):
        """What the decoder makes of z and labels."""
        joined = self.model(CLASSES_OF[variant]).make_conditional_latent(z, labels)
        return reference.ask(self.decoder(joined), noise=self.noise)

    def compare(self, student, reference, part, explain, hint, also=lambda variant: ()):
        """Compare a part of the answers; ``also`` gives further right answers of a variant."""
        right = {name: [each.of(reference)[part], *also(name)] for name, each in self.together.items()}
        assert_right_in_one(
            right, lambda name: self.together[name].of(student)[part], explain, hint,
            otherwise="It does not return the right images.",
        )  # fmt: skip


cvae = shared(ModelQuestion, "cvae")


GENERATE_HINT = (
    "z of shape (number of labels, self.latent_dim) from keras.random.normal or tf.random.normal, joined with the labels "
    "by make_conditional_latent, then self.decoder."
)


@check(weight=2, needs=[test_cvae_can_be_made])
def test_generate_decodes_the_prior_with_the_labels(student, reference, cvae):
    """`generate(labels)` decodes a draw from the prior N(0, I) with each label."""
    z, labels = cvae.z, cvae.asked

    def explain(value, variant):
        known = {
            "The labels have no effect: all images are of class 0.": (z, 0 * labels),
            "All images are of the first label's class.": (z, 0 * labels + labels[0]),
            "The labels come in another order than they were given.": (z, labels[::-1].copy()),
            "It decodes one and the same z for all labels.": (np.tile(z[:1], (9, 1)), labels),
            "z is always 0: it is not drawn.": (0 * z, labels),
        }
        made = {s: [cvae.decoded(reference, variant, *inputs)] for s, inputs in known.items()}
        return diagnosis(
            value, made, "The images are not decoded from draws of N(0, I) with the labels asked for."
        )

    cvae.compare(
        student, reference, "generated", explain, GENERATE_HINT,
        also=lambda variant: [cvae.decoded(reference, variant, -z, labels)],
    )  # fmt: skip


@check(weight=0.5, needs=[test_generate_decodes_the_prior_with_the_labels])
def test_generate_takes_lists_and_tensors(student, reference, cvae):
    """`generate` takes labels as a list and as a tensor too."""
    hint = "len(labels) is the number of labels of all three kinds; ops.convert_to_tensor makes a tensor of each."
    for part in ("of a tensor", "of a list"):
        cvae.compare(
            student, reference, part, lambda value, variant: "With them it gives other images.", hint,
            also=lambda variant: [cvae.decoded(reference, variant, -cvae.z, cvae.asked)],
        )  # fmt: skip


@check(weight=0.5, needs=[test_cvae_can_be_made])
def test_generate_draws_afresh(student, reference, cvae):
    """`generate` draws a standard normal z for each image, other ones at every call."""
    made = cvae.together["known"].of(student)["many"]
    of_corners = reference.ask(cvae.decoder(corners(LATENT, LATENT + CLASSES)))
    for each in made:
        assert_shape(each, (600, *IMAGE), "generate of 600 labels")
        require(np.ptp(each, axis=0).max() > 1e-5, "All images of one label are the same.", GENERATE_HINT)
        wrong = "The images are not made by self.decoder from z."
        z = assert_made_by(of_corners, each, wrong, GENERATE_HINT, origin=each.mean(axis=0))
        spread = z.std(axis=0)
        normal = np.abs(spread - 1).max() < 0.2 and abs(((z / spread) ** 4).mean() - 3) < 0.8
        require(normal, "Over many draws z is not standard normal.", GENERATE_HINT)
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")


@check(weight=1.5, needs=[test_cvae_can_be_made])
def test_reconstruct_decodes_the_mean_with_the_label(student, reference, cvae):
    """`reconstruct` encodes images with their labels, and decodes z_mean with the same labels."""
    x, labels = cvae.x, cvae.labels

    def explain(value, variant):
        model = cvae.model(CLASSES_OF[variant])

        def way(which=0, encoded=labels, decoded=labels):
            outputs = cvae.encoder(model.make_conditional_input(x, encoded))
            image = cvae.decoder(model.make_conditional_latent(outputs[which], decoded))
            return [reference.ask(image, noise=cvae.noise)]

        known = {
            "It decodes the sampled z, with its noise; it should decode z_mean.": way(which=2),
            "It decodes with label 0, whatever the label is.": way(decoded=0 * labels),
            "It encodes with label 0, whatever the label is.": way(encoded=0 * labels),
            "It uses label 0 in both networks, whatever the label is.": way(0, 0 * labels, 0 * labels),
            "It decodes with the labels of other images.": way(decoded=labels[::-1].copy()),
        }
        return diagnosis(value, known, "It does not decode z_mean of the conditional input, with the labels.")

    hint = "self.encoder(self.make_conditional_input(...)), its first output, joined with the labels, self.decoder."
    cvae.compare(student, reference, "reconstructed", explain, hint)
    later = "A second call does not reconstruct the images that it is given."
    cvae.compare(student, reference, "others", lambda value, variant: later, hint)
    alone = "A batch of one image is not reconstructed as it should be."
    cvae.compare(student, reference, "one", lambda value, variant: alone, hint)
