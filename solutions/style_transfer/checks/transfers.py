"""StyleTransfers on small networks, with stand-ins for what other cells define; and known mistakes in their losses."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, Wrong, as_numpy, diagnosis, lab, probe, seed_of

from .common import Ways, both_sides

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
STAND_INS = {
    "preprocess": PREPARED,
    "gram_matrix": probe.affine(0.8, 0.3),
    # alike, as it does not matter which comes first
    "content_loss": probe.named_squares(features=0.6, target=0.6),
    "style_loss": probe.layered_squares(features=0.3, targets=0.5, weights=0.02),
    "total_variation_loss": probe.named_squares(images=0.9),
}


# The same with statistics, which move when it is called as in training.
NORMED = {
    "inputs": {"pixels": (None, None, 3)},
    "layers": [
        ["a", "dense", ["pixels"], {"units": 4, "activation": "tanh"}],
        ["a", "norm", ["a"], {}],
        ["b", "dense", ["a"], {"units": 5, "activation": "tanh"}],
    ],
    "outputs": ["a", "b"],
}


class TransferQuestion:
    """A StyleTransfer on a small network, asked all there is to ask: with stand-ins, and for whoever writes terms out without."""

    LAYER, WEIGHTS = 1, [0.4, 1.5, 0.9]

    def __init__(self, rng):
        self.network = network = probe.network(THREE_LAYERS, seed=seed_of(rng))
        self.content, self.image, self.other = rng.random((3, 1, 4, 6, 3))
        self.style = rng.random((1, 5, 3, 3)) ** 2
        self.alpha, self.beta, self.gamma = map(float, 0.5 + rng.random(3) * [1, 2, 3])
        self.aside = rng.normal(size=self.image.shape)
        options = {"alpha": self.alpha, "beta": self.beta, "gamma": self.gamma}
        variable = probe.variable(self.image)
        transfer, first_layer, without_alpha = self.made(**options), self.made(0), self.made(alpha=0.0)
        stranger = lab.StyleTransfer(network, self.other, self.content, 2, [1.0, 0.0, 2.0], alpha=0.3)
        parts = {
            "made": probe.last(transfer, np.zeros(1)),
            "content_target": transfer.content_target,
            "style_targets": transfer.style_targets,
            "losses": transfer.losses(self.image),
            "gradient": probe.gradient(transfer.losses(variable)["total"], wrt=[variable]),
            "zero": without_alpha.losses(self.image),
            "first layer": [first_layer.content_target, first_layer.losses(self.image)],
            "later": [
                transfer.losses(self.other),
                stranger.losses(self.other),
                [transfer.losses(self.image), transfer.content_target, transfer.style_targets],
            ],
        }
        moved = {"moved": both_sides(transfer.losses, [self.image], [self.aside])}
        self.ways, self.moved = (
            Ways(Together(asked, replace=STAND_INS), Together(asked)) for asked in (parts, moved)
        )

    def made(self, layer=LAYER, **options):
        return lab.StyleTransfer(self.network, self.content, self.style, layer, self.WEIGHTS, **options)

    def maps(self, reference, *pictures):
        """What the network makes of each of the pictures."""
        return reference.ask([self.network(picture) for picture in pictures])

    def compare(self, student, reference, part, known, otherwise, hint):
        """Compare a part; known(): wrong answers, with the stand-ins, by the sentence that explains them."""
        if self.ways.is_right(student, reference, part):
            return
        # no word of shapes: those of stand-ins would only confuse
        raise Wrong(diagnosis(self.ways.value(student, part), known(), otherwise), hint)


class NormedQuestion:
    """A StyleTransfer on a network with statistics, and what is handed over to it."""

    GIVEN = "the content picture", "the style picture", "the image", "the list of weights"

    def __init__(self, rng):
        network = probe.network(NORMED, seed=seed_of(rng))
        pictures = [
            rng.random(shape).astype("float32") for shape in ((1, 4, 6, 3), (1, 5, 3, 3), (1, 4, 6, 3))
        ]
        weights = [2.5, 0.7]
        self.given = [*pictures, [np.asarray(weight) for weight in weights]]
        content, style, image = (probe.value(as_numpy(picture)) for picture in pictures)
        listed = probe.value(weights)
        transfer = lab.StyleTransfer(network, content, style, 0, listed, 1.5, 0.5, 2.0)
        self.ways = Ways(*(
            Together({
                "moved": probe.delta(transfer.losses(image), of={"network": network}),
                "given": [content, style, image, listed],
                "kept": self.in_a_changed_network(network, content, style, weights),
            }, **options)
            for options in ({"replace": STAND_INS}, {})
        ))  # fmt: skip

    @staticmethod
    def in_a_changed_network(network, content, style, weights):
        """The targets of a transfer before and after its network was given other weights."""
        transfer = lab.StyleTransfer(network, content, style, 0, weights)
        changed = probe.randomised(network, 7)(probe.value(as_numpy(np.zeros((1, 2, 2, 3), "float32"))))
        return [targets(transfer), changed, targets(transfer)]

    def value(self, who, part):
        return self.ways.value(who, part)


def targets(transfer):
    return [transfer.content_target, transfer.style_targets]


def wrong_losses(reference, transfer):
    """Known mistakes in each of the losses: by sentence, the values that they give with the stand-ins."""
    pictures = (transfer.image, transfer.content, transfer.style)
    maps, of_content, of_style, raw = transfer.maps(reference, *map(PREPARED, pictures), transfer.image)
    pixels = reference.ask(PREPARED(transfer.image))
    k, n, weights = transfer.LAYER, range(3), np.array(transfer.WEIGHTS)

    def square(a):
        return float(np.mean(np.square(a)))

    def uneven(a):
        """What named_squares makes of an argument."""
        return square(a) + float(np.mean(a))

    def content(a, b):
        return 0.6 * uneven(a) + 0.6 * uneven(b)

    def style(a, b, w):
        layers = zip(n, a, b, w, strict=True)
        terms = ((i, 0.3 * square(x) + 0.5 * square(0.8 * y + 0.3) + 0.02 * v**2) for i, x, y, v in layers)
        return sum((i + 1) * term for i, term in terms)

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
            "It is the variation of what preprocess gives: take that of the image as it is.": [0.9 * uneven(pixels)],
            "It is the variation of the content picture, which never changes.": [0.9 * uneven(transfer.content)],
            "variation is reported with its weight gamma: report it without.": [
                transfer.gamma * 0.9 * uneven(transfer.image)
            ],
        },
    }  # fmt: skip
