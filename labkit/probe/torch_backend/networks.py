"""Networks of PyTorch: those that a question brings along, and what is asked of any. See labkit.probe.backend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from labkit.probe.array_stand_ins import added
from labkit.probe.network import NORM_EPSILON, NORM_MOMENTUM, NoNetwork, parameters
from labkit.probe.torch_backend.arrays import channels_last, images
from labkit.probe.weights import generic

# What Keras calls layers of PyTorch; the others have one name in both. A student's own Module is a Layer, as in Keras.
KINDS = {
    "Linear": "Dense",
    **{f"Conv{n}d": f"Conv{n}D" for n in (1, 2, 3)},
    **{f"ConvTranspose{n}d": f"Conv{n}DTranspose" for n in (1, 2, 3)},
    **{f"BatchNorm{n}d": "BatchNormalization" for n in (1, 2, 3)},
    "GroupNorm": "GroupNormalization",
    "LayerNorm": "LayerNormalization",
    **{f"Dropout{n}d": f"SpatialDropout{n}D" for n in (1, 2, 3)},
    **{f"MaxPool{n}d": f"MaxPooling{n}D" for n in (1, 2, 3)},
    **{f"AvgPool{n}d": f"AveragePooling{n}D" for n in (1, 2, 3)},
    **{f"AdaptiveAvgPool{n}d": f"GlobalAveragePooling{n}D" for n in (1, 2, 3)},
    **{f"AdaptiveMaxPool{n}d": f"GlobalMaxPooling{n}D" for n in (1, 2, 3)},
    "Upsample": "UpSampling2D",
    "Unflatten": "Reshape",
    "Sigmoid": "Activation",
    "Tanh": "Activation",
    "Module": "Layer",
}


class Norm(nn.BatchNorm1d):
    """Batch normalisation of rows (n, d) whose moving variance is that of the batch, as in Keras: not n / (n − 1) of it."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, d) -> (n, d)."""
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            self.running_mean.lerp_(x.mean(dim=0), self.momentum)
            self.running_var.lerp_(x.var(dim=0, unbiased=False), self.momentum)
        return nn.functional.batch_norm(x, None, None, self.weight, self.bias, training=True, eps=self.eps)


class Network(nn.Module):
    """The network of a description, see labkit.probe.network. ValueError for an unknown kind of layer."""

    def __init__(self, description: dict[str, Any], seed: int) -> None:
        super().__init__()
        self.description = description
        self.parts = nn.ModuleDict()
        self.kept: dict[int, list[np.ndarray]] = {
            index: [] for index, (_, kind, *_) in enumerate(description["layers"]) if kind == "record"
        }
        for index, (kernel, bias, *statistics) in parameters(description, seed).items():
            if statistics:
                layer = Norm(len(kernel), NORM_EPSILON, 1 - NORM_MOMENTUM)
                layer.running_mean, layer.running_var = map(torch.from_numpy, statistics)
            else:
                layer = nn.Linear(*kernel.shape)
            layer.weight.data = torch.from_numpy(kernel.T.copy())
            layer.bias.data = torch.from_numpy(bias)
            self.parts[str(index)] = layer

    def forward(self, *inputs: Any) -> Any:
        """Tensors, or one list of them -> a tensor, or a list of them; images (n, channels, H, W) on both sides."""
        inputs = inputs[0] if len(inputs) == 1 and isinstance(inputs[0], list | tuple) else inputs
        values = {
            name: channels_last(value) if value.ndim == 4 else value
            for name, value in zip(self.description["inputs"], inputs, strict=True)
        }
        for index, (name, kind, sources, options) in enumerate(self.description["layers"]):
            values[name] = self._layer(index, kind, [values[source] for source in sources], options)
        outputs = [values[name] for name in self.description["outputs"]]
        outputs = [images(output) if output.ndim == 4 else output for output in outputs]
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
            case "record":
                self.kept[index].append(incoming[0].detach().numpy().copy())
                return incoming[0]
            case "scaled":
                return options["factor"] * incoming[0]
            case "jitter":
                a, b = incoming
                return a + (0.5 + 0.1 * torch.tanh(b)) * torch.randn(a.shape)
        raise ValueError(f"unknown kind of layer: {kind!r}")


def network(description: dict[str, Any], seed: int) -> nn.Module:
    """See Helpers.network."""
    return Network(description, seed)


def recorded(network: Network) -> list[list[np.ndarray]]:
    """See Helpers.recorded."""
    made = [list(calls) for calls in network.kept.values()]
    for calls in network.kept.values():
        calls.clear()
    return made


def linear_layer(*weights: float) -> type[nn.Module]:
    """See Helpers.linear_layer."""

    class StandIn(nn.Module):
        def forward(self, *inputs):
            """Tensors, or one list of them -> Σ w_i a_i."""
            inputs = inputs[0] if len(inputs) == 1 else inputs
            return added([w * a for w, a in zip(weights, inputs, strict=True)])

    return StandIn


def watch(network: nn.Module) -> Callable[[], dict[str, list[np.ndarray]]]:
    """See Backend.watch."""
    kept = {
        "weights": [p for p in network.parameters() if p.requires_grad],
        "state": [b for b in network.buffers() if b.is_floating_point()],
    }
    return lambda: {kind: [t.detach().cpu().numpy().copy() for t in of] for kind, of in kept.items()}


def in_mode(model: nn.Module, training: bool) -> nn.Module:
    """See Helpers.in_mode."""
    return model.train(training)


def randomised(model: nn.Module, seed: int, gain: float = 1.0, shift: float = 0.0) -> nn.Module:
    """See Helpers.randomised."""
    if not isinstance(model, nn.Module):
        raise NoNetwork(model)
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    orders = [_keras_order(model, name, p) for name, p in named]
    shapes = [tuple(p.shape[axis] for axis in order) for (_, p), order in zip(named, orders, strict=True)]
    scales = [p.ndim == 1 and name.endswith("weight") for name, p in named]
    made = generic(shapes, scales, seed, gain, shift)
    for (_, p), order, values in zip(named, orders, made, strict=True):
        p.data = torch.tensor(values.transpose(np.argsort(order)), dtype=p.dtype)
    return model


def _keras_order(model: nn.Module, name: str, p: nn.Parameter) -> tuple[int, ...]:
    """The axes of a parameter in the order in which Keras has them.

    Kernels: from (out, in, ...), and (in, out, ...) of transposed convolutions, to (..., in, out) and (..., out, in).
    """
    if p.ndim < 2 or isinstance(model.get_submodule(name.rpartition(".")[0]), nn.Embedding):
        return tuple(range(p.ndim))
    return (*range(2, p.ndim), 1, 0)


def moved(model: nn.Module, changes: Sequence[np.ndarray | None]) -> None:
    """See Helpers.moved."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    with torch.no_grad():
        for p, change in zip(parameters, changes, strict=True):
            if change is not None:
                p.add_(torch.from_numpy(change))


def is_model(value: Any) -> bool:
    """See Helpers.is_model."""
    return isinstance(value, nn.Module)


def layers_of(model: nn.Module) -> list[dict[str, Any]]:
    """See Helpers.layers_of."""
    return [_told(layer) for layer in model.modules() if layer is not model]


def _told(layer: nn.Module) -> dict[str, Any]:
    name = next(c.__name__ for c in type(layer).__mro__ if c.__module__.split(".")[0] == "torch")
    kind = KINDS.get(name, name)
    sizes = {}
    if kind.startswith("Conv"):
        sizes = {"kernel_size": layer.kernel_size, "strides": layer.stride}
    elif kind.startswith(("MaxPooling", "AveragePooling")):
        axes, stride = int(kind[-2]), layer.stride
        sizes = {"strides": tuple(stride) if isinstance(stride, tuple) else (stride,) * axes}
    return {"kind": kind, **sizes}
