"""The checks of the class ConditionalVAE: train_step, test_step and fit."""

from __future__ import annotations

from autograder.checks import CLOSE, Wrong, assert_shape, cell, hinting, lab, probe, require, shared
from autograder.checks.families.small_networks import PHASE
from autograder.checks.families.training import (
    STEEP,
    Epoch,
    EpochChecks,
    assert_applied,
    evaluating,
    explain_change,
    written_out,
)

from .networks import CLASSES, CLASSES_OF, IMAGE, LATENT, images, labels_of, networks
from .step import STEP_HINT, Step, explain_metrics, explain_mode, metrics, slips
from .test_joins import test_cvae_can_be_made
from .variants import assert_right_in_one

check = cell("conditional_vae")


@shared
def train_step(rng):
    return Step(rng, "train_step")


@check(weight=0, needs=[test_cvae_can_be_made], asks=["step-takes-pairs"])
def test_train_step_runs(student, train_step):
    """`train_step` takes a pair of images and labels."""
    with hinting(STEP_HINT):
        try:
            train_step.ask(student, "known")
        except Wrong:
            train_step.ask(student, "own")


@check(
    weight=2,
    needs=[test_train_step_runs],
    asks=[
        "step-reports",
        "step-decodes-the-sample",
        "label-in-the-encoder",
        "label-in-the-decoder",
        "target-without-planes",
    ],
)
def test_train_step_reports_the_losses(student, reference, train_step):
    """`train_step` returns loss, reconstruction_loss and kl_loss of the batch, with the labels in both networks."""

    def explain(value, variant, right):
        return explain_metrics(value, right, slips(train_step, reference, variant))

    train_step.compare(student, reference, metrics, explain, STEP_HINT, rtol=CLOSE)


CHANGE_HINT = (
    "One tape around everything from make_conditional_input to loss = reconstruction + KL; then its gradient with respect "
    "to self.trainable_weights, given to self.optimizer once. Images, labels and the two networks enter as in the losses."
)


def judge_change(student, reference, step, name):
    """A network's weights change along the gradient of the whole loss, those that read the label, too."""

    def explain(value, variant, right):
        alone = {
            "KL divergence": step.alone(reference, variant, "kl_divergence")["delta"][name],
            "reconstruction loss": step.alone(reference, variant, "reconstruction_loss")["delta"][name],
        }
        places = value[0].reshape(*IMAGE[:2], -1, 7)[:, :, 1:] if name == "encoder" else value[0][LATENT:]
        if all(a.any() for a in value) and not places.any():
            return "The weights that read the label do not move, as if there were none."
        return explain_change(value, alone)

    step.compare(student, reference, lambda answer: answer["delta"][name], explain, CHANGE_HINT)


def judge_bounds(student, reference, step, name):
    """A network's weights change along the gradient where the KL divergence is next to nothing, too."""

    def explain(value, variant, right):
        return "Where the KL divergence is small it moves otherwise than it should: has each image something for free?"

    step.compare(student, reference, lambda answer: answer["delta"][name], explain, "The loss has no bounds.")


def judge_steep(student, reference, step, name):
    """A network's weights change along the gradient where it is large, too."""

    def part(who, variant, losses):
        return step.ask(who, variant, losses)["delta"][name]

    right = {
        variant: [part(reference, variant, each) for each in written_out(STEEP)] for variant in CLASSES_OF
    }
    wrong = "Where the gradient is large it moves otherwise than it should, as if there were a bound on it."
    assert_right_in_one(
        right,
        lambda variant: part(student, variant, STEEP),
        lambda value, variant: wrong,
        "The gradient is handed to the optimiser as it is.",
        rtol=CLOSE,
    )


@check(weight=2, needs=[test_train_step_runs], asks=["encoder-moves"])
def test_train_step_moves_the_encoder(student, reference, train_step, rng):
    """`train_step` moves the encoder's weights along the gradient of the whole loss."""
    judge_change(student, reference, train_step, "encoder")
    judge_bounds(student, reference, Step(rng, "train_step", near=0.1), "encoder")


@check(weight=2, needs=[test_train_step_runs], asks=["decoder-moves"])
def test_train_step_moves_the_decoder(student, reference, train_step):
    """`train_step` moves the decoder's weights along the gradient of the whole loss."""
    judge_change(student, reference, train_step, "decoder")
    judge_steep(student, reference, train_step, "decoder")


@check(
    weight=1.5,
    needs=[test_cvae_can_be_made],
    asks=["test-step-losses", "test-step-only-looks", "test-step-outside-of-training"],
)
def test_test_step_only_looks(student, reference, rng):
    """`test_step` returns the same losses as `train_step`, and changes no weight."""
    step = Step(rng, "test_step", PHASE)

    def all_of_it(answer):
        return {"metrics": metrics(answer), **answer["delta"]}

    def explain(value, variant, right):
        known = slips(step, reference, variant)
        if any(a.any() for name in ("encoder", "decoder") for a in value[name]):
            return "It changes weights: it should only compute the losses."
        if mode := explain_mode(step, reference, variant, value["metrics"], training=False):
            return mode
        return explain_metrics(value["metrics"], right["metrics"], known)

    step.compare(student, reference, all_of_it, explain, STEP_HINT, rtol=CLOSE)


@check(weight=0.5, needs=[test_train_step_reports_the_losses], asks=["step-in-training-mode"])
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In `train_step` both networks are called with training=True."""
    step = Step(rng, "train_step", PHASE)

    def explain(value, variant, right):
        return explain_mode(step, reference, variant, value, training=True)

    step.compare(student, reference, metrics, explain, "self.encoder(..., training=True)", rtol=CLOSE)


def epoch_of(rng, method):
    """Steps in a row of the student's class as it is, or, where its joining methods raise, with known ones."""
    models = [lambda *nets, name=name: CLASSES_OF[name](*nets, LATENT, CLASSES) for name in ("own", "known")]

    def batch(rng, n):
        return images(rng, n), labels_of(rng, n)

    return Epoch(rng, method, networks=networks, models=models, batch=batch, latent=LATENT, losses={})


@shared
def epoch(rng):
    return epoch_of(rng, "train_step")


class TestEpoch(EpochChecks):
    cell = "conditional_vae"
    epoch_of = staticmethod(epoch_of)
    reports, moves = "test_train_step_reports_the_losses", "test_train_step_moves_the_encoder"
    asks = {
        "test_reports_are_means_over_the_epoch": ["step-means"],
        "test_every_step_is_like_the_first": ["every-step"],
    }


GRAPH_HINT = (
    "{} compiles {} to a graph, where the batch size is not known yet: use ops.shape(x)[0], not x.shape[0], no .numpy(), "
    "float(), numpy function or list in it, and return a dictionary."
)


@check(needs=[test_train_step_reports_the_losses], asks=["step-in-fit", "optimiser-moves"])
def test_fit_trains(student, reference, joins, rng):
    """`fit` works with it: train_step can be compiled to a graph for batches of any size, and trains."""
    encoder, decoder = networks(rng)
    # three steps: an even number of equal steps could cancel out
    x, labels = images(rng, 9), labels_of(rng, 9)
    optimizer = probe.sgd(0.01)

    def fit(cls):
        model = probe.compiled(cls(encoder, decoder, LATENT, CLASSES), optimizer)
        logs = probe.train_logs(model, x, batch_size=4, targets=labels)
        trained = probe.delta(logs, of={"encoder": encoder, "decoder": decoder})
        return [trained, probe.optimizer_state(optimizer)]

    usual = reference.ask(fit(lab.ConditionalVAE))[0]["delta"]
    hint = GRAPH_HINT.format("fit", "train_step")
    with hinting(hint):
        answer, state = student.ask(fit(class_for_graphs(student, joins)))
    for name, expected in usual.items():
        for change, like in zip(answer["delta"][name], expected, strict=True):
            assert_shape(change, like.shape, f"After it, the change of a weight of the {name}", hint)
            require(change.any(), f"After it, some weights of the {name} are as they were.", hint)
    assert_applied(state)


@check(weight=0.5, needs=[test_test_step_only_looks], asks=["step-in-evaluate"])
def test_evaluate_works(student, joins, rng):
    """`evaluate` works with it: test_step can be compiled to a graph for batches of any size."""
    cls = evaluating(class_for_graphs(student, joins))
    model = probe.compiled(cls(*networks(rng), LATENT, CLASSES), probe.sgd())
    with hinting(GRAPH_HINT.format("evaluate", "test_step")):
        logs = student.ask(probe.train_logs(model, images(rng, 7), 4, targets=labels_of(rng, 7)))
    for each in logs:
        metrics({"value": each})


def class_for_graphs(student, joins):
    """The student's class, or, for whoever's joining methods fail by themselves, with the known ones."""
    return CLASSES_OF["own" if joins.well_shaped(student) else "known"]
