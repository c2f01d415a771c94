"""Tensors of PyTorch: how they come and go, their gradients, and operations on them. See labkit.probe.backend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn


def tensor(array: np.ndarray) -> torch.Tensor:
    """A tensor: floats as float32, integers as int64, as they are when a notebook makes them."""
    kinds = {"f": "float32", "i": "int64", "u": "int64"}
    return torch.from_numpy(np.array(array, kinds.get(array.dtype.kind, array.dtype)))


def variable(array: np.ndarray) -> torch.Tensor:
    """See Backend.variable."""
    return torch.tensor(np.asarray(array, "float32"), requires_grad=True)


def to_numpy(value: Any) -> np.ndarray | None:
    """``value`` as an array, or None when it is no tensor. Half precision is widened to float32."""
    if not isinstance(value, torch.Tensor):
        return None
    value = value.detach().cpu()
    return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()


def gradient(function: Callable[[], Any], wrt: Sequence[Any]) -> list[Any]:
    """See Backend.gradient."""
    groups = [
        [p for p in x.parameters() if p.requires_grad] if isinstance(x, nn.Module) else [x] for x in wrt
    ]
    value = function()
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"expected a tensor, got {type(value).__name__}: no gradient can flow through it")
    flat = [x for group in groups for x in group]
    if value.requires_grad:
        found = iter(torch.autograd.grad(value, flat, allow_unused=True))
    else:
        found = iter([None] * len(flat))
    result = [[next(found) for _ in group] for group in groups]
    return [r if isinstance(x, nn.Module) else r[0] for r, x in zip(result, wrt, strict=True)]


def floats(a: Any) -> torch.Tensor:
    """See Arrays.floats."""
    return torch.as_tensor(a, dtype=torch.float32)


def square(a: Any) -> torch.Tensor:
    """See Arrays.square."""
    return torch.as_tensor(a) ** 2


def mean(a: torch.Tensor) -> torch.Tensor:
    """See Arrays.mean. Of integers it is a float32 number."""
    return (a if a.is_floating_point() else a.float()).mean()


def total(a: torch.Tensor) -> torch.Tensor:
    """See Arrays.total."""
    return a.sum()


def each_mean(a: torch.Tensor) -> torch.Tensor:
    """See Arrays.each_mean."""
    return a.reshape(len(a), -1).mean(dim=1)


def sine(a: torch.Tensor) -> torch.Tensor:
    """See Arrays.sine."""
    return torch.sin(a)


def detached(a: torch.Tensor) -> torch.Tensor:
    """See Arrays.detached."""
    return a.detach()


def with_code(a: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
    """See Arrays.with_code."""
    everywhere = code.reshape(*code.shape, *[1] * (a.ndim - 2)).expand(-1, -1, *a.shape[2:])
    return torch.cat([a, everywhere], dim=1)


def images(value: torch.Tensor) -> torch.Tensor:
    """See Helpers.images."""
    return value.movedim(-1, 1)


def channels_last(value: torch.Tensor) -> torch.Tensor:
    """See Helpers.channels_last."""
    return value.movedim(1, -1)
