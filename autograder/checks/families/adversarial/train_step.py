"""The checks of a train step of two players: what it reports, who moves, along what, by which optimiser and when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from autograder.checks.asserts import CLOSE, Wrong, agree, flat, hinting, require
from autograder.checks.families import Family
from autograder.checks.families.adversarial.drawn import (
    DRAWS,
    assert_drawn_normal,
    batches_of,
    calls_of,
)
from autograder.checks.families.adversarial.players import OTHER, PLAYERS
from autograder.checks.families.adversarial.steps import (
    KEYS,
    NO_LOSSES,
    TwoPlayerStep,
    assert_applied_once,
    assert_still,
    by_key,
    change_of,
    changes,
    each_step,
    explain_amount,
    metrics,
    missed,
)
from autograder.checks.marker import check, shared

# How large stand-ins for losses are: in steps in a row small, so that a condition on a loss shows; where one network
# moves alone large, so that a bound on its gradient shows.
WEAK, STRONG = 0.05, 100.0


def moves(step: type[TwoPlayerStep]) -> list[Callable]:
    """The fixtures of TrainStepChecks, for a file of checks: steps in which these networks move."""
    rates = {"d_move": (1.0, 0.0), "g_move": (0.0, 1.0), "no_move": (0.0, 0.0)}
    alone = [shared(partial(step, rates=each, strength=STRONG), name) for name, each in rates.items()]
    return [
        *alone,
        shared(partial(step, rates=(1.0, 0.5), momentum=0.9), "both_moves"),
        shared(partial(step, rates=(0.5, 0.25), steps=3, strength=WEAK), "moves_in_a_row"),
        shared(partial(step, rates=(0.0, 0.0), steps=3), "reports_in_a_row"),
    ]


class TrainStepChecks(Family):
    """Checks of ``train_step``, with the fixtures of ``moves``.

    step: makes a step, of a generator of random numbers and the learning rates, perhaps modal=True, for networks whose
        answers depend on the mode they are called in
    run_hint, train_hint, own_hint, losses_hint: where to look when it raises, when the wrong things move, when the
        wrong optimiser moves them, and when it reports the wrong losses
    d_gradient, g_gradient: what each of the networks should follow the gradient of, in words
    latent: how many of the generator's inputs are z
    noise_hint: where to look when z is not what it should be
    can_be_made, reports_losses: the checks that the model can be made, and that a step reports the right losses
    """

    step: type[TwoPlayerStep]
    run_hint: str
    train_hint: str
    own_hint = "In its own move each optimiser gets the gradient and the weights of its own network, once."
    losses_hint: str
    d_gradient: str
    g_gradient: str
    latent: int
    noise_hint = "keras.random.normal((batch, self.latent_dim)) or tf.random.normal, within train_step, without a seed."

    @check(weight=0, needs=["can_be_made"], asks=["step-reports"])
    def test_train_step_runs(self, student, d_move):
        """`train_step` takes a batch and returns a dictionary."""
        with hinting(self.run_hint):
            answer = d_move.ask(student)
        require(isinstance(answer["step"]["value"], dict), NO_LOSSES, self.run_hint)

    def judge_losses(self, student, reference, step, in_a_row):
        """A step reports d_loss and g_loss of its batch; and so does the first of several, as losses may be alike by chance."""
        self.judge_batch(student, reference, step)
        if in_a_row.inline(student, metrics, in_a_row.settings[0]) is not None:
            self.judge_batch(student, reference, in_a_row)

    def judge_batch(self, student, reference, step):
        """The first of these steps reports d_loss and g_loss of its batch."""
        wrong = []
        for stand_ins, own, orders in step.answers(student, metrics):
            right = by_key(step.expected(reference, metrics, stand_ins, orders))
            if not (bad := missed(own, right)):
                return
            wrong.append((own, right, bad, stand_ins))
        # whoever wrote a loss out is told of what is wrong without stand-ins
        value, right, bad, stand_ins = min(wrong, key=lambda each: len(each[2]))
        if idle := [key for key in bad if value[key] == 0]:
            text = f"It reports {' and '.join(idle)} as 0: is the tracker updated?"
        elif not missed({"d_loss": value["g_loss"], "g_loss": value["d_loss"]}, right):
            text = "d_loss and g_loss are swapped."
        elif stand_ins is step.settings[0] and (
            cause := self.why_losses(student, reference, step, value, bad)
        ):
            text = cause
        else:
            text = f"It reports a wrong {' and a wrong '.join(bad)}."
        raise Wrong(text, self.losses_hint)

    def why_losses(self, student, reference, step, value, bad) -> str | None:
        """A sentence for losses that are reported wrongly; bad: the keys of those that are wrong."""

    @check(weight=2, needs=[test_train_step_runs], asks=["d-gradient"])
    def test_discriminator_moves(self, student, reference, d_move, both_moves):
        """The discriminator moves along the gradient of its loss, on real and on generated images."""
        part = change_of("discriminator")

        def explain(value):
            if not flat(value).any():
                return "No weight of it moves."
            return (
                explain_amount(value, d_move.right(student, reference, part))
                or self.why_discriminator(student, reference, d_move, value)
                or f"Its weights move, but not along the gradient of {self.d_gradient}."
            )

        d_move.compare(student, reference, part, explain, self.train_hint)
        text = (
            "Where its loss is large its weights do not move as far as they should: is the gradient cut off?"
        )
        self.assert_noticed(student, reference, part, d_move, both_moves, text)

    def assert_noticed(self, student, reference, part, step, both_moves, text):
        """Whoever notices stand-ins for losses in an ordinary step is right with them in this one too.

        So a bound that only some losses come near is not hidden by the student's own.
        """
        right = step.is_right(student, reference, part, settings=step.settings[:1])
        require(
            right or not self.notices(student, reference, both_moves),
            text,
            "The optimiser gets the gradient as it is, whatever the loss.",
        )

    def notices(self, student, reference, step):
        """Whether stand-ins for losses are what a student's step reports and moves by."""
        usual, *_ = step.settings
        reported = step.inline(student, metrics, usual)
        if reported is None:
            return False
        orders = step.orders_of(step.ask(student))
        if len(missed(reported, by_key(step.expected(reference, metrics, usual, orders)))) == len(KEYS):
            return False
        without = step.inline(student, changes, {})
        return without is None or not agree(changes(step.ask(student)), without)

    def why_discriminator(self, student, reference, step, value) -> str | None:
        """A sentence for the discriminator's weights when they move along something else."""

    @check(weight=2, needs=[test_train_step_runs], asks=["g-gradient"])
    def test_generator_moves(self, student, reference, g_move, both_moves):
        """The generator moves along the gradient of its loss, through the discriminator."""
        part = change_of("generator")

        def explain(value):
            if not flat(value).any():
                return "No weight of it moves: is its image made under the tape of its own move, and not cut off?"
            return (
                self.why_generator(student, reference, g_move, value)
                or explain_amount(value, g_move.right(student, reference, part))
                or f"Its weights move, but not along the gradient of {self.g_gradient}."
            )

        g_move.compare(student, reference, part, explain, self.train_hint)
        text = (
            "Where its loss is large its weights do not move as far as they should: is the gradient cut off?"
        )
        self.assert_noticed(student, reference, part, g_move, both_moves, text)

    def why_generator(self, student, reference, step, value) -> str | None:
        """A sentence for the generator's weights when they move along something else."""

    @check(weight=1.5, needs=[test_train_step_runs], asks=["own-weights", "one-step-each"])
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
        asks=["d-moves-first", "d-just-updated"],
    )
    def test_discriminator_moves_first(self, student, reference, both_moves):
        """First the discriminator moves, then the generator, against the discriminator just updated."""

        def explain(value):
            right = both_moves.right(student, reference, changes)
            if any(agree(value["discriminator"], r["discriminator"]) for r in right):
                return "The generator's gradient is not taken with the discriminator already updated."
            return "The generator moves before the discriminator."

        hint = "Finish the discriminator's move, apply_gradients included, before the generator's begins."
        both_moves.compare(student, reference, changes, explain, hint)

    @check(needs=["reports_losses"], asks=["training-mode"])
    def test_networks_are_called_in_training_mode(self, student, reference, rng):
        """In both moves both networks are called with training=True."""
        step = self.step(rng, (0.0, 0.0), modal=True)
        every = []
        for stand_ins, own, orders in step.answers(student, metrics):
            every.append(missed(own, by_key(step.expected(reference, metrics, stand_ins, orders))))
        if all(every):
            networks = {"d_loss": "the discriminator", "g_loss": "the generator"}
            whose = " and in that of ".join(networks[key] for key in min(every, key=len))
            hint = "network(x, training=True), of either: else dropout is off, and normalisation uses old statistics."
            raise Wrong(
                f"In the move of {whose} the loss is as if a network were not called with training=True.",
                hint,
            )

    @check(needs=[test_train_step_runs], asks=["normal-noise", "fresh-noise"])
    def test_train_step_draws_normal_noise(self, student, rng):
        """What the generator gets is standard normal noise, of its own for each image, and other noise in every step."""
        step = self.step(rng, (0.0, 0.0), steps=2, batch=DRAWS)
        with hinting(self.noise_hint):
            # nothing is served: whose draws are seeded gets the same again
            answer = step.in_turn(student.ask(step.question, replace=step.settings[0]))
        made = each_step(lambda each: batches_of(calls_of(each["made of"], step.widths), DRAWS))(answer)
        assert_drawn_normal(made, self.latent, "train_step", self.noise_hint)

    @check(weight=0.5, needs=["reports_losses"], asks=["epoch-means"])
    def test_reports_are_means_of_the_epoch(self, student, reference, reports_in_a_row):
        """`train_step` returns the trackers' results: means over the batches since Keras has reset the metrics."""
        part = each_step(metrics)

        def explain(value):
            for right in reports_in_a_row.right(student, reference, part):
                both = {key: 2 * right[1][key] - right[0][key] for key in KEYS}
                if any(agree(value[1][key], each, CLOSE) for key, each in both.items()):
                    return "In the second step it reports the loss of this batch alone; a tracker's result is a mean."
                if agree(value[:2], right[:2], CLOSE):
                    return "After reset_metrics it does not begin anew: does metrics name both trackers?"
            return "In the second step it does not report the means of both batches."

        hint = "self.d_loss_tracker.update_state(d_loss) in every step, no reset in it; return the trackers' result()."
        with hinting(hint):
            assert_still(reports_in_a_row.ask(student))
        reports_in_a_row.compare(student, reference, part, explain, hint, rtol=CLOSE)

    @check(weight=0.5, needs=[test_discriminator_moves_first], asks=["every-step"])
    def test_every_step_is_alike(self, student, reference, both_moves, moves_in_a_row):
        """The second step, on a smaller batch, and the third do what the first does."""

        def explain(value):
            right = list(moves_in_a_row.right(student, reference, each_step(changes)))
            for k, step in enumerate(("first", "second", "third")):
                if not any(agree(value[k], each[k]) for each in right):
                    return f"The {step} of three steps moves the weights otherwise than it should."
            return "The three steps together are not what they should be."

        hint = "No counters, no conditions, and nothing kept from one step for the next."
        part = each_step(changes)
        moves_in_a_row.compare(student, reference, part, explain, hint)
        text = "Where losses are small the weights do not move as they should: does a condition stand before a move?"
        self.assert_noticed(student, reference, part, moves_in_a_row, both_moves, text)
