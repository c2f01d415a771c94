"""7 · Moving the image."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    Wrong,
    agree,
    assert_close,
    assert_shape,
    assert_untouched,
    cell,
    require,
    shared,
)

from .loops import LoopQuestion, WholeQuestion, as_history, as_image

check = cell("stylise")

LOOP_HINT = (
    "A tape around transfer.losses(image); the gradient of losses['total'] with respect to the image; "
    "optimizer.apply_gradients([(gradient, image)]); then the next step."
)


@shared
def loop(rng):
    return LoopQuestion(rng)


@shared
def whole(rng):
    return WholeQuestion(rng)


@check(weight=0, asks=["image-and-history"])
def test_stylise_gives_image_and_history(student, loop):
    """`stylise` returns the image, of the shape of start, and the history, a dictionary."""
    loop.image(student)
    loop.history(student)


def require_still_network(student, loop):
    """The network is no part of what moves."""
    changes = loop.parts.of(student)["gentle"]["delta"]["network"]
    moves = any(np.any(change) for change in changes)
    require(not moves, "The network's weights move: the gradient must be that of the image.", LOOP_HINT)


def moves_right(student, reference, loop):
    """Whether the image goes the right way."""
    way, right = (loop.image(who) - loop.start for who in (student, reference))
    return agree(way, right)


@check(weight=1.5, asks=["total-moves-the-image", "optimizer-once-a-step"])
def test_the_image_moves(student, reference, loop):
    """The image, and nothing else, moves along the gradient of the total loss, by the optimiser, once in each step."""
    require_still_network(student, loop)
    if moves_right(student, reference, loop):
        return
    way, right = (loop.image(who) - loop.start for who in (student, reference))
    others = {
        "It does not move at all.": {"rate": 0.0},
        "It moves the wrong way: up the gradient.": {"pull": -1.0},
        "It takes one step too many.": {"steps": loop.STEPS + 1},
        "It takes one step too few.": {"steps": loop.STEPS - 1},
        "It takes one step only.": {"steps": 1},
        "It follows another loss than the total.": {"pull": 0.4},
        "It does not move by the optimiser it was given.": {"momentum": 0.0},
        "It takes two steps in place of each.": {"steps": 2 * loop.STEPS},
    }
    moved = reference.ask([loop.run(**options)[0] for options in others.values()])
    known = {s: [m - loop.start] for s, m in zip(others, moved, strict=True)}
    wrong = "It is not where these steps lead."
    assert_close(way, right, what="The way of the image", known=known, wrong=wrong, hint=LOOP_HINT)


@check(weight=0.5, needs=[test_the_image_moves], asks=["gradient-as-it-is"])
def test_the_gradient_is_used_as_it_is(student, reference, loop):
    """However large the gradient is, it goes to the optimiser as it is."""
    image, right = (loop.image(who, "steep") for who in (student, reference))
    wrong = (
        "With a large gradient it does not move as the optimiser would: is the gradient clipped or scaled?"
    )
    assert_close(image, right, wrong=wrong, hint=LOOP_HINT)


@check(weight=0.5, needs=[test_the_image_moves], asks=["last-image"])
def test_the_last_image_is_returned(student, reference, loop):
    """The image after the last step is returned, also where the loss has risen."""
    image, right = (loop.image(who, "uphill") for who in (student, reference))
    known = {"Where the loss rises it returns the image it started with.": [loop.start]}
    wrong = "Where the loss rises it does not return the image after the last of the steps."
    hint = "All steps are taken, and the image is returned as it is then, whatever its loss."
    assert_close(image, right, known=known, wrong=wrong, hint=hint)


@check(asks=["cut-after-each-step"])
def test_pixels_are_cut_off(student, reference, loop):
    """After each step pixels are cut off at 0 and 1."""
    image, expected = (loop.image(who, "rough") for who in (student, reference))
    hint = "image.assign(ops.clip(image, 0.0, 1.0)) at the end of each step."
    outside = image.min() < 0 or image.max() > 1
    require(not outside, "There are pixels outside of [0, 1].", hint)
    if moves_right(student, reference, loop):
        wrong = "Pixels that leave [0, 1] are not cut off there after each step: the next one must begin with them."
        assert_close(image, expected, what="The image", wrong=wrong, hint=hint)
    else:  # it goes another way, which is judged above; its history shows whether it is one of steps
        assert_history(student, reference, loop)


def series(history, name, steps, hint):
    """The values of one loss, one per step."""
    require(name in history, f"The history has no key {name!r}.", hint)
    values = history[name]
    scalars = isinstance(values, list) and values and all(np.shape(value) == () for value in values)
    values = np.stack([np.asarray(value) for value in values]) if scalars else values
    assert_shape(values, (steps,), f"history[{name!r}]", hint)
    return values


@check(asks=["history-before-each-step"])
def test_history_has_every_step(student, reference, loop):
    """The history has, for each of the losses, its value before each step."""
    assert_history(student, reference, loop)


def assert_history(student, reference, loop):
    """The history is that of the images on the way: the right one, or whichever it goes."""
    require_still_network(student, loop)
    history, expected = loop.history(student), loop.history(reference)
    if not moves_right(student, reference, loop):
        expected = of_images(reference, loop, loop.on_its_way(student))
    hint = (
        "In each step append float(loss) of what losses(image) gave, for every name, before the image moves."
    )
    for name, right in expected.items():
        values, right = series(history, name, loop.STEPS, hint), np.stack(right)
        known = {
            "It has the loss of another name.": [np.stack(expected[k]) for k in expected if k != name],
            "It has the same value for all steps.": [np.full(loop.STEPS, value) for value in (right[0], values[0])],
            "It has sums over the steps so far, or means of them.": [
                np.cumsum(right), np.cumsum(right) / np.arange(1, loop.STEPS + 1)
            ],
        }  # fmt: skip
        wrong = f"history[{name!r}] does not have the values from before each step moved the image."
        assert_close(values, right, known=known, wrong=wrong, hint=hint, rtol=CLOSE)


def of_images(reference, loop, images):
    """By name, the losses of each of some images."""
    losses = reference.ask([loop.transfer().losses(image) for image in images])
    return {name: [each[name] for each in losses] for name in losses[0]}


@check(weight=0.5, needs=[test_history_has_every_step], asks=["history-by-name"])
def test_history_has_the_names_of_the_losses(student, loop):
    """The history has the names that the transfer's losses have, whatever they are."""
    history = loop.history(student, "tensor")
    hint = "Go through what losses(image) gave: its names are those of the history."
    for name in ("light", "total"):
        series(history, name, 2, hint)


@check(weight=0.5, needs=[test_history_has_every_step], asks=["calls-on-their-own", "start-stays"])
def test_calls_leave_nothing_behind(student, loop):
    """A second call does what the first one did, and start stays as it is."""
    again, after = loop.parts.of(student)["again"]
    assert_untouched(after, loop.start, "stylise")
    elsewhere = "A second call from the same start leads elsewhere: something is left of the first."
    require(
        agree(as_image(again), loop.image(student), CLOSE), elsewhere, "Make the image anew in each call."
    )
    longer = "The history of a second call is not that of the first: make it anew in each call."
    require(agree(as_history(again), loop.history(student), CLOSE), longer)


@check(weight=0.5, needs=[test_the_image_moves], asks=["own-transfer"])
def test_it_moves_by_a_style_transfer(student, whole):
    """With the StyleTransfer of this notebook the image moves as the losses of that say."""
    try:
        expected = whole.expected(student)
    except Wrong:
        return  # it has no losses, or none with a gradient, which is judged there
    image = as_image(whole.parts.of(student)["run"])
    wrong = "With your own StyleTransfer the image does not move along the gradient of its total loss."
    assert_close(image - whole.start, expected - whole.start, wrong=wrong, hint=LOOP_HINT)
