"""6 · Two convolutions: DoubleConv."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, agree, assert_shape, cell, lab, probe, require, seed_of, shared
from autograder.checks.networks import gradient_of_inputs

check = cell("double_conv")

LARGE = 50  # times as large an input: a bound of 6, or a bend where others have a corner, is seen


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
    moving = probe.in_mode(probe.without_biases(lab.DoubleConv(2, 3)), True)
    seed = seed_of(rng)
    weak, strong = (
        probe.in_mode(
            probe.without_biases(probe.randomised(lab.DoubleConv(2, 3), seed=seed, gain=gain)), False
        )
        for gain in (1.0, 2.0)
    )
    a, b = rng.normal(size=(2, 1, 2, 6, 6))
    # biases above zero: no ReLU is off everywhere, and none of 6 is at its end
    open_wide = probe.in_mode(probe.randomised(lab.DoubleConv(2, 3), seed=seed, shift=1.5), False)
    parts = {
        "y": still(x),
        "reach": gradient_of_inputs(open_wide(seen), centre, seen),
        "norms": probe.delta(trained(x), of={"block": trained}),
        "turned": [probe.delta(moving(sign * x), of={"block": moving}) for sign in (1, -1)],
        "twice": [moving(x), moving(x)],
        "sums": [[plain(x), plain(-x)] for x in (a, b, a + b)],
        "stronger": [weak(a), strong(a)],
        "large": [[plain(LARGE * sign * a), plain(sign * a)] for sign in (1, -1)],
    }
    return Together(parts)


@check(weight=0, asks=["block-keeps-size"])
def test_block_keeps_the_size(student, block):
    """`DoubleConv(2, 3)` keeps height and width, and puts out three channels."""
    hint = "A 3×3 convolution keeps the size with padding=1."
    assert_shape(block.of(student)["y"], (8, 3, 9, 11), "DoubleConv(2, 3)(x)", hint)


@check(weight=2, needs=[test_block_keeps_the_size], asks=["two-convolutions"])
def test_block_has_two_convolutions(student, block):
    """Each output pixel sees 5×5 input pixels: two 3×3 convolutions, one after the other."""
    (gradient,) = block.of(student)["reach"]
    hint = "nn.Conv2d(..., 3, padding=1) twice; in between normalisation and ReLU."
    assert_shape(gradient, (8, 2, 9, 11), "The gradient with respect to the input")
    rows, columns = np.nonzero(np.abs(gradient).max((0, 1)))
    reach = (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else (0, 0)
    require(reach == (5, 5), f"An output pixel sees {reach[0]}×{reach[1]} input pixels, not 5×5.", hint)
    weights = [a.shape for a in block.of(student)["norms"]["delta"]["block"] if a.ndim == 4]
    both = sorted(weights) == [(3, 2, 3, 3), (3, 3, 3, 3)]
    wrong = "Its convolutions are other than two: 3×3 from 2 to 3 channels, and 3×3 from 3 to 3."
    require(both, wrong, hint)


@check(weight=2, needs=[test_block_keeps_the_size], asks=["relu-twice", "normalised-twice"])
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
    same = all(agree(large, LARGE * small) for large, small in block.of(student)["large"])
    wrong = (
        "Without biases a larger input should give as much larger an output: another activation than ReLU?"
    )
    require(same, wrong, hint)
    weak, strong = block.of(student)["stronger"]
    wrong = "With stronger convolutions, and no biases, its output is not the same but larger: is something added past one of them?"
    require(agree(strong * np.abs(weak).sum(), weak * np.abs(strong).sum()), wrong, hint)


@check(needs=[test_block_keeps_the_size], asks=["normalised-twice"])
def test_block_is_normalised_twice(student, block):
    """Each convolution is followed by batch normalisation, that by a ReLU, and there is nothing else in it."""
    state = block.of(student)["norms"]["state"]["block"]
    moved = [a for a in state if isinstance(a, np.ndarray) and a.shape == (3,) and a.any()]
    hint = "nn.BatchNorm2d(out_channels) behind each of the two convolutions."
    wrong = "There is no batch normalisation in it that keeps statistics for evaluation."
    require(len(moved) > 0, wrong, hint)
    require(len(moved) >= 4, "There is only one batch normalisation in it.", hint)
    there, back = (one["state"]["block"] for one in block.of(student)["turned"])
    turned = any(is_opposite(a, b) for a, b in zip(there, back, strict=True))
    wrong = "The first normalisation does not see what the convolution puts out: is a ReLU in front of it?"
    require(turned, wrong, hint)
    first, second = block.of(student)["twice"]
    require(
        agree(first, second), "In training mode the same input gives two outputs: is there dropout?", hint
    )


def is_opposite(a, b):
    """Whether two changes point in opposite directions, as those of the mean of x and of -x do."""
    if not (isinstance(a, np.ndarray) and a.shape == (3,) == b.shape and a.any() and b.any()):
        return False
    return a @ b / np.sqrt((a @ a) * (b @ b)) < -0.999
