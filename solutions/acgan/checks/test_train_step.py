"""The checks of the train step."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, as_numpy, check, hinting, probe, require
from autograder.checks.families.adversarial.drawn import batches_of, calls_of
from autograder.checks.families.adversarial.steps import change_of, missed
from autograder.checks.families.adversarial.train_step import STRONG, TrainStepChecks, moves

from .labels import BATCH, CLASSES, one_hot
from .step import (
    FAKE_PAIR,
    LATENT,
    OF_G,
    OF_REAL,
    REAL_PAIR,
    WEIGHT,
    Step,
    labels_in,
    squares_of_d,
    squares_of_g,
    stand_ins,
)

LOSSES = stand_ins(STRONG)
WITHOUT_CLASSES = {
    "acgan_discriminator_loss": squares_of_d(real_validity=0.4, fake_validity=0.9, strength=STRONG),
    "acgan_generator_loss": squares_of_g(fake_validity=0.7, strength=STRONG),
}
REAL_ALONE = LOSSES | {"acgan_discriminator_loss": squares_of_d(REAL_PAIR, **OF_REAL, strength=STRONG)}
OF_GENERATOR = LOSSES | {"acgan_discriminator_loss": squares_of_d(FAKE_PAIR, **OF_G, strength=STRONG)}

d_move, g_move, no_move, both_moves, moves_in_a_row, reports_in_a_row = moves(Step)


class TestTrainStep(TrainStepChecks):
    cell = "conditional_gan"
    titles = {
        "test_train_step_runs": "`train_step` takes images with their labels and returns a dictionary.",
        "test_discriminator_moves": "The discriminator moves along the gradient of its loss, on real and on generated images, "
        "with both heads.",
    }
    step, latent = Step, LATENT
    run_hint = (
        "The generator gets a list of two, [z, label_vectors], the discriminator images alone, and it returns a pair. "
        "Are images and logits of a move computed under its own tape, and does each optimiser get the weights of its "
        "own network only?"
    )
    train_hint = (
        "Two tapes, one after the other: acgan_discriminator_loss, the weights of self.discriminator, self.d_optimizer; "
        "then acgan_generator_loss, the weights of self.generator, self.g_optimizer."
    )
    own_hint = f"{TrainStepChecks.own_hint} The class loss of generated images in D's move depends on G, but must not move it."
    losses_hint = (
        "fake_labels = random_labels(...), the generator gets their one-hot vectors, and the loss the same fake_labels; "
        "real images keep the labels of the batch. The trackers are updated with this step's two losses."
    )
    d_gradient = "acgan_discriminator_loss of real and generated images"
    g_gradient = "acgan_generator_loss of generated images"
    can_be_made = "test_conditional_gan_can_be_made"
    reports_losses = "test_train_step_computes_both_losses"

    @check(
        weight=2,
        needs=[TrainStepChecks.test_train_step_runs],
        asks=["step-reports", "same-draw", "real-labels", "no-labels-for-d", "class-weight-handed-on"],
    )
    def test_train_step_computes_both_losses(self, student, reference, no_move, reports_in_a_row):
        """`train_step` returns d_loss and g_loss of the batch, in which every image has the label it belongs to."""
        self.judge_losses(student, reference, no_move, reports_in_a_row)

    def why_losses(self, student, reference, step, value, bad):
        alternatives = Alternatives(step, step.orders_of(step.ask(student))[0])
        for cause, losses in alternatives.of(reference).items():
            if not any(key in missed(value, losses) for key in bad):
                return f"A wrong {' and a wrong '.join(bad)}: {cause}."
        return f"It reports a wrong {' and a wrong '.join(bad)}: not of these images with their labels."

    def why_discriminator(self, student, reference, step, value):
        known = {
            "It follows the validity alone: the class logits do not move it.": WITHOUT_CLASSES,
            "Only the real images move it: the generated ones must enter too.": REAL_ALONE,
            "It follows the loss of the generator.": OF_GENERATOR,
        }
        for sentence, losses in known.items():
            if self.follows(value, student, reference, step, "discriminator", losses):
                return sentence
        return None

    def why_generator(self, student, reference, step, value):
        if self.follows(value, student, reference, step, "generator", WITHOUT_CLASSES):
            return "It follows the validity alone: the class logits do not move it."
        return None

    def follows(self, value, student, reference, step, name, losses):
        """Whether a network moved along these losses."""
        right = step.right(student, reference, change_of(name), change=losses)
        return any(agree(value, each) for each in right)

    @check(needs=[TrainStepChecks.test_train_step_runs], asks=["labels-drawn", "one-hot-labels"])
    def test_labels_are_drawn_by_random_labels(self, student, no_move):
        """Generated images are made for labels that `random_labels` has drawn, as one-hot vectors."""
        hint = "fake_labels = random_labels(batch, self.classes), and ops.one_hot(fake_labels, self.classes) for the generator."
        asked = []
        for labels in np.roll(no_move.y, 1), (no_move.y + 1) % CLASSES:
            given = no_move.settings[0] | {"random_labels": probe.in_circles(as_numpy(labels))}
            with hinting(hint):
                made = batches_of(calls_of(no_move.ask(student, given)["made of"], no_move.widths), BATCH)
            require(
                made, "train_step does not call self.generator for one image for each of the batch.", hint
            )
            asked.append([(each[:, LATENT:], labels) for each in made])
        every = [pair for pairs in asked for pair in pairs]
        if all(agree(vectors, one_hot(labels)) for vectors, labels in every):
            return
        one = all(agree(vectors, one_hot(vectors.argmax(axis=1))) for vectors, _ in every)
        require(one, "The label vectors that the generator gets are not one-hot.", hint)
        of_batch = all(agree(vectors, one_hot(no_move.y)) for vectors, _ in every)
        require(not of_batch, "Generated images are made for the labels of the batch.", hint)
        require(False, "Generated images are not made for the labels that random_labels gives.", hint)


class Alternatives:
    """The losses of a step without moves that mistakes with the labels lead to, by the sentence for each."""

    def __init__(self, step, order):
        self._step = step
        self._real = step.discriminator(step.x, training=True)
        self._drawn = [(drawn[:, :LATENT], labels_in(drawn)) for drawn in step.drawn(order)]

    def losses(self, target=None, real=None, weight=WEIGHT):
        """d_loss and g_loss of what was drawn: generated images judged by the labels ``target``, real ones by ``real``.

        None: as it should be. The other one of two draws is meant by "other".
        """
        y, made = self._step.y, []
        for k, (z, drawn) in enumerate(self._drawn):
            choose = {None: drawn, "other": self._drawn[1 - k][1], "batch": y}
            image = self._step.generator([z, one_hot(drawn)], training=True)
            made.append((self._step.discriminator(image, training=True), choose[target]))
        (of_d, goal), (of_g, goal_of_g) = made
        real_labels = y if real is None else self._drawn[0][1]
        return {
            "d_loss": [
                LOSSES["acgan_discriminator_loss"](
                    self._real[0], self._real[1], real_labels, of_d[0], of_d[1], goal, weight
                )
            ],
            "g_loss": [LOSSES["acgan_generator_loss"](of_g[0], of_g[1], goal_of_g, weight)],
        }

    def of(self, reference):
        return reference.ask(
            {
                "the labels of the batch are the targets for generated images; these were asked to be others": (
                    self.losses(target="batch")
                ),
                "the class asked of the generator and the target of the class loss are two different draws": (
                    self.losses(target="other")
                ),
                "real images are judged by the labels that were drawn for generated ones": (
                    self.losses(real="drawn")
                ),
                # to the stand-ins, what is left out counts as 0
                "self.class_weight is not handed to the loss": self.losses(weight=0.0),
            }
        )
