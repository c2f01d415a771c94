"""The probe's networks with modes, optimisers, states, and what it tells of layers and of a training function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.questions import as_numpy, lab, probe, question
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


def value(framework, expr, names=None, **options):
    reply = answer(
        Probe(names if names is not None else {}, framework), {**question(expr, **options), "id": "7"}
    )
    assert reply["ok"], reply
    return reply["value"]


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(6, 4)).astype("float32")


def in_training(framework, network, x):
    """The network's value for x in training mode, in each framework's own way."""
    if framework == "tensorflow":
        return network(x, training=True)
    return network.train()(x)


def out_of_training(framework, network, x):
    return network(x, training=False) if framework == "tensorflow" else network.eval()(x)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_network_keeps_its_weights_where_noise_of_their_shape_is_served(framework, x):
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


def test_both_frameworks_agree_in_and_out_of_training(x):
    made = {}
    for framework in FRAMEWORKS:
        network = probe.network(MODAL, seed=3)
        before = out_of_training(framework, network, x)
        training = in_training(framework, network, x)
        after = out_of_training(framework, network, 1.0 * x)
        made[framework] = value(framework, [before, training, after])
    for tf, torch in zip(made["tensorflow"][:2], made["torch"][:2], strict=True):
        np.testing.assert_allclose(tf, torch, rtol=1e-4, atol=1e-5)
    for before, training, after in made.values():
        assert not np.allclose(before, training)
        assert not np.allclose(before, after), "training has moved the statistics"


def test_a_phase_halves_outside_of_training(x):
    description = {"inputs": {"x": (4,)}, "layers": [["y", "phase", ["x"], {}]], "outputs": ["y"]}
    network = probe.network(description, seed=1)
    on, off = value("tensorflow", [network(x, training=True), network(x)])
    np.testing.assert_allclose(on, x)
    np.testing.assert_allclose(off, x / 2)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_statistics_are_told_apart_from_weights(framework, x):
    """A forward pass in training changes the state of a network, and no weight."""
    network = probe.network(MODAL, seed=3)
    answered = value(framework, probe.delta(in_training(framework, network, x), of={"n": network}))
    assert len(answered["delta"]["n"]) == 4, "kernel, bias, scale and shift"
    assert not any(change.any() for change in answered["delta"]["n"])
    assert len(answered["state"]["n"]) == 2, "mean and variance"
    assert all(change.any() for change in answered["state"]["n"])


def test_a_network_built_before_has_its_statistics_again(x):
    """Networks are used again: what a question did to one does not reach the next."""
    lasting = Probe({}, "tensorflow")

    def ask(expr):
        reply = answer(lasting, {**question(expr), "id": "1"})
        assert reply["ok"], reply
        return reply["value"]

    network = probe.network(MODAL, seed=3)
    first = ask(network(x))
    ask([network(x, training=True), network(x, training=True)])
    np.testing.assert_array_equal(ask(network(x)), first)


def test_weights_frozen_on_the_way_are_still_compared(x):
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


class Pair:
    """Two scalars, each with an optimiser of its own."""

    @staticmethod
    def model():
        import keras
        import tensorflow as tf

        class Model(keras.Model):
            def __init__(self, network):
                super().__init__()
                self.network = network

            def compile(self, first, second):
                super().compile()
                self.first, self.second = first, second

            def train_step(self, data):
                x = data[0] if isinstance(data, tuple) else data
                with tf.GradientTape() as tape:
                    loss = keras.ops.mean(self.network(x, training=True) ** 2)
                kernel = self.network.trainable_variables[:1]
                self.first.apply(tape.gradient(loss, kernel), kernel)
                return {"loss": loss, "eager": tf.constant(tf.executing_eagerly())}

        return Model


def test_several_optimisers_and_what_they_keep(x):
    network = probe.network(MODAL, seed=3)
    first, second = probe.sgd(0.5, momentum=0.9), probe.sgd()
    model = probe.compiled_with(lab.Model(network), first=first, second=second)
    step = probe.delta(model.train_step(x), of={"n": network})
    states = [probe.optimizer_state(first), probe.optimizer_state(second)]
    answered, used, idle = value("tensorflow", [step, *states], {"Model": Pair.model()})
    assert used["iterations"] == 1
    assert idle["iterations"] == 0
    assert not idle["slots"]
    np.testing.assert_allclose(used["slots"][0], answered["delta"]["n"][0], atol=1e-6)
    assert not any(change.any() for change in answered["delta"]["n"][1:])


def test_the_train_function_tells_what_each_step_returned(x):
    network = probe.network(MODAL, seed=3)
    model = probe.compiled_with(lab.Model(network), first=probe.sgd(0.1), second=probe.sgd())
    logs = value("tensorflow", probe.train_logs(model, x, batch_size=2), {"Model": Pair.model()})
    assert [set(each) for each in logs] == [{"loss", "eager"}] * 3
    assert not any(each["eager"] for each in logs), "it is a graph"
    assert len({float(each["loss"]) for each in logs}) == 3


def test_pairs_reach_a_train_step_as_fit_hands_them(x):
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


def test_a_stand_in_tells_which_label_goes_with_which_example():
    labels, a = np.array([0, 2, 1]), np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
    loss = probe.labelled_squares("labels", a=0.5)
    by_position, by_name, swapped = value(
        "tensorflow", [loss(labels, a), loss(a=a, labels=labels), loss(labels[::-1], a)], {}
    )
    expected = 0.5 * np.mean((1 + labels)[:, None] * (a**2 + a))
    np.testing.assert_allclose([by_position, by_name], expected, rtol=1e-6)
    assert abs(swapped - expected) > 0.1


def test_layers_are_told_however_deep():
    import keras
    from keras import layers

    class Own(layers.Conv2D):
        pass

    def build():
        inner = keras.Sequential([Own(2, 4, strides=2), layers.LeakyReLU()])
        return keras.Sequential([keras.Input((12, 12, 1)), inner, layers.MaxPooling2D(), layers.Dense(1)])

    told = value("tensorflow", probe.layers_of(lab.build()), {"build": build})
    kinds = [layer["kind"] for layer in told if layer["kind"] not in ("Sequential", "InputLayer")]
    assert sorted(kinds) == ["Conv2D", "Dense", "LeakyReLU", "MaxPooling2D"]
    (convolution,) = [layer for layer in told if layer["kind"] == "Conv2D"]
    assert np.array_equal(convolution["kernel_size"], [4, 4])
    assert np.array_equal(convolution["strides"], [2, 2])


def test_named_squares_can_be_called_by_position_and_by_name(x):
    names = {"f": lambda: None, "by_name": lambda a, b: names["f"](b=b, a=a), "one": lambda a: names["f"](a)}
    stand_in = {"f": probe.named_squares(a=2.0, b=5.0)}
    both, one = value("tensorflow", [lab.by_name(x, 2 * x), lab.one(x)], names, replace=stand_in)
    np.testing.assert_allclose(both, 22 * (x**2).mean() + 12 * x.mean(), rtol=1e-4)
    np.testing.assert_allclose(one, 2 * (x**2 + x).mean(), rtol=1e-4)


def test_named_squares_of_pairs_tell_which_label_goes_with_which(x):
    labels = np.arange(len(x))
    names = {"f": None, "g": lambda a, y: [names["f"](a, y), names["f"](a, y[::-1]), names["f"](a)]}
    stand_in = {"f": probe.named_squares([("y", "a", 0.5)], a=2.0, y=0.1)}
    right, reversed_, alone = value("tensorflow", lab.g(x, as_numpy(labels)), names, replace=stand_in)
    of_labels = 0.1 * (labels**2 + labels).mean()
    paired = [0.5 * ((1 + y[:, None]) * (x**2 + x)).mean() for y in (labels, labels[::-1])]
    np.testing.assert_allclose(alone, 2 * (x**2 + x).mean(), rtol=1e-4)
    np.testing.assert_allclose(right, alone + of_labels + paired[0], rtol=1e-4)
    np.testing.assert_allclose(reversed_, alone + of_labels + paired[1], rtol=1e-4)


def test_named_squares_refuse_unknown_names(x):
    names = {"f": None, "g": lambda a: names["f"](c=a)}
    reply = answer(
        Probe(names, "tensorflow"),
        {**question(lab.g(x), replace={"f": probe.named_squares(a=1.0)}), "id": "1"},
    )
    assert not reply["ok"]
    assert reply["error"]["type"] == "TypeError"


def test_waves_join_arrays_with_labels_but_not_one_hot(x):
    images, labels = np.arange(12.0).reshape(3, 2, 2, 1), np.array([2, 0, 1])
    code = np.sin(np.arange(1, 6) * (labels[:, None] + 1))
    names = {"f": None, "g": lambda a, y: names["f"](a, y)}
    stand_in = {"f": probe.waves(5)}
    vectors, planes = value(
        "tensorflow", [lab.g(x[:3], labels), lab.g(images, labels)], names, replace=stand_in
    )
    np.testing.assert_allclose(vectors, np.concatenate([x[:3], code], axis=1), atol=1e-5)
    assert planes.shape == (3, 2, 2, 6)
    np.testing.assert_allclose(planes[..., :1], images)
    np.testing.assert_allclose(planes[..., 1:], np.tile(code[:, None, None], (1, 2, 2, 1)), atol=1e-5)


def test_layered_squares_count_the_parts_of_lists_in_their_order(x):
    names = {
        "of_lists": lambda a: names["f"]([a, 2 * a], b=[3.0, 1.0]),
        "of_arrays": lambda a: names["f"](b=a),
    }
    stand_in = {"f": probe.layered_squares(a=2.0, b=5.0)}
    weights = np.array([3.0, 1.0])
    lists, arrays = value("tensorflow", [lab.of_lists(x), lab.of_arrays(weights)], names, replace=stand_in)
    np.testing.assert_allclose(lists, 2 * (1 + 2 * 4) * (x**2).mean() + 5 * (9 + 2), rtol=1e-5)
    np.testing.assert_allclose(arrays, 5 * (9 + 2), rtol=1e-5)


def test_biases_can_be_shifted():
    from keras import layers

    def dense():
        layer = layers.Dense(200)
        layer.build((None, 3))
        return layer

    layer = probe.kept(lab.dense())
    shifted = probe.randomised(layer, seed=1, shift=-8.0)
    kernel, bias = value("tensorflow", [shifted.kernel, shifted.bias], {"dense": dense})
    assert abs(kernel.mean()) < 0.2
    assert abs(bias.mean() + 8) < 0.2
