"""The checks of a train step of two players: what it reports, who moves, along what, by which optimiser and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.asserts import Wrong, agree, flat, hinting, require
from autograder.checks.families import Family
from autograder.checks.families.adversarial.players import OTHER, PLAYERS
from autograder.checks.families.adversarial.steps import (
    NO_LOSSES,
    TwoPlayerStep,
    assert_applied_once,
    by_key,
    change_of,
    changes,
    explain_amount,
    metrics,
    missed,
)
from autograder.checks.marker import check, shared


def moves(step: type[TwoPlayerStep]) -> list[Callable]:
    """The fixtures d_move, g_move, no_move and both_moves, for a file of checks: steps in which these networks move."""
    rates = {"d_move": (1.0, 0.0), "g_move": (0.0, 1.0), "no_move": (0.0, 0.0)}
    alone = [shared(partial(step, rates=each), name) for name, each in rates.items()]
    return [*alone, shared(partial(step, rates=(1.0, 0.5), momentum=0.9), "both_moves")]


class TrainStepChecks(Family):
    """Checks of ``train_step``, with the fixtures of ``moves``.

    step: makes a step, of a generator of random numbers and the learning rates, perhaps modal=True, for networks whose
        answers depend on the mode they are called in
    run_hint, train_hint, own_hint, losses_hint: where to look when it raises, when the wrong things move, when the
        wrong optimiser moves them, and when it reports the wrong losses
    d_gradient, g_gradient: what each of the networks should follow the gradient of, in words
    both_orders: in which the noise of both moves may be drawn; None: as for one move
    can_be_made, reports_losses: the checks that the model can be made, and that a step reports the right losses
    """

    step: type[TwoPlayerStep]
    run_hint: str
    train_hint: str
    own_hint = "In its own move each optimiser gets the gradient and the weights of its own network, once."
    losses_hint: str
    d_gradient: str
    g_gradient: str
    both_orders: Sequence[Any] | None = None

    @check(weight=0, needs=["can_be_made"])
    def test_train_step_runs(self, student, d_move):
        """`train_step` takes a batch and returns a dictionary."""
        with hinting(self.run_hint):
            answer = d_move.ask(student)
        require(isinstance(answer["step"]["value"], dict), NO_LOSSES, self.run_hint)

    def judge_losses(self, student, reference, step):
        """A step reports d_loss and g_loss of its batch."""
        wrong = []
        for stand_ins, own in step.answers(student, metrics):
            right = by_key(step.expected(reference, metrics, stand_ins))
            if not (bad := missed(own, right)):
                return
            wrong.append((own, right, bad))
        value, right, bad = wrong[0]
        if idle := [key for key in bad if value[key] == 0]:
            text = f"It reports {' and '.join(idle)} as 0: is the tracker updated?"
        elif not missed({"d_loss": value["g_loss"], "g_loss": value["d_loss"]}, right):
            text = "d_loss and g_loss are swapped."
        else:
            text = self.why_losses(student, reference, step, value, bad)
        raise Wrong(text, self.losses_hint)

    def why_losses(self, student, reference, step, value, bad) -> str:
        """The sentence for losses that are reported wrongly; bad: the keys of those that are wrong."""
        return f"It reports a wrong {' and a wrong '.join(bad)}."

    @check(weight=2, needs=[test_train_step_runs])
    def test_discriminator_moves(self, student, reference, d_move):
        """The discriminator moves along the gradient of its loss, on real and on generated images."""
        part = change_of("discriminator")

        def explain(value):
            if not flat(value).any():
                return "No weight of it moves."
            return (
                explain_amount(value, d_move.expected(reference, part))
                or self.why_discriminator(reference, d_move, value)
                or f"Its weights move, but not along the gradient of {self.d_gradient}."
            )

        d_move.compare(student, reference, part, explain, self.train_hint)

    def why_discriminator(self, reference, step, value) -> str | None:
        """A sentence for the discriminator's weights when they move along something else."""

    @check(weight=2, needs=[test_train_step_runs])
    def test_generator_moves(self, student, reference, g_move):
        """The generator moves along the gradient of its loss, through the discriminator."""
        part = change_of("generator")

        def explain(value):
            if not flat(value).any():
                return "No weight of it moves: is its image made under the tape of its own move, and not cut off?"
            return (
                self.why_generator(reference, g_move, value)
                or explain_amount(value, g_move.expected(reference, part))
                or f"Its weights move, but not along the gradient of {self.g_gradient}."
            )

        g_move.compare(student, reference, part, explain, self.train_hint)

    def why_generator(self, reference, step, value) -> str | None:
        """A sentence for the generator's weights when they move along something else."""

    @check(weight=1.5, needs=[test_train_step_runs])
    def test_each_optimiser_moves_its_own_network(self, student, reference, d_move, g_move, both_moves):
        """Each optimiser is applied once, to the weights of its own network: nothing of it changes in the other's move."""
        answer = both_moves.ask(student)
        # what the optimisers say counts only where it can be held against a move that is known
        alone = zip(PLAYERS, (d_move, g_move), strict=True)
        known = any(move.is_right(student, reference, change_of(name)) for name, move in alone)
        require(
            known, "Neither of the networks moves along the gradient of its own loss.", "Mend that first."
        )
        for name in PLAYERS:
            own, others = change_of(name)(answer), change_of(OTHER[name])(answer)
            self.judge_optimiser(name, answer[name], own, others)

    def judge_optimiser(self, name, state, moved, others):
        """An optimiser did what happened to its network. state: its own; moved, others: the changes of both networks."""
        short = f"{name[0]}_optimizer"
        assert_applied_once(short, state, "step", self.own_hint)
        kept = [slot for slot in state["slots"] if np.any(slot)]
        foreign = [slot for slot in kept if not any(agree(slot, change) for change in moved)]
        if any(agree(slot, change) for slot in foreign for change in others):
            raise Wrong(f"{short} moves weights of the {OTHER[name]}.", self.own_hint)
        more = f"{short} moves more than the weights of the {name}."
        require(len(kept) <= len(moved), more, self.own_hint)
        other = f"What {short} did is not what happened to the {name}: something else moves its weights."
        require(not foreign and len(kept) == len(moved), other, self.own_hint)

    @check(
        needs=[test_discriminator_moves, test_generator_moves, test_each_optimiser_moves_its_own_network],
    )
    def test_discriminator_moves_first(self, student, reference, both_moves):
        """First the discriminator moves, then the generator, against the discriminator just updated."""

        def explain(value):
            right = both_moves.expected(reference, changes, orders=self.both_orders)
            if any(agree(value["discriminator"], r["discriminator"]) for r in right):
                return "The generator's gradient is not taken with the discriminator already updated."
            return "The generator moves before the discriminator."

        hint = "Finish the discriminator's move, apply_gradients included, before the generator's begins."
        both_moves.compare(student, reference, changes, explain, hint, orders=self.both_orders)

    @check(needs=["reports_losses"])
    def test_networks_are_called_in_training_mode(self, student, reference, rng):
        """In their own moves both networks are called with training=True."""
        # Twice, as one of the many losses that are right may happen to be near a wrong one.
        for _ in range(2):
            step = self.step(rng, (0.0, 0.0), modal=True)
            value = metrics(step.ask(student))
            if any(not missed(value, by_key([right])) for right in step.expected(reference, metrics)):
                return
            if bad := step.missed_in_training(student, reference):
                networks = {"d_loss": "the discriminator", "g_loss": "the generator"}
                whose = " and ".join(networks[key] for key in bad)
                hint = (
                    "network(x, training=True): else dropout is off, and normalisation uses old statistics."
                )
                raise Wrong(f"In a move of its own {whose} is not called with training=True.", hint)
