"""The probe's backend for PyTorch."""

from __future__ import annotations

import contextlib
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from labkit.probe.classes import CLASS_HELPERS
from labkit.probe.network import NORM_EPSILON, NORM_MOMENTUM, parameters
from labkit.probe.noise import NoiseQueue, normals
from labkit.probe.numpy_backend import array, numpy_noise
from labkit.probe.torch_images import IMAGE_HELPERS


def tensor(array: np.ndarray) -> torch.Tensor:
    """A tensor: floats as float32, integers as int64, as they are when a notebook makes them."""
    kinds = {"f": "float32", "i": "int64", "u": "int64"}
    return torch.from_numpy(np.array(array, kinds.get(array.dtype.kind, array.dtype)))


def variable(array: np.ndarray) -> torch.Tensor:
    return torch.tensor(np.asarray(array, "float32"), requires_grad=True)


def to_numpy(value: Any) -> np.ndarray | None:
    """``value`` as an array, or None when it is no tensor. Half precision is widened to float32."""
    if not isinstance(value, torch.Tensor):
        return None
    value = value.detach().cpu()
    return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()


def seed(number: int) -> None:
    random.seed(number)
    np.random.seed(number % 2**32)
    torch.manual_seed(number)


def watch(network: nn.Module) -> Callable[[], dict[str, list[np.ndarray]]]:
    """A function that reads a network: the weights that are trainable now, and its state, in torch's order.

    The state is what a forward pass may change: the statistics of normalisation.
    """
    kept = {
        "weights": [p for p in network.parameters() if p.requires_grad],
        "state": [b for b in network.buffers() if b.is_floating_point()],
    }
    return lambda: {kind: [t.detach().cpu().numpy().copy() for t in of] for kind, of in kept.items()}


def gradient(function: Callable[[], Any], wrt: list[Any]) -> list[Any]:
    """d function() / d each of ``wrt``; None where there is no way from one to the other."""
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


@contextlib.contextmanager
def asking() -> Iterator[None]:
    with torch.enable_grad():
        yield


class NoiseMode(TorchDispatchMode):
    """Serves normal draws below every one of torch's ways to make them (randn, normal_, distributions)."""

    def __init__(self, queue: NoiseQueue) -> None:
        super().__init__()
        self.queue = queue

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.overloadpacket.__name__
        if name in ("randn", "randn_like"):
            self._serve(result, 0.0, 1.0)
        elif name == "normal_":
            options = dict(zip(("mean", "std"), args[1:], strict=False)) | (kwargs or {})
            self._serve(result, options.get("mean", 0.0), options.get("std", 1.0))
        elif name == "normal":
            mean, std = ([*args, 1.0] + [1.0])[:2]
            self._serve(result, mean, std)
        return result

    def _serve(self, result: torch.Tensor, mean: Any, std: Any) -> None:
        served = self.queue.take(tuple(result.shape))
        if served is not None:
            with torch.no_grad():
                result.copy_(torch.from_numpy(served).to(result.dtype) * std + mean)


@contextlib.contextmanager
def served_noise(arrays: list[np.ndarray]) -> Iterator[None]:
    """Serve ``arrays`` wherever torch or numpy draw standard normal noise of their shape."""
    if not arrays:
        yield
        return
    queue = NoiseQueue(arrays)
    with NoiseMode(queue), numpy_noise(queue):
        yield


class Network(nn.Module):
    """The network of a description, see labkit.probe.network."""

    def __init__(self, description: dict[str, Any], seed: int) -> None:
        super().__init__()
        self.description = description
        self.parts = nn.ModuleDict()
        for index, (kernel, bias, *statistics) in parameters(description, seed).items():
            if statistics:
                layer = nn.BatchNorm1d(len(kernel), NORM_EPSILON, 1 - NORM_MOMENTUM)
                layer.running_mean, layer.running_var = map(torch.from_numpy, statistics)
            else:
                layer = nn.Linear(*kernel.shape)
            layer.weight.data = torch.from_numpy(kernel.T.copy())
            layer.bias.data = torch.from_numpy(bias)
            self.parts[str(index)] = layer

    def forward(self, *inputs: torch.Tensor) -> Any:
        values = dict(zip(self.description["inputs"], inputs, strict=True))
        for index, (name, kind, sources, options) in enumerate(self.description["layers"]):
            values[name] = self._layer(index, kind, [values[source] for source in sources], options)
        outputs = [values[name] for name in self.description["outputs"]]
        return outputs if len(outputs) > 1 else outputs[0]

    def _layer(
        self, index: int, kind: str, incoming: list[torch.Tensor], options: dict[str, Any]
    ) -> torch.Tensor:
        match kind:
            case "flatten":
                return incoming[0].flatten(1)
            case "reshape":
                return incoming[0].reshape(-1, *options["shape"])
            case "dense":
                value = self.parts[str(index)](incoming[0])
                activation = options.get("activation", "linear")
                return value if activation == "linear" else getattr(nn.functional, activation)(value)
            case "concat":
                return torch.cat(incoming, dim=-1)
            case "norm":
                rows = incoming[0].reshape(-1, incoming[0].shape[-1])
                return self.parts[str(index)](rows).reshape(incoming[0].shape)
            case "phase":
                return incoming[0] if self.training else incoming[0] / 2
            case "jitter":
                a, b = incoming
                return a + (0.5 + 0.1 * torch.tanh(b)) * torch.randn(a.shape)
        raise ValueError(f"unknown kind of layer: {kind!r}")


def network(description: dict[str, Any], seed: int) -> nn.Module:
    """Build the network of a description (see labkit.probe.network) with the weights of ``seed``."""
    return Network(description, seed)


def sgd(networks: list[nn.Module], learning_rate: float = 1.0) -> torch.optim.Optimizer:
    """Plain stochastic gradient descent over the weights of ``networks``."""
    return torch.optim.SGD([p for n in networks for p in n.parameters()], lr=learning_rate)


def randomised(model: nn.Module, seed: int, gain: float = 1.0) -> nn.Module:
    """``model`` with generic trainable weights in place of its own; see the TensorFlow backend's."""
    named = list(model.named_parameters())
    for (name, p), values in zip(named, normals([tuple(p.shape) for _, p in named], seed), strict=True):
        fan_in = math.prod(values.shape[1:]) if values.ndim > 1 else 0
        norm_scale = values.ndim == 1 and name.endswith("weight")
        values = values * (gain / math.sqrt(fan_in) if fan_in else 0.3) + norm_scale
        p.data = torch.tensor(values, dtype=p.dtype)
    return model


def mean_squares(*weights: float) -> Callable:
    """A known stand-in for a loss: f(a, b, …) = Σ w_i mean(a_i²)."""

    def stand_in(*arrays):
        return sum(w * (a**2).mean() for w, a in zip(weights, arrays, strict=True))

    return stand_in


def linear_layer(*weights: float) -> type[nn.Module]:
    """A known stand-in for a layer of several inputs: f(a, b, …) = Σ w_i a_i."""

    class StandIn(nn.Module):
        def forward(self, *inputs):
            inputs = inputs[0] if len(inputs) == 1 else inputs
            return sum(w * a for w, a in zip(weights, inputs, strict=True))

    return StandIn


def projection(value: torch.Tensor, direction: torch.Tensor) -> torch.Tensor:
    """Σ value · direction: a scalar with a gradient in every element of ``value``."""
    return (value.float() * direction).sum()


def nudge(model: nn.Module, inputs: torch.Tensor, directions: list[Any], size: float) -> dict[str, Any]:
    """How a network responds to a small step against its own gradient; see the TensorFlow backend's."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    model.eval()
    before = _as_list(model(inputs))
    loss = sum(projection(o, d) for o, d in zip(before, directions, strict=True) if d is not None)
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    norms = [0.0 if g is None else float(g.norm()) for g in gradients]
    rate = size / max(sum(n * n for n in norms), 1e-12)
    with torch.no_grad():
        for p, g in zip(parameters, gradients, strict=True):
            if g is not None:
                p.sub_(rate * g)
        after = _as_list(model(inputs))
    return {"before": before, "after": after, "norms": np.asarray(norms, "float64")}


def _as_list(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


HELPERS: dict[str, Callable] = {
    function.__name__: function
    for function in (array, network, sgd, randomised, mean_squares, linear_layer, projection, nudge)
} | CLASS_HELPERS | IMAGE_HELPERS  # fmt: skip
