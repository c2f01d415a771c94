"""Several train steps in a row, compiled to a graph as in ``fit``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.asserts import STEPS, STILL, hinting, require
from autograder.checks.families.adversarial.players import compiled
from autograder.checks.questions import Expr, probe


class Training:
    """A short training of a model on the same batch again and again.

    Its steps are so small that the losses stay as they are: they change with what is drawn alone.
    """

    def __init__(self, model: Expr, networks: Mapping[str, Expr], inputs: np.ndarray, targets: Any = None):
        """networks: of the model, by name; inputs, targets: of one batch."""
        batches = np.tile(inputs, (STEPS, *[1] * (inputs.ndim - 1)))
        targets = None if targets is None else np.tile(targets, STEPS)
        logs = probe.train_logs(compiled(model, STILL), batches, len(inputs), targets=targets)
        self.question = probe.delta(logs, of=networks)

    def logs(self, student, reference, hint: str, stand_ins: Mapping[str, Expr] | None = None) -> list[Any]:
        """What each step reported; raises Wrong where one raises, or where the training does not reach all networks."""
        with hinting(hint):
            answer = student.ask(self.question, replace=stand_ins)
        assert_trained(answer["delta"], reference.ask(self.question, replace=stand_ins)["delta"], hint)
        return answer["value"]


def assert_trained(changes: Mapping[str, Any], usual: Mapping[str, Any], hint: str) -> None:
    """After a training every network has its weights still, finite, and some of them changed.

    changes: of the weights of each network; usual: those that the reference has.
    """
    for name, expected in usual.items():
        change, shapes = changes[name], [a.shape for a in expected]
        require([np.shape(a) for a in change] == shapes, f"After it, the {name} has other weights.", hint)
        finite = all(np.isfinite(a).all() for a in change)
        require(finite, f"After it, weights of the {name} are not finite.", hint)
        require(any(a.any() for a in change), f"After it, all weights of the {name} are as they were.", hint)
