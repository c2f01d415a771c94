"""9 · The autoencoder."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    Wrong,
    assert_close,
    assert_losses,
    assert_shape,
    cell,
    diagnosis,
    hinting,
    require,
    scale_of,
    shared,
)

from .autoencoder_step import Step

check = cell("autoencoder")

KEYS = ("loss", "reconstruction_loss", "penalty")


@shared
def step(rng):
    return Step(rng)


@check(weight=0, asks=["autoencoder-made"])
def test_autoencoder_can_be_made(student, step):
    """`Autoencoder(encoder, decoder, penalty)` can be made, compiled, and called."""
    hint = "super().__init__(**kwargs) comes first in the constructor; call returns the decoded images."
    assert_shape(step.asked.of(student)["called"], step.x.shape, "What it makes of images", hint)


@check(needs=[test_autoencoder_can_be_made], asks=["call-as-it-is"])
def test_call_encodes_and_decodes(student, reference, step):
    """Calling it encodes and decodes the images as they are."""
    value = step.asked.of(student)["called"]
    _, _, corrupted, plain = step.parts(reference)
    known = {"It corrupts the images first; only training does so.": [corrupted]}
    wrong, hint = "It does not decode the code of the images.", "self.decoder(self.encoder(x))"
    assert_close(value, plain, known=known, wrong=wrong, hint=hint)


def reported(answer):
    """What a step says of its losses."""
    return assert_losses(answer["value"], KEYS, f"Its keys are {', '.join(KEYS)}.")


@check(weight=2, needs=[test_autoencoder_can_be_made], asks=["step-reports", "clean-target"])
def test_train_step_reports_its_losses(student, reference, step):
    """`train_step` returns loss, reconstruction_loss and penalty of the batch."""
    value = reported(step.asked.of(student)["step"])
    seen, h, decoded, plain = step.parts(reference)
    x, error = step.x, ((step.x - decoded) ** 2).sum(axis=(1, 2, 3))
    cost = step.WEIGHT * (h**2).mean() + step.OF_SEEN * (seen**2).mean()
    known = {
        "The error is against the corrupted image; the target is the clean one.": [
            ((seen - decoded) ** 2).sum() / 4
        ],
        "The encoder sees the clean image; it should see what the penalty's corrupt makes of it.": [
            ((x - plain) ** 2).sum() / 4
        ],
        "The squared error is averaged over the pixels; sum it.": [error.mean() / 12],
        "The squared error is summed over the batch; average it.": [error.sum()],
        "The squared error has a factor ½ too much.": [error.mean() / 2],
        "It is the absolute error; take squares.": [np.abs(x - decoded).sum() / 4],
    }
    hint = "Clean x against the decoded image, squared: sum over pixels, mean over the batch. loss is this plus the cost."
    idle = [key for key in KEYS if value[key] == 0]
    require(not idle, f"It reports {' and '.join(idle)} as 0: is the tracker updated?", hint)
    wrong = "The reconstruction loss is not the squared error of the batch."
    right = error.mean()
    assert_close(value["reconstruction_loss"], right, known=known, wrong=wrong, hint=hint, rtol=CLOSE)
    wrong = "It does not report the penalty's cost for the code of what the encoder has seen."
    assert_close(value["penalty"], cost, wrong=wrong, hint=hint, rtol=CLOSE)
    known = {
        "The penalty is not part of the loss.": [right],
        "The penalty is subtracted from the loss.": [right - cost],
    }
    wrong = "loss is not the sum of the other two."
    assert_close(value["loss"], right + cost, known=known, wrong=wrong, hint=hint, rtol=CLOSE)


def explain_change(step, reference, value, name):
    """Which fault the change of a network's weights points to."""
    if not any(part.any() for part in value):
        return "No weight of it moves."
    if any(not part.any() for part in value):
        return "Some of its weights move, and some do not."
    right = step.asked.of(reference)["step"]["delta"][name]
    known = {
        "They move as if there were no penalty in the loss.": step.with_other(reference, name, weight=0.0),
        "They move as if the encoder had seen the clean images.": step.with_other(reference, name, shrink=1.0, shift=0.0),
        "They move the wrong way: up the gradient.": [-part for part in right],
        "They move the right way, but another distance: is the error summed over pixels, and averaged over images?": [
            part * scale_of(value, right) for part in right
        ],
    }  # fmt: skip
    otherwise = "They do not move along the loss's gradient."
    return diagnosis(value, {why: [change] for why, change in known.items()}, otherwise)


def assert_moves(student, reference, step, name):
    """The weights of one of the two networks move as they should."""
    value, right = (step.asked.of(who)["step"]["delta"][name] for who in (student, reference))
    hint = (
        "One tape around encoder, decoder, error and cost; then the gradient of the loss with respect to "
        "self.trainable_weights, given to self.optimizer."
    )
    for part, expected in zip(value, right, strict=True):
        assert_shape(part, expected.shape, f"The change of the {name}'s weights", hint)
    why = explain_change(step, reference, value, name)
    wrong = f"The {name}'s weights do not move as they should. {why}"
    assert_close(value, right, wrong=wrong, hint=hint)


@check(weight=2, needs=[test_autoencoder_can_be_made], asks=["encoder-moves"])
def test_train_step_moves_the_encoder(student, reference, step):
    """`train_step` moves the encoder's weights along the gradient of error and penalty."""
    assert_moves(student, reference, step, "encoder")


@check(weight=2, needs=[test_autoencoder_can_be_made], asks=["decoder-moves"])
def test_train_step_moves_the_decoder(student, reference, step):
    """`train_step` moves the decoder's weights along the gradient of the error."""
    assert_moves(student, reference, step, "decoder")


@check(needs=[test_train_step_reports_its_losses], asks=["step-means"])
def test_train_step_reports_over_time(student, step):
    """What it returns are the trackers' results: means over the batches since they were reset, the short one too."""
    reports = {when: reported({"value": value}) for when, value in step.asked.of(student)["reports"].items()}
    hint = (
        "update_state of each tracker in every step, and result() of each; Keras resets them, once per epoch."
    )
    for key in KEYS:
        mean = (reports["first"][key] + reports["anew"][key]) / 2
        wrong = f"After two steps its {key} is not the mean of the two batches: it should be the tracker's result."
        assert_close(reports["second"][key], mean, wrong=wrong, hint=hint, rtol=CLOSE)


@check(needs=[test_train_step_reports_its_losses], asks=["step-in-fit"])
def test_train_step_works_in_fit(student, reference, step):
    """In the graph that `fit` makes it does the same, for a last batch of fewer images as well."""
    hint = (
        "In fit, train_step is run once to make a graph of TensorFlow's operations: numpy and float() fail there, "
        "and x.shape[0] is None. ops.mean averages over a batch of any size."
    )
    with hinting(hint):
        logs = step.asked.of(student)["graph"]
    require(isinstance(logs, list) and len(logs) == 2, "It does not work in fit.", hint)
    _, _, decoded, _ = step.parts(reference)
    error = ((step.x - decoded) ** 2).sum(axis=(1, 2, 3))
    alone = reported({"value": step.asked.of(student)["reports"]["short"]})["reconstruction_loss"]
    wrong = "For a batch of fewer images the reconstruction loss is another than the mean over these images."
    assert_close(alone, error[:2].mean(), wrong=wrong, hint=hint, rtol=CLOSE)
    for log, right in zip(logs, (error.mean(), error[:2].mean()), strict=True):
        value = reported({"value": log})["reconstruction_loss"]
        wrong = "In fit it reports another reconstruction loss than when it is called by itself."
        assert_close(value, right, wrong=wrong, hint=hint)


@check(needs=[test_train_step_moves_the_encoder, test_train_step_moves_the_decoder], asks=["every-step"])
def test_train_step_moves_weights_over_time(student, reference, step):
    """A second step, on brighter images, moves the weights along the gradient of error and penalty, too."""
    value, right = (step.asked.of(who)["later"]["delta"] for who in (student, reference))
    hint = "Nothing may be kept from step to step but weights, optimiser and trackers; and the gradient is taken as it is."
    for name in ("encoder", "decoder"):
        wrong = f"In a second step, with a larger error, the {name}'s weights do not move along the gradient of error and penalty."
        assert_close(value[name], right[name], wrong=wrong, hint=hint)


@check(
    weight=0.5,
    needs=[test_train_step_moves_the_encoder, test_train_step_moves_the_decoder],
    asks=["frozen-stays"],
)
def test_train_step_leaves_frozen_weights(student, step):
    """Weights that are not trainable stay as they are."""
    moved = step.asked.of(student)["frozen"]["delta"]
    hint = "self.trainable_weights holds those that may move; self.weights holds all."
    still = not any(part.any() for part in moved["decoder"])
    require(still, "With trainable = False, the decoder's weights move all the same.", hint)
    require(
        any(part.any() for part in moved["encoder"]),
        "With a frozen decoder, the encoder does not move.",
        hint,
    )


@check(weight=0.5, needs=[test_autoencoder_can_be_made], asks=["cost-of-the-encoder"])
def test_cost_is_given_the_encoder(student, step):
    """The penalty's cost is given the encoder itself; encoder and decoder are attributes of these names."""
    hint = "self.penalty.cost(self.encoder, ..., ...): a contractive penalty runs it once more."
    try:
        step.asked.of(student)["encoder"]
    except Wrong as wrong:
        other = "In a step, the penalty's cost is not given the encoder that the autoencoder was made of."
        raise Wrong(other, hint, wrong.details) from None
    kept = step.asked.of(student)["attributes"]
    wrong = "The attributes encoder and decoder are not the networks that it was given."
    require(kept == [True, True], wrong, "self.encoder, self.decoder = encoder, decoder")


@check(needs=[test_autoencoder_can_be_made], asks=["no-penalty"])
def test_autoencoder_without_penalty(student, reference, step):
    """Without a penalty it is an undercomplete autoencoder: nothing is added, nothing corrupted."""
    value = reported(step.asked.of(student)["bare"])
    difference = step.x - step.parts(reference)[3]
    error = (difference**2).sum() / 4
    # the error measured in other ways is another check's business
    also = [error * scale for scale in (1 / 12, 4, 4 / 12, 0.5)]
    also.append(np.abs(difference).sum() / 4)
    wrong = "Without a penalty the loss is not the squared error alone."
    hint = "None stands for Penalty(): make one in the constructor."
    require(abs(value["penalty"]) < 1e-9, "Without a penalty something is reported as its cost.", hint)
    assert_close(value["loss"], error, *also, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_autoencoder_can_be_made], asks=["own-penalty"])
def test_autoencoder_keeps_its_own_penalty(student, step):
    """`penalty` is the object that was given, also when a second autoencoder is made with another."""
    own, wrong = step.asked.of(student)["own"], "Its attribute penalty is not the object that it was given."
    require(own is True, wrong, "self.penalty = penalty")


@check(weight=0.5, needs=[test_autoencoder_can_be_made], asks=["keras-arguments"])
def test_keras_gets_its_arguments(student, step):
    """What else the constructor is given (`name`, say) reaches keras.Model."""
    named = step.asked.of(student)["named"] == "named_by_us"
    require(named, "The model does not have the name it was given.", "super().__init__(**kwargs)")
