"""Optimisers and training of Keras models: see labkit.probe.backend."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf


def sgd(
    learning_rate: float = 1.0, momentum: float = 0.0, *, of: Sequence[Any] = ()
) -> keras.optimizers.Optimizer:
    """See Helpers.sgd. A Keras optimiser learns whose weights it moves when it is applied."""
    return keras.optimizers.SGD(learning_rate, momentum)


def optimizer_state(optimizer: keras.optimizers.Optimizer) -> dict[str, Any]:
    """See Helpers.optimizer_state."""
    own = {id(optimizer.iterations), id(optimizer.learning_rate)}
    return {
        "iterations": int(optimizer.iterations.numpy()),
        "slots": [np.array(v) for v in optimizer.variables if id(v) not in own],
    }


def compiled_with(model: keras.Model, **optimizers: keras.optimizers.Optimizer) -> keras.Model:
    """See Helpers.compiled_with."""
    model.compile(**optimizers)
    model.run_eagerly = True
    return model


def train_logs(model: keras.Model, inputs: Any, batch_size: int, targets: Any = None) -> list[Any]:
    """See Helpers.train_logs. As in ``fit``, the size of a batch is not known to the graph.

    ``fit`` itself would take longer for its data pipeline than for all these steps.
    """
    with _in_graphs():
        data = inputs if targets is None else (inputs, targets)
        data = tf.nest.map_structure(tf.convert_to_tensor, data)
        batch = tf.nest.map_structure(lambda a: tf.TensorSpec([None, *a.shape[1:]], a.dtype), data)
        step, logs = tf.function(model.train_step, input_signature=[batch], autograph=False), []
        for start in range(0, len(inputs), batch_size):
            model.reset_metrics()
            logs.append(step(tf.nest.map_structure(lambda a, k=start: a[k : k + batch_size], data)))
        return logs


def in_graph(layer: keras.layers.Layer, batches: Sequence[Any]) -> list[Any]:
    """What a layer gives for each of some batches within a model that is compiled to a graph, outside of training.

    batches: tensors, or tuples of them, (batch, ...); how many there are in a batch is not known to the graph.
    """
    with _in_graphs():
        inputs = tf.nest.map_structure(lambda a: keras.Input(a.shape[1:], dtype=a.dtype), batches[0])
        model = keras.Model(inputs, layer(inputs))
        any_size = tf.nest.map_structure(lambda a: tf.TensorSpec([None, *a.shape[1:]], a.dtype), batches[0])
        called = tf.function(
            lambda data: model(data, training=False), input_signature=[any_size], autograph=False
        )
        return [called(data) for data in batches]


@contextlib.contextmanager
def _in_graphs() -> Iterator[None]:
    """Within the block functions are compiled to graphs; elsewhere in a question they run eagerly."""
    tf.config.run_functions_eagerly(False)
    # Keras's global generator is a variable: were it made while a function is traced, that would be done twice.
    keras.random.uniform(())
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(True)


EXTRA = (in_graph,)
