"""8 · Penalties."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    assert_close,
    assert_shape,
    cell,
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
        parts = {}
        for name, weight in {**self.weights, "Denoising": 0.5}.items():
            penalty = lab[name](weight)
            cost = penalty.cost(encoder, images, encoder(images))
            parts[f"{name}.gradient"] = probe.gradient(cost, wrt=[encoder])
            parts[name] = cost
            parts[f"{name}.seen"] = penalty.corrupt(images)
        self.parts = Together(parts)


@shared
def coder(rng):
    return Coder(rng)


@check
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


@check
def test_denoising_adds_noise(student, rng):
    """`Denoising` shows the encoder x plus noise of its standard deviation, fresh at every call."""
    x, noise = rng.random((4, *IMAGE)).astype("float32"), rng.normal(size=(4, *IMAGE))
    stddev = 0.2 + 0.5 * rng.random()
    made = lab.Denoising(float(stddev))
    value = student.ask(made.corrupt(x), noise=[noise])
    seen = x + stddev * noise
    shared = np.ptp(value - x, axis=0).max() < 1e-6 if np.shape(value) == x.shape else False
    known = {
        "All images of a batch get the same noise.": [value] if shared and not agree(value, x) else [],
        "There is no noise.": [x],
        "The noise is not scaled by stddev.": [x + noise, x - noise],
        "The noise is scaled by the square of stddev.": [x + stddev**2 * noise, x - stddev**2 * noise],
        "The noisy image is clipped; leave it as it is.": [
            np.clip(seen, 0, 1),
            np.clip(x - stddev * noise, 0, 1),
        ],
        "The image itself is missing: it is noise alone.": [stddev * noise, -stddev * noise],
        "The image is multiplied by the noise; add it.": [x * (1 + stddev * noise), x * stddev * noise],
    }
    hint = "x plus stddev times standard normal noise with the shape of x."
    wrong = "It is not x plus noise of the given standard deviation."
    assert_close(value, seen, x - stddev * noise, what="corrupt(x)", known=known, wrong=wrong, hint=hint)
    many = rng.random((100, *IMAGE)).astype("float32")
    first, second = student.ask([made.corrupt(many), made.corrupt(many)])
    for part in (first, second):
        assert_shape(part, many.shape, "corrupt(x)", hint)
    require(not agree(first, second), "Two calls give the same noise.", hint)
    noise = first - many
    require(
        abs(noise.std() / stddev - 1) < 0.15, "The noise does not have the standard deviation stddev.", hint
    )
    fourth = (noise**4).mean() / (noise**2).mean() ** 2
    require(abs(fourth - 3) < 0.9, "The noise is not normally distributed.", hint)


@check
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


@check(needs=[test_sparse_penalty, test_contractive_penalty])
def test_penalties_have_gradients(student, reference, coder):
    """The costs of `Sparse` and `Contractive` have a gradient in the encoder's weights."""
    hint = "Use ops and tf alone, no numpy; and no tape.stop_recording or tf.stop_gradient."
    for name in ("Sparse", "Contractive"):
        value, right = (coder.parts.of(who)[f"{name}.gradient"] for who in (student, reference))
        none = isinstance(value, list) and all(part is None for group in value for part in group)
        require(not none, f"No gradient reaches the encoder from the cost of {name}.", hint)
        wrong = f"The gradient of the cost of {name} is not that of its values: part of it is cut off."
        assert_close(value, right, what="The gradient", wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_sparse_penalty, test_denoising_adds_noise, test_contractive_penalty])
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


@check(weight=0.5, needs=[test_sparse_penalty])
def test_penalty_objects_are_separate(student, rng):
    """Two penalties of one kind keep their own weights."""
    first, second = lab.Sparse(0.2), lab.Sparse(0.7)
    h = rng.normal(size=(4, CODE))
    alone, after = student.ask(
        [
            lab.Sparse(0.2).cost(None, None, h),
            probe.last(first.weight, second.weight, first.cost(None, None, h)),
        ]
    )
    assert_shape(alone, (), "cost(...)")
    wrong = "When a second penalty is made, the first one changes: they share their weight."
    assert_close(after, alone, wrong=wrong, hint="self.weight, an attribute of the object.")
