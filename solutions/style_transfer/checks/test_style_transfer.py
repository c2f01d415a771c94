"""6 · All losses together."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    CLOSE,
    Wrong,
    agree,
    assert_close,
    assert_losses,
    cell,
    diagnosis,
    require,
    shared,
)

from .transfers import PREPARED, TransferQuestion, wrong_losses

check = cell("style_transfer")

KEYS = ("content", "style", "variation")


@shared
def transfer(rng):
    return TransferQuestion(rng)


@check(weight=0)
def test_transfer_can_be_made(student, transfer):
    """`StyleTransfer(network, content, style, content_layer, style_weights, alpha, beta, gamma)` can be made."""
    transfer.ways.value(student, "made")


@check(needs=[test_transfer_can_be_made])
def test_content_target_is_of_the_content_layer(student, reference, transfer):
    """`content_target` is the feature maps of the content picture, of the content layer."""

    def known():
        pictures = (PREPARED(transfer.content), PREPARED(transfer.style), transfer.content)
        of_content, of_style, raw = transfer.maps(reference, *pictures)
        return {
            "It is of another layer: content_layer is the position in the network's list.": [
                of_content[k] for k in (0, 2)
            ] + [of_content],
            "It is of the style picture.": [of_style[transfer.LAYER], of_style],
            "The picture did not go through preprocess.": [raw[transfer.LAYER], raw],
            "It is a Gram matrix; the content is compared place by place.": [0.8 * of_content[transfer.LAYER] + 0.3],
            "It is a loss or a picture, not what the network makes of it.": [transfer.content],
        }  # fmt: skip

    wrong = "It is not the content picture's feature maps."
    hint = (
        "self.content_target = the network's maps of preprocess(content), of the layer number content_layer."
    )
    transfer.compare(student, reference, "content_target", known, wrong, hint)


@check(needs=[test_transfer_can_be_made])
def test_style_targets_are_gram_matrices(student, reference, transfer):
    """`style_targets` is the list of the Gram matrices of the style picture, of all layers."""

    def known():
        pictures = (PREPARED(transfer.style), PREPARED(transfer.content), transfer.style)
        maps = transfer.maps(reference, *pictures)
        of_style, of_content, raw = ([0.8 * m + 0.3 for m in each] for each in maps)
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
    wrong = "They are not the style picture's Gram matrices."
    transfer.compare(student, reference, "style_targets", known, wrong, hint)


def as_losses(value):
    """What losses answered, once it has been seen to be a dictionary of scalars."""
    hint = f"Return a dictionary with {', '.join(KEYS)} and total."
    wrong, each = "losses should return a dictionary.", "Each loss is one number."
    return assert_losses(value, (*KEYS, "total"), hint, wrong=wrong, each=each)


@check(weight=0, needs=[test_transfer_can_be_made])
def test_losses_are_four_numbers(student, transfer):
    """`losses(image)` returns content, style, variation and total, one number each."""
    as_losses(transfer.ways.value(student, "losses"))


def wrong_keys(student, reference, transfer):
    """Which of the three losses are wrong, with stand-ins and without."""
    answers = (transfer.ways.values(who, "losses") for who in (student, reference))
    pairs = list(zip(*answers, strict=True))

    def right(key):
        return any(isinstance(v, dict) and key in v and agree(v[key], r[key], CLOSE) for v, r in pairs)

    return [key for key in KEYS if not right(key)]


def require_some_right(student, reference, transfer):
    """At least one of the losses is right: else what is done with them shows nothing."""
    some = len(wrong_keys(student, reference, transfer)) < len(KEYS)
    require(some, "None of its losses is right: mend them first.")


@check(weight=2, needs=[test_losses_are_four_numbers])
def test_losses_compare_the_image(student, reference, transfer):
    """Content and style compare the image with their targets; the variation is that of the image itself."""
    bad = wrong_keys(student, reference, transfer)
    if not bad:
        return
    value, key = as_losses(transfer.ways.value(student, "losses")), bad[0]
    otherwise = f"It reports a wrong {' and a wrong '.join(bad)} loss."
    hint = {
        "content": "content_loss of the image's maps of the content layer and self.content_target.",
        "style": "style_loss(all maps of the image, self.style_targets, self.style_weights).",
        "variation": "total_variation_loss(image), of the image as it is.",
    }[key]
    raise Wrong(diagnosis(value[key], wrong_losses(reference, transfer)[key], otherwise), hint)


@check(needs=[test_losses_are_four_numbers])
def test_total_is_the_weighted_sum(student, reference, transfer):
    """`total` is alpha * content + beta * style + gamma * variation."""
    require_some_right(student, reference, transfer)
    losses = as_losses(transfer.ways.value(student, "losses"))
    c, s, v = (float(losses[key]) for key in KEYS)
    alpha, beta, gamma = transfer.alpha, transfer.beta, transfer.gamma
    known = {
        "alpha, beta and gamma have no effect.": [c + s + v],
        "alpha and beta are swapped.": [beta * c + alpha * s + gamma * v],
        "The variation is left out.": [alpha * c + beta * s],
        "The variation is not weighted by gamma.": [alpha * c + beta * s + v],
        "The style is left out, or the content.": [alpha * c + gamma * v, beta * s + gamma * v],
        "It is divided by the sum of the weights.": [
            (alpha * c + beta * s + gamma * v) / (alpha + beta + gamma)
        ],
        "The variation is subtracted; it must be added.": [alpha * c + beta * s - gamma * v],
    }
    wrong = "It is not alpha * content + beta * style + gamma * variation of the losses it is returned with."
    hint = "self.alpha * content + self.beta * style + self.gamma * variation"
    right = alpha * c + beta * s + gamma * v
    assert_close(losses["total"], right, known=known, wrong=wrong, hint=hint, rtol=CLOSE)


@check(needs=[test_losses_compare_the_image, test_total_is_the_weighted_sum])
def test_total_has_a_gradient(student, reference, transfer):
    """The gradient of `total` reaches the image, through the network and from all three terms."""
    if transfer.ways.is_right(student, reference, "gradient"):
        return
    (gradient,), (right,) = (transfer.ways.value(who, "gradient") for who in (student, reference))
    hint = "No numpy, float() or stop_gradient on the way from the image to the total."
    require(gradient is not None and np.any(gradient), "No gradient reaches the image.", hint)
    assert_close(gradient, right, what="The gradient", wrong="Not all terms send their gradient.", hint=hint)


@check(needs=[test_losses_are_four_numbers])
def test_targets_and_network_stay(student, reference, transfer):
    """However often losses are computed, targets and network stay as they are."""
    require_some_right(student, reference, transfer)
    way, (answer, content_target, style_targets) = transfer.ways.first(student, "again")
    parts = ("losses", "content_target", "style_targets")
    first = {part: transfer.ways.values(student, part)[way] for part in parts}
    hint = "Compute the targets in __init__, once; in losses only look at them."
    again = as_losses(answer["value"][1])
    for part, value in (("content_target", content_target), ("style_targets", style_targets)):
        kept = not isinstance(first[part], Wrong) and agree(value, first[part], CLOSE)
        require(kept, f"{part} changes when losses are computed.", hint)
    same = isinstance(first["losses"], dict) and all(agree(again[k], first["losses"][k], CLOSE) for k in KEYS)
    require(same, "The losses of one image change after those of another have been computed.", hint)
    moved = any(np.any(change) for change in answer["delta"]["network"])
    hint = "The network is a measuring instrument: leave it as it is."
    require(not moved, "The network's weights change.", hint)
