"""12 · Your own model."""

from __future__ import annotations

from functools import cache

import numpy as np

from autograder.checks import Score, assert_shape, cell, lab, probe, require
from labkit import data

from .common import dice, mean_of_patients

check = cell("open_part")

BUDGET = 1600  # slices that the model may be shown
ZERO, FULL = 0.38, 0.70  # Dice that earns nothing (position alone reaches 0.34), and all
N_HIDDEN, LOOKS = 6, 2  # patients, and how many times each of their slices is shown, in another way each time


# Where the data set cannot be had: hearts so far off the middle, with walls so thin, that position alone reaches 0.35.
DRAWN = data.HeartShape(off_centre=10, radius=(8, 13), wall=(2.5, 3.5), thickening=0.5)


@cache
def published():
    """The data set, or what labkit.data has in its place."""
    return data.load("sunnybrook")


def hearts(rng):
    """Training slices and those of the hidden patients: (images, masks, patient) each, images as the scanner gave them.

    Where the data set cannot be had, hearts are drawn for this run alone: those that labkit.data draws in its place are
    the same each time, and student code can draw them, too.
    """
    loaded = published()
    if "STAND-IN" in loaded.description:
        loaded = data.phantom_hearts(rng, "the data set cannot be had here", DRAWN)
    hidden = np.isin(loaded.patient, np.unique(loaded.patient)[-N_HIDDEN:])
    arrays = (loaded.images, loaded.masks, loaded.patient)
    return [array[~hidden] for array in arrays], [array[hidden] for array in arrays], loaded.description


def standardised(images):
    """Each slice with mean 0 and standard deviation 1, as the notebook gives them to a network."""
    mean, std = (f(images, axis=(1, 2, 3), keepdims=True) for f in (np.mean, np.std))
    return ((images - mean) / (std + 1e-6)).astype("float32")


def disturbed(rng, images, masks):
    """Slices and masks mirrored, turned and moved at random, the slices with another contrast, too."""
    power = rng.uniform(0.8, 1.25, (len(images), 1, 1, 1))
    largest = images.max((1, 2, 3), keepdims=True)
    changed = []
    for pair in np.concatenate([largest * (images / largest) ** power, masks], axis=1):
        pair = np.rot90(pair, rng.integers(4), axes=(1, 2))
        pair = pair[..., ::-1] if rng.random() < 0.5 else pair
        changed.append(np.roll(pair, rng.integers(-4, 5, size=2), axis=(1, 2)))
    changed = np.stack(changed)
    return standardised(changed[:, :1]), changed[:, 1:]


@check(weight=0, asks=["open-model"])
def test_open_part_has_a_model(student, rng):
    """`build_model` gives a network that turns slices into logits of the same size, and `train` is there."""
    model, x = probe.kept(lab.build_model()), rng.normal(size=(2, 1, 64, 64))
    answer = student.ask(
        {"logits": probe.predictions(model, None, x), "train": probe.same_object(lab.train, model)}
    )
    hint = "An nn.Module: images (n, 1, 64, 64) -> logits (n, 1, 64, 64)."
    assert_shape(answer["logits"], (2, 1, 64, 64), "build_model()(images)", hint)


@check(needs=[test_open_part_has_a_model], scored=True, asks=["open-dice"])
def test_open_part_finds_the_muscle(student, rng):
    """Your model, trained by your `train` under the budget, finds the muscle of patients it has not seen.

    The masks of the hidden patients never leave the grader. As the data set is public, each run shows the slices in
    another way, so that no table of known images answers. What remains possible is to bring along weights that were
    trained elsewhere, or to register a slice to a stored copy of the data set: nothing here tells such an answer from an
    honest one, but for its source, which is there to be read.
    """
    (images, masks, patient), hidden, description = hearts(rng)
    order = rng.permutation(len(images))
    given = {"images": standardised(images)[order], "masks": masks[order], "patient": patient[order]}
    looks = [disturbed(rng, *hidden[:2]) for _ in range(LOOKS)]
    shown = rng.permutation(LOOKS * len(hidden[0]))
    x, y = (np.concatenate(parts)[shown] for parts in zip(*looks, strict=True))
    of = np.tile(hidden[2], LOOKS)[shown]

    counted = probe.counted(lab.build_model())
    trained = lab.train(counted["model"], given, BUDGET)
    answer = student.alone("open_part").ask(
        {"logits": probe.predictions(counted["model"], trained, x), "slices": counted["slices"]}
    )
    used = sum(int(n) for n in answer["slices"])
    spent = f"{used} slices were shown in training, more than the budget of {BUDGET}."
    hint = (
        "Each slice counts each time a model, or a part of it, is called in training mode or with gradients."
    )
    require(used <= BUDGET, spent, hint)
    return score(answer["logits"], y, of, description)


def score(logits, masks, patient, description):
    """The mean Dice coefficient of the patients, on the published scale."""
    hint = "model(images) in evaluation mode gives logits (n, 1, 64, 64), finite numbers."
    assert_shape(logits, masks.shape, "What the trained model puts out", hint)
    values = dice((logits > 0).astype("float32"), masks)
    reached = float(np.mean(list(mean_of_patients(values, patient).values())))
    share = float(np.clip((reached - ZERO) / (FULL - ZERO), 0, 1))
    stand_in = " (Measured on generated hearts, as the data set could not be had here.)"
    where = stand_in if "STAND-IN" in description else ""
    message = (
        f"Your model reached a Dice coefficient of {reached:.3f}, mean over {N_HIDDEN} hidden patients. The scale: "
        f"{ZERO:.2f} earns nothing, {FULL:.2f} and more earn all.{where}"
    )
    probabilities = logits.min() >= 0 and logits.max() <= 1
    return Score(share, message, advice(share, probabilities))


def advice(share, probabilities):
    """Where to look next, by what was reached; probabilities: whether all logits lie between 0 and 1."""
    if share == 1:
        return ""
    if probabilities:
        return "Everything lies between 0 and 1: are these probabilities? Muscle is where the logits are above 0."
    if share == 0:
        return "This is no better than a guess by position. Does the loss fall? Does it train on image and mask together?"
    return "Try it with the cell below yours: augmentation, a learning rate that falls, fewer pixels, averaging over turns."
