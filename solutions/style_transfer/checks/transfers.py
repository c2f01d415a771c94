"""A StyleTransfer on a small network, with stand-ins for what other cells define; and known mistakes in its losses."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, Wrong, diagnosis, lab, probe, seed_of

from .common import Ways, watched

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


class TransferQuestion:
    """A StyleTransfer on a small network, asked all there is to ask: with stand-ins, and for whoever writes terms out without."""

    LAYER, WEIGHTS = 1, [0.4, 1.5, 0.9]

    def __init__(self, rng):
        self.network = network = probe.network(THREE_LAYERS, seed=seed_of(rng))
        self.content, self.image, self.other = rng.random((3, 1, 4, 6, 3))
        self.style = rng.random((1, 5, 3, 3)) ** 2
        self.alpha, self.beta, self.gamma = 0.5 + rng.random(3) * [1, 2, 3]
        variable = probe.variable(self.image)
        transfer = lab.StyleTransfer(
            network, self.content, self.style, self.LAYER, self.WEIGHTS,
            alpha=float(self.alpha), beta=float(self.beta), gamma=float(self.gamma),
        )  # fmt: skip
        both = probe.value([transfer.losses(self.other), transfer.losses(self.image)])
        parts = {
            "made": transfer.alpha,
            "content_target": transfer.content_target,
            "style_targets": transfer.style_targets,
            "losses": transfer.losses(self.image),
            "gradient": probe.gradient(transfer.losses(watched(variable))["total"], wrt=[variable]),
            "again": [
                probe.delta(both, of={"network": network}),
                transfer.content_target,
                transfer.style_targets,
            ],
        }
        self.ways = Ways(Together(parts, replace=STAND_INS), Together(parts))

    def maps(self, reference, *pictures):
        """What the network makes of each of the pictures."""
        return reference.ask([self.network(picture) for picture in pictures])

    def compare(self, student, reference, part, known, otherwise, hint):
        """Compare a part; known(): wrong answers, with the stand-ins, by the sentence that explains them."""
        if self.ways.is_right(student, reference, part):
            return
        # no word of shapes: those of stand-ins would only confuse
        raise Wrong(diagnosis(self.ways.value(student, part), known(), otherwise), hint)


def wrong_losses(reference, transfer):
    """Known mistakes in each of the losses: by sentence, the values that they give with the stand-ins."""
    pictures = (transfer.image, transfer.content, transfer.style)
    maps, of_content, of_style, raw = transfer.maps(reference, *map(PREPARED, pictures), transfer.image)
    pixels = reference.ask(PREPARED(transfer.image))
    k, n, weights = transfer.LAYER, range(3), np.array(transfer.WEIGHTS)

    def square(a):
        return float(np.mean(np.square(a)))

    def content(a, b):
        return 0.6 * square(a) + 0.6 * square(b)

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
            "It is the variation of what preprocess gives: take that of the image as it is.": [0.9 * square(pixels)],
            "It is the variation of the content picture, which never changes.": [0.9 * square(transfer.content)],
            "variation is reported with its weight gamma: report it without.": [
                transfer.gamma * 0.9 * square(transfer.image)
            ],
        },
    }  # fmt: skip
