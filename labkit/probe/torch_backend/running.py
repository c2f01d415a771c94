"""The state in which PyTorch answers a question: its seed, gradients, served noise. See labkit.probe.backend."""

from __future__ import annotations

import random
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from labkit.probe.noise import NoiseQueue


def seed(number: int) -> None:
    """See Backend.seed."""
    random.seed(number)
    np.random.seed(number % 2**32)
    torch.manual_seed(number)


def settle() -> None:
    """See Backend.settle. Where there is no graphics card, what is sent to one stays where it is."""
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    torch.use_deterministic_algorithms(False)
    torch.autograd.set_detect_anomaly(False)
    if not torch.cuda.is_available():
        torch.Tensor.cuda = torch.nn.Module.cuda = _stays


def _stays(self: Any, *_: Any, **__: Any) -> Any:
    return self


def asking() -> AbstractContextManager:
    """With gradients, whatever the notebook has switched off."""
    return torch.enable_grad()


def drawing_from(queue: NoiseQueue) -> AbstractContextManager:
    """See Backend.drawing_from."""
    return NoiseMode(queue)


class NoiseMode(TorchFunctionMode):
    """Serves normal draws wherever Python calls one: randn, randn_like, normal, normal_, and so distributions."""

    def __init__(self, queue: NoiseQueue) -> None:
        super().__init__()
        self.queue = queue

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = function(*args, **kwargs)
        name = getattr(function, "__name__", "")
        if name in ("randn", "randn_like"):
            self._serve(result, 0.0, 1.0)
        elif name in ("normal", "normal_"):
            given = args[1:] if name == "normal_" else args
            options = dict(zip(("mean", "std"), given, strict=False)) | kwargs
            self._serve(result, options.get("mean", 0.0), options.get("std", 1.0))
        return result

    def _serve(self, result: torch.Tensor, mean: Any, std: Any) -> None:
        served = self.queue.take(tuple(result.shape))
        if served is not None:
            with torch.no_grad():
                result.copy_(torch.from_numpy(served).to(result.dtype) * std + mean)
