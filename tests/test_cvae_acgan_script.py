"""The script that students get with cvae_acgan trains and tests the model of a notebook, in two runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from labkit import data, digits

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "assignments/cvae_acgan/files/cvaecgan_mnist.py"
SOLVED = ROOT / "solutions/cvae_acgan/cvae_acgan.ipynb"
MEASURES = {"test_accuracy", "generated_recognised", "sharpness", "sharpness_reconstructed"}


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *map(str, arguments)],
        cwd=cwd, env=os.environ | {"QUICK": "1", "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def notebook(tmp_path_factory) -> Path:
    """A student's own: the provided training sizes, and a class whose mark is to be found in what comes out."""
    path = tmp_path_factory.mktemp("student") / "mine.ipynb"
    solved = json.loads(SOLVED.read_text(encoding="utf-8"))
    for cell in solved["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "sharpness":
            cell["source"] = "def sharpness(images):\n    return 0.125"
        if "train" in cell["metadata"].get("tags", []) or cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "raise SystemExit('the script runs cells that it should leave out')"
    path.write_text(json.dumps(solved), encoding="utf-8")
    return path


@pytest.mark.data
def test_a_model_is_trained_saved_and_tested_in_another_run(notebook, tmp_path):
    trained = [
        run("--notebook", notebook, "train", "both", cwd=tmp_path),
        run("--notebook", notebook, "train", "cvae", "--cvae", "--epochs", 1, cwd=tmp_path),
    ]
    assert all(each.returncode == 0 for each in trained), [each.stderr for each in trained]
    files = {path.name for path in (tmp_path / "both").iterdir()}
    assert files == {"encoder.weights.h5", "generator.weights.h5", "discriminator.weights.h5", "losses.json"}

    tested = run("--notebook", notebook, "test", "both", "cvae", "--out", "results", cwd=tmp_path)
    assert tested.returncode == 0, tested.stderr
    table = json.loads((tmp_path / "results/test.json").read_text())
    assert set(table) == {"real", "both", "cvae"}
    assert set(table["both"]) == set(table["cvae"]) == MEASURES
    assert table["both"]["sharpness"] == table["real"]["sharpness"] == 0.125, (
        "it is the notebook's own function"
    )
    # The classifier from outside was trained on MNIST; of the stand-in's enlarged digits it reads fewer.
    mnist = data.load("mnist", limit=100)  # as many as it looks at in QUICK mode
    right = (digits.predict(mnist.x_test).argmax(axis=1) == mnist.y_test).mean()
    assert table["real"]["generated_recognised"] == pytest.approx(right)
    assert right > (0.8 if "STAND-IN" in mnist.description else 0.9)
    assert all(0 <= table["both"][name] <= 1 for name in MEASURES)
    for name in ("both", "cvae"):
        assert (tmp_path / f"results/{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "test_accuracy" in tested.stdout
    assert "cvae" in tested.stdout


def test_what_is_missing_is_said(notebook, tmp_path):
    untouched = run("train", "model", cwd=tmp_path)
    assert untouched.returncode != 0
    assert "the cell loss_table is not filled in yet" in untouched.stderr
    nothing = run("--notebook", notebook, "test", "nowhere", cwd=tmp_path)
    assert nothing.returncode != 0
    assert "nowhere holds no trained model" in nothing.stderr
