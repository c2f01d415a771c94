"""One train step on small networks: the question, asked in every way that is right, and what judges its answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import product
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
from autograder.checks.families.adversarial.drawn import batches_of, calls_of
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

    def orders_of(self, answer):
        """The orders in which the noise of an answer may have been drawn."""
        return self.orders

    def inline(self, student, part, setting):
        """A part of the answer in another setting; None, which agrees with nothing, where that raises."""
        try:
            return part(self.ask(student, setting))
        except Wrong:
            return None

    def answers(self, student, part, settings=None):
        """(setting, part of the answer, its orders) for all settings: a right solution is right in one of them."""
        first, *others = settings or self.settings
        own = part(self.ask(student, first))
        yield first, own, self.orders_of(self.ask(student, first))
        for setting in others:
            if (own := self.inline(student, part, setting)) is not None:
                yield setting, own, self.orders_of(self.ask(student, setting))

    def is_right(self, student, reference, part, rtol=RELATIVE, settings=None):
        """Whether a part of the answers is right."""
        return any(
            agree(own, expected, rtol)
            for setting, own, orders in self.answers(student, part, settings)
            for expected in self.expected(reference, part, setting, orders)
        )

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE):
        """Raise Wrong where ``part`` of the answers is not right; explain(value): the sentence for a wrong value."""
        with hinting(hint):
            if self.is_right(student, reference, part, rtol):
                return
            value, right = part(self.ask(student)), next(self.expected(reference, part))
            assert_close(value, right, what="What it answers", wrong=explain(value), hint=hint, rtol=rtol)


class TwoPlayerStep(Step):
    """Train steps in which each player has an optimiser of its own: usually one, or several in a row.

    rates: learning rates of the discriminator's and the generator's optimiser. With 0 for one of them the move of the
    other is judged by itself, whatever the first has done. A momentum leaves the first step as it is, and makes
    the optimisers keep something.

    What is right depends on what the generator was called on, which its stand-in records: so what the student drew, in
    whatever way, is drawn again for the reference. (It is served something, so that most draw the same, and the
    reference's answers are there already.) An order of draws is two batches for each step, as bytes.

    A subclass for each assignment says how such a batch is drawn again (``served``), and its

    settings: stand-ins for functions of the notebook, the usual ones first; the others for whoever wrote these
        functions out inside the step, and so does not notice the usual ones
    widths: of the generator's inputs
    x: the real images of its batch
    """

    settings: Sequence[Mapping[str, Expr]]
    widths: Sequence[int]
    x: np.ndarray

    def __init__(
        self, gan: Expr, generator: Expr, discriminator: Expr, batches: Sequence[Any], rates, momentum: float,
        usual: Sequence[np.ndarray],
    ):  # fmt: skip
        """gan: made of the two networks, not compiled yet; batches: of the steps in a row. usual: two draws for each.

        Before the last of several steps an epoch begins: Keras resets the metrics.
        """
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.orders = [tuple(np.asarray(batch, "float32").tobytes() for batch in usual)]
        self.sizes = [len(batch) for batch in usual[::2]]
        networks = {"discriminator": discriminator, "generator": generator}
        optimizers = [probe.sgd(rate, momentum) for rate in rates]
        compiled = probe.compiled_with(gan, d_optimizer=optimizers[0], g_optimizer=optimizers[1])
        # each within the next, so that whoever freezes a network in one step is seen in all: changes are counted from the first
        step = None
        for k, batch in enumerate(batches):
            begin = compiled.reset_metrics() if 0 < k == len(batches) - 1 else None
            parts = {"before": step, "begin": begin, "value": compiled.train_step(batch)}
            step = probe.delta(probe.value({**parts, "made of": probe.recorded(generator)}), of=networks)
        states = {name: probe.optimizer_state(o) for name, o in zip(PLAYERS, optimizers, strict=True)}
        self.question = probe.value({"step": step, **states})

    def served(self, drawn: Sequence[np.ndarray]) -> list[np.ndarray]:
        """The noise from which these inputs of the generator, (batch, Σ widths) each, are drawn again, in turn."""
        raise NotImplementedError

    def drawn(self, order) -> list[np.ndarray]:
        """The inputs of the generator that an order stands for."""
        return [np.frombuffer(batch, "float32").reshape(-1, sum(self.widths)) for batch in order]

    def put(self, who, setting, order):
        """Ask this of somebody, with the stand-ins of a setting, the noise served in an order."""
        return self.in_turn(who.ask(self.question, noise=self.served(self.drawn(order)), replace=setting))

    def in_turn(self, answer):
        """The answer with its steps one after another: the first, and the others behind it as "later"."""
        steps, at = [], answer["step"]
        for _ in self.sizes:
            parts = at["value"]
            step = {"value": parts["value"], "delta": at["delta"]}
            steps.insert(0, {"step": step, "made of": parts["made of"]})
            at = parts["before"]
        return {**answer, **steps[0], "later": steps[1:]}

    def orders_of(self, answer):
        """The likeliest first: another batch for each move, in turn, then any. Of what cannot be known, as it was served."""
        steps = [answer, *answer["later"]]
        made = [
            batches_of(calls_of(step["made of"], self.widths), size)
            for step, size in zip(steps, self.sizes, strict=True)
        ]
        if not all(made):
            return self.orders
        several = min(3, *map(len, made)) if len(made) > 1 else min(4, len(made[0]))
        pairs = sorted(product(range(several), repeat=2), key=lambda pair: pair != (0, several - 1))
        return [tuple(batches[k].tobytes() for batches in made for k in pair) for pair in pairs]

    def right(self, student, reference, part, setting=None, change=None):
        """What is right for what the student drew in a setting; with the stand-ins in ``change`` in place of its own."""
        setting = self.settings[0] if setting is None else setting
        orders = self.orders_of(self.ask(student, setting))
        return self.expected(reference, part, setting if change is None else change, orders)


def raised(loss: Expr, strength: float) -> Expr:
    """A stand-in for a loss, by so much larger, whatever it gets, that it is far from zero unless it is weak."""
    return probe.composed(loss, probe.affine(1.0, 2.0 * strength))


def change_of(name: str) -> Callable[[dict], Any]:
    """The part of a step's answer that says how the weights of a network changed."""
    return lambda answer: answer["step"]["delta"][name]


def each_step(part: Callable[[dict], Any]) -> Callable[[dict], list[Any]]:
    """The same part of the answers of all steps in a row."""
    return lambda answer: [part(step) for step in (answer, *answer["later"])]


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


def assert_still(answer: Mapping[str, Any]) -> None:
    """Nothing moved in a step whose optimisers have a learning rate of 0."""
    moved = [name for name, change in changes(answer).items() if flat(change).any()]
    text = f"With learning rates of 0 the {' and the '.join(moved)} moved, so that it reports losses of other networks."
    require(not moved, text, "Nothing but the two optimisers moves the weights.")


def assert_applied_once(optimizer: str, state: Mapping[str, Any], during: str, hint: str) -> None:
    """An optimiser took one step. state: of the optimiser; during: one step of the training, or a part of it."""
    times = int(state["iterations"])
    require(times > 0, f"{optimizer} is never applied.", hint)
    require(times == 1, f"{optimizer} is applied {times} times in one {during}.", hint)
