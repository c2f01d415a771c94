"""The checks of the discriminator as a classifier."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, agree, as_numpy, assert_close, cell, lab, probe, shared
from autograder.checks.families.adversarial.losses import answer_or_none, sigmoid, softmax
from autograder.checks.families.small_networks import network

from .labels import CLASSES, labels_of
from .step import DATA, MODAL_DISCRIMINATOR

check = cell("classifier")


class ClassifierQuestion:
    """Both functions on a small discriminator, whose answers depend on the mode it is called in."""

    def __init__(self, rng):
        self.network, self.x = network(MODAL_DISCRIMINATOR, rng), 2 * rng.normal(size=(8, *DATA))
        self.labels = labels_of(rng, 8)
        self.parts = Together(
            {
                "probabilities": lab.class_probabilities(self.network, self.x),
                "of an array": lab.accuracy(self.network, self.x, as_numpy(self.labels)),
                "of a tensor": lab.accuracy(self.network, self.x, self.labels),
            }
        )


classifier = shared(ClassifierQuestion, "classifier")


@check(weight=0, asks=["probability-per-class"])
def test_probabilities_have_a_column_per_class(student, classifier):
    """`class_probabilities` gives one number for each image and class."""
    hint = "The discriminator returns two things; the class logits are the second."
    classifier.parts.array(student, "probabilities", (8, CLASSES), "class_probabilities", hint)


@check(
    weight=2,
    needs=[test_probabilities_have_a_column_per_class],
    asks=["softmax-of-classes", "decides-outside-training"],
)
def test_probabilities_are_a_softmax(student, reference, classifier):
    """They are the softmax of the class logits, outside of training."""
    value = classifier.parts.of(student)["probabilities"]
    logits = {mode: reference.ask(classifier.network(classifier.x, training=mode)) for mode in (False, True)}
    (validity, c), (_, in_training) = logits[False], logits[True]
    right = softmax(c)
    known = {
        "These are the class logits; asked for are probabilities.": [c],
        "The discriminator is called in training mode: no dropout in a decision.": [softmax(in_training)],
        "Each class has a sigmoid of its own: the probabilities of an image must sum to 1.": [sigmoid(c)],
        "The softmax runs over the batch; each image has probabilities of its own.": [softmax(c.T).T],
        "The softmax is applied twice.": [softmax(right)],
        "These are logarithms of probabilities.": [np.log(right)],
        "The validity has nothing to do with the class: leave it out.": [
            right * sigmoid(validity),
            softmax(c + validity * np.eye(CLASSES)[0]),
        ],
    }
    hint = "ops.softmax(class_logits, axis=-1), of discriminator(images, training=False)."
    right = classifier.parts.of(reference)["probabilities"]
    assert_close(value, right, known=known, wrong="They are not the softmax of the class logits.", hint=hint)


@check(weight=0, asks=["accuracy-number"])
def test_accuracy_is_a_number(student, classifier):
    """`accuracy` gives one number, for labels in an array or a tensor."""
    hint = "The share of images is one number."
    raised = "np.mean(predicted == labels), with np.asarray where one of them is a tensor."
    for labels in ("of an array", "of a tensor"):
        classifier.parts.array(student, labels, (), "accuracy", hint, raised=raised)


@check(weight=1.5, needs=[test_accuracy_is_a_number], asks=["accuracy-share", "decides-outside-training"])
def test_accuracy_is_the_share_of_right_answers(student, reference, rng):
    """`accuracy` is the share of images whose most probable class is their label."""
    # more than fill a batch of any usual size
    discriminator, n = network(MODAL_DISCRIMINATOR, rng), 270
    x = 2 * rng.normal(size=(n, *DATA))
    validity, c = reference.ask(discriminator(x))
    best, worst = c.argmax(axis=1), c.argmin(axis=1)
    # three sets of labels, of which more or fewer are right: no one number answers all
    every = [
        (best + rng.integers(1, CLASSES, n) * (rng.random(n) < share)) % CLASSES for share in (0.3, 0.5, 0.7)
    ]
    question = [lab.accuracy(discriminator, x, as_numpy(labels)) for labels in every]
    # Whoever takes the probabilities from class_probabilities is not judged by that.
    given = softmax(rng.normal(size=(n, CLASSES)))
    stand_in = {"class_probabilities": probe.told([discriminator, x], as_numpy(given))}
    value = student.ask(question)
    if agree(answer_or_none(student, question, stand_in), shares(given.argmax(axis=1), every)):
        return
    right, (_, trained) = np.array(shares(best, every)), reference.ask(discriminator(x, training=True))
    known = {
        "It is the share of wrong answers.": [1 - right],
        "It is in percent; asked for is a share, from 0 to 1.": [100 * right],
        "It is the number of right answers; asked for is their share.": [n * right],
        "It takes the least probable class.": [shares(worst, every)],
        "The discriminator is called in training mode: no dropout in a decision.": [
            shares(trained.argmax(axis=1), every)
        ],
        "It takes the validity for the class.": [shares(validity[:, 0] > 0, every), shares(0 * best, every)],
        "It is the mean probability of the labels; asked for is how often the most probable class is right.": [
            [softmax(c)[np.arange(n), labels].mean() for labels in every]
        ],
        "It compares every prediction with every label.": [shares(best[:, None], every)],
    }
    otherwise = "It is not the share of images whose most probable class is their label."
    known = {text: [list(r) for r in results] for text, results in known.items()}
    hint = "The most probable class of each image by argmax over the classes, then the mean of predicted == labels."
    assert_close(value, reference.ask(question), known=known, wrong=otherwise, hint=hint)


def shares(predicted, every):
    """How often a prediction is right, for each of several sets of labels."""
    return [np.mean(predicted == labels) for labels in every]
