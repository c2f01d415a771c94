"""Hidden checks of the combination of conditional VAE and auxiliary-classifier GAN."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    RELATIVE,
    STEPS,
    STILL,
    Once,
    Together,
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
    CLOSE,
    assert_drawn_afresh,
    assert_trained,
    change_of,
    corners,
)
from autograder.checks.networks import (
    ALTERED,
    altered,
    assert_comes_to_rest,
    assert_encoder_sees_images,
    assert_many_ways,
    assert_only_z_is_random,
    assert_paints,
    assert_passes_gradient,
    assert_reaches_weights,
    assert_unbounded,
    awake,
    both_ends,
    gradient_of_inputs,
    in_pairs,
)

LATENT, CLASSES, BATCH = 3, 4, 6
HIDDEN = 8
DATA = (4, 3, 1)  # what the tiny networks encode, generate and judge: no images of the assignment's size
IMAGE = (28, 28, 1)
PARTS = ("encoder", "generator", "discriminator")
MOVES = {
    "reconstruction": {"encoder", "generator"},
    "kl": {"encoder"},
    "adversarial": {"encoder", "generator"},
    "class": {"generator"},
    "validity": {"discriminator"},
    "real_class": {"discriminator"},
}
# The two moves of a train step: the method, the losses it is made of, the optimiser and the parts it moves.
D_MOVE, G_MOVE = "move_discriminator", "move_encoder_and_generator"
LOSSES_OF = {
    D_MOVE: ("validity", "real_class"),
    G_MOVE: ("reconstruction", "kl", "adversarial", "class"),
}
PARTS_OF = {D_MOVE: ("discriminator",), G_MOVE: ("encoder", "generator")}
SHORT = {D_MOVE: "d_optimizer", G_MOVE: "g_optimizer"}

# Small networks with known weights, which the student's class is given in place of their own. The encoder's
# third output is noise that depends on the other two, but is not the formula of Sampling.
ENCODER = {
    "inputs": {"x": DATA, "y": (CLASSES,)},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "concat", ["h", "y"], {}],
        ["h", "dense", ["h"], {"units": HIDDEN, "activation": "tanh"}],
        ["z_mean", "dense", ["h"], {"units": LATENT}],
        ["z_log_var", "dense", ["h"], {"units": LATENT}],
        ["z", "jitter", ["z_mean", "z_log_var"], {}],
    ],
    "outputs": ["z_mean", "z_log_var", "z"],
}
GENERATOR = {
    "inputs": {"z": (LATENT,), "y": (CLASSES,)},
    "layers": [
        ["h", "concat", ["z", "y"], {}],
        ["h", "dense", ["h"], {"units": HIDDEN, "activation": "tanh"}],
        ["h", "dense", ["h"], {"units": int(np.prod(DATA)), "activation": "sigmoid"}],
        ["x", "reshape", ["h"], {"shape": DATA}],
    ],
    "outputs": ["x"],
}
DISCRIMINATOR = {
    "inputs": {"x": DATA},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "dense", ["h"], {"units": HIDDEN, "activation": "tanh"}],
        ["validity", "dense", ["h"], {"units": 1}],
        ["class", "dense", ["h"], {"units": CLASSES}],
    ],
    "outputs": ["validity", "class"],
}
# A generator that is one linear layer: what it made tells from which z and label.
LINEAR_GENERATOR = {
    "inputs": {"z": (LATENT,), "y": (CLASSES,)},
    "layers": [
        ["h", "concat", ["z", "y"], {}],
        ["h", "dense", ["h"], {"units": int(np.prod(DATA))}],
        ["x", "reshape", ["h"], {"shape": DATA}],
    ],
    "outputs": ["x"],
}
# The student's own networks, built once: checks set their weights as they need them.
ENCODER_OF_5, GENERATOR_OF_5 = probe.kept(lab.build_encoder(5)), probe.kept(lab.build_generator(5))


def modal(description, after):
    """A description with a layer behind its hidden one whose output tells the mode the network was called in."""
    layers = list(description["layers"])
    index = next(i for i, layer in enumerate(layers) if layer[:2] == ["h", "dense"]) + 1
    return {**description, "layers": [*layers[:index], ["h", after, ["h"], {}], *layers[index:]]}


def images(rng, n, shape=IMAGE):
    return rng.random((n, *shape)).astype("float32")


def one_hot(labels, classes=10):
    return np.eye(classes, dtype="float32")[labels]


# --- The table ----------------------------------------------------------------------------------------------


@shared
def table(rng):
    return Together({name: probe.taken(lab.MOVES[name], 12) for name in MOVES})


def row(student, table, name):
    """The parts that the student's table has for a loss, as a set of names."""
    with hinting(
        "MOVES is a dictionary with the names of the six losses as keys, and sets of parts as values."
    ):
        items = table.of(student)[name]["items"]
    known = all(isinstance(item, str) and item in PARTS for item in items)
    require(known, f"MOVES[{name!r}] holds something that is no part.", f"Parts are {', '.join(PARTS)}.")
    return set(items)


@check(cell="loss_table", weight=0)
def test_the_table_has_six_rows(student, table):
    """`MOVES` has a set of parts for each of the six losses."""
    for name in MOVES:
        require(row(student, table, name), f"MOVES[{name!r}] is empty.", "Which parts does this loss move?")


def judge(student, table, *names):
    """Raise Wrong unless the table is right about these losses."""
    for name in names:
        said, right = row(student, table, name), MOVES[name]
        for part in sorted(said - right):
            require(False, f"{name} should not move the {part}, but your table says so.", WHY[name, part])
        for part in sorted(right - said):
            require(False, f"{name} should move the {part}, but your table does not say so.", WHY[name, part])


WHY = {
    ("reconstruction", "encoder"): "The reconstruction is made from the z that the encoder has found.",
    ("reconstruction", "generator"): "Who has painted the reconstruction?",
    ("reconstruction", "discriminator"): "Is the discriminator on the way from the weights to this loss?",
    ("kl", "encoder"): "Whose are z_mean and z_log_var?",
    ("kl", "generator"): "The divergence is computed from z_mean and z_log_var: is the generator on the way there?",
    ("kl", "discriminator"): "The divergence is computed from z_mean and z_log_var alone.",
    ("adversarial", "encoder"): "Read again what the brief wants for blurred reconstructions, and how they come about.",
    ("adversarial", "generator"): "Who is to be taken for real?",
    ("adversarial", "discriminator"): "It would learn to call everything real: a judge on the side of the judged.",
    ("class", "encoder"): "This loss is computed on new images alone: from which z are they made?",
    ("class", "generator"): "Who is to make the digit that was ordered?",
    ("class", "discriminator"): "A judge that learns from what it is to judge calls anything the digit that was ordered.",
    ("validity", "encoder"): "Encoder and generator have an opposite loss of their own, the adversarial one.",
    ("validity", "generator"): "The generator has an opposite loss of its own, the adversarial one.",
    ("validity", "discriminator"): "Who learns to tell real images from generated ones?",
    ("real_class", "encoder"): "Real images are not made by any network.",
    ("real_class", "generator"): "Real images are not made by any network.",
    ("real_class", "discriminator"): "Who learns to read digits?",
}  # fmt: skip


@check(cell="loss_table", needs=["test_the_table_has_six_rows"])
def test_reconstruction_and_kl_move_the_right_parts(student, table):
    """`MOVES` is right about the two losses of the VAE."""
    judge(student, table, "reconstruction", "kl")


@check(cell="loss_table", needs=["test_the_table_has_six_rows"])
def test_adversarial_and_class_move_the_right_parts(student, table):
    """`MOVES` is right about the two losses by which the judge's answers come back to those who are judged."""
    judge(student, table, "adversarial", "class")


@check(cell="loss_table", needs=["test_the_table_has_six_rows"])
def test_the_judge_moves_by_its_own_losses(student, table):
    """`MOVES` is right about the two losses of the judge."""
    judge(student, table, "validity", "real_class")


# --- Encoder ------------------------------------------------------------------------------------------------


class EncoderQuestion:
    """The student's encoder, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        self.x, self.y = images(rng, 4), one_hot(rng.permutation(10)[:4])
        many, labels = images(rng, 24) * rng.random((24, 1, 1, 1)), one_hot(rng.integers(0, 10, 24))
        each = [np.repeat(self.x[:1], 10, axis=0), one_hot(np.arange(10))]
        self.directions = [*rng.normal(size=(2, 4, 5)), None]
        self.noise = rng.normal(size=(4, 5))
        self.random = probe.randomised(ENCODER_OF_5, seed=int(rng.integers(2**31)), gain=2.0)
        other = probe.randomised(ENCODER_OF_5, seed=int(rng.integers(2**31)))
        low, high = both_ends(ENCODER_OF_5, rng.integers(2**31, size=2))
        far = awake(ENCODER_OF_5, int(rng.integers(2**31)))
        blocks = [altered(rng, self.x[0]), np.repeat(self.y[:1], ALTERED, axis=0)]
        self.parts = Together(
            {
                "outputs": ENCODER_OF_5([self.x, self.y]),
                "twice": [self.random([self.x, self.y]), self.random([self.x, self.y])],
                "in a smaller batch": [
                    self.random([many, labels]),
                    self.random([many[9::-1], labels[9::-1]]),
                ],
                "nudged": nudged(other, [self.x, self.y], self.directions),
                "through z": probe.gradient(
                    probe.projection(other([self.x, self.y])[2], self.directions[0]), wrt=[other]
                ),
                # all of one before the next: they are the same network with other weights
                "each label, altered": [other(each), other(blocks)],
                "each label, altered, awake": [far(each), far(blocks)],
                "low and high": [network([self.x, self.y]) for network in (low, high)],
            }
        )
        self.sampled = Together({"z": self.random([self.x, self.y])}, noise=[self.noise])

    def each_label_and_altered(self, student):
        """Two lists of outputs: for one image with each label, and for altered images; with two choices of weights."""
        parts = self.parts.of(student)
        return zip(parts["each label, altered"], parts["each label, altered, awake"], strict=True)


@shared
def encoder(rng):
    return EncoderQuestion(rng)


@check(cell="build_encoder", weight=0)
def test_encoder_has_three_outputs(student, encoder):
    """The encoder has the outputs z_mean, z_log_var and z, each (batch, latent_dim)."""
    hint = "keras.Model([images, labels], [z_mean, z_log_var, z])"
    with hinting(f"It is called with a list: encoder([images, one-hot labels]). {hint}"):
        outputs = encoder.parts.of(student)["outputs"]
    require(isinstance(outputs, list), "The encoder should give three outputs, not one.", hint)
    require(len(outputs) == 3, f"The encoder should have three outputs, not {len(outputs)}.", hint)
    for name, output in zip(("z_mean", "z_log_var", "z"), outputs, strict=True):
        assert_shape(output, (4, 5), name, "Every output ends in latent_dim numbers.")


@check(cell="build_encoder", weight=0, needs=["test_encoder_has_three_outputs"])
def test_only_z_is_random(student, encoder):
    """z_mean and z_log_var are not random: the same images and labels give the same."""
    assert_only_z_is_random(*encoder.parts.of(student)["twice"])


@check(cell="build_encoder", weight=0, needs=["test_only_z_is_random"])
def test_encoder_sees_the_image(student, encoder):
    """z_mean and z_log_var depend on what is where in the whole image."""
    _, outputs = encoder.each_label_and_altered(student)
    assert_encoder_sees_images(outputs, 5)


@check(cell="build_encoder", needs=["test_encoder_sees_the_image"])
def test_encoder_can_learn(student, encoder):
    """Every weight of the encoder gets a gradient, also through z, and following it changes the outputs as it should."""
    assert_reaches_weights(encoder.parts.of(student)["through z"])
    assert_learned(encoder.parts.of(student)["nudged"], encoder.directions)


@check(cell="build_encoder", weight=2, needs=["test_encoder_can_learn"])
def test_encoder_samples_from_its_outputs(student, encoder):
    """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
    first, _ = encoder.parts.of(student)["twice"]
    mean, log_var, z = encoder.sampled.of(student)["z"]
    for name, a in (("z_mean", mean), ("z_log_var", log_var), ("z", z)):
        assert_shape(a, (4, 5), name)
    assert_close(
        [mean, log_var],
        first[:2],
        wrong="z_mean or z_log_var is random.",
        hint="Only z is a sample, and it comes last.",
    )
    noise = encoder.noise

    def samples(mean, log_var):
        with np.errstate(over="ignore"):
            return [mean + sign * np.exp(log_var / 2) * noise for sign in (1, -1)]

    wrong = "z is not a sample from z_mean and z_log_var."
    if any(agree(z, other) for other in samples(log_var, mean)):
        wrong = "z_mean and z_log_var are swapped: in the list of outputs, or on their way into Sampling."
    elif agree(z, mean):
        wrong = "The third output is z_mean itself; it should be a sample, from Sampling."
    hint = "z = Sampling()((z_mean, z_log_var)); the outputs are [z_mean, z_log_var, z], in this order."
    assert_close(z, *samples(mean, log_var), wrong=wrong, hint=hint)


@check(cell="build_encoder", weight=2, needs=["test_encoder_can_learn"])
def test_encoder_reads_the_label(student, encoder):
    """Another label gives another z_mean and z_log_var for the same image, whichever of the ten it is."""
    hint = "Join the label to what the convolutions have found, or to the image as further channels."
    outputs, _ = encoder.each_label_and_altered(student)
    for name, *answers in zip(("z_mean", "z_log_var"), *outputs, strict=False):
        for values in answers:
            assert_shape(values, (10, 5), name)
        # side by side, as a ReLU at the end, which is another check's business, may be off with some weights
        values = np.concatenate([values / max(np.abs(values).max(), 1e-6) for values in answers], axis=1)
        require(np.ptp(values, axis=0).max() > 1e-5, f"{name} does not depend on the label.", hint)
        apart = min(np.abs(values[a] - values[b]).max() for a in range(10) for b in range(a))
        require(apart > 1e-5, f"Two labels give the same {name}: does every one of the ten enter?", hint)


@check(cell="build_encoder", needs=["test_encoder_can_learn"])
def test_encoder_outputs_are_unbounded(student, encoder):
    """z_mean and z_log_var are two functions of image and label, and can take any value, of either sign."""
    (mean, log_var, _), again = encoder.parts.of(student)["in a smaller batch"]
    hint = "A mean and a log-variance can be any real number: Dense(latent_dim) without activation."
    low, high = encoder.parts.of(student)["low and high"]
    for k, (name, a) in enumerate({"z_mean": mean, "z_log_var": log_var}.items()):
        assert_shape(a, (24, 5), name)
        require(agree(again[k], a[9::-1]), f"{name} of an image depends on more than image and label.", hint)
        assert_unbounded(name, [a, low[k], high[k]], hint)
    require(
        not agree(mean, log_var), "z_mean and z_log_var are the same.", "Each needs a Dense layer of its own."
    )


# --- Generator ----------------------------------------------------------------------------------------------


class GeneratorQuestion:
    """The student's generator, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        z, y = rng.normal(size=(4, 5)), one_hot(rng.permutation(10)[:4])
        many, labels = 2 * rng.normal(size=(12, 5)), one_hot(rng.integers(0, 10, 12))
        # rows 0 and 6 are alike, each other one has one coordinate changed; then all labels for the same z
        row = rng.normal(size=5)
        one_by_one = np.tile(row, (17, 1))
        one_by_one[np.arange(1, 6), np.arange(5)] += 1.0
        of_rows = one_hot(np.concatenate([np.full(7, rng.integers(10)), np.arange(10)]))
        self.direction = rng.normal(size=(4, *IMAGE))
        strong = probe.randomised(GENERATOR_OF_5, seed=int(rng.integers(2**31)), gain=2.0)
        other = probe.randomised(GENERATOR_OF_5, seed=int(rng.integers(2**31)))
        low, high = both_ends(GENERATOR_OF_5, rng.integers(2**31, size=2))
        latent = probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": GENERATOR_OF_5([z, y]),
                "in a smaller batch": [strong([many, labels]), strong([many[5::-1], labels[5::-1]])],
                "one by one": other([one_by_one, of_rows]),
                "nudged": nudged(other, [z, y], [self.direction]),
                "layers": probe.layers_of(GENERATOR_OF_5),
                "latent": gradient_of_inputs(other([latent, in_pairs(y)]), self.direction, latent),
                "low and high": [low([z, y]), high([z, y])],
                # last: they change the statistics of normalisation
                "trained": [
                    probe.delta(GENERATOR_OF_5([z, y], training=True), of={"it": GENERATOR_OF_5})
                    for _ in range(2)
                ],
            }
        )


@shared
def generator(rng):
    return GeneratorQuestion(rng)


@check(cell="build_generator", weight=0)
def test_generator_makes_images(student, generator):
    """The generator turns [z, one-hot labels] into images of shape (batch, 28, 28, 1)."""
    hint = "It is called with a list, generator([z, labels]). Transposed convolutions take 7×7 to 28×28."
    with hinting(hint):
        assert_shape(generator.parts.of(student)["images"], (4, *IMAGE), "The image", hint)


@check(cell="build_generator", weight=0, needs=["test_generator_makes_images"])
def test_generator_is_not_random(student, generator):
    """The same z and label always give the same image."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (17, *IMAGE), "The image")
    hint = "All chance is in z: no noise in the generator."
    require(agree(image[6], image[0]), "The same z and label in one batch give two different images.", hint)


@check(cell="build_generator", needs=["test_generator_is_not_random"])
def test_generator_can_learn(student, generator):
    """Every weight of the generator gets a gradient, and z too, and following it changes the image as it should."""
    (gradient,) = generator.parts.of(student)["latent"]
    assert_passes_gradient(gradient, (4, 5), "the images", "z")
    assert_learned(generator.parts.of(student)["nudged"], [generator.direction])


@check(cell="build_generator", weight=1.5, needs=["test_generator_can_learn"])
def test_generator_gives_probabilities(student, generator):
    """Pixels are probabilities: anywhere in [0, 1], through one sigmoid, and depend on z and label alone."""
    image, again = generator.parts.of(student)["in a smaller batch"]
    hint = "Let the last layer, and only the last, have activation='sigmoid'."
    assert_shape(image, (12, *IMAGE), "The image")
    require(
        agree(again, image[5::-1]),
        "The image depends on more than its z and label.",
        "Outside of training: no noise, and normalisation by old statistics (hand training on).",
    )
    every = np.concatenate([image, *generator.parts.of(student)["low and high"]])
    require(every.min() >= 0 and every.max() <= 1, "There are pixels outside [0, 1].", hint)
    require(every.min() < 0.4, "No pixel can be dark: is the sigmoid applied twice?", hint)
    require(every.max() > 0.75, "No pixel can be bright: is the sigmoid applied twice?", hint)
    # a sigmoid comes near 0 and 1 more often than it is rounded to them; what cuts pixels off may do so a little before
    from_end = np.minimum(image - image.min(), image.max() - image)
    smooth = np.sum((from_end > 0) & (from_end < 0.05)) >= 0.2 * np.sum(from_end == 0)
    require(smooth, "Pixels are cut off at 0 and 1, where no gradient passes.", hint)


@check(cell="build_generator", weight=1.5, needs=["test_generator_can_learn"])
def test_generator_obeys_the_label(student, generator):
    """Every coordinate of z and every label changes the image."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (17, *IMAGE), "The image")
    assert_paints(image)
    for k in range(5):
        require(
            np.abs(image[k + 1] - image[0]).max() > 1e-6, f"Coordinate {k} of z has no effect on the image."
        )
    each = image[7:]
    hint = "layers.Concatenate()([z, labels]) comes first."
    require(np.ptp(each, axis=0).max() > 1e-6, "The label has no effect on the image.", hint)
    apart = min(np.abs(each[a] - each[b]).max() for a in range(10) for b in range(a))
    require(apart > 1e-6, "Two labels give the same image: does every one of the ten enter?", hint)
    (gradient,) = generator.parts.of(student)["latent"]
    assert_many_ways(gradient, 5)


@check(cell="build_generator", weight=0.5, needs=["test_generator_can_learn"])
def test_statistics_come_to_rest(student, generator):
    """The statistics of its normalisation, if it has any, come to rest: the same batch again changes them less."""
    parts = generator.parts.of(student)
    assert_comes_to_rest(parts["trained"], parts["layers"])


# --- The model ----------------------------------------------------------------------------------------------

EACH_WEIGHT = {
    "reconstruction": 0.11, "kl": 0.83, "adversarial": 1.7, "class": 1.3, "validity": 0.9, "real_class": 1.6,
}  # fmt: skip
ONE_WEIGHT = 0.7
MOVE_HINTS = {
    D_MOVE: "One tape around D's answers to x and to the generated images; λ_validity · discriminator_loss(real, "
    "generated) + λ_real_class · class_loss(labels, class logits of x); the weights of self.discriminator; self.d_optimizer.",
    G_MOVE: "One tape around everything from the encoder to the weighted sum of the four losses; the weights of "
    "self.encoder and self.generator; self.g_optimizer.",
}


class Move:
    """One of the two moves on fresh small networks: its losses, the change of every weight, the optimiser's state.

    weight_of: of each loss; none that is not named. A momentum leaves the first step as it is, and makes the
    optimiser keep something.
    """

    def __init__(self, rng, method, weight_of, momentum=0.0):
        self.method, self.weight_of = method, dict.fromkeys(MOVES, 0.0) | weight_of
        seeds = [int(s) for s in rng.integers(2**31, size=3)]
        self.networks = {
            name: probe.network(description, seed=seed)
            for name, description, seed in zip(PARTS, (ENCODER, GENERATOR, DISCRIMINATOR), seeds, strict=True)
        }
        self.x = images(rng, BATCH, DATA)
        self.labels = rng.permutation([0, 1, 2, 3, 1, 2])
        self.y = one_hot(self.labels, CLASSES)
        self.noise = rng.normal(size=(2, BATCH, LATENT))
        self.optimizer = probe.sgd(1.0, momentum)
        self._once = Once()

    def question(self, weight_of):
        optimizers = {"d_optimizer": probe.sgd(), "g_optimizer": probe.sgd()} | {
            SHORT[self.method]: self.optimizer
        }
        model = probe.compiled_with(
            lab.ConditionalVAEGAN(
                *(self.networks[name] for name in PARTS), LATENT, classes=CLASSES, weight_of=weight_of
            ),
            **optimizers,
        )
        losses = getattr(model, self.method)(self.x, self.labels)
        step = probe.delta(losses, of=self.networks)
        return probe.value({"step": step, "optimizer": probe.optimizer_state(self.optimizer)})

    def ask(self, who, order=(0, 1), weight_of=None):
        """The answer, asked once though several checks look at it; order: which noise is drawn first and second."""
        weight_of = self.weight_of if weight_of is None else dict.fromkeys(MOVES, 0.0) | weight_of
        key = (order, tuple(weight_of.items()))
        # the same noise again for whoever encodes, or draws, once for each loss
        noise = [self.noise[k] for k in order] * 2
        return self._once.of(who, key, lambda: who.ask(self.question(weight_of), noise=noise))

    def expected(self, reference, part):
        """What is right, with the encoder's noise drawn first, and with that of new images drawn first."""
        return [part(self.ask(reference, order)) for order in ((0, 1), (1, 0))]

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE):
        """Compare a part of the answers; explain(value, right): the sentence for a wrong value."""
        right = self.expected(reference, part)
        with hinting(hint):
            value = part(self.ask(student))
        if any(agree(value, expected, rtol) for expected in right):
            return
        assert_close(
            value, right[0], what="What it answers", wrong=explain(value, right), hint=hint, rtol=rtol
        )

    def slips(self, reference, of):
        """Known ways to a wrong loss, by its name: each sentence with the results that it gives.

        of: makes of the expression of a scalar what is to be compared. Whose noise comes first is left open.
        """
        known = {name: {} for name in MOVES}
        for of_encoder, of_prior in (self.noise, self.noise[::-1]):
            for name, sentence, loss in self._slips(of_prior):
                answer = reference.ask(of(loss), noise=[of_encoder] * 2)
                known[name].setdefault(sentence, []).append(answer)
        return known

    def _slips(self, of_prior):
        """(loss, sentence, expression of the wrong loss): see slips."""
        e, g, d = (self.networks[name] for name in PARTS)
        x, y, labels = self.x, self.y, self.labels
        code, (validity, logits) = e([x, y]), (d(x)[k] for k in (0, 1))
        mean, log_var = code[0], code[1]
        x_hat, x_new = g([code[2], y]), g([of_prior, y])
        on_hat, on_new = d(x_hat), d(x_new)
        both = [lab.ops.concatenate([on_hat[k], on_new[k]]) for k in (0, 1)]
        two = np.concatenate([labels, labels])
        if self.method == D_MOVE:
            return [
                ("validity", "Of the generated images only the reconstructions enter validity.",
                 lab.discriminator_loss(validity, on_hat[0])),
                ("validity", "Of the generated images only the new ones enter validity.",
                 lab.discriminator_loss(validity, on_new[0])),
                ("validity", "The arguments of discriminator_loss are swapped: first those of real images.",
                 lab.discriminator_loss(both[0], validity)),
                ("real_class", "real_class is computed from generated images; it is about the real ones.",
                 lab.class_loss(two, both[1])),
                ("real_class", "real_class is computed from generated images; it is about the real ones.",
                 lab.class_loss(labels, on_hat[1])),
                ("real_class", "real_class is computed from generated images; it is about the real ones.",
                 lab.class_loss(labels, on_new[1])),
                ("real_class", "Generated images enter real_class too; it is about the real ones alone.",
                 lab.class_loss(np.concatenate([labels, labels, labels]), lab.ops.concatenate([logits, both[1]]))),
            ]  # fmt: skip
        return [
            ("reconstruction", "x is compared with the new images; they need not resemble it.",
             lab.reconstruction_loss(x, x_new)),
            ("reconstruction", "It decodes z_mean; it should decode the sampled z.",
             lab.reconstruction_loss(x, g([mean, y]))),
            ("reconstruction", "The arguments of reconstruction_loss are swapped: first x, then x_hat.",
             lab.reconstruction_loss(x_hat, x)),
            ("kl", "Only z_mean enters the divergence; z_log_var must too.",
             lab.kl_divergence(mean, np.zeros((BATCH, LATENT)))),
            ("kl", "z_mean and z_log_var are swapped on their way into kl_divergence.",
             lab.kl_divergence(log_var, mean)),
            ("adversarial", "Only the reconstructions enter adversarial; the new images must too.",
             lab.generator_loss(on_hat[0])),
            ("adversarial", "Only the new images enter adversarial; the reconstructions must too.",
             lab.generator_loss(on_new[0])),
            ("adversarial", "It is the saturating loss; generator_loss is asked for.",
             lab.saturating_generator_loss(both[0])),
            ("adversarial", "It is the discriminator's loss; encoder and generator want the opposite.",
             lab.discriminator_loss(validity, both[0])),
            ("class", "It looks at the reconstructions; the class loss is about the new images alone.",
             lab.class_loss(labels, on_hat[1])),
            ("class", "The reconstructions enter the class loss too; it is about the new images alone.",
             lab.class_loss(two, both[1])),
            ("class", "It looks at the real images, which nobody has made.", lab.class_loss(labels, logits)),
            ("class", "A softmax stands before class_loss, which takes logits.",
             lab.class_loss(labels, lab.tf.nn.softmax(on_new[1]))),
        ]  # fmt: skip


def losses_of(move):
    """The part of an answer that is the losses, checked for their shape."""

    def part(answer):
        logs, keys = answer["step"]["value"], LOSSES_OF[move.method]
        hint = f"Return {{{', '.join(f'{key!r}: ...' for key in keys)}}}."
        require(isinstance(logs, dict), f"{move.method} should return a dictionary of losses.", hint)
        for key in keys:
            require(key in logs, f"The dictionary that {move.method} returns has no key {key!r}.", hint)
            assert_shape(logs[key], (), f"Its {key}", "Each is one number for the batch.")
        return {key: logs[key] for key in keys}

    return part


class ModelQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        seeds = [int(s) for s in rng.integers(2**31, size=4)]
        self.encoder = probe.network(modal(ENCODER, "norm"), seed=seeds[0])
        self.generator = probe.network(modal(GENERATOR, "norm"), seed=seeds[1])
        # calls in training mode change a network's statistics: each method has networks of its own
        self.decoder = probe.network(modal(GENERATOR, "norm"), seed=seeds[1])
        self.linear = probe.network(LINEAR_GENERATOR, seed=seeds[2])
        discriminator = probe.network(DISCRIMINATOR, seed=seeds[3])
        self.x, self.labels = images(rng, 5, DATA), rng.permutation([0, 1, 2, 3, 2])
        self.ordered, self.z = rng.permutation([0, 1, 2, 3, 0, 1, 2]), rng.normal(size=(7, LATENT))
        self.noise = [rng.normal(size=(5, LATENT)), self.z]
        model, linear, decoding = (
            lab.ConditionalVAEGAN(self.encoder, g, discriminator, LATENT, classes=CLASSES)
            for g in (self.generator, self.linear, self.decoder)
        )
        compiled = probe.compiled_with(model, d_optimizer=probe.sgd(), g_optimizer=probe.sgd())
        ordered = as_numpy(self.ordered)
        self.parts = Together(
            {
                "made": probe.delta(compiled.name, of={"encoder": self.encoder}),
                "generated": model.generate(ordered),
                "reconstructed": decoding.reconstruct(self.x, as_numpy(self.labels)),
                "again": [linear.generate(as_numpy(self.ordered[:6])) for _ in range(2)],
            },
            noise=self.noise,
        )


@shared
def model(rng):
    return ModelQuestion(rng)


@shared
def d_all(rng):
    return Move(rng, D_MOVE, EACH_WEIGHT, momentum=0.9)


@shared
def g_all(rng):
    return Move(rng, G_MOVE, EACH_WEIGHT, momentum=0.9)


def alone(name):
    """A fixture: the move of a loss, with the weights of all others 0."""
    method = next(method for method, losses in LOSSES_OF.items() if name in losses)

    def move(rng):
        return Move(rng, method, {name: ONE_WEIGHT})

    move.__name__ = move.__qualname__ = f"{name}_alone"
    return shared(move)


reconstruction_alone, kl_alone, adversarial_alone, class_alone, validity_alone, real_class_alone = map(
    alone, MOVES
)


@check(cell="model", weight=0)
def test_model_can_be_made(student, model):
    """`ConditionalVAEGAN(encoder, generator, discriminator, latent_dim)` can be made and compiled."""
    with hinting("Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."):
        model.parts.of(student)["made"]


@check(cell="model", weight=0, needs=["test_model_can_be_made"])
def test_discriminator_can_move(student, d_all):
    """`move_discriminator` takes images and labels, and returns a dictionary of losses."""
    with hinting(MOVE_HINTS[D_MOVE]):
        losses_of(d_all)(d_all.ask(student))


@check(cell="model", weight=0, needs=["test_model_can_be_made"])
def test_encoder_and_generator_can_move(student, g_all):
    """`move_encoder_and_generator` takes images and labels, and returns a dictionary of losses."""
    with hinting(MOVE_HINTS[G_MOVE]):
        losses_of(g_all)(g_all.ask(student))


def judge_losses(student, reference, move):
    """The losses that a move reports are those of its images, without weights."""

    def explain(value, right):
        bad = [k for k in value if not any(agree(value[k], r[k], CLOSE) for r in right)] or list(value)
        known, first = move.slips(reference, lambda loss: loss), bad[0]
        for name in bad:
            if agree(value[name], move.weight_of[name] * right[0][name], CLOSE):
                return f"{name} is reported with its weight; report it without."
            for other in value:
                if other != name and any(agree(value[name], r[other], CLOSE) for r in right):
                    return f"What is reported as {name} is {other}."
        return diagnosis(value[first], known[first], f"It reports a wrong {' and a wrong '.join(bad)}.")

    hint = "The docstring says of which images each loss is. Losses are reported without their weights."
    move.compare(student, reference, losses_of(move), explain, hint, rtol=CLOSE)


@check(cell="model", needs=["test_discriminator_can_move"])
def test_discriminator_move_reports_its_losses(student, reference, d_all):
    """`move_discriminator` returns validity and real_class of the batch."""
    judge_losses(student, reference, d_all)


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_other_move_reports_its_losses(student, reference, g_all):
    """`move_encoder_and_generator` returns reconstruction, kl, adversarial and class of the batch."""
    judge_losses(student, reference, g_all)


def judge_move(student, reference, move, name):
    """With the weight of one loss alone, each part of the move follows the gradient of this loss, or stands still."""
    for part in PARTS_OF[move.method]:
        judge_part(student, reference, move, name, part)


def judge_part(student, reference, move, name, part):
    change = change_of(part)

    def explain(weights, right):
        value, right = flat(weights), [flat(r) for r in right]
        if not right[0].any():
            return f"With the weight of {name} alone the {part} moves: {name} must not move it."
        if not value.any():
            return f"With the weight of {name} alone the {part} does not move: {name} must move it."
        for other in LOSSES_OF[move.method]:
            if other != name and name_of_weight(move, reference, other, part, value):
                return f"The weight of {name} stands before {other}."
        for expected in right:
            times = float(value @ expected / (expected @ expected))
            if agree(value, times * expected):
                return explain_times(name, part, times)
        gradient = move.slips(reference, lambda loss: probe.gradient(loss, wrt=[move.networks[part]]))
        steps = {
            sentence: [-ONE_WEIGHT * flat(without_none(g, weights)) for (g,) in found]
            for sentence, found in gradient[name].items()
        }
        return diagnosis(
            value, steps, f"With the weight of {name} alone the {part} does not follow its gradient."
        )

    move.compare(student, reference, change, explain, MOVE_HINTS[move.method])


def without_none(gradients, weights):
    """Gradients, with 0 where there is no way to a weight."""
    return [np.zeros_like(w) if g is None else g for g, w in zip(gradients, weights, strict=True)]


def name_of_weight(move, reference, other, part, value):
    """Whether a part moved as if the weight had been given to another loss."""
    orders = ((0, 1), (1, 0))
    steps = [change_of(part)(move.ask(reference, order, {other: ONE_WEIGHT})) for order in orders]
    return any(flat(step).any() and agree(value, flat(step)) for step in steps)


def explain_times(name, part, times):
    if abs(times + 1) < 1e-3:
        return f"{name} moves the {part} the wrong way: up its gradient."
    if abs(times * ONE_WEIGHT - 1) < 1e-3:
        return f"The weight of {name} is not used: it moves the {part} as if it were 1."
    if abs(times - ONE_WEIGHT) < 1e-3:
        return f"{name} enters with its weight twice."
    return f"{name} moves the {part} in the right direction, but {times:.2g} times as far as it should."


@check(cell="model", needs=["test_discriminator_can_move"])
def test_validity_moves_the_discriminator(student, reference, validity_alone):
    """validity, its weight alone not 0, moves the discriminator along its gradient."""
    judge_move(student, reference, validity_alone, "validity")


@check(cell="model", needs=["test_discriminator_can_move"])
def test_real_class_moves_the_discriminator(student, reference, real_class_alone):
    """real_class, its weight alone not 0, moves the discriminator along its gradient."""
    judge_move(student, reference, real_class_alone, "real_class")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_reconstruction_moves_encoder_and_generator(student, reference, reconstruction_alone):
    """reconstruction, its weight alone not 0, moves encoder and generator along its gradient."""
    judge_move(student, reference, reconstruction_alone, "reconstruction")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_kl_moves_the_encoder_alone(student, reference, kl_alone):
    """kl, its weight alone not 0, moves the encoder along its gradient, and not the generator."""
    judge_move(student, reference, kl_alone, "kl")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_adversarial_moves_encoder_and_generator(student, reference, adversarial_alone):
    """adversarial, its weight alone not 0, moves generator and encoder along its gradient."""
    judge_move(student, reference, adversarial_alone, "adversarial")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_class_moves_the_generator_alone(student, reference, class_alone):
    """class, its weight alone not 0, moves the generator along its gradient, and not the encoder."""
    judge_move(student, reference, class_alone, "class")


def judge_sum(student, reference, move):
    def part(answer):
        return {name: answer["step"]["delta"][name] for name in PARTS_OF[move.method]}

    wrong = (
        "Each loss alone moves the parts as it should, but together they do not add up, each with its weight."
    )
    move.compare(student, reference, part, lambda *_: wrong, MOVE_HINTS[move.method])


@check(
    cell="model",
    weight=0.5,
    needs=["test_validity_moves_the_discriminator", "test_real_class_moves_the_discriminator"],
)
def test_losses_of_the_discriminator_add_up(student, reference, d_all):
    """The discriminator follows the sum of its two losses, each with its weight."""
    judge_sum(student, reference, d_all)


@check(
    cell="model",
    weight=0.5,
    needs=[
        "test_reconstruction_moves_encoder_and_generator",
        "test_kl_moves_the_encoder_alone",
        "test_adversarial_moves_encoder_and_generator",
        "test_class_moves_the_generator_alone",
    ],
)
def test_losses_of_encoder_and_generator_add_up(student, reference, g_all):
    """Encoder and generator follow the sum of the four losses, each with its weight."""
    judge_sum(student, reference, g_all)


def judge_optimiser(student, reference, move):
    """The optimiser of a move is applied once, to the weights of its own parts, and nothing else moves anything."""
    answer, short = move.ask(student), SHORT[move.method]
    delta, state, own = answer["step"]["delta"], answer["optimizer"], PARTS_OF[move.method]
    hint = f"In {move.method} {short} gets the gradient and the weights of {' and '.join(f'the {part}' for part in own)}, once."
    for part in PARTS:
        foreign = part not in own and any(np.any(a) for a in delta[part])
        require(not foreign, f"{move.method} moves the {part} too.", hint)
    times = int(state["iterations"])
    require(times > 0, f"{short} is never applied.", hint)
    require(times == 1, f"{short} is applied {times} times in one move.", hint)
    moved = [change for part in own for change in delta[part] if np.any(change)]
    kept = [slot for slot in state["slots"] if np.any(slot)]
    same = len(kept) == len(moved) and all(any(agree(slot, change) for change in moved) for slot in kept)
    require(
        same, f"What {short} did is not what happened to {' and '.join(f'the {part}' for part in own)}.", hint
    )
    # an optimiser that is given anything at all is no achievement
    require(follows_a_loss(move, reference, delta), f"{move.method} follows none of its losses.", hint)


def follows_a_loss(move, reference, delta):
    """Whether some part moved more or less along the gradient of some loss, up or down."""
    for name in LOSSES_OF[move.method]:
        for order in ((0, 1), (1, 0)):
            alone = move.ask(reference, order, {name: ONE_WEIGHT})["step"]["delta"]
            for part in PARTS_OF[move.method]:
                a, b = flat(delta[part]), flat(alone[part])
                if abs(a @ b) > 0.3 * np.linalg.norm(a) * np.linalg.norm(b):
                    return True
    return False


@check(cell="model", needs=["test_discriminator_can_move"])
def test_discriminator_moves_alone(student, reference, d_all):
    """`move_discriminator` applies d_optimizer once, to the discriminator alone."""
    judge_optimiser(student, reference, d_all)


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_discriminator_stands_still(student, reference, g_all):
    """`move_encoder_and_generator` applies g_optimizer once, to encoder and generator: the discriminator stands still."""
    judge_optimiser(student, reference, g_all)


@check(
    cell="model",
    needs=["test_discriminator_move_reports_its_losses", "test_other_move_reports_its_losses"],
)
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In their own move the networks are called with training=True."""
    for method in (D_MOVE, G_MOVE):
        move = Move(rng, method, {})
        for part, description in zip(PARTS, (ENCODER, GENERATOR, DISCRIMINATOR), strict=True):
            if part in PARTS_OF[method]:
                move.networks[part] = probe.network(
                    modal(description, "phase"), seed=int(rng.integers(2**31))
                )
        names = " and ".join(PARTS_OF[method])
        hint = "network(x, training=True): else dropout is off, and normalisation uses old statistics."
        wrong = (
            f"In {method} {names} {'is' if method == D_MOVE else 'are'} not always called with training=True."
        )
        move.compare(student, reference, losses_of(move), lambda *_, wrong=wrong: wrong, hint, rtol=CLOSE)


@check(cell="model", needs=["test_model_can_be_made"])
def test_generate_obeys_the_labels(student, reference, model):
    """`generate(labels)` is what the generator makes, outside of training, of draws of N(0, I) and these labels."""
    hint = "z of shape (n, self.latent_dim) from keras.random.normal; one-hot labels; training=False."
    with hinting(hint):
        value = model.parts.of(student)["generated"]
    assert_shape(value, (7, *DATA), "generate(labels)", hint)
    y, z = one_hot(model.ordered, CLASSES), model.z
    wrong = diagnosis(
        value,
        {
            "The generator is called in training mode, where each image depends on the others of its batch.": [
                reference.ask(model.generator([z, y], training=True))
            ],
            "All images get the same label.": [
                reference.ask(model.generator([z, np.tile(row, (7, 1))]))
                for row in np.eye(CLASSES, dtype="float32")
            ],
            "The labels are sorted: image k must have label k of those given.": [
                reference.ask(model.generator([z, one_hot(np.sort(model.ordered), CLASSES)]))
            ],
        },
        "The images are not made of draws of the standard normal distribution and the labels that were given.",
    )
    also = reference.ask(model.generator([-z, y]))
    assert_close(value, model.parts.of(reference)["generated"], also, wrong=wrong, hint=hint)


@check(cell="model", weight=0.5, needs=["test_model_can_be_made"])
def test_generate_draws_afresh(student, reference, model):
    """`generate` starts from other noise at every call."""
    made = model.parts.of(student)["again"]
    for images in made:
        assert_shape(images, (6, *DATA), "generate(labels)")
    z, y = np.split(corners(LATENT + CLASSES), [LATENT], axis=1)
    of_corners = reference.ask(model.linear([z, y]))
    assert_drawn_afresh(made, of_corners, "self.generator([z, y])")


@check(cell="model", needs=["test_model_can_be_made"])
def test_reconstruct_decodes_the_mean(student, reference, model):
    """`reconstruct(x, labels)` decodes z_mean with the labels, without noise and outside of training."""
    value = model.parts.of(student)["reconstructed"]
    y = one_hot(model.labels, CLASSES)
    code = model.encoder([model.x, y])
    sampled = reference.ask(model.decoder([code[2], y]), noise=model.noise)
    trained = reference.ask(model.decoder([model.encoder([model.x, y], training=True)[0], y], training=True))
    wrong = diagnosis(
        value,
        {
            "It decodes a sample; it should decode z_mean.": [sampled],
            "The networks are called in training mode.": [trained],
            "The label 0 is used for all images.": [
                reference.ask(model.decoder([code[0], one_hot(0 * model.labels, CLASSES)]))
            ],
        },
        "It does not decode z_mean with the labels that were given.",
    )
    hint = "y one-hot; the first output of self.encoder([x, y]); then self.generator([z_mean, y])."
    assert_close(value, model.parts.of(reference)["reconstructed"], wrong=wrong, hint=hint)


@check(
    cell="model",
    needs=["test_discriminator_move_reports_its_losses", "test_other_move_reports_its_losses"],
)
def test_fit_trains_on_fresh_noise(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, moves all parts, and draws new noise in every step."""
    networks = {
        name: probe.network(description, seed=int(rng.integers(2**31)))
        for name, description in zip(PARTS, (ENCODER, GENERATOR, DISCRIMINATOR), strict=True)
    }
    # So small a step leaves the losses as they are: they change with the noise alone, as the batch is always the same.
    model = probe.compiled_with(
        lab.ConditionalVAEGAN(*networks.values(), LATENT, classes=CLASSES),
        d_optimizer=probe.sgd(STILL), g_optimizer=probe.sgd(STILL),
    )  # fmt: skip
    x, labels = np.tile(images(rng, BATCH, DATA), (STEPS, 1, 1, 1)), np.tile([0, 1, 2, 3, 1, 2], STEPS)
    logs = probe.train_logs(model, x, batch_size=BATCH, targets=labels)
    question = probe.delta(logs, of=networks)
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list of numbers in it, draw "
        "noise with keras.random or tf.random, and keep train_step as it was given."
    )
    with hinting(hint):
        answer = student.ask(question)
    usual = reference.ask(question)["delta"]
    assert_trained(answer["delta"], usual, hint)
    for key in MOVES:
        for each in answer["value"]:
            require(isinstance(each, dict) and key in each, f"train_step reports no {key}.", hint)
            assert_shape(each[key], (), f"Its {key}")
    # the others depend on no noise
    assert_drawn_anew(answer["value"], [key for key in MOVES if key not in ("kl", "real_class")], hint)


# --- What it is good for ------------------------------------------------------------------------------------


class StyleQuestion:
    def __init__(self, rng):
        self.generator = probe.network(modal(GENERATOR, "norm"), seed=int(rng.integers(2**31)))
        self.z = rng.normal(size=(3, LATENT)).astype("float32")
        of_ten = {**GENERATOR, "inputs": {"z": (LATENT,), "y": (10,)}}
        ten = probe.network(of_ten, seed=int(rng.integers(2**31)))
        self.parts = Together(
            {
                "grid": probe.array(lab.same_style(self.generator, as_numpy(self.z), CLASSES)),
                "again": probe.array(lab.same_style(self.generator, self.z, classes=CLASSES)),
                "ten": probe.array(lab.same_style(ten, as_numpy(self.z[:2]))),
            }
        )


@shared
def style(rng):
    return StyleQuestion(rng)


@check(cell="same_style", weight=0)
def test_styles_come_in_rows(student, style):
    """`same_style` gives an array (styles, classes, height, width, channels)."""
    hint = "n·classes images come from the generator: reshape them to (n, classes, height, width, channels)."
    with hinting("Call generator([z, labels]) with as many rows of z as of labels, labels one-hot."):
        grid = style.parts.of(student)["grid"]
    assert_shape(grid, (3, CLASSES, *DATA), "same_style(generator, z, classes)", hint)


@check(cell="same_style", weight=2, needs=["test_styles_come_in_rows"])
def test_every_style_meets_every_label(student, reference, style):
    """At [i, k] stands what the generator makes of z[i] and label k, outside of training."""
    rows, labels = np.repeat(style.z, CLASSES, axis=0), np.tile(np.eye(CLASSES, dtype="float32"), (3, 1))
    tiled, repeated = np.tile(style.z, (CLASSES, 1)), np.repeat(np.eye(CLASSES, dtype="float32"), 3, axis=0)

    def made(z, y, **mode):
        return reference.ask(style.generator([z, y], **mode)).reshape(3, CLASSES, *DATA)

    value = style.parts.of(student)["grid"]
    wrong = diagnosis(
        value,
        {
            "The images are right, but not in their places: [i, k] is z[i] with label k.": [
                made(tiled, repeated),
                made(rows, labels).swapaxes(0, 1).reshape(3, CLASSES, *DATA),
            ],
            "z and labels run side by side, so that not every style meets every label.": [
                made(tiled, labels),
                made(rows, repeated),
            ],
            "The generator is called in training mode.": [made(rows, labels, training=True)],
            "All images of a row have the same label.": [
                made(rows, np.tile(row, (3 * CLASSES, 1))) for row in np.eye(CLASSES, dtype="float32")
            ],
            "All rows show the same style.": [made(np.tile(z, (3 * CLASSES, 1)), labels) for z in style.z],
        },
        "At [i, k] is not what the generator makes of z[i] and label k.",
    )
    hint = "Each z classes times in a row, and for each of them the labels 0, 1, 2, … in turn."
    assert_close(value, style.parts.of(reference)["grid"], wrong=wrong, hint=hint)


@check(cell="same_style", needs=["test_every_style_meets_every_label"])
def test_same_style_is_repeatable(student, reference, style):
    """The same z gives the same images, z may be a tensor, and there are ten classes unless another number is said."""
    answers = style.parts.of(student)
    assert_shape(answers["again"], (3, CLASSES, *DATA), "same_style(generator, z, classes=...)")
    require(
        agree(answers["again"], answers["grid"]),
        "A second call gives other images.",
        "Draw nothing: z is given.",
    )
    ten = style.parts.of(reference)["ten"]
    assert_shape(answers["ten"], ten.shape, "same_style(generator, z)", "classes is 10 by default.")
    assert_close(answers["ten"], ten, wrong="With ten classes it gives other images than it should.")


class ReaderQuestion:
    def __init__(self, rng):
        self.discriminator = probe.network(modal(DISCRIMINATOR, "norm"), seed=int(rng.integers(2**31)))
        self.x = images(rng, 60, DATA)
        self.labels, self.predicted = rng.integers(0, 5, size=(2, 40))
        self.labels[:11] = self.predicted[:11]
        share = lab.accuracy(as_numpy(self.predicted), as_numpy(self.labels))
        self.parts = Together(
            {"digits": probe.array(lab.classify(self.discriminator, self.x)), "share": share}
        )


@shared
def reader(rng):
    return ReaderQuestion(rng)


@check(cell="classify", weight=0)
def test_classify_gives_a_number_per_image(student, reader):
    """`classify` gives one whole number for each image."""
    hint = "The discriminator gives (validity, class logits); np.argmax(..., axis=1) of the second."
    with hinting(hint):
        value = reader.parts.of(student)["digits"]
    assert_shape(value, (60,), "classify(discriminator, images)", hint)


@check(cell="classify", weight=2, needs=["test_classify_gives_a_number_per_image"])
def test_classify_takes_the_largest_class_logit(student, reference, reader):
    """It is the class with the largest logit, outside of training."""
    value = reader.parts.of(student)["digits"]
    logits, trained = (reference.ask(reader.discriminator(reader.x, training=t)[1]) for t in (False, True))
    wrong = diagnosis(
        value,
        {
            "It is the class with the smallest logit.": [logits.argmin(axis=1)],
            "The discriminator is called in training mode.": [trained.argmax(axis=1)],
            "Classes are counted from 0.": [logits.argmax(axis=1) + 1],
            "It is the largest logit itself; asked for is its class.": [logits.max(axis=1)],
            "It is always 0: is it the validity that is looked at?": [np.zeros(60)],
        },
        "It is not the class with the largest logit.",
    )
    hint = "_, class_logits = discriminator(images, training=False), then the argmax over the classes."
    assert_close(value, reader.parts.of(reference)["digits"], wrong=wrong, hint=hint, rtol=1e-6)


@check(cell="classify")
def test_accuracy_is_a_share(student, reference, reader):
    """`accuracy` is the share of predictions that are right."""
    value = reader.parts.of(student)["share"]
    hint = "The mean of predicted == labels, as numpy arrays."
    assert_shape(value, (), "accuracy(predicted, labels)", hint)
    right = float(np.mean(reader.predicted == reader.labels))
    wrong = diagnosis(
        value,
        {
            "It is a percentage; asked for is a share, in [0, 1].": [100 * right],
            "It is the share of mistakes.": [1 - right],
            "It is a number of images; asked for is their share.": [40 * right, 40 * (1 - right)],
        },
        "It is not the share of right predictions.",
    )
    assert_close(value, reader.parts.of(reference)["share"], wrong=wrong, hint=hint)


def climbs(images, axes=(1, 2)):
    """(Σ d², Σ |d|) over the differences along these axes, for each image."""
    steps = [np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in axes]
    steps = np.concatenate(steps, axis=1)
    return (steps**2).sum(axis=1), steps.sum(axis=1)


class SharpnessQuestion:
    def __init__(self, rng):
        # of unequal contrast, and smoother downwards: so neither images nor directions can be taken together
        x = rng.random((5, 7, 9, 1)) ** 2
        x[:, 1:] = 0.8 * x[:, :-1] + 0.2 * x[:, 1:]
        self.x = x * np.array([0.01, 1.0, 0.4, 0.7, 0.2])[:, None, None, None]
        blank = np.full((2, 7, 9, 1), rng.random())
        self.mixed = np.concatenate([self.x[:3], blank])
        questions = {"sharp": self.x, "blank": blank, "mixed": self.mixed}
        self.parts = Together({name: lab.sharpness(as_numpy(x)) for name, x in questions.items()})


@shared
def sharp(rng):
    return SharpnessQuestion(rng)


@check(cell="sharpness", weight=0)
def test_sharpness_is_one_number(student, sharp):
    """`sharpness` gives one number for a collection of images."""
    assert_shape(
        sharp.parts.of(student)["sharp"], (), "sharpness(images)", "The mean over the images comes last."
    )


@check(cell="sharpness", weight=3, needs=["test_sharpness_is_one_number"])
def test_sharpness_is_the_mean_step(student, reference, sharp):
    """It is the mean over the images of Σ d² / Σ |d|, over horizontal and vertical neighbours."""
    value, x = sharp.parts.of(student)["sharp"], sharp.x
    squares, climb = climbs(x)
    apart = [climbs(x, axes=(axis,)) for axis in (1, 2)]
    counted = list(zip(apart, (6 * 9, 7 * 8), strict=True))  # with the number of steps down, and across
    wrong = diagnosis(
        value,
        {
            "Only vertical neighbours enter.": [(apart[0][0] / apart[0][1]).mean()],
            "Only horizontal neighbours enter.": [(apart[1][0] / apart[1][1]).mean()],
            "Sums over all images are divided; divide image by image, then take the mean.": [
                squares.sum() / climb.sum()
            ],
            "The quotients of the two directions are added or averaged; one quotient of common sums is asked for.": [
                sum((a / b).mean() for a, b in apart),
                sum((a / b).mean() for a, b in apart) / 2,
            ],
            "The mean is taken in each direction by itself; there are not as many steps across as down: sum over both.": [
                (sum(a / n for (a, _), n in counted) / sum(b / n for (_, b), n in counted)).mean()
            ],
            "The quotient is upside down.": [(climb / squares).mean()],
            "It is the sum of the squares alone: divide by Σ |d|.": [squares.mean()],
            "It is the sum of |d| alone.": [climb.mean()],
            "It is the mean of |d|, which grows with the number of edges.": [
                (climb / (6 * 9 + 7 * 8)).mean(),
                (squares / (6 * 9 + 7 * 8)).mean(),
            ],
            "It is the sum over the images; take the mean.": [(squares / climb).sum()],
            "It takes the square root, which is not asked for.": [
                np.sqrt(squares / climb).mean(),
                (np.sqrt(squares) / climb).mean(),
            ],
            "It is the largest step, not the mean one.": [
                np.mean([max(np.abs(np.diff(image, axis=a)).max() for a in (0, 1)) for image in x])
            ],
        },
        "It is not the mean of Σ d² / Σ |d|.",
    )
    hint = "np.diff along axes 1 and 2; Σ d² and Σ |d| of each image, over both; their quotient; the mean."
    assert_close(value, reference.ask(lab.sharpness(as_numpy(x))), wrong=wrong, hint=hint)


@check(cell="sharpness", needs=["test_sharpness_is_the_mean_step"])
def test_a_blank_image_has_no_sharpness(student, reference, sharp):
    """An image that is the same everywhere has the sharpness 0, and counts as an image."""
    hint = "Where Σ |d| is 0 divide by something else: 0 / 0 is not a number."
    value, mixed = (sharp.parts.of(student)[name] for name in ("blank", "mixed"))
    assert_shape(value, (), "The sharpness of blank images", hint)
    require(abs(value) < 1e-6, "Blank images should have the sharpness 0.", hint)
    assert_shape(mixed, (), "The sharpness of images some of which are blank", hint)
    expected = reference.ask(lab.sharpness(as_numpy(sharp.mixed)))
    assert_close(
        mixed,
        expected,
        wrong="With blank images among them the mean is wrong: they count, with 0.",
        hint=hint,
    )
