"""The course's pictures. Every function returns a matplotlib Figure.

The figures are free of pyplot: nothing to close, no global state, no display needed. A notebook cell
that ends with one shows it. Colours are safe for the colour-blind.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import cycle
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Ten colours and ten marks, so that ten classes differ in shape too. Colours: M. Petroff, Accessible
# color sequences for data visualization, arXiv:2107.02270; near-black for its palest, too faint on white.
COLOURS = ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70"]
COLOURS += ["#717581", "#222222"]
MARKS = tuple("os^DvPX<>*")


def image_grid(
    images: Any, columns: int | None = None, titles: Sequence[Any] | None = None, title: str | None = None
) -> Figure:
    """Images side by side. images: (N, H, W), (N, H, W, 1) or (N, H, W, 3), in [0, 1].

    columns: images per row, by default as square as it gets; titles: one per image, e.g. labels;
    title: of the whole picture. Raises ValueError for other shapes, and when titles are not N.
    """
    images = _as_images(images)
    texts = [""] * len(images) if titles is None else [str(text) for text in titles]
    if len(texts) != len(images):
        raise ValueError(f"{len(images)} images need {len(images)} titles, not {len(texts)}")
    columns = columns or _square(len(images))
    rows = ceil(len(images) / columns)
    titled_rows = sum(any(texts[row * columns :][:columns]) for row in range(rows))
    height = rows * 0.8 * images.shape[1] / images.shape[2] + titled_rows * 0.17
    figure = _figure(columns * 0.8, height, title)
    for i, ax in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        ax.set_axis_off()
        if i < len(images):
            _show(ax, images[i])
            ax.set_title(texts[i], fontsize=8, pad=2)
    return figure


def reconstructions(originals: Any, reconstructed: Any) -> Figure:
    """Pairs: originals above, their reconstructions below. Both (N, H, W[, channels]), in [0, 1].

    Raises ValueError when the two differ in shape.
    """
    originals, reconstructed = _as_images(originals), _as_images(reconstructed)
    if originals.shape != reconstructed.shape:
        raise ValueError(
            f"originals {originals.shape} and reconstructions {reconstructed.shape} differ in shape"
        )
    pairs = np.concatenate([originals, reconstructed])
    figure = image_grid(pairs, columns=len(originals))
    figure.set_figwidth(figure.get_figwidth() + 1)
    for ax, name in zip(
        (figure.axes[0], figure.axes[len(originals)]), ("original", "reconstructed"), strict=True
    ):
        ax.text(-0.12, 0.5, name, transform=ax.transAxes, ha="right", va="center", fontsize=9)
    return figure


def training_curves(history: Any) -> Figure:
    """One panel per quantity, against the epoch; where there are `val_` values they are in the same panel.

    history: what `model.fit` returns, or a dict of name -> values per epoch.
    """
    values: Mapping[str, Sequence[float]] = getattr(history, "history", history)
    names = [name for name in values if not (name.startswith("val_") and name[4:] in values)]
    if not names:
        raise ValueError("history holds no values: has the model been fitted?")
    columns = min(len(names), 3)
    rows = ceil(len(names) / columns)
    figure = _figure(3.4 * columns, 2.6 * rows)
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for ax, name in zip(axes, names, strict=False):
        _curve(ax, values[name], "training", COLOURS[0], "-")
        if f"val_{name}" in values:
            _curve(ax, values[f"val_{name}"], "validation", COLOURS[6], "--")
            ax.legend(frameon=False, fontsize=8)
        ax.set(title=name.replace("_", " "), xlabel="epoch")
        _tidy(ax)
    for ax in axes[len(names) :]:
        ax.remove()
    return figure


def latent_walk(images: Any, values: Sequence[float]) -> Figure:
    """A walk along one latent coordinate, its value above each picture.

    images: (len(values), H, W[, channels]) for one walk, or (walks, len(values), H, W[, channels]).
    """
    images, values = np.asarray(images), np.asarray(values, dtype=float)
    steps_first = len(images) == len(values) and images.ndim <= 4
    rows = images[np.newaxis] if steps_first else images
    if rows.ndim < 4 or rows.shape[1] != len(values):
        raise ValueError(
            f"{len(values)} values need as many images per walk; the images have shape {images.shape}"
        )
    titles = [f"{value:+.3g}" if value else "0" for value in values] + [""] * (len(rows) - 1) * len(values)
    flat = rows.reshape(-1, *rows.shape[2:])
    return image_grid(flat, columns=len(values), titles=titles)


def latent_scatter(z: Any, labels: Any) -> Figure:
    """Where the images lie in latent space, one colour and mark per label.

    z: (N, latent), labels: (N,). Two coordinates are drawn as they are; of more, the two principal
    components, with their share of the variance on the axes.
    """
    z, labels = np.asarray(z, dtype=float), np.asarray(labels)
    if z.ndim != 2 or z.shape[1] < 2 or len(z) != len(labels):
        raise ValueError(f"z must be (N, latent >= 2) and labels (N,), not {z.shape} and {labels.shape}")
    points, names = _plane(z)
    figure = _figure(5.6, 4.6)
    ax = figure.subplots()
    for label, colour, mark in zip(np.unique(labels), cycle(COLOURS), cycle(MARKS), strict=False):
        chosen = labels == label
        size = 28 if mark == "*" else 14
        ax.scatter(
            *points[chosen].T, s=size, c=colour, marker=mark, linewidths=0, alpha=0.75, label=str(label)
        )
    ax.set(xlabel=names[0], ylabel=names[1], aspect="equal")
    figure.legend(loc="outside right center", frameon=False, markerscale=1.6, fontsize=9)
    _tidy(ax)
    return figure


def _plane(z: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """(N, latent) -> (N, 2) and the names of the two axes."""
    if z.shape[1] == 2:
        return z, ["$z_1$", "$z_2$"]
    centred = z - z.mean(axis=0)
    _, scales, directions = np.linalg.svd(centred, full_matrices=False)
    share = scales**2 / max(np.sum(scales**2), np.finfo(float).tiny)
    names = [f"principal component {i + 1} ({share[i]:.0%} of the variance)" for i in range(2)]
    return centred @ directions[:2].T, names


def _as_images(images: Any) -> np.ndarray:
    """Anything array-like -> (N, H, W, 1 or 3) float, clipped to [0, 1]."""
    array = np.asarray(images, dtype=float)
    if array.ndim == 3:
        array = array[..., np.newaxis]
    if array.ndim != 4 or array.shape[-1] not in (1, 3) or not len(array):
        raise ValueError(
            f"images must be (N, H, W), (N, H, W, 1) or (N, H, W, 3) with N > 0, not {array.shape}"
        )
    return np.clip(array, 0, 1)


def _square(n: int) -> int:
    """Columns of a grid of n images: the square root, or the exact divisor near it (10 -> 5)."""
    near = ceil(n**0.5)
    return next((c for c in range(near, 2 * near) if n % c == 0), near)


def _show(ax: Axes, image: np.ndarray) -> None:
    ax.imshow(image if image.shape[-1] == 3 else image[..., 0], cmap="gray", vmin=0, vmax=1)


def _curve(ax: Axes, values: Sequence[float], name: str, colour: str, style: str) -> None:
    epochs = np.arange(1, len(values) + 1)
    ax.plot(
        epochs,
        values,
        style,
        color=colour,
        label=name,
        marker="o" if len(values) < 15 else None,
        markersize=3,
    )
    ax.xaxis.get_major_locator().set_params(integer=True)


def _tidy(ax: Axes) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=8)
    ax.title.set_fontsize(10)


def _figure(width: float, height: float, title: str | None = None) -> Figure:
    """An empty figure, sizes in inches."""
    figure = _figure_class()(figsize=(width, height + (0.35 if title else 0)), layout="constrained", dpi=100)
    if title:
        figure.suptitle(title, fontsize=11)
    return figure


@cache
def _figure_class() -> type[Figure]:
    """Figure that notebooks show without pyplot. Made on first use: importing matplotlib takes half a second."""
    from matplotlib.figure import Figure

    class NotebookFigure(Figure):
        def _repr_png_(self) -> bytes:
            with io.BytesIO() as buffer:
                self.savefig(buffer, format="png", bbox_inches="tight")
                return buffer.getvalue()

    return NotebookFigure
