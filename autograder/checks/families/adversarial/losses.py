"""What checks of losses compute with, and ask of gradients."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.checks.asserts import Wrong, assert_shape, hinting, require
from autograder.checks.questions import Expr, probe


def softplus(x: np.ndarray) -> np.ndarray:
    """log(1 + exp x): the cross-entropy of logits -x with the label 1."""
    return np.logaddexp(0, x)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """The probability that a logit stands for."""
    return 1 / (1 + np.exp(-x))


def softmax(x: np.ndarray) -> np.ndarray:
    """The probabilities that logits (..., classes) stand for."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def assert_reached(
    student, loss: Expr, variables: Mapping[str, Expr], stand_ins: Mapping[str, Expr] | None = None
) -> list[np.ndarray]:
    """A gradient of ``loss``, whatever its size, reaches every element of the variables, named for the message.

    Returns the gradients.
    """
    hint = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."
    with hinting(hint):
        gradients = student.ask(probe.gradient(loss, wrt=list(variables.values())), replace=stand_ins)
    for gradient, name in zip(gradients, variables, strict=True):
        require(isinstance(gradient, np.ndarray) and np.any(gradient), f"No gradient reaches {name}.", hint)
        assert_shape(gradient, gradient.shape, f"The gradient with respect to {name}", hint)
        bounded = "Where a number is clipped, or compared with a bound, it has no gradient."
        require(np.all(gradient), f"Some of {name} get no gradient.", bounded)
    return gradients


def large_sizes(rng: np.random.Generator) -> np.ndarray:
    """How large logits (6, 1) are for ``assert_stays_exact``: where a sigmoid is 1, an exponential infinite, and beyond."""
    return np.array([[40.0], [70.0], [95.0], [150.0], [700.0], [3000.0]]) * (1 + 0.2 * rng.random((6, 1)))


def assert_stays_exact(student, sure: Expr, wrong: Expr, least: float, what: str, hint: str) -> None:
    """A loss of large logits is next to nothing where they are right, and more than ``least`` where they are wrong."""
    values = student.ask([sure, wrong])
    for value in values:
        assert_shape(value, (), f"{what} of large logits", hint)
    small, large = map(abs, values)
    require(large > least, "For logits that are large and wrong the loss is too small: it is cut off.", hint)
    costly = "To be right and sure of it costs too much, compared with being wrong."
    require(small < 1e-3 * large, costly, hint)


def answer_or_none(student, question, stand_ins: Mapping[str, Expr]):
    """The answer with these stand-ins; None, which agrees with nothing, where that raises."""
    try:
        return student.ask(question, replace=stand_ins)
    except Wrong:
        return None
