"""The checks of the train step."""

from __future__ import annotations

from autograder.checks import agree, check, probe
from autograder.checks.families.adversarial.steps import change_of, metrics, missed
from autograder.checks.families.adversarial.train_step import TrainStepChecks, moves

from .labels import one_hot
from .step import ALL_ORDERS, FAKE_PAIR, LOSSES, REAL_PAIR, WEIGHT, Step

WITHOUT_CLASSES = {
    "acgan_discriminator_loss": probe.named_squares(
        real_validity=0.4, real_classes=0.0, real_labels=0.0,
        fake_validity=0.9, fake_classes=0.0, fake_labels=0.0, class_weight=0.0,
    ),
    "acgan_generator_loss": probe.named_squares(
        fake_validity=0.7, fake_classes=0.0, fake_labels=0.0, class_weight=0.0
    ),
}  # fmt: skip
REAL_ALONE = LOSSES | {
    "acgan_discriminator_loss": probe.named_squares(
        [REAL_PAIR], real_validity=0.4, real_classes=0.3, real_labels=0.0,
        fake_validity=0.0, fake_classes=0.0, fake_labels=0.0, class_weight=0.0,
    )
}  # fmt: skip
OF_GENERATOR = LOSSES | {
    "acgan_discriminator_loss": probe.named_squares(
        [FAKE_PAIR], real_validity=0.0, real_classes=0.0, real_labels=0.0,
        fake_validity=0.7, fake_classes=0.2, fake_labels=0.04, class_weight=3.0,
    )
}  # fmt: skip

d_move, g_move, no_move, both_moves = moves(Step)


class TestTrainStep(TrainStepChecks):
    cell = "conditional_gan"
    titles = {
        "test_train_step_runs": "`train_step` takes images with their labels and returns a dictionary.",
        "test_discriminator_moves": "The discriminator moves along the gradient of its loss, on real and on generated images, "
        "with both heads.",
    }
    step = Step
    both_orders = ALL_ORDERS
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

    @check(weight=2, needs=[TrainStepChecks.test_train_step_runs])
    def test_train_step_computes_both_losses(self, student, reference, no_move):
        """`train_step` returns d_loss and g_loss of the batch, in which every image has the label it belongs to."""
        self.judge_losses(student, reference, no_move)

    def why_losses(self, student, reference, step, value, bad):
        for cause, losses in Alternatives(step).of(reference).items():
            if not any(key in missed(value, losses) for key in bad):
                return f"A wrong {' and a wrong '.join(bad)}: {cause}."
        constant = (metrics(step.ask(student, LOSSES | labels)) for labels in step.constant_labels())
        if all(agree(losses, value) for losses in constant):
            return "Labels of generated images do not come from random_labels, or have no effect."
        return f"It reports a wrong {' and a wrong '.join(bad)}: not of these images with their labels."

    def why_discriminator(self, reference, step, value):
        known = {
            "It follows the validity alone: the class logits do not move it.": WITHOUT_CLASSES,
            "Only the real images move it: the generated ones must enter too.": REAL_ALONE,
            "It follows the loss of the generator.": OF_GENERATOR,
        }
        for sentence, losses in known.items():
            if self.follows(value, reference, step, "discriminator", losses):
                return sentence
        return None

    def why_generator(self, reference, step, value):
        if self.follows(value, reference, step, "generator", WITHOUT_CLASSES):
            return "It follows the validity alone: the class logits do not move it."
        return None

    def follows(self, value, reference, step, name, losses):
        """Whether a network moved along these losses."""
        return any(agree(value, right) for right in step.expected(reference, change_of(name), losses))


class Alternatives:
    """The losses of a step without moves that mistakes with the labels lead to, by the sentence for each."""

    def __init__(self, step):
        self._step = step
        self._real = step.discriminator(step.x, training=True)
        self.every = [(z, labels) for z in step.z for labels in step.drawn]

    def losses(self, asked=None, target=None, real=None, weight=WEIGHT):
        """d_loss and g_loss for any draw: of images asked to be ``asked``, judged by ``target``; real ones by ``real``.

        None: as it should be. The other one of two draws is meant by "other".
        """
        y, made = self._step.y, {"d_loss": [], "g_loss": []}
        for z, drawn in self.every:
            other = next(labels for labels in self._step.drawn if labels is not drawn)
            choose = {None: drawn, "other": other, "batch": y}
            image = self._step.generator([z, one_hot(choose[asked])], training=True)
            fake = self._step.discriminator(image, training=True)
            goal = choose[target]
            made["d_loss"].append(
                LOSSES["acgan_discriminator_loss"](
                    self._real[0], self._real[1], y if real is None else drawn, fake[0], fake[1], goal, weight
                )
            )
            made["g_loss"].append(LOSSES["acgan_generator_loss"](fake[0], fake[1], goal, weight))
        return made

    def of(self, reference):
        return reference.ask(
            {
                "the labels of the batch are the targets for generated images; these were asked to be others": (
                    self.losses(target="batch")
                ),
                "generated images are made for the labels of the batch; draw them with random_labels": (
                    self.losses(asked="batch", target="batch")
                ),
                "generated images are made for the labels of the batch, and judged by others": (
                    self.losses(asked="batch")
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
