"""The convolutions of SqueezeNet 1.1, and weights for them: read from a file, or drawn. The network is in `labkit.features`."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

SQUEEZED = {2: 16, 3: 16, 4: 32, 5: 32, 6: 48, 7: 48, 8: 64, 9: 64}  # channels of each fire block's squeeze


def shapes() -> dict[str, tuple[int, int, int, int]]:
    """The kernel of every convolution of SqueezeNet 1.1, as (height, width, channels in, channels out)."""
    found = {"conv1": (3, 3, 3, 64)}
    incoming = 64
    for n, squeezed in SQUEEZED.items():
        found[f"fire{n}/squeeze1x1"] = (1, 1, incoming, squeezed)
        found[f"fire{n}/expand1x1"] = (1, 1, squeezed, 4 * squeezed)
        found[f"fire{n}/expand3x3"] = (3, 3, squeezed, 4 * squeezed)
        incoming = 8 * squeezed
    return found


def read_weights(path: Path) -> dict[str, list[np.ndarray]]:
    """[kernel, bias] of every convolution, by its name, of a Keras 1 HDF5 file. ValueError for another network's."""
    import h5py

    weights = {}
    with h5py.File(path) as file:
        for name, shape in shapes().items():
            found: list[np.ndarray] = []
            file[name].visititems(
                lambda _, item, found=found: (
                    found.append(np.asarray(item)) if hasattr(item, "shape") else None
                )
            )
            weights[name] = sorted(found, key=np.ndim, reverse=True)
            if [a.shape for a in weights[name]] != [shape, shape[-1:]]:
                raise ValueError(f"{path}: {name} should be a kernel {shape} and a bias")
    return weights


def drawn_weights(seed: int = 0) -> dict[str, list[np.ndarray]]:
    """[kernel, bias] of every convolution, drawn from N(0, 2 / fan-in), biases 0; the same for the same seed.

    Source: He et al. 2015, which keeps the size of activations from layer to layer.
    """
    rng = np.random.default_rng(seed)
    weights = {}
    for name, shape in shapes().items():
        kernel = rng.normal(0, math.sqrt(2 / math.prod(shape[:3])), shape)
        weights[name] = [kernel.astype("float32"), np.zeros(shape[-1], "float32")]
    return weights
