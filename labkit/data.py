"""The course's data sets: found, checked, and read into arrays.

    from labkit import data
    mnist = data.load("mnist", limit=1000)
    mnist.x_train                      # float32 (1000, 28, 28, 1), in [0, 1]

A file is looked for in the folder $LABKIT_DATA, in `../shared/data` beside the checkout, and in the
user's cache; then it is downloaded into the cache. Whatever the place, its SHA-256 must be the one in
`datasets/registry.yml`. Where no copy can be had, a stand-in that ships inside a dependency is used,
and said to be one; LABKIT_DATA=none asks for the stand-ins, whatever lies on the machine.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from labkit import squeezenet, training

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "datasets", _PACKAGE.with_name("datasets"))  # where labkit is installed; in a checkout
DATASETS = next((folder for folder in _PLACES if folder.is_dir()), _PLACES[-1])
"""The folder of the registry, the data cards and the small files that come with labkit."""
REGISTRY = DATASETS / "registry.yml"
SHARED = _PACKAGE.parents[1] / "shared" / "data"
NO_DATA = "none"  # the value of $LABKIT_DATA that asks for the stand-ins
QUICK_LIMIT = 512
CONNECT_SECONDS = 4.0


class DataError(Exception):
    """A data set cannot be had: unknown name, or a file that is not what the registry says.

    For a wrong file, `file`, `expected` and `found` hold its path and the two digests.
    """

    def __init__(self, message: str, *, file: Path | None = None, expected: str = "", found: str = ""):
        super().__init__(message)
        self.file, self.expected, self.found = file, expected, found


class _NotFound(Exception):
    """No copy of a file could be had; the text says why."""


@dataclass(frozen=True)
class RemoteFile:
    """One file of a data set, as the registry describes it.

    path: below a data folder; sha256: of the course's copy, no other bytes are accepted; url: where to download it,
    None where no public address serves it.
    """

    path: str
    sha256: str
    url: str | None = None


@dataclass(frozen=True)
class Entry:
    """One data set of the registry."""

    name: str
    title: str
    licence: str
    citation: str
    card: str
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A loaded data set. `description`: one line that says what was loaded, and from where."""

    name: str
    description: str

    def __repr__(self) -> str:
        return self.description


@dataclass(frozen=True, eq=False, repr=False)
class Mnist(Dataset):
    """Handwritten digits: images float32 (N, 28, 28, 1) in [0, 1], labels int64 (N,) in 0..9."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class Sunnybrook(Dataset):
    """Short-axis MR slices of the heart with masks of the left ventricle's muscle.

    images: float32 (N, 1, 64, 64), as the scanner gave them: 0 to some hundreds or thousands, never negative
    masks: float32 (N, 1, 64, 64), 1 where there is muscle, 0 elsewhere
    patient: int64 (N,), the number of the slice's patient, ascending
    group: int64 (N,), of the patient: 0 normal, 3 hypertrophy, 1 and 2 heart failure
    """

    images: np.ndarray
    masks: np.ndarray
    patient: np.ndarray
    group: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class Pictures(Dataset):
    """Pictures for style transfer, float32 (height, width, 3) each, red, green, blue in [0, 1].

    content: a photograph; styles: pictures by name, of sizes of their own
    """

    content: np.ndarray
    styles: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False, repr=False)
class Weights(Dataset):
    """Weights of a network: [kernel, bias] of each convolution. learned: or else drawn from a random generator."""

    weights: dict[str, list[np.ndarray]]
    learned: bool


def load(name: str, *, limit: int | None = None) -> Dataset:
    """Load the data set `name`, at most `limit` items of each of its splits (of patients: whole ones, one at least;
    of pictures: that many styles; weights are always whole).

    In QUICK mode the limit is 512 unless given, and nothing is downloaded. Raises DataError for an
    unknown name and for a damaged file; ValueError for a limit that is not a positive whole number.
    """
    if limit is not None and (
        isinstance(limit, bool) or not isinstance(limit, (int, np.integer)) or limit < 1
    ):
        raise ValueError(f"limit must be a positive whole number or None, not {limit!r}")
    if name not in LOADERS:
        raise DataError(f"labkit.data.load cannot read {name!r}. It reads: {', '.join(sorted(LOADERS))}.")
    if limit is None and training.QUICK:
        limit = QUICK_LIMIT
    loader = LOADERS[name]
    try:
        files = _files(name, download=not training.QUICK)
    except _NotFound as why:
        dataset = loader.stand_in(limit, str(why))
        print(f"labkit: {dataset.description}", file=sys.stderr)
        return dataset
    return loader.read(files, limit)


def fetch(name: str) -> list[Path]:
    """Find or download every file of data set `name`, check each, and return where they lie.

    Raises DataError when the name is unknown, a file is damaged, or a file cannot be had.
    """
    try:
        return list(_files(name, download=True).values())
    except _NotFound as why:
        raise DataError(f"{name}: {why}") from None


@cache
def _read_registry(path: Path) -> dict[str, Entry]:
    import yaml

    if not path.is_file():
        return {}
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: Entry(name=name, files=tuple(RemoteFile(**file) for file in entry.pop("files")), **entry)
        for name, entry in entries.items()
    }


def registry() -> Mapping[str, Entry]:
    """The data sets of `datasets/registry.yml` by name; empty where that file is missing."""
    return _read_registry(REGISTRY)


# ------------------------------------------------------------------------------------ finding files


def _files(name: str, *, download: bool) -> dict[str, Path]:
    """The checked files of a data set, by file name."""
    if os.environ.get("LABKIT_DATA") == NO_DATA:
        raise _NotFound(f"LABKIT_DATA={NO_DATA} asks for it")
    if not registry():
        raise _NotFound(f"the registry {REGISTRY} is missing")
    if name not in registry():
        raise DataError(f"There is no data set {name!r}. There are: {', '.join(sorted(registry()))}.")
    return {Path(file.path).name: _find(file, download=download) for file in registry()[name].files}


def folders() -> list[Path]:
    """Where files are looked for, first match wins."""
    own = os.environ.get("LABKIT_DATA")
    if own == NO_DATA:
        return []
    return ([Path(own).expanduser()] if own else []) + [SHARED, cache_folder()]


def cache_folder() -> Path:
    """The user's own cache of downloaded data."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("labkit", appauthor=False))


def _find(file: RemoteFile, *, download: bool) -> Path:
    for folder in folders():
        path = folder / file.path
        if os.path.isfile(path) and os.access(path, os.R_OK):
            _verify(
                path, file, f"Delete it (then it is downloaded again) or replace it by a good copy: {path}"
            )
            return path
    if not download:
        raise _NotFound("there is no copy on this machine, and QUICK mode does not download")
    return _download(file, cache_folder() / file.path)


def _verify(path: Path, file: RemoteFile, what_to_do: str) -> None:
    digest = hashlib.sha256()  # hashlib.file_digest would do, but for Python 3.10
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    found = digest.hexdigest()
    if found == file.sha256:
        return
    raise DataError(
        f"{file.path} is damaged or another file.\n  expected sha256 {file.sha256}\n"
        f"  found    sha256 {found} ({path.stat().st_size:,} bytes)\n{what_to_do}",
        file=path,
        expected=file.sha256,
        found=found,
    )


def _download(file: RemoteFile, target: Path) -> Path:
    """Download into the cache: first beside the target, so that a half file never bears its name."""
    if file.url is None:
        raise _NotFound(f"{file.path} is not on this machine and has no public address")
    if not target.is_absolute():  # no home folder, so no cache
        raise _NotFound(
            f"{file.path} is not on this machine, and there is no cache folder to download it into"
        )
    _ask_server(file.url)
    import pooch
    from tqdm import tqdm

    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tqdm(desc=target.name, unit="B", unit_scale=True, file=sys.stdout, total=1) as bar:
            pooch.HTTPDownloader(progressbar=bar, timeout=30)(file.url, str(part), None)
        _verify(
            part, file, f"That is what {file.url} sent: behind a login page or a proxy? Try another network."
        )
        part.replace(target)
    except OSError as error:
        raise _NotFound(f"{file.url} could not be downloaded ({type(error).__name__})") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _ask_server(url: str) -> None:
    """Give up soon when there is no network. The thread is for name servers that never answer: no
    socket time limit covers them."""
    import requests

    problems = ["no answer"]

    def ask() -> None:
        try:
            requests.head(url, timeout=CONNECT_SECONDS)
            problems.clear()
        except requests.RequestException as error:
            problems[:] = [type(error).__name__]

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if problems:
        raise _NotFound(
            f"no copy on this machine, and {urlsplit(url).hostname} cannot be reached ({problems[0]})"
        )


# ---------------------------------------------------------------------------------- reading: MNIST


def _read_mnist(files: dict[str, Path], limit: int | None) -> Mnist:
    arrays = (
        _as_images(_read_idx(files["train-images-idx3-ubyte.gz"], limit)),
        _read_idx(files["train-labels-idx1-ubyte.gz"], limit).astype(np.int64),
        _as_images(_read_idx(files["t10k-images-idx3-ubyte.gz"], limit)),
        _read_idx(files["t10k-labels-idx1-ubyte.gz"], limit).astype(np.int64),
    )
    folder = files["train-images-idx3-ubyte.gz"].parent
    return Mnist(
        "mnist",
        f"MNIST handwritten digits: {_counts(arrays)}, 28x28, grey values in [0, 1]; from {folder}",
        *arrays,
    )


def _read_idx(path: Path, limit: int | None) -> np.ndarray:
    """The first `limit` items of a gzip'ed IDX file, uint8; the rest is not even decompressed.

    Header, big-endian: 2 zero bytes, type (8 = uint8), number of axes, then the length of each axis.
    """
    with gzip.open(path) as stream:
        axes = stream.read(4)[3]
        shape = [int(n) for n in np.frombuffer(stream.read(4 * axes), dtype=">u4")]
        shape[0] = min(shape[0], limit or shape[0])
        return np.frombuffer(stream.read(int(np.prod(shape))), dtype=np.uint8).reshape(shape)


def _as_images(pixels: np.ndarray) -> np.ndarray:
    """uint8 (N, 28, 28), 0..255 -> float32 (N, 28, 28, 1) in [0, 1]."""
    images = pixels[..., np.newaxis].astype(np.float32)
    images /= 255  # in place: a second copy of 188 MB would cost more time than the division
    return images


def _counts(arrays: tuple[np.ndarray, ...]) -> str:
    return f"{len(arrays[0])} training and {len(arrays[2])} test images"


def _digits_for_mnist(limit: int | None, why: str) -> Mnist:
    """Scikit-learn's 1797 digits, 8x8, enlarged. 1500 train and 297 test, in the order of the file, so
    that a writer's digits, which are neighbours there, are not spread over both."""
    digits, labels = _sklearn_digits(why)
    images = _enlarge(digits)
    arrays = (images[:1500][:limit], labels[:1500][:limit], images[1500:][:limit], labels[1500:][:limit])
    return Mnist(
        "mnist",
        f"STAND-IN for MNIST, because {why}: {_counts(arrays)} of scikit-learn's 8x8 digits, "
        "enlarged to 28x28, grey values in [0, 1]",
        *arrays,
    )


def _sklearn_digits(why: str) -> tuple[np.ndarray, np.ndarray]:
    """float32 (1797, 8, 8) in [0, 1] and int64 (1797,), read without importing scikit-learn (1 s)."""
    spec = importlib.util.find_spec("sklearn")
    path = Path(spec.submodule_search_locations[0]) / "datasets" / "data" / "digits.csv.gz" if spec else None
    if path is None or not path.is_file():
        raise DataError(f"mnist: {why}; and the stand-in needs scikit-learn: pip install scikit-learn")
    with gzip.open(path, "rt", encoding="ascii") as stream:
        table = np.array([line.split(",") for line in stream], dtype=np.float32)
    return table[:, :64].reshape(-1, 8, 8) / 16, table[:, 64].astype(np.int64)


def _enlarge(digits: np.ndarray) -> np.ndarray:
    """(N, 8, 8) -> (N, 28, 28, 1): linearly to 20x20, in a frame of 4 empty pixels, as in MNIST."""
    centres = (np.arange(20) + 0.5) * 8 / 20 - 0.5
    weights = np.maximum(0, 1 - np.abs(centres[:, np.newaxis] - np.arange(8))).astype(np.float32)
    weights /= weights.sum(axis=1, keepdims=True)
    large = weights @ digits @ weights.T
    return np.pad(large, [(0, 0), (4, 4), (4, 4)])[..., np.newaxis]


# ----------------------------------------------------------------------------- reading: Sunnybrook


def _read_sunnybrook(files: dict[str, Path], limit: int | None) -> Sunnybrook:
    path = files["scd_lvsegs.npz"]
    with np.load(path, allow_pickle=False) as arrays:
        lengths = np.diff(arrays["caseIndices"], axis=1).ravel()
        patient = np.repeat(np.arange(len(lengths)), lengths)
        slices = (arrays["images"], arrays["segs"], patient, arrays["caseCat"])
    return _sunnybrook("Sunnybrook Cardiac Data", f"from {path.parent}", slices, limit)


def _sunnybrook(title: str, origin: str, slices: tuple[np.ndarray, ...], limit: int | None) -> Sunnybrook:
    """slices: images and masks (N, 64, 64), patient and group (N,)."""
    images, masks, patient, group = slices
    ends = np.flatnonzero(np.diff(patient, append=-1)) + 1  # where each patient's slices end
    keep = ends[max(0, np.searchsorted(ends, limit or len(patient), side="right") - 1)]
    patients = len(np.unique(patient[:keep]))
    return Sunnybrook(
        "sunnybrook",
        f"{title}: {keep} slices of {patients} patients, 64x64, with masks of the left ventricle's muscle; {origin}",
        images[:keep, np.newaxis].astype(np.float32),
        masks[:keep, np.newaxis].astype(np.float32),
        patient[:keep].astype(np.int64),
        group[:keep].astype(np.int64),
    )


@dataclass(frozen=True)
class HeartShape:
    """What a generated heart looks like, in pixels.

    off_centre: how far it lies from the middle of the slice at most, along each axis
    radius, wall: of the patients, from what to what the outer radius and the thickness of the muscle reach
    thickening: by how much the muscle of group 3 is thicker
    """

    off_centre: float = 1
    radius: tuple[float, float] = (11, 16)
    wall: tuple[float, float] = (3.5, 5.5)
    thickening: float = 2


def phantom_hearts(
    rng: np.random.Generator, why: str, shape: HeartShape = HeartShape(), limit: int | None = None
) -> Sunnybrook:
    """45 generated patients with 9 slices each, from apex to base.

    why: the reason for which real ones are not used, for the description; limit: as for `load`
    """
    patient = np.repeat(np.arange(45), 9)
    group = np.repeat(rng.permutation(np.arange(45) % 4), 9)
    images, masks = _phantom_slices(patient, group, rng, shape)
    title = f"STAND-IN for Sunnybrook Cardiac Data, because {why}: a generated heart phantom, no real patient"
    return _sunnybrook(title, "drawn by labkit.data", (images, masks, patient, group), limit)


def _phantom_for_sunnybrook(limit: int | None, why: str) -> Sunnybrook:
    return phantom_hearts(np.random.default_rng(0), why, limit=limit)


def _phantom_slices(
    patient: np.ndarray, group: np.ndarray, rng: np.random.Generator, shape: HeartShape
) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (N, 64, 64) of a ring of dark muscle around a bright cavity, beside a bright right ventricle,
    on a body of middle grey between dark lungs; and the masks of the ring. The walls of group 3 are thick."""

    def per_patient(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, patient.max() + 1)[patient, np.newaxis, np.newaxis].astype(np.float32)

    def within(x: np.ndarray, y: np.ndarray, size: np.ndarray) -> np.ndarray:
        return (x**2 + y**2 < size**2).astype(np.float32)

    row, column = np.mgrid[:64, :64].astype(np.float32)[:, np.newaxis]
    level = np.linspace(-0.8, 0.8, 9, dtype=np.float32)[np.arange(len(patient)) % 9][
        :, np.newaxis, np.newaxis
    ]
    angle, stretch = per_patient(0, 2 * np.pi), per_patient(0.85, 1.15)
    x, y = (axis - 32 - per_patient(-shape.off_centre, shape.off_centre) for axis in (column, row))
    x, y = (
        (np.cos(angle) * x + np.sin(angle) * y) * stretch,
        (np.cos(angle) * y - np.sin(angle) * x) / stretch,
    )
    outer = per_patient(*shape.radius) * np.sqrt(1 - level**2 / 2)
    thick = (group == 3).astype(np.float32)[:, np.newaxis, np.newaxis]
    inner = np.maximum(outer - per_patient(*shape.wall) - shape.thickening * thick, 2)
    cavity, ring = within(x, y, inner), within(x, y, outer) - within(x, y, inner)
    beside = within(x / 0.7 - outer, y, outer) * (1 - cavity - ring)
    lungs = within((column - 32 + 40) / 1.2, row - 20, per_patient(16, 24))
    tissue = 0.35 + 0.15 * np.sin(per_patient(0.1, 0.3) * row + per_patient(0, 6)) * np.cos(column / 5)
    grey = tissue * (1 - lungs) * (1 - cavity - ring) + 0.9 * cavity + 0.28 * ring + 0.5 * beside
    grey = (grey + np.roll(grey, 1, axis=1) + np.roll(grey, 1, axis=2) + np.roll(grey, -1, axis=2)) / 4
    grey += 0.06 * rng.standard_normal(grey.shape, dtype=np.float32)
    return np.maximum(grey, 0) * per_patient(250, 1500), ring


# ------------------------------------------------------------- reading: pictures, and weights for them


def _read_images(files: dict[str, Path], limit: int | None) -> Pictures:
    names = {"starry_night": "style_starry_night.jpg", "shipwreck": "style_shipwreck.jpg"}
    styles = {name: _read_picture(files[file]) for name, file in list(names.items())[:limit]}
    path = files["content_chelsea_cat.jpg"]
    return Pictures(
        "images",
        f"pictures: Chelsea the cat, and the styles {' and '.join(styles)}; from {path.parent}",
        _read_picture(path),
        styles,
    )


def _read_picture(path: Path) -> np.ndarray:
    """Any picture as float32 (height, width, 3) in [0, 1]."""
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.float32) / 255


def _photographs_for_images(limit: int | None, why: str) -> Pictures:
    """Scikit-image's cat, which is the same, and two of its pictures with much texture."""
    spec = importlib.util.find_spec("skimage")  # the folder is enough: importing it takes a second
    if spec is None:
        raise DataError(f"images: {why}; and the stand-in needs scikit-image: pip install scikit-image")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    files = {"galaxies": "hubble_deep_field.jpg", "tissue": "ihc.png"}
    styles = {name: _read_picture(folder / file) for name, file in list(files.items())[:limit]}
    return Pictures(
        "images",
        f"STAND-IN for the pictures, because {why}: scikit-image's cat, and its {' and '.join(styles)} for paintings",
        _read_picture(folder / "chelsea.png"),
        styles,
    )


def _read_squeezenet(files: dict[str, Path], limit: int | None) -> Weights:
    (path,) = files.values()
    weights = squeezenet.read_weights(path)
    return Weights("squeezenet", f"SqueezeNet 1.1, learned from ImageNet; from {path.parent}", weights, True)


def _drawn_for_squeezenet(limit: int | None, why: str) -> Weights:
    text = (
        f"STAND-IN for SqueezeNet's weights, because {why}: fixed weights that were drawn, not learned. Its maps show "
        "brightness, colours and edges, and know no objects: colours are transferred, brush strokes hardly"
    )
    return Weights("squeezenet", text, squeezenet.drawn_weights(), False)


@dataclass(frozen=True)
class Loader:
    """How one data set is read: `read(files by name, limit)`, or, where there are no files,
    `stand_in(limit, why there are none)`."""

    read: Callable[[dict[str, Path], int | None], Dataset]
    stand_in: Callable[[int | None, str], Dataset]


LOADERS = {
    "mnist": Loader(_read_mnist, _digits_for_mnist),
    "sunnybrook": Loader(_read_sunnybrook, _phantom_for_sunnybrook),
    "images": Loader(_read_images, _photographs_for_images),
    "squeezenet": Loader(_read_squeezenet, _drawn_for_squeezenet),
}
