"""The checks of what each loss, and each optimiser, moves."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, check, diagnosis, flat, probe, require, shared
from autograder.checks.families.adversarial import change_of

from .move import MOVE_HINTS, ONE_WEIGHT, Move
from .networks import LOSSES_OF, MOVES, PARTS, PARTS_OF, SHORT


def alone(name):
    """A fixture: the move of a loss, with the weights of all others 0."""
    method = next(method for method, losses in LOSSES_OF.items() if name in losses)

    def move(rng):
        return Move(rng, method, {name: ONE_WEIGHT})

    move.__name__ = move.__qualname__ = f"{name}_alone"
    return shared(move)


reconstruction_alone, kl_alone, adversarial_alone, class_alone, validity_alone, real_class_alone = map(
    alone, MOVES
)


def judge_move(student, reference, move, name):
    """With the weight of one loss alone, each part of the move follows the gradient of this loss, or stands still."""
    for part in PARTS_OF[move.method]:
        judge_part(student, reference, move, name, part)


def judge_part(student, reference, move, name, part):
    change = change_of(part)

    def explain(weights, right):
        value, right = flat(weights), [flat(r) for r in right]
        if not right[0].any():
            return f"With the weight of {name} alone the {part} moves: {name} must not move it."
        if not value.any():
            return f"With the weight of {name} alone the {part} does not move: {name} must move it."
        for other in LOSSES_OF[move.method]:
            if other != name and name_of_weight(move, reference, other, part, value):
                return f"The weight of {name} stands before {other}."
        for expected in right:
            times = float(value @ expected / (expected @ expected))
            if agree(value, times * expected):
                return explain_times(name, part, times)
        gradient = move.slips(reference, lambda loss: probe.gradient(loss, wrt=[move.networks[part]]))
        steps = {
            sentence: [-ONE_WEIGHT * flat(without_none(g, weights)) for (g,) in found]
            for sentence, found in gradient[name].items()
        }
        return diagnosis(
            value, steps, f"With the weight of {name} alone the {part} does not follow its gradient."
        )

    move.compare(student, reference, change, explain, MOVE_HINTS[move.method])


def without_none(gradients, weights):
    """Gradients, with 0 where there is no way to a weight."""
    return [np.zeros_like(w) if g is None else g for g, w in zip(gradients, weights, strict=True)]


def name_of_weight(move, reference, other, part, value):
    """Whether a part moved as if the weight had been given to another loss."""
    orders = ((0, 1), (1, 0))
    steps = [change_of(part)(move.ask(reference, order, {other: ONE_WEIGHT})) for order in orders]
    return any(flat(step).any() and agree(value, flat(step)) for step in steps)


def explain_times(name, part, times):
    if abs(times + 1) < 1e-3:
        return f"{name} moves the {part} the wrong way: up its gradient."
    if abs(times * ONE_WEIGHT - 1) < 1e-3:
        return f"The weight of {name} is not used: it moves the {part} as if it were 1."
    if abs(times - ONE_WEIGHT) < 1e-3:
        return f"{name} enters with its weight twice."
    return f"{name} moves the {part} in the right direction, but {times:.2g} times as far as it should."


@check(cell="model", needs=["test_discriminator_can_move"])
def test_validity_moves_the_discriminator(student, reference, validity_alone):
    """validity, its weight alone not 0, moves the discriminator along its gradient."""
    judge_move(student, reference, validity_alone, "validity")


@check(cell="model", needs=["test_discriminator_can_move"])
def test_real_class_moves_the_discriminator(student, reference, real_class_alone):
    """real_class, its weight alone not 0, moves the discriminator along its gradient."""
    judge_move(student, reference, real_class_alone, "real_class")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_reconstruction_moves_encoder_and_generator(student, reference, reconstruction_alone):
    """reconstruction, its weight alone not 0, moves encoder and generator along its gradient."""
    judge_move(student, reference, reconstruction_alone, "reconstruction")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_kl_moves_the_encoder_alone(student, reference, kl_alone):
    """kl, its weight alone not 0, moves the encoder along its gradient, and not the generator."""
    judge_move(student, reference, kl_alone, "kl")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_adversarial_moves_encoder_and_generator(student, reference, adversarial_alone):
    """adversarial, its weight alone not 0, moves generator and encoder along its gradient."""
    judge_move(student, reference, adversarial_alone, "adversarial")


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_class_moves_the_generator_alone(student, reference, class_alone):
    """class, its weight alone not 0, moves the generator along its gradient, and not the encoder."""
    judge_move(student, reference, class_alone, "class")


def judge_sum(student, reference, move):
    def part(answer):
        return {name: answer["step"]["delta"][name] for name in PARTS_OF[move.method]}

    wrong = (
        "Each loss alone moves the parts as it should, but together they do not add up, each with its weight."
    )
    move.compare(student, reference, part, lambda *_: wrong, MOVE_HINTS[move.method])


@check(
    cell="model",
    weight=0.5,
    needs=["test_validity_moves_the_discriminator", "test_real_class_moves_the_discriminator"],
)
def test_losses_of_the_discriminator_add_up(student, reference, d_all):
    """The discriminator follows the sum of its two losses, each with its weight."""
    judge_sum(student, reference, d_all)


@check(
    cell="model",
    weight=0.5,
    needs=[
        "test_reconstruction_moves_encoder_and_generator",
        "test_kl_moves_the_encoder_alone",
        "test_adversarial_moves_encoder_and_generator",
        "test_class_moves_the_generator_alone",
    ],
)
def test_losses_of_encoder_and_generator_add_up(student, reference, g_all):
    """Encoder and generator follow the sum of the four losses, each with its weight."""
    judge_sum(student, reference, g_all)


def judge_optimiser(student, reference, move):
    """The optimiser of a move is applied once, to the weights of its own parts, and nothing else moves anything."""
    answer, short = move.ask(student), SHORT[move.method]
    delta, state, own = answer["step"]["delta"], answer["optimizer"], PARTS_OF[move.method]
    hint = f"In {move.method} {short} gets the gradient and the weights of {' and '.join(f'the {part}' for part in own)}, once."
    for part in PARTS:
        foreign = part not in own and any(np.any(a) for a in delta[part])
        require(not foreign, f"{move.method} moves the {part} too.", hint)
    times = int(state["iterations"])
    require(times > 0, f"{short} is never applied.", hint)
    require(times == 1, f"{short} is applied {times} times in one move.", hint)
    moved = [change for part in own for change in delta[part] if np.any(change)]
    kept = [slot for slot in state["slots"] if np.any(slot)]
    same = len(kept) == len(moved) and all(any(agree(slot, change) for change in moved) for slot in kept)
    require(
        same, f"What {short} did is not what happened to {' and '.join(f'the {part}' for part in own)}.", hint
    )
    # an optimiser that is given anything at all is no achievement
    require(follows_a_loss(move, reference, delta), f"{move.method} follows none of its losses.", hint)


def follows_a_loss(move, reference, delta):
    """Whether some part moved more or less along the gradient of some loss, up or down."""
    for name in LOSSES_OF[move.method]:
        for order in ((0, 1), (1, 0)):
            alone = move.ask(reference, order, {name: ONE_WEIGHT})["step"]["delta"]
            for part in PARTS_OF[move.method]:
                a, b = flat(delta[part]), flat(alone[part])
                if abs(a @ b) > 0.3 * np.linalg.norm(a) * np.linalg.norm(b):
                    return True
    return False


@check(cell="model", needs=["test_discriminator_can_move"])
def test_discriminator_moves_alone(student, reference, d_all):
    """`move_discriminator` applies d_optimizer once, to the discriminator alone."""
    judge_optimiser(student, reference, d_all)


@check(cell="model", needs=["test_encoder_and_generator_can_move"])
def test_discriminator_stands_still(student, reference, g_all):
    """`move_encoder_and_generator` applies g_optimizer once, to encoder and generator: the discriminator stands still."""
    judge_optimiser(student, reference, g_all)
