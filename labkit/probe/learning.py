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


def compiled(backend: Backend, model: Any, optimizer: Any) -> Any:
    """``model``, given its one optimiser by the name ``optimizer``: see Backend.compiled_with."""
    return backend.compiled_with(model, optimizer=optimizer)


def train_on_batches(backend: Backend, model: Any, inputs: Any, batch_size: int) -> int:
    """Train on consecutive batches as Backend.train_logs does; how many they were."""
    return len(backend.train_logs(model, inputs, batch_size))


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list | tuple) else [values]
