"""One train step on small networks: the question, asked in every way that is right, and what judges its answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import (
    CLOSE,
    RELATIVE,
    Wrong,
    agree,
    assert_close,
    assert_losses,
    flat,
    hinting,
    require,
    scale_of,
)
from autograder.checks.families.adversarial.players import PLAYERS
from autograder.checks.parts import Once
from autograder.checks.questions import Expr, probe

KEYS = ("d_loss", "g_loss")
NO_LOSSES = "It should return a dictionary of losses."


class Step:
    """One train step on fresh small networks: what it returns, the change of every weight, an optimiser's state.

    A subclass says how it is asked (``put``), and

    settings: ways to ask it, the usual one first: a right solution is right in one of them
    orders: in which the noise may be drawn
    """

    settings: Sequence[Mapping[str, Any]]
    orders: Sequence[Hashable]

    def __init__(self) -> None:
        self._once = Once()

    def put(self, who, setting, order):
        """Ask it in this setting, with the noise for this order: ``{"step": {"value", "delta", "state"}, ...}``."""
        raise NotImplementedError

    def ask(self, who, setting=None, order=None):
        """The answer, asked once though several checks look at it; usual setting and order unless others are said."""
        setting = self.settings[0] if setting is None else setting
        order = self.orders[0] if order is None else order
        key = (tuple(sorted(setting.items(), key=str)), order)
        return self._once.of(who, key, lambda: self.put(who, setting, order))

    def expected(self, reference, part, setting=None, orders=None):
        """What is right, for each order of draws."""
        return (part(self.ask(reference, setting, order)) for order in orders or self.orders)

    def inline(self, student, part, setting):
        """A part of the answer in another setting; None, which agrees with nothing, where that raises."""
        try:
            return part(self.ask(student, setting))
        except Wrong:
            return None

    def answers(self, student, part):
        """(setting, part of the answer) for all settings: a right solution is right in one of them."""
        yield self.settings[0], part(self.ask(student))
        for setting in self.settings[1:]:
            if (own := self.inline(student, part, setting)) is not None:
                yield setting, own

    def is_right(self, student, reference, part, rtol=RELATIVE, orders=None):
        """Whether a part of the answers is right."""
        return any(
            agree(own, expected, rtol)
            for setting, own in self.answers(student, part)
            for expected in self.expected(reference, part, setting, orders)
        )

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE, orders=None):
        """Raise Wrong where ``part`` of the answers is not right; explain(value): the sentence for a wrong value."""
        with hinting(hint):
            if self.is_right(student, reference, part, rtol, orders):
                return
            value, right = part(self.ask(student)), next(self.expected(reference, part))
            assert_close(value, right, what="What it answers", wrong=explain(value), hint=hint, rtol=rtol)


class TwoPlayerStep(Step):
    """A train step in which each player has an optimiser of its own.

    rates: learning rates of the discriminator's and the generator's optimiser. With 0 for one of them the move of the
    other is judged by itself, whatever the first has done. A momentum leaves the first step as it is, and makes
    the optimisers keep something.

    A subclass for each assignment says which noise it is asked with (``noise``), and its

    settings: stand-ins for functions of the notebook, the usual ones first; the others for whoever wrote these
        functions out inside the step, and so does not notice the usual ones
    x: the real images of its batch
    """

    settings: Sequence[Mapping[str, Expr]]
    x: np.ndarray

    def __init__(self, gan: Expr, generator: Expr, discriminator: Expr, batch: Any, rates, momentum: float):
        """gan: made of the two networks, not compiled yet."""
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        networks = {"discriminator": discriminator, "generator": generator}
        optimizers = [probe.sgd(rate, momentum) for rate in rates]
        compiled = probe.compiled_with(gan, d_optimizer=optimizers[0], g_optimizer=optimizers[1])
        self.question = probe.value(
            {
                "step": probe.delta(compiled.train_step(batch), of=networks),
                **{name: probe.optimizer_state(o) for name, o in zip(PLAYERS, optimizers, strict=True)},
            }
        )

    def noise(self, order) -> list[np.ndarray]:
        """The noise that is served when it is drawn in this order."""
        raise NotImplementedError

    def put(self, who, setting, order):
        """Ask this of somebody, with the stand-ins of a setting, the noise served in an order."""
        return who.ask(self.question, noise=self.noise(order), replace=setting)

    def draws(self) -> list[tuple[Any, Any]]:
        """All that may have been drawn: what the generator gets, and the labels that belong to it, if there are any."""
        raise NotImplementedError

    def d_loss(self, real: Expr, fake: Expr, labels: Any) -> Expr:
        """The discriminator's loss, of its answers to real and to generated images."""
        raise NotImplementedError

    def g_loss(self, fake: Expr, labels: Any) -> Expr:
        """The generator's loss, of the discriminator's answer to its images."""
        raise NotImplementedError

    def in_training(self) -> dict[str, list[Expr]]:
        """The losses where each network is called in training mode in its own move, and in any mode in the other's."""
        # What a normalisation makes in training changes its statistics: so the other mode comes first.
        made = {
            mode: [(self.generator(inputs, training=mode), labels) for inputs, labels in self.draws()]
            for mode in (False, True)
        }
        judged = self.discriminator
        real = judged(self.x, training=True)
        return {
            "d_loss": [
                self.d_loss(real, judged(image, training=True), labels)
                for image, labels in made[False] + made[True]
            ],
            "g_loss": [
                self.g_loss(judged(image, training=mode), labels)
                for image, labels in made[True]
                for mode in (False, True)
            ],
        }

    def missed_in_training(self, student, reference) -> list[str]:
        """The keys of losses that no way to call a network in training mode in its own move gives."""
        bad = []
        for stand_ins, own in self.answers(student, metrics):
            right = reference.ask(self.in_training(), replace=stand_ins)
            if not (keys := missed(own, right)):
                return []
            bad = bad or keys
        return bad


def change_of(name: str) -> Callable[[dict], Any]:
    """The part of a step's answer that says how the weights of a network changed."""
    return lambda answer: answer["step"]["delta"][name]


def changes(answer: dict) -> dict[str, Any]:
    """The part of a step's answer that says how the weights of all networks changed."""
    return answer["step"]["delta"]


def metrics(answer: dict) -> dict:
    """The part of a step's answer that is d_loss and g_loss; raises Wrong where it does not hold both."""
    return both_losses(answer["step"]["value"])


def both_losses(logs: Any) -> dict:
    """d_loss and g_loss of what a step returned; raises Wrong where it does not hold both."""
    hint = f"Its keys are {' and '.join(KEYS)}."
    return assert_losses(logs, KEYS, hint, wrong=NO_LOSSES)


def missed(value: Mapping[str, Any], right: Mapping[str, Sequence[Any]]) -> list[str]:
    """The keys of losses that are none of those accepted; right: for each key a list."""
    return [key for key in right if not any(agree(value[key], r, CLOSE) for r in right[key])]


def by_key(answers: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Dicts with the same keys, as a dict of lists."""
    answers = list(answers)
    return {key: [answer[key] for answer in answers] for key in answers[0]}


def times_along(value: Sequence[np.ndarray], expected: Sequence[np.ndarray]) -> float | None:
    """How many times ``expected`` the change of weights ``value`` is; None where it is in another direction."""
    times = scale_of(value, expected)
    return times if agree(flat(value), times * flat(expected)) else None


def explain_amount(value: Sequence[np.ndarray], right: Iterable[Sequence[np.ndarray]]) -> str | None:
    """What it means that weights move by a multiple of what they should, or None."""
    for expected in right:
        if (times := times_along(value, expected)) is not None:
            if abs(times + 1) < 1e-3:
                return "Its weights move the wrong way: up the gradient."
            return f"Its weights move in the right direction, but {times:.2g} times as far as they should."
    return None


def assert_applied_once(optimizer: str, state: Mapping[str, Any], during: str, hint: str) -> None:
    """An optimiser took one step. state: of the optimiser; during: one step of the training, or a part of it."""
    times = int(state["iterations"])
    require(times > 0, f"{optimizer} is never applied.", hint)
    require(times == 1, f"{optimizer} is applied {times} times in one {during}.", hint)
