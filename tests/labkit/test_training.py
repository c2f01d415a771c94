from __future__ import annotations

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from labkit import training


@pytest.mark.parametrize(
    ("value", "quick"), [("1", True), ("true", True), ("0", False), ("", False), ("no", False)]
)
def test_quick_is_the_environment_variable(value, quick):
    code = "from labkit.training import QUICK, quick; print(QUICK, quick(10, 1))"
    env = {**os.environ, "QUICK": value}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(quick), "1" if quick else "10"]


def test_importing_labkit_imports_no_framework():
    code = (
        "import sys, labkit.data, labkit.plots, labkit.training;"
        "labkit.training.seed_everything(1);"
        "sys.exit(str({'tensorflow', 'torch', 'keras', 'matplotlib', 'autograder'} & set(sys.modules) or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert not done.stderr.strip(), done.stderr


def draws() -> list[np.ndarray]:
    import keras
    import tensorflow as tf
    import torch

    layer = keras.layers.Dense(3)
    layer.build((None, 2))
    numbers = [random.random(), np.random.rand(2), tf.random.normal((2,)), torch.rand(2)]
    return [np.asarray(x) for x in [*numbers, keras.random.normal((2,)), layer.kernel]]


def test_equal_seeds_give_equal_draws_everywhere():
    import keras  # noqa: F401 - what is seeded depends on what is imported
    import torch  # noqa: F401

    training.seed_everything(3)
    first = draws()
    training.seed_everything(3)
    for one, two in zip(first, draws(), strict=True):
        np.testing.assert_array_equal(one, two)
    training.seed_everything(4)
    for one, other in zip(first, draws(), strict=True):
        assert not np.array_equal(one, other)


def test_progress_counts_on_stdout(capsys):
    assert list(training.progress(range(3), desc="epoch 1")) == [0, 1, 2]
    written = capsys.readouterr()
    assert "epoch 1" in written.out and "3/3" in written.out and written.err == ""


def test_sample_grid_keeps_and_saves_a_grid_per_epoch(tmp_path):
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(16)])
    model.compile(optimizer="sgd", loss="mse")
    z = np.ones((9, 2), "float32")
    grids = training.sample_grid(
        lambda: keras.ops.reshape(model(z), (9, 4, 4, 1)), tmp_path / "new" / "samples"
    )
    model.fit(np.ones((4, 2)), np.ones((4, 16)), epochs=2, verbose=0, callbacks=[grids])
    assert [grid.shape for grid in grids.grids] == [(9, 4, 4, 1)] * 2
    assert not np.array_equal(*grids.grids)
    saved = sorted(path.name for path in (tmp_path / "new" / "samples").iterdir())
    assert saved == ["epoch_001.png", "epoch_002.png"]


def test_sample_grid_without_a_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    grids = training.sample_grid(lambda: np.zeros((4, 8, 8)))
    grids.on_epoch_end(0)
    assert len(grids.grids) == 1 and list(tmp_path.glob("*.png")) == []
