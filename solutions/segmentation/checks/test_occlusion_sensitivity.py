"""11 · What does it look at?"""

from __future__ import annotations

from itertools import product

import numpy as np

from autograder.checks import (
    Together,
    Wrong,
    agree,
    assert_close,
    assert_shape,
    cell,
    diagnosis,
    lab,
    probe,
    require,
    seed_of,
    shared,
)

from .common import KNOWN_DICE, measured, some_masks

check = cell("occlusion_sensitivity")

SQUARE, STRIDE = 3, 2


class Occlusion:
    """A map of a known network on an image whose pixels are all far from 0, 10 rows and 13 columns.

    known, own: the answers ["map"], [map, image, mask, calls of the network], with a known measure in place of the Dice
    coefficient, and without; behind the calls comes one of ours
    """

    def __init__(self, rng):
        self.y = y = some_masks(rng, 1, 13)[:, :, :10]
        x = rng.normal(size=y.shape) + 2 * y + np.where(rng.random(y.shape) < 0.5, 1, -1)
        self.x, self.seed = x.astype("float32"), seed_of(rng)
        network, kept = self.network(), probe.value([self.x[0], y[0]])
        maps = lab.occlusion_sensitivity(network, kept[0], kept[1], size=SQUARE, stride=STRIDE)
        after = probe.last(network(self.x), network.calls)
        parts = {"map": [probe.array(maps), kept[0], kept[1], after]}
        self.known = Together(parts, replace={"dice_coefficient": KNOWN_DICE})
        self.own = Together(parts)

    def network(self):
        """The known network, anew."""
        return probe.pixelwise(self.seed, gain=3.0)

    def logits(self, reference, images):
        """What the network puts out for each of several batches, in evaluation mode and in training mode."""
        modes = [[probe.in_mode(self.network(), mode)(x) for mode in (False, True)] for x in images]
        return reference.ask(modes)


@shared
def occlusion(rng):
    return Occlusion(rng)


def occluded(x, value=0.0, pile=False):
    """The image with the square at each place in turn, (rows · columns, 1, H, W), and the map's shape."""
    places = [range(0, length - SQUARE + 1, STRIDE) for length in x.shape[2:]]
    images, image = [], x[0].copy()
    for row, column in product(*places):
        image = image if pile else x[0].copy()
        image[:, row : row + SQUARE, column : column + SQUARE] = value
        images.append(image.copy())
    return np.stack(images), tuple(map(len, places))


@check(weight=0, asks=["number-per-place"])
def test_map_has_a_number_per_place(student, occlusion):
    """`occlusion_sensitivity` gives a map with a number for each place of the square."""
    hint = "range(0, height - size + 1, stride): the square lies wholly within the image."
    assert_shape(occlusion.known.of(student)["map"][0], occluded(occlusion.x)[1], "The map", hint)


@check(weight=3, needs=[test_map_has_a_number_per_place], asks=["fall-of-dice"])
def test_map_is_the_fall_of_dice(student, reference, occlusion):
    """The map holds by how much the Dice coefficient falls when the square is covered with 0."""
    x, y, value = occlusion.x, occlusion.y, occlusion.known.of(student)["map"][0]
    if any(agree(value, answers.of(reference)["map"][0]) for answers in (occlusion.known, occlusion.own)):
        return
    covered, shape = occluded(x)
    others = (occluded(x, pile=True)[0], occluded(x, 1.0)[0], occluded(x, float(x.min()))[0])
    logits = occlusion.logits(reference, (x, covered, *others))
    plain, under, heap, white, dark = (still for still, _ in logits)
    plain_moving, under_moving = (moving for _, moving in logits[:2])

    def coefficient(logits, cut=0.0):
        prediction = (logits > cut).astype("float32")
        return measured(prediction, np.broadcast_to(y, prediction.shape))

    def fall(logits, cut=0.0, uncovered=plain):
        return (coefficient(uncovered, cut) - coefficient(logits, cut)).reshape(shape)

    known = {
        "The sign is wrong: it is the covered minus the uncovered.": [-fall(under)],
        "It is the coefficient of the covered image, not how far it falls.": [
            coefficient(under).reshape(shape)
        ],
        "The covers pile up: each place needs a fresh copy of the image.": [fall(heap)],
        "The square is not covered with the value 0.": [fall(white), fall(dark)],
        "The logits are compared with ½; muscle is where they are above 0.": [fall(under, 0.5)],
        "The model is in training mode.": [fall(under_moving, uncovered=plain_moving)],
        "Nothing is covered: the map is 0 everywhere.": [np.zeros(shape)],
    }
    otherwise = "It is not the fall of the Dice coefficient for each place of the square."
    hint = "Of a fresh copy set the square to 0, predict, take the Dice coefficient; subtract it from the uncovered one's."
    raise Wrong(diagnosis(value, known, otherwise), hint)


@check(needs=[test_map_has_a_number_per_place], asks=["occlusion-only-looks"])
def test_map_leaves_all_as_it_was(student, occlusion):
    """Image and mask are not changed, and the model is in evaluation mode, without gradients."""
    _, image, mask, (*calls, after) = occlusion.known.of(student)["map"]
    hint = "image.clone(); model.eval(); with torch.no_grad():"
    before = [occlusion.x[0], occlusion.y[0]]
    assert_close([image, mask], before, wrong="The image or the mask itself was changed.", hint=hint)
    require(not any(call["training"] for call in calls), "The model is in training mode.", hint)
    gradients = any(call["gradients"] for call in calls)
    require(not gradients, "Gradients are recorded, which costs memory and time.", hint)
    require(after["gradients"], "Gradients stay switched off when it is done.", hint)
