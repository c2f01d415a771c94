"""All that a check can call as ``probe.NAME``, put together for a framework."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from labkit.probe import array_stand_ins, classes, files, learning, stand_ins, values
from labkit.probe.backend import Helpers, names_of

# The same for every framework: no array is touched but by its own operators, or numpy's.
PLAIN = (
    values.raised, values.length, values.sliced, values.taken, values.in_turns, values.last, values.same_object,
    values.array,
    stand_ins.stand_in, stand_ins.affine, stand_ins.constant, stand_ins.drifting, stand_ins.keeping, stand_ins.bound,
    stand_ins.composed, stand_ins.answering, stand_ins.bundle, stand_ins.member, stand_ins.items, stand_ins.told,
    classes.ancestors, classes.subclass, classes.factory, classes.with_base, classes.marked_base,
    files.folder_of, files.files_of,
)  # fmt: skip
# Written once upon a backend, which is their first argument.
UPON_A_BACKEND = (
    array_stand_ins.mean_squares, array_stand_ins.named_squares, array_stand_ins.labelled_squares,
    array_stand_ins.layered_squares, array_stand_ins.image_means, array_stand_ins.pair_squares, array_stand_ins.waves,
    array_stand_ins.in_circles,
    learning.projection, learning.nudge, learning.extremes, learning.in_common, learning.compiled,
    learning.train_on_batches,
)  # fmt: skip


def helpers_of(backend: ModuleType) -> dict[str, Callable]:
    """The helpers for the framework of a backend, by name.

    Those that it lacks raise a TypeError that says so. EXTRA, where the backend has it, are helpers for assignments of
    this framework alone.
    """
    own = {name: getattr(backend, name, None) or _lacking(backend, name) for name in names_of(Helpers)}
    plain = {function.__name__: function for function in PLAIN}
    upon = {function.__name__: functools.partial(function, backend) for function in UPON_A_BACKEND}
    extra = {function.__name__: function for function in getattr(backend, "EXTRA", ())}
    return plain | upon | own | extra


def _lacking(backend: ModuleType, name: str) -> Callable:
    framework = backend.__name__.rpartition(".")[2].removesuffix("_backend")

    def helper(*args: Any, **kwargs: Any) -> Any:
        """Raises TypeError: the framework has nothing of the kind."""
        raise TypeError(f"`probe.{name}` needs a framework with networks: a {framework} notebook has none")

    return helper
