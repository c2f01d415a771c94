"""The checks of the two moves of a train step: what they report, and when the networks learn."""

from __future__ import annotations

from autograder.checks import agree, check, diagnosis, hinting, probe
from autograder.checks.families.adversarial import CLOSE

from .move import MOVE_HINTS, Move, losses_of
from .networks import D_MOVE, DISCRIMINATOR, ENCODER, G_MOVE, GENERATOR, PARTS, PARTS_OF, modal


@check(cell="model", weight=0, needs=["test_model_can_be_made"])
def test_discriminator_can_move(student, d_all):
    """`move_discriminator` takes images and labels, and returns a dictionary of losses."""
    with hinting(MOVE_HINTS[D_MOVE]):
        losses_of(d_all)(d_all.ask(student))


@check(cell="model", weight=0, needs=["test_model_can_be_made"])
def test_encoder_and_generator_can_move(student, g_all):
    """`move_encoder_and_generator` takes images and labels, and returns a dictionary of losses."""
    with hinting(MOVE_HINTS[G_MOVE]):
        losses_of(g_all)(g_all.ask(student))


def judge_losses(student, reference, move):
    """The losses that a move reports are those of its images, without weights."""

    def explain(value, right):
        bad = [k for k in value if not any(agree(value[k], r[k], CLOSE) for r in right)] or list(value)
        known, first = move.slips(reference, lambda loss: loss), bad[0]
        for name in bad:
            if agree(value[name], move.weight_of[name] * right[0][name], CLOSE):
                return f"{name} is reported with its weight; report it without."
            for other in value:
                if other != name and any(agree(value[name], r[other], CLOSE) for r in right):
                    return f"What is reported as {name} is {other}."
        return diagnosis(value[first], known[first], f"It reports a wrong {' and a wrong '.join(bad)}.")

    hint = "The docstring says of which images each loss is. Losses are reported without their weights."
    move.compare(student, reference, losses_of(move), explain, hint, rtol=CLOSE)


@check(cell="model", needs=["test_discriminator_can_move"])
def test_discriminator_move_reports_its_losses(student, reference, d_all):
    """`move_discriminator` returns validity and real_class of the batch."""
    judge_losses(student, reference, d_all)


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_other_move_reports_its_losses(student, reference, g_all):
    """`move_encoder_and_generator` returns reconstruction, kl, adversarial and class of the batch."""
    judge_losses(student, reference, g_all)


@check(
    cell="model",
    needs=["test_discriminator_move_reports_its_losses", "test_other_move_reports_its_losses"],
)
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In their own move the networks are called with training=True."""
    for method in (D_MOVE, G_MOVE):
        move = Move(rng, method, {})
        for part, description in zip(PARTS, (ENCODER, GENERATOR, DISCRIMINATOR), strict=True):
            if part in PARTS_OF[method]:
                move.networks[part] = probe.network(
                    modal(description, "phase"), seed=int(rng.integers(2**31))
                )
        names = " and ".join(PARTS_OF[method])
        hint = "network(x, training=True): else dropout is off, and normalisation uses old statistics."
        wrong = (
            f"In {method} {names} {'is' if method == D_MOVE else 'are'} not always called with training=True."
        )
        move.compare(student, reference, losses_of(move), lambda *_, wrong=wrong: wrong, hint, rtol=CLOSE)
