"""9 · A training step."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    RELATIVE,
    Once,
    Wrong,
    agree,
    assert_shape,
    cell,
    diagnosis,
    lab,
    probe,
    require,
    seed_of,
    shared,
)

from .common import sigmoid, some_masks

check = cell("train_step")

# Stands for soft_dice_loss, so that a mistake in it does not also cost the step.
LOSS = {"soft_dice_loss": probe.pair_squares(0.4, 0.7)}
STEEP, SMALL = {"soft_dice_loss": probe.pair_squares(300.0, 0.7)}, 1e-4


def known_loss(logits, masks):
    """What LOSS gives."""
    return 0.4 * (logits**2).mean() + 0.7 * (masks**2).mean()


def cross_entropy(logits, masks):
    """Of each pixel."""
    return np.logaddexp(0, logits) - masks * logits


class Step:
    """One step of plain SGD with lr 1 on a known network in which old gradients are left: the change of each weight."""

    def __init__(self, rng):
        self.x, self.y = rng.normal(size=(4, 1, 8, 8)).astype("float32"), some_masks(rng, 4, 8)
        self.seed, self.dirt, self._once = seed_of(rng), seed_of(rng), Once()

    def network(self, dirty=True):
        network = probe.pixelwise(self.seed, evaluation=True)
        return probe.dirty(network, self.dirt) if dirty else network

    def ask(self, who, replace=LOSS, dirty=True):
        """The answer: [what the step returns and how the weights change, how the network was called, and steps
        ``on_little_muscle``]."""
        network = self.network(dirty)
        step = lab.train_step(network, probe.sgd(1.0, of=[network]), self.x, self.y)
        asked = [probe.delta(step, of={"network": network}), network.calls, self.on_little_muscle()]
        return self._once.of(who, (*replace, dirty), lambda: who.ask(asked, replace=replace))

    def on_little_muscle(self):
        """How the weights change in a step on a batch with a single pixel of muscle, and in one without any."""
        little, none = np.zeros((2, *self.y.shape), "float32")
        little[0, 0, 3, 4] = 1
        networks = [probe.pixelwise(self.seed) for _ in (little, none)]
        return [
            probe.delta(
                lab.train_step(network, probe.sgd(1.0, of=[network]), self.x, y), of={"network": network}
            )
            for network, y in zip(networks, (little, none), strict=True)
        ]

    def ask_twice(self, who, replace):
        """How the weights change in two small steps with large gradients; whether the second loss is a plain number."""
        network = probe.pixelwise(self.seed, gain=3.0)
        optimizer = probe.sgd(SMALL, of=[network])
        steps = [lab.train_step(network, optimizer, s * self.x, self.y[::s]) for s in (1, -1)]
        change = probe.delta(probe.last(*steps), of={"network": network})
        asked = {"change": change, "plain": probe.raised("getattr", steps[1], "is_integer")}
        return self._once.of(who, ("twice", *replace), lambda: who.ask(asked, replace=replace))

    def moves_twice(self, student, reference):
        """Whether two steps in turn are right; who wrote the soft Dice loss out is held against the real one."""
        named = agree(*(change(self.ask(who)) for who in (student, reference)))
        answers = [self.ask_twice(who, STEEP if named else {}) for who in (student, reference)]
        return agree(*(answer["change"]["delta"] for answer in answers))

    def is_right(self, student, reference, part, rtol=RELATIVE):
        """Whether a part of the answer is right, with the known loss or, for whoever wrote it out, without."""
        return any(
            agree(part(self.ask(student, replace)), part(self.ask(reference, replace)), rtol)
            for replace in (LOSS, {})
        )


@shared
def step(rng):
    return Step(rng)


def loss(answer):
    """What the step returns."""
    return answer[0]["value"]


def change(answer):
    """How the weights change."""
    return answer[0]["delta"]["network"]


def rarely(answer):
    """How the weights change where there is hardly any muscle, and where there is none."""
    return [each["delta"]["network"] for each in answer[2]]


@check(weight=0, asks=["step-gives-a-number"])
def test_step_gives_a_number(student, step):
    """`train_step` gives the loss, a number."""
    hint = "return loss.item()"
    assert_shape(loss(step.ask(student)), (), "train_step(model, optimizer, images, masks)", hint)


@check(weight=2, needs=[test_step_gives_a_number], asks=["step-reports-the-loss"])
def test_step_reports_the_loss(student, reference, step):
    """It returns the sum of the two losses of the batch, before the step."""
    if step.is_right(student, reference, loss, CLOSE):
        number = not step.ask_twice(student, STEEP)["plain"]
        wrong = (
            "It returns the loss, but not as a Python float: as a tensor it keeps all that it was made of."
        )
        return require(number, wrong, "return loss.item()")
    logits = reference.ask(probe.in_mode(step.network(), True)(step.x))
    still = reference.ask(probe.in_mode(step.network(), False)(step.x))
    soft, entropy = known_loss(logits, step.y), cross_entropy(logits, step.y)
    known = {
        "The cross-entropy is missing.": [soft],
        "The soft Dice loss is missing.": [entropy.mean()],
        "The cross-entropy is summed; it should be the mean over all pixels and images.": [
            soft + entropy.sum()
        ],
        "The model is not in training mode.": [
            known_loss(still, step.y) + cross_entropy(still, step.y).mean()
        ],
        "soft_dice_loss is given probabilities; it takes logits.": [
            known_loss(sigmoid(logits), step.y) + entropy.mean()
        ],
        "The two arguments of soft_dice_loss are swapped: first logits, then masks.": [
            known_loss(step.y, logits) + entropy.mean()
        ],
        "The cross-entropy is subtracted.": [soft - entropy.mean()],
    }
    otherwise = "It is not soft_dice_loss + binary cross-entropy of this batch."
    hint = (
        "soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks), of model(images)."
    )
    raise Wrong(diagnosis(loss(step.ask(student)), known, otherwise), hint)


@check(weight=4, needs=[test_step_gives_a_number], asks=["step-follows-the-gradient"])
def test_step_follows_the_gradient(student, reference, step):
    """It moves every weight against the gradient of the loss of this batch alone."""
    if step.is_right(student, reference, change):
        wrong = "One step is right, but two in turn, with large gradients, do not move the weights as they should."
        hint = "Nothing is kept from call to call, no gradient is shortened, and every call makes a step."
        rare = "A batch with hardly any muscle, or none, does not move the weights as it should."
        require(step.is_right(student, reference, rarely), rare, "The loss is the same for every batch.")
        return require(step.moves_twice(student, reference), wrong, hint)
    hint = "optimizer.zero_grad(), loss.backward(), optimizer.step(), in this order, with the sum of both losses."
    moved = step.ask(student)
    require(any(a.any() for a in change(moved)), "No weight moves.", hint)
    clean, right = (change(step.ask(who, dirty=False)) for who in (student, reference))
    left = "Gradients of an earlier batch are added to those of this one: they are not cleared."
    require(not agree(clean, right), left, hint)
    require(not agree(clean, [-a for a in right]), "The weights move up the gradient, not down.", hint)
    evaluated = "The model is in evaluation mode, so its normalisation does not see the batch."
    require(not was_evaluated(moved), evaluated, hint)
    raise Wrong("The weights move, but not along the gradient of the two losses together.", hint)


def was_evaluated(answer):
    """Whether the model was called in evaluation mode only."""
    calls = answer[1]
    return bool(calls) and not any(call["training"] for call in calls)


@check(needs=[test_step_gives_a_number], asks=["step-in-training-mode"])
def test_step_is_in_training_mode(student, step):
    """The model is in training mode when it sees the batch."""
    hint = "model.train() at the beginning: evaluate may have left it in evaluation mode."
    evaluated = was_evaluated(step.ask(student))
    require(not evaluated, "The model is in evaluation mode when it sees the batch.", hint)
