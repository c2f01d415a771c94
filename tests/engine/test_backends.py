"""The probe's backends: one interface, and the numbers of TensorFlow and PyTorch held against each other.

Every question is asked of both frameworks, of notebooks that say the same, and the answers must agree. What is told of
weights is in each framework's own layout; ``keras_layout`` brings PyTorch's into that of Keras.
"""

import importlib
import inspect
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.checks.questions import as_numpy, lab, probe
from labkit.probe.backend import Arrays, Evaluation, Helpers, names_of

FRAMEWORKS = ("tensorflow", "torch")
BACKENDS = {name: importlib.import_module(f"labkit.probe.{name}_backend") for name in (*FRAMEWORKS, "numpy")}
IMAGE = (4, 6, 2)
DESCRIPTION = {
    "inputs": {"image": IMAGE, "label": (3,)},
    "layers": [
        ["h", "norm", ["image"], {}],
        ["h", "flatten", ["h"], {}],
        ["h", "concat", ["h", "label"], {}],
        ["h", "dense", ["h"], {"units": 5, "activation": "tanh"}],
        ["h", "phase", ["h"], {}],
        ["a", "dense", ["h"], {"units": 12}],
        ["b", "dense", ["h"], {"units": 12, "activation": "sigmoid"}],
        ["z", "jitter", ["a", "b"], {}],
        ["made", "reshape", ["z"], {"shape": (2, 3, 2)}],
    ],
    "outputs": ["a", "made"],
}
SMALL = {
    "inputs": {"x": (4,)},
    "layers": [
        ["h", "dense", ["x"], {"units": 3, "activation": "tanh"}],
        ["y", "norm", ["h"], {}],
    ],
    "outputs": ["y"],
}

CONTAINERS = ("Sequential", "Functional", "InputLayer", "Layer")


# --- The interface ------------------------------------------------------------------------------------------


def differences(backend, *protocols):
    """What of protocols a backend lacks, or takes other parameters for."""
    expected = {name: getattr(protocol, name) for protocol in protocols for name in names_of(protocol)}
    return [
        f"{name}: {parameters(getattr(backend, name, None))}, not {parameters(function)}"
        for name, function in expected.items()
        if parameters(getattr(backend, name, None)) != parameters(function)
    ]


def parameters(function):
    """(name, kind, default) of each parameter but self; None where there is no function."""
    if function is None:
        return None
    every = inspect.signature(function).parameters.values()
    return [(p.name, p.kind, p.default) for p in every if p.name != "self"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_backend_has_all_of_the_interface(framework):
    assert not differences(BACKENDS[framework], Evaluation, Arrays, Helpers)


def test_numpy_has_all_but_networks_and_says_so():
    backend = BACKENDS["numpy"]
    assert not differences(backend, Evaluation, Arrays)
    assert set(names_of(Helpers)) & set(vars(backend)) == {"images", "channels_last"}
    with pytest.raises(TypeError, match=r"`probe.sgd` needs a framework .* a numpy notebook has none"):
        backend.HELPERS["sgd"](1.0)


@pytest.mark.parametrize("change", [{"sgd": None}, {"sgd": lambda learning_rate=1.0, momentum=0.0: None}])
def test_a_missing_helper_and_one_with_other_parameters_are_seen(change):
    wrong = SimpleNamespace(**{**vars(BACKENDS["torch"]), **change})
    (sentence,) = differences(wrong, Evaluation, Arrays, Helpers)
    assert sentence.startswith("sgd: ")


def test_both_frameworks_have_the_same_helpers_but_for_assignments_of_one():
    tensorflow, torch = (
        set(BACKENDS[framework].HELPERS) - {function.__name__ for function in BACKENDS[framework].EXTRA}
        for framework in FRAMEWORKS
    )
    assert tensorflow == torch


@pytest.mark.parametrize("framework", BACKENDS)
def test_every_helper_says_what_it_is(framework):
    assert [name for name, helper in BACKENDS[framework].HELPERS.items() if not helper.__doc__] == []


# --- Notebooks that say the same ----------------------------------------------------------------------------


def notebook_tensorflow():
    import keras
    import tensorflow as tf
    from keras import layers

    class Model(keras.Model):
        """One network and one optimiser."""

        def __init__(self, network):
            super().__init__()
            self.network = network

        def train_step(self, data):
            x, labels = data if isinstance(data, tuple) else (data, None)
            with tf.GradientTape() as tape:
                loss = keras.ops.mean(self.network(x, training=True) ** 2)
                if labels is not None:
                    loss = loss * keras.ops.cast(labels[0], "float32")
            weights = self.network.trainable_variables
            self.optimizer.apply(tape.gradient(loss, weights), weights)
            return {"loss": loss}

    class Pair(keras.Model):
        """Two networks, each with an optimiser of its own, that are set by its own method."""

        def __init__(self, first, second):
            super().__init__()
            self.first, self.second = first, second

        def compile(self, a_optimizer, b_optimizer):
            super().compile()
            self.a_optimizer, self.b_optimizer = a_optimizer, b_optimizer

        def train_step(self, x):
            with tf.GradientTape() as tape:
                loss = keras.ops.mean(self.first(x, training=True) * self.second(x, training=True))
            weights = self.first.trainable_variables
            self.a_optimizer.apply(tape.gradient(loss, weights), weights)
            return {"loss": loss}

    class Own(layers.Conv2D):
        """A student's own kind of convolution."""

    def images_to_images():
        inner = keras.Sequential([Own(5, (3, 2), strides=2), layers.BatchNormalization(epsilon=1e-5)])
        return keras.Sequential(
            [
                keras.Input((9, 8, 2)),
                inner,
                layers.LeakyReLU(0.2),
                layers.Dropout(0.5),
                layers.Conv2DTranspose(3, 4, strides=(2, 2)),
                layers.MaxPooling2D(2),
                layers.Dense(4),
                layers.LayerNormalization(epsilon=1e-5),
            ]
        )

    def of_labels():
        return keras.Sequential([keras.Input((3,), dtype="int32"), layers.Embedding(7, 4), layers.Dense(2)])

    def weights(model):
        return [v.value for v in model.trainable_variables]

    return {
        "Model": Model, "Pair": Pair, "images_to_images": images_to_images, "of_labels": of_labels,
        "weights": weights, "set_trainable": lambda model, flag: setattr(model, "trainable", flag),
        "turned": lambda image: keras.ops.transpose(image, (0, 2, 1, 3)),
    }  # fmt: skip


def notebook_torch():
    import torch
    from torch import nn

    class Model(nn.Module):
        """One network and one optimiser, an attribute."""

        def __init__(self, network):
            super().__init__()
            self.network = network

        def train_step(self, data):
            x, labels = data if isinstance(data, tuple) else (data, None)
            loss = (self.network(x) ** 2).mean()
            if labels is not None:
                loss = loss * labels[0]
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            return {"loss": loss}

    class Pair(nn.Module):
        """Two networks, each with an optimiser of its own, that are set by its own method."""

        def __init__(self, first, second):
            super().__init__()
            self.first, self.second = first, second

        def compile(self, a_optimizer, b_optimizer):
            self.a_optimizer, self.b_optimizer = a_optimizer, b_optimizer

        def train_step(self, x):
            loss = (self.first(x) * self.second(x)).mean()
            self.a_optimizer.zero_grad()
            loss.backward()
            self.a_optimizer.step()
            return {"loss": loss}

    class LastChannels(nn.Module):
        """A layer of numbers on the last axis, applied to the channels of images."""

        def __init__(self, *parts):
            super().__init__()
            self.parts = nn.Sequential(*parts)

        def forward(self, x):
            return self.parts(x.movedim(1, -1)).movedim(-1, 1)

    class Own(nn.Conv2d):
        """A student's own kind of convolution."""

    def images_to_images():
        inner = nn.Sequential(Own(2, 5, (3, 2), stride=2), nn.BatchNorm2d(5))
        return nn.Sequential(
            inner,
            nn.LeakyReLU(0.2),
            nn.Dropout(0.5),
            nn.ConvTranspose2d(5, 3, 4, stride=(2, 2)),
            nn.MaxPool2d(2),
            LastChannels(nn.Linear(3, 4), nn.LayerNorm(4)),
        )

    def of_labels():
        return nn.Sequential(nn.Embedding(7, 4), nn.Linear(4, 2))

    return {
        "Model": Model, "Pair": Pair, "images_to_images": images_to_images, "of_labels": of_labels,
        "weights": lambda model: list(model.parameters()), "set_trainable": nn.Module.requires_grad_,
        "turned": lambda image: torch.movedim(image, 2, 3),
    }  # fmt: skip


@pytest.fixture(scope="module")
def notebooks():
    return {"tensorflow": notebook_tensorflow(), "torch": notebook_torch()}


@pytest.fixture
def both(value, notebooks):
    """The answers of both frameworks to an expression."""
    return lambda expr, **options: [value(name, expr, notebooks[name], **options) for name in FRAMEWORKS]


@pytest.fixture
def agreed(both):
    """The answer to an expression on which both frameworks agree. weights: of it are in the framework's layout."""

    def answer(expr, *, weights=False, **options):
        tensorflow, torch = both(expr, **options)
        assert_alike(tensorflow, keras_layout(torch) if weights else torch)
        return tensorflow

    return answer


def assert_alike(a, b):
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        a, b = list(a.values()), list(b.values())
    if isinstance(a, list):
        for one, other in zip(a, b, strict=True):
            assert_alike(one, other)
    elif a is None or isinstance(a, str | bool):
        assert a == b
    else:
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def keras_layout(value):
    """PyTorch's weights, or changes and gradients of them, in the layout of Keras."""
    if isinstance(value, dict):
        return {key: keras_layout(item) for key, item in value.items()}
    if isinstance(value, list):
        return [keras_layout(item) for item in value]
    axes = np.ndim(value)
    return value if axes < 2 else np.transpose(value, (*range(2, axes), 1, 0))


@pytest.fixture
def rng():
    return np.random.default_rng(0)


# --- Arrays -------------------------------------------------------------------------------------------------


def test_images_are_seen_in_the_layout_of_the_framework(agreed, rng):
    image = probe.variable(rng.normal(size=(3, *IMAGE)))
    seen = probe.channels_last(lab.turned(probe.images(image)))  # height and width change places
    direction = rng.normal(size=(3, 6, 4, 2))
    # in this order: what is known before it is differentiated has no gradient in TensorFlow
    (gradient,), value = agreed([probe.gradient(probe.projection(seen, direction), wrt=[image]), seen])
    assert value.shape == (3, 6, 4, 2)
    np.testing.assert_allclose(gradient, direction.transpose(0, 2, 1, 3), rtol=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda a, b, y: probe.mean_squares(2.0, 0.3)(a, b),
        lambda a, b, y: probe.named_squares(a=2.0, b=0.3)(b=b, a=a),
        lambda a, b, y: probe.named_squares([("y", "a", 0.5)], a=2.0, y=0.1)(a, y),
        lambda a, b, y: probe.labelled_squares("y", a=0.5, b=2.0)(y, a, b=b),
        lambda a, b, y: probe.layered_squares(a=2.0, b=0.3)([a, b], b=a),
        lambda a, b, y: probe.pair_squares(2.0, 0.3)(logits=a, target=b, smooth=2.0),
        lambda a, b, y: probe.projection(probe.image_means(2.0, 0.3)(a, target=b), np.arange(3.0)),
        lambda a, b, y: probe.mean_squares(1.0)(probe.linear_layer(2.0, 0.3)()([a, b])),
        lambda a, b, y: probe.projection(
            probe.channels_last(probe.waves(5)(probe.images(a), y)),
            np.random.default_rng(1).normal(size=(3, 4, 6, 7)),
        ),
    ],
)
def test_stand_ins_and_their_gradients_agree(agreed, rng, call):
    a, b = (probe.variable(rng.normal(size=(3, *IMAGE))) for _ in range(2))
    value = call(a, b, np.array([2, 0, 1]))
    (of_a, _), number = agreed([probe.gradient(value, wrt=[a, b]), value])
    assert number.shape == ()
    assert of_a.any()


@pytest.mark.parametrize("framework", BACKENDS)
def test_array_stand_ins_are_what_their_formulas_say(value, rng, framework):
    """In plain numpy, too; ``pairs`` count for the value alone."""
    a, b, labels = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), np.arange(6)
    uneven, each = a**2 + a, (1 + labels[:, None])
    formulas = [
        (probe.mean_squares(2.0, 0.5)(a, b), 2 * (a**2).mean() + 0.5 * (b**2).mean()),
        (probe.named_squares(a=2.0, b=0.5)(b=b), 0.5 * (b**2 + b).mean()),
        (
            probe.named_squares([("y", "a", 3.0)], a=2.0, y=0.0)(a, labels),
            (2 * uneven + 3 * each * uneven).mean(),
        ),
        (probe.labelled_squares("y", a=0.5)(a=a, y=labels), 0.5 * (each * uneven).mean()),
        (probe.labelled_squares("y", a=0.5)(labels[::-1], a), 0.5 * (each[::-1] * uneven).mean()),
        (probe.layered_squares(a=2.0, b=5.0)([a, 2 * a], b=[3.0, 1.0]), 18 * (a**2).mean() + 55),
        (probe.layered_squares(b=5.0)(b=np.array([3.0, 1.0])), 55),
        (probe.waves(3)(a, labels), np.hstack([a, np.sin(np.arange(1, 4) * each)])),
    ]
    for answered, (_, expected) in zip(value(framework, [f for f, _ in formulas]), formulas, strict=True):
        np.testing.assert_allclose(answered, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(
    "call",
    [probe.named_squares(a=1.0)(c=1.0), probe.named_squares(a=1.0)(1.0, 2.0), probe.labelled_squares("y", a=1.0)(a=1.0)],
)  # fmt: skip
def test_stand_ins_refuse_other_arguments(ask, framework, call):
    reply = ask(framework, call)
    assert reply["error"]["type"] == "TypeError"


# --- Networks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("training", [True, False])
def test_described_networks_agree_in_and_out_of_training(agreed, rng, training):
    network = probe.network(DESCRIPTION, seed=5)
    x, label, noise = (rng.normal(size=size) for size in [(6, *IMAGE), (6, 3), (6, 12)])
    made = probe.in_mode(network, training)(probe.images(x), label)
    code, image = agreed([made[0], probe.channels_last(made[1])], noise=[noise])
    assert code.shape == (6, 12)
    assert image.shape == (6, 2, 3, 2)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_several_inputs_come_as_a_list_too(value, rng, framework):
    network = probe.in_mode(probe.network(DESCRIPTION, seed=5), False)
    inputs = [probe.images(rng.normal(size=(6, *IMAGE))), rng.normal(size=(6, 3))]
    as_list, one_by_one = value(framework, [network(inputs)[0], network(*inputs)[0]])
    np.testing.assert_array_equal(as_list, one_by_one)


def test_unknown_layers_are_refused(ask):
    description = {"inputs": {"x": (3,)}, "layers": [["y", "magic", ["x"], {}]], "outputs": ["y"]}
    for framework in FRAMEWORKS:
        assert (
            ask(framework, probe.network(description, seed=1))["error"]["message"]
            == "unknown kind of layer: 'magic'"
        )


def test_statistics_move_alike_and_are_told_apart_from_weights(agreed, rng):
    network = probe.network(SMALL, seed=3)
    called = probe.in_mode(network, True)(rng.normal(size=(6, 4)))
    told = agreed(probe.delta(probe.last(called, 1.0), of={"n": network}), weights=True)
    assert [a.shape for a in told["state"]["n"]] == [(3,), (3,)]
    assert all(change.any() for change in told["state"]["n"])
    assert not any(change.any() for change in told["delta"]["n"])


@pytest.mark.parametrize("options", [{}, {"gain": 4.0, "shift": 8.0}])
@pytest.mark.parametrize("build", ["images_to_images", "of_labels"])
def test_randomised_networks_have_the_same_weights(both, options, build):
    tensorflow, torch = both(lab.weights(probe.randomised(lab[build](), seed=7, **options)))
    if build == "of_labels":  # an embedding has one layout in both frameworks
        torch[0] = torch[0].T
    assert_alike(tensorflow, keras_layout(torch))
    biases = [a for a in tensorflow if a.ndim == 1]
    assert all(a.any() for a in tensorflow)
    assert abs(np.median(np.concatenate(biases)) - options.get("shift", 0)) < 2


def test_randomised_networks_do_the_same_to_images(agreed, rng):
    network = probe.randomised(lab.images_to_images(), seed=7)
    images = probe.channels_last(probe.in_mode(network, False)(probe.images(rng.normal(size=(5, 9, 8, 2)))))
    assert agreed(images).shape == (5, 5, 5, 4)


@pytest.mark.parametrize("trainable", [True, False])
def test_frozen_weights_are_not_randomised(both, trainable):
    model = lab.images_to_images()
    done = probe.last(lab.set_trainable(model, trainable), probe.randomised(model, seed=1), 1.0)
    for told in both(probe.delta(done, of={"model": model})):
        assert [bool(change.any()) for change in told["delta"]["model"]] == [trainable] * 10


def test_a_model_is_told_from_a_function(both):
    for told in both([probe.is_model(lab.images_to_images()), probe.is_model(lab.images_to_images)]):
        assert told == [True, False]


def test_layers_have_the_same_names_and_sizes(both):
    told = both(probe.layers_of(lab.images_to_images()))
    of_both = [[layer for layer in layers if layer["kind"] not in CONTAINERS] for layers in told]
    tensorflow, torch = (sorted(layers, key=lambda layer: layer["kind"]) for layers in of_both)
    assert_alike(tensorflow, torch)
    assert [layer["kind"] for layer in tensorflow] == [
        *("BatchNormalization", "Conv2D", "Conv2DTranspose", "Dense", "Dropout"),
        *("LayerNormalization", "LeakyReLU", "MaxPooling2D"),
    ]
    (convolution,) = (layer for layer in tensorflow if layer["kind"] == "Conv2D")
    assert [list(convolution[key]) for key in ("kernel_size", "strides")] == [[3, 2], [2, 2]]


def test_layers_of_labels_have_the_same_names(both):
    for told in both(probe.layers_of(lab.of_labels())):
        kinds = [layer["kind"] for layer in told if layer["kind"] not in CONTAINERS]
        assert sorted(kinds) == ["Dense", "Embedding"]


# --- Learning -----------------------------------------------------------------------------------------------


def test_gradients_of_weights_agree(agreed, rng):
    network = probe.network(SMALL, seed=3)
    output = probe.in_mode(network, True)(rng.normal(size=(6, 4)))
    (gradients,) = agreed(
        probe.gradient(probe.projection(output, rng.normal(size=(6, 3))), wrt=[network]), weights=True
    )
    assert all(gradient.any() for gradient in gradients)


def test_what_an_output_does_not_hang_on_has_no_gradient(value, rng):
    network, inputs = (
        probe.network(DESCRIPTION, seed=5),
        (probe.images(rng.normal(size=(6, *IMAGE))), np.eye(6, 3)),
    )
    alone = probe.projection(probe.in_mode(network, False)(*inputs)[0], np.ones((6, 12)))
    for framework in FRAMEWORKS:
        (gradients,) = value(framework, probe.gradient(alone, wrt=[network]))
        assert [g is None for g in gradients] == [False] * 6 + [True] * 2, "the weights of b"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_gradients_of_what_is_no_tensor_are_refused(ask, framework):
    v = probe.variable(np.ones(3))
    reply = ask(framework, probe.gradient(probe.constant(1.0)(v), wrt=[v]))
    assert "no gradient can flow" in reply["error"]["message"]


def test_nudges_agree_and_lower_the_loss_by_their_size(agreed, rng):
    x, direction = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    told = agreed(probe.nudge(probe.network(SMALL, seed=3), x, [direction], 0.01))
    fall = float(((told["before"][0] - told["after"][0]) * direction).sum())
    assert 0.008 < fall < 0.012
    assert (told["norms"] > 0).all()


def test_nudges_leave_out_outputs_without_a_direction(agreed, rng):
    inputs = [probe.images(rng.normal(size=(6, *IMAGE))), rng.normal(size=(6, 3))]
    noise = [rng.normal(size=(6, 12)) for _ in range(3)]
    nudged = probe.nudge(probe.network(DESCRIPTION, seed=5), inputs, [rng.normal(size=(6, 12)), None], 0.01)
    norms = agreed(nudged["norms"], noise=noise)
    assert (norms[:6] > 0).all()
    assert (norms[6:] == 0).all()


@pytest.mark.parametrize(("rate", "momentum"), [(1.0, 0.0), (0.5, 0.9), (0.0, 0.9)])
def test_steps_agree_and_what_the_optimiser_keeps(agreed, rng, rate, momentum):
    network, optimizer = probe.network(SMALL, seed=3), probe.sgd(rate, momentum)
    model, x = probe.compiled(lab.Model(network), optimizer), rng.normal(size=(6, 4))
    steps = [probe.delta(model.train_step(batch), of={"n": network}) for batch in (x, -x)]
    first, state, second = agreed([steps[0], probe.optimizer_state(optimizer), steps[1]], weights=True)
    assert int(state["iterations"]) == 1
    assert len(state["slots"]) == (4 if momentum else 0)
    for slot, change in zip(state["slots"], first["delta"]["n"], strict=False):
        np.testing.assert_allclose(slot, change, atol=1e-6)
    assert any(change.any() for change in second["delta"]["n"]) == (rate > 0)


def test_each_optimiser_moves_what_it_is_for(agreed, rng):
    first, second = (probe.network(SMALL, seed=seed) for seed in (3, 4))
    optimizers = {"a_optimizer": probe.sgd(0.5, 0.9, of=[first]), "b_optimizer": probe.sgd(of=[second])}
    model = probe.compiled_with(lab.Pair(first, second), **optimizers)
    step = probe.delta(model.train_step(rng.normal(size=(6, 4))), of={"first": first, "second": second})
    states = [probe.optimizer_state(optimizer) for optimizer in optimizers.values()]
    told, used, idle = agreed([step, *states], weights=True)
    assert any(change.any() for change in told["delta"]["first"])
    assert not any(change.any() for change in told["delta"]["second"])
    assert [int(state["iterations"]) for state in (used, idle)] == [1, 0]
    assert not idle["slots"]


def test_one_of_several_optimisers_must_know_its_weights_in_torch(ask, notebooks):
    networks = [probe.network(SMALL, seed=seed) for seed in (3, 4)]
    model = probe.compiled_with(lab.Pair(*networks), a_optimizer=probe.sgd(), b_optimizer=probe.sgd())
    assert (
        "whose weights does a_optimizer move?" in ask("torch", model, notebooks["torch"])["error"]["message"]
    )


@pytest.mark.parametrize("labels", [None, np.array([5, 3, 1, 0, 2, 4])])
def test_logs_of_batches_agree(agreed, rng, labels):
    network = probe.network(SMALL, seed=3)
    model = probe.compiled(lab.Model(network), probe.sgd(0.1))
    logs = probe.train_logs(model, rng.normal(size=(6, 4)), batch_size=4, targets=labels)
    told = agreed(probe.delta(logs, of={"n": network}), weights=True)
    assert [set(each) for each in told["value"]] == [{"loss"}] * 2, "the last batch is smaller"
    assert any(change.any() for change in told["delta"]["n"])


def test_batches_are_counted(agreed, rng):
    model = probe.compiled(lab.Model(probe.network(SMALL, seed=3)), probe.sgd(0.1))
    assert int(agreed(probe.train_on_batches(model, rng.normal(size=(6, 4)), batch_size=2))) == 3


# --- Noise --------------------------------------------------------------------------------------------------


def test_noise_is_served_in_the_same_order(agreed, rng):
    network = probe.in_mode(probe.network(DESCRIPTION, seed=5), False)
    inputs = [probe.images(rng.normal(size=(6, *IMAGE))), rng.normal(size=(6, 3))]
    first, second = agreed(
        [probe.channels_last(network(*inputs)[1]) for _ in range(2)],
        noise=[rng.normal(size=(6, 12)) for _ in range(2)],
    )
    assert not np.allclose(first, second)


def test_integers_and_numbers_are_taken(agreed):
    squares = probe.layered_squares(a=1.0)([as_numpy(np.array([1, 2])), 2.0])
    assert float(agreed(squares)) == pytest.approx(2.5 + 8)


def test_tensorflow_s_settings_are_undone():
    keras = pytest.importorskip("keras")
    tf = pytest.importorskip("tensorflow")
    from labkit.probe import tensorflow_backend

    keras.config.set_dtype_policy("mixed_float16")
    keras.config.set_floatx("float64")
    keras.config.set_image_data_format("channels_first")
    tf.config.run_functions_eagerly(True)
    tf.compat.v1.disable_eager_execution()
    tensorflow_backend.settle()
    assert tf.executing_eagerly() and not tf.config.functions_run_eagerly()
    assert keras.config.image_data_format() == "channels_last"
    assert keras.layers.Dense(1)(tf.zeros((1, 2))).dtype == "float32"


def test_torch_s_settings_are_undone():
    torch = pytest.importorskip("torch")
    from labkit.probe import torch_backend

    torch.set_default_dtype(torch.float64)
    torch.set_default_device("meta")
    torch_backend.settle()
    zeros = torch.zeros(2)
    assert (zeros.dtype, zeros.device.type) == (torch.float32, "cpu")
    if not torch.cuda.is_available():
        assert zeros.cuda() is zeros
