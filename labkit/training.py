"""Helpers for training loops: seeds, the QUICK switch, a progress bar, pictures per epoch.

Importing this module imports no framework.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from labkit import plots

if TYPE_CHECKING:
    import keras
    from tqdm import tqdm

T = TypeVar("T")

QUICK: bool = os.environ.get("QUICK", "").strip().lower() in {"1", "true", "yes", "on"}
"""True when the environment variable QUICK is 1 (or true, yes, on): every loop only a few steps."""


def quick(full: T, small: T) -> T:
    """`full` in ordinary runs, `small` in QUICK mode: `epochs = quick(10, 1)`."""
    return small if QUICK else full


def seed_everything(seed: int) -> None:
    """Seed Python, numpy, and whichever of keras, tensorflow and torch have been imported already.

    Call it after the imports, before the first weight is made. Equal seeds give equal numbers on one
    machine; on another, or with other versions, the last digits may differ.
    """
    random.seed(seed)
    np.random.seed(seed)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def progress(iterable: Iterable[T] | None = None, **options: Any) -> tqdm:
    """A progress bar around an iterable: `for batch in progress(batches, desc="epoch 1")`.

    Written to stdout, since notebooks paint stderr red; options are those of tqdm.
    """
    from tqdm import tqdm

    return tqdm(iterable, **{"file": sys.stdout, "mininterval": 0.5, "dynamic_ncols": True} | options)


def sample_grid(
    make_images: Callable[[], Any], directory: str | Path | None = None
) -> keras.callbacks.Callback:
    """A Keras callback that keeps a grid of samples per epoch: `model.fit(..., callbacks=[sample_grid(...)])`.

    make_images: called without arguments at the end of every epoch; returns images (n, height, width)
    or (n, height, width, channels). Let it decode the same z every time: then the pictures show the
    model improve, not the noise change.
    directory: gets `epoch_001.png`, `epoch_002.png`, ...; it is made if need be. None: no files.

    The callback's `grids` holds the images of every epoch, as numpy arrays.
    """
    import keras

    class SampleGrid(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self.grids: list[np.ndarray] = []

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            self.grids.append(np.asarray(make_images()))
            if directory is None:
                return
            Path(directory).mkdir(parents=True, exist_ok=True)
            figure = plots.image_grid(self.grids[-1], title=f"epoch {epoch + 1}")
            figure.savefig(Path(directory) / f"epoch_{epoch + 1:03d}.png")

    return SampleGrid()
