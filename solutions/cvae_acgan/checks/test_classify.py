"""The checks of classify and accuracy."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, as_numpy, assert_close, cell, lab, probe, shared
from autograder.checks.families.small_networks import network

from .networks import DATA, NORM, images, small

check = cell("classify")


class ReaderQuestion:
    def __init__(self, rng):
        # of more classes than there are digits: it says itself how many
        self.discriminator = network(small(NORM, classes=13)["discriminator"], rng)
        self.x = images(rng, 60, DATA)
        self.labels, self.predicted = rng.integers(0, 5, size=(2, 40))
        self.labels[:11] = self.predicted[:11]
        share = lab.accuracy(as_numpy(self.predicted), as_numpy(self.labels))
        self.parts = Together(
            {
                "digits": probe.array(lab.classify(self.discriminator, self.x)),
                "digit": probe.array(lab.classify(self.discriminator, self.x[:1])),
                "share": share,
            }
        )


reader = shared(ReaderQuestion, "reader")


@check(weight=0, asks=["a-digit-per-image"])
def test_classify_gives_a_number_per_image(student, reader):
    """`classify` gives one whole number for each image."""
    hint = "The discriminator gives (validity, class logits); np.argmax(..., axis=1) of the second."
    reader.parts.array(student, "digits", (60,), "classify(discriminator, images)", hint)
    reader.parts.array(student, "digit", (1,), "classify(discriminator, one image in a batch)", hint)


@check(
    weight=2,
    needs=[test_classify_gives_a_number_per_image],
    asks=["largest-class-logit", "reads-outside-training"],
)
def test_classify_takes_the_largest_class_logit(student, reference, reader):
    """It is the class with the largest logit, outside of training."""
    value = reader.parts.of(student)["digits"]
    logits, trained = (reference.ask(reader.discriminator(reader.x, training=t)[1]) for t in (False, True))
    known = {
        "It is the class with the smallest logit.": [logits.argmin(axis=1)],
        "The discriminator is called in training mode.": [trained.argmax(axis=1)],
        "Classes are counted from 0.": [logits.argmax(axis=1) + 1],
        "It is the largest logit itself; asked for is its class.": [logits.max(axis=1)],
        "It is always 0: is it the validity that is looked at?": [np.zeros(60)],
    }
    hint = "_, class_logits = discriminator(images, training=False), then the argmax over the classes."
    right, wrong = reader.parts.of(reference)["digits"], "It is not the class with the largest logit."
    assert_close(value, right, known=known, wrong=wrong, hint=hint, rtol=1e-6)


@check(asks=["accuracy-share"])
def test_accuracy_is_a_share(student, reference, reader):
    """`accuracy` is the share of predictions that are right."""
    hint = "The mean of predicted == labels, as numpy arrays."
    value = reader.parts.array(student, "share", (), "accuracy(predicted, labels)", hint, raised="")
    right = float(np.mean(reader.predicted == reader.labels))
    known = {
        "It is a percentage; asked for is a share, in [0, 1].": [100 * right],
        "It is the share of mistakes.": [1 - right],
        "It is a number of images; asked for is their share.": [40 * right, 40 * (1 - right)],
    }
    expected = reader.parts.of(reference)["share"]
    assert_close(value, expected, known=known, wrong="It is not the share of right predictions.", hint=hint)
