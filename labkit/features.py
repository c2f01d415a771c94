"""Networks that turn a picture into feature maps, to compare pictures by: for neural style transfer.

    from labkit import features
    network = features.extractor(["fire2", "fire5"])
    early, late = network(pixels)               # two feature maps, in the order of the names

pixels: float32 (batch, height, width, 3), 0..255 minus the mean (104, 117, 123), channels blue, green, red, in
any size from 32×32 on. The networks are frozen: their weights are not trainable.

SqueezeNet 1.1 trained on ImageNet is used where its weights can be had (`labkit.data.load("squeezenet")`). Without
them the same network gets fixed weights that were drawn, not learned, and a line says so. VGG-19, the network
of most publications, is for who can download its 80 MB: `features.vgg19`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from labkit import data
from labkit.squeezenet import SQUEEZED, shapes

if TYPE_CHECKING:
    import keras

LAYERS = ("conv1", *(f"fire{n}" for n in SQUEEZED))
SQUEEZENET, DRAWN = "squeezenet", "squeezenet_drawn"  # names of the models, which tell the weights


def extractor(layers: Sequence[str] = LAYERS) -> keras.Model:
    """SqueezeNet 1.1 with the weights that `labkit.data` finds: learned ones, or else the stand-in, which is said.

    layers: two or more names of LAYERS. Returns a frozen model, pixels -> list of their feature maps, in this order;
    its `name` tells the weights, SQUEEZENET or DRAWN. Raises ValueError for an unknown layer, and for fewer than two.
    """
    loaded = data.load("squeezenet")
    return squeezenet(loaded.weights, layers, name=SQUEEZENET if loaded.learned else DRAWN)


def squeezenet(
    weights: dict[str, list[np.ndarray]], layers: Sequence[str] = LAYERS, name: str = SQUEEZENET
) -> keras.Model:
    """SqueezeNet 1.1 with these weights (see `labkit.squeezenet.read_weights`), as far as the last of `layers`; see `extractor`.

    Source: Iandola et al. 2016; layers and pooling of version 1.1.
    """
    import keras

    _known(layers, LAYERS)
    maps = {}
    x = pixels = keras.Input((None, None, 3))
    for layer in LAYERS:
        if layer in ("fire2", "fire4", "fire6"):
            x = _pooled(x)
        x = maps[layer] = _convolved(x, layer, strides=2) if layer == "conv1" else _fire(x, layer)
        if maps.keys() >= set(layers):
            break
    model = keras.Model(pixels, [maps[layer] for layer in layers], name=name)
    for convolution, arrays in weights.items():
        if convolution.replace("/", "_") in {layer.name for layer in model.layers}:
            model.get_layer(convolution.replace("/", "_")).set_weights(arrays)
    model.trainable = False
    return model


def vgg19(layers: Sequence[str], weights: str | None = "imagenet") -> keras.Model:
    """VGG-19 (Simonyan and Zisserman 2014), `block1_conv1` to `block5_conv4`: as `extractor`, with as good as its mean.

    weights: "imagenet" downloads 80 MB through keras.applications on first use; None draws them.
    """
    import keras

    whole = keras.applications.VGG19(include_top=False, weights=weights)
    _known(layers, [layer.name for layer in whole.layers if "_conv" in layer.name])
    model = keras.Model(whole.input, [whole.get_layer(layer).output for layer in layers], name="vgg19")
    model.trainable = False
    return model


def _known(layers: Sequence[str], known: Sequence[str]) -> None:
    # of a single one Keras would give the maps themselves, not a list
    if isinstance(layers, str) or len(layers) < 2 or not set(layers) <= set(known):
        raise ValueError(f"layers must be two or more names among {', '.join(known)}, not {layers!r}")


def _convolved(
    x: keras.KerasTensor, name: str, strides: int = 1, padding: str = "valid"
) -> keras.KerasTensor:
    from keras import layers

    channels, size = shapes()[name][3], shapes()[name][0]
    convolution = layers.Conv2D(
        channels, size, strides, padding, activation="relu", name=name.replace("/", "_")
    )
    return convolution(x)


def _fire(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """A fire block: few channels, from which two convolutions make many."""
    from keras import layers

    squeezed = _convolved(x, f"{name}/squeeze1x1")
    one, three = (_convolved(squeezed, f"{name}/expand{n}x{n}", padding="same") for n in (1, 3))
    return layers.Concatenate(name=name)([one, three])


def _pooled(x: keras.KerasTensor) -> keras.KerasTensor:
    """The largest of 3×3, every second; sizes are rounded up, as in Caffe, whose last window may reach over the edge.

    It does where the size is even; then the row of zeros, as good as nothing behind a ReLU, lets it. Where the size is
    odd no window comes to lie on that row.
    """
    from keras import layers

    padded = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    return layers.MaxPooling2D(3, 2)(padded)
