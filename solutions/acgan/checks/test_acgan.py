"""Hidden checks of the auxiliary-classifier GAN."""

from __future__ import annotations

from contextlib import suppress
from itertools import product

import numpy as np

from autograder.checks import (
    STEPS,
    STILL,
    Together,
    Wrong,
    adversarial,
    agree,
    as_numpy,
    assert_close,
    assert_drawn_anew,
    assert_learned,
    assert_shape,
    check,
    diagnosis,
    flat,
    hinting,
    lab,
    nudged,
    probe,
    require,
    shared,
)
from autograder.checks.families.adversarial import (
    KEYS,
    assert_discriminator_first,
    assert_drawn_afresh,
    assert_own_optimisers,
    assert_trained,
    change_of,
    corners,
    explain_amount,
    metrics,
    missed,
)
from autograder.checks.networks import (
    ALTERED,
    GAINS,
    added_up,
    altered,
    assert_bends,
    assert_comes_to_rest,
    assert_ends_in_tanh,
    assert_grows_by_strides,
    assert_many_ways,
    assert_not_random,
    assert_paints,
    assert_passes_gradient,
    assert_sees_images,
    assert_shrinks_by_strides,
    both_ends,
    gradient_of_inputs,
    in_pairs,
)

LATENT, CLASSES, BATCH = 3, 5, 6
DATA = (4, 3, 1)  # what the tiny networks generate and judge: no images of the assignment's size
IMAGE = (28, 28, 1)
WEIGHT = 0.7  # the class weight of the models that are asked: not its default


def small_generator(*hidden):
    """The description of a small generator of z and label vectors, with these layers in between."""
    size = int(np.prod(DATA))
    return {
        "inputs": {"z": (LATENT,), "c": (CLASSES,)},
        "layers": [
            ["h", "concat", ["z", "c"], {}],
            *[["h", kind, ["h"], options] for kind, options in hidden],
            ["x", "dense", ["h"], {"units": size}],
            ["x", "reshape", ["x"], {"shape": DATA}],
        ],
        "outputs": ["x"],
    }


def small_discriminator(*hidden):
    """The description of a small discriminator with two heads, with these layers before them."""
    return {
        "inputs": {"x": DATA},
        "layers": [
            ["h", "flatten", ["x"], {}],
            ["h", "dense", ["h"], {"units": 8, "activation": "tanh"}],
            *[["h", kind, ["h"], {}] for kind in hidden],
            ["v", "dense", ["h"], {"units": 1}],
            ["c", "dense", ["h"], {"units": CLASSES}],
        ],
        "outputs": ["v", "c"],
    }


# Small networks with known weights, which the student's class is given in place of their own; and such whose answer
# depends on the mode they are called in: a normalisation in the generator, a stand-in for dropout in the discriminator.
DENSE = ("dense", {"units": 7, "activation": "tanh"})
GENERATOR, DISCRIMINATOR = small_generator(DENSE), small_discriminator()
MODAL_GENERATOR = small_generator(DENSE, ("norm", {}))
MODAL_DISCRIMINATOR = small_discriminator("phase")
# A generator that is one linear layer: what it made tells from which z and label vector.
LINEAR_GENERATOR = small_generator()
# The student's own networks, built once: checks set their weights as they need them.
OWN_GENERATOR = probe.kept(lab.ConditionalGenerator(5, classes=3))
OWN_DISCRIMINATOR = probe.kept(lab.MultitaskDiscriminator(classes=7))


def softmax(c):
    e = np.exp(c - c.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cross_entropies(labels, c):
    """One number per image, from logits."""
    return -np.log(softmax(c)[np.arange(len(labels)), labels])


def squares(a):
    return float(np.mean(np.square(a)))


# --- The class loss -----------------------------------------------------------------------------------------


def labels_of(rng, n, classes=CLASSES):
    """n labels, in which every class occurs."""
    return rng.permutation(np.arange(n) % classes)


@check(cell="class_loss", weight=0)
def test_class_loss_is_a_scalar(student, rng):
    """`class_loss` gives one number for a batch."""
    value = student.ask(lab.class_loss(labels_of(rng, 6), rng.normal(size=(6, CLASSES))))
    assert_shape(value, (), "class_loss", "The mean over the batch is one number.")


@check(cell="class_loss", weight=3, needs=["test_class_loss_is_a_scalar"])
def test_class_loss_is_cross_entropy(student, reference, rng):
    """It is the mean cross-entropy of the labels, from logits."""
    labels, c = labels_of(rng, 7), rng.normal(0, 2, size=(7, CLASSES))
    each = cross_entropies(labels, c)
    right, one_hot = each.mean(), np.eye(CLASSES)[labels]
    # where it is sure and right the loss is small, and what does not belong to it shows
    losses = [lab.class_loss(labels, logits) for logits in (c, c + 5 * one_hot)]
    value, of_sure = student.ask(losses)
    binary = np.logaddexp(0, c) - one_hot * c
    clipped = np.clip(c, 1e-7, 1 - 1e-7)  # what Keras makes of numbers that should be probabilities
    as_probabilities = -np.log(clipped / clipped.sum(axis=1, keepdims=True))
    wrong = diagnosis(
        value,
        {
            "The softmax is applied twice: the loss gets probabilities, and takes them for logits.": [
                cross_entropies(labels, softmax(c)).mean()
            ],
            "The logits are treated as probabilities: say from_logits=True, or apply the softmax.": [
                as_probabilities[np.arange(7), labels].mean()
            ],
            "The sign is wrong: it is the negative of the loss.": [-right],
            "It is summed over the batch; that must be averaged.": [each.sum()],
            "It is divided by the number of classes, too.": [right / CLASSES],
            "Each class has a sigmoid of its own; asked for is one softmax over all classes.": [
                binary.mean(),
                binary.sum(axis=1).mean(),
            ],
            "The softmax runs over the batch; each image has probabilities of its own.": [
                -np.log(softmax(c.T).T[np.arange(7), labels]).mean()
            ],
            "It is the mean probability of the right class: the logarithm is missing.": [
                softmax(c)[np.arange(7), labels].mean() * sign for sign in (1, -1)
            ],
            "It is a squared error of the probabilities, not a cross-entropy.": [
                squares(softmax(c) - one_hot),
                ((softmax(c) - one_hot) ** 2).sum(axis=1).mean(),
            ],
        },
        "It is not the mean of -log softmax(class logits) at the labels.",
    )
    hint = (
        "log Σ exp(c_k) - c_y for each image, then the mean; ops.sparse_categorical_crossentropy from logits."
    )
    assert_close([value, of_sure], reference.ask(losses), wrong=wrong, hint=hint)


@check(cell="class_loss", needs=["test_class_loss_is_cross_entropy"])
def test_class_loss_stays_exact(student, rng):
    """It stays exact for large logits: the surer and the more wrong, the larger the loss."""
    size, labels = 60 + 60 * rng.random((5, 1)), labels_of(rng, 5)
    sure = size * np.eye(CLASSES)[labels]
    right, wrong = student.ask([lab.class_loss(labels, sure), lab.class_loss((labels + 1) % CLASSES, sure)])
    hint = "Compute it from the logits: a probability is rounded to 0 or 1 here."
    for value in (right, wrong):
        assert_shape(value, (), "class_loss of large logits", hint)
    cut = "For logits that are large and wrong the loss is too small: it is cut off."
    require(abs(wrong) > 0.9 * size.min(), cut, hint)
    require(
        abs(right) < 1e-3 * abs(wrong),
        "To be right and sure of it costs too much, compared with being wrong.",
        hint,
    )


@check(cell="class_loss", weight=0.5, needs=["test_class_loss_is_cross_entropy"])
def test_class_loss_has_a_gradient(student, rng):
    """Its gradient reaches all class logits."""
    c = probe.variable(rng.normal(size=(5, CLASSES)))
    assert_reached(student, lab.class_loss(labels_of(rng, 5), c), {"the class logits": c}, {})


def assert_reached(student, loss, variables, stand_ins):
    """A gradient of ``loss``, whatever its size, reaches every element of the variables, named for the message."""
    hint = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."
    with hinting(hint):
        gradients = student.ask(probe.gradient(loss, wrt=list(variables.values())), replace=stand_ins)
    for gradient, name in zip(gradients, variables, strict=True):
        require(isinstance(gradient, np.ndarray) and np.any(gradient), f"No gradient reaches {name}.", hint)
        require(np.all(gradient), f"Some of {name} get no gradient.", hint)


# --- The losses of both players -----------------------------------------------------------------------------

# Stand-ins for losses, so that a mistake in one of them does not also cost those that use it.
CLASS_STAND_IN = {"class_loss": probe.labelled_squares("labels", class_logits=0.5)}
PARTS = CLASS_STAND_IN | {
    "discriminator_loss": probe.named_squares(real_logits=0.4, fake_logits=0.9, label_noise=5.0),
    "generator_loss": probe.named_squares(fake_logits=0.7),
    "saturating_generator_loss": probe.named_squares(fake_logits=0.16),
}


def labelled_squares(labels, logits):
    """What the stand-in for the class loss gives."""
    factor = 1 + np.asarray(labels, "float64").reshape(BATCH, -1).mean(axis=1, keepdims=True)
    logits = np.reshape(logits, (BATCH, -1))
    return 0.5 * np.mean(factor * (logits**2 + logits))


def plain_squares(logits):
    """What the stand-ins for the losses of the validity give, before they are weighted."""
    return squares(logits) + float(np.mean(logits))


class Logits:
    """What a discriminator answered to real and generated images, with labels that differ."""

    def __init__(self, rng):
        self.rv, self.fv = rng.normal(size=(2, BATCH, 1)) * [[[1.0]], [[1.6]]]
        self.rc, self.fc = rng.normal(size=(2, BATCH, CLASSES)) * [[[1.0]], [[1.7]]]
        self.rl, self.fl = (rng.permutation(labels) for labels in ([0, 1, 1, 2, 4, 3], [4, 4, 3, 2, 0, 3]))
        self.weight = float(0.3 + 0.3 * rng.random())

    def discriminator_loss(self, *more):
        return lab.acgan_discriminator_loss(self.rv, self.rc, self.rl, self.fv, self.fc, self.fl, *more)

    def generator_loss(self, *more):
        return lab.acgan_generator_loss(self.fv, self.fc, self.fl, *more)


def assert_loss(student, reference, loss, known, otherwise, hint):
    """``loss`` agrees with the reference's, with the stand-ins for its parts; or without, where they are written out.

    known: for diagnosis, by the values that mistakes give with the stand-ins.
    """
    value = student.ask(loss, replace=PARTS)
    expected = reference.ask(loss, replace=PARTS)
    for stand_ins in ({}, CLASS_STAND_IN):
        if not agree(value, expected) and agree_without(student, reference, loss, stand_ins):
            return
    assert_close(value, expected, wrong=diagnosis(value, known, otherwise), hint=hint)


def agree_without(student, reference, loss, stand_ins):
    """Whether student and reference agree on ``loss`` with fewer stand-ins; not, where the student's raises."""
    return agree(answer_or_none(student, loss, stand_ins), reference.ask(loss, replace=stand_ins))


@check(cell="acgan_losses", weight=0)
def test_acgan_discriminator_loss_is_a_scalar(student, rng):
    """`acgan_discriminator_loss` gives one number for a batch."""
    value = student.ask(Logits(rng).discriminator_loss(0.5), replace=CLASS_STAND_IN)
    assert_shape(value, (), "acgan_discriminator_loss", "A sum of means is one number.")


@check(cell="acgan_losses", weight=3, needs=["test_acgan_discriminator_loss_is_a_scalar"])
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


@check(cell="acgan_losses", weight=0)
def test_acgan_generator_loss_is_a_scalar(student, rng):
    """`acgan_generator_loss` gives one number for a batch."""
    value = student.ask(Logits(rng).generator_loss(0.5), replace=CLASS_STAND_IN)
    assert_shape(value, (), "acgan_generator_loss", "A sum of means is one number.")


@check(cell="acgan_losses", weight=2, needs=["test_acgan_generator_loss_is_a_scalar"])
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
    cell="acgan_losses",
    weight=0.5,
    needs=["test_acgan_discriminator_loss_has_its_terms", "test_acgan_generator_loss_has_its_terms"],
)
def test_class_weight_is_one_by_default(student, reference, rng):
    """Without a class_weight the classes count as much as the validity."""
    o = Logits(rng)
    hint = "The default of class_weight is 1.0, as given."
    for name, loss in (("discriminator", o.discriminator_loss()), ("generator", o.generator_loss())):
        otherwise = f"In the {name}'s loss class_weight is not 1 by default."
        assert_loss(student, reference, loss, {}, otherwise, hint)


@check(
    cell="acgan_losses",
    needs=["test_acgan_discriminator_loss_has_its_terms", "test_acgan_generator_loss_has_its_terms"],
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


# --- The class ConditionalGAN -------------------------------------------------------------------------------

REAL_PAIR, FAKE_PAIR = ("real_labels", "real_classes", 0.11), ("fake_labels", "fake_classes", 0.17)
LOSSES = {
    "acgan_discriminator_loss": probe.named_squares(
        [REAL_PAIR, FAKE_PAIR],
        real_validity=0.4, real_classes=0.3, real_labels=0.03,
        fake_validity=0.9, fake_classes=0.6, fake_labels=0.05, class_weight=5.0,
    ),
    "acgan_generator_loss": probe.named_squares(
        [FAKE_PAIR], fake_validity=0.7, fake_classes=0.2, fake_labels=0.04, class_weight=3.0
    ),
}  # fmt: skip
WITHOUT_CLASSES = {
    "acgan_discriminator_loss": probe.named_squares(
        real_validity=0.4, real_classes=0.0, real_labels=0.0,
        fake_validity=0.9, fake_classes=0.0, fake_labels=0.0, class_weight=0.0,
    ),
    "acgan_generator_loss": probe.named_squares(
        fake_validity=0.7, fake_classes=0.0, fake_labels=0.0, class_weight=0.0
    ),
}  # fmt: skip
REAL_ALONE = probe.named_squares(
    [REAL_PAIR], real_validity=0.4, real_classes=0.3, real_labels=0.0,
    fake_validity=0.0, fake_classes=0.0, fake_labels=0.0, class_weight=0.0,
)  # fmt: skip
# Which noise, and which labels, are drawn first and second, and the sign of the noise. What one of the moves does depends
# on one draw of each alone: four orders have all cases. Both moves together have sixteen: each may use either draw.
ORDERS = [((a, 1 - a), (b, 1 - b), sign) for sign in (1, -1) for a, b in product((0, 1), repeat=2)]
ALL_ORDERS = ORDERS + [
    ((a, b), (c, d), sign) for sign, a, b, c, d in product((1, -1), *[(0, 1)] * 4) if a == b or c == d
]
TRAIN_HINT = (
    "Two tapes, one after the other: acgan_discriminator_loss, the weights of self.discriminator, self.d_optimizer; "
    "then acgan_generator_loss, the weights of self.generator, self.g_optimizer."
)


def noise_of(rng, labels):
    """Standard normal noise from which random_labels makes these labels."""
    noise = rng.normal(size=(len(labels), CLASSES))
    noise[np.arange(len(labels)), labels] = noise.max(axis=1) + 0.1 + rng.random(len(labels))
    return noise


def one_hot(labels):
    return np.eye(CLASSES)[labels]


class Step(adversarial.Step):
    # with the losses written out in the step, the class loss may still be that of another cell
    settings = (LOSSES, {}, CLASS_STAND_IN)
    orders = ORDERS

    def __init__(self, rng, rates, momentum=0.0, modal=False):
        descriptions = (MODAL_GENERATOR, MODAL_DISCRIMINATOR) if modal else (GENERATOR, DISCRIMINATOR)
        networks = adversarial.players(rng, *descriptions)
        self.x, self.z = rng.normal(size=(BATCH, *DATA)), rng.normal(size=(2, BATCH, LATENT))
        # the labels of the batch, and of two draws: the mean of their squares tells them apart
        of_all = [0, 1, 1, 2, 4, 3], [4, 4, 3, 2, 0, 1], [2, 0, 1, 0, 3, 1]
        self.y, *self.drawn = (rng.permutation(labels) for labels in of_all)
        self._label_noise = [noise_of(rng, labels) for labels in self.drawn]
        gan = lab.ConditionalGAN(*networks, LATENT, classes=CLASSES, class_weight=WEIGHT)
        super().__init__(gan, *networks, (self.x, self.y), rates, momentum)

    def noise(self, order):
        served, (of_z, of_labels, sign) = [], order
        for draws, (first, second) in ((sign * self.z, of_z), (self._label_noise, of_labels)):
            # the last for whoever draws for both moves at once
            served += [draws[first], draws[second], np.concatenate([draws[first], draws[second]])]
        return served

    def constant_labels(self):
        """Stand-ins for random_labels that always give the same labels; with them a step that uses it differs."""
        return [{"random_labels": probe.constant(np.roll(self.drawn[0], k))} for k in (1, 2)]


class GanQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        self.generator = probe.network(MODAL_GENERATOR, seed=int(rng.integers(2**31)))
        self.linear = probe.network(LINEAR_GENERATOR, seed=int(rng.integers(2**31)))
        discriminator = probe.network(DISCRIMINATOR, seed=int(rng.integers(2**31)))
        self.noise, self.labels = rng.normal(size=(7, LATENT)), labels_of(rng, 7)
        gan, linear = (
            lab.ConditionalGAN(g, discriminator, LATENT, classes=CLASSES)
            for g in (self.generator, self.linear)
        )
        compiled = probe.compiled_with(gan, d_optimizer=probe.sgd(), g_optimizer=probe.sgd())
        self.parts = Together(
            {
                "made": probe.delta(compiled.name, of={"generator": self.generator}),
                "generated": gan.generate(as_numpy(self.labels)),
                "again": [linear.generate(self.labels[:5]), linear.generate(self.labels[:5])],
                # last: it changes the statistics of the normalisation
                "in training": gan.generate(self.labels, training=True),
            },
            noise=[self.noise, self.noise],
        )

    def made(self, z, vectors, training=False):
        """What the small generator makes of these."""
        return self.generator([z, vectors], training=training)


@shared
def gan(rng):
    return GanQuestion(rng)


@shared
def d_move(rng):
    return Step(rng, (1.0, 0.0))


@shared
def g_move(rng):
    return Step(rng, (0.0, 1.0))


@shared
def no_move(rng):
    return Step(rng, (0.0, 0.0))


@shared
def both_moves(rng):
    return Step(rng, (1.0, 0.5), momentum=0.9)


@check(cell="conditional_gan", weight=0)
def test_conditional_gan_can_be_made(student, gan):
    """`ConditionalGAN(generator, discriminator, latent_dim, classes)` can be made and compiled with two optimisers."""
    with hinting("Keep the constructor as it was given: super().__init__(...) comes first."):
        gan.parts.of(student)["made"]


@check(cell="conditional_gan", needs=["test_conditional_gan_can_be_made"])
def test_generate_makes_what_is_asked_for(student, reference, gan):
    """`generate(labels)` is what the generator makes of standard normal noise and the labels, as one-hot vectors."""
    hint = "self.generator([z, ops.one_hot(labels, self.classes)], training=training), z (n, self.latent_dim) normal."
    with hinting(hint):
        value = gan.parts.of(student)["generated"]
    assert_shape(value, (7, *DATA), "generate of seven labels", hint)
    z, vectors = gan.noise, one_hot(gan.labels)
    right, negative = reference.ask([gan.made(sign * z, vectors) for sign in (1, -1)])
    if agree(value, right) or agree(value, negative):
        return
    others = {
        "The labels have no effect: the label vectors are the same for all.": np.zeros((7, CLASSES)),
        "The label vectors belong to other labels: the first class is 0.": np.roll(vectors, 1, axis=1),
        "The label vectors are in another order than the labels.": vectors[::-1],
    }
    made = reference.ask({text: gan.made(z, other) for text, other in others.items()})
    in_training = reference.ask(gan.made(z, vectors, training=True))
    known = {text: [other] for text, other in made.items()} | {
        "The generator is called in training mode, where each image depends on the others of its batch.": [
            in_training
        ],
        "It is scaled or clipped: give back what the generator puts out.": [
            (right + 1) / 2,
            np.clip(right, -1, 1),
        ],
    }
    otherwise = "It is not made from standard normal noise and the label vectors of the labels."
    raise Wrong(diagnosis(value, known, otherwise), hint)


@check(cell="conditional_gan", weight=0.5, needs=["test_generate_makes_what_is_asked_for"])
def test_generate_hands_training_on(student, reference, gan):
    """`generate(labels, training=True)` calls the generator in training mode."""
    hint = "self.generator(..., training=training)"
    with hinting(hint):
        value = gan.parts.of(student)["in training"]
    signs = reference.ask(
        [gan.made(sign * gan.noise, one_hot(gan.labels), training=True) for sign in (1, -1)]
    )
    assert_close(value, *signs, wrong="With training=True it calls the generator in another mode.", hint=hint)


@check(cell="conditional_gan", weight=0.5, needs=["test_conditional_gan_can_be_made"])
def test_generate_draws_afresh(student, reference, gan):
    """`generate` starts from other noise at every call."""
    made = gan.parts.of(student)["again"]
    for images in made:
        assert_shape(images, (5, *DATA), "generate of five labels")
    z, label_vectors = np.split(corners(LATENT + CLASSES), [LATENT], axis=1)
    of_corners = reference.ask(gan.linear([z, label_vectors]))
    assert_drawn_afresh(made, of_corners, "self.generator([z, label_vectors])")


@check(cell="conditional_gan", weight=0, needs=["test_conditional_gan_can_be_made"])
def test_train_step_runs(student, d_move):
    """`train_step` takes images with their labels and returns a dictionary."""
    hint = (
        "The generator gets a list of two, [z, label_vectors], the discriminator images alone, and it returns a pair. "
        "Are images and logits of a move computed under its own tape, and does each optimiser get the weights of its "
        "own network only?"
    )
    with hinting(hint):
        answer = d_move.ask(student)
    require(isinstance(answer["step"]["value"], dict), "It should return a dictionary of losses.", hint)


class Alternatives:
    """The losses of a step without moves that mistakes with the labels lead to, by the sentence for each."""

    def __init__(self, step):
        self._step = step
        self._real = step.discriminator(step.x, training=True)
        self.every = [(z, labels) for z in step.z for labels in step.drawn]

    def losses(self, asked=None, target=None, real=None, weight=WEIGHT):
        """d_loss and g_loss for any draw: of images asked to be ``asked``, judged by ``target``; real ones by ``real``.

        None: as it should be. The other one of two draws is meant by "other".
        """
        y, made = self._step.y, {"d_loss": [], "g_loss": []}
        for z, drawn in self.every:
            other = next(labels for labels in self._step.drawn if labels is not drawn)
            choose = {None: drawn, "other": other, "batch": y}
            image = self._step.generator([z, one_hot(choose[asked])], training=True)
            fake = self._step.discriminator(image, training=True)
            goal = choose[target]
            made["d_loss"].append(
                LOSSES["acgan_discriminator_loss"](
                    self._real[0], self._real[1], y if real is None else drawn, fake[0], fake[1], goal, weight
                )
            )
            made["g_loss"].append(LOSSES["acgan_generator_loss"](fake[0], fake[1], goal, weight))
        return made

    def of(self, reference):
        return reference.ask(
            {
                "the labels of the batch are the targets for generated images; these were asked to be others": (
                    self.losses(target="batch")
                ),
                "generated images are made for the labels of the batch; draw them with random_labels": (
                    self.losses(asked="batch", target="batch")
                ),
                "generated images are made for the labels of the batch, and judged by others": (
                    self.losses(asked="batch")
                ),
                "the class asked of the generator and the target of the class loss are two different draws": (
                    self.losses(target="other")
                ),
                "real images are judged by the labels that were drawn for generated ones": (
                    self.losses(real="drawn")
                ),
                # to the stand-ins, what is left out counts as 0
                "self.class_weight is not handed to the loss": self.losses(weight=0.0),
            }
        )


@check(cell="conditional_gan", weight=2, needs=["test_train_step_runs"])
def test_train_step_computes_both_losses(student, reference, no_move):
    """`train_step` returns d_loss and g_loss of the batch, in which every image has the label it belongs to."""
    wrong = []
    for stand_ins, own in no_move.answers(student, metrics):
        answers = list(no_move.expected(reference, metrics, stand_ins))
        right = {key: [answer[key] for answer in answers] for key in KEYS}
        if not (bad := missed(own, right)):
            return
        wrong.append((own, right, bad))
    raise Wrong(explain_losses(*wrong[0], no_move, student, reference), LOSSES_HINT)


LOSSES_HINT = (
    "fake_labels = random_labels(...), the generator gets their one-hot vectors, and the loss the same fake_labels; "
    "real images keep the labels of the batch. The trackers are updated with this step's two losses."
)


def explain_losses(value, right, bad, step, student, reference):
    """The sentence for losses that a train step reports wrongly: which, and why, if that is known."""
    if idle := [key for key in bad if value[key] == 0]:
        return f"It reports {' and '.join(idle)} as 0: is the tracker updated?"
    if not missed({"d_loss": value["g_loss"], "g_loss": value["d_loss"]}, right):
        return "d_loss and g_loss are swapped."
    for cause, losses in Alternatives(step).of(reference).items():
        if not any(key in missed(value, losses) for key in bad):
            return f"A wrong {' and a wrong '.join(bad)}: {cause}."
    if all(agree(metrics(step.ask(student, {**LOSSES, **drawn})), value) for drawn in step.constant_labels()):
        return "Labels of generated images do not come from random_labels, or have no effect."
    return f"It reports a wrong {' and a wrong '.join(bad)}: not of these images with their labels."


@check(cell="conditional_gan", weight=2, needs=["test_train_step_runs"])
def test_discriminator_moves(student, reference, d_move):
    """The discriminator moves along the gradient of its loss, on real and on generated images, with both heads."""
    part = change_of("discriminator")

    def explain(value):
        if not flat(value).any():
            return "No weight of it moves."
        if times := explain_amount(value, d_move.expected(reference, part)):
            return times
        known = {
            "It follows the validity alone: the class logits do not move it.": WITHOUT_CLASSES,
            "Only the real images move it: the generated ones must enter too.": {
                **LOSSES,
                "acgan_discriminator_loss": REAL_ALONE,
            },
            "It follows the loss of the generator.": {
                **LOSSES,
                "acgan_discriminator_loss": probe.named_squares(
                    [FAKE_PAIR], **dict.fromkeys(("real_validity", "real_classes", "real_labels"), 0.0),
                    fake_validity=0.7, fake_classes=0.2, fake_labels=0.04, class_weight=3.0,
                ),
            },
        }  # fmt: skip
        for sentence, losses in known.items():
            if any(agree(value, right) for right in d_move.expected(reference, part, losses)):
                return sentence
        return "Its weights move, but not along the gradient of acgan_discriminator_loss of real and generated images."

    d_move.compare(student, reference, part, explain, TRAIN_HINT)


@check(cell="conditional_gan", weight=2, needs=["test_train_step_runs"])
def test_generator_moves(student, reference, g_move):
    """The generator moves along the gradient of its loss, through the discriminator."""
    part = change_of("generator")

    def explain(value):
        if not flat(value).any():
            return "No weight of it moves: is its image made under the tape of its own move, and not cut off?"
        right = list(g_move.expected(reference, part))
        if times := explain_amount(value, right):
            return times
        if any(agree(value, r) for r in g_move.expected(reference, part, WITHOUT_CLASSES)):
            return "It follows the validity alone: the class logits do not move it."
        return "Its weights move, but not along the gradient of acgan_generator_loss of generated images."

    g_move.compare(student, reference, part, explain, TRAIN_HINT)


@check(cell="conditional_gan", weight=1.5, needs=["test_train_step_runs"])
def test_each_optimiser_moves_its_own_network(student, reference, d_move, g_move, both_moves):
    """Each optimiser is applied once, to the weights of its own network: nothing of it changes in the other's move."""
    hint = (
        "In its own move each optimiser gets the gradient and the weights of its own network, once. The class loss of "
        "generated images in D's move depends on G, but must not move it."
    )
    moves = {"discriminator": d_move, "generator": g_move}
    assert_own_optimisers(student, reference, both_moves, moves, hint)


@check(
    cell="conditional_gan",
    needs=[
        "test_discriminator_moves",
        "test_generator_moves",
        "test_each_optimiser_moves_its_own_network",
    ],
)
def test_discriminator_moves_first(student, reference, both_moves):
    """First the discriminator moves, then the generator, against the discriminator just updated."""
    assert_discriminator_first(student, reference, both_moves, ALL_ORDERS)


@check(cell="conditional_gan", needs=["test_train_step_computes_both_losses"])
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In their own moves both networks are called with training=True."""
    # Twice, as one of the many losses that are right may happen to be near a wrong one.
    for _ in range(2):
        step = Step(rng, (0.0, 0.0), modal=True)
        value = metrics(step.ask(student))
        if any(
            not missed(value, {key: [right[key]] for key in KEYS})
            for right in step.expected(reference, metrics)
        ):
            return
        if bad := missed_in_training(student, reference, step):
            whose = " and ".join(
                {"d_loss": "the discriminator", "g_loss": "the generator"}[key] for key in bad
            )
            hint = "network(x, training=True): else dropout is off, and normalisation uses old statistics."
            raise Wrong(f"In a move of its own {whose} is not called with training=True.", hint)


def missed_in_training(student, reference, step):
    """The keys of losses that no way to call a network in training mode in its own move gives.

    In the move of the other it may be called in any mode.
    """
    generator, discriminator = step.generator, step.discriminator
    draws = [(sign * z, labels) for sign, z, labels in product((1, -1), step.z, step.drawn)]
    # What a normalisation makes in training changes its statistics: so the other mode comes first.
    made = {
        mode: [(generator([z, one_hot(labels)], training=mode), labels) for z, labels in draws]
        for mode in (False, True)
    }

    def accepted(d_loss, g_loss):
        """The losses of moves in training mode; of the other network's mode nothing is asked."""
        real = discriminator(step.x, training=True)

        def judged(image, mode):
            answer = discriminator(image, training=mode)
            return answer[0], answer[1]

        return {
            "d_loss": [
                d_loss(real[0], real[1], step.y, *judged(image, True), labels, WEIGHT)
                for image, labels in made[False] + made[True]
            ],
            "g_loss": [
                g_loss(*judged(image, mode), labels, WEIGHT)
                for image, labels in made[True]
                for mode in (False, True)
            ],
        }

    names, bad = list(LOSSES), []
    for stand_ins, own in step.answers(student, metrics):
        usual = stand_ins is LOSSES
        functions = [stand_ins.get(name, lab[name]) for name in names]
        right = reference.ask(accepted(*functions), replace={} if usual else stand_ins)
        if not (keys := missed(own, right)):
            return []
        bad = keys if usual else bad
    return bad


@check(cell="conditional_gan", needs=["test_train_step_computes_both_losses"])
def test_fit_trains_on_fresh_draws(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, trains, and draws anew in every step."""
    generator, discriminator = (
        probe.network(description, seed=int(rng.integers(2**31)))
        for description in (GENERATOR, DISCRIMINATOR)
    )
    # So small a step leaves the losses as they are: they change with the draws alone, as the batch is always the same.
    gan = probe.compiled_with(
        lab.ConditionalGAN(generator, discriminator, LATENT, classes=CLASSES),
        d_optimizer=probe.sgd(STILL), g_optimizer=probe.sgd(STILL),
    )  # fmt: skip
    x, y = rng.normal(size=(BATCH, *DATA)), labels_of(rng, BATCH)
    images, labels = np.tile(x, (STEPS, 1, 1, 1)), np.tile(y, STEPS)
    networks = {"generator": generator, "discriminator": discriminator}
    question = probe.delta(probe.train_logs(gan, images, BATCH, targets=labels), of=networks)
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list in it, draw noise with "
        "keras.random or tf.random and labels with random_labels, and return a dictionary."
    )
    with hinting(hint):
        answer = student.ask(question, replace=LOSSES)
    usual = reference.ask(question, replace=LOSSES)["delta"]
    assert_trained(answer["delta"], usual, hint)
    answers = [answer]
    # With labels that stay only noise makes the losses differ. Whoever draws those of both moves at once does without.
    with suppress(Wrong):
        same_labels = {"random_labels": probe.constant(labels_of(rng, BATCH))}
        answers.append(student.ask(question, replace=LOSSES | same_labels))
    for each in answers:
        assert_drawn_anew([metrics({"step": {"value": logs}}) for logs in each["value"]], KEYS, hint)


# --- The networks -------------------------------------------------------------------------------------------


class GeneratorQuestion:
    """The student's generator, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        seeds, z, many = rng.integers(2**31, size=2), rng.normal(size=(4, 5)), 2 * rng.normal(size=(12, 5))
        c, of_many = rng.random((4, 3)), np.eye(3)[np.arange(12) % 3]
        # row 0 and row 6 are alike, each other row has one coordinate changed
        one_by_one = np.tile(rng.normal(size=5), (7, 1))
        one_by_one[np.arange(1, 6), np.arange(5)] += 1.0
        fixed = np.tile(rng.random(3), (7, 1))
        # three classes, and half-way between each two of them, with one z
        mixed = np.concatenate([np.eye(3), (np.eye(3) + np.roll(np.eye(3), -1, axis=0)) / 2])
        one_z = np.tile(rng.normal(size=5), (6, 1))
        self.direction = rng.normal(size=(4, *IMAGE))
        # weights can be set once it is built: by being called
        other, strong, *stronger = (
            probe.last(OWN_GENERATOR([z, c]), probe.randomised(OWN_GENERATOR, seed=int(seed), gain=gain))
            for seed, gain in [(seeds[1], 1.0), *((seeds[0], gain) for gain in GAINS)]
        )
        trained = [OWN_GENERATOR([z, c], training=True) for _ in range(2)]
        latent = probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": OWN_GENERATOR([z, c]),
                "layers": probe.layers_of(OWN_GENERATOR),
                "in a smaller batch": [strong([many, of_many]), strong([many[5::-1], of_many[5::-1]])],
                "stronger": [network([many, of_many]) for network in stronger],
                "one by one": other([one_by_one, fixed]),
                "classes": other([one_z, mixed]),
                "near": [other([z, c]), other([z + 1e-4, c]), other([z, c + 1e-4])],
                "latent": gradient_of_inputs(other([latent, fixed[:4]]), self.direction, latent),
                "nudged": nudged(other, [z, c], [self.direction]),
                # last: they change the statistics of normalisation
                "trained": [probe.delta(made, of={"it": OWN_GENERATOR}) for made in trained],
            }
        )


@shared
def generator(rng):
    return GeneratorQuestion(rng)


@check(cell="conditional_generator", weight=0)
def test_generator_makes_images(student, generator):
    """`ConditionalGenerator(latent_dim, classes)` turns [z, label vectors] into images of shape (batch, 28, 28, 1)."""
    hint = "Join the two inputs; two transposed convolutions with strides=2 take 7×7 to 28×28; the last has one channel."
    with hinting(hint):
        images = generator.parts.of(student)["images"]
    assert_shape(images, (4, *IMAGE), "The image", hint)


@check(cell="conditional_generator", weight=0, needs=["test_generator_makes_images"])
def test_generator_paints_images(student, generator):
    """An image is no plain area, and the numbers of z change it each in its own way."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (7, *IMAGE), "The image")
    assert_paints(image)
    (gradient,) = generator.parts.of(student)["latent"]
    assert_many_ways(gradient, 5)


@check(cell="conditional_generator", needs=["test_generator_paints_images"])
def test_generator_can_learn(student, generator):
    """Images change smoothly with z, the label vectors and every weight, so that there are gradients to follow."""
    for images in (near := generator.parts.of(student)["near"]):
        assert_shape(images, (4, *IMAGE), "The image")
    for name, moved in (("z", near[1]), ("the label vector", near[2])):
        smooth = np.abs(moved - near[0]).max() < 0.1
        text = f"Where {name} hardly changes the image changes completely: it is no smooth function of it."
        require(smooth, text)
    assert_learned(generator.parts.of(student)["nudged"], [generator.direction])


@check(cell="conditional_generator", weight=1.5, needs=["test_generator_can_learn"])
def test_generator_ends_in_tanh(student, generator):
    """Pixels fill the range from -1 to 1, through one tanh."""
    image, again = generator.parts.of(student)["in a smaller batch"]
    assert_shape(image, (12, *IMAGE), "The image")
    require(
        agree(again, image[5::-1]),
        "The image depends on more than its z and its label vector.",
        "Outside of training: no noise, and normalisation by old statistics (hand training on).",
    )
    assert_ends_in_tanh([image, *generator.parts.of(student)["stronger"]])


@check(cell="conditional_generator", weight=0.5, needs=["test_generator_can_learn"])
def test_generator_uses_every_coordinate(student, generator):
    """Every coordinate of z changes the image, and the same z always gives the same image."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (7, *IMAGE), "The image")
    require(agree(image[6], image[0]), "The same z in one batch gives two different images.")
    for k in range(5):
        effect = np.abs(image[k + 1] - image[0]).max() > 1e-5
        require(effect, f"Coordinate {k} of z has no effect on the image.")


@check(cell="conditional_generator", weight=1.5, needs=["test_generator_can_learn"])
def test_generator_uses_the_label_vector(student, generator):
    """With the same z every class gives another image, and a mixture of two classes something of its own."""
    image = generator.parts.of(student)["classes"]
    assert_shape(image, (6, *IMAGE), "The image")

    def differ(i, j):
        return np.abs(image[i] - image[j]).max() > 1e-4

    hint = "Join z with the label vector as it is: no argmax, no rounding, nothing left out."
    require(differ(0, 1) or differ(1, 2), "The label vector has no effect on the image.", hint)
    pairs = [(i, (i + 1) % 3) for i in range(3)]
    require(all(differ(i, j) for i, j in pairs), "Two different classes give the same image.", hint)
    between = all(differ(3 + i, i) and differ(3 + i, j) for i, j in pairs)
    require(between, "A label vector half-way between two classes gives the image of one of them.", hint)


@check(cell="conditional_generator", weight=0.5, needs=["test_generator_can_learn"])
def test_statistics_come_to_rest(student, generator):
    """The statistics of its normalisation, if it has any, come to rest: the same batch again changes them less."""
    parts = generator.parts.of(student)
    assert_comes_to_rest(parts["trained"], parts["layers"])


@check(cell="conditional_generator", weight=1, needs=["test_generator_can_learn"])
def test_generator_grows_by_transposed_convolutions(student, generator):
    """It doubles height and width by strided transposed convolutions, with kernel sizes that are multiples of the stride."""
    assert_grows_by_strides(generator.parts.of(student)["layers"])


HEADS = {"The validity logits": (1,), "The class logits": (7,)}


def assert_heads(answer, batch):
    """``answer`` is what the discriminator says of so many images: two arrays, of validity and classes."""
    require(
        isinstance(answer, list) and len(answer) == 2,
        "It should return two things: (validity_logits, class_logits).",
        "Two Dense layers, both applied to the features: return validity, classes.",
    )
    for (what, shape), value in zip(HEADS.items(), answer, strict=True):
        assert_shape(
            value, (batch, *shape), what, "Dense(1) for the validity, Dense(classes) for the classes."
        )


class DiscriminatorQuestion:
    """The student's discriminator, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        seeds, x = map(int, rng.integers(2**31, size=5)), 2 * rng.random((4, *IMAGE)) - 1
        self.directions = [rng.normal(size=(4, *shape)) for shape in HEADS.values()]
        low, high = both_ends(OWN_DISCRIMINATOR, [next(seeds), next(seeds)])
        other = probe.randomised(OWN_DISCRIMINATOR, seed=next(seeds))
        softer = probe.randomised(OWN_DISCRIMINATOR, seed=next(seeds), gain=0.7)
        # with biases far below zero every ReLU is off
        dark = probe.randomised(OWN_DISCRIMINATOR, seed=next(seeds), shift=-8.0)
        pixels, blocks = probe.variable(x), altered(rng, x[0])
        self.parts = Together(
            {
                "logits": OWN_DISCRIMINATOR(x),
                "layers": probe.layers_of(OWN_DISCRIMINATOR),
                "low and high": [low(x), high(x)],
                "again": other(x),
                "in a smaller batch": [other(x), other(x[2::-1])],
                "each head": [
                    probe.gradient(probe.projection(other(x)[head], direction), wrt=[other])
                    for head, direction in enumerate(self.directions)
                ],
                "nudged": nudged(other, x, self.directions),
                "altered": [network(blocks) for network in (other, softer)],
                "pixels": [
                    gradient_of_inputs(other(pixels)[head], direction, pixels)
                    for head, direction in enumerate(self.directions)
                ],
                "added up": other(added_up(x)),
                "twice": [other(x, training=True), other(x, training=True)],
                "dark": [
                    probe.gradient(probe.projection(dark(pixels)[head], direction), wrt=[pixels])
                    for head, direction in enumerate(self.directions)
                ],
            }
        )


@shared
def discriminator(rng):
    return DiscriminatorQuestion(rng)


@check(cell="multitask_discriminator", weight=0)
def test_discriminator_gives_two_answers(student, discriminator):
    """`MultitaskDiscriminator(classes)` turns images into validity logits (batch, 1) and class logits (batch, classes)."""
    with hinting("End with Flatten, Dense layers, and one Dense layer for each of the two answers."):
        answer = discriminator.parts.of(student)["logits"]
    assert_heads(answer, 4)


@check(cell="multitask_discriminator", weight=0, needs=["test_discriminator_gives_two_answers"])
def test_discriminator_is_not_random(student, discriminator):
    """Outside of training the same images give the same."""
    parts = discriminator.parts.of(student)
    assert_not_random(parts["again"], parts["in a smaller batch"][0])


@check(cell="multitask_discriminator", weight=0, needs=["test_discriminator_is_not_random"])
def test_discriminator_sees_the_image(student, discriminator):
    """Both answers depend on what is where in the whole image, and gradients pass back to it."""
    answers, gradients = discriminator.parts.of(student)["altered"], discriminator.parts.of(student)["pixels"]
    for answer in answers:
        assert_heads(answer, ALTERED)
    for what, *logits, (gradient,) in zip(HEADS, *answers, gradients, strict=True):
        assert_sees_images(logits, what.lower())
        assert_passes_gradient(gradient, (4, *IMAGE), what.lower(), "the image")


@check(cell="multitask_discriminator", weight=0, needs=["test_discriminator_sees_the_image"])
def test_discriminator_bends(student, discriminator):
    """Both answers are more than linear functions of the pixels."""
    answer = discriminator.parts.of(student)["added up"]
    assert_heads(answer, 12)
    for logits, what in zip(answer, HEADS, strict=True):
        assert_bends(logits, what.lower())


@check(cell="multitask_discriminator", needs=["test_discriminator_sees_the_image"])
def test_discriminator_can_learn(student, discriminator):
    """Every weight of the discriminator gets a gradient, and following it changes both answers as it should."""
    assert_learned(discriminator.parts.of(student)["nudged"], discriminator.directions)


@check(cell="multitask_discriminator", weight=2, needs=["test_discriminator_can_learn"])
def test_discriminator_ends_in_logits(student, discriminator):
    """Both answers can be any number, and outside of training depend on the image alone."""
    whole, part = discriminator.parts.of(student)["in a smaller batch"]
    assert_heads(whole, 4)
    assert_heads(part, 3)
    ends = discriminator.parts.of(student)["low and high"]
    for answer in ends:
        assert_heads(answer, 4)
    for head, what in enumerate(HEADS):
        require(
            agree(part[head], whole[head][2::-1]),
            f"{what} of an image depend on more than the image.",
            "Is dropout on although training is False?",
        )
        require(np.ptp(whole[head], axis=0).max() > 1e-6, f"{what} are the same for all images.")
        logits = np.stack([answer[head] for answer in ends])
        hint = "The last layer of each head has no activation: no sigmoid, no softmax, no tanh, no relu."
        sign = "negative" if logits.max() > 0 else "positive"
        require(logits.min() < 0 < logits.max(), f"{what} are never {sign}.", hint)
        require(np.abs(logits).max() > 1.05, f"{what} never leave [-1, 1].", hint)


@check(cell="multitask_discriminator", weight=1, needs=["test_discriminator_can_learn"])
def test_heads_share_a_body(student, discriminator):
    """Both answers come from one look: they have weights in common, and each has some of its own."""
    pairs = list(
        zip(*(gradients for (gradients,) in discriminator.parts.of(student)["each head"]), strict=True)
    )
    reached = [[], []]  # for each head: of every number among the weights, whether its gradient reaches it
    for pair in pairs:
        shape = next((np.shape(g) for g in pair if g is not None), ())
        for numbers, gradient in zip(reached, pair, strict=True):
            numbers.append(np.broadcast_to(0 if gradient is None else gradient, shape).ravel() != 0)
    validity, classes = map(np.concatenate, reached)
    hint = "One body for both: compute the features once, and apply two Dense layers to them."
    require(
        np.any(validity & classes), "The two answers have no weights in common: these are two networks.", hint
    )
    for own, what in zip((validity & ~classes, classes & ~validity), HEADS, strict=True):
        require(own.any(), f"{what} have no weights of their own: each head is a Dense layer.", hint)


@check(cell="multitask_discriminator", weight=1, needs=["test_discriminator_can_learn"])
def test_dropout_acts_in_training(student, discriminator):
    """With training=True dropout is on: two calls on the same images differ."""
    first, second = discriminator.parts.of(student)["twice"]
    for answer in (first, second):
        assert_heads(answer, 4)
    hint = "A Dropout layer, and training handed on to it: self.body(images, training=training)."
    for head, what in enumerate(HEADS):
        require(not agree(first[head], second[head]), f"{what} of two calls with training=True agree.", hint)


@check(
    cell="multitask_discriminator",
    weight=0.5,
    needs=["test_discriminator_ends_in_logits", "test_discriminator_bends"],
)
def test_discriminator_has_no_dead_units(student, discriminator):
    """A gradient reaches every image even where all units are far below zero."""
    hint = "LeakyReLU(0.2) after each convolution, and no other activation."
    for (gradient,), what in zip(discriminator.parts.of(student)["dark"], HEADS, strict=True):
        require(gradient is not None, f"{what} send no gradient to the images: G could learn nothing.", hint)
        assert_shape(gradient, (4, *IMAGE), "The gradient with respect to the images")
        alive = np.abs(gradient).max(axis=(1, 2, 3)) > 0
        require(alive.all(), "Where its units are below zero no gradient passes: ReLU?", hint)


@check(cell="multitask_discriminator", weight=1, needs=["test_discriminator_can_learn"])
def test_discriminator_shrinks_by_strides(student, discriminator):
    """It shrinks by strided convolutions, with kernel sizes that are multiples of the stride, and without pooling."""
    assert_shrinks_by_strides(discriminator.parts.of(student)["layers"])


# --- The discriminator as a classifier ----------------------------------------------------------------------


class ClassifierQuestion:
    """Both functions on a small discriminator, whose answers depend on the mode it is called in."""

    def __init__(self, rng):
        network = probe.network(MODAL_DISCRIMINATOR, seed=int(rng.integers(2**31)))
        self.network, self.x = network, 2 * rng.normal(size=(8, *DATA))
        self.labels = labels_of(rng, 8)
        # labels of which some are sure to be right: those of the network itself, with two changed
        self.parts = Together(
            {
                "probabilities": lab.class_probabilities(network, self.x),
                "accuracy": [
                    lab.accuracy(network, self.x, as_numpy(self.labels)),
                    lab.accuracy(network, self.x, self.labels),
                ],
            }
        )


@shared
def classifier(rng):
    return ClassifierQuestion(rng)


@check(cell="classifier", weight=0)
def test_probabilities_have_a_column_per_class(student, classifier):
    """`class_probabilities` gives one number for each image and class."""
    hint = "The discriminator returns two things; the class logits are the second."
    with hinting(hint):
        value = classifier.parts.of(student)["probabilities"]
    assert_shape(value, (8, CLASSES), "class_probabilities", hint)


@check(cell="classifier", weight=2, needs=["test_probabilities_have_a_column_per_class"])
def test_probabilities_are_a_softmax(student, reference, classifier):
    """They are the softmax of the class logits, outside of training."""
    value = classifier.parts.of(student)["probabilities"]
    logits = {mode: reference.ask(classifier.network(classifier.x, training=mode)) for mode in (False, True)}
    (validity, c), (_, in_training) = logits[False], logits[True]
    right = softmax(c)
    wrong = diagnosis(
        value,
        {
            "These are the class logits; asked for are probabilities.": [c],
            "The discriminator is called in training mode: no dropout in a decision.": [softmax(in_training)],
            "Each class has a sigmoid of its own: the probabilities of an image must sum to 1.": [
                1 / (1 + np.exp(-c))
            ],
            "The softmax runs over the batch; each image has probabilities of its own.": [softmax(c.T).T],
            "The softmax is applied twice.": [softmax(right)],
            "These are logarithms of probabilities.": [np.log(right)],
            "The validity has nothing to do with the class: leave it out.": [
                right / (1 + np.exp(-validity)),
                softmax(c + validity * np.eye(CLASSES)[0]),
            ],
        },
        "They are not the softmax of the class logits.",
    )
    hint = "ops.softmax(class_logits, axis=-1), of discriminator(images, training=False)."
    assert_close(value, classifier.parts.of(reference)["probabilities"], wrong=wrong, hint=hint)


@check(cell="classifier", weight=0)
def test_accuracy_is_a_number(student, classifier):
    """`accuracy` gives one number, for labels in an array or a tensor."""
    with hinting("np.mean(predicted == labels), with np.asarray where one of them is a tensor."):
        values = classifier.parts.of(student)["accuracy"]
    for value in values:
        assert_shape(value, (), "accuracy", "The share of images is one number.")


@check(cell="classifier", weight=1.5, needs=["test_accuracy_is_a_number"])
def test_accuracy_is_the_share_of_right_answers(student, reference, rng):
    """`accuracy` is the share of images whose most probable class is their label."""
    network, n = probe.network(MODAL_DISCRIMINATOR, seed=int(rng.integers(2**31))), 57
    x = 2 * rng.normal(size=(n, *DATA))
    validity, c = reference.ask(network(x))
    best, worst = c.argmax(axis=1), c.argmin(axis=1)
    # three sets of labels, of which more or fewer are right: no one number answers all
    every = [
        (best + rng.integers(1, CLASSES, n) * (rng.random(n) < share)) % CLASSES for share in (0.3, 0.5, 0.7)
    ]
    question = [lab.accuracy(network, x, as_numpy(labels)) for labels in every]
    # Whoever takes the probabilities from class_probabilities is not judged by that.
    given = softmax(rng.normal(size=(n, CLASSES)))
    stand_in = {"class_probabilities": probe.told([network, x], as_numpy(given))}
    value = student.ask(question)
    if agree(answer_or_none(student, question, stand_in), shares(given.argmax(axis=1), every)):
        return
    right = np.array(shares(best, every))
    known = {
        "It is the share of wrong answers.": [1 - right],
        "It is in percent; asked for is a share, from 0 to 1.": [100 * right],
        "It is the number of right answers; asked for is their share.": [n * right],
        "It takes the least probable class.": [shares(worst, every)],
        "It takes the validity for the class.": [shares(validity[:, 0] > 0, every), shares(0 * best, every)],
        "It is the mean probability of the labels; asked for is how often the most probable class is right.": [
            [softmax(c)[np.arange(n), labels].mean() for labels in every]
        ],
        "It compares every prediction with every label.": [shares(best[:, None], every)],
    }
    otherwise = "It is not the share of images whose most probable class is their label."
    wrong = diagnosis(value, {text: [list(r) for r in results] for text, results in known.items()}, otherwise)
    hint = "The most probable class of each image by argmax over the classes, then the mean of predicted == labels."
    assert_close(value, reference.ask(question), wrong=wrong, hint=hint)


def answer_or_none(student, question, stand_ins):
    try:
        return student.ask(question, replace=stand_ins)
    except Wrong:
        return None


def shares(predicted, every):
    """How often a prediction is right, for each of several sets of labels."""
    return [np.mean(predicted == labels) for labels in every]


# --- Steering -----------------------------------------------------------------------------------------------


class SteeringQuestion:
    """The three functions on a small generator, whose answers depend on the mode it is called in."""

    def __init__(self, rng):
        self.n = int(rng.choice([4, 6, 7]))  # of images in a walk
        # phase has no statistics: a call in training mode leaves no trace for the other functions
        phase = small_generator(DENSE, ("phase", {}))
        self.generator = probe.network(phase, seed=int(rng.integers(2**31)))
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
        with hinting(hint):
            value = self.parts.of(student)[name]
        assert_shape(value, (len(right[0]), *DATA), what, hint)
        expected = self.parts.of(reference)[name]
        if agree(value, expected):
            return
        mode = "The generator is called in training mode; say training=False."
        wrongs = self.made(reference, known) | self.made(reference, {mode: right}, training=True)
        raise Wrong(diagnosis(value, wrongs, f"{what} does not hold the images it should."), hint)


@shared
def steering(rng):
    return SteeringQuestion(rng)


@check(cell="steering", weight=2)
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


@check(cell="steering", weight=1.5)
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


@check(cell="steering", weight=1.5)
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
