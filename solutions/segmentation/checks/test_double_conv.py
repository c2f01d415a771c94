"""6 · Two convolutions: DoubleConv."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, agree, assert_shape, cell, lab, probe, require, seed_of, shared
from autograder.checks.networks import gradient_of_inputs

check = cell("double_conv")


@shared
def block(rng):
    """What a DoubleConv(2, 3) does: its output, its reach, its statistics, and whether it is linear inside."""
    blocks = lab.DoubleConv(2, 3)
    x, centre = rng.normal(size=(8, 2, 9, 11)), np.zeros((8, 3, 9, 11), "float32")
    centre[:, :, 4, 5] = 1
    seen = probe.variable(x)
    still = probe.in_mode(probe.randomised(blocks, seed=seed_of(rng)), False)
    plain = probe.in_mode(probe.without_biases(lab.DoubleConv(2, 3)), False)
    trained = probe.in_mode(lab.DoubleConv(2, 3), True)
    a, b = rng.normal(size=(2, 1, 2, 6, 6))
    parts = {
        "y": still(x),
        "reach": gradient_of_inputs(still(seen), centre, seen),
        "norms": probe.delta(trained(x), of={"block": trained}),
        "sums": [[plain(x), plain(-x)] for x in (a, b, a + b)],
    }
    return Together(parts)


@check(weight=0)
def test_block_keeps_the_size(student, block):
    """`DoubleConv(2, 3)` keeps height and width, and puts out three channels."""
    hint = "A 3×3 convolution keeps the size with padding=1."
    assert_shape(block.of(student)["y"], (8, 3, 9, 11), "DoubleConv(2, 3)(x)", hint)


@check(weight=2, needs=[test_block_keeps_the_size])
def test_block_has_two_convolutions(student, block):
    """Each output pixel sees 5×5 input pixels: two 3×3 convolutions, one after the other."""
    (gradient,) = block.of(student)["reach"]
    hint = "nn.Conv2d(..., 3, padding=1) twice; in between normalisation and ReLU."
    assert_shape(gradient, (8, 2, 9, 11), "The gradient with respect to the input")
    rows, columns = np.nonzero(np.abs(gradient).max((0, 1)))
    reach = (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else (0, 0)
    require(reach == (5, 5), f"An output pixel sees {reach[0]}×{reach[1]} input pixels, not 5×5.", hint)


@check(weight=2, needs=[test_block_keeps_the_size])
def test_block_has_two_relus(student, block):
    """There is a ReLU behind each of the two normalisations."""
    value, sums = block.of(student)["y"], block.of(student)["sums"]
    hint = "Convolution, normalisation, ReLU; convolution, normalisation, ReLU."
    require(value.min() >= 0, "There are negative outputs: the ReLU at the end is missing.", hint)
    require((value == 0).mean() > 0.02, "No output is 0: is the last activation a ReLU?", hint)
    odd = []
    for there, back in sums:
        for part in (there, back):
            assert_shape(part, (1, 3, 6, 6), "DoubleConv(2, 3)(x)")
        odd.append(there - back)  # without a ReLU in between this is linear in x
    require(not agree(odd[2], odd[0] + odd[1], 1e-2), "The ReLU between the convolutions is missing.", hint)


@check(needs=[test_block_keeps_the_size])
def test_block_is_normalised_twice(student, block):
    """Both convolutions are followed by batch normalisation."""
    state = block.of(student)["norms"]["state"]["block"]
    moved = [a for a in state if isinstance(a, np.ndarray) and a.shape == (3,) and a.any()]
    hint = "nn.BatchNorm2d(out_channels) behind each of the two convolutions."
    require(len(moved) > 0, "There is no batch normalisation in it.", hint)
    require(len(moved) >= 4, "There is only one batch normalisation in it.", hint)
