"""Optimisers and training of PyTorch models: see labkit.probe.backend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn


class CountingSGD(torch.optim.SGD):
    """Stochastic gradient descent that counts, in ``iterations``, how often it has been applied."""

    iterations = 0

    def step(self, closure: Callable | None = None) -> Any:
        """As torch's."""
        self.iterations += 1
        return super().step(closure)


def sgd(learning_rate: float = 1.0, momentum: float = 0.0, *, of: Sequence[nn.Module] = ()) -> CountingSGD:
    """See Helpers.sgd. Without ``of`` it moves nothing until weights are added to it."""
    weights = [p for network in of for p in network.parameters()]
    return CountingSGD([{"params": weights}], lr=learning_rate, momentum=momentum)


def optimizer_state(optimizer: CountingSGD) -> dict[str, Any]:
    """See Helpers.optimizer_state. PyTorch keeps gradients, v / −learning_rate, and none of weights without one."""
    slots = []
    for group in optimizer.param_groups:
        kept = [(p, optimizer.state[p].get("momentum_buffer")) for p in group["params"]]
        if any(buffer is not None for _, buffer in kept):
            slots += [
                np.zeros(tuple(p.shape), "float32") if buffer is None else -group["lr"] * buffer.numpy()
                for p, buffer in kept
            ]
    return {"iterations": optimizer.iterations, "slots": slots}


def compiled_with(model: nn.Module, **optimizers: torch.optim.Optimizer) -> nn.Module:
    """See Helpers.compiled_with. The method ``compile`` that nn.Module itself has means something else."""
    for name, optimizer in optimizers.items():
        if not any(group["params"] for group in optimizer.param_groups):
            if len(optimizers) > 1:
                raise ValueError(f"whose weights does {name} move? probe.sgd(of=[network])")
            optimizer.add_param_group({"params": list(model.parameters())})
    if getattr(type(model), "compile", None) not in (None, nn.Module.compile):
        model.compile(**optimizers)
    else:
        for name, optimizer in optimizers.items():
            setattr(model, name, optimizer)
    return model


def train_logs(model: Any, inputs: Any, batch_size: int, targets: Any = None) -> list[Any]:
    """See Helpers.train_logs."""
    if isinstance(model, nn.Module):
        model.train()
    batches = inputs.split(batch_size)
    if targets is not None:
        batches = zip(batches, targets.split(batch_size), strict=True)
    return [model.train_step(batch) for batch in batches]
