"""The checks of the losses of both players."""

from __future__ import annotations

import numpy as np

from autograder.checks import Wrong, agree, assert_close, assert_shape, cell, lab, probe, require
from autograder.checks.families.adversarial.losses import assert_reached, softmax

from .labels import BATCH, CLASS_STAND_IN, CLASSES, squares

check = cell("acgan_losses")

# Stand-ins for losses, so that a mistake in one of them does not also cost those that use it.

PARTS = CLASS_STAND_IN | {
    "discriminator_loss": probe.named_squares(real_logits=0.4, fake_logits=0.9, label_noise=5.0),
    "generator_loss": probe.named_squares(fake_logits=0.7),
    "saturating_generator_loss": probe.named_squares(fake_logits=0.16),
}


FAR = 40.0  # times as large are logits where one term is alone: there a bound on it shows


def labelled_squares(labels, logits):
    """What the stand-in for the class loss gives."""
    factor = 1 + np.asarray(labels, "float64").reshape(BATCH, -1).mean(axis=1, keepdims=True)
    logits = np.reshape(logits, (BATCH, -1))
    return 0.5 * np.mean(factor * (logits**2 + logits))


def plain_squares(logits):
    """What the stand-ins for the losses of the validity give, before they are weighted."""
    return squares(logits) + float(np.mean(logits))


class Logits:
    """What a discriminator answered to real and generated images, with labels that differ; so many times as large."""

    def __init__(self, rng, size=1.0):
        self.rv, self.fv = size * rng.normal(size=(2, BATCH, 1)) * [[[1.0]], [[1.6]]]
        self.rc, self.fc = size * rng.normal(size=(2, BATCH, CLASSES)) * [[[1.0]], [[1.7]]]
        self.rl, self.fl = (rng.permutation(labels) for labels in ([0, 1, 1, 2, 4, 3], [4, 4, 3, 2, 0, 3]))
        self.weight = float(0.3 + 0.3 * rng.random())

    def discriminator_loss(self, *more):
        return lab.acgan_discriminator_loss(self.rv, self.rc, self.rl, self.fv, self.fc, self.fl, *more)

    def generator_loss(self, *more):
        return lab.acgan_generator_loss(self.fv, self.fc, self.fl, *more)


def assert_loss(student, reference, loss, known, otherwise, hint, *, than=None):
    """``loss`` agrees with the reference's, with the stand-ins for its parts; or without, where they are written out.

    known: for diagnosis, by the values that mistakes give with the stand-ins. than: another loss; then it is the
    difference of the two that has to agree.
    """
    losses = [loss] if than is None else [loss, than]
    value, expected = (value_or_difference(who, losses, PARTS) for who in (student, reference))
    for stand_ins in ({}, CLASS_STAND_IN):
        if not agree(value, expected) and agree_without(student, reference, losses, stand_ins):
            return
    assert_close(value, expected, known=known, wrong=otherwise, hint=hint)


def value_or_difference(who, losses, stand_ins):
    """The value of one loss, or by how much the first of two is the larger."""
    values = who.ask(losses, replace=stand_ins)
    for value in values:
        assert_shape(value, (), "The loss")
    return np.asarray(values[0] - sum(values[1:]))


def agree_without(student, reference, losses, stand_ins):
    """Whether student and reference agree with fewer stand-ins; not, where the student's raises."""
    try:
        value = value_or_difference(student, losses, stand_ins)
    except Wrong:
        return False
    return agree(value, value_or_difference(reference, losses, stand_ins))


@check(weight=0, asks=["d-loss-scalar"])
def test_acgan_discriminator_loss_is_a_scalar(student, rng):
    """`acgan_discriminator_loss` gives one number for a batch."""
    value = student.ask(Logits(rng).discriminator_loss(0.5), replace=CLASS_STAND_IN)
    assert_shape(value, (), "acgan_discriminator_loss", "A sum of means is one number.")


@check(needs=[test_acgan_discriminator_loss_is_a_scalar], asks=["d-loss-validity"])
def test_validity_is_in_the_discriminators_loss(student, reference, rng):
    """Where the classes count nothing, the discriminator's loss is that of the validity."""
    otherwise = "With a class_weight of 0 it is not the loss of the validity."
    hint = "discriminator_loss(real_validity, fake_validity), with nothing in front of it."
    assert_loss(student, reference, Logits(rng, FAR).discriminator_loss(0.0), {}, otherwise, hint)


@check(
    needs=[test_acgan_discriminator_loss_is_a_scalar],
    asks=["d-loss-classes", "class-loss-of-fakes", "labels-go-with-their-logits"],
)
def test_classes_are_in_the_discriminators_loss(student, reference, rng):
    """With other classes, of the same validity, its loss changes by the class losses of real and of generated images."""
    one, other = Logits(rng, FAR), Logits(rng, FAR)
    other.rv, other.fv = one.rv, one.fv
    otherwise = (
        "The classes enter otherwise than by the sum of the class losses of real and of generated images."
    )
    hint = "Each kind of image has its own labels, and both class losses count."
    first, second = one.discriminator_loss(1.0), other.discriminator_loss(1.0)
    assert_loss(student, reference, first, {}, otherwise, hint, than=second)


@check(
    weight=0.8,
    needs=[test_acgan_discriminator_loss_is_a_scalar],
    asks=[
        "d-loss-validity",
        "d-loss-classes",
        "class-loss-of-fakes",
        "labels-go-with-their-logits",
        "class-weight-on-classes",
    ],
)
def test_acgan_discriminator_loss_has_its_terms(student, reference, rng):
    """It is the validity loss plus class_weight times the class losses of real and of generated images."""
    o = Logits(rng)
    w, validity = o.weight, 0.4 * plain_squares(o.rv) + 0.9 * plain_squares(o.fv)

    classes = labelled_squares
    real, fake = classes(o.rl, o.rc), classes(o.fl, o.fc)
    known = {
        "The class loss of real images is missing.": [validity + w * fake],
        "The class loss of generated images is missing; here it belongs to the loss of D.": [
            validity + w * real
        ],
        "There is no class loss in it.": [validity],
        "Only the class losses enter; the validity is missing.": [w * (real + fake)],
        "The labels of real images are used for the generated ones, too.": [
            validity + w * (real + classes(o.rl, o.fc))
        ],
        "The labels are swapped: real_labels belong to real_classes, fake_labels to fake_classes.": [
            validity + w * (classes(o.fl, o.rc) + classes(o.rl, o.fc))
        ],
        "class_loss gets validity logits; the classes are in the class logits.": [
            validity + w * (classes(o.rl, o.rv) + classes(o.fl, o.fv)),
            validity + w * (real + classes(o.fl, o.fv)),
            validity + w * (classes(o.rl, o.rv) + fake),
        ],
        "The labels are given to class_loss in the place of the logits: class_loss(labels, logits).": [
            validity + w * (classes(o.rc, o.rl) + classes(o.fc, o.fl))
        ],
        "A softmax is applied before class_loss, which wants logits.": [
            validity + w * (classes(o.rl, softmax(o.rc)) + classes(o.fl, softmax(o.fc)))
        ],
        "class_weight is ignored.": [validity + real + fake],
        "class_weight stands in front of the validity as well.": [w * (validity + real + fake)],
        "class_weight stands in front of only one of the two class losses.": [
            validity + w * real + fake,
            validity + real + w * fake,
        ],
        "class_weight stands in front of the validity; it belongs to the class losses.": [
            w * validity + real + fake
        ],
        "The class losses are subtracted: D would unlearn the classes.": [validity - w * (real + fake)],
        "The class loss of generated images is subtracted; D wants these classes recognised, too.": [
            validity + w * (real - fake)
        ],
        "The two class losses are averaged; they are to be added.": [validity + w * (real + fake) / 2],
        "discriminator_loss gets its arguments swapped: real logits come first.": [
            0.4 * plain_squares(o.fv) + 0.9 * plain_squares(o.rv) + w * (real + fake)
        ],
    }
    hint = (
        "discriminator_loss(real_validity, fake_validity), plus class_weight times the sum of class_loss for real "
        "images with real_labels and class_loss for generated ones with fake_labels."
    )
    otherwise = "It is not the sum of these terms."
    assert_loss(student, reference, o.discriminator_loss(w), known, otherwise, hint)


@check(weight=0, asks=["g-loss-scalar"])
def test_acgan_generator_loss_is_a_scalar(student, rng):
    """`acgan_generator_loss` gives one number for a batch."""
    value = student.ask(Logits(rng).generator_loss(0.5), replace=CLASS_STAND_IN)
    assert_shape(value, (), "acgan_generator_loss", "A sum of means is one number.")


@check(needs=[test_acgan_generator_loss_is_a_scalar], asks=["g-loss-validity"])
def test_validity_is_in_the_generators_loss(student, reference, rng):
    """Where the classes count nothing, the generator's loss is the non-saturating one of the validity."""
    otherwise = "With a class_weight of 0 it is not the non-saturating loss of the validity."
    hint = "generator_loss(fake_validity), with nothing in front of it."
    assert_loss(student, reference, Logits(rng, FAR).generator_loss(0.0), {}, otherwise, hint)


@check(needs=[test_acgan_generator_loss_is_a_scalar], asks=["g-loss-class"])
def test_classes_are_in_the_generators_loss(student, reference, rng):
    """With other classes, of the same validity, its loss changes by the class loss of generated images."""
    one, other = Logits(rng, FAR), Logits(rng, FAR)
    other.fv = one.fv
    otherwise = "The classes enter otherwise than by the class loss of generated images."
    hint = "class_loss(fake_labels, fake_classes), with a plus: the generator wants its class recognised."
    assert_loss(
        student, reference, one.generator_loss(1.0), {}, otherwise, hint, than=other.generator_loss(1.0)
    )


@check(
    weight=0.8,
    needs=[test_acgan_generator_loss_is_a_scalar],
    asks=["g-loss-validity", "g-loss-class", "class-weight-on-classes"],
)
def test_acgan_generator_loss_has_its_terms(student, reference, rng):
    """It is the non-saturating validity loss plus class_weight times the class loss of generated images."""
    o = Logits(rng)
    w, validity, fake = o.weight, 0.7 * plain_squares(o.fv), labelled_squares(o.fl, o.fc)
    known = {
        "There is no class loss in it: the generator would ignore its label.": [validity],
        "The class loss is subtracted: the generator would hide its class.": [validity - w * fake],
        "Only the class loss enters; the validity is missing.": [w * fake],
        "The validity loss is the saturating one.": [0.16 * plain_squares(o.fv) + w * fake],
        "The validity loss is that of the discriminator.": [0.9 * plain_squares(o.fv) + w * fake],
        "The validity loss is subtracted.": [w * fake - validity],
        "class_loss gets validity logits; the classes are in the class logits.": [
            validity + w * labelled_squares(o.fl, o.fv)
        ],
        "The labels are given to class_loss in the place of the logits: class_loss(labels, logits).": [
            validity + w * labelled_squares(o.fc, o.fl)
        ],
        "A softmax is applied before class_loss, which wants logits.": [
            validity + w * labelled_squares(o.fl, softmax(o.fc))
        ],
        "class_weight is ignored.": [validity + fake],
        "class_weight stands in front of the validity as well.": [w * (validity + fake)],
        "class_weight stands in front of the validity; it belongs to the class loss.": [w * validity + fake],
    }
    hint = "generator_loss(fake_validity) + class_weight * class_loss(fake_labels, fake_classes); both are minimised."
    assert_loss(student, reference, o.generator_loss(w), known, "It is not the sum of these terms.", hint)


@check(
    weight=0.5,
    needs=[test_acgan_discriminator_loss_is_a_scalar, test_classes_are_in_the_generators_loss],
    asks=["class-weight-one"],
)
def test_class_weight_is_one_by_default(student, rng):
    """Without a class_weight the classes count as much as the validity."""
    o = Logits(rng)
    hint = "The default of class_weight is 1.0, as given."
    for name, loss in (("discriminator", o.discriminator_loss), ("generator", o.generator_loss)):
        silent, said = student.ask([loss(), loss(1.0)], replace=CLASS_STAND_IN)
        assert_shape(silent, (), f"The {name}'s loss without class_weight", hint)
        require(agree(silent, said), f"In the {name}'s loss class_weight is not 1 by default.", hint)


@check(
    weight=0.3,
    needs=[test_validity_is_in_the_discriminators_loss, test_acgan_generator_loss_is_a_scalar],
    asks=["loss-gradients"],
)
def test_acgan_losses_have_gradients(student, rng):
    """Their gradients reach validity and class logits, of real and of generated images."""
    o = Logits(rng)
    variables = {
        "the validity logits of real images": "rv",
        "the class logits of real images": "rc",
        "the validity logits of generated images": "fv",
        "the class logits of generated images": "fc",
    }
    for attribute in variables.values():
        setattr(o, attribute, probe.variable(getattr(o, attribute)))
    for loss, names in ((o.discriminator_loss(0.5), "rv rc fv fc"), (o.generator_loss(0.5), "fv fc")):
        wrt = {text: getattr(o, name) for text, name in variables.items() if name in names.split()}
        assert_reached(student, loss, wrt, CLASS_STAND_IN)
