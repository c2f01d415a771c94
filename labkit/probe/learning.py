"""Questions about how networks learn, written once upon a backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from labkit.probe.array_stand_ins import added
from labkit.probe.backend import Backend


def projection(backend: Backend, value: Any, direction: Any) -> Any:
    """Σ value · direction, of two tensors of one shape: a scalar with a gradient in every element of ``value``."""
    return backend.total(backend.floats(value) * direction)


def nudge(
    backend: Backend, model: Any, inputs: Any, directions: Sequence[Any], size: float
) -> dict[str, Any]:
    """How a network responds, outside of training, to a small step against its own gradient.

    For L = Σ_k projection(output_k, direction_k), leaving out outputs whose direction is None: ``before`` and
    ``after`` are the lists of outputs before and after every trainable weight moved by −η ∂L/∂w, where
    η = size / Σ‖∂L/∂w‖²; ``norms`` are the ‖∂L/∂w‖, one for each trainable weight, float64.
    To first order L falls by ``size``. inputs: a tensor, or a list of them.
    ValueError where there are not as many directions as outputs.
    """
    respond, inputs = backend.in_mode(model, False), _as_list(inputs)
    respond(*inputs)  # builds what is not built yet
    before: list[Any] = []

    def loss() -> Any:
        before.extend(_as_list(respond(*inputs)))
        pairs = zip(before, directions, strict=True)
        return added([projection(backend, output, d) for output, d in pairs if d is not None])

    (gradients,) = backend.gradient(loss, [model])
    arrays = [None if g is None else backend.to_numpy(g) for g in gradients]
    norms = [0.0 if a is None else float(np.linalg.norm(np.ravel(a))) for a in arrays]
    rate = size / max(sum(n * n for n in norms), 1e-12)
    backend.moved(model, [None if a is None else -rate * a for a in arrays])
    after = _as_list(respond(*inputs))
    return {"before": before, "after": after, "norms": np.asarray(norms, "float64")}


def extremes(
    backend: Backend, model: Any, inputs: Any, seeds: Sequence[int], bound: float
) -> list[np.ndarray]:
    """What a model of the student's puts out for ``inputs`` with one choice of weights after another.

    For each output an array (choices, ...). Weights are large or small, biases far from zero or near it. There are as many
    choices as seeds, or fewer: they end when every output has been below -bound and above bound.
    """
    seen: list[list[np.ndarray]] = []
    for k, seed in enumerate(seeds):
        gain, shift = ((0.15, -8.0), (0.15, 8.0), (3.0, 0.0))[min(k, 2)]
        outputs = _as_list(backend.randomised(model, seed=seed, gain=gain, shift=shift)(inputs))
        seen.append([backend.to_numpy(output) for output in outputs])
        every = [np.stack(each) for each in zip(*seen, strict=True)]
        if all(each.min() < -bound and each.max() > bound for each in every):
            break
    return every


def in_common(backend: Backend, first: Sequence[Any], second: Sequence[Any]) -> dict[str, int]:
    """Of two gradients, each with respect to the same weights: how many numbers among these both reach, and each alone."""
    counts = {"both": 0, "first": 0, "second": 0}
    for pair in zip(first, second, strict=True):
        a, b = (np.zeros(()) if g is None else backend.to_numpy(g) != 0 for g in pair)
        a, b = np.broadcast_arrays(np.asarray(a, bool), np.asarray(b, bool))
        counts["both"] += int(np.sum(a & b))
        counts["first"] += int(np.sum(a & ~b))
        counts["second"] += int(np.sum(b & ~a))
    return counts


def compiled(backend: Backend, model: Any, optimizer: Any) -> Any:
    """``model``, given its one optimiser by the name ``optimizer``: see Backend.compiled_with."""
    return backend.compiled_with(model, optimizer=optimizer)


def train_on_batches(backend: Backend, model: Any, inputs: Any, batch_size: int) -> int:
    """Train on consecutive batches as Backend.train_logs does; how many they were."""
    return len(backend.train_logs(model, inputs, batch_size))


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list | tuple) else [values]
