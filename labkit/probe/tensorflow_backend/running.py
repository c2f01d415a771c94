"""The state in which TensorFlow answers a question: its seed, eager execution, served noise. See labkit.probe.backend."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from unittest import mock

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python import pywrap_tfe
from tensorflow.python.ops import gen_random_ops, gen_stateless_random_ops, gen_stateless_random_ops_v2

from labkit.probe.noise import NoiseQueue
from labkit.probe.tensorflow_backend.networks import pool


def seed(number: int) -> None:
    """Seed everything. Operations that TensorFlow has made ready stay so: to make them anew takes half a question's
    time. One that draws from the same seeds as in an earlier question goes on where that stopped.
    """
    with mock.patch.object(pywrap_tfe, "TFE_ContextClearCaches"):
        keras.utils.set_random_seed(number % 2**32)


def settle() -> None:
    """See Backend.settle. Weights and policies of networks that were built before stay as they are."""
    if not tf.executing_eagerly():
        tf.compat.v1.reset_default_graph()  # TensorFlow goes back to eager execution only where no graph was made
        tf.compat.v1.enable_eager_execution()
    tf.config.run_functions_eagerly(False)
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy("float32")


@contextlib.contextmanager
def asking() -> Iterator[None]:
    """Run functions eagerly: tracing costs more than it saves, and would freeze injected noise."""
    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        pool.give_back()
        tf.config.run_functions_eagerly(before)


@contextlib.contextmanager
def drawing_from(queue: NoiseQueue) -> Iterator[None]:
    """See Backend.drawing_from.

    The patched functions are the lowest in Python, which draw N(0, 1) before any scale and shift, so that
    ``keras.random``, ``tf.random``, its generators and layers are all served alike.
    """
    with contextlib.ExitStack() as stack:
        for module, name in (
            (gen_random_ops, "random_standard_normal"),
            (gen_stateless_random_ops, "stateless_random_normal"),
            (gen_stateless_random_ops_v2, "stateless_random_normal_v2"),
        ):
            stack.enter_context(mock.patch.object(module, name, _served(queue, getattr(module, name))))
        yield


def _served(queue: NoiseQueue, original: Callable) -> Callable:
    def draw(shape, *args, **kwargs):
        # While Keras traces a layer's output shape nothing is really drawn.
        served = queue.take(np.asarray(shape)) if tf.executing_eagerly() else None
        if served is None:
            return original(shape, *args, **kwargs)
        dtypes = [tf.as_dtype(a) for a in (*args[:1], kwargs.get("dtype")) if isinstance(a, tf.DType | str)]
        return tf.convert_to_tensor(served, dtype=dtypes[0] if dtypes else tf.float32)

    return draw
