"""The checks of the two moves of a train step: what they report, and what each loss, and each optimiser, moves."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.checks import CLOSE, agree, cell, diagnosis, flat, hinting, probe, require, shared
from autograder.checks.families.adversarial.drawn import DRAWS, assert_drawn_normal
from autograder.checks.families.adversarial.steps import (
    assert_applied_once,
    by_key,
    change_of,
    changes,
    missed,
    times_along,
)
from autograder.checks.families.small_networks import network

from .move import (
    D_MOVE,
    EACH_WEIGHT,
    G_MOVE,
    LOSSES_OF,
    MOVE_HINTS,
    ONE_WEIGHT,
    PARTS_OF,
    SHORT,
    WEAK_LOSSES,
    Move,
    MovesInARow,
    weights,
)
from .networks import LATENT, MOVES, MOVING_NEAR, MOVING_PHASED, PARTS

check = cell("model")


d_all = shared(partial(Move, method=D_MOVE, weight_of=EACH_WEIGHT, momentum=0.9), "d_all")
g_all = shared(partial(Move, method=G_MOVE, weight_of=EACH_WEIGHT, momentum=0.9), "g_all")


@check(weight=0, needs=["test_model_can_be_made"], asks=["move-reports"])
def test_discriminator_can_move(student, d_all):
    """`move_discriminator` takes images and labels, and returns a dictionary of losses."""
    with hinting(MOVE_HINTS[D_MOVE]):
        d_all.losses(d_all.ask(student))


@check(weight=0, needs=["test_model_can_be_made"], asks=["move-reports", "one-hot-labels"])
def test_encoder_and_generator_can_move(student, g_all):
    """`move_encoder_and_generator` takes images and labels, and returns a dictionary of losses."""
    with hinting(MOVE_HINTS[G_MOVE]):
        g_all.losses(g_all.ask(student))


def judge_losses(student, reference, move):
    """The losses that a move reports are those of its images, without weights."""

    def explain(value):
        right = by_key(move.expected(reference, move.losses))
        bad = missed(value, right) or list(value)
        known, first = move.slips(reference, lambda loss: loss), bad[0]
        for name in bad:
            if agree(value[name], EACH_WEIGHT[name] * right[name][0], CLOSE):
                return f"{name} is reported with its weight; report it without."
            for other in value:
                if other != name and any(agree(value[name], r, CLOSE) for r in right[other]):
                    return f"What is reported as {name} is {other}."
        return diagnosis(value[first], known[first], f"It reports a wrong {' and a wrong '.join(bad)}.")

    hint = "The docstring says of which images each loss is. Losses are reported without their weights."
    move.compare(student, reference, move.losses, explain, hint, rtol=CLOSE)


@check(
    needs=[test_discriminator_can_move],
    asks=[
        "move-reports",
        "validity-of-all",
        "real-class-of-real",
        "labels-in-order",
        "reports-without-weights",
    ],
)
def test_discriminator_move_reports_its_losses(student, reference, d_all):
    """`move_discriminator` returns validity and real_class of the batch."""
    judge_losses(student, reference, d_all)


@check(
    needs=[test_encoder_and_generator_can_move],
    asks=[
        "move-reports",
        "reconstruction-of-x-hat",
        "x-hat-from-the-sample",
        "kl-of-both",
        "adversarial-of-all",
        "class-of-new",
        "labels-in-order",
        "reports-without-weights",
    ],
)
def test_other_move_reports_its_losses(student, reference, g_all):
    """`move_encoder_and_generator` returns reconstruction, kl, adversarial and class of the batch."""
    judge_losses(student, reference, g_all)


@check(
    needs=[test_discriminator_move_reports_its_losses, test_other_move_reports_its_losses],
    asks=["training-mode"],
)
def test_networks_are_called_in_training_mode(student, reference, rng):
    """In their own move the networks are called with training=True."""
    for method in (D_MOVE, G_MOVE):
        move = Move(rng, method, {})
        for part in PARTS_OF[method]:
            move.networks[part] = network(MOVING_PHASED[part], rng)
        names = " and ".join(PARTS_OF[method])
        hint = "network(x, training=True): else dropout is off, and normalisation uses old statistics."
        are = "is" if method == D_MOVE else "are"
        wrong = f"In {method} {names} {are} not always called with training=True."
        move.compare(student, reference, move.losses, lambda _, wrong=wrong: wrong, hint, rtol=CLOSE)


def alone(name):
    """A fixture: the move of a loss, with the weights of all others 0."""
    method = next(method for method, losses in LOSSES_OF.items() if name in losses)
    return shared(partial(Move, method=method, weight_of={name: ONE_WEIGHT}), f"{name}_alone")


reconstruction_alone, kl_alone, adversarial_alone, class_alone, validity_alone, real_class_alone = map(
    alone, MOVES
)


def judge_move(student, reference, move, name):
    """With the weight of one loss alone, each part of the move follows the gradient of this loss, or stands still."""
    for part in PARTS_OF[move.method]:
        judge_part(student, reference, move, name, part)


def judge_part(student, reference, move, name, part):
    change = change_of(part)

    def explain(moved):
        value, right = flat(moved), list(move.expected(reference, change))
        if not flat(right[0]).any():
            return f"With the weight of {name} alone the {part} moves: {name} must not move it."
        if not value.any():
            return f"With the weight of {name} alone the {part} does not move: {name} must move it."
        for other in LOSSES_OF[move.method]:
            if other != name and name_of_weight(move, reference, other, part, value):
                return f"The weight of {name} stands before {other}."
        for expected in right:
            if (times := times_along(moved, expected)) is not None:
                return explain_times(name, part, times)
        gradient = move.slips(reference, lambda loss: probe.gradient(loss, wrt=[move.networks[part]]))
        steps = {
            sentence: [-ONE_WEIGHT * flat(without_none(g, moved)) for (g,) in found]
            for sentence, found in gradient[name].items()
        }
        return diagnosis(
            value, steps, f"With the weight of {name} alone the {part} does not follow its gradient."
        )

    move.compare(student, reference, change, explain, MOVE_HINTS[move.method])


def without_none(gradients, like):
    """Gradients, with 0 where there is no way to a weight; like: arrays of the shapes of the weights."""
    return [np.zeros_like(a) if g is None else g for g, a in zip(gradients, like, strict=True)]


def name_of_weight(move, reference, other, part, value):
    """Whether a part moved as if the weight had been given to another loss."""
    steps = move.expected(reference, change_of(part), weights({other: ONE_WEIGHT}))
    return any(flat(step).any() and agree(value, flat(step)) for step in steps)


def explain_times(name, part, times):
    if abs(times + 1) < 1e-3:
        return f"{name} moves the {part} the wrong way: up its gradient."
    if abs(times * ONE_WEIGHT - 1) < 1e-3:
        return f"The weight of {name} is not used: it moves the {part} as if it were 1."
    if abs(times - ONE_WEIGHT) < 1e-3:
        return f"{name} enters with its weight twice."
    return f"{name} moves the {part} in the right direction, but {times:.2g} times as far as it should."


@check(needs=[test_discriminator_can_move], asks=["judge-learns", "each-its-own-weight"])
def test_validity_moves_the_discriminator(student, reference, validity_alone):
    """validity, its weight alone not 0, moves the discriminator along its gradient."""
    judge_move(student, reference, validity_alone, "validity")


@check(needs=[test_discriminator_can_move], asks=["judge-learns", "each-its-own-weight"])
def test_real_class_moves_the_discriminator(student, reference, real_class_alone):
    """real_class, its weight alone not 0, moves the discriminator along its gradient."""
    judge_move(student, reference, real_class_alone, "real_class")


@check(needs=[test_encoder_and_generator_can_move], asks=["reconstruction-moves", "each-its-own-weight"])
def test_reconstruction_moves_encoder_and_generator(student, reference, reconstruction_alone):
    """reconstruction, its weight alone not 0, moves encoder and generator along its gradient."""
    judge_move(student, reference, reconstruction_alone, "reconstruction")


@check(needs=[test_encoder_and_generator_can_move], asks=["kl-moves", "each-its-own-weight"])
def test_kl_moves_the_encoder_alone(student, reference, kl_alone, rng):
    """kl, its weight alone not 0, moves the encoder along its gradient, and not the generator."""
    judge_move(student, reference, kl_alone, "kl")
    near = Move(rng, G_MOVE, {"kl": ONE_WEIGHT}, parts=MOVING_NEAR)
    wrong = "Near the prior, where kl is small, it moves the encoder otherwise than it should: is something for free?"
    near.compare(student, reference, change_of("encoder"), lambda _: wrong, "The divergence has no bounds.")


@check(needs=[test_encoder_and_generator_can_move], asks=["adversarial-moves", "each-its-own-weight"])
def test_adversarial_moves_encoder_and_generator(student, reference, adversarial_alone):
    """adversarial, its weight alone not 0, moves generator and encoder along its gradient."""
    judge_move(student, reference, adversarial_alone, "adversarial")


@check(needs=[test_encoder_and_generator_can_move], asks=["class-moves", "each-its-own-weight"])
def test_class_moves_the_generator_alone(student, reference, class_alone):
    """class, its weight alone not 0, moves the generator along its gradient, and not the encoder."""
    judge_move(student, reference, class_alone, "class")


def judge_sum(student, reference, move):
    def part(answer):
        return {name: answer["step"]["delta"][name] for name in PARTS_OF[move.method]}

    wrong = (
        "Each loss alone moves the parts as it should, but together they do not add up, each with its weight."
    )
    move.compare(student, reference, part, lambda _: wrong, MOVE_HINTS[move.method])


@check(
    weight=0.5,
    needs=[test_validity_moves_the_discriminator, test_real_class_moves_the_discriminator],
    asks=["sum-of-weighted-losses"],
)
def test_losses_of_the_discriminator_add_up(student, reference, d_all):
    """The discriminator follows the sum of its two losses, each with its weight."""
    judge_sum(student, reference, d_all)


@check(
    weight=0.5,
    needs=[
        test_reconstruction_moves_encoder_and_generator,
        test_kl_moves_the_encoder_alone,
        test_adversarial_moves_encoder_and_generator,
        test_class_moves_the_generator_alone,
    ],
    asks=["sum-of-weighted-losses"],
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
    assert_applied_once(short, state, "move", hint)
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
        for alone in move.expected(reference, changes, weights({name: ONE_WEIGHT})):
            for part in PARTS_OF[move.method]:
                a, b = flat(delta[part]), flat(alone[part])
                if abs(a @ b) > 0.3 * np.linalg.norm(a) * np.linalg.norm(b):
                    return True
    return False


@check(needs=[test_discriminator_can_move], asks=["d-alone", "one-step-each"])
def test_discriminator_moves_alone(student, reference, d_all):
    """`move_discriminator` applies d_optimizer once, to the discriminator alone."""
    judge_optimiser(student, reference, d_all)


@check(needs=[test_encoder_and_generator_can_move], asks=["judge-stands-still", "one-step-each"])
def test_discriminator_stands_still(student, reference, g_all):
    """`move_encoder_and_generator` applies g_optimizer once, to encoder and generator: the discriminator stands still."""
    judge_optimiser(student, reference, g_all)


def judge_row(student, reference, rng, method):
    """Later moves of a model change weights as the first one of a new model does, and so they do when losses are small."""
    hint = "Every batch is treated alike: no counters, no conditions, and nothing kept from one move for the next."
    row = MovesInARow(rng, method)
    with hinting(hint):
        bad = list(row.wrong(student, reference, changes))
        # a first move that is wrong is another check's business
        if not bad and 0 not in row.wrong(student, reference, row.moves[0].losses, WEAK_LOSSES):
            small = f"Where losses are small {method} moves weights otherwise than it should: is there a condition, or a bound?"
            require(not list(row.wrong(student, reference, changes, WEAK_LOSSES)), small, hint)
    if bad and bad[0] > 0:
        which = "second" if bad[0] == 1 else "third"
        require(
            False, f"{method}, called for the {which} time, moves weights otherwise than the first.", hint
        )


@check(weight=0.5, needs=[test_losses_of_the_discriminator_add_up], asks=["every-move"])
def test_every_discriminator_move_is_alike(student, reference, rng):
    """Later calls of `move_discriminator`, on batches of another size too, do what the first does."""
    judge_row(student, reference, rng, D_MOVE)


@check(weight=0.5, needs=[test_losses_of_encoder_and_generator_add_up], asks=["every-move"])
def test_every_other_move_is_alike(student, reference, rng):
    """Later calls of `move_encoder_and_generator`, on batches of another size too, do what the first does."""
    judge_row(student, reference, rng, G_MOVE)


@check(
    weight=0.5,
    needs=[test_discriminator_can_move, test_encoder_and_generator_can_move],
    asks=["x-new-from-the-prior", "fresh-noise"],
)
def test_new_images_are_made_of_normal_noise(student, reference, rng):
    """In both moves new images are made of draws of N(0, I), one for each, other ones at every call."""
    hint = (
        "keras.random.normal((batch, self.latent_dim)) or tf.random.normal, within each move, without a seed."
    )
    for method in (D_MOVE, G_MOVE):
        move = Move(rng, method, {}, rate=0.0, batch=DRAWS)
        model = move.model(weights({}))
        with hinting(hint):
            steps = student.ask([move.step(model), move.step(model)])
        of_encoder = reference.ask(move.networks["encoder"]([move.x, move.y]))
        made = [
            [z for z in move.made_of(step) if not any(agree(z, output) for output in of_encoder)]
            for step in steps
        ]
        assert_drawn_normal(made, LATENT, method, hint)
