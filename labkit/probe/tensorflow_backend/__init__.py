"""The probe's backend for Keras on TensorFlow: see labkit.probe.backend."""

import sys

import keras
import tensorflow as tf
from tensorflow.python.framework.ops import EagerTensor
from tensorflow.python.ops.resource_variable_ops import ResourceVariable

from labkit.probe.helpers import helpers_of
from labkit.probe.tensorflow_backend.arrays import (
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
from labkit.probe.tensorflow_backend.networks import (
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
from labkit.probe.tensorflow_backend.running import asking, drawing_from, seed, settle
from labkit.probe.tensorflow_backend.training import EXTRA, compiled_with, optimizer_state, sgd, train_logs

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
RELIED_ON = (
    keras.Variable,
    ResourceVariable,
    EagerTensor,
    tf.GradientTape,
    keras.Model,
    keras.optimizers.SGD,
)
