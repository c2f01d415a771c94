"""The PyTorch probe's helpers for networks of images."""

import functools

import numpy as np
import pytest
import torch
from torch import nn

from autograder.checks.questions import lab, probe


@pytest.fixture
def value(value):
    return functools.partial(value, "torch")


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(5, 1, 8, 8)).astype("float32")


def test_a_recorder_keeps_what_its_blocks_saw_whatever_the_order_they_are_made_in(value, x):
    def network(order):
        blocks = {name: names["Block"](*sizes) for name, sizes in order}
        return lambda images: blocks["second"](blocks["first"](images))

    names = {"network": network}
    order = [("first", (1, 3)), ("second", (3, 2))]
    answers = []
    for made in (order, order[::-1]):
        recorder = probe.recorder()
        expr = {"y": lab.network(made)(x), "seen": recorder.seen}
        answers.append(value(expr, names, replace={"Block": recorder.block}))
    one, other = answers
    np.testing.assert_array_equal(one["y"], other["y"])
    assert [list(call["channels"]) for call in one["seen"]] == [[1, 3], [3, 2]]
    np.testing.assert_array_equal(one["seen"][0]["x"], x)
    np.testing.assert_array_equal(one["seen"][0]["y"], one["seen"][1]["x"])


def test_a_pixelwise_network_tells_its_modes_and_differs_between_them(value, x):
    network = probe.pixelwise(3, evaluation=True)
    still, moving, calls = value([network(x), probe.in_mode(network, True)(x), network.calls])
    assert still.shape == x.shape and not np.allclose(still, moving, atol=1e-3)
    assert [call["training"] for call in calls] == [False, True] and calls[0]["gradients"]
    assert (still > 0).any() and (still < 0).any()


def test_only_images_in_training_are_counted(value, x):
    def train(model, images):
        for _ in range(2):
            model.train()(images[:3]).sum().backward()
        with torch.no_grad():
            model.eval()(images)

    assert slices_of(value, train, lambda: nn.Conv2d(1, 1, 1), x) == [6]


def slices_of(value, train, build, x):
    """How many images were counted, for each model."""
    counted = probe.counted(lab.build())
    expr = {"trained": lab.train(counted["model"], x), "slices": counted["slices"]}
    return [int(n) for n in value(expr, {"build": build, "train": train})["slices"]]


def test_images_shown_to_a_part_or_to_another_model_or_in_evaluation_mode_are_counted(value, x):
    def train(model, images):
        model[1](model[0](images[:3]))  # parts of it, past its own call
        model(images[:2])
        nn.MSELoss()(nn.Conv2d(1, 1, 1).eval()(images[:1]), images[:1])

    assert slices_of(value, train, lambda: nn.Sequential(nn.Conv2d(1, 1, 1), nn.Tanh()), x) == [5, 1]


@pytest.mark.parametrize("returned", ["model", "None", "another"])
def test_predictions_are_those_of_what_train_returns_or_else_of_the_model(value, x, returned):
    models = {"model": nn.Dropout(0.9), "another": nn.Sequential(nn.Dropout(0.9), nn.Hardtanh(0, 1))}
    names = {"model": lambda: models["model"], "train": lambda: models.get(returned)}
    found = value(probe.predictions(lab.model(), lab.train(), np.tile(x, (10, 1, 1, 1))), names)
    right = np.clip(x, 0, 1) if returned == "another" else x
    np.testing.assert_array_equal(found, np.tile(right, (10, 1, 1, 1)))


def test_old_gradients_and_missing_biases(value, x):
    names = {"gradients": lambda model: [p.grad for p in model.parameters()]}
    dirty = value(lab.gradients(probe.dirty(probe.pixelwise(1), seed=2)), names)
    assert all(np.abs(g).max() > 0 for g in dirty)
    assert (value(probe.without_biases(probe.pixelwise(1)).norm.bias) == 0).all()
