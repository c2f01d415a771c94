"""Hidden checks of the variational autoencoder."""

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
    assert_smooth,
    assert_unbounded,
    awake,
    both_ends,
    gradient_of_inputs,
    in_pairs,
)

LATENT = 3
IMAGE = (28, 28, 1)
KEYS = ("loss", "reconstruction_loss", "kl_loss")

# Small networks with known weights, which the student's class is given in place of their own. The encoder's
# third output is noise that depends on the other two, but is not the formula of Sampling.
ENCODER = {
    "inputs": {"x": IMAGE},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "dense", ["h"], {"units": 6, "activation": "tanh"}],
        ["z_mean", "dense", ["h"], {"units": LATENT}],
        ["z_log_var", "dense", ["h"], {"units": LATENT}],
        ["z", "jitter", ["z_mean", "z_log_var"], {}],
    ],
    "outputs": ["z_mean", "z_log_var", "z"],
}
DECODER = {
    "inputs": {"z": (LATENT,)},
    "layers": [
        ["h", "dense", ["z"], {"units": 8, "activation": "tanh"}],
        ["h", "dense", ["h"], {"units": 784, "activation": "sigmoid"}],
        ["x", "reshape", ["h"], {"shape": IMAGE}],
    ],
    "outputs": ["x"],
}
LINEAR_DECODER = {
    "inputs": {"z": (LATENT,)},
    "layers": [["x", "dense", ["z"], {"units": 784}], ["x", "reshape", ["x"], {"shape": IMAGE}]],
    "outputs": ["x"],
}
# The student's own networks, built once: checks set their weights as they need them.
ENCODER_OF_5, DECODER_OF_5 = probe.kept(lab.build_encoder(5)), probe.kept(lab.build_decoder(5))
# Stand-ins for the two losses, so that a mistake in one of them does not also cost the train step.
LOSSES = {"reconstruction_loss": probe.mean_squares(0.4, 90.0), "kl_divergence": probe.mean_squares(0.8, 0.5)}
NO_LOSS = probe.mean_squares(0.0, 0.0)


def images(rng, n):
    return rng.random((n, *IMAGE)).astype("float32")


def networks(rng):
    return (
        probe.network(ENCODER, seed=int(rng.integers(2**31))),
        probe.network(DECODER, seed=int(rng.integers(2**31))),
    )


# --- Sampling -----------------------------------------------------------------------------------------------


@check(cell="sampling", weight=0)
def test_sample_has_the_shape_of_the_mean(student, rng):
    """`Sampling` turns a pair (z_mean, z_log_var) into a z of the same shape."""
    mean, log_var = rng.normal(size=(2, 5, LATENT))
    hint = "call(self, inputs) unpacks the pair, and returns z: one number for each number of z_mean."
    with hinting(hint):
        assert_shape(student.ask(lab.Sampling()((mean, log_var))), (5, LATENT), "z", hint)


@check(cell="sampling", weight=2, needs=["test_sample_has_the_shape_of_the_mean"])
def test_sample_follows_the_formula(student, reference, rng):
    """z is z_mean plus the noise times the standard deviation."""
    mean, log_var, noise = rng.normal(size=(3, 5, LATENT))
    z = student.ask(lab.Sampling()((mean, log_var)), noise=[noise])
    expected = reference.ask(lab.Sampling()((mean, log_var)), noise=[noise])
    wrong = diagnosis(
        z,
        {
            "The noise is scaled by exp(z_log_var): that is the variance, not the standard deviation.": [
                mean + np.exp(log_var) * noise,
                mean - np.exp(log_var) * noise,
            ],
            "The noise is scaled by z_log_var itself.": [mean + log_var * noise, mean - log_var * noise],
            "z is z_mean: there is no noise in it.": [mean],
            "z_mean and z_log_var are swapped.": [log_var + np.exp(mean / 2) * noise],
            "The noise is not scaled by the standard deviation.": [mean + noise, mean - noise],
            "The ½ must stand inside the exponential, not in front of it.": [
                mean + np.exp(log_var) / 2 * noise,
                mean - np.exp(log_var) / 2 * noise,
            ],
        },
        "z is not z_mean + σ · ε with standard normal ε, one for each element.",
    )
    hint = "σ = exp(½ · z_log_var); ε from keras.random.normal or tf.random.normal, with the shape of z_mean."
    assert_close(z, expected, 2 * mean - expected, wrong=wrong, hint=hint)


@check(cell="sampling", needs=["test_sample_has_the_shape_of_the_mean"])
def test_noise_is_standard_normal(student, rng):
    """The noise is standard normal, fresh at each call, and another one for every element."""
    mean, log_var = np.tile(rng.normal(size=3), (5000, 1)), np.tile([0.0, 1.0, 2.0], (5000, 1))
    draw = lab.Sampling()
    first, second = student.ask([draw((mean, log_var)), draw((mean, log_var))])
    assert_shape(first, mean.shape, "z")
    noise, spread = first - mean, (first - mean).std(axis=0)
    hint = "Draw a new standard normal number for every element, at every call."
    require(np.abs(noise).max() > 1e-6, "There is no noise in z.", hint)
    require(not agree(first, second), "Two calls give the same z: the noise must be fresh each time.", hint)
    require(spread[1:].min() > 1e-6, "All images of a batch get the same noise.", hint)
    # Whatever the noise is scaled by: that is another check's business.
    standard = noise[:, 1:] / spread[1:]
    off = "Over many draws the mean of z is not z_mean: the noise must have mean 0."
    require(np.abs(standard.mean(axis=0)).max() < 0.1, off, hint)
    require(
        abs((standard[:, 0] * standard[:, 1]).mean()) < 0.1, "The coordinates of z share their noise.", hint
    )
    require(
        np.abs((standard**4).mean(axis=0) - 3).max() < 0.4, "The noise is not normally distributed.", hint
    )
    require(abs(spread[0] - 1) < 0.1, "With z_log_var = 0 the standard deviation of z should be 1.", hint)


@check(cell="sampling", needs=["test_sample_has_the_shape_of_the_mean"])
def test_gradient_reaches_mean_and_log_var(student, rng):
    """Gradients flow through z to both z_mean and z_log_var."""
    arrays, (noise, direction) = rng.normal(size=(2, 5, LATENT)), rng.normal(size=(2, 5, LATENT))
    inputs = [probe.variable(array) for array in arrays]
    gradient = probe.gradient(probe.projection(lab.Sampling()(tuple(inputs)), direction), wrt=inputs)
    hint = "Compute z from z_mean and z_log_var with keras.ops or tf alone: no numpy, no stop_gradient."
    for value, name in zip(student.ask(gradient, noise=[noise]), ("z_mean", "z_log_var"), strict=True):
        require(value is not None and np.any(value), f"No gradient reaches {name}.", hint)
        assert_shape(value, (5, LATENT), f"The gradient with respect to {name}", hint)


# --- Encoder ------------------------------------------------------------------------------------------------


class KnownSampling:
    """A known layer in place of Sampling: a mistake there costs the encoder nothing.

    Who does not use Sampling as the brief does (it takes an argument, say) is asked without the replacement.
    """

    MEAN, LOG_VAR = 1.0, 0.25  # its z = MEAN · z_mean + LOG_VAR · z_log_var

    def __init__(self, parts):
        self.known = Together(parts, replace={"Sampling": probe.linear_layer(self.MEAN, self.LOG_VAR)})
        self.own = Together(parts)

    def of(self, student):
        answers = self.known.of(student)
        try:
            answers["twice"]
        except Wrong as first:
            answers = self.own.of(student)
            try:
                answers["twice"]
            except Wrong:
                raise first from None
        return answers

    @classmethod
    def explains(cls, mean, log_var, z):
        """Whether z is what this layer makes of the two."""
        return agree(z, cls.MEAN * mean + cls.LOG_VAR * log_var)


class EncoderQuestion:
    """The student's encoder, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        self.x, self.many = images(rng, 4), images(rng, 32) * rng.random((32, 1, 1, 1))
        self.directions = [*rng.normal(size=(2, 4, 5)), None]
        self.random = probe.randomised(ENCODER_OF_5, seed=int(rng.integers(2**31)), gain=2.0)
        other = probe.randomised(ENCODER_OF_5, seed=int(rng.integers(2**31)))
        low, high = both_ends(ENCODER_OF_5, rng.integers(2**31, size=2))
        far = awake(ENCODER_OF_5, int(rng.integers(2**31)))
        pixels, blocks = probe.variable(self.x[:2]), altered(rng, self.x[0])
        self.parts = KnownSampling(
            {
                "twice": [self.random(self.x), self.random(self.x)],
                "reversed": [self.random(self.many), self.random(self.many[::-1])],
                "nudged": nudged(other, self.x, self.directions),
                "altered": [network(blocks) for network in (other, far)],
                "pixels": gradient_of_inputs(other(pixels)[2], self.directions[0][:2], pixels),
                "low and high": [low(self.x), high(self.x)],
            }
        )


@shared
def encoder(rng):
    return EncoderQuestion(rng)


@check(cell="build_encoder", weight=0)
def test_encoder_has_three_outputs(student, encoder):
    """The encoder has the outputs z_mean, z_log_var and z, each (batch, latent_dim)."""
    outputs, _ = encoder.parts.of(student)["twice"]
    hint = "keras.Model(inputs, [z_mean, z_log_var, z])"
    require(isinstance(outputs, list), "build_encoder(...)(images) should give three outputs, not one.", hint)
    require(len(outputs) == 3, f"The encoder should have three outputs, not {len(outputs)}.", hint)
    for name, output in zip(("z_mean", "z_log_var", "z"), outputs, strict=True):
        assert_shape(output, (4, 5), name, "Every output ends in latent_dim numbers.")


@check(cell="build_encoder", weight=2, needs=["test_encoder_has_three_outputs"])
def test_encoder_samples_from_its_outputs(student, encoder, rng):
    """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
    first, second = encoder.parts.of(student)["twice"]
    assert_only_z_is_random(first, second)
    if KnownSampling.explains(*first):
        return
    # whoever wrote the formula out, without Sampling, passes too
    noise = rng.normal(size=(4, 5))
    mean, log_var, z = student.ask(encoder.random(encoder.x), noise=[noise])
    assert_close(
        [mean, log_var], first[:2], wrong="z_mean or z_log_var is random.", hint="Only z is a sample."
    )
    scaled = np.exp(log_var / 2) * noise
    assert_close(
        z,
        mean + scaled,
        mean - scaled,
        wrong=explain_outputs(*first),
        hint="z = Sampling()((z_mean, z_log_var)); the outputs are [z_mean, z_log_var, z], in this order.",
    )


def explain_outputs(first, second, third):
    """What is wrong with the encoder's outputs, made with the known layer in place of Sampling."""
    if KnownSampling.explains(second, first, third):
        return "z_mean and z_log_var are swapped: in the list of outputs, or on their way into Sampling."
    if any(KnownSampling.explains(*order) for order in permutations((first, second, third))):
        return "The outputs come in the wrong order."
    if agree(third, first):
        return "The third output is z_mean itself; it should be a sample, from Sampling."
    return "The third output is not a sample from the first two."


@check(cell="build_encoder", weight=0, needs=["test_encoder_has_three_outputs"])
def test_only_z_is_random(student, encoder):
    """z_mean and z_log_var are not random: the same images give the same."""
    assert_only_z_is_random(*encoder.parts.of(student)["twice"])


@check(cell="build_encoder", needs=["test_only_z_is_random"])
def test_encoder_outputs_are_unbounded(student, encoder):
    """z_mean and z_log_var are two functions of the image, and can take any value, of either sign."""
    (mean, log_var, _), again = encoder.parts.of(student)["reversed"]
    low, high = encoder.parts.of(student)["low and high"]
    hint = "A mean and a log-variance can be any real number: Dense(latent_dim) without activation."
    for k, (name, a) in enumerate({"z_mean": mean, "z_log_var": log_var}.items()):
        assert_shape(a, (32, 5), name)
        require(agree(again[k], a[::-1]), f"{name} of an image depends on more than the image.", hint)
        require(
            np.ptp(a, axis=0).max() > 0,
            f"{name} does not depend on the image.",
            "Compute it from the last layer.",
        )
        assert_unbounded(name, [a, low[k], high[k]], hint)
    require(
        not agree(mean, log_var), "z_mean and z_log_var are the same.", "Each needs a Dense layer of its own."
    )


@check(cell="build_encoder", weight=0, needs=["test_only_z_is_random"])
def test_encoder_sees_the_image(student, encoder):
    """z_mean and z_log_var depend on what is where in the whole image."""
    assert_encoder_sees_images(encoder.parts.of(student)["altered"], 5)


@check(cell="build_encoder", needs=["test_encoder_sees_the_image"])
def test_encoder_can_learn(student, encoder):
    """Every weight of the encoder gets a gradient, also through z, and following it changes the outputs as it should."""
    (gradient,) = encoder.parts.of(student)["pixels"]
    require(
        gradient is not None, "No gradient passes from z to the encoder.", "No stop_gradient, and no numpy."
    )
    assert_learned(encoder.parts.of(student)["nudged"], encoder.directions)


# --- Decoder ------------------------------------------------------------------------------------------------


class DecoderQuestion:
    """The student's decoder, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        seeds, z, many = rng.integers(2**31, size=2), rng.normal(size=(4, 5)), 3 * rng.normal(size=(16, 5))
        # row 0 and row 6 are alike, each other row has one coordinate changed
        one_by_one = np.tile(rng.normal(size=5), (7, 1))
        one_by_one[np.arange(1, 6), np.arange(5)] += 1.0
        self.direction = rng.normal(size=(4, *IMAGE))
        strong = probe.randomised(DECODER_OF_5, seed=int(seeds[0]), gain=4.0)
        other = probe.randomised(DECODER_OF_5, seed=int(seeds[1]))
        latent = probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": DECODER_OF_5(z),
                "reversed": [strong(many), strong(many[::-1])],
                "one by one": other(one_by_one),
                "nudged": nudged(other, z, [self.direction]),
                "latent": gradient_of_inputs(other(latent), self.direction, latent),
            }
        )


@shared
def decoder(rng):
    return DecoderQuestion(rng)


@check(cell="build_decoder", weight=0)
def test_decoder_makes_images(student, decoder):
    """The decoder turns z of shape (batch, latent_dim) into images of shape (batch, 28, 28, 1)."""
    hint = "Two transposed convolutions with strides=2 take 7×7 to 28×28."
    assert_shape(decoder.parts.of(student)["images"], (4, *IMAGE), "The image", hint)


@check(cell="build_decoder", weight=2, needs=["test_decoder_makes_images"])
def test_decoder_gives_probabilities(student, decoder):
    """Pixels are probabilities: anywhere in [0, 1], through one sigmoid."""
    image, again = decoder.parts.of(student)["reversed"]
    hint = "Let the last layer, and only the last, have activation='sigmoid'."
    assert_shape(image, (16, *IMAGE), "The image")
    require(agree(again, image[::-1]), "The image depends on more than its z.", "No noise in the decoder.")
    require(image.min() >= 0 and image.max() <= 1, "There are pixels outside [0, 1].", hint)
    usual = [decoder.parts.of(student)[name] for name in ("images", "one by one")]
    assert_smooth(np.concatenate(usual), hint)
    require(image.min() < 0.45, "No pixel can be dark: is the sigmoid applied twice?", hint)
    require(image.max() > 0.75, "No pixel can be bright: is the sigmoid applied twice?", hint)
    require(
        not agree(image.sum(axis=(1, 2, 3)), np.ones(16), 1e-2),
        "The pixels of an image sum to 1: no softmax.",
        hint,
    )


@check(cell="build_decoder", needs=["test_decoder_makes_images"])
def test_decoder_uses_every_coordinate(student, decoder):
    """Every coordinate of z changes the image, and the same z always gives the same image."""
    image = decoder.parts.of(student)["one by one"]
    assert_shape(image, (7, *IMAGE), "The image")
    assert_paints(image)
    require(agree(image[6], image[0]), "The same z in one batch gives two different images.")
    for k in range(5):
        require(
            np.abs(image[k + 1] - image[0]).max() > 1e-5, f"Coordinate {k} of z has no effect on the image."
        )
    (gradient,) = decoder.parts.of(student)["latent"]
    assert_many_ways(gradient, 5)


@check(cell="build_decoder", needs=["test_decoder_makes_images"])
def test_decoder_can_learn(student, decoder):
    """Every weight of the decoder gets a gradient, and following it changes the image as it should."""
    (gradient,) = decoder.parts.of(student)["latent"]
    assert_passes_gradient(gradient, (4, 5), "the images", "z")
    assert_learned(decoder.parts.of(student)["nudged"], [decoder.direction])


# --- Losses -------------------------------------------------------------------------------------------------


def cross_entropy(x, p):
    """Per pixel, (batch, 28, 28, 1)."""
    return -x * np.log(p) - (1 - x) * np.log(1 - p)


@check(cell="reconstruction_loss", weight=0)
def test_reconstruction_loss_is_a_scalar(student, rng):
    """`reconstruction_loss` gives one number for a batch."""
    value = student.ask(lab.reconstruction_loss(images(rng, 3), 0.1 + 0.8 * images(rng, 3)))
    assert_shape(
        value, (), "reconstruction_loss", "Sum over the pixels of each image, then average over the batch."
    )


@check(cell="reconstruction_loss", weight=3, needs=["test_reconstruction_loss_is_a_scalar"])
def test_reconstruction_loss_is_cross_entropy(student, reference, rng):
    """It is the binary cross-entropy, summed over the pixels and averaged over the batch."""
    x, p = images(rng, 5), 0.05 + 0.9 * images(rng, 5)
    loss = lab.reconstruction_loss(x, p)
    value, right = student.ask(loss), cross_entropy(x, p)
    wrong = diagnosis(
        value,
        {
            "It is averaged over the pixels; they must be summed.": [right.mean()],
            "It is summed over the batch; that must be averaged.": [right.sum()],
            "The sign is wrong: it is the negative of the loss.": [-right.sum() / 5],
            "x and x_hat are swapped.": [cross_entropy(p, np.clip(x, 1e-7, 1 - 1e-7)).sum() / 5],
            "It is a squared error, not the binary cross-entropy.": [
                ((x - p) ** 2).sum() / 5,
                ((x - p) ** 2).mean(),
                ((x - p) ** 2).sum(),
                ((x - p) ** 2).sum() / 10,
            ],
            "It is an absolute error, not the binary cross-entropy.": [
                np.abs(x - p).sum() / 5,
                np.abs(x - p).mean(),
            ],
            "x_hat is treated as logits, but the decoder gives probabilities.": [
                cross_entropy(x, 1 / (1 + np.exp(-p))).sum() / 5,
                cross_entropy(x, 1 / (1 + np.exp(-p))).mean(),
            ],
            "The term for dark pixels, (1 - x) log(1 - x_hat), is missing.": [(-x * np.log(p)).sum() / 5],
            "It is summed over one image axis and averaged over the other.": [right.sum() / 5 / 28],
        },
        "It is not the binary cross-entropy.",
    )
    hint = "-x log(x_hat) - (1 - x) log(1 - x_hat): sum over axes 1, 2, 3, then the mean over the batch."
    assert_close(value, reference.ask(loss), wrong=wrong, hint=hint)


@check(cell="reconstruction_loss", needs=["test_reconstruction_loss_is_a_scalar"])
def test_reconstruction_loss_is_finite(student, rng):
    """It stays finite where x_hat is exactly 0 or 1, and costs almost nothing where that is right."""
    x = (images(rng, 3) > 0.5).astype("float32")
    perfect, opposite = student.ask([lab.reconstruction_loss(x, x), lab.reconstruction_loss(x, 1 - x)])
    hint = (
        "log(0) is minus infinity: keep x_hat inside [ε, 1 - ε], as keras.losses.binary_crossentropy does. "
        "ε = 1e-7 is right: a smaller one is lost in float32, a larger one changes the loss."
    )
    for value in (perfect, opposite):
        assert_shape(value, (), "reconstruction_loss", hint)
    wrong = "A perfect reconstruction costs too much, compared with one that is wrong in every pixel."
    require(abs(perfect) < 2e-5 * abs(opposite), wrong, hint)


@check(cell="reconstruction_loss", needs=["test_reconstruction_loss_is_a_scalar"])
def test_reconstruction_loss_has_a_gradient(student, rng):
    """Its gradient reaches x_hat."""
    x, p = images(rng, 3), 0.05 + 0.9 * images(rng, 3)
    assert_gradient(
        student, lambda x_hat: lab.reconstruction_loss(x, x_hat), {"x_hat": p}, [np.sign(p - x)], 1e-3
    )


def assert_gradient(student, loss, at, directions, step):
    """The gradient of a loss is that of its own values, right or wrong: these are judged by other checks.

    at: the point, an array per argument by its name; directions: in which to change each; step: how far.
    """
    hint = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."
    variables, arrays = [probe.variable(array) for array in at.values()], list(at.values())
    moved = [
        [loss(*[a + sign * step * d if k == n else a for n, a in enumerate(arrays)]) for sign in (1, -1)]
        for k, d in enumerate(directions)
    ]
    with hinting(hint):
        gradients, moved = student.ask([probe.gradient(loss(*variables), wrt=variables), moved])
    for name, array, d, gradient, (up, down) in zip(at, arrays, directions, gradients, moved, strict=True):
        require(gradient is not None, f"No gradient reaches {name}.", hint)
        assert_shape(gradient, array.shape, f"The gradient with respect to {name}", hint)
        parts, slope = gradient * d, (float(up) - float(down)) / (2 * step)
        wrong = (
            f"The gradient with respect to {name} does not say how the loss changes: part of it is cut off."
        )
        require(abs(parts.sum() - slope) <= 0.02 * np.abs(parts).sum(), wrong, hint)


def gaussian_kl(mean, log_var):
    """Per coordinate, of the shape of both: appendix B of Kingma and Welling 2013."""
    return 0.5 * (np.exp(log_var) + mean**2 - 1 - log_var)


@check(cell="kl_divergence", weight=0)
def test_kl_is_a_scalar(student, rng):
    """`kl_divergence` gives one number for a batch."""
    value = student.ask(lab.kl_divergence(*rng.normal(size=(2, 5, LATENT))))
    assert_shape(value, (), "kl_divergence", "Sum over the latent coordinates, then average over the batch.")


@check(cell="kl_divergence", weight=3, needs=["test_kl_is_a_scalar"])
def test_kl_is_the_closed_form(student, reference, rng):
    """The KL divergence equals its closed form for Gaussians, summed over coordinates, averaged over the batch."""
    # far from 0, too: clipped arguments show
    mean, log_var = 3 * rng.normal(size=(5, LATENT)), rng.uniform(-5, 5, size=(5, LATENT))
    mean[0, :2], log_var[1, :2] = (-6, 6), (-5, 5)
    kl, nearer = lab.kl_divergence(mean, log_var), (mean / 6, log_var / 6)
    value, near = student.ask([kl, lab.kl_divergence(*nearer)])
    right, clipped = gaussian_kl(mean, log_var), agree(near, gaussian_kl(*nearer).sum() / 5)
    wrong = diagnosis(
        value,
        {
            "The sign is wrong.": [-right.sum() / 5],
            "The factor ½ is missing.": [2 * right.sum() / 5],
            "It is averaged over the latent coordinates; they must be summed.": [right.mean()],
            "It is summed over the batch; that must be averaged.": [right.sum()],
            "It is always 0.": [0.0],
            "z_mean and z_log_var are swapped.": [0.5 * (np.exp(mean) + log_var**2 - 1 - mean).sum() / 5],
            "z_log_var is treated as the logarithm of σ; it is that of σ².": [
                0.5 * (np.exp(2 * log_var) + mean**2 - 1 - 2 * log_var).sum() / 5
            ],
            "z_log_var is treated as the variance itself.": [
                0.5 * (log_var + mean**2 - 1 - np.log(np.abs(log_var))).sum() / 5
            ],
            "The part with z_mean² is missing.": [0.5 * (np.exp(log_var) - 1 - log_var).sum() / 5],
            "Only z_mean enters; the part of z_log_var is missing.": [0.5 * (mean**2).sum() / 5],
            "z_mean is not squared.": [0.5 * (np.exp(log_var) + mean - 1 - log_var).sum() / 5],
            "It is summed over the batch and averaged over the coordinates; it must be the other way round.": [
                right.sum() / LATENT
            ],
            "The 1 of the formula is missing.": [(right + 0.5).sum() / 5],
            "One sign inside the bracket is wrong.": [
                0.5 * (sign[0] * np.exp(log_var) + sign[1] * mean**2 - 1 + sign[2] * log_var).sum() / 5
                for sign in ((1, -1, -1), (-1, 1, -1), (1, 1, 1))
            ],
        },
        "It is right near 0 only: is something clipped?" if clipped else "It is not the closed form.",
    )
    hint = (
        "-½ Σ (1 + z_log_var - z_mean² - exp(z_log_var)) over the coordinates, then the mean over the batch."
    )
    assert_close(value, reference.ask(kl), wrong=wrong, hint=hint)


@check(cell="kl_divergence", needs=["test_kl_is_a_scalar"])
def test_kl_is_zero_at_the_prior_only(student, rng):
    """It is 0 when q is the prior, and not 0 when it is not."""
    zero, mean = np.zeros((4, LATENT)), rng.normal(size=(4, LATENT))
    at, shifted, narrow = student.ask(
        [lab.kl_divergence(zero, zero), lab.kl_divergence(mean, zero), lab.kl_divergence(zero, zero - 1)]
    )
    hint = "Try it: with z_mean = 0 and z_log_var = 0, what is each term of the formula?"
    require(abs(at) < 1e-5, "For z_mean = 0 and z_log_var = 0 it should be 0.", hint)
    require(abs(shifted) > 1e-3, "It is 0 for another z_mean too.", "The term z_mean² must not vanish.")
    require(
        abs(narrow) > 1e-3, "It is 0 for another z_log_var too.", "The terms of z_log_var must not vanish."
    )


@check(cell="kl_divergence", needs=["test_kl_is_a_scalar"])
def test_kl_has_a_gradient(student, rng):
    """Its gradient reaches z_mean and z_log_var."""
    mean, log_var, *directions = rng.normal(size=(4, 5, LATENT))
    assert_gradient(student, lab.kl_divergence, {"z_mean": mean, "z_log_var": log_var}, directions, 1e-2)


# --- The class VAE ------------------------------------------------------------------------------------------


class ModelQuestion:
    """One model of the student's class, on small networks, asked all that changes nothing in it."""

    def __init__(self, rng):
        # A decoder that is one linear layer: its images tell from which z they were made.
        self.encoder, _ = networks(rng)
        self.decoder = probe.network(LINEAR_DECODER, seed=int(rng.integers(2**31)))
        self.x, self.z = images(rng, 4), rng.normal(size=(7, LATENT))
        self.noise = [rng.normal(size=(4, LATENT)), self.z]
        vae = probe.compiled(lab.VAE(self.encoder, self.decoder), probe.sgd())
        self.parts = Together(
            {
                "made": probe.delta(vae.name, of={"encoder": self.encoder}),
                "called": vae(self.x),
                "reconstructed": vae.reconstruct(self.x[1:]),
                "generated": vae.generate(7),
                "again": [vae.generate(5), vae.generate(5)],
            },
            noise=self.noise,
        )


@shared
def vae(rng):
    return ModelQuestion(rng)


@check(cell="vae_model", weight=0)
def test_vae_can_be_made(student, vae):
    """`VAE(encoder, decoder)` can be made and compiled with an optimiser."""
    with hinting("Keep the constructor as it was given: super().__init__(**kwargs) comes first."):
        vae.parts.of(student)["made"]


@check(cell="vae_model", needs=["test_vae_can_be_made"])
def test_call_decodes_the_sample(student, reference, vae):
    """Calling the model decodes the encoder's third output, z."""
    value = vae.parts.of(student)["called"]
    of_the_mean = reference.ask(vae.decoder(vae.encoder(vae.x)[0]), noise=vae.noise)
    assert_close(
        value,
        vae.parts.of(reference)["called"],
        wrong=diagnosis(
            value, {"It decodes z_mean, not z.": [of_the_mean]}, "It does not decode the encoder's z."
        ),
        hint="z_mean, z_log_var, z = self.encoder(x), then self.decoder(z).",
    )


@check(cell="vae_model", needs=["test_vae_can_be_made"])
def test_reconstruct_decodes_the_mean(student, reference, vae):
    """`reconstruct` decodes z_mean, without noise."""
    assert_close(
        vae.parts.of(student)["reconstructed"],
        vae.parts.of(reference)["reconstructed"],
        wrong="It does not decode z_mean.",
        hint="Take the encoder's first output, and decode it.",
    )


@check(cell="vae_model", weight=1.5, needs=["test_vae_can_be_made"])
def test_generate_decodes_the_prior(student, reference, vae):
    """`generate(n)` decodes n draws from the prior N(0, I)."""
    hint = (
        "z of shape (n, self.decoder.input_shape[-1]), from keras.random.normal or tf.random.normal: "
        "not uniform, not scaled, another one for each image."
    )
    with hinting(hint):
        value = vae.parts.of(student)["generated"]
    assert_shape(value, (7, *IMAGE), "generate(7)", hint)
    assert_close(
        value,
        vae.parts.of(reference)["generated"],
        reference.ask(vae.decoder(-vae.z)),
        wrong="The images are not decoded from n draws of the standard normal distribution.",
        hint=hint,
    )


@check(cell="vae_model", weight=0.5, needs=["test_vae_can_be_made"])
def test_generate_draws_afresh(student, reference, vae):
    """`generate` decodes other z at every call."""
    made = vae.parts.of(student)["again"]
    origin, *axes = reference.ask(vae.decoder(np.eye(LATENT + 1, LATENT, k=-1))).reshape(LATENT + 1, -1)
    axes = np.stack(axes) - origin
    for images_of in made:
        assert_shape(images_of, (5, *IMAGE), "generate(5)")
        offset = images_of.reshape(5, -1) - origin
        z = offset @ np.linalg.pinv(axes)
        require(agree(z @ axes, offset, 1e-2), "The images are not made by self.decoder.", "self.decoder(z)")
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")


# Of these networks' real losses the KL loss can be a thousandth, and decoding z_mean instead of z may change the
# reconstruction loss by no more: losses are compared closely. Numerical noise ends at 4e-6.
CLOSE = 3e-5


class Step:
    """One step of plain SGD with lr 1 on fresh networks: its metrics, and the change of every weight.

    The losses are replaced by known functions, so that a mistake in one of them costs the step nothing.
    """

    def __init__(self, rng, method):
        self.encoder, self.decoder = networks(rng)
        self.x, noise = images(rng, 4), rng.normal(size=(4, LATENT))
        self.noise = [noise, noise]  # the same again for whoever encodes once for each term
        vae = probe.compiled(lab.VAE(self.encoder, self.decoder), probe.sgd(1.0))
        step = getattr(vae, method)(self.x)
        self.question = probe.delta(step, of={"encoder": self.encoder, "decoder": self.decoder})
        self.answers = {}

    def ask(self, who, losses):
        """The answer with ``losses`` in place of the notebook's; asked once, though several checks look at it."""
        key = (who, tuple(sorted(losses.items(), key=str)))
        if key not in self.answers:
            try:
                self.answers[key] = who.ask(self.question, noise=self.noise, replace=losses)
            except Wrong as wrong:
                self.answers[key] = wrong
        if isinstance(self.answers[key], Wrong):
            raise self.answers[key]
        return self.answers[key]

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE):
        """Compare a part of the answers. Whoever wrote the losses out inside the step passes too.

        explain(value, expected, alone, slips): the sentence for a wrong value. alone[name] is the part that the
        reference gets when ``name`` is the only loss there is; slips: see there. They are asked for right values
        too: so the reference's answers are complete before a class is graded, and its graders only read them.
        """
        alone = {name: part(self.ask(reference, self.only(name))) for name in LOSSES}
        slips = self.slips(reference)
        expected, right = (part(self.ask(reference, losses)) for losses in (LOSSES, {}))
        value = part(self.ask(student, LOSSES))
        if agree(value, expected, rtol) or agree(part(self.ask(student, {})), right, CLOSE):
            return
        assert_close(
            value,
            expected,
            what="What it returns",
            wrong=explain(value, expected, alone, slips),
            hint=hint,
            rtol=rtol,
        )

    @staticmethod
    def only(name):
        """Stand-ins with which one of the losses is all there is."""
        return {key: loss if key == name else NO_LOSS for key, loss in LOSSES.items()}

    def slips(self, reference):
        """Well-known ways to a wrong reconstruction loss, each with the value that it gives."""
        loss, (mean, z) = LOSSES["reconstruction_loss"], (self.encoder(self.x)[k] for k in (0, 2))
        known = {
            "It decodes z_mean; it should decode the sampled z.": loss(self.x, self.decoder(mean)),
            "The arguments of reconstruction_loss are swapped: first x, then x_hat.": loss(
                self.decoder(z), self.x
            ),
        }
        return {sentence: [reference.ask(value, noise=self.noise)] for sentence, value in known.items()}


@shared
def train_step(rng):
    return Step(rng, "train_step")


def metrics(answer):
    logs = answer["value"]
    require(
        isinstance(logs, dict), "It should return a dictionary of losses.", f"Its keys are {', '.join(KEYS)}."
    )
    for key in KEYS:
        require(
            key in logs, f"The dictionary it returns has no key {key!r}.", f"Its keys are {', '.join(KEYS)}."
        )
        assert_shape(logs[key], (), f"Its {key}", "Each is one number for the batch.")
    return {key: logs[key] for key in KEYS}


def explain_metrics(value, expected, slips):
    """What is wrong with the losses that a step reports; slips: see Step."""
    bad = [key for key in KEYS if not agree(value[key], expected[key], CLOSE)]
    if idle := [key for key in bad if value[key] == 0]:
        return f"It reports {' and '.join(idle)} as 0: is the tracker updated?"
    if bad != ["loss"]:
        return diagnosis(
            value["reconstruction_loss"], slips, f"It reports a wrong {' and a wrong '.join(bad)}."
        )
    times = float((value["loss"] - expected["reconstruction_loss"]) / expected["kl_loss"])
    return explain_weight("KL divergence", times, "the loss")


def explain_weight(term, times, where):
    """What it means that a loss enters a sum so many times."""
    if abs(times) < 1e-4:
        return f"The {term} does not enter {where}."
    if abs(times + 1) < 1e-3:
        return f"The {term} is subtracted; it must be added."
    return f"The {term} enters {where} {times:.2g} times; it must enter once."


@check(cell="vae_model", weight=2, needs=["test_vae_can_be_made"])
def test_train_step_reports_the_losses(student, reference, train_step):
    """`train_step` returns loss, reconstruction_loss and kl_loss of the batch."""
    train_step.compare(
        student, reference, metrics, rtol=CLOSE,
        explain=lambda value, expected, _, slips: explain_metrics(value, expected, slips),
        hint="loss = reconstruction_loss + kl_loss, of this batch, from z; update the trackers, return their results.",
    )  # fmt: skip


def explain_change(value, expected, alone, _):
    """Which fault of a train step the change of a network's weights points to.

    The right change is the sum of one for each loss: how often is each of them in this one?
    """
    flat = np.concatenate([np.ravel(a) for a in value])
    if not flat.any():
        return "No weight of it moves."
    if any(not a.any() for a in value):
        return "Some of its weights move, and some do not."
    terms = [np.concatenate([np.ravel(a) for a in alone[name]]) for name in LOSSES]
    (reconstruction, kl), *_ = np.linalg.lstsq(np.stack(terms, axis=1), flat, rcond=1e-6)
    if not agree(flat, reconstruction * terms[0] + kl * terms[1]):
        return "Its weights move, but not along the gradient of the loss."
    if not terms[1].any() or abs(kl - reconstruction) < 1e-3 * abs(kl):
        if abs(reconstruction + 1) < 1e-3:
            return "Its weights move the wrong way: up the gradient."
        return (
            f"Its weights move in the right direction, but {reconstruction:.2g} times as far as they should."
        )
    if abs(reconstruction - 1) < 1e-3:
        return explain_weight("KL divergence", kl, "its gradient")
    return explain_weight("reconstruction loss", reconstruction, "its gradient")


HINT = (
    "One tape around everything from the encoder to loss = reconstruction + KL; then its gradient with respect to "
    "self.trainable_weights (those of encoder and decoder), given to self.optimizer."
)


@check(cell="vae_model", weight=2, needs=["test_vae_can_be_made"])
def test_train_step_moves_the_encoder(student, reference, train_step):
    """`train_step` moves the encoder's weights along the gradient of the whole loss."""
    train_step.compare(
        student, reference, lambda answer: answer["delta"]["encoder"],
        explain=explain_change,
        hint=f"{HINT} Both terms reach the encoder, the reconstruction through z.",
    )  # fmt: skip


@check(cell="vae_model", weight=2, needs=["test_vae_can_be_made"])
def test_train_step_moves_the_decoder(student, reference, train_step):
    """`train_step` moves the decoder's weights along the gradient of the whole loss."""
    train_step.compare(
        student, reference, lambda answer: answer["delta"]["decoder"],
        explain=explain_change,
        hint=HINT,
    )  # fmt: skip


@check(cell="vae_model", needs=["test_vae_can_be_made"])
def test_test_step_only_looks(student, reference, rng):
    """`test_step` returns the same losses as `train_step`, and changes no weight."""

    step = Step(rng, "test_step")

    def all_of_it(answer):
        return {"metrics": metrics(answer), **answer["delta"]}

    def explain(value, expected, _, slips):
        if any(a.any() for name in ("encoder", "decoder") for a in value[name]):
            return "It changes weights: it should only compute the losses."
        return explain_metrics(value["metrics"], expected["metrics"], slips)

    hint = "As in train_step, from the sampled z, but without tape and optimiser."
    step.compare(student, reference, all_of_it, explain, hint, rtol=CLOSE)


@check(cell="vae_model", needs=["test_vae_can_be_made"])
def test_fit_trains(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, and trains."""
    encoder, decoder = networks(rng)[0], probe.network(LINEAR_DECODER, seed=int(rng.integers(2**31)))
    vae = probe.compiled(lab.VAE(encoder, decoder), probe.sgd(0.001))
    fit = probe.train_on_batches(vae, images(rng, 4), batch_size=4)
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list in it, "
        "and return a dictionary."
    )
    question = probe.delta(fit, of={"encoder": encoder, "decoder": decoder})
    with hinting(hint):
        changes = student.ask(question, replace=LOSSES)["delta"]
    arrays = [*changes["encoder"], *changes["decoder"]]
    usual = reference.ask(question, replace=LOSSES)["delta"]
    shapes = [a.shape for a in (*usual["encoder"], *usual["decoder"])]
    require([np.shape(a) for a in arrays] == shapes, "After it, the networks have other weights.", hint)
    require(all(np.isfinite(a).all() for a in arrays), "After it, weights are NaN or infinite.", hint)
    require(any(a.any() for a in arrays), "After it, all weights are as they were before.", hint)


# --- What the latent space is good for ----------------------------------------------------------------------


@check(cell="latent_walk", weight=0)
def test_walk_gives_an_image_per_value(student, rng):
    """`latent_walk` gives one image for each of the values."""
    _, decoder = networks(rng)
    z, values = rng.normal(size=LATENT).astype("float32"), np.linspace(-2, 2, 4, dtype="float32")
    walk = student.ask(probe.array(lab.latent_walk(decoder, as_numpy(z), 1, as_numpy(values))))
    assert_shape(
        walk, (4, *IMAGE), "latent_walk(decoder, z, 1, values)", "Decode len(values) copies of z at once."
    )


@check(cell="latent_walk", weight=2, needs=["test_walk_gives_an_image_per_value"])
def test_walk_varies_one_coordinate(student, reference, rng):
    """`latent_walk` decodes copies of z in which coordinate dim takes each of the values."""
    _, decoder = networks(rng)
    z, values = rng.normal(size=LATENT).astype("float32"), np.linspace(-2, 2, 5, dtype="float32")
    for dim in (2, 0):
        walk = probe.array(lab.latent_walk(decoder, as_numpy(z), dim, as_numpy(values)))
        value = student.ask(walk)
        wrong = explain_walk(value, z, dim, values, lambda points: reference.ask(decoder(points)))
        assert_close(value, reference.ask(walk), wrong=wrong, hint="walk[:, dim] = values, on copies of z.")


def explain_walk(value, z, dim, values, decoded):
    """What is wrong with a walk; decoded: points (n, latent) -> images."""
    column, copies, here = values[:, None], np.tile(z, (len(values), 1)), np.arange(LATENT) == dim
    known = {
        "It varies another coordinate than dim.": [
            np.where(np.arange(LATENT) == k, column, copies) for k in range(LATENT) if k != dim
        ],
        "It varies all coordinates at once.": [np.tile(column, (1, LATENT)), copies + column],
        "The values are added to the coordinate; they should replace it.": [copies + here * column],
        "The other coordinates become 0; they should stay as in z.": [here * column],
        "The images come in the wrong order.": [np.where(here, column[::-1], copies)],
        "All images are those of z itself: nothing varies.": [copies],
    }
    images_of = {sentence: [decoded(points) for points in walks] for sentence, walks in known.items()}
    return diagnosis(
        value, images_of, "The images are not those of copies of z with only coordinate dim changed."
    )


@check(cell="latent_walk", needs=["test_walk_gives_an_image_per_value"])
def test_walk_leaves_z_alone(student, rng):
    """`latent_walk` does not change the z it was given."""
    _, decoder = networks(rng)
    z = rng.normal(size=LATENT).astype("float32")
    shared = probe.value(as_numpy(z))
    walk, after = student.ask(
        [probe.array(lab.latent_walk(decoder, shared, 1, as_numpy(np.array([-1.0, 1.0], "float32")))), shared]
    )
    assert_shape(walk, (2, *IMAGE), "latent_walk(decoder, z, 1, values)")
    require(not agree(walk[1], walk[0]), "All images of the walk are the same.", "walk[:, dim] = values")
    assert_close(
        after, z, wrong="z itself was changed.", hint="Make copies first: np.tile, np.repeat or np.array."
    )


@check(cell="interpolate", weight=0)
def test_interpolation_has_n_points(student, rng):
    """`interpolate` gives n points, (n, latent)."""
    z0, z1 = rng.normal(size=(2, 4)).astype("float32")
    points = student.ask(probe.array(lab.interpolate(as_numpy(z0), as_numpy(z1), 7)))
    assert_shape(points, (7, 4), "interpolate(z0, z1, 7)", "One row for each of the n points.")


@check(cell="interpolate", weight=2, needs=["test_interpolation_has_n_points"])
def test_interpolation_is_a_straight_line(student, rng):
    """The points lie at equal steps on a straight line, in the direction from z0 to z1."""
    z0, z1 = rng.normal(size=(2, 4)).astype("float32")
    points = student.ask(probe.array(lab.interpolate(as_numpy(z0), as_numpy(z1), 7)))
    whole, steps = points[-1] - points[0], np.diff(points, axis=0)
    hint = "(1 - t) z0 + t z1 for t = np.linspace(0, 1, n)."
    require(np.abs(whole).max() > 1e-6, "The last point is the first one again.", hint)
    assert_close(
        steps, np.tile(whole / 6, (6, 1)), wrong="The steps between the points are not equal.", hint=hint
    )
    along = float(whole @ (z1 - z0)) / np.linalg.norm(whole) / np.linalg.norm(z1 - z0)
    require(along > -0.999, "It runs from z1 to z0.", hint)
    require(along > 0.999, "It does not run in the direction from z0 to z1.", hint)


@check(cell="interpolate", needs=["test_interpolation_has_n_points"])
def test_interpolation_includes_both_ends(student, rng):
    """The first point is z0 and the last is z1."""
    z0, z1 = rng.normal(size=(2, 3)).astype("float32")
    points = student.ask(probe.array(lab.interpolate(as_numpy(z0), as_numpy(z1), 5)))
    hint = "Both ends belong to the line: t runs from 0 to 1, with 1 itself."
    for name, point, end in (("first", points[0], z0), ("last", points[-1], z1)):
        assert_close(point, end, wrong=f"The {name} point is not z{int(name == 'last')}.", hint=hint)


@check(cell="concept_vector")
def test_concept_vector_is_a_difference_of_means(student, reference, rng):
    """`concept_vector` is the mean z_mean of images with the attribute minus that of images without."""
    encoder, _ = networks(rng)
    x, has = images(rng, 7), np.array([True, True, False, True, False, True, True])
    has, noise = rng.permutation(has), rng.normal(size=(7, LATENT))
    vector = probe.array(lab.concept_vector(encoder, as_numpy(x), as_numpy(has)))
    value = student.ask(vector, noise=[noise])
    assert_shape(value, (LATENT,), "concept_vector(...)", "The mean over images is the mean over axis 0.")
    mean, log_var, z = reference.ask(encoder(x), noise=[noise])
    wrong = diagnosis(
        value,
        {
            "It points the wrong way: from images with the attribute to those without.": [
                mean[~has].mean(0) - mean[has].mean(0)
            ],
            "It uses z, with its noise, instead of z_mean.": [z[has].mean(0) - z[~has].mean(0)],
            "It uses z_log_var instead of z_mean.": [log_var[has].mean(0) - log_var[~has].mean(0)],
            "It is a difference of sums; take means.": [mean[has].sum(0) - mean[~has].sum(0)],
            "The mean of the images without the attribute is not subtracted.": [mean[has].mean(0)],
            "The mean of all images is subtracted; take that of the images without the attribute.": [
                mean[has].mean(0) - mean.mean(0)
            ],
        },
        "It is not the difference of the two means of z_mean.",
    )
    hint = "z_mean is the encoder's first output; has_attribute picks rows of it, ~has_attribute the others."
    assert_close(value, reference.ask(vector), wrong=wrong, hint=hint)


@check(cell="concept_vector")
def test_add_concept_moves_along_the_vector(student, reference, rng):
    """`add_concept` decodes z_mean + strength · vector."""
    encoder, decoder = networks(rng)
    x, vector = images(rng, 4), rng.normal(size=LATENT).astype("float32")
    edit = probe.array(lab.add_concept(encoder, decoder, as_numpy(x), as_numpy(vector), -1.5))
    noise = rng.normal(size=(4, LATENT))
    value = student.ask(edit, noise=[noise])
    assert_shape(value, (4, *IMAGE), "add_concept(...)", "Decode the edited z_mean, and return the images.")
    mean, _, z = reference.ask(encoder(x), noise=[noise])
    wrong = diagnosis(
        value,
        {
            "`strength` has no effect.": [reference.ask(decoder(mean + vector))],
            "The vector is subtracted.": [reference.ask(decoder(mean + 1.5 * vector))],
            "It edits z, with its noise, instead of z_mean.": [reference.ask(decoder(z - 1.5 * vector))],
            "The image is not edited at all.": [reference.ask(decoder(mean))],
        },
        "It does not decode z_mean + strength · vector.",
    )
    assert_close(value, reference.ask(edit), wrong=wrong, hint="decoder(z_mean + strength * vector)")
