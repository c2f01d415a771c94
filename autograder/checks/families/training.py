"""What checks of a train step with two losses, reconstruction and divergence, have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import CLOSE, Wrong, agree, assert_losses, flat, require
from autograder.checks.families import Family
from autograder.checks.marker import check
from autograder.checks.parts import Once
from autograder.checks.questions import Expr, probe

KEYS = ("loss", "reconstruction_loss", "kl_loss")


def known_losses(scale: float) -> dict[str, Expr]:
    """Known functions for the two losses, so that a mistake in one of them does not also cost the train step."""
    return {
        "reconstruction_loss": probe.mean_squares(0.4 * scale, 90.0 * scale),
        "kl_divergence": probe.mean_squares(0.8 * scale, 0.5 * scale),
    }


STEEP = known_losses(1000.0)  # with gradients that a bound on them would change


def written_out(losses: Mapping[str, Expr]) -> list[dict[str, Expr]]:
    """Which stand-ins count for whoever calls both losses, and for whoever writes the other out, the one, or both."""
    names = [*losses]
    return [{name: losses[name] for name in chosen} for chosen in (names, names[:1], names[1:], [])]


def reported(logs: Any, advice: str = "") -> dict[str, np.ndarray]:
    """The losses that a step returns, one number for each key; advice: how to return them."""
    hint = f"Its keys are {', '.join(KEYS)}" + (f": {advice}." if advice else ".")
    return assert_losses(logs, KEYS, hint, wrong="It should return a dictionary of losses.")


def wrong_losses(value: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    """The keys of those losses that are not right."""
    return [key for key in KEYS if not agree(value[key], right[key], CLOSE)]


def explain_change(change: Sequence[np.ndarray], alone: Mapping[str, Sequence[np.ndarray]]) -> str:
    """The sentence for a wrong change of a network's weights: which fault of a train step it points to.

    alone: by the name of each loss, the change where there is no other loss. The right change is the sum of these: how
    often is each of them in this one?
    """
    moved = flat(change)
    if not moved.any():
        return "No weight of it moves."
    if any(not a.any() for a in change):
        return "Some of its weights move, and some do not."
    terms = {name: flat(each) for name, each in alone.items() if flat(each).any()}
    columns = np.stack(list(terms.values()), axis=1)
    times, *_ = np.linalg.lstsq(columns, moved, rcond=1e-6)
    astray = "Its weights move, but not along the gradient of the loss."
    if not agree(moved, columns @ times):
        return astray
    first, *others = times
    if all(abs(other - first) < 1e-3 * abs(other) for other in others):
        if abs(first + 1) < 1e-3:
            return "Its weights move the wrong way: up the gradient."
        return f"Its weights move in the right direction, but {first:.2g} times as far as they should."
    wrong = [(name, n) for name, n in zip(terms, times, strict=True) if abs(n - 1) > 1e-3]
    return explain_weight(*wrong[0], "its gradient") if wrong else astray


def explain_weight(term: str, times: float, where: str) -> str:
    """What it means that a loss enters a sum so many times."""
    if abs(times) < 1e-4:
        return f"The {term} does not enter {where}."
    if abs(times + 1) < 1e-3:
        return f"The {term} is subtracted; it must be added."
    return f"The {term} enters {where} {times:.2g} times; it must enter once."


def evaluating(model: Expr) -> Expr:
    """A class derived from that of a model, which does in train_step what this does in test_step.

    So ``probe.train_logs`` of its objects evaluates, as Keras does: in a graph, for batches of any size.
    """
    return probe.subclass(model, {"train_step": model.test_step})


def assert_applied(state: Mapping[str, Any]) -> None:
    """A training went by way of its optimiser. state: what ``probe.optimizer_state`` gives of it."""
    past = "The optimiser has not been applied: the weights are moved past it."
    require(state["iterations"] > 0, past, "self.optimizer.apply_gradients(zip(gradients, weights))")


class Epoch:
    """Steps in a row, and the same steps by models that are new each time: what do they owe to what went before?

    The first two are those of an epoch with a short last batch; before the third Keras begins a new one. Each is held
    against what the student's own class makes of that batch and these weights when it is new, right or wrong.
    """

    SIZES = 4, 3, 4  # images in the batch of each step

    def __init__(
        self, rng: np.random.Generator, method: str, *, networks: Callable[[np.random.Generator], Sequence[Expr]],
        models: Sequence[Callable[..., Expr]], batch: Callable[[np.random.Generator, int], Any], latent: int,
        losses: Mapping[str, Expr],
    ):  # fmt: skip
        """networks: encoder and decoder; models: of these two, others where the first raises; batch: of so many images;
        losses: stand-ins for them."""
        seed, batches = rng.integers(2**31), [batch(rng, n) for n in self.SIZES]
        # the same again for whoever encodes once for each term
        self.noise = [noise for n in self.SIZES for noise in [rng.normal(size=(n, latent))] * 6]
        self.losses = losses

        self.questions = [self._question(model, method, networks, seed, batches) for model in models]
        self._once = Once()

    @staticmethod
    def _question(model, method, networks, seed, batches):
        """The steps in a row, and the same steps apart."""

        def made(encoder, decoder):
            return probe.compiled(model(encoder, decoder), probe.sgd(0.01))

        def steps(models, encoder, decoder):
            of = {"encoder": encoder, "decoder": decoder}
            return [probe.delta(getattr(m, method)(x), of=of) for m, x in zip(models, batches, strict=True)]

        row, apart = (networks(np.random.default_rng(seed)) for _ in range(2))
        one = made(*row)
        first, second, third = steps([one] * 3, *row)
        return [first, second, one.reset_metrics(), third], steps([made(*apart) for _ in batches], *apart)

    def answers(self, student: Any) -> tuple[list[Any], list[Any]]:
        """What came of each step in a row, and of each apart."""
        return self._once.of(student, "both", lambda: self._ask(student))

    def _ask(self, student):
        errors = []
        for row, apart in self.questions:
            asked = {"noise": self.noise + self.noise, "replace": self.losses}
            try:
                first, second, _, third = student.ask(row, **asked)
                return [first, second, third], student.ask(apart, **asked)
            except Wrong as wrong:
                errors.append(wrong)
        raise errors[0]

    def assert_means(self, student: Any, method: str) -> None:
        """Reports are means over the batches since the reset; weighted by the number of images they are as good."""
        answers = self.answers(student)
        row, apart = (
            [np.array([*reported(answer["value"]).values()], "float64") for answer in each]
            for each in answers
        )
        share = self.SIZES[0] / sum(self.SIZES[:2])
        means = [weight * apart[0] + (1 - weight) * apart[1] for weight in (0.5, share)]
        hint = "update_state(value) adds a batch to what a tracker has seen; its result() is the mean, which is to be returned."
        last = f"After two batches {method} returns the losses of the last alone, not the means so far in this epoch."
        require(not agree(row[1], apart[1], CLOSE), last, hint)
        mean = f"After two batches {method} does not return the means of the losses of both."
        require(any(agree(row[1], each, CLOSE) for each in means), mean, hint)
        if not agree(*([step["delta"] for step in each[1:]] for each in answers)):
            return  # other weights have other losses: that is another check's business
        kept = f"In a second epoch {method} returns losses that are not those of this epoch."
        hint = "Between epochs Keras resets the trackers that self.metrics holds."
        require(agree(row[2], apart[2], CLOSE), kept, hint)


class EpochChecks(Family):
    """Checks of steps in a row, with a fixture ``epoch``, the Epoch of train_step.

    epoch_of: makes an Epoch, of a generator and the name of a method
    reports, moves: the checks of the first step's losses and weights, which those of later ones are held against: numbers
        that are made up from what comes in are the same in every step, too
    """

    epoch_of: Callable[[np.random.Generator, str], Epoch]
    reports: str
    moves: str

    @check(weight=0.75, needs=["reports"])
    def test_reports_are_means_over_the_epoch(self, student, epoch, rng):
        """What `train_step` and `test_step` return are the trackers' results: the means since the epoch began."""
        epoch.assert_means(student, "train_step")
        self.epoch_of(rng, "test_step").assert_means(student, "test_step")

    @check(weight=1.25, needs=["moves"])
    def test_every_step_is_like_the_first(self, student, epoch):
        """Each `train_step` moves the weights as the first of a new model does."""
        hint = "Each step takes the gradient of the whole loss on its batch, and keeps nothing that changes the next."
        for row, apart in zip(*epoch.answers(student), strict=True):
            for name in row["delta"]:
                moved = agree(row["delta"][name], apart["delta"][name])
                text = f"A later step moves the {name} otherwise than it would as the first of a model."
                require(moved, text, hint)
