from __future__ import annotations

import dataclasses
import hashlib
import re
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import yaml

from labkit import data, training

ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(store):
    """The store behind a web server, and nowhere else; yields the list of paths asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            if self.command == "GET":
                asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(store.folder / "mnist")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    store.describe(f"http://127.0.0.1:{server.server_port}")
    yield asked
    server.shutdown()
    server.server_close()


def test_images_and_labels_are_those_of_the_files(store, monkeypatch):
    monkeypatch.setenv("LABKIT_DATA", str(store.folder))
    mnist = data.load("mnist")
    assert mnist.x_train.shape == (40, 28, 28, 1) and mnist.x_train.dtype == np.float32
    assert mnist.y_train.dtype == np.int64 and mnist.y_test.shape == (20,)
    np.testing.assert_allclose(mnist.x_train[..., 0], store.images[:40] / 255, rtol=1e-6)
    np.testing.assert_array_equal(mnist.y_test, store.labels[40:])
    assert "40 training and 20 test images" in mnist.description and str(store.folder) in repr(mnist)


@pytest.mark.parametrize("limit", [1, 7, 1000, np.int64(3)])
def test_limit_is_per_split_and_takes_the_first(store, monkeypatch, limit):
    monkeypatch.setenv("LABKIT_DATA", str(store.folder))
    mnist = data.load("mnist", limit=limit)
    assert (len(mnist.x_train), len(mnist.y_train)) == (min(limit, 40),) * 2
    assert (len(mnist.x_test), len(mnist.y_test)) == (min(limit, 20),) * 2
    np.testing.assert_array_equal(mnist.y_train, store.labels[: min(limit, 40)])


@pytest.mark.parametrize("limit", [0, -1, 2.5, True, "10"])
def test_limit_must_be_a_positive_whole_number(limit):
    with pytest.raises(ValueError, match="limit must be a positive whole number"):
        data.load("mnist", limit=limit)


def test_quick_mode_has_its_own_limit(store, monkeypatch):
    monkeypatch.setenv("LABKIT_DATA", str(store.folder))
    monkeypatch.setattr(training, "QUICK", True)
    monkeypatch.setattr(data, "QUICK_LIMIT", 5)
    assert len(data.load("mnist").x_train) == 5
    assert len(data.load("mnist", limit=9).x_train) == 9


def test_folders_are_tried_in_order(store, monkeypatch, tmp_path):
    monkeypatch.setattr(data, "SHARED", store.folder)
    monkeypatch.setenv("LABKIT_DATA", str(tmp_path / "empty"))
    assert str(store.folder) in data.load("mnist").description
    own = tmp_path / "own"
    own.mkdir()
    (own / "mnist").symlink_to(store.folder / "mnist")
    monkeypatch.setenv("LABKIT_DATA", str(own))
    assert str(own) in data.load("mnist").description


def test_a_damaged_file_is_refused_and_named(store, monkeypatch):
    file = store.file("train-labels-idx1-ubyte.gz")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    monkeypatch.setenv("LABKIT_DATA", str(store.folder))
    with pytest.raises(data.DataError) as refused:
        data.load("mnist", limit=1)
    error = refused.value
    assert (
        error.file == file and len(error.expected) == len(error.found) == 64 and error.expected != error.found
    )
    for part in (str(file), error.expected, error.found, "Delete it"):
        assert part in str(error)


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(data.DataError, match="'mnsit'.*mnist"):
        data.load("mnsit")
    with pytest.raises(data.DataError, match="'mnsit'.*mnist"):
        data.fetch("mnsit")


def test_download_goes_to_the_cache_once(served: list[str], store):
    first = data.load("mnist")
    assert len(served) == 4
    again = data.load("mnist")
    assert len(served) == 4 and str(data.cache_folder()) in again.description
    np.testing.assert_array_equal(first.x_train, again.x_train)
    assert not list(data.cache_folder().rglob("*.part"))


def test_a_wrong_download_is_refused_and_not_kept(served: list[str], store):
    store.file("t10k-images-idx3-ubyte.gz").write_bytes(b"<html>please log in</html>")
    with pytest.raises(data.DataError, match="t10k-images-idx3-ubyte.gz is damaged"):
        data.load("mnist")
    assert not list(data.cache_folder().rglob("t10k-images*"))


def test_a_missing_page_leads_to_the_stand_in(served: list[str], store, capsys):
    store.file("t10k-images-idx3-ubyte.gz").unlink()
    assert "STAND-IN" in data.load("mnist").description
    assert "HTTPError" in capsys.readouterr().err


def test_every_file_is_known_by_its_sha256_and_by_nothing_weaker():
    files = [file for entry in data.registry().values() for file in entry.files]
    assert files and all(re.fullmatch("[0-9a-f]{64}", file.sha256) for file in files)
    assert {field.name for field in dataclasses.fields(data.RemoteFile)} == {"path", "sha256", "url"}


def test_without_network_the_stand_in_comes_soon_and_says_so(capsys):
    start = time.monotonic()
    digits = data.load("mnist", limit=2000)
    assert time.monotonic() - start < data.CONNECT_SECONDS + 2
    assert digits.x_train.shape == (1500, 28, 28, 1) and digits.x_test.shape == (297, 28, 28, 1)
    assert digits.x_train.dtype == np.float32 and digits.y_train.dtype == np.int64
    assert digits.x_train.min() == 0 and 0.9 < digits.x_train.max() <= 1
    assert set(digits.y_train) == set(digits.y_test) == set(range(10))
    notice = capsys.readouterr().err
    assert notice == f"labkit: {digits.description}\n" and "127.0.0.1 cannot be reached" in notice


def test_stand_ins_can_be_asked_for(store, monkeypatch, capsys):
    monkeypatch.setattr(data, "SHARED", store.folder)
    assert "STAND-IN" not in data.load("mnist").description
    monkeypatch.setenv("LABKIT_DATA", "none")
    assert "STAND-IN for MNIST, because LABKIT_DATA=none asks for it" in data.load("mnist").description
    with pytest.raises(data.DataError, match="LABKIT_DATA=none"):
        data.fetch("mnist")


def test_a_server_that_never_answers_is_given_up(monkeypatch, store):
    monkeypatch.setattr(data, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        store.describe(f"http://127.0.0.1:{mute.getsockname()[1]}")
        start = time.monotonic()
        assert "STAND-IN" in data.load("mnist", limit=1).description
    assert time.monotonic() - start < 3


def test_quick_mode_never_asks_the_network(served: list[str], monkeypatch):
    monkeypatch.setattr(training, "QUICK", True)
    assert "QUICK mode does not download" in data.load("mnist", limit=3).description
    assert served == []


def test_the_stand_in_can_be_learned():
    """Nearest class mean: digits and labels belong together."""
    digits = data.load("mnist")
    means = np.stack([digits.x_train[digits.y_train == k].mean(axis=0).ravel() for k in range(10)])
    distance = np.linalg.norm(digits.x_test.reshape(-1, 1, 784) - means, axis=2)
    assert np.mean(distance.argmin(axis=1) == digits.y_test) > 0.8


def test_loads_without_registry_home_cache_or_sklearn_import():
    """As in a bare sandbox: only the package itself, an empty environment, an unwritable folder."""
    code = (
        "from pathlib import Path; from labkit import data; import sys;"
        "data.REGISTRY = Path('/nonexistent/registry.yml'); data.SHARED = Path('/nonexistent');"
        "d = data.load('mnist'); assert d.x_train.shape == (512, 28, 28, 1);"
        "assert not {'sklearn', 'tensorflow', 'torch', 'matplotlib'} & set(sys.modules)"
    )
    env = {"QUICK": "1", "PATH": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env=env, cwd="/", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "STAND-IN" in done.stderr


def test_fetch_says_where_the_files_are_or_why_not(store, monkeypatch):
    with pytest.raises(data.DataError, match="cannot be reached"):
        data.fetch("mnist")
    monkeypatch.setenv("LABKIT_DATA", str(store.folder))
    assert sorted(path.name for path in data.fetch("mnist")) == sorted(
        path.name for path in (store.folder / "mnist").iterdir()
    )


def test_the_course_registry_is_whole(monkeypatch):
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    entries = data.registry()
    assert set(data.LOADERS) <= set(entries)
    for entry in entries.values():
        card = (ROOT / "datasets" / entry.card).read_text(encoding="utf-8")
        assert all(
            f"**{part}" in card for part in ("What.", "Origin.", "Licence.", "Citation.", "Known flaws.")
        )
        assert entry.title and entry.licence and entry.citation
        for file in entry.files:
            assert len(file.sha256) == 64 and int(file.sha256, 16)
            assert file.url is None or file.url.startswith("https://")
            assert not Path(file.path).is_absolute() and ".." not in Path(file.path).parts


@pytest.fixture
def slices(tmp_path, monkeypatch):
    """A file like Sunnybrook's, 3 patients with 2, 3 and 4 slices, where $LABKIT_DATA says; yields its arrays."""
    rng = np.random.default_rng(0)
    arrays = {
        "images": rng.integers(0, 2000, (9, 64, 64), dtype=np.uint16),
        "segs": rng.integers(0, 2, (9, 64, 64), dtype=np.int32),
        "caseIndices": np.array([[0, 2], [2, 5], [5, 9]]),
        "caseCat": np.repeat([3, 0, 1], [2, 3, 4]),
    }
    file = tmp_path / "own" / "sunnybrook" / "scd_lvsegs.npz"
    file.parent.mkdir(parents=True)
    np.savez(file, **arrays)
    entry = {"path": "sunnybrook/scd_lvsegs.npz", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    registry = tmp_path / "hearts.yml"
    about = {"title": "hearts", "licence": "CC0", "citation": "none", "card": "sunnybrook.md"}
    registry.write_text(yaml.safe_dump({"sunnybrook": {**about, "files": [entry]}}))
    monkeypatch.setattr(data, "REGISTRY", registry)
    monkeypatch.setenv("LABKIT_DATA", str(tmp_path / "own"))
    return arrays


def test_slices_masks_and_patients_are_those_of_the_file(slices):
    hearts = data.load("sunnybrook")
    assert hearts.images.shape == hearts.masks.shape == (9, 1, 64, 64)
    assert hearts.images.dtype == hearts.masks.dtype == np.float32
    np.testing.assert_array_equal(hearts.images[:, 0], slices["images"])
    np.testing.assert_array_equal(hearts.masks[:, 0], slices["segs"])
    assert hearts.patient.tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 2] and hearts.patient.dtype == np.int64
    assert hearts.group.tolist() == [3, 3, 0, 0, 0, 1, 1, 1, 1]
    assert "9 slices of 3 patients" in hearts.description


@pytest.mark.parametrize(("limit", "kept"), [(1, 2), (2, 2), (4, 2), (5, 5), (8, 5), (9, 9), (100, 9)])
def test_a_limit_of_slices_keeps_whole_patients_and_one_at_least(slices, limit, kept):
    hearts = data.load("sunnybrook", limit=limit)
    assert len(hearts.images) == len(hearts.masks) == len(hearts.patient) == len(hearts.group) == kept


def test_the_stand_in_for_hearts_is_a_phantom_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    monkeypatch.setattr(training, "QUICK", True)
    hearts = data.load("sunnybrook", limit=405)
    assert "STAND-IN" in hearts.description and "phantom, no real patient" in hearts.description
    assert capsys.readouterr().err == f"labkit: {hearts.description}\n"
    assert hearts.images.shape == hearts.masks.shape == (405, 1, 64, 64)
    assert len(np.unique(hearts.patient)) == 45 and (np.bincount(hearts.patient) == 9).all()
    assert np.isin(hearts.masks, [0, 1]).all() and (hearts.masks.sum((1, 2, 3)) > 50).all()
    again = data.load("sunnybrook", limit=405)
    np.testing.assert_array_equal(hearts.images, again.images)


def test_the_phantoms_muscle_is_a_dark_ring_around_bright_blood(monkeypatch):
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    monkeypatch.setattr(training, "QUICK", True)
    hearts = data.load("sunnybrook")
    wall, middle = hearts.masks > 0, np.zeros((64, 64), bool)
    middle[30:35, 30:35] = True
    for image, ring in zip(hearts.images[:, 0], wall[:, 0], strict=True):
        assert not ring[middle].all() and image[middle & ~ring].mean() > 1.5 * image[ring].mean()
    thick = hearts.group == 3
    assert wall[thick].mean() > 1.2 * wall[~thick].mean()


def test_other_hearts_can_be_drawn():
    shape = data.HeartShape(off_centre=10, radius=(8, 9), wall=(2.5, 3), thickening=0)
    hearts = data.phantom_hearts(np.random.default_rng(1), "others are wanted", shape)
    assert "STAND-IN" in hearts.description and "others are wanted" in hearts.description
    rows = [
        np.flatnonzero(mask.any(axis=1)) for mask in hearts.masks[::9, 0]
    ]  # of each patient's first slice
    middles = np.array([(row[0] + row[-1]) / 2 for row in rows])
    assert np.ptp(middles) > 12 and np.abs(middles - 32).max() <= 12
    assert max(row[-1] - row[0] for row in rows) <= 2 * 9 * 1.16
    other = data.phantom_hearts(np.random.default_rng(2), "others are wanted", shape)
    assert not np.array_equal(hearts.masks, other.masks)


@pytest.mark.skipif(
    not (ROOT.parent / "shared/data/sunnybrook").is_dir(), reason="no ../shared/data beside the checkout"
)
def test_real_hearts(monkeypatch):
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    monkeypatch.setattr(data, "SHARED", ROOT.parent / "shared" / "data")
    hearts = data.load("sunnybrook")
    assert hearts.images.shape == (420, 1, 64, 64) and hearts.images.max() == 2493
    assert hearts.masks.mean() == pytest.approx(0.0445, abs=1e-4) and len(np.unique(hearts.patient)) == 45
    assert np.bincount(hearts.group).tolist() == [78, 123, 120, 99]


@pytest.mark.skipif(
    not (ROOT.parent / "shared/data/mnist").is_dir(), reason="no ../shared/data beside the checkout"
)
def test_real_mnist(monkeypatch):
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    monkeypatch.setattr(data, "SHARED", ROOT.parent / "shared" / "data")
    mnist = data.load("mnist")
    assert mnist.x_train.mean() == pytest.approx(0.1307, abs=1e-4)
    assert np.bincount(mnist.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    for name in data.registry():
        assert data.fetch(name)


# ------------------------------------------------------------------------ pictures and their network


@pytest.fixture
def of_the_course(monkeypatch):
    """The course's own registry, and no file that it names; QUICK, so that nothing is asked for."""
    monkeypatch.setattr(data, "REGISTRY", ROOT / "datasets" / "registry.yml")
    monkeypatch.setattr(training, "QUICK", True)


def test_photographs_stand_in_for_the_pictures(of_the_course, capsys):
    pictures = data.load("images")
    assert pictures.content.shape == (300, 451, 3)
    assert len(pictures.styles) == 2
    for picture in [pictures.content, *pictures.styles.values()]:
        assert picture.dtype == np.float32
        assert picture.ndim == 3 and picture.shape[2] == 3
        assert 0 <= picture.min() < 0.2 and 0.8 < picture.max() <= 1
    assert "STAND-IN" in capsys.readouterr().err
    assert len(data.load("images", limit=1).styles) == 1


def test_pictures_are_read_as_red_green_blue(store, monkeypatch, tmp_path):
    from PIL import Image

    folder = tmp_path / "pictures" / "images"
    folder.mkdir(parents=True)
    names = ("content_chelsea_cat.jpg", "style_starry_night.jpg", "style_shipwreck.jpg")
    for number, name in enumerate(names):
        Image.new("RGB", (16 + 8 * number, 8), (255, 0, 0)).save(folder / name)
    files = [
        {
            "path": f"images/{name}",
            "url": None,
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in names
    ]
    about = {"title": "pictures", "licence": "CC0", "citation": "none", "card": "images.md"}
    registry = tmp_path / "pictures.yml"
    registry.write_text(yaml.safe_dump({"images": {**about, "files": files}}))
    monkeypatch.setattr(data, "REGISTRY", registry)
    monkeypatch.setenv("LABKIT_DATA", str(tmp_path / "pictures"))
    pictures = data.load("images")
    assert pictures.content.shape == (8, 16, 3)
    assert [(name, style.shape) for name, style in pictures.styles.items()] == [
        ("starry_night", (8, 24, 3)), ("shipwreck", (8, 32, 3)),
    ]  # fmt: skip
    np.testing.assert_allclose(pictures.content[0, 0], [1, 0, 0], atol=0.02)


def test_drawn_weights_stand_in_for_learned_ones(of_the_course, capsys):
    weights = data.load("squeezenet")
    assert not weights.learned
    assert len(weights.weights) == 25
    assert "drawn, not learned" in capsys.readouterr().err
