"""Tensors of TensorFlow: how they come and go, their gradients, and operations on them. See labkit.probe.backend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf


def tensor(array: np.ndarray) -> tf.Tensor:
    """A tensor: floats as float32, integers as int32, as they are when a notebook makes them."""
    kinds = {"f": "float32", "i": "int32", "u": "int32"}
    return tf.convert_to_tensor(np.asarray(array, kinds.get(array.dtype.kind, array.dtype)))


def variable(array: np.ndarray) -> tf.Variable:
    """See Backend.variable."""
    return tf.Variable(np.asarray(array, "float32"))


def to_numpy(value: Any) -> np.ndarray | None:
    """``value`` as an array, or None when it is no tensor. Half precision is widened to float32."""
    if isinstance(value, keras.KerasTensor):
        return None
    if isinstance(value, tf.IndexedSlices):
        value = tf.convert_to_tensor(value)
    if not (tf.is_tensor(value) or isinstance(value, tf.Variable | keras.Variable)):
        return None
    array = keras.ops.convert_to_numpy(value)
    return array if array.dtype.kind in "biufc" and array.dtype.itemsize > 2 else array.astype("float32")


def gradient(function: Callable[[], Any], wrt: Sequence[Any]) -> list[Any]:
    """See Backend.gradient."""
    watched = [_raw(getattr(x, "trainable_variables", x)) for x in wrt]
    with tf.GradientTape() as tape:
        value = function()
    if value is None or not tf.is_tensor(value):
        raise TypeError(f"expected a tensor, got {type(value).__name__}: no gradient can flow through it")
    return tape.gradient(value, watched)


def _raw(x: Any) -> Any:
    """Variables as the tape knows them."""
    if isinstance(x, list):
        return [_raw(item) for item in x]
    return x.value if isinstance(x, keras.Variable) else x


def floats(a: Any) -> tf.Tensor:
    """See Arrays.floats."""
    return keras.ops.cast(a, "float32")


def square(a: Any) -> tf.Tensor:
    """See Arrays.square."""
    return keras.ops.square(a)


def mean(a: Any) -> tf.Tensor:
    """See Arrays.mean."""
    return keras.ops.mean(a)


def total(a: Any) -> tf.Tensor:
    """See Arrays.total."""
    return keras.ops.sum(a)


def each_mean(a: Any) -> tf.Tensor:
    """See Arrays.each_mean."""
    return keras.ops.mean(keras.ops.reshape(a, (keras.ops.shape(a)[0], -1)), axis=1)


def sine(a: Any) -> tf.Tensor:
    """See Arrays.sine."""
    return keras.ops.sin(a)


def detached(a: Any) -> tf.Tensor:
    """See Arrays.detached."""
    return keras.ops.stop_gradient(a)


def with_code(a: Any, code: Any) -> tf.Tensor:
    """See Arrays.with_code."""
    everywhere = keras.ops.reshape(code, (-1, *[1] * (len(a.shape) - 2), code.shape[-1]))
    return keras.ops.concatenate([a, everywhere * keras.ops.ones_like(a[..., :1])], axis=-1)


def images(value: Any) -> Any:
    """See Helpers.images: as they are."""
    return value


def channels_last(value: Any) -> Any:
    """See Helpers.channels_last: as they are."""
    return value
