"""The checks of the three ways to steer the generator."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, Wrong, agree, as_numpy, cell, diagnosis, lab, shared
from autograder.checks.families.adversarial.players import small_generator
from autograder.checks.families.small_networks import PHASE, network, tanh

from .labels import CLASSES
from .step import DATA, LATENT

check = cell("steering")


class SteeringQuestion:
    """The three functions on a small generator, whose answers depend on the mode it is called in."""

    def __init__(self, rng):
        self.n = int(rng.choice([4, 6, 7]))  # of images in a walk
        # phase has no statistics: a call in training mode leaves no trace for the other functions
        phase = small_generator(LATENT, DATA, tanh(7), PHASE, classes=CLASSES)
        self.generator = network(phase, rng)
        self.z = rng.normal(size=(4, LATENT)).astype("float32")
        self.first, self.second = map(int, rng.permutation(CLASSES)[:2])
        z = as_numpy(self.z)
        z0, z1 = (as_numpy(each) for each in self.z[:2])
        self.parts = Together(
            {
                "grid": lab.class_grid(self.generator, z, classes=CLASSES),
                "in z": lab.walk_in_z(self.generator, z0, z1, self.first, self.n, classes=CLASSES),
                "between": lab.walk_between_classes(
                    self.generator, z0, self.first, self.second, self.n, classes=CLASSES
                ),
            }
        )

    def made(self, reference, known, training=False):
        """What the generator makes of pairs (z, label vectors), by sentence."""
        return {
            sentence: [reference.ask(self.generator([np.asarray(z, "float32"), c], training=training))]
            for sentence, (z, c) in known.items()
        }

    def judge(self, student, reference, name, what, right, known, hint):
        """Compare an answer; right: the pair (z, label vectors) that it is made of; known: those of mistakes."""
        value = self.parts.array(student, name, (len(right[0]), *DATA), what, hint)
        expected = self.parts.of(reference)[name]
        if agree(value, expected):
            return
        mode = "The generator is called in training mode; say training=False."
        wrongs = self.made(reference, known) | self.made(reference, {mode: right}, training=True)
        raise Wrong(diagnosis(value, wrongs, f"{what} does not hold the images it should."), hint)


steering = shared(SteeringQuestion, "steering")


@check(weight=2, asks=["every-pair", "grid-order", "steering-outside-training"])
def test_grid_has_a_class_per_column(student, reference, steering):
    """`class_grid` has one z per row and one class per column, row by row."""
    n = len(steering.z)
    z, c = np.repeat(steering.z, CLASSES, axis=0), np.tile(np.eye(CLASSES), (n, 1))
    known = {
        "Rows and columns are swapped: the images of one z with all classes come first.": (
            np.tile(steering.z, (CLASSES, 1)),
            np.repeat(np.eye(CLASSES), n, axis=0),
        ),
        "Each class is repeated, but so is each z: not all pairs occur.": (
            z,
            np.repeat(np.eye(CLASSES), n, axis=0),
        ),
        "z changes with the column; within a row it should be the same.": (
            np.tile(steering.z, (CLASSES, 1)),
            c,
        ),
        "The order of the classes is wrong: column k is class k.": (z, c[:, ::-1]),
        "All images have the same z.": (np.tile(steering.z[0], (n * CLASSES, 1)), c),
    }
    hint = "np.repeat(z, classes, axis=0) with the rows of np.eye(classes), tiled."
    steering.judge(student, reference, "grid", "class_grid", (z, c), known, hint)


def on_line(start, end, t):
    t = np.asarray(t)[:, None]
    return (1 - t) * start + t * end


@check(weight=1.5, asks=["line-in-z", "class-stays", "n-steps", "steering-outside-training"])
def test_walk_in_z_keeps_the_class(student, reference, steering):
    """`walk_in_z` goes in equal steps from z0 to z1, and the class stays what it is."""
    z0, z1, *_ = steering.z
    n = steering.n
    t, c = np.linspace(0, 1, n), np.tile(np.eye(CLASSES)[steering.first], (n, 1))
    right = on_line(z0, z1, t)
    known = {
        "It goes the wrong way, from z1 to z0.": (right[::-1], c),
        "It stops before z1; both ends belong to it.": (on_line(z0, z1, np.arange(n) / n), c),
        "The label is not that which was asked for.": (right, np.roll(c, 1, axis=1)),
        "The label has no effect: its vector is zero.": (right, 0 * c),
        "z does not change.": (np.tile(z0, (n, 1)), c),
    }
    hint = "(1 - t) * z0 + t * z1, t from 0 to 1 in n steps; n times the one-hot vector of the label."
    steering.judge(student, reference, "in z", "walk_in_z", (right, c), known, hint)


@check(weight=1.5, asks=["line-between-classes", "z-stays", "n-steps", "steering-outside-training"])
def test_walk_between_classes_keeps_z(student, reference, steering):
    """`walk_between_classes` mixes the label vectors of two classes in equal steps, and z stays what it is."""
    n = steering.n
    t, eye, z = np.linspace(0, 1, n), np.eye(CLASSES), np.tile(steering.z[0], (n, 1))
    first, second = eye[steering.first], eye[steering.second]
    right = on_line(first, second, t)
    between = np.rint((1 - t) * steering.first + t * steering.second).astype(int)
    known = {
        "It goes the wrong way, from the second class to the first.": (z, right[::-1]),
        "It stops before the second class; both ends belong to it.": (
            z,
            on_line(first, second, np.arange(n) / n),
        ),
        "The label vectors are rounded to one class; asked for are mixtures.": (z, np.rint(right)),
        "It walks over the numbers of the classes; walk between their label vectors.": (z, eye[between]),
        "The two shares do not sum to 1.": (z, first + t[:, None] * second),
        "z changes, too.": (on_line(steering.z[0], 0 * steering.z[0], t), right),
    }
    hint = (
        "(1 - t) times the one-hot vector of the first class, t times that of the second; n times the same z."
    )
    steering.judge(student, reference, "between", "walk_between_classes", (z, right), known, hint)
