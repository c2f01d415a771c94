"""The digit classifier: what it gives, how good it is, what it refuses."""

import numpy as np
import pytest

from labkit import data, digits


@pytest.fixture(scope="module")
def mnist():
    loaded = data.load("mnist")
    if len(loaded.x_test) < 2000:
        pytest.skip("needs the real MNIST")
    return loaded


def noise(n, seed=0):
    return np.random.default_rng(seed).random((n, 28, 28, 1), dtype="float32")


def test_the_weights_are_small_and_plain():
    assert digits.WEIGHTS.stat().st_size < 300_000
    with np.load(digits.WEIGHTS, allow_pickle=False) as file:
        assert {array.dtype for array in file.values()} == {np.dtype("float16")}


def test_it_is_right_on_ninety_nine_of_a_hundred_test_images(mnist):
    predicted = digits.predict(mnist.x_test).argmax(axis=1)
    assert (predicted == mnist.y_test).mean() > 0.99


def test_probabilities_and_features_have_their_shapes():
    images = noise(1003)  # more than one batch
    probabilities, features = digits.predict(images), digits.features(images)
    assert probabilities.shape == (1003, 10)
    assert features.shape == (1003, digits.FEATURES)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-4)
    assert features.min() >= 0
    assert features.std() > 0


def test_images_may_come_without_a_channel_axis():
    images = noise(3)
    np.testing.assert_array_equal(digits.predict(images[..., 0]), digits.predict(images))


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((2, 27, 28, 1)), "must be"),
        (np.zeros((0, 28, 28, 1)), "must be"),
        (np.zeros((2, 28, 28, 3)), "must be"),
        (np.zeros(784), "must be"),
        (np.full((2, 28, 28, 1), -1.0), r"in \[0, 1\]"),
        (np.full((2, 28, 28, 1), 255.0), r"in \[0, 1\]"),
        (np.full((2, 28, 28, 1), np.nan), r"in \[0, 1\]"),
    ],
)
def test_what_is_no_image_is_refused(images, words):
    with pytest.raises(ValueError, match=words):
        digits.predict(images)


def test_the_distance_of_two_normal_distributions_is_the_known_one():
    """For diagonal covariances: the sum of (difference of means)² + (difference of standard deviations)²."""
    rng = np.random.default_rng(1)
    a = rng.normal([0, 1, 2], [1.0, 2.0, 0.5], (200_000, 3))
    b = rng.normal([1, 1, 0], [2.0, 2.0, 1.5], (200_000, 3))
    assert digits.frechet(a, b) == pytest.approx(1 + 4 + 1 + 1, rel=0.02)


def test_the_distance_is_symmetric_and_zero_for_equal_collections():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(50, 4)), rng.normal(1.0, 2.0, size=(60, 4))
    assert digits.frechet(a, a) == pytest.approx(0, abs=1e-8)
    assert digits.frechet(a, b) == pytest.approx(digits.frechet(b, a))


@pytest.mark.parametrize("shapes", [((1, 3), (5, 3)), ((5, 3), (5, 4)), ((5,), (5,))])
def test_features_that_do_not_fit_are_refused(shapes):
    with pytest.raises(ValueError, match="must be"):
        digits.frechet(*map(np.zeros, shapes))


def test_real_digits_are_nearer_to_real_ones_than_blurred_and_than_noise(mnist):
    real, others = mnist.x_test[:1000], mnist.x_test[1000:2000]
    blurred = (
        sum(np.roll(others, shift, axis=(1, 2)) for shift in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 2))) / 5
    )
    distances = [digits.frechet_distance(real, images) for images in (others, blurred, noise(1000))]
    assert distances[0] < 15 < distances[1] < distances[2]


def test_one_kind_of_digit_is_far_from_all(mnist):
    ones = mnist.x_test[mnist.y_test == 1][:1000]
    all_digits, others = mnist.x_test[:1000], mnist.x_test[1000:2000]
    assert digits.frechet_distance(all_digits, ones) > 5 * digits.frechet_distance(all_digits, others)
