"""What checks compare with: the sentences that a wrong answer is told, and the numbers that are let through."""

import numpy as np
import pytest

from autograder.checks import Wrong, assert_close, assert_losses, scale_of

RIGHT = np.arange(6.0).reshape(2, 3)
KNOWN = {"The sign is wrong.": [-RIGHT], "It is doubled.": [2 * RIGHT, 2 * RIGHT + 1]}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-RIGHT, "The sign is wrong."),
        (2 * RIGHT + 1, "It is doubled."),
        (RIGHT + 1, "It is another."),
        (RIGHT[0], "The result should have shape (2, 3), but has shape (3,)."),
        (None, "The result should be an array of shape (2, 3), not None."),
    ],
)
def test_a_known_mistake_is_named_and_a_wrong_shape_comes_before_it(value, said):
    with pytest.raises(Wrong) as raised:
        assert_close(value, RIGHT, known=KNOWN, wrong="It is another.")
    assert raised.value.message == said


def test_what_is_right_passes_though_it_is_known_as_wrong_too():
    assert_close(RIGHT, RIGHT, known={"It is right.": [RIGHT]})
    assert_close(-RIGHT, RIGHT, -RIGHT, known=KNOWN)


def test_losses_are_numbers_by_their_names():
    losses = {"loss": np.array(2.0), "more": np.ones(3)}
    assert assert_losses(losses, ["loss"], "hint") == {"loss": 2.0}
    for value, keys, said in (
        (losses, ["loss", "kl"], "The dictionary it returns has no key 'kl'."),
        (losses, ["more"], "Its more should be a single number (a scalar), but has shape (3,)."),
        ([2.0], ["loss"], "It should return a dictionary."),
    ):
        with pytest.raises(Wrong) as raised:
            assert_losses(value, keys, "hint")
        assert raised.value.message == said


def test_a_scale_is_that_of_all_arrays_together():
    right = [np.ones(2, "float32"), np.array([[3.0]])]
    assert scale_of([-2 * part for part in right], right) == pytest.approx(-2)
    assert scale_of([np.array([1.0, -1.0]), np.array([[0.0]])], right) == 0
