"""The probe's backend for Keras on TensorFlow."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from unittest import mock

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python import pywrap_tfe
from tensorflow.python.ops import gen_random_ops, gen_stateless_random_ops, gen_stateless_random_ops_v2

from labkit.probe.classes import CLASS_HELPERS
from labkit.probe.network import NORM_EPSILON, NORM_MOMENTUM, parameters
from labkit.probe.noise import NoiseQueue, normals
from labkit.probe.numpy_backend import array, numpy_noise


def tensor(array: np.ndarray) -> Any:
    """A tensor: floats as float32, integers as int32, as they are when a notebook makes them."""
    kinds = {"f": "float32", "i": "int32", "u": "int32"}
    return tf.convert_to_tensor(np.asarray(array, kinds.get(array.dtype.kind, array.dtype)))


def variable(array: np.ndarray) -> tf.Variable:
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


def seed(number: int) -> None:
    """Seed everything. Operations that TensorFlow has made ready stay so: to make them anew takes half a question's
    time. One that draws from the same seeds as in an earlier question goes on where that stopped.
    """
    with mock.patch.object(pywrap_tfe, "TFE_ContextClearCaches"):
        keras.utils.set_random_seed(number % 2**32)


def watch(network: keras.layers.Layer) -> Callable[[], dict[str, list[np.ndarray]]]:
    """A function that reads a network: the weights that are trainable now, and its state, in Keras's order.

    The state is what a forward pass may change, the statistics of normalisation; not that of random generators.
    """
    kept = {
        "weights": list(network.trainable_variables),
        "state": [v for v in network.non_trainable_variables if "float" in str(v.dtype)],
    }
    return lambda: {kind: [np.array(v) for v in of] for kind, of in kept.items()}


def gradient(function: Callable[[], Any], wrt: list[Any]) -> list[Any]:
    """d function() / d each of ``wrt``; None where there is no way from one to the other."""
    watched = [list(x.trainable_variables) if isinstance(x, keras.layers.Layer) else x for x in wrt]
    with tf.GradientTape(persistent=True) as tape:
        value = function()
    if value is None or not tf.is_tensor(value):
        raise TypeError(f"expected a tensor, got {type(value).__name__}: no gradient can flow through it")
    return [tape.gradient(value, _raw(x)) for x in watched]


def _raw(x: Any) -> Any:
    if isinstance(x, list):
        return [_raw(item) for item in x]
    return x.value if isinstance(x, keras.Variable) else x


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
def served_noise(arrays: list[np.ndarray]) -> Iterator[None]:
    """Serve ``arrays`` wherever TensorFlow, Keras or numpy draw standard normal noise of their shape.

    The patched functions are the lowest in Python, which draw N(0, 1) before any scale and shift, so that
    ``keras.random``, ``tf.random``, its generators and layers are all served alike.
    """
    if not arrays:
        yield
        return
    queue = NoiseQueue(arrays)
    with contextlib.ExitStack() as stack:
        for module, name in (
            (gen_random_ops, "random_standard_normal"),
            (gen_stateless_random_ops, "stateless_random_normal"),
            (gen_stateless_random_ops_v2, "stateless_random_normal_v2"),
        ):
            stack.enter_context(mock.patch.object(module, name, _served(queue, getattr(module, name))))
        stack.enter_context(numpy_noise(queue))
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


class Jitter(keras.layers.Layer):
    """a + (0.5 + 0.1 tanh b) ε: noise that depends on both inputs, see labkit.probe.network."""

    def call(self, inputs):
        a, b = inputs
        return a + (0.5 + 0.1 * keras.ops.tanh(b)) * keras.random.normal(keras.ops.shape(a))


class Phase(keras.layers.Layer):
    """a in training, a / 2 otherwise, see labkit.probe.network."""

    def call(self, inputs, training=None):
        return inputs if training else inputs / 2


LAYERS: dict[str, Callable[..., keras.layers.Layer]] = {
    "flatten": keras.layers.Flatten,
    "reshape": lambda shape: keras.layers.Reshape(tuple(shape)),
    "dense": keras.layers.Dense,
    "concat": lambda: keras.layers.Concatenate(axis=-1),
    "norm": lambda: keras.layers.BatchNormalization(momentum=NORM_MOMENTUM, epsilon=NORM_EPSILON),
    "phase": Phase,
    "jitter": Jitter,
}


class NetworkPool:
    """Built networks, to be used again by later questions: building costs more than most questions' work.

    Within one question every request gets a network of its own.
    """

    def __init__(self) -> None:
        self._free: dict[str, list[BuiltNetwork]] = {}
        self._taken: list[tuple[str, BuiltNetwork]] = []

    def take(self, description: dict[str, Any], seed: int) -> keras.Model:
        key = repr(description)
        free = self._free.setdefault(key, [])
        built = free.pop() if free else BuiltNetwork(description)
        self._taken.append((key, built))
        return built.with_weights(seed)

    def give_back(self) -> None:
        for key, built in self._taken:
            self._free[key].append(built)
        self._taken.clear()


class BuiltNetwork:
    """A Keras model of a description (see labkit.probe.network)."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.description, self.layers = description, {}
        values = {name: keras.Input(tuple(shape)) for name, shape in description["inputs"].items()}
        inputs = list(values.values())
        for index, (name, kind, sources, options) in enumerate(description["layers"]):
            self.layers[index] = LAYERS[kind](**options)
            incoming = [values[source] for source in sources]
            values[name] = self.layers[index](incoming if len(incoming) > 1 else incoming[0])
        outputs = [values[name] for name in description["outputs"]]
        self.model = keras.Model(
            inputs if len(inputs) > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0]
        )

    def with_weights(self, seed: int) -> keras.Model:
        """The model with the weights of ``seed``, trainable, whatever was done to it before."""
        self.model.trainable = True
        for index, arrays in parameters(self.description, seed).items():
            self.layers[index].set_weights(arrays)
        return self.model


pool = NetworkPool()


def network(description: dict[str, Any], seed: int) -> keras.Model:
    """A network of a description (see labkit.probe.network) with the weights of ``seed``."""
    return pool.take(description, seed)


def sgd(learning_rate: float = 1.0, momentum: float = 0.0) -> keras.optimizers.Optimizer:
    """Stochastic gradient descent: the first change of a weight is minus its gradient, with momentum too."""
    return keras.optimizers.SGD(learning_rate, momentum)


def optimizer_state(optimizer: keras.optimizers.Optimizer) -> dict[str, Any]:
    """How often an optimiser has been applied, and the arrays it keeps for weights (of sgd: the momenta)."""
    own = {id(optimizer.iterations), id(optimizer._learning_rate)}
    return {
        "iterations": int(optimizer.iterations.numpy()),
        "slots": [np.array(v) for v in optimizer.variables if id(v) not in own],
    }


def compiled(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> keras.Model:
    """``model``, compiled with ``optimizer`` to run eagerly."""
    model.compile(optimizer=optimizer, run_eagerly=True)
    return model


def compiled_with(model: keras.Model, **optimizers: keras.optimizers.Optimizer) -> keras.Model:
    """``model``, compiled with its own names for several optimisers, to run eagerly."""
    model.compile(**optimizers)
    model.run_eagerly = True
    return model


def randomised(model: keras.Model, seed: int, gain: float = 1.0, shift: float = 0.0) -> keras.Model:
    """``model`` with generic trainable weights in place of its own: no zeros, no symmetry, no training.

    Arrays of two and more axes ~ gain · N(0, 1/fan-in), others ~ N(shift, 0.3²), those called gamma ~ N(1, 0.3²).
    A subclassed model has no weights before it has seen an input: it gets them then.
    """
    if not model.built:
        return RandomisedWhenBuilt(model, seed, gain, shift)
    variables = model.trainable_variables
    for v, values in zip(variables, normals([tuple(v.shape) for v in variables], seed), strict=True):
        fan_in = math.prod(values.shape[:-1]) if values.ndim > 1 else 0
        centre = 1.0 if v.name == "gamma" else 0.0 if fan_in else shift
        v.assign(values * (gain / math.sqrt(fan_in) if fan_in else 0.3) + centre)
    return model


class RandomisedWhenBuilt:
    """Stands for a model that is built and randomised as soon as it is called."""

    def __init__(self, model: keras.Model, seed: int, gain: float, shift: float) -> None:
        self.model, self.seed, self.gain, self.shift = model, seed, gain, shift

    def __call__(self, inputs: Any, **kwargs: Any) -> Any:
        if not self.model.built:
            self.model(keras.Input(batch_shape=inputs.shape))  # traces the model: no noise is drawn
            randomised(self.model, self.seed, self.gain, self.shift)
        return self.model(inputs, **kwargs)

    @property
    def trainable_variables(self) -> list[keras.Variable]:
        return self.model.trainable_variables


def layers_of(model: keras.Model) -> list[dict[str, Any]]:
    """The layers within a model, however deep: the Keras class each is one of, kernel size and strides if it has any.

    Layers that are never called are left out, as they are not built then.
    """
    found = []
    for layer in filter(lambda layer: layer.built, model._flatten_layers(include_self=False)):
        kind = next(c.__name__ for c in type(layer).__mro__ if c.__module__.split(".")[0] == "keras")
        sizes = {name: getattr(layer, name, None) for name in ("kernel_size", "strides")}
        found.append({"kind": kind, **{k: v for k, v in sizes.items() if isinstance(v, tuple)}})
    return found


def train_on_batches(model: keras.Model, inputs: Any, batch_size: int) -> int:
    """Train on consecutive batches by ``train_step`` compiled to a graph, as in ``fit``; how many they were."""
    return len(train_logs(model, inputs, batch_size))


def train_logs(model: keras.Model, inputs: Any, batch_size: int, targets: Any = None) -> list[dict[str, Any]]:
    """What ``train_step`` returned for each of some consecutive batches; see train_on_batches.

    With targets it gets pairs of inputs and targets. As in ``fit``, the size of a batch is not known to the graph.
    ``fit`` itself would take longer for its data pipeline than for all these steps.
    """
    tf.config.run_functions_eagerly(False)
    # Keras's global generator is a variable: were it made while the function is traced, that would be done twice.
    keras.random.uniform(())
    try:
        data = inputs if targets is None else (inputs, targets)
        data = tf.nest.map_structure(tf.convert_to_tensor, data)
        batch = tf.nest.map_structure(lambda a: tf.TensorSpec([None, *a.shape[1:]], a.dtype), data)
        step, logs = tf.function(model.train_step, input_signature=[batch], autograph=False), []
        for start in range(0, len(inputs), batch_size):
            model.reset_metrics()
            logs.append(step(tf.nest.map_structure(lambda a, k=start: a[k : k + batch_size], data)))
        return logs
    finally:
        tf.config.run_functions_eagerly(True)


def mean_squares(*weights: float) -> Callable:
    """A known stand-in for a loss: f(a, b, …) = Σ w_i mean(a_i²)."""

    def stand_in(*arrays):
        terms = [w * keras.ops.mean(keras.ops.square(a)) for w, a in zip(weights, arrays, strict=True)]
        return sum(terms[1:], terms[0])

    return stand_in


def named_squares(pairs: Iterable[tuple[str, str, float]] = (), /, **weights: float) -> Callable:
    """A known stand-in for a loss whose arguments have names: f(a=…, b=…) = Σ w_i mean(a_i² + a_i).

    It can be called by position and by name. Arguments that are left out count as 0. The sign of an argument matters.
    pairs: (labels, a, w) adds w mean((1 + label) (a² + a)), so that it matters which label goes with which example; to
    the value alone, and not to the gradient, so that wrong labels do not cost what is judged by that.
    """

    def stand_in(*arrays, **named):
        given = _by_name(weights, arrays, named)
        terms = [weights[name] * keras.ops.mean(_uneven(a)) for name, a in given.items()]
        paired = [pair for pair in pairs if pair[0] in given and pair[1] in given]
        terms += [
            w * keras.ops.stop_gradient(_of_labels(given[labels], given[name])) for labels, name, w in paired
        ]
        return sum(terms[1:], terms[0])

    return stand_in


def _uneven(a: Any) -> Any:
    """a² + a: where the sign matters."""
    a = keras.ops.cast(a, "float32")
    return keras.ops.square(a) + a


def _of_labels(labels: Any, a: Any) -> Any:
    """mean((1 + label) (a² + a)), the mean over the examples and all their numbers."""
    labels, a = (
        keras.ops.reshape(part, (keras.ops.shape(part)[0], -1))
        for part in (keras.ops.cast(labels, "float32"), _uneven(a))
    )
    return keras.ops.mean((1 + keras.ops.mean(labels, axis=1, keepdims=True)) * a)


def _by_name(names: Iterable[str], args: tuple, named: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call, by their names in order. TypeError for others, and for too many."""
    names = tuple(names)
    given = dict(zip(names, args, strict=False)) | named
    if len(args) > len(names) or given.keys() - set(names):
        raise TypeError(f"the arguments are {', '.join(names)}, not {len(args)} and {', '.join(named)}")
    return given


def waves(width: int) -> Callable:
    """A known stand-in for what joins arrays with labels: f(a, labels) has ``width`` more places on the last axis.

    Behind a (batch, ..., channels) come sin(k (label + 1)), k = 1, ..., width, at every place: numbers that tell
    the label, but are on purpose no one-hot code.
    """

    def stand_in(a, labels):
        a, labels = (keras.ops.convert_to_tensor(part, dtype="float32") for part in (a, labels))
        code = keras.ops.sin(keras.ops.arange(1, width + 1, dtype="float32") * (labels[:, None] + 1))
        code = keras.ops.reshape(code, (-1, *[1] * (len(a.shape) - 2), width))
        return keras.ops.concatenate([a, code * keras.ops.ones_like(a[..., :1])], axis=-1)

    return stand_in


def labelled_squares(labels: str, **weights: float) -> Callable:
    """A known stand-in for a loss that needs labels: f(labels, a=…, b=…) = Σ w_i mean((1 + label) (a_i² + a_i)).

    labels: the name of the first argument, a number for each example; so it matters which label goes with which.
    """
    arguments = (labels, *weights)

    def stand_in(*arrays, **named):
        given = _by_name(arguments, arrays, named)
        if missing := [name for name in arguments if name not in given]:
            raise TypeError(f"missing: {', '.join(missing)}")
        return sum(w * _of_labels(given[labels], given[name]) for name, w in weights.items())

    return stand_in


def layered_squares(**weights: float) -> Callable:
    """As named_squares, for arguments that are lists: the k-th part of each counts k times, f(a=…) = w Σ_k k mean(a_k²).

    An array counts as the list of what is along its first axis. So it can be told in which order the parts come.
    """

    def stand_in(*lists, **named):
        given = _by_name(weights, lists, named)
        terms = [
            weights[name] * k * keras.ops.mean(keras.ops.square(part))
            for name, parts in given.items()
            for k, part in enumerate(parts, start=1)
        ]
        return sum(terms[1:], terms[0])

    return stand_in


def linear_layer(*weights: float) -> type[keras.layers.Layer]:
    """A known stand-in for a layer of several inputs: f([a, b, …]) = Σ w_i a_i."""

    class StandIn(keras.layers.Layer):
        def call(self, *inputs):
            inputs = inputs[0] if len(inputs) == 1 else inputs
            terms = [w * a for w, a in zip(weights, inputs, strict=True)]
            return sum(terms[1:], terms[0])

    return StandIn


def projection(value: Any, direction: Any) -> Any:
    """Σ value · direction: a scalar with a gradient in every element of ``value``."""
    return keras.ops.sum(keras.ops.cast(value, "float32") * direction)


def nudge(model: keras.Model, inputs: Any, directions: list[Any], size: float) -> dict[str, Any]:
    """How a network responds to a small step against its own gradient.

    For L = Σ_k projection(output_k, direction_k): ``before`` and ``after`` are the outputs before and after
    every trainable weight moved by −η ∂L/∂w, where η = size / Σ‖∂L/∂w‖²; ``norms`` are the ‖∂L/∂w‖.
    To first order L falls by ``size``.
    """
    model(inputs, training=False)  # builds what is not built yet
    variables = list(model.trainable_variables)
    with tf.GradientTape() as tape:
        before = _as_list(model(inputs, training=False))
        loss = sum(projection(o, d) for o, d in zip(before, directions, strict=True) if d is not None)
    gradients = tape.gradient(loss, [_raw(v) for v in variables])
    norms = [0.0 if g is None else float(tf.norm(tf.convert_to_tensor(g))) for g in gradients]
    rate = size / max(sum(n * n for n in norms), 1e-12)
    for v, g in zip(variables, gradients, strict=True):
        if g is not None:
            v.assign_sub(rate * tf.convert_to_tensor(g))
    after = _as_list(model(inputs, training=False))
    return {"before": before, "after": after, "norms": np.asarray(norms, "float64")}


def _as_list(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


HELPERS: dict[str, Callable] = {
    function.__name__: function
    for function in (
        array,
        network, sgd, optimizer_state, compiled, compiled_with, randomised, layers_of, train_on_batches, train_logs,
        mean_squares, named_squares, layered_squares, labelled_squares, waves, linear_layer, projection, nudge,
    )
} | CLASS_HELPERS  # fmt: skip
