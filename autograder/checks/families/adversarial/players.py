"""The two players, and a model of both."""

from __future__ import annotations

from functools import partial

from autograder.checks.families.small_networks import small_decoder
from autograder.checks.questions import Expr, probe

PLAYERS = ("discriminator", "generator")
OTHER = dict(zip(PLAYERS, PLAYERS[::-1], strict=True))

small_generator = partial(small_decoder, activation="linear")


def compiled(model: Expr, rate: float = 1.0) -> Expr:
    """``model`` with an optimiser of this learning rate for each player."""
    return probe.compiled_with(model, d_optimizer=probe.sgd(rate), g_optimizer=probe.sgd(rate))
