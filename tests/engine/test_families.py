"""Judgements that the checks of several assignments share."""

import numpy as np
import pytest

from autograder.checks import Together, Wrong
from autograder.checks.families.adversarial.steps import explain_amount, missed
from autograder.checks.families.decoder import assert_each_counts, one_by_one
from autograder.checks.families.training import explain_change
from autograder.checks.networks import assert_made_by, corners, least_apart

RNG = np.random.default_rng(7)
ALONE = {name: [RNG.normal(size=(3, 2)), RNG.normal(size=2)] for name in ("first loss", "second loss")}


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0, 0, "No weight of it moves."),
        (-1, -1, "Its weights move the wrong way: up the gradient."),
        (0.5, 0.5, "Its weights move in the right direction, but 0.5 times as far as they should."),
        (1, 0, "The second loss does not enter its gradient."),
        (1, -1, "The second loss is subtracted; it must be added."),
        (3, 1, "The first loss enters its gradient 3 times; it must enter once."),
    ],
)
def test_a_change_tells_how_often_each_loss_is_in_it(first, second, sentence):
    change = [first * a + second * b for a, b in zip(*ALONE.values(), strict=True)]
    assert explain_change(change, ALONE) == sentence


def test_a_change_that_is_no_sum_of_the_losses_is_told():
    still = [np.ones((3, 2)), np.zeros(2)]
    assert explain_change(still, ALONE) == "Some of its weights move, and some do not."
    astray = [np.ones((3, 2)), np.ones(2)]
    assert explain_change(astray, ALONE) == "Its weights move, but not along the gradient of the loss."


def test_a_loss_that_does_not_reach_a_network_does_not_count():
    alone = ALONE | {"second loss": [np.zeros((3, 2)), np.zeros(2)]}
    change = [2 * a for a in ALONE["first loss"]]
    assert explain_change(change, alone).endswith("but 2 times as far as they should.")


def test_a_number_without_effect_on_an_image_is_named():
    rows = one_by_one(np.array([3.0, 5.0]))
    assert rows.tolist() == [[3, 5], [4, 5], [3, 6], [3, 5]]
    assert_each_counts(rows @ np.ones((2, 4)), ["one", "two"])
    with pytest.raises(Wrong, match="two has no effect on the image"):
        assert_each_counts(rows[:, :1] @ np.ones((1, 4)), ["one", "two"])


def test_inputs_of_an_affine_network_are_found():
    kernel, inputs = RNG.normal(size=(3, 8)), RNG.normal(size=(5, 3))
    of_corners, images = corners(3) @ kernel + 1, (inputs @ kernel + 1).reshape(5, 2, 4)
    assert np.allclose(assert_made_by(of_corners, images, "other"), inputs)
    with pytest.raises(Wrong, match="other"):
        assert_made_by(of_corners, images**2, "other")


def test_answers_are_as_far_apart_as_the_nearest_two():
    assert least_apart(np.array([[0.0, 0], [5, 1], [5, 3], [9, 9]])) == 2


def test_an_answer_that_is_an_array_has_the_shape_that_is_asked_for():
    class Student:
        def ask_each(self, parts):
            return {"it": np.zeros((2, 3))}

    answers, student = Together({"it": None}), Student()
    assert answers.array(student, "it", (2, 3), "It").shape == (2, 3)
    with pytest.raises(Wrong, match=r"It should have shape \(3, 2\)"):
        answers.array(student, "it", (3, 2), "It", "Look here.")


@pytest.mark.parametrize(("times", "sentence"), [(-1, "the wrong way"), (3, "but 3 times as far")])
def test_weights_that_move_by_a_multiple_are_told(times, sentence):
    right = [ALONE["second loss"], ALONE["first loss"]]
    assert sentence in explain_amount([times * a for a in ALONE["first loss"]], right)
    assert explain_amount([np.ones((3, 2)), np.ones(2)], right) is None


def test_losses_that_no_way_gives_are_named():
    right = {"d_loss": [np.array(1.0), np.array(2.0)], "g_loss": [np.array(3.0)]}
    assert missed({"d_loss": np.array(2.0), "g_loss": np.array(3.0)}, right) == []
    assert missed({"d_loss": np.array(3.0), "g_loss": np.array(3.0)}, right) == ["d_loss"]
