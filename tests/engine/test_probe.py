"""The probe: the same question asked of TensorFlow, PyTorch and numpy code."""

import numpy as np
import pytest

from autograder.checks.questions import as_numpy, lab, probe, question
from labkit.probe import Probe, answer

FRAMEWORKS = ("tensorflow", "torch")
DESCRIPTION = {
    "inputs": {"x": (3, 2)},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "dense", ["h"], {"units": 5, "activation": "tanh"}],
        ["a", "dense", ["h"], {"units": 4}],
        ["b", "dense", ["h"], {"units": 4, "activation": "sigmoid"}],
        ["z", "jitter", ["a", "b"], {}],
        ["all", "concat", ["a", "z"], {}],
        ["all", "reshape", ["all"], {"shape": (2, 4)}],
    ],
    "outputs": ["a", "all"],
}


def ask(framework, expr, names=None, **options):
    return answer(
        Probe(names if names is not None else {}, framework), {**question(expr, **options), "id": "7"}
    )


def value(framework, expr, names=None, **options):
    reply = ask(framework, expr, names, **options)
    assert reply["ok"], reply
    return reply["value"]


def network():
    return probe.network(DESCRIPTION, seed=5)


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(6, 3, 2)).astype("float32")


def test_both_frameworks_build_the_same_network(x):
    noise = [np.random.default_rng(1).normal(size=(6, 4))]
    tf, torch = (value(framework, network()(x), noise=noise) for framework in FRAMEWORKS)
    assert [a.shape for a in tf] == [(6, 4), (6, 2, 4)]
    for a, b in zip(tf, torch, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_gradient_of_variables_and_of_weights(framework, x):
    model, direction = network(), np.ones((6, 4), "float32")
    loss = probe.projection(model(x)[0], direction)
    (gradients,) = value(framework, probe.gradient(loss, wrt=[model]))
    assert [g is None for g in gradients] == [False, False, False, False, True, True]  # b does not enter
    v = probe.variable(np.array([1.0, 2.0, 3.0]))
    (gradient,) = value(framework, probe.gradient(probe.projection(v, np.array([3.0, 1.0, 2.0])), wrt=[v]))
    np.testing.assert_allclose(gradient, [3, 1, 2])


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_nudge_lowers_the_loss_by_its_size(framework, x):
    directions = [np.random.default_rng(2).normal(size=(6, 4)).astype("float32"), None]
    result = value(framework, probe.nudge(network(), x, directions, 0.01))
    fall = float(((result["before"][0] - result["after"][0]) * directions[0]).sum())
    assert 0.008 < fall < 0.012
    assert (result["norms"][:4] > 0).all()
    assert (result["norms"][4:] == 0).all()


def step_tensorflow():
    import keras
    import tensorflow as tf

    class Model(keras.Model):
        def __init__(self, net):
            super().__init__()
            self.net = net

        def train_step(self, x):
            with tf.GradientTape() as tape:
                loss = keras.ops.sum(self.net(x)[0])
            self.optimizer.apply(
                tape.gradient(loss, self.net.trainable_variables)[:4], self.net.trainable_variables[:4]
            )
            return {"loss": loss}

    return {"Model": Model}


def step_torch():
    def train_step(net, optimizer, x):
        optimizer.zero_grad()
        loss = net(x)[0].sum()
        loss.backward()
        optimizer.step()
        return {"loss": loss}

    return {"train_step": train_step}


def test_delta_is_the_same_in_both_frameworks(x):
    net = network()
    tf = value(
        "tensorflow",
        probe.delta(probe.compiled(lab.Model(net), probe.sgd()).train_step(x), of={"n": net}),
        step_tensorflow(),
    )
    net = network()
    torch = value(
        "torch", probe.delta(lab.train_step(net, probe.sgd(of=[net]), x), of={"n": net}), step_torch()
    )
    np.testing.assert_allclose(tf["value"]["loss"], torch["value"]["loss"], rtol=1e-5)
    kernels = [np.transpose(d) if d.ndim == 2 else d for d in torch["delta"]["n"]]  # torch keeps (out, in)
    for a, b in zip(tf["delta"]["n"], kernels, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
    assert any(d.any() for d in tf["delta"]["n"])


def ways_to_draw_tensorflow():
    import keras
    import tensorflow as tf

    generator = keras.random.SeedGenerator(1)
    return {
        "keras": lambda: keras.random.normal((2, 3)),
        "seeded": lambda: keras.random.normal((2, 3), seed=generator),
        "scaled": lambda: (keras.random.normal((2, 3), mean=1.0, stddev=2.0) - 1.0) / 2.0,
        "tf": lambda: tf.random.normal((2, 3)),
        "tf64": lambda: tf.random.normal((2, 3), dtype=tf.float64),
        "stateless": lambda: tf.random.stateless_normal((2, 3), seed=(1, 2)),
        "generator": lambda: tf.random.Generator.from_seed(1).normal((2, 3)),
        "graph": tf.function(lambda: tf.random.normal((2, 3))),
    }


def ways_to_draw_torch():
    import torch

    return {
        "randn": lambda: torch.randn(2, 3),
        "like": lambda: torch.randn_like(torch.zeros(2, 3)),
        "in_place": lambda: torch.empty(2, 3).normal_(),
        "scaled": lambda: (torch.empty(2, 3).normal_(1.0, 2.0) - 1.0) / 2.0,
        "normal": lambda: torch.normal(torch.zeros(2, 3), torch.ones(2, 3)),
        "distribution": lambda: torch.distributions.Normal(torch.zeros(2, 3), torch.ones(2, 3)).rsample(),
    }


def ways_to_draw_numpy():
    return {
        "normal": lambda: np.random.normal(size=(2, 3)),
        "scaled": lambda: (np.random.normal(1.0, 2.0, (2, 3)) - 1.0) / 2.0,
        "standard": lambda: np.random.standard_normal((2, 3)),
        "randn": lambda: np.random.randn(2, 3),
        "generator": lambda: np.random.default_rng(3).normal(size=(2, 3)),
        "generator_standard": lambda: np.random.default_rng(3).standard_normal((2, 3)),
    }


@pytest.mark.parametrize("framework", [*FRAMEWORKS, "numpy"])
def test_injected_noise_reaches_every_way_to_draw(framework):
    ways = {
        "tensorflow": lambda: ways_to_draw_tensorflow() | ways_to_draw_numpy(),
        "torch": lambda: ways_to_draw_torch() | {f"np_{k}": v for k, v in ways_to_draw_numpy().items()},
        "numpy": ways_to_draw_numpy,
    }[framework]()
    first, second, other = (
        np.random.default_rng(4).normal(size=s).astype("float32") for s in [(2, 3), (2, 3), (9,)]
    )
    for name in ways:
        drawn = value(framework, [lab[name](), lab[name](), lab[name]()], ways, noise=[first, other, second])
        np.testing.assert_allclose(drawn[0], first, rtol=1e-5, atol=1e-6, err_msg=name)
        np.testing.assert_allclose(drawn[1], second, rtol=1e-5, atol=1e-6, err_msg=name)
        assert not np.allclose(drawn[2], first), f"{name}: noise that is used up must not be served again"


@pytest.mark.parametrize("framework", [*FRAMEWORKS, "numpy"])
def test_injected_noise_is_served_in_the_form_in_which_it_is_drawn(framework):
    draw = {"tensorflow": draw_tensorflow, "torch": draw_torch, "numpy": draw_numpy}[framework]
    first, second, third, fourth = noise = np.random.default_rng(4).normal(size=(4, 2, 3)).astype("float32")
    shapes = [(3, 2), (6,), (3,), (2, 1, 3), (3,), (1, 3), (3,)]
    drawn = value(framework, [lab.draw(shape) for shape in shapes], {"draw": draw}, noise=[*noise])
    np.testing.assert_allclose(drawn[0], first.T, rtol=1e-6)
    np.testing.assert_allclose(drawn[1], second.ravel(), rtol=1e-6)
    np.testing.assert_allclose(drawn[2], third[0], rtol=1e-6)
    np.testing.assert_allclose(
        drawn[3], third[:, None], rtol=1e-6, err_msg="a row was drawn before: it is whole still"
    )
    np.testing.assert_allclose(drawn[4], fourth[0], rtol=1e-6)
    np.testing.assert_allclose(drawn[5], fourth[1:], rtol=1e-6)
    assert not any(np.allclose(drawn[6], row) for row in noise.reshape(-1, 3)), "used up"


def draw_numpy(shape):
    return np.random.standard_normal(shape)


def draw_tensorflow(shape):
    import tensorflow as tf

    return tf.random.normal(shape)


def draw_torch(shape):
    import torch

    return torch.randn(shape)


def test_stand_ins_replace_names_only_while_a_question_is_answered(x):
    names = {"loss": "the student's own"}
    names["use"] = lambda a: names["loss"](a, a)
    replaced = value("tensorflow", lab.use(x), names, replace={"loss": probe.mean_squares(2.0, 1.0)})
    np.testing.assert_allclose(replaced, 3 * (x**2).mean(), rtol=1e-5)
    assert names["loss"] == "the student's own"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_shared_expression_is_one_object(framework):
    z = probe.value(as_numpy(np.zeros(3)))
    changed = value(framework, [lab.change(z), z], {"change": lambda a: a.__setitem__(0, 5.0)})
    np.testing.assert_array_equal(changed[1], [5, 0, 0])


class Angry(Exception):
    def __str__(self):
        raise SystemExit


@pytest.mark.parametrize(
    "error",
    [ValueError("no"), SystemExit(3), KeyboardInterrupt(), Angry(), RecursionError(), GeneratorExit()],
)
def test_nothing_that_student_code_raises_escapes(error):
    def fail():
        raise error

    reply = ask("numpy", lab.fail(), {"fail": fail})
    assert not reply["ok"]
    assert reply["error"]["type"] == type(error).__name__


def test_errors_tell_what_is_missing_and_what_cannot_be_sent():
    assert "`nothing` is not defined" in ask("numpy", lab.nothing(1))["error"]["missing"]
    assert ask("numpy", lab.f(), {"f": lambda: {1, 2}})["error"]["type"] == "Unsendable"
    assert ask("numpy", lab.f(), {"f": lambda: np.array(["text"])})["error"]["type"] == "Unsendable"


def test_the_same_seed_draws_the_same():
    names = {"draw": lambda: np.random.normal(size=4)}
    a, b, c = (value("numpy", lab.draw(), names, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)
