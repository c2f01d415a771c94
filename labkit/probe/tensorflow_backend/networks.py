"""Networks of Keras: those that a question brings along, and what is asked of any. See labkit.probe.backend."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from labkit.probe.array_stand_ins import added
from labkit.probe.network import NORM_EPSILON, NORM_MOMENTUM, NoNetwork, output_shapes, parameters
from labkit.probe.weights import generic


class Described(keras.layers.Layer):
    """All layers of a description (see labkit.probe.network) in one: each further one would take Keras half a millisecond.

    ValueError for an unknown kind of layer.
    """

    def __init__(self, description: dict[str, Any]) -> None:
        super().__init__()
        self.description, self.shapes = description, output_shapes(description)
        self.parts: dict[str, keras.layers.Layer] = {}
        self.kept: dict[int, list[np.ndarray]] = {
            index: [] for index, (_, kind, *_) in enumerate(description["layers"]) if kind == "record"
        }
        for index, (kernel, bias, *statistics) in parameters(description, seed=0).items():
            norm = keras.layers.BatchNormalization(momentum=NORM_MOMENTUM, epsilon=NORM_EPSILON)
            self.parts[str(index)] = part = norm if statistics else keras.layers.Dense(*bias.shape)
            part.build((None, len(kernel)))
        self.built = True

    def compute_output_spec(self, inputs: Any, training: Any = None) -> list[keras.KerasTensor]:
        """Shapes, which Keras would else find by tracing."""
        batch = (inputs[0] if isinstance(inputs, list | tuple) else inputs).shape[0]
        outputs = self.description["outputs"]
        return [keras.KerasTensor((batch, *self.shapes[name]), self.compute_dtype) for name in outputs]

    def call(self, inputs: Any, training: Any = None) -> list[tf.Tensor]:
        """A tensor, or a list of them -> a list of tensors."""
        inputs = inputs if isinstance(inputs, list | tuple) else [inputs]
        values = dict(zip(self.description["inputs"], inputs, strict=True))
        for index, (name, kind, sources, options) in enumerate(self.description["layers"]):
            incoming = [values[source] for source in sources]
            values[name] = self._layer(index, kind, incoming, options, training)
        return [values[name] for name in self.description["outputs"]]

    def _layer(
        self, index: int, kind: str, incoming: list[tf.Tensor], options: dict[str, Any], training: Any
    ) -> tf.Tensor:
        match kind:
            case "flatten":
                return tf.reshape(incoming[0], (-1, math.prod(incoming[0].shape[1:])))
            case "reshape":
                return tf.reshape(incoming[0], (-1, *options["shape"]))
            case "dense":
                part = self.parts[str(index)]
                value = tf.matmul(incoming[0], part.kernel) + part.bias
                activation = options.get("activation", "linear")
                return value if activation == "linear" else getattr(tf.nn, activation)(value)
            case "concat":
                return tf.concat(incoming, axis=-1)
            case "norm":
                rows = tf.reshape(incoming[0], (-1, incoming[0].shape[-1]))
                rows = self.parts[str(index)].call(rows, training=training)
                return tf.reshape(rows, tf.shape(incoming[0]))
            case "phase":
                return incoming[0] if training else incoming[0] / 2
            case "record":
                if tf.executing_eagerly():  # not while a graph is traced
                    self.kept[index].append(np.array(incoming[0]))
                return incoming[0]
            case "scaled":
                return options["factor"] * incoming[0]
            case "jitter":
                a, b = incoming
                return a + (0.5 + 0.1 * tf.tanh(b)) * tf.random.normal(tf.shape(a), dtype=a.dtype)
        raise ValueError(f"unknown kind of layer: {kind!r}")


class NetworkPool:
    """Built networks, to be used again by later questions: building costs more than most questions' work.

    Within one question every request gets a network of its own.
    """

    def __init__(self) -> None:
        self._free: dict[str, list[BuiltNetwork]] = {}
        self._taken: list[tuple[str, BuiltNetwork]] = []

    def take(self, description: dict[str, Any], seed: int) -> keras.Model:
        """A network of a description, with the weights of ``seed``, that nobody else has until ``give_back``."""
        key = repr(description)
        free = self._free.setdefault(key, [])
        built = free.pop() if free else BuiltNetwork(description)
        self._taken.append((key, built))
        return built.with_weights(seed)

    def give_back(self) -> None:
        """Let all networks be taken again."""
        for key, built in self._taken:
            self._free[key].append(built)
        self._taken.clear()


class BuiltNetwork:
    """A Keras model of a description (see labkit.probe.network)."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.description, self.layer = description, Described(description)
        inputs = [keras.Input(tuple(shape)) for shape in description["inputs"].values()]
        inputs = inputs if len(inputs) > 1 else inputs[0]
        outputs = self.layer(inputs)
        self.model = keras.Model(inputs, outputs if len(outputs) > 1 else outputs[0])

    def with_weights(self, seed: int) -> keras.Model:
        """The model with the weights of ``seed``, trainable, whatever was done to it before."""
        self.model.trainable = True
        for index, arrays in parameters(self.description, seed).items():
            self.layer.parts[str(index)].set_weights(arrays)
        recorded(self.model)
        return self.model


pool = NetworkPool()


def network(description: dict[str, Any], seed: int) -> keras.Model:
    """See Helpers.network."""
    return pool.take(description, seed)


def recorded(network: keras.Model) -> list[list[np.ndarray]]:
    """See Helpers.recorded."""
    [layer] = [layer for layer in network.layers if isinstance(layer, Described)]
    made = [list(calls) for calls in layer.kept.values()]
    for calls in layer.kept.values():
        calls.clear()
    return made


def linear_layer(*weights: float) -> type[keras.layers.Layer]:
    """See Helpers.linear_layer."""

    class StandIn(keras.layers.Layer):
        def call(self, *inputs):
            """Arrays, or one list of them -> Σ w_i a_i."""
            inputs = inputs[0] if len(inputs) == 1 else inputs
            return added([w * a for w, a in zip(weights, inputs, strict=True)])

    return StandIn


def watch(network: Any) -> Callable[[], dict[str, list[np.ndarray]]]:
    """See Backend.watch."""
    kept = {
        "weights": list(network.trainable_variables),
        "state": [v for v in network.non_trainable_variables if "float" in str(v.dtype)],
    }
    return lambda: {kind: [np.array(v) for v in of] for kind, of in kept.items()}


class StandsForModel:
    """What it does not have itself is the model's."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)


class InMode(StandsForModel):
    """A model that is always called in one mode, with its inputs one after another."""

    def __init__(self, model: Any, training: bool) -> None:
        super().__init__(model)
        self.training = training

    def __call__(self, *inputs: Any) -> Any:
        """What the model makes of one input, or of several."""
        return self.model(list(inputs) if len(inputs) > 1 else inputs[0], training=self.training)


class RandomisedWhenBuilt(StandsForModel):
    """A model that is built and randomised as soon as it is called."""

    def __init__(self, model: keras.Model, **options: Any) -> None:
        super().__init__(model)
        self.options = options

    def __call__(self, inputs: Any, **kwargs: Any) -> Any:
        """What the model makes of its input."""
        if not self.model.built:
            self.model(keras.Input(batch_shape=inputs.shape))  # traces the model: no noise is drawn
            randomised(self.model, **self.options)
        return self.model(inputs, **kwargs)


def in_mode(model: Any, training: bool) -> InMode:
    """See Helpers.in_mode."""
    return InMode(model, training)


def randomised(model: keras.Model, seed: int, gain: float = 1.0, shift: float = 0.0) -> Any:
    """See Helpers.randomised."""
    if not isinstance(model, keras.layers.Layer):
        raise NoNetwork(model)
    if not model.built:
        return RandomisedWhenBuilt(model, seed=seed, gain=gain, shift=shift)
    variables = model.trainable_variables
    scales = [v.name == "gamma" for v in variables]
    made = generic([tuple(v.shape) for v in variables], scales, seed, gain, shift)
    for v, values in zip(variables, made, strict=True):
        v.assign(values)
    return model


def moved(model: Any, changes: Sequence[np.ndarray | None]) -> None:
    """See Helpers.moved."""
    for v, change in zip(model.trainable_variables, changes, strict=True):
        if change is not None:
            v.assign_add(change)


def is_model(value: Any) -> bool:
    """See Helpers.is_model."""
    return isinstance(value, keras.Model)


def layers_of(model: keras.Model) -> list[dict[str, Any]]:
    """See Helpers.layers_of."""
    found = []
    for layer in filter(lambda layer: layer.built, model._flatten_layers(include_self=False)):
        kind = next(c.__name__ for c in type(layer).__mro__ if c.__module__.split(".")[0] == "keras")
        sizes = {name: getattr(layer, name, None) for name in ("kernel_size", "strides")}
        found.append({"kind": kind, **{k: v for k, v in sizes.items() if isinstance(v, tuple)}})
    return found
