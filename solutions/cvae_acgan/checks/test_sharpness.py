"""The checks of sharpness."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    assert_untouched,
    cell,
    lab,
    probe,
    require,
    shared,
)

check = cell("sharpness")


def climbs(images, axes=(1, 2)):
    """(Σ d², Σ |d|) over the differences along these axes, for each image."""
    steps = [np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in axes]
    steps = np.concatenate(steps, axis=1)
    return (steps**2).sum(axis=1), steps.sum(axis=1)


class SharpnessQuestion:
    def __init__(self, rng):
        # of unequal contrast, and smoother downwards: so neither images nor directions can be taken together
        x = rng.random((5, 7, 9, 1)) ** 2
        x[:, 1:] = 0.8 * x[:, :-1] + 0.2 * x[:, 1:]
        self.x = x * np.array([0.01, 1.0, 0.4, 0.7, 0.2])[:, None, None, None]
        blank = np.full((2, 7, 9, 1), rng.random())
        self.mixed = np.concatenate([self.x[:3], blank])
        questions = {"sharp": self.x, "blank": blank, "mixed": self.mixed, "faint": self.x / 1000}
        parts = {name: lab.sharpness(as_numpy(x)) for name, x in questions.items()}
        self.whole = rng.integers(-9, 10, size=(3, 5, 4, 1))
        given = [probe.value(as_numpy(images)) for images in (self.x, self.whole)]
        parts |= {name: [lab.sharpness(x), x] for name, x in zip(("given", "whole"), given, strict=True)}
        self.parts = Together(parts)


sharp = shared(SharpnessQuestion, "sharp")


@check(weight=0, asks=["sharpness-one-number"])
def test_sharpness_is_one_number(student, sharp):
    """`sharpness` gives one number for a collection of images."""
    assert_shape(
        sharp.parts.of(student)["sharp"], (), "sharpness(images)", "The mean over the images comes last."
    )


@check(weight=3, needs=[test_sharpness_is_one_number], asks=["mean-step", "both-directions"])
def test_sharpness_is_the_mean_step(student, reference, sharp):
    """It is the mean over the images of Σ d² / Σ |d|, over horizontal and vertical neighbours."""
    value, x = sharp.parts.of(student)["sharp"], sharp.x
    squares, climb = climbs(x)
    apart = [climbs(x, axes=(axis,)) for axis in (1, 2)]
    counted = list(zip(apart, (6 * 9, 7 * 8), strict=True))  # with the number of steps down, and across
    known = {
        "Only vertical neighbours enter.": [(apart[0][0] / apart[0][1]).mean()],
        "Only horizontal neighbours enter.": [(apart[1][0] / apart[1][1]).mean()],
        "Sums over all images are divided; divide image by image, then take the mean.": [
            squares.sum() / climb.sum()
        ],
        "The quotients of the two directions are added or averaged; one quotient of common sums is asked for.": [
            sum((a / b).mean() for a, b in apart),
            sum((a / b).mean() for a, b in apart) / 2,
        ],
        "The mean is taken in each direction by itself; there are not as many steps across as down: sum over both.": [
            (sum(a / n for (a, _), n in counted) / sum(b / n for (_, b), n in counted)).mean()
        ],
        "The quotient is upside down.": [(climb / squares).mean()],
        "It is the sum of the squares alone: divide by Σ |d|.": [squares.mean()],
        "It is the sum of |d| alone.": [climb.mean()],
        "It is the mean of |d|, which grows with the number of edges.": [
            (climb / (6 * 9 + 7 * 8)).mean(),
            (squares / (6 * 9 + 7 * 8)).mean(),
        ],
        "It is the sum over the images; take the mean.": [(squares / climb).sum()],
        "It takes the square root, which is not asked for.": [
            np.sqrt(squares / climb).mean(),
            (np.sqrt(squares) / climb).mean(),
        ],
        "It is the largest step, not the mean one.": [
            np.mean([max(np.abs(np.diff(image, axis=a)).max() for a in (0, 1)) for image in x])
        ],
    }
    hint = "np.diff along axes 1 and 2; Σ d² and Σ |d| of each image, over both; their quotient; the mean."
    assert_close(
        value,
        reference.ask(lab.sharpness(as_numpy(x))),
        known=known,
        wrong="It is not the mean of Σ d² / Σ |d|.",
        hint=hint,
    )


@check(needs=[test_sharpness_is_the_mean_step], asks=["blank-is-not-sharp"])
def test_a_blank_image_has_no_sharpness(student, reference, sharp):
    """An image that is the same everywhere has the sharpness 0, and counts as an image."""
    hint = "Where Σ |d| is 0 divide by something else: 0 / 0 is not a number."
    value, mixed, faint, usual = (
        sharp.parts.of(student)[name] for name in ("blank", "mixed", "faint", "sharp")
    )
    assert_shape(value, (), "The sharpness of blank images", hint)
    require(abs(value) < 1e-6, "Blank images should have the sharpness 0.", hint)
    assert_shape(mixed, (), "The sharpness of images some of which are blank", hint)
    expected = reference.ask(lab.sharpness(as_numpy(sharp.mixed)))
    assert_close(
        mixed,
        expected,
        wrong="With blank images among them the mean is wrong: they count, with 0.",
        hint=hint,
    )
    assert_shape(faint, (), "The sharpness of faint images", hint)
    added = "Images that are a thousand times fainter are not as many times less sharp: divide by Σ |d| alone, where it is not 0."
    require(agree(np.asarray(1000 * faint), usual), added, hint)


@check(
    weight=0.5,
    needs=[test_sharpness_is_the_mean_step],
    asks=["sharpness-any-numbers", "sharpness-leaves-images"],
)
def test_sharpness_takes_any_images(student, reference, sharp):
    """Images may hold whole and negative numbers; they are left as they are."""
    hint = "Sizes of differences enter, not differences: np.abs."
    right = sharp.parts.of(reference)
    for name, images in (("given", sharp.x), ("whole", sharp.whole)):
        value, after = sharp.parts.of(student)[name]
        assert_shape(value, (), "sharpness(images)")
        assert_untouched(after, images, "sharpness")
        assert_close(value, right[name][0], wrong="Of whole or negative numbers it is wrong.", hint=hint)
