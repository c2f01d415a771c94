"""Hidden checks of the conditional variational autoencoder."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from autograder.checks import (
    RELATIVE,
    Together,
    Wrong,
    agree,
    as_numpy,
    assert_close,
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
from autograder.checks.networks import (
    altered,
    assert_encoder_sees_images,
    assert_many_ways,
    assert_only_z_is_random,
    assert_paints,
    assert_passes_gradient,
    assert_reaches_weights,
    assert_smooth,
    assert_unbounded,
    awake,
    both_ends,
    gradient_of_inputs,
    in_pairs,
)

LATENT, CLASSES, BATCH = 3, 6, 8
IMAGE = (5, 4, 1)  # one channel: label planes in the reconstruction's target are broadcast without complaint
KEYS = ("loss", "reconstruction_loss", "kl_loss")


def encoder_of(layer=None):
    """A small encoder of images with label planes, perhaps with a layer of this kind in it.

    Its third output is noise that depends on the other two, but is not the formula of Sampling.
    """
    height, width, channels = IMAGE
    return {
        "inputs": {"x": (height, width, channels + CLASSES)},
        "layers": [
            ["h", "flatten", ["x"], {}],
            ["h", "dense", ["h"], {"units": 7, "activation": "tanh"}],
            *([["h", layer, ["h"], {}]] if layer else []),
            ["z_mean", "dense", ["h"], {"units": LATENT}],
            ["z_log_var", "dense", ["h"], {"units": LATENT}],
            ["z", "jitter", ["z_mean", "z_log_var"], {}],
        ],
        "outputs": ["z_mean", "z_log_var", "z"],
    }


def decoder_of(layer=None):
    """A small decoder of latent vectors with a label."""
    return {
        "inputs": {"z": (LATENT + CLASSES,)},
        "layers": [
            ["h", "dense", ["z"], {"units": 8, "activation": "tanh"}],
            *([["h", layer, ["h"], {}]] if layer else []),
            ["x", "dense", ["h"], {"units": int(np.prod(IMAGE)), "activation": "sigmoid"}],
            ["x", "reshape", ["x"], {"shape": IMAGE}],
        ],
        "outputs": ["x"],
    }


# A decoder that is one linear layer: its images tell from which z they were made.
LINEAR_DECODER = {
    "inputs": {"z": (LATENT + CLASSES,)},
    "layers": [
        ["x", "dense", ["z"], {"units": int(np.prod(IMAGE))}],
        ["x", "phase", ["x"], {}],  # tells a call in training mode
        ["x", "reshape", ["x"], {"shape": IMAGE}],
    ],
    "outputs": ["x"],
}
NO_LOSS = probe.mean_squares(0.0, 0.0)


def known_join(*before):
    """Known functions in place of the two methods that join labels, so that a mistake in them costs nothing else."""
    return {
        name: probe.stand_in([*before, *arguments], arguments, probe.waves(CLASSES))
        for name, arguments in (
            ("make_conditional_input", ["images", "labels"]),
            ("make_conditional_latent", ["z", "labels"]),
        )
    }


# The student's class with these functions, and as it is, for whoever writes the labels in without these methods.
CLASSES_OF = {
    "known": probe.subclass(lab.ConditionalVAE, known_join("self")),
    "own": lab.ConditionalVAE,
}


def network(description, rng):
    return probe.network(description, seed=int(rng.integers(2**31)))


def images(rng, n, shape=IMAGE):
    return rng.random((n, *shape)).astype("float32")


def labels_of(rng, n, classes=CLASSES):
    """Labels of n images, in which as many classes occur as can, with no symmetry in their order."""
    while True:
        labels = rng.permutation(np.arange(n) % classes)
        if np.any(labels != labels[::-1]) and labels[0]:
            return labels


def one_hot(labels, classes=CLASSES):
    return np.eye(classes, dtype="float32")[labels]


# --- Encoder ------------------------------------------------------------------------------------------------

SIZE, OTHER_SIZE = (8, 12, 2), (12, 8, 1)  # of images, for the student's own networks
# Built once: checks set their weights as they need them.
ENCODER = probe.kept(lab.build_conditional_encoder(SIZE, 5, 4))
OTHER_ENCODER = probe.kept(lab.build_conditional_encoder(OTHER_SIZE, 3, 7))
DECODER = probe.kept(lab.build_conditional_decoder(SIZE, 5, 4))
OTHER_DECODER = probe.kept(lab.build_conditional_decoder(OTHER_SIZE, 3, 7))


def with_planes(x, labels, classes):
    """Images with their label planes."""
    planes = np.broadcast_to(one_hot(labels, classes)[:, None, None], (*x.shape[:3], classes))
    return np.concatenate([x, planes], axis=-1).astype("float32")


MANY = 4  # so many random networks: that all outputs have the same sign by chance does not happen


class EncoderQuestion:
    """The student's encoder, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        sampled, other, *strong = map(int, rng.integers(2**31, size=2 + MANY))
        x = images(rng, 6, SIZE)
        x_and_labels = with_planes(x, labels_of(rng, 6, 4), 4)
        many = with_planes(images(rng, 12, SIZE) * rng.random((12, 1, 1, 1)), np.arange(12) % 4, 4)
        # one image with each of the four labels, then with one channel of another image
        one_by_one = with_planes(np.repeat(x[:1], 6, axis=0), np.array([0, 1, 2, 3, 0, 0]), 4)
        one_by_one[[4, 5], ..., [0, 1]] = x[1].transpose(2, 0, 1)
        self.directions, self.noise = [*rng.normal(size=(2, 6, 5)), None], rng.normal(size=(6, 5))
        sampled, other = (probe.randomised(ENCODER, seed=seed) for seed in (sampled, other))
        strong = [probe.randomised(ENCODER, seed=seed, gain=2.0) for seed in strong]
        low, high = both_ends(ENCODER, rng.integers(2**31, size=2))
        far = awake(ENCODER, int(rng.integers(2**31)))
        blocks = altered(rng, x_and_labels[0], channels=SIZE[2])
        self.parts = Together(
            {
                "sampled": sampled(x_and_labels),  # first: it takes the noise that is served
                "again": sampled(x_and_labels),
                "other size": OTHER_ENCODER(with_planes(images(rng, 2, OTHER_SIZE), np.array([6, 1]), 7)),
                "strong": [network(many) for network in strong],
                "in a smaller batch": strong[-1](many[6::-1]),
                "one by one": other(one_by_one),
                "nudged": nudged(other, x_and_labels, self.directions),
                "altered": [network(blocks) for network in (other, far)],
                "low and high": [network(x_and_labels) for network in (low, high)],
                "through z": probe.gradient(
                    probe.projection(other(x_and_labels)[2], self.directions[0]), wrt=[other]
                ),
            },
            noise=[self.noise],
        )


@shared
def encoder(rng):
    return EncoderQuestion(rng)


def assert_outputs(outputs, shape, arguments):
    """The three outputs of an encoder, each of this shape."""
    hint = (
        f"keras.Model(inputs, [z_mean, z_log_var, z]), with the sizes from the arguments, here {arguments}."
    )
    require(isinstance(outputs, list), "The encoder should have three outputs, not one.", hint)
    require(len(outputs) == 3, f"The encoder should have three outputs, not {len(outputs)}.", hint)
    for name, output in zip(("z_mean", "z_log_var", "z"), outputs, strict=True):
        assert_shape(output, shape, name, hint)


@check(cell="conditional_encoder", weight=0)
def test_encoder_has_three_outputs(student, encoder):
    """For images with label planes, of any size, the encoder gives z_mean, z_log_var and z, each (batch, latent_dim)."""
    hint = "Its input is (height, width, channels + num_classes): build it from the arguments, not for MNIST alone."
    with hinting(hint):
        assert_outputs(encoder.parts.of(student)["sampled"], (6, 5), "image_shape (8, 12, 2), 5, 4")
        assert_outputs(encoder.parts.of(student)["other size"], (2, 3), "image_shape (12, 8, 1), 3, 7")


@check(cell="conditional_encoder", weight=2, needs=["test_encoder_has_three_outputs"])
def test_encoder_samples_from_its_outputs(student, encoder):
    """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
    served, again = encoder.parts.of(student)["sampled"], encoder.parts.of(student)["again"]
    assert_outputs(again, (6, 5), "5")

    def explains(mean, log_var, z):
        scaled = np.exp(np.minimum(log_var, 50) / 2) * encoder.noise
        return agree(z, mean + scaled) or agree(z, mean - scaled)

    if not explains(*served):
        if explains(served[1], served[0], served[2]):
            raise Wrong(
                "z_mean and z_log_var are swapped: in the list of outputs, or on their way into Sampling."
            )
        if any(explains(*order) for order in permutations(served)):
            raise Wrong("The outputs come in the wrong order.", "[z_mean, z_log_var, z]")
    assert_only_z_is_random(served, again)
    random = not agree(served[2], again[2])
    require(
        random, "z is not random: two calls on the same images agree.", "z = Sampling()((z_mean, z_log_var))"
    )
    wrong = "z is not a sample from the other two outputs."
    require(explains(*served), wrong, "z = Sampling()((z_mean, z_log_var))")


@check(cell="conditional_encoder", weight=0, needs=["test_encoder_has_three_outputs"])
def test_only_z_is_random(student, encoder):
    """z_mean and z_log_var are not random: the same images give the same."""
    assert_only_z_is_random(*(encoder.parts.of(student)[name] for name in ("sampled", "again")))


@check(cell="conditional_encoder", needs=["test_only_z_is_random"])
def test_encoder_outputs_are_unbounded(student, encoder):
    """z_mean and z_log_var are two functions of the image, and can take any value, of either sign."""
    strong, smaller = encoder.parts.of(student)["strong"], encoder.parts.of(student)["in a smaller batch"]
    for outputs in strong:
        assert_outputs(outputs, (12, 5), "5")
    assert_outputs(smaller, (7, 5), "5")
    mean, log_var = (np.concatenate([outputs[k] for outputs in strong]) for k in (0, 1))
    hint = "A mean and a log-variance can be any real number: Dense(latent_dim) without activation."
    low, high = encoder.parts.of(student)["low and high"]
    for k, (name, a) in enumerate({"z_mean": mean, "z_log_var": log_var}.items()):
        same = agree(smaller[k], strong[-1][k][6::-1])
        require(same, f"{name} of an image depends on more than the image and its label.", hint)
        assert_unbounded(name, [a, low[k], high[k]], hint)
    separate = not agree(mean, log_var)
    require(separate, "z_mean and z_log_var are the same.", "Each needs a Dense layer of its own.")


@check(cell="conditional_encoder", weight=1.5, needs=["test_encoder_has_three_outputs"])
def test_encoder_reads_image_and_label(student, encoder):
    """z_mean and z_log_var depend on every channel of the image and on every label plane."""
    for name, output in zip(("z_mean", "z_log_var"), encoder.parts.of(student)["one by one"], strict=False):
        assert_shape(output, (6, 5), name)
        for label in range(1, 4):
            differs = np.abs(output[label] - output[:label]).max(axis=1).min() > 1e-5
            require(
                differs, f"{name} is the same for two labels: the encoder does not read all label planes."
            )
        for channel in (0, 1):
            differs = np.abs(output[4 + channel] - output[0]).max() > 1e-5
            require(differs, f"{name} does not depend on channel {channel} of the image.")


@check(cell="conditional_encoder", weight=0, needs=["test_only_z_is_random"])
def test_encoder_sees_the_image(student, encoder):
    """z_mean and z_log_var depend on what is where in the whole image."""
    assert_encoder_sees_images(encoder.parts.of(student)["altered"], 5)


@check(cell="conditional_encoder", needs=["test_encoder_sees_the_image"])
def test_encoder_can_learn(student, encoder):
    """Every weight of the encoder gets a gradient, also through z, and following it changes the outputs as it should."""
    assert_reaches_weights(encoder.parts.of(student)["through z"])
    assert_learned(encoder.parts.of(student)["nudged"], encoder.directions)


# --- Decoder ------------------------------------------------------------------------------------------------


ROWS = 7  # of a batch


class DecoderQuestion:
    """The student's decoder, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        # not as many rows as an image has rows or channels: Keras 3.15 then takes (n, 1, 1, 1) in a sum for a bias
        z, many = rng.normal(size=(4, 9)), 3 * rng.normal(size=(ROWS, 9))
        # row 0 and row 10 are alike, each other row has one number changed
        one_by_one = np.tile(rng.normal(size=9), (11, 1))
        one_by_one[np.arange(1, 10), np.arange(9)] += 1.0
        self.direction = rng.normal(size=(4, *SIZE))
        other, *strong = map(int, rng.integers(2**31, size=1 + MANY))
        strong = [probe.randomised(DECODER, seed=seed, gain=4.0) for seed in strong]
        other, latent = probe.randomised(DECODER, seed=other), probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": DECODER(z),
                "other size": OTHER_DECODER(rng.normal(size=(2, 10))),
                "strong": [network(many) for network in strong],
                "in a smaller batch": strong[-1](many[4::-1]),
                "one by one": other(one_by_one),
                "nudged": nudged(other, z, [self.direction]),
                "latent": gradient_of_inputs(other(latent), self.direction, latent),
            }
        )


@shared
def decoder(rng):
    return DecoderQuestion(rng)


@check(cell="conditional_decoder", weight=0)
def test_decoder_makes_images(student, decoder):
    """The decoder turns (batch, latent_dim + num_classes) numbers into images, of any size."""
    hint = (
        "Its input is (latent_dim + num_classes,). Begin with (height // 4, width // 4, ...), double twice, and end "
        "with as many channels as image_shape says: no label planes."
    )
    with hinting(hint):
        for name, n, size in (("images", 4, SIZE), ("other size", 2, OTHER_SIZE)):
            what = f"The image for image_shape {size}"
            assert_shape(decoder.parts.of(student)[name], (n, *size), what, hint)


@check(cell="conditional_decoder", weight=2, needs=["test_decoder_makes_images"])
def test_decoder_gives_probabilities(student, decoder):
    """Pixels are probabilities: anywhere in [0, 1], through one sigmoid."""
    strong, smaller = decoder.parts.of(student)["strong"], decoder.parts.of(student)["in a smaller batch"]
    hint = "Let the last layer, and only the last, have activation='sigmoid'."
    for image in strong:
        assert_shape(image, (ROWS, *SIZE), "The image")
    require(
        agree(smaller, strong[-1][4::-1]), "The image depends on more than its z and label.", "No noise here."
    )
    image = np.concatenate(strong)
    require(image.min() >= 0 and image.max() <= 1, "There are pixels outside [0, 1].", hint)
    usual = [decoder.parts.of(student)[name] for name in ("images", "one by one")]
    assert_smooth(np.concatenate(usual), hint)
    require(image.min() < 0.45, "No pixel can be dark: is the sigmoid applied twice?", hint)
    require(image.max() > 0.75, "No pixel can be bright: is the sigmoid applied twice?", hint)
    normalised = agree(image.sum(axis=-1), np.ones((ROWS * MANY, *SIZE[:2])), 1e-2)
    require(not normalised, "The channels of each pixel sum to 1: no softmax.", hint)


@check(cell="conditional_decoder", weight=1.5, needs=["test_decoder_makes_images"])
def test_decoder_uses_latent_and_label(student, decoder):
    """Every coordinate of z and every place of the label changes the image, and the same input gives the same image."""
    image = decoder.parts.of(student)["one by one"]
    assert_shape(image, (11, *SIZE), "The image")
    assert_paints(image)
    require(agree(image[10], image[0]), "The same input in one batch gives two different images.")
    for k in range(9):
        what = f"Coordinate {k} of z" if k < 5 else f"Place {k - 5} of the one-hot label"
        require(np.abs(image[k + 1] - image[0]).max() > 1e-5, f"{what} has no effect on the image.")
    (gradient,) = decoder.parts.of(student)["latent"]
    assert_many_ways(gradient, 9)


@check(cell="conditional_decoder", needs=["test_decoder_makes_images"])
def test_decoder_can_learn(student, decoder):
    """Every weight of the decoder gets a gradient, and following it changes the image as it should."""
    (gradient,) = decoder.parts.of(student)["latent"]
    assert_passes_gradient(gradient, (4, 9), "the images", "z and label")
    assert_learned(decoder.parts.of(student)["nudged"], [decoder.direction])


# --- The class: joining labels ------------------------------------------------------------------------------


class JoinQuestion:
    """The two methods that join labels, on images of two sizes and for two numbers of classes."""

    def __init__(self, rng):
        nets = network(encoder_of(), rng), network(decoder_of(), rng)
        self.cases, parts = [], {}
        for shape, classes in (((3, 4, 2), 6), ((6, 2, 1), 5)):
            x, z = images(rng, 7, shape), rng.normal(size=(7, 4)).astype("float32")
            labels = labels_of(rng, 7, classes)
            cvae, number = lab.ConditionalVAE(*nets, 4, classes), len(self.cases)
            parts[f"input {number}"] = [
                cvae.make_conditional_input(x, labels),
                cvae.make_conditional_input(as_numpy(x), as_numpy(labels)),
            ]
            parts[f"latent {number}"] = [
                cvae.make_conditional_latent(z, labels),
                cvae.make_conditional_latent(as_numpy(z), as_numpy(labels)),
            ]
            self.cases.append((x, z, labels, classes))
        compiled = probe.compiled(lab.ConditionalVAE(*nets, LATENT, CLASSES), probe.sgd())
        parts["made"] = probe.delta(compiled.name, of={"encoder": nets[0]})
        self.parts = Together(parts)

    def well_shaped(self, student):
        """Whether both methods give what the networks can be called with."""
        try:
            test_conditional_input_has_a_plane_per_class(student, self)
            test_conditional_latent_has_a_place_per_class(student, self)
        except Wrong:
            return False
        return True


@shared
def joins(rng):
    return JoinQuestion(rng)


@check(cell="conditional_vae", weight=0)
def test_cvae_can_be_made(student, joins):
    """`ConditionalVAE(encoder, decoder, latent_dim, num_classes)` can be made and compiled with an optimiser."""
    with hinting(
        "Keep the constructor as it was given: super().__init__(encoder, decoder, **kwargs) comes first."
    ):
        joins.parts.of(student)["made"]


def both(joins, part, student, reference):
    """Pairs of the student's answers and the reference's."""
    return zip(joins.parts.of(student)[part], joins.parts.of(reference)[part], strict=True)


INPUT_HINT = (
    "ops.one_hot(labels, self.num_classes), two more axes, repeated over height and width, and concatenated behind "
    "the image's channels, axis=-1."
)


@check(cell="conditional_vae", weight=0, needs=["test_cvae_can_be_made"])
def test_conditional_input_has_a_plane_per_class(student, joins):
    """`make_conditional_input` gives (batch, H, W, C + num_classes)."""
    with hinting(INPUT_HINT):
        for number, (x, _, _, classes) in enumerate(joins.cases):
            shape = (*x.shape[:3], x.shape[3] + classes)
            for value in joins.parts.of(student)[f"input {number}"]:
                what = f"make_conditional_input of images {x.shape} with {classes} classes"
                assert_shape(value, shape, what, INPUT_HINT)


@check(cell="conditional_vae", weight=3, needs=["test_conditional_input_has_a_plane_per_class"])
def test_conditional_input_has_one_hot_planes(student, reference, joins):
    """Behind the image's channels every pixel has the one-hot code of the image's label."""
    for number, (x, _, labels, classes) in enumerate(joins.cases):
        for value, expected in both(joins, f"input {number}", student, reference):
            if not agree(value, expected):
                raise Wrong(explain_input(value, x, labels, classes), INPUT_HINT)


def explain_input(value, x, labels, classes):
    """What is wrong with a conditional input of the right shape."""
    channels = x.shape[-1]

    def joined(codes):
        return np.concatenate([x, np.broadcast_to(codes[:, None, None], (*x.shape[:3], classes))], axis=-1)

    code = one_hot(labels, classes)
    numbers = np.repeat(labels[:, None].astype("float32"), classes, axis=1)
    known = known_codes(labels, classes, joined) | {
        "The planes come first; the image's channels should.": [
            np.roll(joined(code), classes, axis=-1)
        ],
        "The planes are filled with the number of the label; they should be its one-hot code.": [
            joined(numbers / scale) for scale in (1, classes, classes - 1)
        ],
    }  # fmt: skip
    if (sentence := diagnosis(value, known, "")) != "":
        return sentence
    if not agree(value[..., :channels], x):
        return "The first channels are not those of the image."
    if not agree(value[..., channels:], value[:, :1, :1, channels:] + np.zeros((*x.shape[:3], 1))):
        return "A plane is not the same number at every pixel of an image."
    return "The planes are not the one-hot code of the labels."


def known_codes(labels, classes, joined):
    """Mistakes in the code of labels, by their sentences; joined(codes): what would come of codes (batch, classes)."""
    code = one_hot(labels, classes)
    return {
        "All images get label 0.": [joined(one_hot(0 * labels, classes))],
        "All images get the label of the first one.": [joined(one_hot(0 * labels + labels[0], classes))],
        "The labels are those of other images: they come in another order.": [
            joined(code[order]) for order in (slice(None, None, -1), np.roll(np.arange(len(code)), 1), np.roll(np.arange(len(code)), -1), np.argsort(labels, kind="stable"))
        ],
        "Ones and zeros are swapped.": [joined(1 - code)],
        "There is no label in it: its places are all zero.": [joined(0 * code)],
        "The code is shifted: label 0 must have its 1 at place 0.": [
            joined(np.roll(code, 1, axis=1)), joined(np.roll(code, -1, axis=1)), joined(one_hot(labels, classes + 1)[:, 1:]),
        ],
        "The labels are counted from the end: label 0 must have its 1 at place 0.": [joined(code[:, ::-1])],
    }  # fmt: skip


LATENT_HINT = "ops.concatenate([z, ops.one_hot(...)], axis=-1): first z, then the code."


@check(cell="conditional_vae", weight=0, needs=["test_cvae_can_be_made"])
def test_conditional_latent_has_a_place_per_class(student, joins):
    """`make_conditional_latent` gives (batch, latent_dim + num_classes)."""
    with hinting(LATENT_HINT):
        for number, (_, z, _, classes) in enumerate(joins.cases):
            for value in joins.parts.of(student)[f"latent {number}"]:
                what = f"make_conditional_latent of z {z.shape} with {classes} classes"
                assert_shape(value, (len(z), z.shape[1] + classes), what, LATENT_HINT)


@check(cell="conditional_vae", weight=1.5, needs=["test_conditional_latent_has_a_place_per_class"])
def test_conditional_latent_ends_in_one_hot(student, reference, joins):
    """It is z, and behind it the one-hot code of the label."""
    for number, (_, z, labels, classes) in enumerate(joins.cases):
        numbers = np.repeat(labels[:, None].astype("float32"), classes, axis=1)

        def joined(code, z=z):
            return np.concatenate([z, code], axis=1)

        known = known_codes(labels, classes, joined) | {
            "The code comes first; z should.": [np.concatenate([one_hot(labels, classes), z], axis=1)],
            "It has the number of the label where the one-hot code should be.": [
                joined(numbers / scale) for scale in (1, classes, classes - 1)
            ],
        }
        for value, expected in both(joins, f"latent {number}", student, reference):
            wrong = diagnosis(value, known, "It is not z with the one-hot code of the label behind it.")
            assert_close(value, expected, wrong=wrong, hint=LATENT_HINT)


# --- The class: generation ----------------------------------------------------------------------------------


class Variants:
    """One question about the student's class, asked with known joining methods, and without where that is needed.

    ask(cls): the parts, where cls makes models.
    """

    def __init__(self, ask, noise):
        self.together = {name: Together(ask(cls), noise=noise) for name, cls in CLASSES_OF.items()}

    def compare(self, student, reference, part, explain, hint, also=lambda variant: ()):
        """Compare a part of the answers; ``also`` gives further right answers of a variant.

        explain(value, variant): a sentence for a wrong value, or "". It is made for right values too, so that the
        reference's answers are complete before a class is graded.
        """
        found = {}
        for name, together in self.together.items():
            right = [together.of(reference)[part], *also(name)]
            explain(right[0], name)
            found[name] = together, right
        values = {}
        for name, (together, right) in found.items():
            try:
                with hinting(hint):
                    values[name] = together.of(student)[part]
            except Wrong as wrong:
                values[name] = wrong
                continue
            if any(agree(values[name], each) for each in right):
                return
        told = [(n, v) for n, v in values.items() if not isinstance(v, Wrong)]
        if not told:
            raise values["own"]
        assert_shape(told[0][1], found["own"][1][0].shape, "What it returns", hint)
        sentences = [sentence for n, v in told if (sentence := explain(v, n))]
        raise Wrong(sentences[0] if sentences else "It does not return the right images.", hint)


class ModelQuestion:
    """Models of the student's class on small networks, asked all that changes nothing in them."""

    def __init__(self, rng):
        self.encoder, self.decoder = network(encoder_of("phase"), rng), network(LINEAR_DECODER, rng)
        self.x, self.labels = images(rng, BATCH), labels_of(rng, BATCH)
        self.asked, self.z = labels_of(rng, 9), rng.normal(size=(9, LATENT)).astype("float32")
        self.kind = int(rng.integers(1, CLASSES))
        encoded = rng.normal(size=(BATCH, LATENT))
        self.noise = [self.z] * 4 + [encoded] * 2
        self.variants = Variants(self.parts, self.noise)

    def parts(self, cls):
        cvae = self.model(cls)
        return {
            "generated": cvae.generate(as_numpy(self.asked)),
            "of a tensor": cvae.generate(self.asked),
            "of a list": cvae.generate([int(k) for k in self.asked]),
            "reconstructed": cvae.reconstruct(self.x, self.labels),
            "many": [cvae.generate(as_numpy(np.full(600, self.kind))) for _ in range(2)],
        }

    def model(self, cls):
        return cls(self.encoder, self.decoder, LATENT, CLASSES)

    def decoded(self, reference, variant, z, labels):
        """What the decoder makes of z and labels."""
        joined = self.model(CLASSES_OF[variant]).make_conditional_latent(z, labels)
        return reference.ask(self.decoder(joined), noise=self.noise)


@shared
def cvae(rng):
    return ModelQuestion(rng)


GENERATE_HINT = (
    "z of shape (number of labels, self.latent_dim) from keras.random.normal or tf.random.normal, joined with the labels "
    "by make_conditional_latent, then self.decoder."
)


@check(cell="conditional_vae", weight=2, needs=["test_cvae_can_be_made"])
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

    cvae.variants.compare(
        student, reference, "generated", explain, GENERATE_HINT,
        also=lambda variant: [cvae.decoded(reference, variant, -z, labels)],
    )  # fmt: skip


@check(cell="conditional_vae", weight=0.5, needs=["test_generate_decodes_the_prior_with_the_labels"])
def test_generate_takes_lists_and_tensors(student, reference, cvae):
    """`generate` takes labels as a list and as a tensor too."""
    hint = "len(labels) is the number of labels of all three kinds; ops.convert_to_tensor makes a tensor of each."
    for part in ("of a tensor", "of a list"):
        cvae.variants.compare(
            student, reference, part, lambda value, variant: "With them it gives other images.", hint,
            also=lambda variant: [cvae.decoded(reference, variant, -cvae.z, cvae.asked)],
        )  # fmt: skip


@check(cell="conditional_vae", weight=0.5, needs=["test_cvae_can_be_made"])
def test_generate_draws_afresh(student, reference, cvae):
    """`generate` draws a standard normal z for each image, other ones at every call."""
    made = cvae.variants.together["known"].of(student)["many"]
    points = np.eye(LATENT + 1, LATENT + CLASSES, k=-1)
    origin, *axes = reference.ask(cvae.decoder(points)).reshape(LATENT + 1, -1)
    axes = np.stack(axes) - origin
    for each in made:
        assert_shape(each, (600, *IMAGE), "generate of 600 labels")
        offset = each.reshape(600, -1) - each.reshape(600, -1).mean(axis=0)
        z = offset @ np.linalg.pinv(axes)
        require(np.ptp(each, axis=0).max() > 1e-5, "All images of one label are the same.", GENERATE_HINT)
        require(
            agree(z @ axes, offset, 1e-2), "The images are not made by self.decoder from z.", GENERATE_HINT
        )
        spread = z.std(axis=0)
        normal = np.abs(spread - 1).max() < 0.2 and abs(((z / spread) ** 4).mean() - 3) < 0.8
        require(normal, "Over many draws z is not standard normal.", GENERATE_HINT)
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")


@check(cell="conditional_vae", weight=1.5, needs=["test_cvae_can_be_made"])
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
    cvae.variants.compare(student, reference, "reconstructed", explain, hint)


# --- The class: steps ---------------------------------------------------------------------------------------

# Losses are compared closely: what a slip changes in one of them may be small. Numerical noise ends at 4e-6.
CLOSE = 3e-5


class Step:
    """One step of plain SGD with lr 1 on fresh networks: its metrics, and the change of every weight.

    Asked with known joining methods and without: whoever is right in either is right.
    """

    def __init__(self, rng, method, layer=None):
        self.encoder, self.decoder = network(encoder_of(layer), rng), network(decoder_of(layer), rng)
        self.x, self.labels = images(rng, BATCH), labels_of(rng, BATCH)
        # the same again for whoever encodes once for each term
        self.noise = [rng.normal(size=(BATCH, LATENT))] * 2
        networks = {"encoder": self.encoder, "decoder": self.decoder}
        self.models = {
            name: cls(self.encoder, self.decoder, LATENT, CLASSES) for name, cls in CLASSES_OF.items()
        }
        self.questions = {
            name: probe.delta(
                getattr(probe.compiled(model, probe.sgd(1.0)), method)((self.x, self.labels)), of=networks
            )
            for name, model in self.models.items()
        }
        self.answers = {}

    def ask(self, who, variant, only=None):
        """The answer of a variant, asked once though several checks look at it; only: the loss that counts."""
        key = (who, variant, only)
        if key not in self.answers:
            other = {"reconstruction_loss": "kl_divergence", "kl_divergence": "reconstruction_loss"}
            try:
                replace = {other[only]: NO_LOSS} if only else {}
                self.answers[key] = who.ask(self.questions[variant], noise=self.noise, replace=replace)
            except Wrong as wrong:
                self.answers[key] = wrong
        if isinstance(self.answers[key], Wrong):
            raise self.answers[key]
        return self.answers[key]

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE):
        """Compare a part of the answers.

        explain(value, variant, right): a sentence for a wrong value, or "". It is made for right values too, so that
        the reference's answers are complete before a class is graded.
        """
        right = {name: part(self.ask(reference, name)) for name in self.questions}
        for name, expected in right.items():
            explain(expected, name, expected)
        values, errors = {}, {}
        for name, expected in right.items():
            try:
                with hinting(hint):
                    values[name] = part(self.ask(student, name))
            except Wrong as wrong:
                errors[name] = wrong
                continue
            if agree(values[name], expected, rtol):
                return
        if not values:
            raise errors["own"]
        assert_like(next(iter(values.values())), right["own"], hint)
        sentences = [s for name, value in values.items() if (s := explain(value, name, right[name]))]
        raise Wrong(sentences[0] if sentences else "It is not what it should be.", hint)


def assert_like(value, right, hint):
    """Lists and dictionaries of arrays have the shapes that they should have."""
    for each, expected in zip(leaves(value), leaves(right), strict=False):
        assert_shape(each, expected.shape, "What it answers", hint)


def leaves(value):
    if isinstance(value, dict | list):
        return [
            leaf for item in (value.values() if isinstance(value, dict) else value) for leaf in leaves(item)
        ]
    return [value]


@shared
def train_step(rng):
    return Step(rng, "train_step")


STEP_HINT = (
    "The encoder gets make_conditional_input(images, labels), the decoder make_conditional_latent(z, labels), the loss "
    "compares images with decoded images. Is the method spelled right? Else that of VAE is used, which drops the labels."
)


def metrics(answer):
    logs, hint = answer["value"], f"Its keys are {', '.join(KEYS)}: return self.report(reconstruction, kl)."
    require(isinstance(logs, dict), "It should return a dictionary of losses.", hint)
    for key in KEYS:
        require(key in logs, f"The dictionary it returns has no key {key!r}.", hint)
        assert_shape(logs[key], (), f"Its {key}", "Each is one number for the batch.")
    return {key: logs[key] for key in KEYS}


def slips(step, reference, variant):
    """Well-known ways to wrong losses, each with the values that it gives: {sentence: {key: value}}."""
    model, x, y = step.models[variant], step.x, step.labels
    encoded = {
        "right": step.encoder(model.make_conditional_input(x, y)),
        "label 0": step.encoder(model.make_conditional_input(x, 0 * y)),
        "others": step.encoder(model.make_conditional_input(x, y[::-1].copy())),
        "none": step.encoder(np.concatenate([x, np.zeros((*x.shape[:3], CLASSES))], axis=-1)),
    }
    z = encoded["right"][2]
    zeros = lab.ops.concatenate([z, np.zeros((len(x), CLASSES), "float32")], axis=-1)

    def losses(way="right", code=None, target=x):
        mean, log_var, z = (encoded[way][k] for k in range(3))
        decoded = step.decoder(model.make_conditional_latent(z, y) if code is None else code)
        return {
            "reconstruction_loss": lab.reconstruction_loss(target, decoded),
            "kl_loss": lab.kl_divergence(mean, log_var),
        }

    def joined(z, labels):
        return model.make_conditional_latent(z, labels)

    known = {
        "The decoder gets label 0, whatever the label is.": losses(code=joined(z, 0 * y)),
        "The decoder gets the labels of other images.": losses(code=joined(z, y[::-1].copy())),
        "The decoder gets no label: its places are all zero.": losses(code=zeros),
        "The encoder gets label 0, whatever the label is.": losses("label 0"),
        "The encoder gets the labels of other images.": losses("others"),
        "The encoder gets no label: its planes are all zero.": losses("none"),
        "Both networks get label 0, whatever the label is.": losses(
            "label 0", code=joined(encoded["label 0"][2], 0 * y)
        ),
        "Both networks get the labels of other images.": losses(
            "others", code=joined(encoded["others"][2], y[::-1].copy())
        ),
        "The reconstruction loss compares with the conditional input, planes included; compare with the images.": (
            losses(target=model.make_conditional_input(x, y))
        ),
        "It decodes z_mean; it should decode the sampled z.": losses(code=joined(encoded["right"][0], y)),
    }
    swapped = lab.reconstruction_loss(step.decoder(joined(z, y)), x)
    known["The arguments of reconstruction_loss are swapped: first x, then x_hat."] = {
        "reconstruction_loss": swapped
    }
    return reference.ask(known, noise=step.noise * 6)


def explain_metrics(value, right, known):
    """What is wrong with the losses that a step reports; known: see slips. "" for nothing known."""
    bad = [key for key in KEYS if not agree(value[key], right[key], CLOSE)]
    for sentence, losses in known.items():
        if agree(value, losses, CLOSE) and not agree(losses, {k: right[k] for k in losses}, CLOSE):
            return sentence
    if idle := [key for key in bad if value[key] == 0]:
        return f"It reports {' and '.join(idle)} as 0: hand both losses to self.report."
    if agree(
        [value["reconstruction_loss"], value["kl_loss"]],
        [right["kl_loss"], right["reconstruction_loss"]],
        CLOSE,
    ):
        return "reconstruction_loss and kl_loss are swapped."
    return f"It reports a wrong {' and a wrong '.join(bad)}." if bad else ""


@check(cell="conditional_vae", weight=0, needs=["test_cvae_can_be_made"])
def test_train_step_runs(student, train_step):
    """`train_step` takes a pair of images and labels."""
    first_answer(student, lambda who, name: train_step.ask(who, name), STEP_HINT)


def first_answer(student, ask, hint):
    """The answer to the first of the variants that has one; raises what goes wrong with the last."""
    names = list(CLASSES_OF)
    for name in names:
        try:
            with hinting(hint):
                return ask(student, name)
        except Wrong:
            if name == names[-1]:
                raise


@check(cell="conditional_vae", weight=2, needs=["test_train_step_runs"])
def test_train_step_reports_the_losses(student, reference, train_step):
    """`train_step` returns loss, reconstruction_loss and kl_loss of the batch, with the labels in both networks."""

    def explain(value, variant, right):
        return explain_metrics(value, right, slips(train_step, reference, variant))

    train_step.compare(student, reference, metrics, explain, STEP_HINT, rtol=CLOSE)


def explain_change(step, reference, name):
    """A function for ``compare``: which fault the change of a network's weights points to.

    The right change is the sum of one for each loss: how often is each of them in this one?
    """

    def explain(value, variant, right):
        reconstruction, kl = (
            flat(step.ask(reference, variant, only)["delta"][name])
            for only in ("reconstruction_loss", "kl_divergence")
        )
        moved = flat(value)
        if not moved.any():
            return "No weight of it moves."
        if any(not a.any() for a in value):
            return "Some of its weights move, and some do not."
        places = value[0].reshape(*IMAGE[:2], -1, 7)[:, :, 1:] if name == "encoder" else value[0][LATENT:]
        if not places.any():
            return "The weights that read the label do not move, as if there were none."
        terms = np.stack([reconstruction, kl] if kl.any() else [reconstruction], axis=1)
        times, *_ = np.linalg.lstsq(terms, moved, rcond=1e-6)
        return explain_times(*times) if agree(moved, terms @ times) else ""

    return explain


def explain_times(reconstruction, kl=None):
    """What it means that the gradients of the two losses enter so many times."""
    if kl is None or abs(kl - reconstruction) < 1e-3 * abs(kl):
        if abs(reconstruction + 1) < 1e-3:
            return "Its weights move the wrong way: up the gradient."
        return (
            f"Its weights move in the right direction, but {reconstruction:.2g} times as far as they should."
        )
    for term, times in (("KL divergence", kl), ("reconstruction loss", reconstruction)):
        if abs(times) < 1e-4:
            return f"The {term} does not enter its gradient."
        if abs(times + 1) < 1e-3:
            return f"The {term} is subtracted; it must be added."
        if abs(times - 1) > 1e-3:
            return f"The {term} enters its gradient {times:.2g} times; it must enter once."
    return ""


CHANGE_HINT = (
    "One tape around everything from make_conditional_input to loss = reconstruction + KL; then its gradient with respect "
    "to self.trainable_weights, given to self.optimizer once. Images, labels and the two networks enter as in the losses."
)


@check(cell="conditional_vae", weight=2, needs=["test_train_step_runs"])
def test_train_step_moves_the_encoder(student, reference, train_step):
    """`train_step` moves the encoder's weights along the gradient of the whole loss."""
    explain = explain_change(train_step, reference, "encoder")
    train_step.compare(
        student, reference, lambda answer: answer["delta"]["encoder"],
        lambda *args: explain(*args) or "Its weights move, but not along the gradient of the loss.", CHANGE_HINT,
    )  # fmt: skip


@check(cell="conditional_vae", weight=2, needs=["test_train_step_runs"])
def test_train_step_moves_the_decoder(student, reference, train_step):
    """`train_step` moves the decoder's weights along the gradient of the whole loss."""
    explain = explain_change(train_step, reference, "decoder")
    train_step.compare(
        student, reference, lambda answer: answer["delta"]["decoder"],
        lambda *args: explain(*args) or "Its weights move, but not along the gradient of the loss.", CHANGE_HINT,
    )  # fmt: skip


def explain_mode(step, reference, variant, value, right):
    """Whether wrong losses come from networks in another mode; "" if not. step: with layers that tell the mode."""
    model, labels = step.models[variant], step.labels
    outputs = {
        mode: step.encoder(model.make_conditional_input(step.x, labels), training=mode)
        for mode in (True, False)
    }

    def losses(encoder, decoder):
        mean, log_var, z = (outputs[encoder][k] for k in range(3))
        decoded = step.decoder(model.make_conditional_latent(z, labels), training=decoder)
        return {
            "reconstruction_loss": lab.reconstruction_loss(step.x, decoded),
            "kl_loss": lab.kl_divergence(mean, log_var),
        }

    modes = {
        "The networks are called with training=True.": (True, True),
        "The encoder is not called with training=True.": (False, True),
        "The decoder is not called with training=True.": (True, False),
        "Neither network is called with training=True.": (False, False),
    }
    made = reference.ask({name: losses(*mode) for name, mode in modes.items()}, noise=step.noise * 4)
    told = [name for name, each in made.items() if agree(value, each, CLOSE)]
    return told[0] if told and not agree(right, made[told[0]], CLOSE) else ""


@check(cell="conditional_vae", weight=1.5, needs=["test_cvae_can_be_made"])
def test_test_step_only_looks(student, reference, rng):
    """`test_step` returns the same losses as `train_step`, and changes no weight."""
    step = Step(rng, "test_step", layer="phase")

    def all_of_it(answer):
        return {"metrics": metrics(answer), **answer["delta"]}

    def explain(value, variant, right):
        known = slips(step, reference, variant)
        if any(a.any() for name in ("encoder", "decoder") for a in value[name]):
            return "It changes weights: it should only compute the losses."
        if mode := explain_mode(step, reference, variant, value["metrics"], right["metrics"]):
            return mode
        return explain_metrics(value["metrics"], right["metrics"], known)

    step.compare(student, reference, all_of_it, explain, STEP_HINT, rtol=CLOSE)


@check(cell="conditional_vae", weight=0.5, needs=["test_train_step_reports_the_losses"])
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In `train_step` both networks are called with training=True."""
    step = Step(rng, "train_step", layer="phase")

    def explain(value, variant, right):
        return explain_mode(step, reference, variant, value, right)

    step.compare(student, reference, metrics, explain, "self.encoder(..., training=True)", rtol=CLOSE)


@check(cell="conditional_vae", needs=["test_train_step_reports_the_losses"])
def test_fit_trains(student, reference, joins, rng):
    """`fit` works with it: train_step can be compiled to a graph for batches of any size, and trains."""
    networks = {"encoder": network(encoder_of(), rng), "decoder": network(decoder_of(), rng)}
    # three steps: an even number of equal steps could cancel out
    x, labels = images(rng, 9), labels_of(rng, 9)
    hint = (
        "fit compiles train_step to a graph, where the batch size is not known yet: use ops.shape(x)[0], not x.shape[0], "
        "no .numpy(), float(), numpy function or list in it, and return a dictionary."
    )

    def fit(cls):
        model = probe.compiled(cls(*networks.values(), LATENT, CLASSES), probe.sgd(0.01))
        return probe.delta(probe.train_logs(model, x, batch_size=4, targets=labels), of=networks)

    usual = reference.ask(fit(lab.ConditionalVAE))["delta"]
    # whoever's joining methods fail by themselves is asked with the known ones
    with hinting(hint):
        answer = student.ask(fit(CLASSES_OF["own" if joins.well_shaped(student) else "known"]))
    for name, expected in usual.items():
        for change, like in zip(answer["delta"][name], expected, strict=True):
            assert_shape(change, like.shape, f"After it, the change of a weight of the {name}", hint)
            require(change.any(), f"After it, some weights of the {name} are as they were.", hint)


# --- What a trained model is good for -----------------------------------------------------------------------


def models_of(*nets):
    """A stand-in for a model, and a model of the student's own class: a mistake there costs nothing here."""
    attributes = {"latent_dim": LATENT, "num_classes": CLASSES, **known_join()}
    return {
        "known": probe.bundle(encoder=nets[0], decoder=nets[1], **attributes),
        "own": lab.ConditionalVAE(*nets, LATENT, CLASSES),
    }


def telling(known, own):
    """Which of two errors is the student's: with a stand-in for the model, and with one of their own class."""
    return own if "SimpleNamespace" in known.message else known


def compare_models(student, reference, models, ask, shape, explain, hint, noise=()):
    """Whether a function of a model does right, with the stand-in or with the student's own class.

    ask(model): the question; explain(value, model): the sentence for a wrong value, made for right ones too.
    """
    right = {name: reference.ask(ask(model), noise=[*noise]) for name, model in models.items()}
    for name, model in models.items():
        explain(right[name], model)
    values, errors = {}, {}
    for name, model in models.items():
        try:
            with hinting(hint):
                values[name] = student.ask(ask(model), noise=[*noise])
        except Wrong as wrong:
            errors[name] = wrong
            continue
        if agree(values[name], right[name]):
            return
    if not values:
        raise telling(errors["known"], errors["own"])
    name, value = next(iter(values.items()))
    assert_shape(value, shape, "What it returns", hint)
    raise Wrong(explain(value, models[name]), hint)


@check(cell="class_grid", weight=2)
def test_class_grid_has_a_class_per_column(student, reference, rng):
    """`class_grid` decodes each z with every label, row by row."""
    models = models_of(network(encoder_of(), rng), network(LINEAR_DECODER, rng))
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
        return diagnosis(value, known, "Image r * K + k is not z[r] decoded with label k.")

    shape = (4 * CLASSES, *IMAGE)
    compare_models(
        student, reference, models, lambda model: lab.class_grid(model, as_numpy(z)), shape, explain, hint
    )


@check(cell="change_label", weight=2)
def test_change_label_encodes_with_the_old_and_decodes_with_the_new(student, reference, rng):
    """`change_label` encodes images with their labels, and decodes z_mean with the new ones."""
    encoder, decoder = network(encoder_of("phase"), rng), network(LINEAR_DECODER, rng)
    models, x, noise = models_of(encoder, decoder), images(rng, BATCH), rng.normal(size=(BATCH, LATENT))
    old = labels_of(rng, BATCH)
    new = (old + rng.integers(1, CLASSES, size=BATCH)) % CLASSES
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
        return diagnosis(
            value, known, "It does not decode z_mean of the images and labels with the new labels."
        )

    def ask(model):
        return lab.change_label(model, x, as_numpy(old), as_numpy(new))

    compare_models(student, reference, models, ask, (BATCH, *IMAGE), explain, hint, noise=[noise])


class SavingQuestion:
    """Three models and two folders: two are saved, one folder is moved, and the third model loads from there.

    Then once more in another kernel, which has nothing but the files: what is in memory is no saved model.
    """

    def __init__(self, rng):
        self.x = rng.random((3, *IMAGE[:2], IMAGE[2] + CLASSES)).astype("float32")
        self.z = rng.normal(size=(3, LATENT + CLASSES)).astype("float32")
        seeds = [int(seed) for seed in rng.integers(2**31, size=6)]
        self.nets = [
            (probe.network(encoder_of("norm"), seed=a), probe.network(decoder_of("norm"), seed=b))
            for a, b in zip(seeds[::2], seeds[1::2], strict=True)
        ]
        # stand-in models first; then of the student's own class, for whoever saves the model as a whole
        models = [models_of(*nets) for nets in self.nets]
        self.models = {name: [each[name] for each in models] for name in ("known", "own")}
        self.together = {
            name: Together({**self.moved(three), "overwritten": self.overwritten(three)})
            for name, three in self.models.items()
        }

    def told(self, number):
        """What tells one of the three models from the others: some outputs of its networks."""
        encoder, decoder = self.nets[number]
        outputs = encoder(self.x)
        return {"encoder": [outputs[0], outputs[1]], "decoder": decoder(self.z)}

    def moved(self, models):
        first, second, fresh = models
        root = probe.folder_of({})
        folder, other, elsewhere = (
            lab.Path(root, *parts) for parts in (("deep", "one"), ("two",), ("three",))
        )
        written, loaded = lab.save_networks(first, folder), lab.load_networks(fresh, elsewhere)
        told = probe.value(
            {
                "same": probe.same_object(loaded, fresh), "loaded": self.told(2), "saved": self.told(0),
                "files": probe.files_of(elsewhere),
            }
        )  # fmt: skip
        return {
            "written": probe.last(written, folder.is_dir()),
            "moved": probe.last(written, lab.save_networks(second, other), folder.rename(elsewhere), told),
        }

    def overwritten(self, models):
        first, second, fresh = models
        folder = lab.os.path.join(probe.folder_of({}), "weights")
        return probe.last(
            lab.save_networks(first, folder), lab.save_networks(second, folder), lab.load_networks(fresh, folder),
            probe.value({"loaded": self.told(2)}),
        )  # fmt: skip

    def loaded_elsewhere(self, student, name, files):
        """What the third model of a kind tells, when another kernel has loaded it from these files."""
        folder = lab.Path(probe.folder_of({path: as_numpy(content) for path, content in files.items()}))
        loaded = lab.load_networks(self.models[name][2], folder)
        with hinting("It may be another day, and another kernel: all that is needed must be in the folder."):
            return student.alone("save_and_load", "conditional_vae").ask(
                probe.last(loaded, probe.value(self.told(2)))
            )

    def answers(self, student, part):
        """The answers of the student, by the kind of model; raises when there is none."""
        given, errors = {}, []  # with the stand-in, with the student's own class
        for name, together in self.together.items():
            try:
                with hinting(SAVING_HINT):
                    given[name] = together.of(student)[part]
            except Wrong as wrong:
                errors.append(wrong)
        if not given:
            raise telling(*errors)
        return given


EXACT = 3e-5  # of what the same weights give in two kernels
SAVING_HINT = (
    "model.encoder.save_weights(folder / '....weights.h5'), the same for the decoder with a file of its own, and "
    "load_weights from the same names. Make the folder first, with its parents."
)


@shared
def saving(rng):
    return SavingQuestion(rng)


@check(cell="save_and_load", weight=0)
def test_saving_makes_the_folder(student, saving):
    """`save_networks` makes the folder that it is given, where there is none, and writes into it."""
    made = any(answer is True for answer in saving.answers(student, "written").values())
    require(made, "After save_networks(model, folder) there is no such folder.", SAVING_HINT)


@check(cell="save_and_load", weight=3, needs=["test_saving_makes_the_folder"])
def test_loading_gives_the_saved_weights(student, reference, saving):
    """What `save_networks` wrote into a folder, moved meanwhile, is what `load_networks` gives to a fresh model."""
    saved, last, fresh = (reference.ask(saving.told(number)) for number in range(3))

    def fault(answer):
        loaded = answer["loaded"]
        if not agree(answer["saved"], saved):
            return "The model that was saved is changed by it."
        if agree(loaded, saved, EXACT):
            return ""
        for name, other in (("encoder", "decoder"), ("decoder", "encoder")):
            if agree(loaded[other], saved[other]) and agree(loaded[name], fresh[name]):
                return f"The {name} keeps the weights it had: only the {other} is saved and loaded."
        if agree(loaded, fresh):
            return "The fresh model keeps the weights it had."
        if agree(loaded, last):
            return "The weights are those of another model, saved later into another folder."
        return "The weights are not those that were saved."

    answers = saving.answers(student, "moved")
    faults = {name: fault(answer) for name, answer in answers.items()}
    good = [name for name, text in faults.items() if not text]
    require(good, next(iter(faults.values())), SAVING_HINT)
    loaded = saving.loaded_elsewhere(student, good[0], answers[good[0]]["files"])
    wrong = "Loaded in another kernel, the weights are not those that were saved: they are not in the files."
    assert_close(loaded, saved, wrong=wrong, hint=SAVING_HINT, rtol=EXACT)


@check(cell="save_and_load", weight=0.5, needs=["test_loading_gives_the_saved_weights"])
def test_load_returns_the_model(student, saving):
    """`load_networks` returns the model that it was given."""
    returned = any(answer["same"] is True for answer in saving.answers(student, "moved").values())
    require(returned, "It does not return the model it was given.", "return model")


@check(cell="save_and_load", needs=["test_loading_gives_the_saved_weights"])
def test_saving_overwrites(student, reference, saving):
    """Saving into the same folder again overwrites what is there; a folder may be given as text."""
    right = reference.ask(saving.told(1))
    good = any(agree(answer["loaded"], right) for answer in saving.answers(student, "overwritten").values())
    require(
        good, "After a second save into a folder the weights loaded are not those saved last.", SAVING_HINT
    )


# --- Recognised ---------------------------------------------------------------------------------------------


def classified(rng, hits):
    """Probabilities (n, classes) that are right for these images, hits (n,) of bool, and the labels."""
    n, classes = len(hits), 5
    labels = rng.integers(classes, size=n)
    predicted = np.where(hits, labels, (labels + rng.integers(1, classes, size=n)) % classes)
    raw = rng.random((n, classes))
    raw[np.arange(n), predicted] = raw.max(axis=1) + 0.05
    return raw / raw.sum(axis=1, keepdims=True), labels


@check(cell="recognised_share", weight=0)
def test_share_is_a_number(student, rng):
    """`recognised_share` gives one number."""
    probabilities, labels = classified(rng, np.arange(9) < 4)
    value = student.ask(lab.recognised_share(as_numpy(probabilities), as_numpy(labels)))
    assert_shape(value, (), "recognised_share", "The mean over all images.")


@check(cell="recognised_share", needs=["test_share_is_a_number"])
def test_share_counts_what_is_recognised(student, reference, rng):
    """It is the share of the images whose most probable class is their label."""
    hits = rng.permutation(np.arange(11) < rng.integers(3, 9))
    for chosen in (hits, np.ones(7, bool), np.zeros(7, bool)):
        probabilities, labels = classified(rng, chosen)
        share = lab.recognised_share(as_numpy(probabilities), as_numpy(labels))
        value, n = student.ask(share), len(chosen)
        own = probabilities[np.arange(n), labels]
        wrong = diagnosis(
            value,
            {
                "It is a number of images, not a share.": [chosen.sum()] if chosen.any() else [],
                "It is in percent; asked for is a number from 0 to 1.": [100 * chosen.mean()]
                if chosen.any()
                else [],
                "It is the share of images that are not recognised.": [1 - chosen.mean()],
                "It is the mean probability of the labels; count those whose label is most probable.": [
                    own.mean()
                ],
                "It counts images whose label has a probability above one half.": [(own > 0.5).mean()],
            },
            "It is not the share of the images whose most probable class is their label.",
        )
        hint = "np.argmax over the classes, axis=1, compared with the labels; the mean of that."
        assert_close(value, reference.ask(share), wrong=wrong, hint=hint)
