from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

from labkit import plots

RNG = np.random.default_rng(0)


def shown(figure: Figure) -> list[np.ndarray]:
    """The pictures of a figure, in its order."""
    return [np.asarray(ax.images[0].get_array()) for ax in figure.axes if ax.images]


def height_and_width(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[20:24], "big"), int.from_bytes(png[16:20], "big")


@pytest.mark.parametrize("shape", [(7, 28, 28), (7, 28, 28, 1), (7, 12, 20, 3)])
def test_image_grid_shows_every_image(shape):
    images = RNG.random(shape)
    figure = plots.image_grid(images, columns=3, titles=range(7), title="seven")
    assert len(figure.axes) == 9 and len(shown(figure)) == 7
    np.testing.assert_allclose(shown(figure)[5].squeeze(), images[5].squeeze())
    assert [ax.get_title() for ax in figure.axes[:8]] == [*map(str, range(7)), ""]
    assert figure.get_suptitle() == "seven"
    height, width = height_and_width(figure._repr_png_())
    assert height > 100 and width > 100


def test_image_grid_takes_tensors_and_clips():
    tensor = pytest.importorskip("torch").full((2, 4, 4, 1), 1.5)
    assert shown(plots.image_grid(tensor))[0].max() == 1


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (4, 2), (7, 7 // 2), (10, 5), (16, 4), (30, 6)])
def test_image_grid_is_nearly_square(n, columns):
    figure = plots.image_grid(np.zeros((n, 4, 4)))
    assert figure.axes[0].get_gridspec().ncols == columns


@pytest.mark.parametrize("shape", [(28, 28), (0, 28, 28), (2, 28, 28, 2), (1, 2, 28, 28, 1)])
def test_image_grid_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match="images must be"):
        plots.image_grid(np.zeros(shape))


def test_titles_must_be_as_many_as_images():
    with pytest.raises(ValueError, match="2 images need 2 titles, not 3"):
        plots.image_grid(np.zeros((2, 4, 4)), titles="abc")


def test_reconstructions_stand_below_their_originals():
    originals, reconstructed = RNG.random((2, 5, 8, 8, 1))
    figure = plots.reconstructions(originals, reconstructed)
    np.testing.assert_allclose(shown(figure)[1], originals[1, ..., 0])
    np.testing.assert_allclose(shown(figure)[6], reconstructed[1, ..., 0])
    texts = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert texts == ["original", "reconstructed"]
    with pytest.raises(ValueError, match="differ in shape"):
        plots.reconstructions(originals, reconstructed[:4])


def test_training_curves_have_a_panel_per_quantity():
    history = {"loss": [3.0, 2, 1], "kl_loss": [1.0, 2, 3], "val_loss": [3.0, 2, 2]}
    figure = plots.training_curves(history)
    assert [ax.get_title() for ax in figure.axes] == ["loss", "kl loss"]
    assert all(ax.get_xlabel() == "epoch" for ax in figure.axes)
    training, validation = figure.axes[0].lines
    assert training.get_xdata().tolist() == [1, 2, 3] and validation.get_ydata().tolist() == [3, 2, 2]
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["training", "validation"]
    assert figure.axes[1].get_legend() is None


def test_training_curves_take_what_fit_returns():
    class History:
        history = {"loss": [1.0]}  # noqa: RUF012 - as Keras has it

    assert len(plots.training_curves(History()).axes) == 1
    with pytest.raises(ValueError, match="no values"):
        plots.training_curves({})


def test_latent_walk_names_the_values():
    images, values = RNG.random((5, 8, 8, 1)), [-3, -1.25, 0, 1.25, 3]
    figure = plots.latent_walk(images, values)
    assert [ax.get_title() for ax in figure.axes] == ["-3", "-1.25", "0", "+1.25", "+3"]
    walks = plots.latent_walk(np.stack([images, 1 - images]), values)
    assert len(shown(walks)) == 10 and walks.axes[7].get_title() == ""
    np.testing.assert_allclose(shown(walks)[7], 1 - images[2, ..., 0])
    with pytest.raises(ValueError, match="4 values need as many images"):
        plots.latent_walk(images, values[:4])


def test_latent_scatter_has_a_mark_per_label():
    z, labels = RNG.normal(size=(50, 2)), np.arange(50) % 10
    figure = plots.latent_scatter(z, labels)
    (ax,) = figure.axes
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [str(k) for k in range(10)]
    np.testing.assert_allclose(ax.collections[3].get_offsets(), z[labels == 3])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$z_1$", "$z_2$")


def test_latent_scatter_of_many_coordinates_shows_the_two_largest():
    z = RNG.normal(size=(400, 6)) * [0.1, 5, 0.1, 0.1, 3, 0.1]
    figure = plots.latent_scatter(z, np.zeros(400))
    assert "principal component 1 (7" in figure.axes[0].get_xlabel()
    points = np.asarray(figure.axes[0].collections[0].get_offsets())
    assert abs(np.corrcoef(points[:, 0], z[:, 1])[0, 1]) > 0.99
    with pytest.raises(ValueError, match="latent >= 2"):
        plots.latent_scatter(np.zeros((3, 1)), np.zeros(3))


def test_a_notebook_shows_the_figure_without_pyplot():
    code = (
        "import numpy as np, sys; from labkit import plots; assert 'matplotlib' not in sys.modules;"
        "from IPython.core.formatters import DisplayFormatter;"
        "found, _ = DisplayFormatter().format(plots.image_grid(np.zeros((4, 8, 8))));"
        "assert found['image/png'][:4] == b'\\x89PNG' or found['image/png'][:4] == 'iVBO', found;"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
