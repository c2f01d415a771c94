"""What checks of the adversarial assignments have in common: a train step of two players."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import RELATIVE, Wrong, agree, assert_close, assert_shape, flat, require
from autograder.checks.parts import Once
from autograder.checks.questions import Expr, probe

CLOSE = 3e-5  # for losses, whose numerical noise ends at 4e-6
PLAYERS = ("discriminator", "generator")
KEYS = ("d_loss", "g_loss")
OTHER = dict(zip(PLAYERS, PLAYERS[::-1], strict=True))


def change_of(name: str) -> Callable[[dict], Any]:
    """The part of a step's answer that says how the weights of a network changed."""
    return lambda answer: answer["step"]["delta"][name]


def metrics(answer: dict) -> dict:
    """The part of a step's answer that is d_loss and g_loss; raises Wrong where it does not hold both."""
    logs = answer["step"]["value"]
    hint = f"Its keys are {' and '.join(KEYS)}."
    require(isinstance(logs, dict), "It should return a dictionary of losses.", hint)
    for key in KEYS:
        require(key in logs, f"The dictionary it returns has no key {key!r}.", hint)
        assert_shape(logs[key], (), f"Its {key}", "Each is one number for the batch.")
    return {key: logs[key] for key in KEYS}


def missed(value: Mapping[str, Any], right: Mapping[str, Sequence[Any]]) -> list[str]:
    """The keys of losses that are none of those accepted; right: for each key a list."""
    return [key for key in KEYS if not any(agree(value[key], r, CLOSE) for r in right[key])]


def players(rng: np.random.Generator, generator: dict, discriminator: dict) -> list[Expr]:
    """A generator and a discriminator of these descriptions, with fresh weights."""
    seeds = rng.integers(2**31, size=2)
    return [
        probe.network(description, seed=int(seed))
        for description, seed in zip((generator, discriminator), seeds, strict=True)
    ]


class Step:
    """One train step on fresh small networks: what it returns, the change of every weight, the optimisers' state.

    rates: learning rates of the discriminator's and the generator's optimiser. With 0 for one of them the move of the
    other is judged by itself, whatever the first has done. A momentum leaves the first step as it is, and makes
    the optimisers keep something.

    A subclass for each assignment says which noise it is asked with (``noise``), and its

    settings: stand-ins for functions of the notebook, the usual ones first; the others for whoever wrote these
        functions out inside the step, and so does not notice the usual ones
    orders: in which the noise may be drawn
    """

    settings: tuple[Mapping[str, Expr], ...]
    orders: Sequence[tuple]

    def __init__(self, gan: Expr, generator: Expr, discriminator: Expr, batch: Any, rates, momentum: float):
        """gan: made of the two networks, not compiled yet."""
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
        self._once = Once()

    def noise(self, order: tuple) -> list[np.ndarray]:
        """The noise that is served when it is drawn in this order."""
        raise NotImplementedError

    def ask(self, who, stand_ins=None, order=None):
        """The answer, asked once though several checks look at it; usual stand-ins and order unless others are said."""
        stand_ins = self.settings[0] if stand_ins is None else stand_ins
        order = self.orders[0] if order is None else order
        key = (tuple(sorted(stand_ins.items(), key=str)), order)
        return self._once.of(
            who, key, lambda: who.ask(self.question, noise=self.noise(order), replace=stand_ins)
        )

    def expected(self, reference, part, stand_ins=None, orders=None):
        """What is right, for each order of draws."""
        return (part(self.ask(reference, stand_ins, order)) for order in orders or self.orders)

    def inline(self, student, part, stand_ins):
        """A part of the answer with other stand-ins; None, which agrees with nothing, where that raises."""
        try:
            return part(self.ask(student, stand_ins))
        except Wrong:
            return None

    def answers(self, student, part):
        """(stand-ins, part of the answer) for all settings: a right solution is right in one of them."""
        yield self.settings[0], part(self.ask(student))
        for stand_ins in self.settings[1:]:
            if (own := self.inline(student, part, stand_ins)) is not None:
                yield stand_ins, own

    def is_right(self, student, reference, part, rtol=RELATIVE, orders=None):
        """Whether a part of the answers is right."""
        return any(
            agree(own, expected, rtol)
            for stand_ins, own in self.answers(student, part)
            for expected in self.expected(reference, part, stand_ins, orders)
        )

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE, orders=None):
        """Raise Wrong where ``part`` of the answers is not right; explain(value): the sentence for a wrong value."""
        if self.is_right(student, reference, part, rtol, orders):
            return
        value, right = part(self.ask(student)), next(self.expected(reference, part))
        assert_close(value, right, what="What it answers", wrong=explain(value), hint=hint, rtol=rtol)


def explain_amount(value: Sequence[np.ndarray], right: Iterable[Sequence[np.ndarray]]) -> str | None:
    """What it means that weights move by a multiple of what they should, or None."""
    for expected in map(flat, right):
        times = float(flat(value) @ expected / (expected @ expected))
        if agree(flat(value), times * expected):
            if abs(times + 1) < 1e-3:
                return "Its weights move the wrong way: up the gradient."
            return f"Its weights move in the right direction, but {times:.2g} times as far as they should."
    return None


def assert_own_optimisers(student, reference, both: Step, moves: Mapping[str, Step], hint: str) -> None:
    """Each optimiser is applied once, to the weights of its own network, and nothing else moves these.

    both: a step in which both networks move, with a momentum; moves: for each network one in which it moves alone.
    """
    answer = both.ask(student)
    # what the optimisers say counts only where it can be held against a move that is known
    known = any(moves[name].is_right(student, reference, change_of(name)) for name in PLAYERS)
    require(known, "Neither of the networks moves along the gradient of its own loss.", "Mend that first.")
    for name in PLAYERS:
        state, moved, theirs = answer[name], change_of(name)(answer), change_of(OTHER[name])(answer)
        short, times = f"{name[0]}_optimizer", int(state["iterations"])
        require(times > 0, f"{short} is never applied.", hint)
        require(times == 1, f"{short} is applied {times} times in one step.", hint)
        kept = [slot for slot in state["slots"] if np.any(slot)]
        foreign = [slot for slot in kept if not any(agree(slot, change) for change in moved)]
        if any(agree(slot, change) for slot in foreign for change in theirs):
            raise Wrong(f"{short} moves weights of the {OTHER[name]}.", hint)
        require(len(kept) <= len(moved), f"{short} moves more than the weights of the {name}.", hint)
        require(
            not foreign and len(kept) == len(moved),
            f"What {short} did is not what happened to the {name}: something else moves its weights.",
            hint,
        )


def assert_discriminator_first(student, reference, both: Step, orders=None) -> None:
    """The generator's gradient is taken against the discriminator just updated."""

    def part(answer):
        return answer["step"]["delta"]

    def explain(value):
        right = both.expected(reference, part, orders=orders)
        if any(agree(value["discriminator"], r["discriminator"]) for r in right):
            return "The generator's gradient is not taken with the discriminator already updated."
        return "The generator moves before the discriminator."

    hint = "Finish the discriminator's move, apply_gradients included, before the generator's begins."
    both.compare(student, reference, part, explain, hint, orders=orders)


def corners(size: int) -> np.ndarray:
    """The inputs of a network for ``assert_drawn_afresh``: zero, and each unit vector; (size + 1, size)."""
    return np.eye(size + 1, size, k=-1)


def assert_drawn_afresh(made: Sequence[np.ndarray], of_corners: np.ndarray, hint: str) -> None:
    """Two calls of ``generate`` give different images, and an affine generator makes them, of whatever inputs.

    made: the images of each call; of_corners: those that this generator makes of all its inputs' ``corners``.
    """
    origin, *axes = of_corners.reshape(len(of_corners), -1)
    axes = np.stack(axes) - origin
    for images in made:
        offset = images.reshape(len(images), -1) - origin
        inputs = offset @ np.linalg.pinv(axes)
        require(agree(inputs @ axes, offset, 1e-2), "What it gives is not made by self.generator.", hint)
    require(not agree(*made), "Two calls give the same images.", "Draw without a fixed seed.")


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
