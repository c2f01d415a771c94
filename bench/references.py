"""Run reference solutions in full; keep their figures and their pictures.

    python bench/references.py vae            trains (minutes): figures go into solutions/vae/results.yml
    python bench/references.py vae --quick    every loop a few steps: bench/results/quick/vae/results.yml

A notebook publishes its figures by displaying a dictionary of the MIME type RESULT:

    display({"text/plain": "...", "application/vnd.labkit.result+json": {"test_loss": 99.9}}, raw=True)

and names the cells whose pictures are worth keeping in the cell metadata: `"name": "samples"`. It may do neither.
The notebook as run and its pictures lie in bench/results/<id>/ (`--quick`: beside the figures).
Data comes from where labkit.data finds it; set LABKIT_DATA to choose.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import platform
import time
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from tqdm import tqdm

from autograder.reports import reached
from autograder.reports.reached import Measured

ROOT = Path(__file__).resolve().parents[1]
RESULT = "application/vnd.labkit.result+json"
PACKAGES = ("numpy", "tensorflow", "keras", "torch")  # on whose versions figures depend


@dataclass(frozen=True)
class Run:
    """What a notebook left behind: itself with outputs, figures, PNG pictures by name; how long it took."""

    notebook: NotebookNode
    figures: dict
    pictures: dict[str, bytes]
    minutes: float


def execute(path: Path, *, quick: bool) -> Run:
    """Run every cell of the notebook at path in a fresh kernel, in the notebook's folder.

    Raises nbclient's CellExecutionError when a cell raises.
    """
    notebook = nbformat.read(path, as_version=4)
    start = time.perf_counter()
    with tqdm(total=len(notebook.cells), desc=path.stem, unit="cell") as bar:
        client = NotebookClient(
            notebook,
            timeout=None,
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_start=lambda cell, cell_index: bar.set_postfix_str(cell.metadata.get("name", "")),
            on_cell_complete=lambda cell, cell_index: bar.update(cell_index + 1 - bar.n),
        )
        client.execute(env=os.environ | {"QUICK": "1" if quick else ""})
    return Run(notebook, published(notebook), pictures(notebook), (time.perf_counter() - start) / 60)


def published(notebook: NotebookNode) -> dict:
    """The figures that the notebook displays as RESULT, later ones over earlier ones."""
    figures: dict = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            figures |= output.get("data", {}).get(RESULT, {})
    return figures


def pictures(notebook: NotebookNode) -> dict[str, bytes]:
    """The PNG outputs of named cells, by the cell's name; further ones of one cell get -2, -3, ..."""
    found: dict[str, bytes] = {}
    for cell in notebook.cells:
        name = cell.metadata.get("name")
        images = [o["data"]["image/png"] for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        for number, image in enumerate(images if name else [], start=1):
            found[name if number == 1 else f"{name}-{number}"] = base64.b64decode(image)
    return found


def machine() -> str:
    """Processor and number of usable cores, in words."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{models[0] if models else platform.machine()}, {len(os.sched_getaffinity(0))} cores"


def record(run: Run, folder: Path, results: Path) -> None:
    """Write the run's notebook and pictures into folder, and its figures, if any, into the file results."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture, data in run.pictures.items():
        (folder / f"{picture}.png").write_bytes(data)
    nbformat.write(run.notebook, folder / "executed.ipynb")
    if run.figures:
        versions = {package: version(package) for package in PACKAGES}
        reached.write(
            results,
            Measured(
                when=date.today(),
                machine=machine(),
                versions=versions,
                minutes=round(run.minutes, 1),
                figures=run.figures,
            ),
        )


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns 1 when a notebook's cell raised."""
    known = sorted(path.parent.name for path in ROOT.glob("solutions/*/*.ipynb"))
    parser = argparse.ArgumentParser(description="Run reference solutions, keep their figures and pictures.")
    parser.add_argument("names", nargs="*", choices=known, metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="a few steps of every loop")
    parser.add_argument("--results", type=Path, help="write everything into this folder")
    options = parser.parse_args(arguments)
    kept = ROOT / "bench" / "results"
    aside = options.results or (kept / "quick" if options.quick else None)
    for name in options.names or known:
        try:
            run = execute(ROOT / "solutions" / name / f"{name}.ipynb", quick=options.quick)
        except CellExecutionError as error:
            print(f"{name}: {error}")
            return 1
        folder = (aside or kept) / name
        record(run, folder, (folder if aside else ROOT / "solutions" / name) / reached.FILE_NAME)
        print(json.dumps({name: run.figures or f"the notebook displays no {RESULT}"}, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
