"""The probe's networks and what becomes of them: what Keras needs a test of its own for, and numbers for weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.questions import lab, probe, question
from labkit.probe import Probe, answer
from labkit.probe.weights import normals

FRAMEWORKS = ("tensorflow", "torch")
MODAL = {
    "inputs": {"x": (4,)},
    "layers": [
        ["h", "dense", ["x"], {"units": 3, "activation": "tanh"}],
        ["h", "norm", ["h"], {}],
        ["y", "phase", ["h"], {}],
    ],
    "outputs": ["y"],
}


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(6, 4)).astype("float32")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_network_keeps_its_weights_where_noise_of_their_shape_is_served(value, framework, x):
    network = probe.network(MODAL, seed=3)
    drawn = [network(x), probe.randomised(network, seed=4)(x)]
    noise = [np.ones(shape) for shape in [(4, 3), (3, 3), (3,)] * 3]
    for usual, served in zip(value(framework, drawn), value(framework, drawn, noise=noise), strict=True):
        np.testing.assert_array_equal(usual, served)


@given(st.integers(0, 2**31), st.lists(st.lists(st.integers(0, 12), max_size=3).map(tuple), max_size=5))
def test_numbers_for_weights_depend_on_shapes_and_seed_alone(seed, shapes):
    drawn, again = normals(shapes, seed), normals(shapes, seed)
    assert [array.shape for array in drawn] == shapes
    for a, b in zip(drawn, again, strict=True):
        np.testing.assert_array_equal(a, b)
    flat = np.concatenate([np.ravel(array) for array in [*drawn, normals([(1000,)], seed)[0]]])
    assert abs(flat[-1000:].mean()) < 0.25 and abs(flat[-1000:].std() - 1) < 0.2
    assert len(np.unique(flat[: sum(array.size for array in drawn)])) >= 0.99 * (len(flat) - 1000)


def test_large_networks_have_weights_of_their_own_for_every_seed():
    first, second = (normals([(3000, 1000)], seed)[0] for seed in (1, 2))
    assert np.linalg.matrix_rank(first[:200]) == 200
    assert not np.any(np.all(first == second, axis=1))
    assert abs(float(first.std()) - 1) < 0.01


def test_a_phase_halves_outside_of_training(value, x):
    description = {"inputs": {"x": (4,)}, "layers": [["y", "phase", ["x"], {}]], "outputs": ["y"]}
    network = probe.network(description, seed=1)
    on, off = value("tensorflow", [network(x, training=True), network(x)])
    np.testing.assert_allclose(on, x)
    np.testing.assert_allclose(off, x / 2)


def test_a_network_built_before_has_its_statistics_again(x):
    """Networks are used again: what a question did to one does not reach the next."""
    lasting = Probe.of({}, "tensorflow")

    def ask(expr):
        reply = answer(lasting, {**question(expr), "id": "1"})
        assert reply["ok"], reply
        return reply["value"]

    network = probe.network(MODAL, seed=3)
    first = ask(network(x))
    ask([network(x, training=True), network(x, training=True)])
    np.testing.assert_array_equal(ask(network(x)), first)


def test_weights_frozen_on_the_way_are_still_compared(value, x):
    """Who freezes a network within a step has changed it all the same."""
    import keras

    def freeze_after_a_change(network):
        for variable in network.trainable_variables:
            variable.assign_add(keras.ops.ones_like(variable))
        network.trainable = False
        return 1.0

    network = probe.network(MODAL, seed=3)
    change = probe.delta(lab.step(network), of={"n": network})
    answered = value("tensorflow", change, {"step": freeze_after_a_change})
    assert len(answered["delta"]["n"]) == 4
    assert all(np.allclose(a, 1.0, atol=1e-5) for a in answered["delta"]["n"])


def test_pairs_reach_a_train_step_as_fit_hands_them(value, x):
    import keras
    import tensorflow as tf

    sizes = []

    class Model(keras.Model):
        def train_step(self, data):
            images, labels = data
            sizes.append(images.shape[0])
            return {"sum": tf.reduce_sum(images), "label": labels[-1], "eager": tf.executing_eagerly()}

    labels = np.array([5, 3, 1, 0, 2, 4])
    logs = probe.train_logs(probe.compiled(lab.Model(), probe.sgd()), x, batch_size=4, targets=labels)
    first, last = value("tensorflow", logs, {"Model": Model})
    assert set(sizes) == {None}, "one graph for batches of any size"
    np.testing.assert_allclose([first["sum"], last["sum"]], [x[:4].sum(), x[4:].sum()], rtol=1e-4)
    assert [int(first["label"]), int(last["label"])] == [0, 4]
    assert not first["eager"]
