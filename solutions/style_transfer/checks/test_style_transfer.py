"""Hidden checks of neural style transfer."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    Wrong,
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    assert_untouched,
    check,
    diagnosis,
    lab,
    probe,
    require,
    shared,
)

MEAN_BGR = np.array([104.0, 117.0, 123.0])
CLOSE = 3e-5  # for losses, whose numerical noise ends at 4e-6
NO_GRADIENT = "Use keras.ops or tf functions alone: numpy, float() and stop_gradient cut the gradient off."


def watched(variable):
    """A tensor through which the gradient of a variable can be asked for: not every operation takes a variable itself."""
    return probe.affine(1.0, 0.0)(variable)


def proportional(value, expected):
    """``expected`` times the positive number that brings it nearest to ``value``: a wrong constant is judged elsewhere."""
    value, expected = np.asarray(value, "float64"), np.asarray(expected, "float64")
    if value.shape != expected.shape or not np.isfinite(value).all():
        return expected
    return max(float(np.vdot(value, expected) / np.vdot(expected, expected)), 1e-6) * expected


def assert_gradients(gradients, expected, names, hint=NO_GRADIENT, scaled=False):
    """The gradients are there, and are the reference's; scaled: up to a positive factor."""
    for gradient, right, name in zip(gradients, expected, names, strict=True):
        require(gradient is not None and np.any(gradient), f"No gradient reaches {name}.", hint)
        what = f"The gradient with respect to {name}"
        right = proportional(gradient, right) if scaled else right
        assert_close(gradient, right, what=what, wrong=f"{what} is not the right one.", hint=hint)


# --- What the network wants to see --------------------------------------------------------------------------


@check(cell="preprocessing", weight=0)
def test_preprocess_keeps_the_shape(student, rng):
    """`preprocess` keeps the shape of the pictures."""
    value = student.ask(lab.preprocess(rng.random((2, 3, 4, 3))))
    assert_shape(value, (2, 3, 4, 3), "preprocess(images)", "Only the channels change, and their order.")


@check(cell="preprocessing", weight=2, needs=["test_preprocess_keeps_the_shape"])
def test_preprocess_is_what_the_network_wants(student, reference, rng):
    """`preprocess` gives blue, green, red, in 0..255, minus the mean: of arrays and of tensors."""
    images = rng.random((2, 3, 4, 3))
    bgr, mean = images[..., ::-1], MEAN_BGR
    expected = reference.ask(lab.preprocess(images))
    hint = "255 * images with the channels turned around, minus MEAN_BGR, which is in the order blue, green, red."
    given = probe.value(as_numpy(images.astype("float32")))
    *values, after = student.ask([lab.preprocess(images), lab.preprocess(given), given])
    assert_untouched(after, images, "preprocess")
    for value in values:
        wrong = diagnosis(
            value,
            {
                "The channels are still in the order red, green, blue.": [255 * images - mean, 255 * images - mean[::-1]],
                "The mean is not subtracted.": [255 * bgr],
                "The values are not brought to 0..255 before the mean is subtracted.": [bgr - mean],
                "The mean is subtracted in the wrong order of channels: turn the pictures first.": [
                    255 * bgr - mean[::-1]
                ],
                "The mean is added; it must be subtracted.": [255 * bgr + mean],
                "The result lies between -1 and 1; the network wants steps of 0..255.": [
                    bgr - mean / 255,
                    2 * bgr - 1,
                    bgr - 0.5,
                ],
                "The picture is turned around, left to right or upside down; turn the channels.": [
                    255 * images[:, :, ::-1] - mean,
                    255 * images[:, ::-1] - mean,
                ],
            },
            "It is not 255 times the pictures in blue, green, red, minus the mean.",
        )  # fmt: skip
        assert_close(value, expected, wrong=wrong, hint=hint)


@check(cell="preprocessing", needs=["test_preprocess_is_what_the_network_wants"])
def test_preprocess_passes_the_gradient(student, reference, rng):
    """The gradient passes through `preprocess`."""
    images, direction = probe.variable(rng.random((2, 3, 4, 3))), rng.normal(size=(2, 3, 4, 3))
    question = probe.gradient(probe.projection(lab.preprocess(watched(images)), direction), wrt=[images])
    assert_gradients(student.ask(question), reference.ask(question), ["the pictures"])


@check(cell="preprocessing", weight=1.5)
def test_deprocess_is_the_way_back(student, reference, rng):
    """`deprocess` undoes what `preprocess` does."""
    images = 0.05 + 0.9 * rng.random((2, 3, 4, 3))
    pixels = 255 * images[..., ::-1] - MEAN_BGR
    expected = reference.ask(lab.deprocess(pixels))
    given = probe.value(as_numpy(pixels.astype("float32")))
    *values, after = student.ask([lab.deprocess(pixels), lab.deprocess(given), given])
    assert_untouched(after, pixels, "deprocess")
    for value in values:
        assert_shape(value, (2, 3, 4, 3), "deprocess(pixels)")
        wrong = diagnosis(
            value,
            {
                "The channels come back as blue, green, red.": [images[..., ::-1]],
                "The mean is not added again.": [np.clip(pixels[..., ::-1] / 255, 0, 1)],
                "It gives values up to 255; asked for is [0, 1].": [255 * images],
                "The mean is added in the wrong order of channels.": [
                    np.clip((pixels[..., ::-1] + MEAN_BGR) / 255, 0, 1)
                ],
                "It is cut off before it is divided by 255: everything is white.": [np.ones_like(images)],
                "The picture is stretched by its own darkest and brightest pixel.": [
                    (images - images.min()) / np.ptp(images),
                    (pixels[..., ::-1] - pixels.min()) / np.ptp(pixels),
                ],
            },
            "It does not give back what was preprocessed.",
        )
        hint = "Add MEAN_BGR, turn the channels around, divide by 255: the steps of preprocess, backwards."
        assert_close(value, expected, wrong=wrong, hint=hint)


@check(cell="preprocessing", weight=0.5, needs=["test_deprocess_is_the_way_back"])
def test_deprocess_cuts_off(student, reference, rng):
    """`deprocess` cuts off what is darker than black and brighter than white."""
    pixels = rng.normal(0, 250, (2, 4, 5, 3))
    value, expected = (who.ask(lab.deprocess(pixels)) for who in (student, reference))
    assert_shape(value, expected.shape, "deprocess(pixels)")
    hint = "ops.clip(images, 0.0, 1.0), at the end."
    require(value.min() >= 0, "There are values below 0.", hint)
    require(value.max() <= 1, "There are values above 1.", hint)
    assert_close(value, expected, wrong="What falls outside of [0, 1] is not cut off there.", hint=hint)


# --- Gram matrices ------------------------------------------------------------------------------------------


@check(cell="gram_matrix", weight=0)
def test_gram_matrix_is_of_channels(student, rng):
    """`gram_matrix` gives a matrix (channels, channels) for each picture."""
    value = student.ask(lab.gram_matrix(rng.random((2, 3, 5, 4))))
    hint = "The sum runs over the places, height and width; what is left are two axes of channels."
    over_channels = isinstance(value, np.ndarray) and value.shape in ((2, 15, 15), (2, 3, 5, 3, 5))
    require(not over_channels, "It compares places with places: the sum runs over the channels.", hint)
    assert_shape(value, (2, 4, 4), "gram_matrix(features)", hint)


@check(cell="gram_matrix", weight=2, needs=["test_gram_matrix_is_of_channels"])
def test_gram_matrix_is_averaged_over_places(student, reference, rng):
    """It is the product of any two channels, averaged over the places."""
    maps = rng.normal(0.5, 1, (2, 3, 5, 4))
    value = student.ask(lab.gram_matrix(maps))
    places = maps.reshape(2, 15, 4)
    right = np.einsum("bpi,bpj->bij", places, places) / 15
    centred = places - places.mean(axis=1, keepdims=True)
    joined, flipped = maps.reshape(2, 4, 15), np.swapaxes(maps, 1, 2).reshape(2, 4, 15)
    norms = np.sqrt(np.einsum("bii->bi", right))
    wrong = diagnosis(
        value,
        {
            "It is summed over the places; divide by their number, height * width.": [15 * right],
            "It is divided by the number of channels, too: divide by height * width alone.": [right / 4, right / 8],
            "It is divided by the number of channels, not of places.": [15 * right / 4],
            "It is divided by height or by width alone: there are height * width places.": [3 * right, 5 * right],
            "It is divided by the number of places twice.": [right / 15],
            "It is half of what it should be, or divided by the number of pictures, too.": [right / 2],
            "The mean of each channel is subtracted: that is a covariance.": [
                np.einsum("bpi,bpj->bij", centred, centred) / n for n in (15, 14)
            ],
            "Places and channels got mixed up: reshaping does not move axes, transpose does.": [
                np.einsum("bip,bjp->bij", m, m) / 15 for m in (joined, flipped)
            ],
            "Each channel is brought to length 1 first: how strongly it is active must count.": [
                right / norms[:, :, None] / norms[:, None]
            ],
            "The sum over the places is taken before the product of two channels.": [
                np.einsum("bi,bj->bij", places.mean(axis=1), places.mean(axis=1)),
                np.einsum("bi,bj->bij", places.sum(axis=1), places.sum(axis=1)) / 15,
            ],
        },
        "It is not the average, over the places, of the products of two channels.",
    )  # fmt: skip
    hint = "As a matrix M (places, channels), it is Mᵀ M / (height * width)."
    assert_close(value, reference.ask(lab.gram_matrix(maps)), wrong=wrong, hint=hint)


@check(cell="gram_matrix", needs=["test_gram_matrix_is_of_channels"])
def test_each_picture_has_its_own_gram_matrix(student, reference, rng):
    """In a batch each picture has a Gram matrix of its own, of products of its channels."""
    maps = rng.normal(0.5, 1, (3, 4, 2, 5)) * np.reshape([1.0, 2.0, 0.5], (3, 1, 1, 1))
    value, expected = (who.ask(lab.gram_matrix(maps)) for who in (student, reference))
    assert_shape(value, (3, 5, 5), "gram_matrix of three pictures")
    together = np.tile(np.mean(expected, axis=0, keepdims=True), (3, 1, 1))
    wrong = diagnosis(
        value,
        {"The pictures of a batch are thrown together.": [proportional(value, together)]},
        "The matrices of a batch are not those of its pictures, whatever they are divided by.",
    )
    hint = "The first axis stays as it is: only height and width are summed over."
    assert_close(value, proportional(value, expected), wrong=wrong, hint=hint)


@check(cell="gram_matrix", needs=["test_gram_matrix_is_of_channels"])
def test_gram_matrix_has_a_gradient(student, reference, rng):
    """Its gradient reaches the feature maps."""
    maps, direction = probe.variable(rng.normal(0.5, 1, (1, 3, 5, 4))), rng.normal(size=(1, 4, 4))
    question = probe.gradient(probe.projection(lab.gram_matrix(watched(maps)), direction), wrt=[maps])
    assert_gradients(student.ask(question), reference.ask(question), ["the feature maps"], scaled=True)


# --- Content and style losses -------------------------------------------------------------------------------


@check(cell="content_loss", weight=0)
def test_content_loss_is_a_scalar(student, rng):
    """`content_loss` gives one number."""
    value = student.ask(lab.content_loss(*rng.normal(size=(2, 2, 3, 5, 4))))
    assert_shape(value, (), "content_loss(features, target)", "The mean over all axes is one number.")


@check(cell="content_loss", weight=2, needs=["test_content_loss_is_a_scalar"])
def test_content_loss_is_the_mean_square(student, reference, rng):
    """It is the mean squared difference."""
    maps, target = rng.normal(0.3, 1.5, (2, 3, 3, 5, 4))
    loss = lab.content_loss(maps, target)
    value, difference = student.ask(loss), maps - target
    right = np.mean(difference**2)
    wrong = diagnosis(
        value,
        {
            "It is summed; asked for is the mean.": [180 * right],
            "It is half the sum, as in the paper; asked for is the mean.": [90 * right],
            "It is half of what it should be.": [right / 2],
            "It is summed over the pictures, or averaged over them alone.": [3 * right, 60 * right],
            "It is the root of the mean square; leave the root out.": [np.sqrt(right), np.sqrt(180 * right)],
            "The absolute differences are taken, not their squares.": [np.abs(difference).mean()],
            "The differences are not squared: they cancel.": [difference.mean(), -difference.mean()],
            "It is the difference of the mean squares, not the mean square of the difference.": [
                np.mean(maps**2) - np.mean(target**2)
            ],
            "The sign is wrong: it is the negative of the loss.": [-right],
        },
        "It is not the mean of the squared differences.",
    )
    hint = "ops.mean(ops.square(...)) of the difference, over everything."
    assert_close(value, reference.ask(loss), wrong=wrong, hint=hint)


@check(cell="content_loss", needs=["test_content_loss_is_a_scalar"])
def test_content_loss_has_a_gradient(student, reference, rng):
    """Its gradient reaches the feature maps of the image."""
    maps, target = rng.normal(0.3, 1.5, (2, 1, 3, 5, 4))
    maps = probe.variable(maps)
    question = probe.gradient(lab.content_loss(watched(maps), target), wrt=[maps])
    assert_gradients(student.ask(question), reference.ask(question), ["the feature maps"], scaled=True)


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


class StyleQuestion:
    """Feature maps of three layers, targets and weights; asked with and without something in gram_matrix's place.

    Whoever writes the Gram matrices out passes too.
    """

    def __init__(self, rng):
        self.maps = list(rng.normal(0.5, 1, (3, 2, 2, 3, 4)))
        self.targets, self.weights = list(rng.normal(size=(3, 2, 4, 4))), [0.3, 1.1, 2.3]
        variables = [probe.variable(m) for m in self.maps]
        replace = {"gram_matrix": probe.network(NO_GRAM, seed=int(rng.integers(2**31)))}
        self.stand_in = replace["gram_matrix"]
        loss = lab.style_loss(self.maps, self.targets, self.weights)
        gradient = probe.gradient(
            lab.style_loss([watched(v) for v in variables], self.targets, self.weights), wrt=variables
        )
        # one more layer, and layers of different sizes; here the targets are of the sizes of what stands in
        shapes = ((1, 4, 6, 3), (1, 2, 3, 5), (1, 2, 2, 2), (1, 1, 4, 6))
        others = [rng.normal(0.5, 1, shape) for shape in shapes]
        grams = [rng.normal(size=(1, shape[-1], shape[-1])) for shape in shapes]
        same = [rng.normal(size=shape) for shape in shapes]
        weights = [0.7, 0.2, 0.0, 1.3]
        self.ways = [
            Together({"loss": loss, "gradient": gradient}, replace=replace),
            Together({"loss": loss, "gradient": gradient}),
        ]
        self.sizes = [
            Together({"loss": lab.style_loss(others, same, weights)}, replace={"gram_matrix": probe.affine(0.7, 0.2)}),
            Together({"loss": lab.style_loss(others, grams, weights)}),
        ]  # fmt: skip

    @staticmethod
    def answers(who, ways, part):
        """What is answered in each way; a Wrong where that raised."""
        found = []
        for way in ways:
            try:
                found.append(way.of(who)[part])
            except Wrong as wrong:
                found.append(wrong)
        return found


def first_right(values, expected, rtol):
    """Whether one of the values, if it is one, is what is expected in its way."""
    pairs = zip(values, expected, strict=True)
    return any(not isinstance(value, Wrong) and agree(value, right, rtol) for value, right in pairs)


def raise_or_value(values):
    """The first value; the error of the last way where there is none."""
    for value in values:
        if not isinstance(value, Wrong):
            return value
    raise values[-1]


@shared
def style(rng):
    return StyleQuestion(rng)


@check(cell="style_loss", weight=0)
def test_style_loss_is_a_scalar(student, style):
    """`style_loss` gives one number."""
    value = raise_or_value(style.answers(student, style.ways, "loss"))
    assert_shape(value, (), "style_loss(features, targets, weights)", "The layers are summed to one number.")


@check(cell="style_loss", weight=2, needs=["test_style_loss_is_a_scalar"])
def test_style_loss_is_the_weighted_sum(student, reference, style):
    """It is the sum over the layers of weight times mean squared difference of Gram matrices."""
    values, expected = (style.answers(who, style.ways, "loss") for who in (student, reference))
    if first_right(values, expected, CLOSE):
        return
    grams = reference.ask([style.stand_in(m) for m in style.maps])
    errors = [(g - t) ** 2 for g, t in zip(grams, style.targets, strict=True)]
    means, weights = np.array([e.mean() for e in errors]), np.array(style.weights)
    right = weights @ means
    value = raise_or_value(values)
    wrong = diagnosis(
        value,
        {
            "The weights of the layers are ignored.": [means.sum(), means.mean()],
            "The weights are divided by their sum: they are used as they are.": [right / weights.sum()],
            "It is averaged over the layers; they are summed.": [right / 3],
            "Only one of the layers counts.": [w * m for w, m in zip(weights, means, strict=True)],
            "The weights are in the wrong order.": [weights[::-1] @ means],
            "The weights are squared.": [weights**2 @ means],
            "The squared differences are summed; asked for is their mean.": [32 * right, 16 * right],
            "It is a quarter or a half of what it should be: the mean of the squares, without a factor.": [
                right / 4, right / 2,
            ],
            "The absolute differences are taken, not their squares.": [
                sum(w * np.sqrt(e).mean() for w, e in zip(weights, errors, strict=True))
            ],
            "There is a root in it; leave it out.": [np.sqrt(right), weights @ np.sqrt(means)],
            "The image's Gram matrices are not compared with the targets.": [
                sum(w * np.mean(g**2) for w, g in zip(weights, grams, strict=True)),
            ],
        },
        "It is not the weighted sum of the mean squared differences.",
    )  # fmt: skip
    hint = "For each layer: weight * mean of (gram_matrix(maps) - target)²; targets are Gram matrices already. Then the sum."
    assert_close(value, expected[0], wrong=wrong, hint=hint, rtol=CLOSE)


@check(cell="style_loss", weight=0.5, needs=["test_style_loss_is_the_weighted_sum"])
def test_layers_have_sizes_of_their_own(student, reference, style):
    """Any number of layers, of different sizes; a weight of 0 leaves one out."""
    values, expected = (style.answers(who, style.sizes, "loss") for who in (student, reference))
    if first_right(values, expected, CLOSE):
        return
    value = raise_or_value(values)
    hint = "Go through the layers one by one, as many as there are."
    assert_close(
        value, expected[0], wrong="With four layers of different sizes it is wrong.", hint=hint, rtol=CLOSE
    )


@check(cell="style_loss", needs=["test_style_loss_is_the_weighted_sum"])
def test_style_loss_has_a_gradient(student, reference, style):
    """Its gradient reaches the feature maps of every layer."""
    values, expected = (style.answers(who, style.ways, "gradient") for who in (student, reference))
    if first_right(values, expected, 1e-3):
        return
    names = [f"the feature maps of layer {k}" for k in range(3)]
    assert_gradients(raise_or_value(values), expected[0], names)


# --- Total variation ----------------------------------------------------------------------------------------


@check(cell="total_variation_loss", weight=0)
def test_variation_is_a_scalar(student, rng):
    """`total_variation_loss` gives one number."""
    value = student.ask(lab.total_variation_loss(rng.random((2, 4, 6, 3))))
    assert_shape(value, (), "total_variation_loss(images)", "The mean over all axes is one number.")


@check(cell="total_variation_loss", weight=2, needs=["test_variation_is_a_scalar"])
def test_variation_is_of_both_directions(student, reference, rng):
    """It is the mean squared difference of vertical neighbours plus that of horizontal ones."""
    x = rng.random((2, 4, 6, 3))
    value = student.ask(lab.total_variation_loss(x))
    down, across = np.diff(x, axis=1), np.diff(x, axis=2)
    v, h = np.mean(down**2), np.mean(across**2)
    wrong = diagnosis(
        value,
        {
            "Only vertical neighbours count.": [v, 2 * v, v / 2],
            "Only horizontal neighbours count.": [h, 2 * h, h / 2],
            "It is summed; asked for are means.": [np.sum(down**2) + np.sum(across**2)],
            "It is summed over each picture; asked for are means over everything.": [
                (np.sum(down**2) + np.sum(across**2)) / 2
            ],
            "The two means are averaged; add them.": [(v + h) / 2],
            "All differences are averaged together; take the mean of each direction, and add the two.": [
                (np.sum(down**2) + np.sum(across**2)) / (down.size + across.size)
            ],
            "It is divided by the number of pixels, not of pairs of neighbours.": [
                (np.sum(down**2) + np.sum(across**2)) / x.size
            ],
            "The absolute differences are taken, not their squares.": [np.abs(down).mean() + np.abs(across).mean()],
            "There is a root in it; leave it out.": [np.sqrt(v) + np.sqrt(h), np.sqrt(v + h)],
            "The picture is closed to a ring: the last row is no neighbour of the first.": [
                sum(np.mean((np.roll(x, 1, axis) - x) ** 2) for axis in (1, 2))
            ],
            "Pixels that are two apart are compared; neighbours are one apart.": [
                np.mean((x[:, 2:] - x[:, :-2]) ** 2) + np.mean((x[:, :, 2:] - x[:, :, :-2]) ** 2)
            ],
            "The channels of a pixel are taken for neighbours.": [
                np.mean(across**2) + np.mean(np.diff(x, axis=3) ** 2),
                v + h + np.mean(np.diff(x, axis=3) ** 2),
            ],
            "The pictures of a batch are taken for neighbours.": [np.mean(np.diff(x, axis=0) ** 2) + v],
        },
        "It is not the sum of the two mean squared differences.",
    )  # fmt: skip
    hint = "images[:, 1:] - images[:, :-1] for the rows, the same on the next axis for the columns; two means, added."
    assert_close(value, reference.ask(lab.total_variation_loss(x)), wrong=wrong, hint=hint)


@check(cell="total_variation_loss", needs=["test_variation_is_of_both_directions"])
def test_variation_has_a_gradient(student, reference, rng):
    """Its gradient reaches the picture."""
    x = probe.variable(rng.random((1, 4, 6, 3)))
    question = probe.gradient(lab.total_variation_loss(watched(x)), wrt=[x])
    assert_gradients(student.ask(question), reference.ask(question), ["the picture"])


# --- All losses together ------------------------------------------------------------------------------------

# A network of three layers for pictures of any size, and stand-ins for what other cells define, none of them a solution.
THREE_LAYERS = {
    "inputs": {"pixels": (None, None, 3)},
    "layers": [
        ["a", "dense", ["pixels"], {"units": 4, "activation": "tanh"}],
        ["b", "dense", ["a"], {"units": 5, "activation": "tanh"}],
        ["c", "dense", ["b"], {"units": 5, "activation": "tanh"}],
    ],
    "outputs": ["a", "b", "c"],
}
PREPARED = probe.affine(1.7, -0.4)
KEYS = ("content", "style", "variation")
STAND_INS = {
    "preprocess": PREPARED,
    "gram_matrix": probe.affine(0.8, 0.3),
    "content_loss": probe.named_squares(
        features=0.6, target=0.6
    ),  # alike, as it does not matter which comes first
    "style_loss": probe.layered_squares(features=0.3, targets=0.5, weights=0.02),
    "total_variation_loss": probe.named_squares(images=0.9),
}


class TransferQuestion:
    """A StyleTransfer on a small network, asked all there is to ask: with stand-ins, and for whoever writes terms out without."""

    LAYER, WEIGHTS = 1, [0.4, 1.5, 0.9]

    def __init__(self, rng):
        self.network = network = probe.network(THREE_LAYERS, seed=int(rng.integers(2**31)))
        self.content, self.image, self.other = rng.random((3, 1, 4, 6, 3))
        self.style = rng.random((1, 5, 3, 3)) ** 2
        self.alpha, self.beta, self.gamma = 0.5 + rng.random(3) * [1, 2, 3]
        variable = probe.variable(self.image)
        transfer = self.made(network)
        parts = {
            "made": transfer.alpha,
            "content_target": transfer.content_target,
            "style_targets": transfer.style_targets,
            "losses": transfer.losses(self.image),
            "gradient": probe.gradient(transfer.losses(watched(variable))["total"], wrt=[variable]),
            "again": [
                probe.delta(
                    probe.value([transfer.losses(self.other), transfer.losses(self.image)]),
                    of={"network": network},
                ),
                transfer.content_target,
                transfer.style_targets,
            ],
        }
        self.ways = [Together(parts, replace=STAND_INS), Together(parts)]

    def made(self, network, **changed):
        given = {"content": self.content, "style": self.style, "layer": self.LAYER} | changed
        return lab.StyleTransfer(
            network, given["content"], given["style"], given["layer"], self.WEIGHTS,
            alpha=float(self.alpha), beta=float(self.beta), gamma=float(self.gamma),
        )  # fmt: skip

    def values(self, who, part):
        return StyleQuestion.answers(who, self.ways, part)

    def compare(self, student, reference, part, known, otherwise, hint, rtol=1e-3):
        """Compare a part; known(): wrong answers, with the stand-ins, by the sentence that explains them."""
        values, expected = self.values(student, part), self.values(reference, part)
        if first_right(values, expected, rtol):
            return
        # no word of shapes: those of stand-ins would only confuse
        raise Wrong(diagnosis(raise_or_value(values), known(), otherwise), hint)


@shared
def transfer(rng):
    return TransferQuestion(rng)


@check(cell="style_transfer", weight=0)
def test_transfer_can_be_made(student, transfer):
    """`StyleTransfer(network, content, style, content_layer, style_weights, alpha, beta, gamma)` can be made."""
    raise_or_value(transfer.values(student, "made"))


@check(cell="style_transfer", needs=["test_transfer_can_be_made"])
def test_content_target_is_of_the_content_layer(student, reference, transfer):
    """`content_target` is the feature maps of the content picture, of the content layer."""

    def known():
        maps = [
            transfer.network(x)
            for x in (PREPARED(transfer.content), PREPARED(transfer.style), transfer.content)
        ]
        of_content, of_style, raw = reference.ask(maps)
        return {
            "It is of another layer: content_layer is the position in the network's list.": [
                of_content[k] for k in (0, 2)
            ] + [of_content],
            "It is of the style picture.": [of_style[transfer.LAYER], of_style],
            "The picture did not go through preprocess.": [raw[transfer.LAYER], raw],
            "It is a Gram matrix; the content is compared place by place.": [0.8 * of_content[transfer.LAYER] + 0.3],
            "It is a loss or a picture, not what the network makes of it.": [transfer.content],
        }  # fmt: skip

    hint = (
        "self.content_target = the network's maps of preprocess(content), of the layer number content_layer."
    )
    transfer.compare(
        student, reference, "content_target", known, "It is not the content picture's feature maps.", hint
    )


@check(cell="style_transfer", needs=["test_transfer_can_be_made"])
def test_style_targets_are_gram_matrices(student, reference, transfer):
    """`style_targets` is the list of the Gram matrices of the style picture, of all layers."""

    def known():
        maps = [
            transfer.network(x)
            for x in (PREPARED(transfer.style), PREPARED(transfer.content), transfer.style)
        ]
        of_style, of_content, raw = ([0.8 * m + 0.3 for m in each] for each in reference.ask(maps))
        return {
            "They are of the content picture.": [of_content],
            "The picture did not go through preprocess.": [raw],
            "They are feature maps; the style is compared by their Gram matrices.": [
                [(m - 0.3) / 0.8 for m in of_style]
            ],
            "There is one of the content layer only; all layers have a style.": [
                of_style[transfer.LAYER], [of_style[transfer.LAYER]],
            ],
            "One of the layers is left out.": [of_style[1:], of_style[:-1], of_style[::2]],
            "They are in the wrong order.": [of_style[::-1]],
        }  # fmt: skip

    hint = "self.style_targets = a list: gram_matrix of the maps of every layer, of preprocess(style)."
    transfer.compare(
        student, reference, "style_targets", known, "They are not the style picture's Gram matrices.", hint
    )


def as_losses(value):
    """What losses answered, once it has been seen to be a dictionary of scalars."""
    hint = f"Return a dictionary with {', '.join(KEYS)} and total."
    require(isinstance(value, dict), "losses should return a dictionary.", hint)
    for key in (*KEYS, "total"):
        require(key in value, f"The dictionary it returns has no key {key!r}.", hint)
        assert_shape(value[key], (), f"Its {key}", "Each loss is one number.")
    return value


@check(cell="style_transfer", weight=0, needs=["test_transfer_can_be_made"])
def test_losses_are_four_numbers(student, transfer):
    """`losses(image)` returns content, style, variation and total, one number each."""
    as_losses(raise_or_value(transfer.values(student, "losses")))


def wrong_keys(student, reference, transfer):
    """Which of the three losses are wrong, with stand-ins and without."""
    pairs = list(zip(transfer.values(student, "losses"), transfer.values(reference, "losses"), strict=True))

    def right(key):
        return any(isinstance(v, dict) and key in v and agree(v[key], r[key], CLOSE) for v, r in pairs)

    return [key for key in KEYS if not right(key)]


def require_some_right(student, reference, transfer):
    """At least one of the losses is right: else what is done with them shows nothing."""
    some = len(wrong_keys(student, reference, transfer)) < len(KEYS)
    require(some, "None of its losses is right: mend them first.")


@check(cell="style_transfer", weight=2, needs=["test_losses_are_four_numbers"])
def test_losses_compare_the_image(student, reference, transfer):
    """Content and style compare the image with their targets; the variation is that of the image itself."""
    bad = wrong_keys(student, reference, transfer)
    if not bad:
        return
    value, key = as_losses(raise_or_value(transfer.values(student, "losses"))), bad[0]
    wrong = diagnosis(
        value[key],
        wrong_losses(reference, transfer)[key],
        f"It reports a wrong {' and a wrong '.join(bad)} loss.",
    )
    hint = {
        "content": "content_loss of the image's maps of the content layer and self.content_target.",
        "style": "style_loss(all maps of the image, self.style_targets, self.style_weights).",
        "variation": "total_variation_loss(image), of the image as it is.",
    }[key]
    raise Wrong(wrong, hint)


def wrong_losses(reference, transfer):
    """Known mistakes in each of the losses: by sentence, the values that they give with the stand-ins."""
    pictures = (transfer.image, transfer.content, transfer.style)
    questions = [transfer.network(PREPARED(x)) for x in pictures] + [
        transfer.network(transfer.image),
        PREPARED(transfer.image),
    ]
    maps, of_content, of_style, raw, pixels = reference.ask(questions)
    k, n, weights = transfer.LAYER, range(3), np.array(transfer.WEIGHTS)

    def square(a):
        return float(np.mean(np.square(a)))

    def content(a, b):
        return 0.6 * square(a) + 0.6 * square(b)

    def style(a, b, w):
        parts = zip(n, a, b, w, strict=True)
        return sum(
            (i + 1) * (0.3 * square(x) + 0.5 * square(0.8 * y + 0.3) + 0.02 * v**2) for i, x, y, v in parts
        )

    right = style(maps, of_style, weights)
    return {
        "content": {
            "The image is compared with itself: the content target must be that of the content picture.": [
                content(maps[k], maps[k])
            ],
            "The content is compared in another layer, or with that of the style picture.": [
                content(maps[i], of_content[j]) for i in n for j in n if (i, j) != (k, k)
            ] + [content(maps[i], of_style[i]) for i in n],
            "The image does not go through preprocess.": [content(raw[k], of_content[k])],
            "content is reported with its weight alpha: report it without.": [
                transfer.alpha * content(maps[k], of_content[k])
            ],
        },
        "style": {
            "The image is compared with itself: the style targets must be those of the style picture.": [
                style(maps, maps, weights)
            ],
            "The style is compared with that of the content picture.": [style(maps, of_content, weights)],
            "The weights of the layers are ignored, or in the wrong order.": [
                style(maps, of_style, w) for w in (np.ones(3), np.ones(3) / 3, weights[::-1])
            ],
            "style is reported with its weight beta: report it without.": [transfer.beta * right],
            "style_loss is given the image's Gram matrices: it makes them itself, of feature maps.": [
                style([0.8 * m + 0.3 for m in maps], of_style, weights)
            ],
        },
        "variation": {
            "It is the variation of what preprocess gives: take that of the image as it is.": [0.9 * square(pixels)],
            "It is the variation of the content picture, which never changes.": [0.9 * square(transfer.content)],
            "variation is reported with its weight gamma: report it without.": [
                transfer.gamma * 0.9 * square(transfer.image)
            ],
        },
    }  # fmt: skip


@check(cell="style_transfer", needs=["test_losses_are_four_numbers"])
def test_total_is_the_weighted_sum(student, reference, transfer):
    """`total` is alpha * content + beta * style + gamma * variation."""
    require_some_right(student, reference, transfer)
    losses = as_losses(raise_or_value(transfer.values(student, "losses")))
    c, s, v = (float(losses[key]) for key in KEYS)
    alpha, beta, gamma = transfer.alpha, transfer.beta, transfer.gamma
    wrong = diagnosis(
        losses["total"],
        {
            "alpha, beta and gamma have no effect.": [c + s + v],
            "alpha and beta are swapped.": [beta * c + alpha * s + gamma * v],
            "The variation is left out.": [alpha * c + beta * s],
            "The variation is not weighted by gamma.": [alpha * c + beta * s + v],
            "The style is left out, or the content.": [alpha * c + gamma * v, beta * s + gamma * v],
            "It is divided by the sum of the weights.": [
                (alpha * c + beta * s + gamma * v) / (alpha + beta + gamma)
            ],
            "The variation is subtracted; it must be added.": [alpha * c + beta * s - gamma * v],
        },
        "It is not alpha * content + beta * style + gamma * variation of the losses it is returned with.",
    )
    hint = "self.alpha * content + self.beta * style + self.gamma * variation"
    assert_close(losses["total"], alpha * c + beta * s + gamma * v, wrong=wrong, hint=hint, rtol=CLOSE)


@check(cell="style_transfer", needs=["test_losses_compare_the_image", "test_total_is_the_weighted_sum"])
def test_total_has_a_gradient(student, reference, transfer):
    """The gradient of `total` reaches the image, through the network and from all three terms."""
    values, expected = transfer.values(student, "gradient"), transfer.values(reference, "gradient")
    if first_right(values, expected, 1e-3):
        return
    (gradient,) = raise_or_value(values)
    hint = "No numpy, float() or stop_gradient on the way from the image to the total."
    require(gradient is not None and np.any(gradient), "No gradient reaches the image.", hint)
    assert_close(
        gradient, expected[0][0], what="The gradient", wrong="Not all terms send their gradient.", hint=hint
    )


@check(cell="style_transfer", needs=["test_losses_are_four_numbers"])
def test_targets_and_network_stay(student, reference, transfer):
    """However often losses are computed, targets and network stay as they are."""
    require_some_right(student, reference, transfer)
    values = transfer.values(student, "again")
    answer, content_target, style_targets = raise_or_value(values)
    which = next(i for i, value in enumerate(values) if not isinstance(value, Wrong))
    first = {
        part: transfer.values(student, part)[which] for part in ("losses", "content_target", "style_targets")
    }
    hint = "Compute the targets in __init__, once; in losses only look at them."
    again = as_losses(answer["value"][1])
    for part, value in (("content_target", content_target), ("style_targets", style_targets)):
        kept = not isinstance(first[part], Wrong) and agree(value, first[part], CLOSE)
        require(kept, f"{part} changes when losses are computed.", hint)
    same = isinstance(first["losses"], dict) and all(agree(again[k], first["losses"][k], CLOSE) for k in KEYS)
    require(same, "The losses of one image change after those of another have been computed.", hint)
    moved = any(np.any(change) for change in answer["delta"]["network"])
    require(
        not moved,
        "The network's weights change.",
        "The network is a measuring instrument: leave it as it is.",
    )


# --- Moving the image ---------------------------------------------------------------------------------------

JUDGE = {
    "inputs": {"image": (4, 5, 3)},
    "layers": [
        ["y", "dense", ["image"], {"units": 4, "activation": "tanh"}],
        ["y", "flatten", ["y"], {}],
        ["y", "dense", ["y"], {"units": 6}],
    ],
    "outputs": ["y"],
}
LOOP_HINT = (
    "A tape around transfer.losses(image); the gradient of losses['total'] with respect to the image; "
    "optimizer.apply_gradients([(gradient, image)]); then the next step."
)


class LoopQuestion:
    """A few steps of the loop, with something that has losses in place of a StyleTransfer."""

    STEPS = 4

    def __init__(self, rng):
        self.network = probe.network(JUDGE, seed=int(rng.integers(2**31)))
        # Far from 0 and 1, so that gentle steps stay between; near them, for those that do not.
        self.start = 0.4 + 0.2 * rng.random((1, 4, 5, 3))
        self.wide = rng.random((1, 4, 5, 3))
        self.parts = Together(
            {
                "gentle": self.run(),
                "rough": self.run(start=self.wide, rate=3.0),
                "moved": probe.delta(self.run()[0], of={"network": self.network}),
            }
        )

    def transfer(self, pull=1.0):
        """total is a function of the network's answer; the others are simple ones."""
        losses = probe.answering(
            content=probe.named_squares(image=1.3),
            total=probe.composed(self.network, probe.mean_squares(pull)),
            style=probe.composed(self.network, probe.mean_squares(0.4)),
            variation=probe.named_squares(image=0.2),
        )
        return probe.bundle(losses=losses, network=self.network)

    def run(self, start=None, rate=0.15, steps=STEPS, pull=1.0, momentum=0.9):
        start = self.start if start is None else start
        return lab.stylise(
            self.transfer(pull), as_numpy(start.astype("float32")), probe.sgd(rate, momentum), steps
        )

    def answer(self, who, part="gentle"):
        value = self.parts.of(who)[part]
        ok = isinstance(value, list) and len(value) == 2
        hint = "return image, history"
        require(ok, "stylise should return two things, the image and the history.", hint)
        assert_shape(value[0], (1, 4, 5, 3), "The image it returns", "It has the shape of start.")
        require(isinstance(value[1], dict), "The history should be a dictionary of lists.", hint)
        return value


@shared
def loop(rng):
    return LoopQuestion(rng)


@check(cell="stylise", weight=0)
def test_stylise_gives_image_and_history(student, loop):
    """`stylise` returns the image, of the shape of start, and the history, a dictionary."""
    loop.answer(student)


@check(cell="stylise", weight=2, needs=["test_stylise_gives_image_and_history"])
def test_the_image_moves(student, reference, loop):
    """The image, and nothing else, moves along the gradient of the total loss, by the optimiser, once in each step."""
    changes = loop.parts.of(student)["moved"]["delta"]["network"]
    network = any(np.any(change) for change in changes)
    require(not network, "The network's weights move: the gradient must be that of the image.", LOOP_HINT)
    image, expected = loop.answer(student)[0], loop.answer(reference)[0]
    if agree(image - loop.start, expected - loop.start):
        return
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
    wrong = diagnosis(image - loop.start, known, "It is not where these steps lead.")
    assert_close(
        image - loop.start, expected - loop.start, what="The way of the image", wrong=wrong, hint=LOOP_HINT
    )


@check(cell="stylise", needs=["test_the_image_moves"])
def test_pixels_are_cut_off(student, reference, loop):
    """After each step pixels are cut off at 0 and 1."""
    image, expected = (loop.answer(who, "rough")[0] for who in (student, reference))
    hint = "image.assign(ops.clip(image, 0.0, 1.0)) at the end of each step."
    outside = image.min() < 0 or image.max() > 1
    require(not outside, "There are pixels outside of [0, 1].", hint)
    late = "They are cut off, but not after each step: the next one must begin with pixels in [0, 1]."
    assert_close(image, expected, what="The image", wrong=late, hint=hint)


@check(cell="stylise", needs=["test_stylise_gives_image_and_history"])
def test_history_has_every_step(student, reference, loop):
    """The history has, for each of the losses, its value before each step."""
    history, expected = loop.answer(student)[1], loop.answer(reference)[1]
    hint = (
        "In each step append float(loss) of what losses(image) gave, for every name, before the image moves."
    )
    for name, right in expected.items():
        require(name in history, f"The history has no key {name!r}.", hint)
        values = history[name]
        values = np.stack(values) if isinstance(values, list) and values and is_scalars(values) else values
        assert_shape(values, (loop.STEPS,), f"history[{name!r}]", hint)
        right = np.stack(right)
        wrong = diagnosis(
            values,
            {
                "It has the loss of another name.": [np.stack(expected[k]) for k in expected if k != name],
                "It has the same value for all steps.": [np.full(loop.STEPS, value) for value in (right[0], values[0])],
                "It has sums over the steps so far, or means of them.": [
                    np.cumsum(right), np.cumsum(right) / np.arange(1, loop.STEPS + 1)
                ],
            },
            f"history[{name!r}] does not have the values from before each step moved the image.",
        )  # fmt: skip
        assert_close(values, right, wrong=wrong, hint=hint, rtol=CLOSE)


def is_scalars(values):
    return all(isinstance(value, np.ndarray) and value.shape == () for value in values)
