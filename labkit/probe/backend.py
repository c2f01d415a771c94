"""What the probe needs of a framework: the interface of ``labkit.probe.<framework>_backend``.

A backend is a module. Everything that can be written without a framework is written once, upon it: stand-ins for
functions of arrays (``array_stand_ins``), questions about learning (``learning``). Its HELPERS are all that a check can call
as ``probe.NAME``.

A notebook in plain Python and numpy has arrays, and no gradients, networks and optimisers: its backend lacks all of
``Helpers`` but ``images`` and ``channels_last``, and whoever asks it for one gets a TypeError that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np

from labkit.probe.noise import NoiseQueue


class Evaluation(Protocol):
    """What the evaluation of a question needs."""

    def tensor(self, array: np.ndarray) -> Any:
        """A tensor of this shape, as a notebook makes one: floats as float32, integers as the framework's usual kind.

        Of numpy: a writable copy, as it is.
        """

    def variable(self, array: np.ndarray) -> Any:
        """A float32 tensor of this shape whose gradient can be asked for."""

    def to_numpy(self, value: Any) -> np.ndarray | None:
        """``value`` as an array of its shape, or None when it is no tensor. Half precision is widened to float32."""

    def seed(self, number: int) -> None:
        """Seed Python, numpy and the framework. number: at least 0; of larger ones the last 32 bits count."""

    def watch(self, network: Any) -> Callable[[], dict[str, list[np.ndarray]]]:
        """A function that reads a network: {"weights", "state"}, copies of arrays in the framework's order and layout.

        The weights are those that are trainable now. The state is what a forward pass may change, the statistics of
        normalisation, without that of random generators. Of numpy: the public attributes of an object.
        """

    def gradient(self, function: Callable[[], Any], wrt: Sequence[Any]) -> list[Any]:
        """d function() / d each of ``wrt``; None where there is no way from one to the other.

        function: gives a scalar tensor
        wrt: variables, whose gradients have their shapes, and networks: of these a list, one for each trainable weight
        Raises TypeError for a value that is no tensor, and always in numpy.
        """

    def settle(self) -> None:
        """Undo what a notebook set for the whole process: number types, layouts, devices, graphs or eager execution."""

    def asking(self) -> AbstractContextManager:
        """The state in which a question is evaluated: step by step, and with gradients."""

    def drawing_from(self, queue: NoiseQueue) -> AbstractContextManager:
        """While it lasts the framework's own ways to draw standard normal noise are served by ``queue``.

        So is noise that is scaled and shifted then. A shape that the queue does not have is really drawn.
        """


class Arrays(Protocol):
    """Operations on arrays of any shape, for code that is written once. Gradients pass but where it is said."""

    def floats(self, a: Any) -> Any:
        """``a`` (a tensor, an array or numbers) as float32, of the same shape."""

    def square(self, a: Any) -> Any:
        """a², of the shape and precision of ``a``."""

    def mean(self, a: Any) -> Any:
        """The mean of all elements, a scalar."""

    def total(self, a: Any) -> Any:
        """The sum of all elements, a scalar."""

    def each_mean(self, a: Any) -> Any:
        """The mean of each example: (n, ...) -> (n,)."""

    def sine(self, a: Any) -> Any:
        """sin(a), of the shape of ``a``."""

    def detached(self, a: Any) -> Any:
        """``a``, through which no gradient passes."""

    def with_code(self, a: Any, code: Any) -> Any:
        """``a`` with the code (n, k) of each example behind its channels, at every place.

        a: (n, c), or images in the layout of the framework; of these c becomes c + k.
        """


class Helpers(Protocol):
    """What a check asks for by ``probe.NAME`` and each framework writes in its own way."""

    def images(self, value: Any) -> Any:
        """Images (n, H, W, channels), the layout in which they cross, in that of the framework.

        TensorFlow and numpy: the same; PyTorch: (n, channels, H, W). Gradients pass.
        """

    def channels_last(self, value: Any) -> Any:
        """Images in the layout of the framework as (n, H, W, channels): ``images`` undone. Gradients pass."""

    def network(self, description: dict[str, Any], seed: int) -> Any:
        """A small network of a description (see labkit.probe.network) with the weights of ``seed``, all trainable.

        Several inputs are given to it as a list, several outputs are one. Shapes in the description are channels
        last; what has three axes besides the batch is an image, which goes in and out in the layout of the framework.
        Raises ValueError for an unknown kind of layer.
        """

    def recorded(self, network: Any) -> list[list[np.ndarray]]:
        """What a network of ``network`` was called on since it was made, or since it was last asked for this.

        For each of its layers of the kind record, in their order, a list: what went through it in every call, in the
        order of the calls. In a graph nothing is kept.
        """

    def linear_layer(self, *weights: float) -> type:
        """A known stand-in for a class of layers with several inputs: f([a, b, …]) = f(a, b, …) = Σ w_i a_i."""

    def sgd(self, learning_rate: float = 1.0, momentum: float = 0.0, *, of: Sequence[Any] = ()) -> Any:
        """Stochastic gradient descent: v ← momentum · v − learning_rate · gradient, w ← w + v, from v = 0.

        So with the usual learning rate the first change of a weight is minus its gradient, with momentum too.
        (Sutskever et al. 2013, "On the importance of initialization and momentum", equations 1 and 2.)
        of: the networks whose weights it moves. A Keras optimiser learns that when it is applied, and does without.
        In PyTorch one that is the only one of a model may do without too: it moves all the model's weights.
        """

    def optimizer_state(self, optimizer: Any) -> dict[str, Any]:
        """{"iterations", "slots"}: how often an optimiser of ``sgd`` has been applied, and what it keeps for weights.

        slots: v of each weight, in the framework's layout; none without momentum, nor before the first step.
        """

    def compiled_with(self, model: Any, **optimizers: Any) -> Any:
        """``model``, given optimisers by the names that it has for them, such as ``d_optimizer``; ready for its train_step.

        They are handed to its method ``compile`` by these names; a PyTorch model that has none of its own gets them as
        attributes. Keras models run eagerly.
        Raises ValueError, in PyTorch, where one of several optimisers does not know whose weights it moves.
        """

    def in_mode(self, model: Any, training: bool) -> Any:
        """``model`` in training mode or out of it. It is called with its inputs one after another, and else as the model.

        A Keras model is told at each call; a PyTorch model stays in the mode until it is put into another.
        """

    def randomised(self, model: Any, seed: int, gain: float = 1.0, shift: float = 0.0) -> Any:
        """``model`` with generic trainable weights in place of its own: see labkit.probe.weights.generic.

        They depend on the seed and on the shapes of the weights in their order, counted as Keras lays them out: so
        a network of equal layers is the same in both frameworks.
        A subclassed Keras model has no weights before it has seen an input: it gets them then.
        NoNetwork for what is no network.
        """

    def moved(self, model: Any, changes: Sequence[np.ndarray | None]) -> None:
        """Add to each trainable weight its change, of the weight's shape; None: none."""

    def is_model(self, value: Any) -> bool:
        """Whether it is a keras.Model, or an nn.Module: a layer of Keras, or a function, is none."""

    def layers_of(self, model: Any) -> list[dict[str, Any]]:
        """The layers within a model, however deep: {"kind"}, and "kernel_size" and "strides" of those that have them.

        kind: the name of the Keras class, also of PyTorch's counterparts; of others their own.
        Layers of Keras that are never called are left out, as they are not built then. PyTorch cannot tell them.
        """

    def train_logs(self, model: Any, inputs: Any, batch_size: int, targets: Any = None) -> list[Any]:
        """What ``train_step`` returned for each of some consecutive batches, the last of which may be smaller.

        inputs, targets: (n, ...). With targets train_step gets pairs of inputs and targets.
        Keras: compiled to a graph, as in ``fit``. PyTorch: in training mode, as in a loop.
        """


class Backend(Evaluation, Arrays, Helpers, Protocol):
    """All that a framework's backend has.

    HELPERS: all that a check can call as ``probe.NAME``, put together by labkit.probe.helpers.helpers_of
    """

    HELPERS: dict[str, Callable]


def names_of(protocol: type) -> list[str]:
    """The public names that a protocol itself defines, in their order."""
    return [name for name in vars(protocol) if not name.startswith("_")]
