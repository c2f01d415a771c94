"""The probe: the same question asked of TensorFlow, PyTorch and numpy code."""

import numpy as np
import pytest

from autograder.checks.questions import as_numpy, lab, probe

FRAMEWORKS = ("tensorflow", "torch")


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(6, 3, 2)).astype("float32")


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
def test_injected_noise_reaches_every_way_to_draw(value, framework):
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
def test_injected_noise_is_served_in_the_form_in_which_it_is_drawn(value, framework):
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


def test_stand_ins_replace_names_only_while_a_question_is_answered(value, x):
    names = {"loss": "the student's own"}
    names["use"] = lambda a: names["loss"](a, a)
    replaced = value("tensorflow", lab.use(x), names, replace={"loss": probe.mean_squares(2.0, 1.0)})
    np.testing.assert_allclose(replaced, 3 * (x**2).mean(), rtol=1e-5)
    assert names["loss"] == "the student's own"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_shared_expression_is_one_object(value, framework):
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
def test_nothing_that_student_code_raises_escapes(ask, error):
    def fail():
        raise error

    reply = ask("numpy", lab.fail(), {"fail": fail})
    assert not reply["ok"]
    assert reply["error"]["type"] == type(error).__name__


@pytest.mark.parametrize("shown", [repr, str, lambda a: repr(a.tolist()), lambda a: f"{a.tolist()!r}"])
def test_numbers_of_an_array_are_left_out_of_what_an_error_says(ask, shown):
    def fail():
        raise ValueError(
            f"Unknown variable: <Variable shape=(9, 8), value={shown(np.linspace(-1, 1e-7, 72))}>. Use [3, 4]."
        )

    message = ask("numpy", lab.fail(), {"fail": fail})["error"]["message"]
    assert message.startswith("Unknown variable: <Variable shape=(9, 8), value=") and message.endswith(
        ">. Use [3, 4]."
    )
    assert "[…]" in message and len(message) < 120


def test_errors_tell_what_is_missing_and_what_cannot_be_sent(ask):
    assert "`nothing` is not defined" in ask("numpy", lab.nothing(1))["error"]["missing"]
    assert ask("numpy", lab.f(), {"f": lambda: {1, 2}})["error"]["type"] == "Unsendable"
    assert ask("numpy", lab.f(), {"f": lambda: np.array(["text"])})["error"]["type"] == "Unsendable"


def test_the_same_seed_draws_the_same(value):
    names = {"draw": lambda: np.random.normal(size=4)}
    a, b, c = (value("numpy", lab.draw(), names, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)
