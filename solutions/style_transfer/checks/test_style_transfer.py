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

from .common import assert_gradients
from .transfers import PREPARED, NormedQuestion, TransferQuestion, wrong_losses

check = cell("style_transfer")

KEYS = ("content", "style", "variation")


@shared
def transfer(rng):
    return TransferQuestion(rng)


@shared
def normed(rng):
    return NormedQuestion(rng)


@check(weight=0, asks=["content-target", "style-targets"])
def test_transfer_can_be_made(student, transfer):
    """`StyleTransfer(network, content, style, content_layer, style_weights, alpha, beta, gamma)` can be made."""
    transfer.ways.value(student, "made")


@check(needs=[test_transfer_can_be_made], asks=["content-target", "pictures-preprocessed"])
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


@check(needs=[test_transfer_can_be_made], asks=["style-targets", "pictures-preprocessed"])
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


@check(weight=0, needs=[test_transfer_can_be_made], asks=["four-numbers"])
def test_losses_are_four_numbers(student, transfer):
    """`losses(image)` returns content, style, variation and total, one number each."""
    as_losses(transfer.ways.value(student, "losses"))


def is_right(key, student, reference, transfer):
    """Whether this loss is right, with stand-ins or without."""
    pairs = transfer.ways.pairs(student, reference, "losses")
    return any(isinstance(v, dict) and key in v and agree(v[key], r[key], CLOSE) for v, r in pairs)


def assert_loss(key, hint, student, reference, transfer):
    """This loss is right; else a sentence that says what it is instead."""
    if is_right(key, student, reference, transfer):
        return
    value = transfer.ways.value(student, "losses")
    require(isinstance(value, dict) and key in value, f"losses(image) reports no {key!r}.", hint)
    value = value[key]
    otherwise = f"It reports a wrong {key} loss."
    raise Wrong(diagnosis(value, wrong_losses(reference, transfer)[key], otherwise), hint)


@check(needs=[test_transfer_can_be_made], asks=["losses-unweighted", "pictures-preprocessed"])
def test_content_compares_the_image(student, reference, transfer):
    """`content` compares the image's maps of the content layer with the content target; without alpha."""
    hint = "content_loss of the image's maps of the content layer and self.content_target."
    assert_loss("content", hint, student, reference, transfer)


@check(
    needs=[test_transfer_can_be_made],
    asks=["losses-unweighted", "pictures-preprocessed", "style-by-weights"],
)
def test_style_compares_the_image(student, reference, transfer):
    """`style` compares the image's maps of all layers with the style targets, by the weights; without beta."""
    hint = "style_loss(all maps of the image, self.style_targets, self.style_weights)."
    assert_loss("style", hint, student, reference, transfer)


@check(needs=[test_transfer_can_be_made], asks=["variation-of-the-image", "losses-unweighted"])
def test_variation_is_that_of_the_image(student, reference, transfer):
    """`variation` is that of the image as it is; without gamma."""
    hint = "total_variation_loss(image), of the image as it is."
    assert_loss("variation", hint, student, reference, transfer)


def require_some_right(student, reference, transfer):
    """At least one of the losses is right: else what is done with them shows nothing."""
    some = any(is_right(key, student, reference, transfer) for key in KEYS)
    require(some, "None of its losses is right: mend them first.")


@check(needs=[test_losses_are_four_numbers], asks=["weighted-total"])
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


@check(weight=0.5, needs=[test_total_is_the_weighted_sum], asks=["weights-zero-or-left-out"])
def test_weights_may_be_zero_or_left_out(student, transfer):
    """A weight of 0 takes a loss out of the total, not out of what is reported; left out, they are 1, 1 and 0."""
    losses, zero, (_, left_out) = next(transfer.ways.answers(student, "losses", "zero", "first layer"))
    losses, zero, left_out = map(as_losses, (losses, zero, left_out))
    wrong = "Without alpha, beta and gamma, the total is not content + style."
    hint = "Their defaults are alpha=1.0, beta=1.0, gamma=0.0."
    assert_close(
        left_out["total"], left_out["content"] + left_out["style"], wrong=wrong, hint=hint, rtol=CLOSE
    )
    for key in KEYS:
        wrong = f"With alpha 0, another {key} loss is reported: the weights belong into the total alone."
        require(agree(zero[key], losses[key], CLOSE), wrong)
    wrong = "With alpha 0, and beta and gamma left out, the total is not the style loss: 0 is a number like any other."
    assert_close(zero["total"], zero["style"], wrong=wrong, rtol=CLOSE)


@check(needs=[test_losses_are_four_numbers], asks=["total-gradient"])
def test_total_has_a_gradient(student, reference, transfer):
    """The gradient of `total` reaches the image, also a variable, through the network and from all three terms."""
    if transfer.ways.is_right(student, reference, "gradient"):
        return
    require_some_right(student, reference, transfer)
    gradient, right = (transfer.ways.value(who, "gradient") for who in (student, reference))
    hint = "No numpy, float() or stop_gradient on the way from the image to the total."
    moved = None
    if not transfer.ways.is_right(student, reference, "losses", CLOSE):
        moved = [[losses["total"] for losses in sides] for sides in transfer.moved.value(student, "moved")]
    assert_gradients(gradient, right, ["the image"], moved, [transfer.aside], hint)


@check(needs=[test_transfer_can_be_made], asks=["targets-stay"])
def test_targets_stay(student, reference, transfer):
    """However often losses are computed, and whatever other transfers are made, targets and losses stay as they are."""
    require_some_right(student, reference, transfer)
    parts = ("losses", "content_target", "style_targets", "later")
    losses, content, style, (*_, (later, content_now, style_now)) = next(
        transfer.ways.answers(student, *parts)
    )
    when = "when losses are computed, or another StyleTransfer is made"
    hint = "Compute the targets in __init__, once, and keep them in self; in losses only look at them."
    require(agree(content_now, content, CLOSE), f"content_target changes {when}.", hint)
    require(agree(style_now, style, CLOSE), f"style_targets changes {when}.", hint)
    require(agree(later, losses, CLOSE), f"The losses of one image change {when}.", hint)


@check(weight=0.5, needs=[test_content_target_is_of_the_content_layer], asks=["targets-once"])
def test_targets_are_made_once(student, normed):
    """The two pictures are shown to the network once, when the transfer is made: what comes of it is kept."""
    before, _, after = normed.value(student, "kept")
    for name, one, other in zip(("content_target", "style_targets"), before, after, strict=True):
        wrong = f"{name} is made anew, from the network as it is later: make it in __init__, and keep it."
        require(agree(one, other, CLOSE), wrong)


@check(needs=[test_transfer_can_be_made], asks=["network-stays", "nothing-given-changes"])
def test_nothing_that_is_handed_over_changes(student, reference, transfer, normed):
    """The network, with its statistics, the pictures, the image and the list of weights stay as they are."""
    require_some_right(student, reference, transfer)
    answer = normed.value(student, "moved")
    hint = "The network is a measuring instrument: leave it as it is."
    require(not any(np.any(c) for c in answer["delta"]["network"]), "The network's weights change.", hint)
    statistics = "The network's statistics of normalisation change: it is called as in training."
    require(not any(np.any(c) for c in answer["state"]["network"]), statistics, hint)
    given = normed.value(student, "given")
    for name, after, before in zip(normed.GIVEN, given, normed.given, strict=True):
        require(agree(after, before, 1e-6), f"It changes {name} that it is given.")


@check(
    weight=0.5,
    needs=[test_content_target_is_of_the_content_layer, test_content_compares_the_image],
    asks=["first-layer"],
)
def test_content_layer_may_be_the_first(student, reference, transfer):
    """The content layer may be number 0, the first of the list."""
    pairs = transfer.ways.pairs(student, reference, "first layer")
    right = any(agree(t, u, CLOSE) and agree(a["content"], b["content"], CLOSE) for (t, a), (u, b) in pairs)
    require(right, "With content_layer=0 another layer is compared.", "0 is a position like any other.")
