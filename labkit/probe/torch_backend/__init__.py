"""The probe's backend for PyTorch: see labkit.probe.backend."""

import sys

import torch

from labkit.probe.helpers import helpers_of
from labkit.probe.torch_backend.arrays import (
    channels_last,
    detached,
    each_mean,
    floats,
    gradient,
    images,
    mean,
    sine,
    square,
    tensor,
    to_numpy,
    total,
    variable,
    with_code,
)
from labkit.probe.torch_backend.image_networks import EXTRA
from labkit.probe.torch_backend.networks import (
    in_mode,
    is_model,
    layers_of,
    linear_layer,
    moved,
    network,
    randomised,
    recorded,
    watch,
)
from labkit.probe.torch_backend.running import asking, drawing_from, seed, settle
from labkit.probe.torch_backend.training import CountingSGD, compiled_with, optimizer_state, sgd, train_logs

__all__ = [
    "EXTRA",
    "HELPERS",
    "RELIED_ON",
    "asking",
    "channels_last",
    "compiled_with",
    "detached",
    "drawing_from",
    "each_mean",
    "floats",
    "gradient",
    "images",
    "in_mode",
    "is_model",
    "layers_of",
    "linear_layer",
    "mean",
    "moved",
    "network",
    "optimizer_state",
    "randomised",
    "recorded",
    "seed",
    "settle",
    "sgd",
    "sine",
    "square",
    "tensor",
    "to_numpy",
    "total",
    "train_logs",
    "variable",
    "watch",
    "with_code",
]

HELPERS = helpers_of(sys.modules[__name__])
for optimizer in (torch.optim.SGD, CountingSGD):
    optimizer([torch.empty(0)])  # the first that is made changes its class, which is relied on from then on

RELIED_ON = (torch.nn.Parameter, torch.nn.Module, torch.optim.SGD)
