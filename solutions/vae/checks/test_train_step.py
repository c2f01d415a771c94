"""The checks of the class VAE: train_step, test_step and fit."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    RELATIVE,
    Once,
    agree,
    assert_close,
    cell,
    diagnosis,
    hinting,
    lab,
    probe,
    require,
    shared,
)
from autograder.checks.families.small_networks import built, network
from autograder.checks.families.training import (
    STEEP,
    Epoch,
    EpochChecks,
    assert_applied,
    evaluating,
    explain_change,
    explain_weight,
    known_losses,
    reported,
    written_out,
    wrong_losses,
)

from .networks import DECODER, ENCODER, LATENT, LINEAR_DECODER, NORMALISED, images, networks
from .test_model import test_vae_can_be_made

check = cell("vae_model")

LOSSES = known_losses(1.0)
NO_LOSS = probe.mean_squares(0.0, 0.0)
TERMS = dict(zip(LOSSES, ("reconstruction loss", "KL divergence"), strict=True))


class Step:
    """One step of plain SGD with lr 1 on fresh networks: its metrics, and the change of every weight.

    The losses are replaced by known functions, so that a mistake in one of them costs the step nothing.
    """

    def __init__(self, rng, method, *descriptions):
        self.encoder, self.decoder = built(rng, *(descriptions or (ENCODER, DECODER)))
        self.x, noise = images(rng, 4), rng.normal(size=(4, LATENT))
        self.noise = [noise] * 6  # the same again for whoever encodes once for each term or output
        vae = probe.compiled(lab.VAE(self.encoder, self.decoder), probe.sgd(1.0))
        step = getattr(vae, method)(self.x)
        self.question = probe.delta(step, of={"encoder": self.encoder, "decoder": self.decoder})
        self._once = Once()

    def ask(self, who, losses):
        """The answer with ``losses`` in place of the notebook's; asked once, though several checks look at it."""
        key = tuple(sorted(losses.items(), key=str))
        return self._once.of(who, key, lambda: who.ask(self.question, noise=self.noise, replace=losses))

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE):
        """Compare a part of the answers. Whoever wrote a loss out inside the step, or both, passes too.

        explain(value, expected, alone, slips): the sentence for a wrong value. alone: by the name of each loss, the part
        that the reference gets when it is the only one; slips: see there. They are asked for right values too: so the
        reference's answers are complete before a class is graded, and its graders only read them.
        """
        alone = {term: part(self.ask(reference, self.only(name))) for name, term in TERMS.items()}
        slips = self.slips(reference)
        right = part(self.ask(reference, {}))
        expected, *inline = (part(self.ask(reference, losses)) for losses in written_out(STEEP))
        value = part(self.ask(student, STEEP))
        if agree(value, expected, rtol):
            return
        if any(agree(value, each, CLOSE) for each in inline) and agree(
            part(self.ask(student, {})), right, CLOSE
        ):
            return
        wrong = explain(value, expected, alone, slips)
        assert_close(value, expected, what="What it returns", wrong=wrong, hint=hint, rtol=rtol)

    @staticmethod
    def only(name):
        """Stand-ins with which one of the losses is all there is."""
        return {key: loss if key == name else NO_LOSS for key, loss in STEEP.items()}

    def slips(self, reference):
        """Well-known ways to a wrong reconstruction loss, each with the value that it gives."""
        loss, (mean, z) = STEEP["reconstruction_loss"], (self.encoder(self.x)[k] for k in (0, 2))
        known = {
            "It decodes z_mean; it should decode the sampled z.": loss(self.x, self.decoder(mean)),
            "The arguments of reconstruction_loss are swapped: first x, then x_hat.": loss(
                self.decoder(z), self.x
            ),
        }
        return {sentence: [reference.ask(value, noise=self.noise)] for sentence, value in known.items()}


@shared
def train_step(rng):
    return Step(rng, "train_step")


def metrics(answer):
    return reported(answer["value"])


def explain_metrics(value, expected, slips):
    """What is wrong with the losses that a step reports; slips: see Step."""
    bad = wrong_losses(value, expected)
    if idle := [key for key in bad if value[key] == 0]:
        return f"It reports {' and '.join(idle)} as 0: is the tracker updated?"
    if bad != ["loss"]:
        return diagnosis(
            value["reconstruction_loss"], slips, f"It reports a wrong {' and a wrong '.join(bad)}."
        )
    times = float((value["loss"] - expected["reconstruction_loss"]) / expected["kl_loss"])
    return explain_weight("KL divergence", times, "the loss")


@check(
    weight=1.5,
    needs=[test_vae_can_be_made],
    asks=["step-reports", "whole-loss", "step-decodes-the-sample"],
)
def test_train_step_reports_the_losses(student, reference, train_step):
    """`train_step` returns loss, reconstruction_loss and kl_loss of the batch."""
    train_step.compare(
        student, reference, metrics, rtol=CLOSE,
        explain=lambda value, expected, _, slips: explain_metrics(value, expected, slips),
        hint="loss = reconstruction_loss + kl_loss, of this batch, from z; update the trackers, return their results.",
    )  # fmt: skip


HINT = (
    "One tape around everything from the encoder to loss = reconstruction + KL; then its gradient with respect to "
    "self.trainable_weights (those of encoder and decoder), given to self.optimizer."
)


def judge_change(student, reference, train_step, name, hint):
    """A network's weights change along the gradient of the whole loss."""

    def explain(value, expected, alone, _):
        return explain_change(value, alone)

    train_step.compare(student, reference, lambda answer: answer["delta"][name], explain, hint)


@check(weight=2.5, needs=[test_vae_can_be_made], asks=["encoder-moves"])
def test_train_step_moves_the_encoder(student, reference, train_step):
    """`train_step` moves the encoder's weights along the gradient of the whole loss."""
    hint = f"{HINT} Both terms reach the encoder, the reconstruction through z."
    judge_change(student, reference, train_step, "encoder", hint)


@check(weight=2.5, needs=[test_vae_can_be_made], asks=["decoder-moves"])
def test_train_step_moves_the_decoder(student, reference, train_step):
    """`train_step` moves the decoder's weights along the gradient of the whole loss."""
    judge_change(student, reference, train_step, "decoder", HINT)


@check(
    needs=[test_vae_can_be_made],
    asks=["test-step-losses", "test-step-only-looks", "test-step-outside-of-training"],
)
def test_test_step_only_looks(student, reference, rng):
    """`test_step` returns the same losses as `train_step`, and changes no weight."""
    step = Step(rng, "test_step", *NORMALISED)

    def all_of_it(answer):
        return {
            "metrics": metrics(answer),
            **answer["delta"],
            "statistics": answer["state"]["encoder"] + answer["state"]["decoder"],
        }

    def explain(value, expected, _, slips):
        if any(a.any() for name in ("encoder", "decoder") for a in value[name]):
            return "It changes weights: it should only compute the losses."
        if any(a.any() for a in value["statistics"]):
            return "It moves the statistics of a normalisation: the networks are called as in training."
        return explain_metrics(value["metrics"], expected["metrics"], slips)

    hint = "As in train_step, from the sampled z, but without tape and optimiser."
    step.compare(student, reference, all_of_it, explain, hint, rtol=CLOSE)


def epoch_of(rng, method):
    return Epoch(rng, method, networks=networks, models=[lab.VAE], batch=images, latent=LATENT, losses=LOSSES)


@shared
def epoch(rng):
    return epoch_of(rng, "train_step")


class TestEpoch(EpochChecks):
    cell = "vae_model"
    epoch_of = staticmethod(epoch_of)
    reports, moves = "test_train_step_reports_the_losses", "test_train_step_moves_the_encoder"
    asks = {
        "test_reports_are_means_over_the_epoch": ["step-means"],
        "test_every_step_is_like_the_first": ["every-step"],
    }


@check(needs=[test_vae_can_be_made], asks=["step-in-fit", "optimiser-moves"])
def test_fit_trains(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, and trains."""
    encoder, decoder = networks(rng)[0], network(LINEAR_DECODER, rng)
    optimizer = probe.sgd(0.001)
    vae = probe.compiled(lab.VAE(encoder, decoder), optimizer)
    # Keras gives a step the images alone, or together with what else fit was given
    fit = probe.length(probe.train_logs(vae, images(rng, 7), 4, targets=rng.random((7, 1))))
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list in it, "
        "and return a dictionary."
    )
    question = probe.delta(fit, of={"encoder": encoder, "decoder": decoder})
    with hinting(hint):
        answer, state = student.ask([question, probe.optimizer_state(optimizer)], replace=LOSSES)
    changes = answer["delta"]
    arrays = [*changes["encoder"], *changes["decoder"]]
    usual = reference.ask(question, replace=LOSSES)["delta"]
    shapes = [a.shape for a in (*usual["encoder"], *usual["decoder"])]
    require([np.shape(a) for a in arrays] == shapes, "After it, the networks have other weights.", hint)
    require(all(np.isfinite(a).all() for a in arrays), "After it, weights are NaN or infinite.", hint)
    require(any(a.any() for a in arrays), "After it, all weights are as they were before.", hint)
    assert_applied(state)


@check(weight=0.5, needs=[test_test_step_only_looks], asks=["step-in-evaluate"])
def test_evaluate_works(student, rng):
    """`evaluate` works with it: test_step can be compiled to a graph, for batches of any size."""
    vae = probe.compiled(evaluating(lab.VAE)(*networks(rng)), probe.sgd())
    hint = "evaluate compiles test_step to a graph: use no .numpy(), float() or numpy function in it."
    with hinting(hint):
        logs = student.ask(probe.train_logs(vae, images(rng, 7), 4), replace=LOSSES)
    for each in logs:
        reported(each)
