"""4 · The style loss."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    RELATIVE,
    Together,
    Wrong,
    agree,
    assert_close,
    assert_shape,
    cell,
    lab,
    probe,
    require,
    seed_of,
    shared,
)

from .common import Ways, assert_gradients, both_sides, same_factor, watched

check = cell("style_loss")

# Stands for gram_matrix, so that a mistake there costs nothing here: something else of the same shape.
NO_GRAM = {
    "inputs": {"maps": (2, 3, 4)},
    "layers": [
        ["y", "flatten", ["maps"], {}],
        ["y", "dense", ["y"], {"units": 16, "activation": "tanh"}],
        ["y", "reshape", ["y"], {"shape": (4, 4)}],
    ],
    "outputs": ["y"],
}
ONE_LAYER = np.eye(3).tolist()  # weights by which one of three layers counts
# of any positive sum, whole numbers too, alone and beside others, and as small as the notebook's own
WEIGHTS = [0.3, 1.1, 2.3], [2, 0, 1], [1, 0.6, 0], [3e-8, 2e-7, 5e-9]


class StyleQuestion:
    """Feature maps of three layers, targets and weights; asked with and without something in gram_matrix's place.

    Whoever writes the Gram matrices out passes too.
    """

    def __init__(self, rng):
        # targets from near to far, so that whatever is cut off is
        self.maps = list(rng.normal(0.5, 1, (3, 2, 2, 3, 4)))
        self.targets = [size * rng.normal(1, 1, (2, 4, 4)) for size in (1, 10, 300)]
        self.asides = list(rng.normal(size=(3, 2, 2, 3, 4)))
        self.stand_in = probe.network(NO_GRAM, seed=seed_of(rng))
        variables, weights = [probe.variable(m) for m in self.maps], WEIGHTS[0]
        of_variables = lab.style_loss([watched(v) for v in variables], self.targets, weights)
        lists = [probe.value(list(part)) for part in (self.maps, self.targets, weights)]
        parts = {
            "layers": [self.loss(one) for one in ONE_LAYER],
            "weighted": [self.loss(each) for each in WEIGHTS],
            "gradient": probe.gradient(of_variables, wrt=variables),
            "twice": [lab.style_loss(*lists), lab.style_loss(*lists), *lists],
        }
        moved = {"moved": both_sides(lambda *maps: self.loss(weights, list(maps)), self.maps, self.asides)}
        self.ways, self.moved = (
            Ways(Together(asked, replace={"gram_matrix": self.stand_in}), Together(asked))
            for asked in (parts, moved)
        )
        self.sizes = self.of_four_layers(rng)

    def loss(self, weights, maps=None):
        return lab.style_loss(self.maps if maps is None else maps, self.targets, weights)

    @staticmethod
    def of_four_layers(rng):
        """One more layer, and layers of different sizes; with a stand-in the targets are of the sizes of what it gives."""
        shapes = ((1, 4, 6, 3), (1, 2, 3, 5), (1, 2, 2, 2), (1, 1, 4, 6))
        maps = [rng.normal(0.5, 1, shape) for shape in shapes]
        grams = [rng.normal(size=(1, shape[-1], shape[-1])) for shape in shapes]
        same = [rng.normal(size=shape) for shape in shapes]
        weights = [0.7, 0.2, 0.0, 1.3]
        return Ways(
            Together({"loss": lab.style_loss(maps, same, weights)}, replace={"gram_matrix": probe.affine(0.7, 0.2)}),
            Together({"loss": lab.style_loss(maps, grams, weights)}),
        )  # fmt: skip

    def layers(self, student, reference):
        """For each way that gives numbers, what each layer costs alone, and what it should."""
        pairs = self.ways.pairs(student, reference, "layers")
        return ((np.stack(value), np.stack(right)) for value, right in pairs if are_numbers(value))


def are_numbers(values):
    return all(isinstance(value, np.ndarray) and value.shape == () for value in values)


@shared
def style(rng):
    return StyleQuestion(rng)


@check(weight=0, asks=["style-scalar"])
def test_style_loss_is_a_scalar(student, style):
    """`style_loss` gives one number."""
    for value in style.ways.value(student, "layers"):
        hint = "The layers are summed to one number."
        assert_shape(value, (), "style_loss(features, targets, weights)", hint)


@check(weight=1.5, needs=[test_style_loss_is_a_scalar], asks=["style-squares"])
def test_layers_cost_their_squared_differences(student, reference, style):
    """What a layer costs are the squared differences of its Gram matrices, near and far, whatever they are divided by."""
    if any(same_factor(value, right) for value, right in style.layers(student, reference)):
        return
    grams = reference.ask([style.stand_in(m) for m in style.maps])
    off = [g - t for g, t in zip(grams, style.targets, strict=True)]
    value, right = next(style.layers(student, reference))
    known = {
        "The weights of the layers are ignored.": np.full(3, right.sum()),
        "The weights are in the wrong order.": right[::-1],
        "Only the first layer counts.": right * [1, 0, 0],
        "The absolute differences are taken, not their squares.": [np.abs(d).mean() for d in off],
        "There is a root in it; leave it out.": np.sqrt(right),
        "The image's Gram matrices are not compared with the targets.": [np.mean(g**2) for g in grams],
    }
    said = (sentence for sentence, wrong in known.items() if agree(value, np.asarray(wrong)))
    wrong = "What a layer costs does not grow with the squared differences of its Gram matrices."
    hint = (
        "For each layer: weight * mean of (gram_matrix(maps) - target)²; targets are Gram matrices already."
    )
    raise Wrong(next(said, wrong), hint)


@check(needs=[test_layers_cost_their_squared_differences], asks=["style-mean"])
def test_layers_cost_a_mean(student, reference, style):
    """It is the mean of the squared differences, over all pictures and entries."""
    if any(agree(value, right) for value, right in style.layers(student, reference)):
        return
    value, right = next(pair for pair in style.layers(student, reference) if same_factor(*pair))
    known = {
        "The squared differences are summed; asked for is their mean.": [32 * right, 16 * right],
        "It is a quarter or a half of what it should be: the mean of the squares, without a factor.": [
            right / 4, right / 2,
        ],
        "It is averaged over the layers; they are summed.": [right / 3],
    }  # fmt: skip
    wrong = "It is not the mean of the squared differences: it is divided by another number."
    assert_close(value, right, known=known, wrong=wrong, hint="ops.mean of the squares, for each layer.")


@check(needs=[test_style_loss_is_a_scalar], asks=["style-weights"])
def test_weights_are_used_as_they_are(student, style):
    """The layers are summed, each times its weight: whole numbers, small ones, of any sum."""
    if said := fault_of_weights(student, style):
        raise Wrong(said, "weight * what the layer costs, then the sum over the layers.")


def fault_of_weights(student, style):
    """How the layers count otherwise than by their weights; "" where they do."""
    said = "No layer costs anything."
    for layers, weighted in style.ways.answers(student, "layers", "weighted"):
        alone = np.stack(layers)
        if not np.any(alone) or not are_numbers(weighted):
            continue
        right = np.array(WEIGHTS) @ alone
        if all(agree(*pair) for pair in zip(weighted, right, strict=True)):
            return ""
        known = {
            "The weights are divided by their sum: they are used as they are.": right[0] / np.sum(WEIGHTS[0]),
            "The weights are squared.": np.square(WEIGHTS[0]) @ alone,
        }
        said = next(
            (s for s, wrong in known.items() if agree(weighted[0], wrong)),
            "The layers do not count by their weights.",
        )
    return said


@check(weight=0.5, needs=[test_layers_cost_a_mean, test_weights_are_used_as_they_are], asks=["style-layers"])
def test_layers_have_sizes_of_their_own(student, reference, style):
    """Any number of layers, of different sizes; a weight of 0 leaves one out."""
    if style.sizes.is_right(student, reference, "loss", CLOSE):
        return
    value, expected = (style.sizes.value(who, "loss") for who in (student, reference))
    wrong = "With four layers of different sizes it is wrong."
    hint = "Go through the layers one by one, as many as there are."
    assert_close(value, expected, wrong=wrong, hint=hint, rtol=CLOSE)


@check(weight=0.5, needs=[test_layers_cost_their_squared_differences], asks=["style-lists-stay"])
def test_lists_stay_as_they_are(student, style):
    """None of the lists is changed, and a second call gives the same."""
    first, second, maps, targets, weights = style.ways.value(student, "twice")
    hint = "Go through a list by `for` or by its positions; pop and remove take it apart."
    for name, after, before in (
        ("features", maps, style.maps),
        ("targets", targets, style.targets),
        ("weights", weights, WEIGHTS[0]),
    ):
        kept = (
            isinstance(after, list)
            and len(after) == 3
            and agree(list(after), [np.asarray(b) for b in before])
        )
        require(kept, f"The list of {name} is changed.", hint)
    require(agree(second, first, 1e-6), "A second call with the same lists gives something else.", hint)


@check(needs=[test_style_loss_is_a_scalar], asks=["style-gradient"])
def test_style_loss_has_a_gradient(student, reference, style):
    """Its gradient reaches the feature maps of every layer."""
    names = [f"the feature maps of layer {k}" for k in range(3)]
    gradients, right = (style.ways.value(who, "gradient") for who in (student, reference))
    if style.ways.is_right(student, reference, "gradient", RELATIVE):
        return
    other = not style.ways.is_right(student, reference, "weighted") and not fault_of_weights(student, style)
    moved = style.moved.value(student, "moved") if other else None  # another loss, and yet one
    assert_gradients(gradients, right, names, moved, style.asides)
