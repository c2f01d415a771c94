"""The checks of the class ConditionalVAE: generating and reconstructing."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    Wrong,
    agree,
    as_numpy,
    assert_shape,
    cell,
    diagnosis,
    hinting,
    require,
    shared,
)
from autograder.checks.families.prior import MANY, assert_prior
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
        self.asked, self.kind = labels_of(rng, 9), int(rng.integers(1, CLASSES))
        self.noise = [rng.normal(size=(BATCH, LATENT))] * 2
        self.together = {
            name: Together(self.parts(cls), noise=self.noise) for name, cls in CLASSES_OF.items()
        }

    def parts(self, cls):
        cvae = self.model(cls)
        return {
            "generated": cvae.generate(as_numpy(self.asked)),
            "of a tensor": cvae.generate(self.asked),
            "of a list": cvae.generate([int(k) for k in self.asked]),
            "of one label": cvae.generate(as_numpy(self.asked[:1])),
            "reconstructed": cvae.reconstruct(self.x, self.labels),
            "others": cvae.reconstruct(self.x[::-1].copy(), np.roll(self.labels, 1)),
            "one": cvae.reconstruct(self.x[:1], self.labels[:1]),
            "many": cvae.generate(as_numpy(np.full(MANY, self.kind))),
            "many more": cvae.generate(as_numpy(np.full(MANY, self.kind))),
        }

    def model(self, cls):
        return cls(self.encoder, self.decoder, LATENT, CLASSES)

    def decoded(self, reference, variant, z, labels):
        """What the decoder makes of z and labels."""
        joined = self.model(CLASSES_OF[variant]).make_conditional_latent(z, labels)
        return reference.ask(self.decoder(joined), noise=self.noise)

    def of_corners_and_labels(self, reference, variant):
        """What the decoder makes of the ``corners`` of z with label 0, and of z = 0 with each label."""
        return (
            self.decoded(reference, variant, corners(LATENT), np.zeros(1 + LATENT, int)),
            self.decoded(reference, variant, np.zeros((CLASSES, LATENT)), np.arange(CLASSES)),
        )

    def compare(self, student, reference, part, explain, hint):
        """Compare a part of the answers."""
        right = {name: [each.of(reference)[part]] for name, each in self.together.items()}
        assert_right_in_one(
            right, lambda name: self.together[name].of(student)[part], explain, hint,
            otherwise="It does not return the right images.",
        )  # fmt: skip


cvae = shared(ModelQuestion, "cvae")


GENERATE_HINT = (
    "z of shape (number of labels, self.latent_dim) from keras.random.normal or tf.random.normal, joined with the labels "
    "by make_conditional_latent, then self.decoder."
)


def decoded_z(student, reference, cvae, part, labels, hint=GENERATE_HINT):
    """The z (n, LATENT) that ``generate`` has decoded with these labels, in a part of its answers; raises Wrong else.

    However they were drawn: they are read back from the images, which an affine decoder has made.
    """
    made = {variant: cvae.of_corners_and_labels(reference, variant) for variant in cvae.together}
    answers, errors = {}, []
    for variant, together in cvae.together.items():
        try:
            with hinting(hint):
                answers[variant] = together.of(student)[part]
        except Wrong as wrong:
            errors.append(wrong)
    if not answers:
        raise errors[-1]
    failures = []
    for variant, answer in answers.items():
        try:
            return z_of(answer, labels, *made[variant], hint)
        except Wrong as wrong:
            failures.append(wrong)
    raise failures[0]


def z_of(made, labels, of_corners, of_labels, hint):
    """The z that were decoded with these labels; raises Wrong where there are none. made: the images."""
    assert_shape(made, (len(labels), *IMAGE), f"generate of {len(labels)} labels", hint)

    def with_labels(labels):
        wrong = "The images are not made by self.decoder of z and the labels asked for."
        return assert_made_by(of_corners, made - of_labels[labels] + of_labels[0], wrong, hint)

    try:
        return with_labels(labels)
    except Wrong as unknown:
        for sentence, others in {
            "The labels have no effect: all images are of class 0.": 0 * labels,
            "All images are of the first label's class.": 0 * labels + labels[0],
            "The labels come in another order than they were given.": labels[::-1],
        }.items():
            try:
                with_labels(others)
            except Wrong:
                continue
            raise Wrong(sentence, hint) from None
        raise unknown


@check(
    weight=1.5,
    needs=[test_cvae_can_be_made],
    asks=["generate-image-per-label", "generate-outside-of-training"],
)
def test_generate_decodes_the_prior_with_the_labels(student, reference, cvae):
    """`generate(labels)` decodes a z with each label, in their order."""
    decoded_z(student, reference, cvae, "generated", cvae.asked)
    decoded_z(student, reference, cvae, "of one label", cvae.asked[:1])


@check(weight=0.5, needs=[test_generate_decodes_the_prior_with_the_labels], asks=["generate-of-any-labels"])
def test_generate_takes_lists_and_tensors(student, reference, cvae):
    """`generate` takes labels as a list and as a tensor too."""
    hint = "len(labels) is the number of labels of all three kinds; ops.convert_to_tensor makes a tensor of each."
    for part in ("of a tensor", "of a list"):
        decoded_z(student, reference, cvae, part, cvae.asked, hint)


@check(
    needs=[test_generate_decodes_the_prior_with_the_labels],
    asks=["generate-draws-the-prior", "generate-afresh"],
)
def test_generate_draws_afresh(student, reference, cvae):
    """`generate` draws a z from the prior N(0, I) for each image, other ones at every call."""
    labels = np.full(MANY, cvae.kind)
    first, second = (decoded_z(student, reference, cvae, part, labels) for part in ("many", "many more"))
    for z in (first, second):
        assert_prior(z, GENERATE_HINT)
    require(not agree(first, second), "Two calls give the same images.", "Draw without a fixed seed.")


@check(
    weight=1.5,
    needs=[test_cvae_can_be_made],
    asks=["reconstruct-decodes-the-mean", "reconstruct-with-labels", "reconstruct-outside-of-training"],
)
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
