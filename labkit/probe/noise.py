"""Injected noise: standard normal numbers that a question serves in place of random ones."""

from __future__ import annotations

from collections import defaultdict, deque

import numpy as np


def own_generator(seed: int | list[int]) -> np.random.Generator:
    """The numbers of ``np.random.default_rng(seed)``, which stay what they are while noise is served to others.

    For what a question brings along: its weights must not be noise that happens to have their shape.
    """
    return np.random.Generator(np.random.PCG64(seed))


class NoiseQueue:
    """Arrays of standard normal noise, handed out in order to whoever draws an array of that shape.

    When the arrays of a shape are used up, ``take`` returns None, and so it does for any other shape: the
    draw is then really random.
    """

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self._by_shape: dict[tuple[int, ...], deque[np.ndarray]] = defaultdict(deque)
        for array in arrays:
            self._by_shape[array.shape].append(array)

    def take(self, shape: tuple[int, ...]) -> np.ndarray | None:
        queue = self._by_shape.get(tuple(int(n) for n in shape))
        return queue.popleft() if queue else None
