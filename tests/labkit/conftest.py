"""Data folders of the tests' own: nothing outside a test's temporary folder is read, no network is used."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import yaml

from labkit import data, training

NOWHERE = "http://127.0.0.1:9"  # the discard port: refuses at once


@dataclass
class Store:
    """A small MNIST: its folder, the arrays in it, and `describe`, which makes labkit's registry name it."""

    folder: Path
    images: np.ndarray
    labels: np.ndarray
    describe: Callable[..., None]

    def file(self, name: str) -> Path:
        return self.folder / "mnist" / name


def idx(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, dtype=">u4").tobytes()
    return gzip.compress(header + array.tobytes())


def entry_for(folder: Path, url: str) -> dict:
    """The registry's entry for the files of a folder, served below `url`."""
    files = [
        {
            "path": f"mnist/{file.name}",
            "url": f"{url}/{file.name}",
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in sorted((folder / "mnist").iterdir())
    ]
    return {"title": "digits", "licence": "CC0", "citation": "none", "card": "mnist.md", "files": files}


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No data on this machine, no cache, not QUICK; the network leads nowhere."""
    registry = tmp_path / "registry.yml"
    file = {"path": "mnist/nothing.gz", "url": f"{NOWHERE}/nothing.gz", "sha256": "0" * 64}
    entry = {"title": "digits", "licence": "CC0", "citation": "none", "card": "mnist.md", "files": [file]}
    registry.write_text(yaml.safe_dump({"mnist": entry}))
    monkeypatch.setattr(data, "REGISTRY", registry)
    monkeypatch.setattr(data, "SHARED", tmp_path / "no-shared-data")
    monkeypatch.setattr(training, "QUICK", False)
    monkeypatch.delenv("LABKIT_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: None) -> Store:
    rng = np.random.default_rng(0)
    folder = tmp_path / "store"
    (folder / "mnist").mkdir(parents=True)
    images = rng.integers(0, 256, size=(60, 28, 28), dtype=np.uint8)
    labels = rng.integers(0, 10, size=60, dtype=np.uint8)
    for split, chosen in (("train", slice(0, 40)), ("t10k", slice(40, 60))):
        (folder / f"mnist/{split}-images-idx3-ubyte.gz").write_bytes(idx(images[chosen]))
        (folder / f"mnist/{split}-labels-idx1-ubyte.gz").write_bytes(idx(labels[chosen]))

    def describe(url: str = NOWHERE) -> None:
        entry = entry_for(folder, url)
        registry = (
            tmp_path / f"registry-{next(numbers)}.yml"
        )  # a name of its own: labkit reads each file once
        registry.write_text(yaml.safe_dump({"mnist": entry}))
        monkeypatch.setattr(data, "REGISTRY", registry)

    numbers = count()
    describe()
    return Store(folder, images, labels, describe)
