"""Trains and tests the cVAE-ACGAN of your notebook on MNIST, from the command line.

    python files/cvaecgan_mnist.py train models/all
    python files/cvaecgan_mnist.py train models/cvae --cvae --epochs 5
    python files/cvaecgan_mnist.py test models/all models/cvae --out results

There is no model in this file. It runs the cells of ``cvae_acgan.ipynb`` that define things, and uses what they define:
your networks, your class, your measures. Cells that train (tagged "train") and the tests are left out. Save the
notebook before you run it. With QUICK=1 in the environment every loop takes a few steps only.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

NOTEBOOK = Path(__file__).resolve().parents[1] / "cvae_acgan.ipynb"
PARTS = ("encoder", "generator", "discriminator")
STYLES = 10  # z in the picture
IMAGES = 2000  # that are generated to be measured, and real ones beside them


def definitions(notebook: Path) -> dict[str, Any]:
    """The names that a notebook's cells define. SystemExit when one of them cannot be run: then it says which."""
    names: dict[str, Any] = {"__name__": "notebook"}
    for number, cell in enumerate(json.loads(notebook.read_text(encoding="utf-8"))["cells"], start=1):
        if not defines(cell):
            continue
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", f"number {number}")
        try:
            exec(
                compile("".join(cell["source"]), f"{notebook.name}, cell {name}", "exec", dont_inherit=True),
                names,
            )
        except NotImplementedError:
            raise SystemExit(f"{notebook}: the cell {name} is not filled in yet") from None
    return names


def defines(cell: dict[str, Any]) -> bool:
    """Whether a cell is code that neither trains nor tests."""
    tests = cell["metadata"].get("nbgrader", {}).get("grade", False)
    trains = "train" in cell["metadata"].get("tags", [])
    return cell["cell_type"] == "code" and not tests and not trains


def weights_file(folder: Path, part: str) -> Path:
    return folder / f"{part}.weights.h5"


def built(model: Any, names: dict[str, Any]) -> Any:
    """The model, with weights: networks that are not functional have none before they have seen an image."""
    x, y = np.zeros((1, 28, 28, 1), "float32"), np.eye(1, model.classes, dtype="float32")
    model.encoder([x, y])
    model.generator([np.zeros((1, names["LATENT_DIM"]), "float32"), y])
    model.discriminator(x)
    return model


def load(folder: Path, names: dict[str, Any]) -> Any:
    """The trained model of a folder. SystemExit when there is none, or when the notebook's networks are others."""
    if not weights_file(folder, PARTS[0]).is_file():
        raise SystemExit(f"{folder} holds no trained model; make one with: train {folder}")
    model = built(names["new_model"](), names)
    for part in PARTS:
        try:
            getattr(model, part).load_weights(weights_file(folder, part))
        except ValueError as error:
            raise SystemExit(f"{folder}: the {part} is not that of the notebook: {error}") from None
    return model


def train(options: argparse.Namespace, names: dict[str, Any], data: Any) -> None:
    """Train a new model, save its weights, and what was said of its losses."""
    model = built(
        names["new_model"](names["ConditionalVAEAlone" if options.cvae else "ConditionalVAEGAN"]), names
    )
    history = names["train"](model, data.x_train, data.y_train, epochs=options.epochs or names["EPOCHS"])
    options.model.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        getattr(model, part).save_weights(weights_file(options.model, part))
    losses = {name: [float(value) for value in values] for name, values in history.history.items()}
    (options.model / "losses.json").write_text(json.dumps(losses, indent=2) + "\n", encoding="utf-8")
    print(f"saved in {options.model}")


def test(options: argparse.Namespace, names: dict[str, Any], data: Any) -> None:
    """A picture for each model, and a table of what was measured, real images beside it."""
    options.out.mkdir(parents=True, exist_ok=True)
    count = names["quick"](IMAGES, 100)
    real, labels = data.x_test[:count], data.y_test[:count]
    table = {
        "real": {
            "generated_recognised": recognised(real, labels, names),
            "sharpness": names["sharpness"](real),
        }
    }
    for folder in options.models:
        model = load(folder, names)
        draw_styles(model, names, options.out / f"{folder.name}.png")
        table[str(folder)] = measured(model, names, data, count)
    (options.out / "test.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    show(table)


def measured(model: Any, names: dict[str, Any], data: Any, count: int) -> dict[str, float]:
    """What a model is judged by: see the notebook, "What came of it"."""
    batches = [data.x_test[start : start + 1000] for start in range(0, len(data.x_test), 1000)]
    read = np.concatenate([np.asarray(names["classify"](model.discriminator, batch)) for batch in batches])
    ordered = np.arange(count) % model.classes
    generated = np.asarray(model.generate(ordered))
    real = names["ops"].convert_to_tensor(data.x_test[:count])  # all inputs of a network tensors, or none
    restored = np.asarray(model.reconstruct(real, data.y_test[:count]))
    return {
        "test_accuracy": float(names["accuracy"](read, data.y_test)),
        "generated_recognised": recognised(generated, ordered, names),
        "sharpness": float(names["sharpness"](generated)),
        "sharpness_reconstructed": float(names["sharpness"](restored)),
    }


def recognised(images: np.ndarray, labels: np.ndarray, names: dict[str, Any]) -> float:
    """The share of images that a classifier from outside takes for the digit they should show."""
    from labkit import digits

    return float(names["accuracy"](digits.predict(images).argmax(axis=1), labels))


def draw_styles(model: Any, names: dict[str, Any], path: Path) -> None:
    """The same ten z in each row, the labels 0 to 9 from top to bottom."""
    from labkit import plots

    z = np.random.default_rng(names["SEED"]).normal(size=(STYLES, names["LATENT_DIM"])).astype("float32")
    styles = np.asarray(names["same_style"](model.generator, z)).swapaxes(0, 1)  # (digit, style, 28, 28, 1)
    figure = plots.image_grid(
        styles.reshape(-1, 28, 28, 1),
        columns=STYLES,
        title="The same ten z in each row; the labels 0 to 9 from top to bottom",
    )
    figure.savefig(path)


def show(table: dict[str, dict[str, float]]) -> None:
    """Print a row for each model, a column for each measure."""
    columns = list(dict.fromkeys(name for row in table.values() for name in row))
    first = max(map(len, table))
    print(" " * first, *columns, sep="  ")
    for name, row in table.items():
        cells = [f"{row[c]:.4f}" if c in row else "-" for c in columns]
        print(name.ljust(first), *(cell.rjust(len(c)) for cell, c in zip(cells, columns)), sep="  ")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Train and test the cVAE-ACGAN of your notebook on MNIST.")
    parser.add_argument("--notebook", type=Path, default=NOTEBOOK, help="your notebook, filled in and saved")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train a model and save its weights")
    training.add_argument("model", type=Path, help="the folder to save in")
    training.add_argument("--cvae", action="store_true", help="without adversarial and class loss")
    training.add_argument("--epochs", type=int, help="instead of the notebook's")
    testing = commands.add_parser("test", help="load saved models, draw and measure what they do")
    testing.add_argument("models", type=Path, nargs="+", help="folders that train has saved in")
    testing.add_argument("--out", type=Path, default=Path("results"), help="folder for pictures and figures")
    options = parser.parse_args(arguments)
    if not options.notebook.is_file():
        sys.exit(f"{options.notebook} does not exist: name your notebook with --notebook")
    names = definitions(options.notebook)
    import labkit.data

    {"train": train, "test": test}[options.command](options, names, labkit.data.load("mnist"))


if __name__ == "__main__":
    main()
