"""8 · Penalties."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    assert_close,
    assert_shape,
    cell,
    hinting,
    lab,
    probe,
    require,
    seed_of,
    shared,
)
from labkit.probe.network import parameters

from .common import CODE, ENCODER, IMAGE

check = cell("penalties")


class Coder:
    """A small encoder with known weights, images, their codes and Jacobians; and the costs of two penalties for them.

    A cost and its gradient are asked together: the Jacobian is what takes long.
    """

    def __init__(self, rng, n=4):
        seed = seed_of(rng)
        self.weights = {"Sparse": 0.3 + float(rng.random()), "Contractive": 0.3 + float(rng.random())}
        self.x = rng.random((n, *IMAGE)).astype("float32")
        (kernel, bias), *_ = parameters(ENCODER, seed).values()
        self.h = np.tanh(self.x.reshape(n, -1) @ kernel + bias)
        self.jacobian = (1 - self.h**2)[:, :, None] * kernel.T  # (n, code, pixels)
        encoder, images = probe.network(ENCODER, seed=seed), probe.value(self.x)
        parts, graphs = {}, {}
        for name, weight in {**self.weights, "Denoising": 0.5}.items():
            penalty = lab[name](weight)
            cost = penalty.cost(encoder, images, encoder(images))
            parts[f"{name}.gradient"] = probe.gradient(cost, wrt=[encoder])
            parts[name] = cost
            if name != "Denoising":
                codes = probe.value(self.h)
                stepping = probe.bundle(
                    train_step=probe.bound(penalty.cost, [encoder], [codes]),
                    reset_metrics=probe.constant(None),
                )
                graphs[f"{name}.graph"] = probe.train_logs(stepping, np.concatenate([self.x] * 2), n)
            parts[f"{name}.seen"] = penalty.corrupt(images)
        self.parts, self.graphs = Together(parts), Together(graphs)


def coding(h, rng):
    """The arguments of a cost: an encoder that gives these codes, images, and the codes."""
    codes = probe.variable(h)
    return [probe.constant(codes), rng.random((len(h), *IMAGE)).astype("float32"), codes]


@shared
def coder(rng):
    return Coder(rng)


@check(asks=["sparse-cost"])
def test_sparse_penalty(student, coder):
    """`Sparse` costs its weight times the sum of the code's absolute values, averaged over the batch."""
    weight, size = coder.weights["Sparse"], np.abs(coder.h)
    value = coder.parts.of(student)["Sparse"]
    known = {
        "The weight is missing.": [size.sum() / 4],
        "It is averaged over the code; it must be summed.": [weight * size.mean()],
        "It is summed over the batch; that must be averaged.": [weight * size.sum()],
        "It is the sum of squares; take absolute values.": [weight * (size**2).sum() / 4],
        "Signs cancel each other: the absolute values are missing.": [weight * coder.h.sum() / 4],
        "The absolute value is taken of the sum: take it of each number.": [
            weight * np.abs(coder.h.sum(axis=1)).mean()
        ],
    }
    wrong = "It is not λ · Σ |h|, summed over the code, averaged over the batch."
    hint = "ops.sum(ops.abs(h), axis=1), then ops.mean, times self.weight."
    assert_close(value, weight * size.sum() / 4, what="cost(...)", known=known, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_sparse_penalty], asks=["sparse-anywhere"])
def test_sparse_penalty_anywhere(student, rng):
    """So it does for codes far from 0, and its gradient is a number where a code is 0 exactly."""
    h, weight = 4 * rng.normal(size=(4, CODE)), 0.3 + float(rng.random())
    h[[0, 1, 3], [1, 2, 0]] = 0
    given = coding(h, rng)
    value, gradients = student.ask(
        [lab.Sparse(weight).cost(*given), probe.gradient(lab.Sparse(weight).cost(*given), wrt=[given[2]])]
    )
    hint = "ops.abs of each number, whatever its size; a root of its square has no gradient at 0."
    wrong = "For codes far from 0, it is not λ · Σ |h|."
    assert_close(value, weight * np.abs(h).sum() / 4, what="cost(...)", wrong=wrong, hint=hint)
    assert_shape(gradients[0], h.shape, "The gradient in the code", hint)
    wrong = "The gradient in the code is not that of λ · Σ |h|."
    right = weight * np.sign(h) / 4
    assert_close(np.where(h == 0, 0, gradients[0]), right, wrong=wrong, hint=hint)


class Noise:
    """What `Denoising` makes of many images, twice; and of one batch, twice, in a graph as fit makes it."""

    def __init__(self, rng):
        self.stddev = 0.2 + 0.5 * float(rng.random())
        self.x = rng.random((400, *IMAGE)).astype("float32")
        self.batch = np.concatenate([self.x[:4]] * 2)
        made = lab.Denoising(self.stddev)
        stepping = probe.bundle(train_step=made.corrupt, reset_metrics=probe.constant(None))
        self.parts = Together(
            {
                "first": made.corrupt(self.x),
                "second": made.corrupt(self.x),
                "graph": probe.train_logs(stepping, self.batch, 4),
            }
        )

    def seen(self, student, name="first"):
        """The noisy images, of which the noise is known: it is what was added."""
        value = self.parts.of(student)[name]
        assert_shape(value, self.x.shape, "corrupt(x)", NOISE)
        return value.astype("float64")


NOISE = "x plus stddev times standard normal noise with the shape of x."


@shared
def noisy(rng):
    return Noise(rng)


@check(asks=["denoising-noise"])
def test_denoising_adds_noise(student, noisy):
    """`Denoising` shows the encoder x plus normal noise of its standard deviation, which is not clipped."""
    value, x, stddev = noisy.seen(student), noisy.x.astype("float64"), noisy.stddev
    noise = (value - x) / stddev
    require(not agree(value, x), "There is no noise.", NOISE)
    inside = value.min() >= 0 and value.max() <= 1
    require(not inside, "The noisy image is clipped; leave it as it is.", NOISE)
    # what is added does not depend on x: neither where it lies nor how far it scatters
    follows = np.corrcoef(np.abs(value - value.mean()).ravel(), x.ravel())[0, 1]
    slope = np.cov(value.ravel(), x.ravel())[0, 1] / x.var()
    times = abs(slope) > 0.5 and np.corrcoef(np.abs(noise).ravel(), x.ravel())[0, 1] > 0.25
    require(not times and follows < 0.9, "The image is multiplied by the noise; add it.", NOISE)
    require(abs(slope - 1) < 0.25, "The image itself is missing, or is not seen as it is.", NOISE)
    spread = noise.std()
    for scale, wrong in (
        (1 / stddev, "The noise is not scaled by stddev."),
        (stddev, "The noise is scaled by the square of stddev."),
    ):
        require(abs(spread / scale - 1) > 0.05, wrong, NOISE)
    require(abs(noise.mean()) < 0.1, "The noise does not have the mean 0.", NOISE)
    require(abs(spread - 1) < 0.06, "The noise does not have the standard deviation stddev.", NOISE)
    fourth = (noise**4).mean() / spread**4
    require(abs(fourth - 3) < 0.6, "The noise is not normally distributed.", NOISE)


@check(weight=0.5, asks=["noise-is-fresh"])
def test_denoising_noise_is_fresh(student, noisy):
    """The noise is another number for every pixel, and fresh at every call; in the graph that `fit` makes as well."""
    first, second = (noisy.seen(student, name) - noisy.x for name in ("first", "second"))
    require(np.abs(first).max() > 1e-6, "There is no noise.", NOISE)
    wrong = "All images of a batch get the same noise."
    require(np.ptp(first, axis=0).max() > 1e-5, wrong, NOISE)
    different = len(np.unique(np.round(first, 6))) / first.size
    require(different > 0.75, "Pixels or images share their noise: draw a number for each.", NOISE)
    hint = "Draw in corrupt itself, without a fixed seed."
    require(not agree(first, second), "Two calls give the same noise.", hint)
    hint = (
        "In fit, corrupt is run once to make a graph of TensorFlow's operations: numpy's numbers stay what they were "
        "then, and x.shape[0] is None. Use keras.random.normal(ops.shape(x))."
    )
    with hinting(hint):
        logs = noisy.parts.of(student)["graph"]
    require(isinstance(logs, list) and len(logs) == 2, "corrupt does not work in fit.", hint)
    for log in logs:
        assert_shape(log, (4, *IMAGE), "corrupt(x), in fit,", hint)
    require(not agree(*logs), "In fit, the noise is the same in every step.", hint)


@check(asks=["contractive-cost"])
def test_contractive_penalty(student, coder):
    """`Contractive` costs its weight times the squared norm of the encoder's Jacobian, averaged over the batch."""
    weight, squares = coder.weights["Contractive"], coder.jacobian**2
    value = coder.parts.of(student)["Contractive"]
    norms = squares.sum(axis=(1, 2))  # (n,)
    summed = (coder.jacobian.sum(axis=1) ** 2).sum(axis=1)
    known = {
        "The weight is missing.": [norms.mean()],
        "It is summed over the batch; that must be averaged.": [weight * norms.sum()],
        "It is averaged over the pixels or the code; they must be summed.": [
            weight * squares.mean(),
            weight * squares.sum(axis=1).mean(),
            weight * squares.sum(axis=2).mean(),
        ],
        "It is the norm; take its square.": [weight * np.sqrt(norms).mean(), weight * np.sqrt(norms.sum())],
        "The derivatives of the code's numbers are added up before they are squared: tape.gradient does so.": [
            weight * summed.mean(),
            weight * summed.sum(),
        ],
        "It is the sum of absolute values; take squares.": [weight * np.abs(coder.jacobian).sum() / 4],
    }
    wrong = "It is not λ times the squared Frobenius norm of the Jacobian."
    hint = "A tape that watches x, the encoder under it, tape.batch_jacobian; squares, summed over all but the batch."
    assert_close(value, weight * norms.mean(), what="cost(...)", known=known, wrong=wrong, hint=hint)


@check(needs=[test_sparse_penalty, test_contractive_penalty], asks=["cost-gradients"])
def test_penalties_have_gradients(student, reference, coder):
    """The costs of `Sparse` and `Contractive` have a gradient in the encoder's weights."""
    hint = "Use ops and tf alone, no numpy; and no tape.stop_recording or tf.stop_gradient."
    for name in ("Sparse", "Contractive"):
        value, right = (coder.parts.of(who)[f"{name}.gradient"] for who in (student, reference))
        none = isinstance(value, list) and all(part is None for group in value for part in group)
        require(not none, f"No gradient reaches the encoder from the cost of {name}.", hint)
        wrong = f"The gradient of the cost of {name} is not that of its values: part of it is cut off."
        assert_close(value, right, what="The gradient", wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_sparse_penalty, test_contractive_penalty], asks=["costs-in-graphs"])
def test_costs_work_in_fit(student, coder):
    """The costs are the same in the graph that `fit` makes, where the number of images is not known beforehand."""
    hint = (
        "In fit, cost is run once to make a graph of TensorFlow's operations: numpy and float() fail there, and "
        "x.shape[0] is None. ops.mean averages over a batch of any size."
    )
    for name in ("Sparse", "Contractive"):
        with hinting(hint):
            logs = coder.graphs.of(student)[f"{name}.graph"]
        wrong = f"In fit, the cost of {name} is another than when it is called by itself."
        cost = coder.parts.of(student)[name]
        assert_close(logs, [cost, cost], what="cost(...), in fit,", wrong=wrong, hint=hint)


@check(
    weight=0.5,
    needs=[test_sparse_penalty, test_denoising_adds_noise, test_contractive_penalty],
    asks=["penalties-interchangeable"],
)
def test_penalties_are_interchangeable(student, coder):
    """Each penalty has both methods: what it does not override does what that of `Penalty` does."""
    answers = coder.parts.of(student)
    for name in ("Sparse", "Contractive"):
        wrong = f"{name} changes what the encoder sees."
        hint = "Override only what must be another."
        assert_close(answers[f"{name}.seen"], coder.x, what="corrupt(x)", wrong=wrong, hint=hint)
    assert_shape(answers["Denoising"], (), "The cost of Denoising", "Override corrupt alone.")
    added = abs(float(answers["Denoising"])) > 1e-9
    require(not added, "Denoising adds something to the loss.", "Override corrupt alone.")


@check(weight=0.5, needs=[test_sparse_penalty], asks=["own-weights"])
def test_penalty_objects_are_separate(student, rng):
    """Two penalties of one kind keep their own weights."""
    first, second = lab.Sparse(0.2), lab.Sparse(0.7)
    given = coding(rng.normal(size=(4, CODE)), rng)
    alone, after = student.ask(
        [
            lab.Sparse(0.2).cost(*given),
            probe.last(first.weight, second.weight, first.cost(*given)),
        ]
    )
    assert_shape(alone, (), "cost(...)")
    wrong = "When a second penalty is made, the first one changes: they share their weight."
    assert_close(after, alone, wrong=wrong, hint="self.weight, an attribute of the object.")
