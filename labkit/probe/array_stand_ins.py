"""Known stand-ins for functions of arrays, written once upon the operations of a backend.

They know no answer: none of them is a formula of any assignment. Their arguments are tensors of the notebook, arrays
or numbers, their values scalars of the framework unless it is said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from labkit.probe.backend import Arrays


def mean_squares(backend: Arrays, /, *weights: float) -> Callable:
    """A known stand-in for a loss: f(a, b, …) = Σ w_i mean(a_i²). ValueError for more or fewer arguments."""

    def stand_in(*arrays: Any) -> Any:
        pairs = zip(weights, arrays, strict=True)
        return added([w * backend.mean(backend.square(a)) for w, a in pairs])

    return stand_in


def named_squares(
    backend: Arrays, pairs: Iterable[tuple[str, str, float]] = (), /, **weights: float
) -> Callable:
    """A known stand-in for a loss whose arguments have names: f(a=…, b=…) = Σ w_i mean(a_i² + a_i).

    It can be called by position and by name. Arguments that are left out count as 0. The sign of an argument matters.
    TypeError for other names, and for too many.
    pairs: (labels, a, w) adds w mean((1 + label) (a² + a)), so that it matters which label goes with which example; to
    the value alone, and not to the gradient, so that wrong labels do not cost what is judged by that.
    """

    def stand_in(*arrays: Any, **named: Any) -> Any:
        given = _by_name(weights, arrays, named)
        terms = [weights[name] * backend.mean(_uneven(backend, a)) for name, a in given.items()]
        paired = [pair for pair in pairs if pair[0] in given and pair[1] in given]
        terms += [
            w * backend.detached(_of_labels(backend, given[labels], given[name]))
            for labels, name, w in paired
        ]
        return added(terms)

    return stand_in


def labelled_squares(backend: Arrays, labels: str, /, **weights: float) -> Callable:
    """A known stand-in for a loss that needs labels: f(labels, a=…, b=…) = Σ w_i mean((1 + label) (a_i² + a_i)).

    labels: the name of the first argument, a number for each example; so it matters which label goes with which.
    TypeError for other names, and for missing ones.
    """
    arguments = (labels, *weights)

    def stand_in(*arrays: Any, **named: Any) -> Any:
        given = _by_name(arguments, arrays, named)
        if missing := [name for name in arguments if name not in given]:
            raise TypeError(f"missing: {', '.join(missing)}")
        return added([w * _of_labels(backend, given[labels], given[name]) for name, w in weights.items()])

    return stand_in


def layered_squares(backend: Arrays, /, **weights: float) -> Callable:
    """As named_squares, for arguments that are lists: the k-th part of each counts k times, f(a=…) = w Σ_k k mean(a_k²).

    An array counts as the list of what is along its first axis. So it can be told in which order the parts come.
    """

    def stand_in(*lists: Any, **named: Any) -> Any:
        given = _by_name(weights, lists, named)
        return added(
            [
                weights[name] * k * backend.mean(backend.square(part))
                for name, parts in given.items()
                for k, part in enumerate(parts, start=1)
            ]
        )

    return stand_in


def image_means(backend: Arrays, first: float, second: float) -> Callable:
    """A known stand-in for a measure of images: first · mean(prediction)² + second · mean(target)², of each: (n,).

    It is no straight line, so that the measure of a mean is not the mean of measures.
    """

    def stand_in(prediction: Any, target: Any, smooth: float = 1.0) -> Any:
        each = (backend.square(backend.each_mean(backend.floats(images))) for images in (prediction, target))
        return added([w * mean for w, mean in zip((first, second), each, strict=True)])

    return stand_in


def pair_squares(backend: Arrays, first: float, second: float) -> Callable:
    """A known stand-in for a loss of images: first · mean(logits²) + second · mean(target²)."""

    def stand_in(logits: Any, target: Any, smooth: float = 1.0) -> Any:
        return mean_squares(backend, first, second)(logits, target)

    return stand_in


def waves(backend: Arrays, width: int) -> Callable:
    """A known stand-in for what joins arrays with labels (n,): f(a, labels) has ``width`` more channels.

    Behind those of ``a``, (n, channels) or images, come sin(k (label + 1)), k = 1, ..., width, at every place: numbers
    that tell the label, but are on purpose no one-hot code.
    """

    def stand_in(a: Any, labels: Any) -> Any:
        a, labels, k = (backend.floats(part) for part in (a, labels, np.arange(1, width + 1)))
        return backend.with_code(a, backend.sine(k * (labels[:, None] + 1)))

    return stand_in


def in_circles(backend: Any, values: Any) -> Callable:
    """A function f(n, …) that gives a tensor of n of these values, along the first axis, from the first again at the end."""
    values = np.asarray(values)
    return lambda n, *args, **kwargs: backend.tensor(values[np.arange(int(n)) % len(values)])


def added(terms: Sequence[Any]) -> Any:
    """The sum of one term or more: of tensors too that cannot be added to the number 0."""
    return sum(terms[1:], terms[0])


def _uneven(backend: Arrays, a: Any) -> Any:
    """a² + a: where the sign matters."""
    a = backend.floats(a)
    return backend.square(a) + a


def _of_labels(backend: Arrays, labels: Any, a: Any) -> Any:
    """mean((1 + label) (a² + a)), the mean over the examples and all their numbers."""
    of_label, of_a = (backend.each_mean(part) for part in (backend.floats(labels), _uneven(backend, a)))
    return backend.mean((1 + of_label) * of_a)


def _by_name(names: Iterable[str], args: tuple, named: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call, by their names in order. TypeError for others, and for too many."""
    names = tuple(names)
    given = dict(zip(names, args, strict=False)) | named
    if len(args) > len(names) or given.keys() - set(names):
        raise TypeError(f"the arguments are {', '.join(names)}, not {len(args)} and {', '.join(named)}")
    return given
