"""The networks that give feature maps: the real one against its reference, the drawn one, what is refused."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labkit import data, features, squeezenet, training

ROOT = Path(__file__).parents[2]

# Means of the feature maps of a photograph, of the original network: datasets/squeezenet.md
REFERENCE = {
    "conv1": 9.69, "fire2": 18.0, "fire3": 21.6, "fire4": 26.7, "fire5": 17.4, "fire6": 21.0, "fire7": 10.6,
    "fire8": 11.6, "fire9": 2.6,
}  # fmt: skip
SIZES = {"conv1": 113, "fire2": 56, "fire3": 56, "fire4": 28, "fire5": 28, "fire6": 14, "fire9": 14}


@pytest.fixture(scope="module")
def real():
    loaded = data.load("squeezenet")
    if not loaded.learned:
        pytest.skip("needs the learned weights")
    return features.squeezenet(loaded.weights)


@pytest.fixture(scope="module")
def drawn():
    return features.squeezenet(squeezenet.drawn_weights())


@pytest.fixture(scope="module")
def cat():
    """Scikit-image's photograph as the network wants it, (1, 227, 227, 3)."""
    folder = Path(importlib.util.find_spec("skimage").submodule_search_locations[0]) / "data"
    with Image.open(folder / "chelsea.png") as picture:
        rgb = np.asarray(picture.convert("RGB").resize((227, 227), Image.Resampling.LANCZOS), "float32")
    return (rgb[np.newaxis, ..., ::-1] - [104, 117, 123]).astype("float32")


def test_the_learned_network_gives_the_reference_activations(real, cat):
    means = {name: float(np.mean(maps)) for name, maps in zip(features.LAYERS, real(cat), strict=True)}
    for name, mean in REFERENCE.items():
        assert means[name] == pytest.approx(mean, abs=0.051), name


def test_pooling_rounds_up(drawn, cat):
    maps = dict(zip(features.LAYERS, drawn(cat), strict=True))
    assert {name: maps[name].shape[1] for name in SIZES} == SIZES
    assert maps["fire9"].shape == (1, 14, 14, 512)


def test_layers_come_in_the_order_asked_for(drawn, cat):
    network = features.squeezenet(squeezenet.drawn_weights(), ["fire3", "conv1"])
    every = drawn(cat)
    late, early = network(cat)
    np.testing.assert_allclose(late, every[2], rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(early, every[0], rtol=1e-4, atol=1e-3)


def test_the_network_is_frozen_and_its_gradient_reaches_the_pixels(drawn, cat):
    import tensorflow as tf

    assert drawn.trainable_weights == []
    pixels = tf.Variable(cat[:, :40, :48])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(drawn(pixels)[-1])
    assert np.any(tape.gradient(loss, pixels))


def test_drawn_weights_are_the_same_every_time_and_keep_activations_in_size(drawn, cat):
    first, again, other = (squeezenet.drawn_weights(seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first["fire9/expand3x3"][0], again["fire9/expand3x3"][0])
    assert not np.array_equal(first["conv1"][0], other["conv1"][0])
    means = [float(np.mean(maps)) for maps in drawn(cat)]
    assert 1 < min(means) < max(means) < 50


def test_without_a_copy_or_network_the_drawn_weights_stand_in_and_say_so(monkeypatch, capsys):
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    monkeypatch.setattr(training, "QUICK", True)  # downloads nothing
    network = features.extractor(["fire2", "fire3"])
    assert network.name == features.DRAWN
    notice = capsys.readouterr().err
    assert "STAND-IN" in notice
    assert "drawn, not learned" in notice


def test_the_size_of_the_network_is_the_published_one():
    assert sum(a.size for arrays in squeezenet.drawn_weights().values() for a in arrays) == 722_496


@pytest.mark.parametrize("layers", [["conv1", "pool1"], ["conv1"], [], "conv1"])
def test_layers_that_are_unknown_or_alone_are_refused(layers):
    with pytest.raises(ValueError, match="names among conv1, fire2"):
        features.squeezenet(squeezenet.drawn_weights(), layers)


def test_weights_of_another_network_are_refused(tmp_path):
    import h5py

    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["conv1/kernel"] = np.zeros((3, 3, 3, 96), "float32")
        file["conv1/bias"] = np.zeros(96, "float32")
    with pytest.raises(ValueError, match="conv1 should be"):
        squeezenet.read_weights(tmp_path / "other.h5")


def test_vgg_gives_the_layers_asked_for():
    network = features.vgg19(["block2_conv1", "block1_conv2"], weights=None)
    shapes = [tuple(maps.shape) for maps in network(np.zeros((1, 36, 44, 3), "float32"))]
    assert shapes == [(1, 18, 22, 128), (1, 36, 44, 64)]
    assert network.trainable_weights == []
    with pytest.raises(ValueError, match="block1_conv1"):
        features.vgg19(["block1_conv1", "block1_pool"], weights=None)
