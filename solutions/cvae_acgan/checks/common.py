"""The moves that the checks of several files look at."""

from __future__ import annotations

from autograder.checks import shared

from .move import EACH_WEIGHT, Move
from .networks import D_MOVE, G_MOVE


@shared
def d_all(rng):
    return Move(rng, D_MOVE, EACH_WEIGHT, momentum=0.9)


@shared
def g_all(rng):
    return Move(rng, G_MOVE, EACH_WEIGHT, momentum=0.9)
