"""The checks of the table: which loss moves which part."""

from __future__ import annotations

from autograder.checks import Together, cell, hinting, lab, probe, require, shared

from .networks import MOVES, PARTS

check = cell("loss_table")


@shared
def table(rng):
    return Together({name: probe.taken(lab.MOVES[name], 12) for name in MOVES})


def row(student, table, name):
    """The parts that the student's table has for a loss, as a set of names."""
    with hinting(
        "MOVES is a dictionary with the names of the six losses as keys, and sets of parts as values."
    ):
        items = table.of(student)[name]["items"]
    known = all(isinstance(item, str) and item in PARTS for item in items)
    require(known, f"MOVES[{name!r}] holds something that is no part.", f"Parts are {', '.join(PARTS)}.")
    return set(items)


@check(weight=0, asks=["a-set-for-each-loss"])
def test_the_table_has_six_rows(student, table):
    """`MOVES` has a set of parts for each of the six losses."""
    for name in MOVES:
        require(row(student, table, name), f"MOVES[{name!r}] is empty.", "Which parts does this loss move?")


def judge(student, table, *names):
    """Raise Wrong unless the table is right about these losses."""
    for name in names:
        said, right = row(student, table, name), MOVES[name]
        for part in sorted(said - right):
            require(False, f"{name} should not move the {part}, but your table says so.", WHY[name, part])
        for part in sorted(right - said):
            require(False, f"{name} should move the {part}, but your table does not say so.", WHY[name, part])


WHY = {
    ("reconstruction", "encoder"): "The reconstruction is made from the z that the encoder has found.",
    ("reconstruction", "generator"): "Who has painted the reconstruction?",
    ("reconstruction", "discriminator"): "Is the discriminator on the way from the weights to this loss?",
    ("kl", "encoder"): "Whose are z_mean and z_log_var?",
    ("kl", "generator"): "The divergence is computed from z_mean and z_log_var: is the generator on the way there?",
    ("kl", "discriminator"): "The divergence is computed from z_mean and z_log_var alone.",
    ("adversarial", "encoder"): "Read again what the brief wants for blurred reconstructions, and how they come about.",
    ("adversarial", "generator"): "Who is to be taken for real?",
    ("adversarial", "discriminator"): "It would learn to call everything real: a judge on the side of the judged.",
    ("class", "encoder"): "This loss is computed on new images alone: from which z are they made?",
    ("class", "generator"): "Who is to make the digit that was ordered?",
    ("class", "discriminator"): "A judge that learns from what it is to judge calls anything the digit that was ordered.",
    ("validity", "encoder"): "Encoder and generator have an opposite loss of their own, the adversarial one.",
    ("validity", "generator"): "The generator has an opposite loss of its own, the adversarial one.",
    ("validity", "discriminator"): "Who learns to tell real images from generated ones?",
    ("real_class", "encoder"): "Real images are not made by any network.",
    ("real_class", "generator"): "Real images are not made by any network.",
    ("real_class", "discriminator"): "Who learns to read digits?",
}  # fmt: skip


@check(needs=[test_the_table_has_six_rows], asks=["reconstruction-moves", "kl-moves"])
def test_reconstruction_and_kl_move_the_right_parts(student, table):
    """`MOVES` is right about the two losses of the VAE."""
    judge(student, table, "reconstruction", "kl")


@check(needs=[test_the_table_has_six_rows], asks=["adversarial-moves", "class-moves"])
def test_adversarial_and_class_move_the_right_parts(student, table):
    """`MOVES` is right about the two losses by which the judge's answers come back to those who are judged."""
    judge(student, table, "adversarial", "class")


@check(needs=[test_the_table_has_six_rows], asks=["judge-learns"])
def test_the_judge_moves_by_its_own_losses(student, table):
    """`MOVES` is right about the two losses of the judge."""
    judge(student, table, "validity", "real_class")
