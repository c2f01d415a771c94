"""Hidden checks of the generative adversarial network."""

from __future__ import annotations

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
    assert_untouched,
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

LATENT = 3
DATA = (4, 3, 1)  # what the tiny networks generate and judge: no images of the assignment's size
IMAGE = (28, 28, 1)


def network(into, outof, hidden, extra=None):
    """The description of a small network with one hidden layer, and perhaps a layer of the kind ``extra`` behind it."""
    size = int(np.prod(outof))
    more = [["h", extra, ["h"], {}]] if extra else []
    return {
        "inputs": {"x": into},
        "layers": [
            ["h", "flatten", ["x"], {}],
            ["h", "dense", ["h"], {"units": hidden, "activation": "tanh"}],
            *more,
            ["y", "dense", ["h"], {"units": size}],
            ["y", "reshape", ["y"], {"shape": outof}],
        ],
        "outputs": ["y"],
    }


# Small networks with known weights, which the student's class is given in place of their own; and such whose answer
# depends on the mode they are called in: a normalisation in the generator, a stand-in for dropout in the discriminator.
GENERATOR, DISCRIMINATOR = network((LATENT,), DATA, 5), network(DATA, (1,), 6)
MODAL_GENERATOR = network((LATENT,), DATA, 5, "norm")
MODAL_DISCRIMINATOR = network(DATA, (1,), 6, "phase")
# A generator that is one linear layer: what it made tells from which z.
LINEAR_GENERATOR = {
    "inputs": {"z": (LATENT,)},
    "layers": [
        ["x", "dense", ["z"], {"units": int(np.prod(DATA))}],
        ["x", "reshape", ["x"], {"shape": DATA}],
    ],
    "outputs": ["x"],
}
# The student's own networks, built once: checks set their weights as they need them.
GENERATOR_OF_5, OWN_DISCRIMINATOR = probe.kept(lab.Generator(5)), probe.kept(lab.Discriminator())


def softplus(x):
    return np.logaddexp(0, x)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# --- The best discriminator ---------------------------------------------------------------------------------


@check(cell="optimal_logits", weight=0)
def test_optimal_logits_have_the_shape_of_x(student, rng):
    """`optimal_logits` gives one logit for each x."""
    value = student.ask(lab.optimal_logits(as_numpy(rng.normal(size=(4, 2))), (1.0, 2.0), (0.0, 1.5)))
    assert_shape(value, (4, 2), "optimal_logits(x, real, fake)", "Compute with the whole array x at once.")


@check(cell="optimal_logits", weight=3, needs=["test_optimal_logits_have_the_shape_of_x"])
def test_optimal_logits_are_log_ratios(student, reference, rng):
    """They are log p_real(x) - log p_fake(x), for any means and standard deviations."""
    x, (a, b) = rng.normal(0, 2, 9), rng.normal(0, 1.5, 2)
    s, t = rng.permutation([0.7, 1.6]) + 0.1 * rng.random(2)
    logits = lab.optimal_logits(as_numpy(x), (float(a), float(s)), (float(b), float(t)))
    value = student.ask(logits)

    def log_p(mean, sigma, power=2):
        return -0.5 * (x - mean) ** 2 / sigma**power - np.log(sigma)

    right = log_p(a, s) - log_p(b, t)
    wrong = diagnosis(
        value,
        {
            "Real and generated are swapped: positive must mean real.": [-right],
            "The terms with log σ are missing.": [right + np.log(s) - np.log(t)],
            "σ is the standard deviation, but it is used as if it were the variance.": [
                log_p(a, s, 1) - log_p(b, t, 1),
                log_p(a, s, 1) - log_p(b, t, 1) + 0.5 * np.log(s) - 0.5 * np.log(t),
            ],
            "These are probabilities; asked for are their logits.": [sigmoid(right)],
            "This is the ratio of the densities; asked for is its logarithm.": [np.exp(right)],
            "The ½ of the exponent is missing.": [2 * right + np.log(s) - np.log(t)],
            "The terms with log σ have the wrong sign.": [right + 2 * np.log(s) - 2 * np.log(t)],
        },
        "They are not the difference of the two log-densities.",
    )
    hint = (
        "log p(x) = -½ ((x - μ) / σ)² - log σ + constant, once for real and once for fake; real minus fake."
    )
    assert_close(value, reference.ask(logits), wrong=wrong, hint=hint)


@check(cell="optimal_logits", needs=["test_optimal_logits_are_log_ratios"])
def test_optimal_logits_are_finite_far_out(student, rng):
    """They are finite, and still grow, where both densities are too small for the computer."""
    x = np.array([-3e3, -1e3, 1e3, 3e3]) * (1 + rng.random())
    value = student.ask(lab.optimal_logits(as_numpy(x), (0.5, 0.6), (-0.5, 1.9)))
    hint = "Subtract the logarithms as formulas: a density this far out is rounded to 0, and log 0 is -∞."
    assert_shape(value, (4,), "optimal_logits far out", hint)
    grows = np.abs(value[[0, 3]]) > 5 * np.abs(value[[1, 2]])
    require(grows.all(), "Three times as far out the logits should be about nine times as large.", hint)


# --- Losses -------------------------------------------------------------------------------------------------


@check(cell="discriminator_loss", weight=0)
def test_discriminator_loss_is_a_scalar(student, rng):
    """`discriminator_loss` gives one number for a batch."""
    value = student.ask(lab.discriminator_loss(*rng.normal(size=(2, 5, 1))))
    assert_shape(value, (), "discriminator_loss", "The mean over the batch is one number.")


@check(cell="discriminator_loss", weight=2.5, needs=["test_discriminator_loss_is_a_scalar"])
def test_discriminator_loss_is_cross_entropy(student, reference, rng):
    """It is the cross-entropy of real images with label 1 plus that of generated ones with label 0."""
    r, f = rng.normal(0, 1.5, size=(2, 6, 1))
    loss = lab.discriminator_loss(r, f)
    value = student.ask(loss)
    real, fake = softplus(-r).mean(), softplus(f).mean()
    as_probabilities = -np.log(np.clip([r, 1 - f], 1e-7, 1 - 1e-7)).mean(axis=(1, 2)).sum()
    wrong = diagnosis(
        value,
        {
            "The labels are swapped: real images have the label 1, generated ones 0.": [
                softplus(r).mean() + softplus(-f).mean()
            ],
            "Only the real images enter.": [real, real / 2],
            "Only the generated images enter.": [fake, fake / 2],
            "It is half of what it should be: add the two means, do not average them.": [(real + fake) / 2],
            "It is summed over the batch; that must be averaged.": [6 * (real + fake)],
            "The sign is wrong: it is the negative of the loss.": [-real - fake],
            "The logits are treated as probabilities: say from_logits=True, or apply the sigmoid.": [
                as_probabilities,
                as_probabilities / 2,
            ],
            "The sigmoid is applied twice.": [softplus(-sigmoid(r)).mean() + softplus(sigmoid(f)).mean()],
            "Both kinds of images have the label 1.": [real + softplus(-f).mean()],
            "The cross-entropy of the generated images is subtracted; it must be added.": [real - fake],
            "It is a squared error of the probabilities, not a cross-entropy.": [
                ((1 - sigmoid(r)) ** 2).mean() + (sigmoid(f) ** 2).mean()
            ],
        },
        "It is not the sum of the two cross-entropies.",
    )
    hint = "mean of bce(1, real logits) + mean of bce(0, fake logits), from logits; label_noise is 0 here."
    assert_close(value, reference.ask(loss), wrong=wrong, hint=hint)


@check(cell="discriminator_loss", needs=["test_discriminator_loss_is_cross_entropy"])
def test_discriminator_loss_stays_exact(student, rng):
    """It stays exact for large logits: the surer and the more wrong, the larger the loss."""
    size = 40 + 40 * rng.random((5, 1))
    sure, wrong = student.ask([lab.discriminator_loss(size, -size), lab.discriminator_loss(-size, size)])
    hint = "Compute it from the logits: from_logits=True, or softplus. A sigmoid rounds to 0 or 1 here."
    for value in (sure, wrong):
        assert_shape(value, (), "discriminator_loss of large logits", hint)
    require(
        abs(wrong) > 1.5 * size.min(),
        "For logits that are large and wrong the loss is too small: it is cut off.",
        hint,
    )
    require(
        abs(sure) < 1e-3 * abs(wrong),
        "To be right and sure of it costs too much, compared with being wrong.",
        hint,
    )


@check(cell="discriminator_loss", weight=0.5, needs=["test_discriminator_loss_is_cross_entropy"])
def test_discriminator_loss_has_a_gradient(student, rng):
    """Its gradient reaches the logits of real and of generated images."""
    logits = [probe.variable(a) for a in rng.normal(size=(2, 5, 1))]
    assert_gradients(student, lab.discriminator_loss(*logits), logits, ("the real logits", "the fake logits"))


def assert_gradients(student, loss, variables, names):
    """A gradient of ``loss``, whatever its size, reaches every element of the variables; returns the gradients."""
    hint = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."
    with hinting(hint):
        gradients = student.ask(probe.gradient(loss, wrt=variables))
    for gradient, name in zip(gradients, names, strict=True):
        require(gradient is not None and np.any(gradient), f"No gradient reaches {name}.", hint)
        assert_shape(gradient, (5, 1), f"The gradient with respect to {name}", hint)
        require(np.all(gradient), f"Some of {name} get no gradient.", hint)
    return gradients


@check(cell="discriminator_loss", weight=2, needs=["test_discriminator_loss_is_cross_entropy"])
def test_labels_are_noisy(student, rng):
    """With label noise every image has a fresh label: uniform between 1 - label_noise and 1, or 0 and label_noise."""
    n, amount = 600, 0.2 + 0.3 * rng.random()
    real, fake = logits = rng.normal(size=(2, n, 1))
    variables = [probe.variable(a) for a in logits]
    loss = lab.discriminator_loss(*variables, label_noise=float(amount))
    hint = "1 - label_noise * u for real, label_noise * u for generated images; keras.random.uniform draws u."
    with hinting(hint):
        twice = [lab.discriminator_loss(real, fake, float(amount)) for _ in range(2)]
        gradients, first, second = student.ask([probe.gradient(loss, wrt=variables), *twice])
    for gradient in gradients:
        assert_shape(gradient, (n, 1), "The gradient with respect to the logits", hint)
    for value in (first, second):
        assert_shape(value, (), "discriminator_loss", hint)
    # the loss of one image has the gradient (sigmoid of its logit - its label) / n: which tells the label
    labels = [sigmoid(a) - n * g for a, g in zip(logits, gradients, strict=True)]
    for name, moved in (("real", 1 - labels[0]), ("generated", labels[1])):
        explain_labels(name, moved / amount, hint)
    shared_noise = agree(1 - labels[0], labels[1], 0.1)
    require(
        not shared_noise, "Real and generated images share one draw of noise; each image has its own.", hint
    )
    fresh = not agree(first, second, 1e-6)
    require(fresh, "Two calls draw the same label noise.", "Draw u in the function, without a fixed seed.")


def explain_labels(name, moved, hint):
    """Raise Wrong unless labels are moved by uniform shares of label_noise; moved: these shares."""
    spread = moved.std()
    require(np.abs(moved).max() > 1e-3, f"Labels of {name} images are not noisy.", hint)
    require(
        moved.mean() > 0, f"Labels of {name} images are moved the wrong way: away from the other label.", hint
    )
    require(spread > 1e-3, f"All {name} images get the same label; each needs noise of its own.", hint)
    inside = moved.min() > -0.01 and moved.max() < 1.01
    require(inside, f"Labels of {name} images are moved by more than label_noise, or to both sides.", hint)
    uniform = abs(moved.mean() - 0.5) < 0.08 and abs(spread - 12**-0.5) < 0.04
    require(uniform, f"The noise in labels of {name} images is not uniform between 0 and label_noise.", hint)


@check(cell="generator_losses", weight=0)
def test_generator_loss_is_a_scalar(student, rng):
    """`generator_loss` gives one number for a batch."""
    assert_shape(
        student.ask(lab.generator_loss(rng.normal(size=(5, 1)))),
        (),
        "generator_loss",
        "The mean over the batch.",
    )


@check(cell="generator_losses", weight=2, needs=["test_generator_loss_is_a_scalar"])
def test_generator_loss_does_not_saturate(student, reference, rng):
    """`generator_loss` is the mean of -log D(G(z))."""
    f = rng.normal(0, 1.5, size=(6, 1))
    loss = lab.generator_loss(f)
    value = student.ask(loss)
    wrong = diagnosis(
        value,
        {
            "This is the saturating loss.": [-softplus(f).mean()],
            "Its target is 0; the generator wants its images to have the label 1.": [softplus(f).mean()],
            "The sign is wrong: it is the negative of the loss.": [-softplus(-f).mean()],
            "It is summed over the batch; that must be averaged.": [softplus(-f).sum()],
            "The logits are treated as probabilities: say from_logits=True, or apply the sigmoid.": [
                -np.log(np.clip(f, 1e-7, 1 - 1e-7)).mean()
            ],
            "The sigmoid is applied twice.": [softplus(-sigmoid(f)).mean()],
            "It is half of what it should be.": [softplus(-f).mean() / 2],
            "It is the mean logit: the logarithm of D is missing.": [-f.mean(), f.mean()],
        },
        "It is not the mean of -log D(G(z)).",
    )
    hint = "-log σ(ℓ) is softplus(-ℓ), or the cross-entropy from logits with the label 1; then the mean."
    assert_close(value, reference.ask(loss), wrong=wrong, hint=hint)


@check(cell="generator_losses", needs=["test_generator_loss_does_not_saturate"])
def test_generator_loss_pulls_when_found_out(student, rng):
    """Its gradient is strongest where the discriminator finds the images out."""
    found_out, open_ = probe.variable(-40 - 40 * rng.random((5, 1))), probe.variable(rng.normal(size=(5, 1)))
    strong, weak = (
        assert_gradients(student, lab.generator_loss(logits), [logits], ("the logits",))[0]
        for logits in (found_out, open_)
    )
    require(
        np.linalg.norm(strong) > np.linalg.norm(weak),
        "Where the discriminator finds the images out the gradient is weaker than where it is in doubt.",
        "That is what saturating means. Compute it from the logits: softplus(-ℓ), or from_logits=True.",
    )


@check(cell="generator_losses", weight=0)
def test_saturating_loss_is_a_scalar(student, rng):
    """`saturating_generator_loss` gives one number for a batch."""
    value = student.ask(lab.saturating_generator_loss(rng.normal(size=(5, 1))))
    assert_shape(value, (), "saturating_generator_loss", "The mean over the batch.")


@check(cell="generator_losses", weight=1.5, needs=["test_saturating_loss_is_a_scalar"])
def test_saturating_loss_is_that_of_the_game(student, reference, rng):
    """`saturating_generator_loss` is the mean of log(1 - D(G(z))), also for large logits."""
    f, large = rng.normal(0, 1.5, size=(6, 1)), 40 + 40 * rng.random((5, 1))
    losses = [lab.saturating_generator_loss(f), lab.saturating_generator_loss(large)]
    value, of_large = student.ask(losses)
    hint = "log(1 - σ(ℓ)) is -softplus(ℓ); then the mean. It is minimised, and never positive."
    wrong = diagnosis(
        value,
        {
            "The sign is wrong: log(1 - D) is never positive.": [softplus(f).mean()],
            "This is the non-saturating loss.": [softplus(-f).mean()],
            "This is log D(G(z)); asked for is log(1 - D(G(z))).": [-softplus(-f).mean()],
            "It is summed over the batch; that must be averaged.": [-softplus(f).sum()],
        },
        "It is not the mean of log(1 - D(G(z))).",
    )
    expected = reference.ask(losses)
    assert_close(value, expected[0], wrong=wrong, hint=hint)
    assert_close(
        of_large,
        expected[1],
        what="It, for large logits,",
        wrong="For large logits it is cut off.",
        hint=hint,
    )


@check(cell="generator_losses", weight=0.5, needs=["test_saturating_loss_is_that_of_the_game"])
def test_saturating_loss_has_a_gradient(student, rng):
    """The gradient of `saturating_generator_loss` reaches the logits."""
    logits = probe.variable(rng.normal(size=(5, 1)))
    assert_gradients(student, lab.saturating_generator_loss(logits), [logits], ("the logits",))


# --- The class GAN ------------------------------------------------------------------------------------------

# Stand-ins for the losses, so that a mistake in one of them does not also cost the train step. The saturating loss has
# one too, so that taking the wrong one of the two can be told.
LOSSES = {
    "discriminator_loss": probe.named_squares(real_logits=0.4, fake_logits=0.9, label_noise=5.0),
    "generator_loss": probe.named_squares(fake_logits=0.7),
    "saturating_generator_loss": probe.named_squares(fake_logits=0.16),
}
REAL_ALONE = probe.named_squares(real_logits=0.4, fake_logits=0.0, label_noise=0.0)
FAKE_ALONE = probe.named_squares(real_logits=0.0, fake_logits=0.9, label_noise=0.0)
TRAIN_HINT = (
    "Two tapes, one after the other: discriminator_loss, the weights of self.discriminator, self.d_optimizer; then "
    "generator_loss, the weights of self.generator, self.g_optimizer."
)


class Step(adversarial.Step):
    settings = (LOSSES, {})
    # which noise is drawn first and second: one draw for each move, in either order, or one draw for both
    orders = ((0, 1), (1, 0), (0, 0))

    def __init__(self, rng, rates, momentum=0.0, modal=False, label_noise=0.0):
        batch = 6
        descriptions = (MODAL_GENERATOR, MODAL_DISCRIMINATOR) if modal else (GENERATOR, DISCRIMINATOR)
        networks = adversarial.players(rng, *descriptions)
        self.x, self.z = rng.normal(size=(batch, *DATA)), rng.normal(size=(2, batch, LATENT))
        gan = lab.GAN(*networks, LATENT, label_noise=label_noise)
        super().__init__(gan, *networks, self.x, rates, momentum)

    def noise(self, order):
        first, second = (self.z[k] for k in order)
        # the last for whoever draws the noise of both moves at once
        return [first, second, np.concatenate([first, second])]


class GanQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        self.generator = probe.network(MODAL_GENERATOR, seed=int(rng.integers(2**31)))
        self.linear = probe.network(LINEAR_GENERATOR, seed=int(rng.integers(2**31)))
        discriminator = probe.network(DISCRIMINATOR, seed=int(rng.integers(2**31)))
        self.noise = rng.normal(size=(7, LATENT))
        gan, linear = (lab.GAN(g, discriminator, LATENT) for g in (self.generator, self.linear))
        compiled = probe.compiled_with(gan, d_optimizer=probe.sgd(), g_optimizer=probe.sgd())
        self.parts = Together(
            {
                "made": probe.delta(compiled.name, of={"generator": self.generator}),
                "generated": gan.generate(7),
                "again": [linear.generate(5), linear.generate(5)],
            },
            noise=[self.noise],
        )


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


@check(cell="gan", weight=0)
def test_gan_can_be_made(student, gan):
    """`GAN(generator, discriminator, latent_dim)` can be made and compiled with two optimisers."""
    with hinting("Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."):
        gan.parts.of(student)["made"]


@check(cell="gan", needs=["test_gan_can_be_made"])
def test_generate_starts_from_normal_noise(student, reference, gan):
    """`generate(n)` is what the generator makes, outside of training, of n draws of standard normal noise."""
    hint = "z of shape (n, self.latent_dim) from keras.random.normal or tf.random.normal; training=False."
    with hinting(hint):
        value = gan.parts.of(student)["generated"]
    assert_shape(value, (7, *DATA), "generate(7)", hint)
    made = {sign: gan.generator(sign * gan.noise) for sign in (1, -1)}
    wrong = diagnosis(
        value,
        {
            "The generator is called in training mode, where each image depends on the others of its batch.": [
                reference.ask(gan.generator(gan.noise, training=True))
            ],
            "It is scaled or clipped: give back what the generator puts out.": [
                f(reference.ask(made[1])) for f in (lambda y: (y + 1) / 2, lambda y: np.clip(y, -1, 1))
            ],
        },
        "It is not made from n draws of the standard normal distribution.",
    )
    assert_close(value, gan.parts.of(reference)["generated"], reference.ask(made[-1]), wrong=wrong, hint=hint)


@check(cell="gan", weight=0.5, needs=["test_gan_can_be_made"])
def test_generate_draws_afresh(student, reference, gan):
    """`generate` starts from other noise at every call."""
    made = gan.parts.of(student)["again"]
    for images in made:
        assert_shape(images, (5, *DATA), "generate(5)")
    assert_drawn_afresh(made, reference.ask(gan.linear(corners(LATENT))), "self.generator(z)")


@check(cell="gan", weight=0, needs=["test_gan_can_be_made"])
def test_train_step_runs(student, d_move):
    """`train_step` takes a batch and returns a dictionary."""
    hint = (
        "Is the noise (batch, self.latent_dim)? Are images and logits of a move computed under its own tape, and does "
        "each optimiser get the weights of its own network only?"
    )
    with hinting(hint):
        answer = d_move.ask(student)
    require(isinstance(answer["step"]["value"], dict), "It should return a dictionary of losses.", hint)


@check(cell="gan", needs=["test_train_step_runs"])
def test_train_step_reports_the_losses(student, reference, no_move):
    """`train_step` returns d_loss and g_loss of the batch."""

    def explain(value):
        right = list(no_move.expected(reference, metrics))
        bad = [key for key in KEYS if not any(agree(value[key], r[key], CLOSE) for r in right)]
        if idle := [key for key in bad if value[key] == 0]:
            return f"It reports {' and '.join(idle)} as 0: is the tracker updated?"
        if agree({"d_loss": value["g_loss"], "g_loss": value["d_loss"]}, right[0], CLOSE):
            return "d_loss and g_loss are swapped."
        return f"It reports a wrong {' and a wrong '.join(bad or KEYS)}."

    hint = "Update the trackers with this step's two losses, and return their results."
    no_move.compare(student, reference, metrics, explain, hint, rtol=CLOSE)


@check(cell="gan", weight=2, needs=["test_train_step_runs"])
def test_discriminator_moves(student, reference, d_move):
    """The discriminator moves along the gradient of its loss, on real and on generated images."""
    part = change_of("discriminator")

    def explain(value):
        if not flat(value).any():
            return "No weight of it moves."
        if times := explain_amount(value, d_move.expected(reference, part)):
            return times
        alone = [
            [flat(part(d_move.ask(reference, {**LOSSES, "discriminator_loss": loss}, order))) for order in ((0, 1), (1, 0))]
            for loss in (REAL_ALONE, FAKE_ALONE)
        ]  # fmt: skip
        for real, fake in zip(*alone, strict=True):
            (r, f), *_ = np.linalg.lstsq(np.stack([real, fake], axis=1), flat(value), rcond=1e-6)
            if agree(flat(value), r * real + f * fake):
                return explain_shares(r, f)
        return "Its weights move, but not along the gradient of discriminator_loss(real logits, fake logits)."

    d_move.compare(student, reference, part, explain, TRAIN_HINT)


def explain_shares(real, fake):
    """What it means that real and generated images enter so many times; with the stand-ins' weights, 0.4 and 0.9."""
    if abs(fake) < 1e-3:
        return "Only the real images move it: the generated ones must enter too."
    if abs(real) < 1e-3:
        return "Only the generated images move it: the real ones must enter too."
    if abs(real - 0.9 / 0.4) < 1e-2 and abs(fake - 0.4 / 0.9) < 1e-2:
        return "The arguments of discriminator_loss are swapped: first those of real images."
    return (
        "Real and generated images do not enter as they should: discriminator_loss(real logits, fake logits)."
    )


@check(cell="gan", weight=2, needs=["test_train_step_runs"])
def test_generator_moves(student, reference, g_move):
    """The generator moves along the gradient of its loss, through the discriminator."""
    part = change_of("generator")

    def explain(value):
        if not flat(value).any():
            return "No weight of it moves: is its image made under the tape of its own move, and not cut off?"
        if any(not a.any() for a in value):
            return "Some of its weights move, and some do not."
        right = list(g_move.expected(reference, part))
        if any(agree(flat(value), 0.16 / 0.7 * flat(r)) for r in right):
            return "It follows saturating_generator_loss; train with generator_loss."
        return explain_amount(value, right) or (
            "Its weights move, but not along the gradient of generator_loss(logits of generated images)."
        )

    g_move.compare(student, reference, part, explain, TRAIN_HINT)


@check(cell="gan", weight=1.5, needs=["test_train_step_runs"])
def test_each_optimiser_moves_its_own_network(student, reference, d_move, g_move, both_moves):
    """Each optimiser is applied once, to the weights of its own network: nothing of it changes in the other's move."""
    hint = "In its own move each optimiser gets the gradient and the weights of its own network, once."
    moves = {"discriminator": d_move, "generator": g_move}
    assert_own_optimisers(student, reference, both_moves, moves, hint)


@check(
    cell="gan",
    needs=[
        "test_discriminator_moves",
        "test_generator_moves",
        "test_each_optimiser_moves_its_own_network",
    ],
)
def test_discriminator_moves_first(student, reference, both_moves):
    """First the discriminator moves, then the generator, against the discriminator just updated."""
    assert_discriminator_first(student, reference, both_moves)


@check(cell="gan", needs=["test_train_step_reports_the_losses"])
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In their own moves both networks are called with training=True."""
    step = Step(rng, (0.0, 0.0), modal=True)
    generator, discriminator = step.generator, step.discriminator
    # What a normalisation makes in training changes its statistics: so the other mode comes first.
    made = {mode: [generator(z, training=mode) for z in step.z] for mode in (False, True)}

    def accepted(d_loss, g_loss):
        """The losses of moves in training mode; of the other network's mode nothing is asked."""
        real = discriminator(step.x, training=True)
        return {
            "d_loss": [d_loss(real, discriminator(fake, training=True)) for fake in made[False] + made[True]],
            "g_loss": [
                g_loss(discriminator(fake, training=mode)) for fake in made[True] for mode in (False, True)
            ],
        }

    bad = missed(
        metrics(step.ask(student)),
        reference.ask(accepted(LOSSES["discriminator_loss"], LOSSES["generator_loss"])),
    )
    if not bad:
        return
    inline = step.inline(student, metrics, {})
    own = reference.ask(accepted(lab.discriminator_loss, lab.generator_loss))
    if inline and not missed(inline, own):
        return
    names = " and ".join({"d_loss": "the discriminator", "g_loss": "the generator"}[key] for key in bad)
    hint = "network(x, training=True): else dropout is off, and normalisation uses old statistics."
    raise Wrong(f"In a move of its own {names} is not called with training=True.", hint)


@check(cell="gan", needs=["test_train_step_reports_the_losses"])
def test_label_noise_reaches_the_loss(student, reference, rng):
    """The model's `label_noise` is handed to `discriminator_loss`."""
    seed = int(rng.integers(2**31))
    noisy, exact = (
        Step(np.random.default_rng(seed), (0.0, 0.0), label_noise=amount) for amount in (0.3, 0.0)
    )
    value = metrics(noisy.ask(student))["d_loss"]
    if any(agree(value, r["d_loss"], CLOSE) for r in noisy.expected(reference, metrics)):
        return
    # Whoever wrote the loss out, and so does not notice stand-ins: with noisy labels it is another one, of the same images.
    hint = "discriminator_loss(real_logits, fake_logits, self.label_noise)"
    with_noise, without = (step.inline(student, metrics, {}) for step in (noisy, exact))
    written_out = without and agree(metrics(exact.ask(student))["d_loss"], without["d_loss"], CLOSE)
    noticed = written_out and with_noise and not agree(with_noise["d_loss"], without["d_loss"], CLOSE)
    require(noticed, "label_noise has no effect, or a wrong one, in train_step.", hint)


@check(cell="gan", needs=["test_train_step_reports_the_losses"])
def test_fit_trains_on_fresh_noise(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, trains, and draws other noise in every step."""
    generator, discriminator = (
        probe.network(description, seed=int(rng.integers(2**31)))
        for description in (GENERATOR, DISCRIMINATOR)
    )
    # So small a step leaves the losses as they are: they change with the noise alone, as the batch is always the same.
    gan = probe.compiled_with(
        lab.GAN(generator, discriminator, LATENT),
        d_optimizer=probe.sgd(STILL), g_optimizer=probe.sgd(STILL),
    )  # fmt: skip
    batches = np.tile(rng.normal(size=(6, *DATA)), (STEPS, 1, 1, 1))
    networks = {"generator": generator, "discriminator": discriminator}
    question = probe.delta(probe.train_logs(gan, batches, batch_size=6), of=networks)
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list in it, draw noise with "
        "keras.random or tf.random, and return a dictionary."
    )
    with hinting(hint):
        answer = student.ask(question, replace=LOSSES)
    usual = reference.ask(question, replace=LOSSES)["delta"]
    assert_trained(answer["delta"], usual, hint)
    logs = [metrics({"step": {"value": each}}) for each in answer["value"]]
    assert_drawn_anew(logs, KEYS, hint)


# --- Images, and the networks that make and judge them ------------------------------------------------------


def assert_scaled(student, reference, name, values, known, otherwise, hint):
    """A scaling function agrees with the reference's, on numpy arrays and on tensors."""
    function, given = lab[name], probe.value(as_numpy(values))
    made, given_after, of_tensor = student.ask([function(given), given, function(values)])
    assert_untouched(given_after, values, name)
    for value in (made, of_tensor):
        assert_shape(value, values.shape, f"{name}(...)", "It keeps the shape.")
        assert_close(
            value,
            reference.ask(function(as_numpy(values))),
            wrong=diagnosis(value, known, otherwise),
            hint=hint,
        )


@check(cell="scaling")
def test_to_network_fills_the_range_of_tanh(student, reference, rng):
    """`to_network` brings [0, 1] to [-1, 1], black to -1."""
    grey = rng.random((3, 4, 5, 1)).astype("float32")
    known = {
        "It leaves the images as they are, in [0, 1].": [grey],
        "The values lie in [-0.5, 0.5].": [grey - 0.5],
        "Black and white are swapped.": [1 - 2 * grey],
        "The values are divided by 255 (or 127.5): they lie in [0, 1] already.": [
            grey / 255,
            grey / 127.5 - 1,
        ],
        "It is the other function: from [-1, 1] to [0, 1].": [(grey + 1) / 2],
    }
    hint = "The straight line through (0, -1) and (1, 1)."
    assert_scaled(
        student, reference, "to_network", grey, known, "It does not bring 0 to -1 and 1 to 1, linearly.", hint
    )


@check(cell="scaling")
def test_to_images_is_the_way_back(student, reference, rng):
    """`to_images` brings [-1, 1] to [0, 1]."""
    outputs = (2 * rng.random((3, 4, 5, 1)) - 1).astype("float32")
    known = {
        "It leaves the values as they are, in [-1, 1].": [outputs],
        "Negative values are cut off; they are grey values too.": [np.clip(outputs, 0, 1)],
        "Each image is stretched by its own darkest and brightest pixel.": [
            (outputs - outputs.min()) / np.ptp(outputs)
        ],
        "It gives grey values up to 255; asked for is [0, 1].": [127.5 * (outputs + 1)],
    }
    hint = "The straight line through (-1, 0) and (1, 1)."
    assert_scaled(
        student,
        reference,
        "to_images",
        outputs,
        known,
        "It does not bring -1 to 0 and 1 to 1, linearly.",
        hint,
    )


class GeneratorQuestion:
    """The student's generator, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        seeds, z, many = rng.integers(2**31, size=2), rng.normal(size=(4, 5)), 2 * rng.normal(size=(12, 5))
        # row 0 and row 6 are alike, each other row has one coordinate changed
        one_by_one = np.tile(rng.normal(size=5), (7, 1))
        one_by_one[np.arange(1, 6), np.arange(5)] += 1.0
        self.direction = rng.normal(size=(4, *IMAGE))
        strong, *stronger = (
            probe.randomised(GENERATOR_OF_5, seed=int(seeds[0]), gain=gain) for gain in GAINS
        )
        other, latent = probe.randomised(GENERATOR_OF_5, seed=int(seeds[1])), probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": GENERATOR_OF_5(z),
                "layers": probe.layers_of(GENERATOR_OF_5),
                "in a smaller batch": [strong(many), strong(many[5::-1])],
                "stronger": [network(many) for network in stronger],
                "one by one": other(one_by_one),
                "near": [other(z), other(z + 1e-4)],
                "latent": gradient_of_inputs(other(latent), self.direction, latent),
                "nudged": nudged(other, z, [self.direction]),
                # last: they change the statistics of normalisation
                "trained": [
                    probe.delta(GENERATOR_OF_5(z, training=True), of={"it": GENERATOR_OF_5}) for _ in range(2)
                ],
            }
        )


@shared
def generator(rng):
    return GeneratorQuestion(rng)


@check(cell="generator", weight=0)
def test_generator_makes_images(student, generator):
    """`Generator(latent_dim)` turns z of shape (batch, latent_dim) into images of shape (batch, 28, 28, 1)."""
    hint = "Two transposed convolutions with strides=2 take 7×7 to 28×28; the last has one channel."
    assert_shape(generator.parts.of(student)["images"], (4, *IMAGE), "The image", hint)


@check(cell="generator", weight=0, needs=["test_generator_makes_images"])
def test_generator_paints_images(student, generator):
    """An image is no plain area, and the numbers of z change it each in its own way."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (7, *IMAGE), "The image")
    assert_paints(image)
    (gradient,) = generator.parts.of(student)["latent"]
    assert_many_ways(gradient, 5)


@check(cell="generator", needs=["test_generator_paints_images"])
def test_generator_can_learn(student, generator):
    """Images change smoothly with z and with every weight, so that there are gradients to follow."""
    for images in (near := generator.parts.of(student)["near"]):
        assert_shape(images, (4, *IMAGE), "The image")
    smooth = np.abs(near[1] - near[0]).max() < 0.1
    require(smooth, "Where z hardly changes the image changes completely: it is no smooth function of z.")
    assert_learned(generator.parts.of(student)["nudged"], [generator.direction])


@check(cell="generator", weight=1.5, needs=["test_generator_can_learn"])
def test_generator_ends_in_tanh(student, generator):
    """Pixels fill the range from -1 to 1, through one tanh."""
    image, again = generator.parts.of(student)["in a smaller batch"]
    assert_shape(image, (12, *IMAGE), "The image")
    require(
        agree(again, image[5::-1]),
        "The image depends on more than its z.",
        "Outside of training: no noise, and normalisation by old statistics (hand training on).",
    )
    assert_ends_in_tanh([image, *generator.parts.of(student)["stronger"]])


@check(cell="generator", weight=0.5, needs=["test_generator_can_learn"])
def test_generator_uses_every_coordinate(student, generator):
    """Every coordinate of z changes the image, and the same z always gives the same image."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (7, *IMAGE), "The image")
    require(agree(image[6], image[0]), "The same z in one batch gives two different images.")
    for k in range(5):
        require(
            np.abs(image[k + 1] - image[0]).max() > 1e-5, f"Coordinate {k} of z has no effect on the image."
        )


@check(cell="generator", weight=0.5, needs=["test_generator_can_learn"])
def test_statistics_come_to_rest(student, generator):
    """The statistics of its normalisation, if it has any, come to rest: the same batch again changes them less."""
    parts = generator.parts.of(student)
    assert_comes_to_rest(parts["trained"], parts["layers"])


@check(cell="generator", weight=1, needs=["test_generator_can_learn"])
def test_generator_grows_by_transposed_convolutions(student, generator):
    """It doubles height and width by strided transposed convolutions, with kernel sizes that are multiples of the stride."""
    assert_grows_by_strides(generator.parts.of(student)["layers"])


class DiscriminatorQuestion:
    """The student's discriminator, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        seeds, x = map(int, rng.integers(2**31, size=5)), 2 * rng.random((4, *IMAGE)) - 1
        self.direction = rng.normal(size=(4, 1))
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
                "nudged": nudged(other, x, [self.direction]),
                "altered": [network(blocks) for network in (other, softer)],
                "pixels": gradient_of_inputs(other(pixels), self.direction, pixels),
                "added up": other(added_up(x)),
                "twice": [other(x, training=True), other(x, training=True)],
                "dark": probe.gradient(probe.projection(dark(pixels), self.direction), wrt=[pixels]),
            }
        )


@shared
def discriminator(rng):
    return DiscriminatorQuestion(rng)


@check(cell="discriminator", weight=0)
def test_discriminator_gives_a_logit_per_image(student, discriminator):
    """`Discriminator()` turns images (batch, 28, 28, 1) into logits (batch, 1)."""
    hint = "End with Flatten and Dense(1)."
    assert_shape(discriminator.parts.of(student)["logits"], (4, 1), "The logits", hint)


@check(cell="discriminator", weight=0, needs=["test_discriminator_gives_a_logit_per_image"])
def test_discriminator_is_not_random(student, discriminator):
    """Outside of training the same images give the same."""
    parts = discriminator.parts.of(student)
    assert_not_random(parts["again"], parts["in a smaller batch"][0])


@check(cell="discriminator", weight=0, needs=["test_discriminator_is_not_random"])
def test_discriminator_sees_the_image(student, discriminator):
    """The logit depends on what is where in the whole image, and a gradient passes back to it."""
    logits = discriminator.parts.of(student)["altered"]
    for each in logits:
        assert_shape(each, (ALTERED, 1), "The logits")
    assert_sees_images(logits, "the logit")
    (gradient,) = discriminator.parts.of(student)["pixels"]
    assert_passes_gradient(gradient, (4, *IMAGE), "the logit", "the image")


@check(cell="discriminator", weight=0, needs=["test_discriminator_sees_the_image"])
def test_discriminator_bends(student, discriminator):
    """It is more than a linear function of the pixels."""
    logits = discriminator.parts.of(student)["added up"]
    assert_shape(logits, (12, 1), "The logits")
    assert_bends(logits, "the logit")


@check(cell="discriminator", needs=["test_discriminator_sees_the_image"])
def test_discriminator_can_learn(student, discriminator):
    """Every weight of the discriminator gets a gradient, and following it changes the logits as it should."""
    assert_learned(discriminator.parts.of(student)["nudged"], [discriminator.direction])


@check(cell="discriminator", needs=["test_discriminator_can_learn"])
def test_discriminator_ends_in_logits(student, discriminator):
    """Logits can be any number, and outside of training depend on the image alone."""
    whole, part = discriminator.parts.of(student)["in a smaller batch"]
    assert_shape(whole, (4, 1), "The logits")
    require(
        agree(part, whole[2::-1]),
        "Outside of training the logit of an image depends on more than the image.",
        "Is dropout on although training is False?",
    )
    require(np.ptp(whole) > 1e-6, "All images get the same logit.")
    logits = discriminator.parts.of(student)["low and high"]
    for each in logits:
        assert_shape(each, (4, 1), "The logits")
    logits = np.stack(logits)
    hint = "The last layer is Dense(1), without activation: no sigmoid, no tanh, no relu."
    require(
        logits.min() < 0 < logits.max(),
        f"Its logits are never {'negative' if logits.max() > 0 else 'positive'}.",
        hint,
    )
    require(np.abs(logits).max() > 1.05, "Its logits never leave [-1, 1].", hint)


@check(cell="discriminator", weight=1.5, needs=["test_discriminator_can_learn"])
def test_dropout_acts_in_training(student, discriminator):
    """With training=True dropout is on: two calls on the same images differ."""
    first, second = discriminator.parts.of(student)["twice"]
    for logits in (first, second):
        assert_shape(logits, (4, 1), "The logits in training")
    hint = "A Dropout layer, and training handed on to it: self.dropout(x, training=training)."
    require(not agree(first, second), "With training=True two calls on the same images agree.", hint)


@check(
    cell="discriminator", weight=0.5, needs=["test_discriminator_ends_in_logits", "test_discriminator_bends"]
)
def test_discriminator_has_no_dead_units(student, discriminator):
    """A gradient reaches every image even where all units are far below zero."""
    (gradient,) = discriminator.parts.of(student)["dark"]
    hint = "LeakyReLU(0.2) after each convolution, and no other activation."
    require(gradient is not None, "No gradient reaches the images: the generator could learn nothing.", hint)
    assert_shape(gradient, (4, *IMAGE), "The gradient with respect to the images")
    alive = np.abs(gradient).max(axis=(1, 2, 3)) > 0
    require(alive.all(), "Where its units are below zero no gradient passes: ReLU?", hint)


@check(cell="discriminator", weight=1, needs=["test_discriminator_can_learn"])
def test_discriminator_shrinks_by_strides(student, discriminator):
    """It shrinks by strided convolutions, with kernel sizes that are multiples of the stride, and without pooling."""
    assert_shrinks_by_strides(discriminator.parts.of(student)["layers"])


# --- Coverage -----------------------------------------------------------------------------------------------


def answers_of_a_classifier(rng, counts):
    """Probabilities (n, classes) whose predicted classes occur counts times, not at all sure."""
    classes = len(counts)
    predicted = rng.permutation(np.repeat(np.arange(classes), counts))
    raw = rng.random((len(predicted), classes))
    raw[np.arange(len(predicted)), predicted] = raw.max(axis=1) + 0.05
    return raw / raw.sum(axis=1, keepdims=True)


def coverage_of(student, key, probabilities, *arguments):
    """One of the two numbers that mode_coverage gives."""
    value = student.ask(lab.mode_coverage(as_numpy(probabilities), *arguments))
    hint = "Return {'classes_covered': ..., 'entropy': ...}."
    require(isinstance(value, dict), "mode_coverage should return a dictionary.", hint)
    require(key in value, f"The dictionary has no key {key!r}.", hint)
    assert_shape(value[key], (), f"Its {key}", hint)
    return value[key]


@check(cell="mode_coverage", weight=0)
def test_coverage_is_two_numbers(student, rng):
    """`mode_coverage` returns classes_covered and entropy, one number each."""
    probabilities = answers_of_a_classifier(rng, [5, 3, 4, 6])
    for key in ("classes_covered", "entropy"):
        coverage_of(student, key, probabilities)


@check(cell="mode_coverage", needs=["test_coverage_is_two_numbers"])
def test_classes_are_covered_from_min_share_on(student, rng):
    """A class is covered when at least min_share of the images are predicted to be of it."""
    # 128 images, so that shares are exact in binary: 4 of 128 is just 1/32
    hint = (
        "The share of a class is the fraction of the images whose largest probability is that of the class."
    )
    for images in ([55, 40, 20, 5, 4, 3, 1, 0], [70, 30, 12, 7, 4, 4, 1, 0], [100, 15, 4, 3, 3, 2, 1, 0]):
        counts = rng.permutation(images)
        value = coverage_of(student, "classes_covered", answers_of_a_classifier(rng, counts), 1 / 32)
        wrong = diagnosis(
            value,
            {
                "It counts classes that occur at all; a class is covered from min_share on.": [7],
                "A share of exactly min_share is enough: at least, not more than.": [np.sum(counts > 4)],
                "It counts classes that do not occur, too.": [8],
            },
            "The number of classes covered is wrong.",
        )
        assert_close(value, np.sum(counts >= 4), wrong=wrong, hint=hint)


@check(cell="mode_coverage", needs=["test_classes_are_covered_from_min_share_on"])
def test_a_class_is_covered_by_one_percent(student, rng):
    """Without a min_share, one image in a hundred is enough, and one in two hundred is not."""
    counts = rng.permutation([60, 96, 30, 5, 4, 3, 1, 1])  # of 200
    value = coverage_of(student, "classes_covered", answers_of_a_classifier(rng, counts))
    assert_close(
        value, 6, wrong="The number of classes covered is wrong.", hint="min_share is 0.01 by default."
    )


@check(cell="mode_coverage", weight=2, needs=["test_coverage_is_two_numbers"])
def test_entropy_is_that_of_the_shares(student, reference, rng):
    """The entropy is that of the shares of predicted classes, in nats, also where a class does not occur."""
    counts = rng.permutation([90, 60, 30, 15, 4, 1, 0])
    probabilities = answers_of_a_classifier(rng, counts)
    value = coverage_of(student, "entropy", probabilities)
    shares = counts[counts > 0] / counts.sum()
    right, mean = -(shares * np.log(shares)).sum(), probabilities.mean(axis=0)
    wrong = diagnosis(
        value,
        {
            "The sign is wrong: an entropy is never negative.": [-right],
            "It is in bits; take the natural logarithm.": [right / np.log(2)],
            "It is the entropy of the mean probabilities; count predicted classes first.": [
                -(mean * np.log(mean)).sum()
            ],
            "It is the mean entropy of the single images; asked for is that of the shares.": [
                -(probabilities * np.log(probabilities)).sum(axis=1).mean()
            ],
            "It is divided by its largest possible value.": [right / np.log(7), right / np.log(6)],
            "It is a mean over the classes; the terms are summed.": [right / 7, right / 6],
            "Only classes that are covered enter; all that occur must.": [
                -(shares * np.log(shares))[shares >= 0.01].sum()
            ],
        },
        "It is not the entropy of the shares.",
    )
    expected = reference.ask(lab.mode_coverage(as_numpy(probabilities)))["entropy"]
    assert_close(value, expected, wrong=wrong, hint="-Σ s ln s over the classes that occur, s their shares.")
