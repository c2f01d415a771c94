"""The reference notebooks run from top to bottom, and bench/references.py keeps what they publish."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.course import load_course
from autograder.reports import reached

ROOT = Path(__file__).resolve().parents[1]
PNG = b"\x89PNG\r\n\x1a\n"
COURSE = load_course(ROOT)
ASSIGNMENTS = COURSE.assignments


@pytest.fixture(scope="module")
def references():
    spec = importlib.util.spec_from_file_location("references", ROOT / "bench" / "references.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


@pytest.mark.data
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_quick_run(references, tmp_path, monkeypatch, name):
    """Every cell runs in QUICK mode, visible tests included; the figures that were kept of the full run are published."""
    executed = []
    monkeypatch.setattr(references, "execute", _keeping(references.execute, executed))
    assert references.main([name, "--quick", "--results", str(tmp_path)]) == 0

    (run,) = executed
    known = reached.of(COURSE, name)
    assert not known or set(known.measured.figures) == set(run.figures)
    named = {cell.metadata["name"] for cell in run.notebook.cells if "name" in cell.metadata}
    kept = {path.stem: path.read_bytes() for path in (tmp_path / name).glob("*.png")}
    assert {name.partition("-")[0] for name in kept} <= named
    assert all(data.startswith(PNG) for data in kept.values())
    _assert_visible_tests_pass(run.notebook)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_visible_tests_need_no_training(references, tmp_path, name):
    """As when grading: cells tagged train are left out, and every test cell still passes."""
    notebook = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "train" not in cell.metadata.get("tags", [])]
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    run = references.execute(tmp_path / f"{name}.ipynb", quick=True)
    _assert_visible_tests_pass(run.notebook)


def _assert_visible_tests_pass(notebook):
    """They raise nothing, say so on stdout, and put nothing on stderr, for which nbgrader alone would take all points."""
    marks = [(cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells if cell.cell_type == "code"]
    tests = [cell for cell, mark in marks if mark.get("grade") and not mark.get("solution")]
    assert tests
    for cell in tests:
        assert [output.get("name") for output in cell.outputs] == ["stdout"], cell.source


def _keeping(function, results):
    def keep(*arguments, **options):
        results.append(function(*arguments, **options))
        return results[-1]

    return keep


def test_a_raising_cell_is_reported(references, tmp_path, monkeypatch, capsys):
    notebook = new_notebook(cells=[new_code_cell("1 / 0")])
    _as_only_solution(references, notebook, tmp_path, monkeypatch)
    assert references.main(["broken", "--quick", "--results", str(tmp_path / "results")]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert not (tmp_path / "results").exists()


def test_a_notebook_need_not_publish_figures_nor_pictures(references, tmp_path, monkeypatch, capsys):
    notebook = new_notebook(cells=[new_code_cell("print('nothing to publish')")])
    _as_only_solution(references, notebook, tmp_path, monkeypatch)
    assert references.main(["broken", "--quick", "--results", str(tmp_path / "results")]) == 0
    assert references.RESULT in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "results/broken").iterdir()] == ["executed.ipynb"]


def _as_only_solution(references, notebook, root, monkeypatch):
    folder = root / "solutions" / "broken"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "broken.ipynb")
    monkeypatch.setattr(references, "ROOT", root)


def test_figures_and_pictures_are_collected_by_name(references):
    picture = {"image/png": "iVBORw0KGgo="}
    named = new_code_cell(metadata={"name": "walk"}, outputs=[new_output("display_data", picture)] * 2)
    unnamed = new_code_cell(outputs=[new_output("display_data", picture)])
    figures = new_code_cell(outputs=[new_output("display_data", {references.RESULT: {"loss": 1.5}})])
    notebook = new_notebook(cells=[named, unnamed, figures])
    assert references.pictures(notebook) == {"walk": PNG, "walk-2": PNG}
    assert references.published(notebook) == {"loss": 1.5}


def test_what_is_measured_goes_below_what_the_author_says(references, tmp_path):
    results = tmp_path / "results.yml"
    results.write_text("# by hand\nresult: '{test_loss:.1f} nats'\nmeasured:\n  when: long ago\n")
    references.record(
        references.Run(new_notebook(), {"test_loss": 98.04}, {}, 7.94), tmp_path / "kept", results
    )
    assert results.read_text().startswith("# by hand\nresult: '{test_loss:.1f} nats'\nmeasured:\n  when: 2")
    known = reached.Reached.model_validate(yaml.safe_load(results.read_text()))
    assert known.sentence() == "98.0 nats"
    assert (known.measured.minutes, set(known.measured.versions)) == (7.9, set(references.PACKAGES))


def test_a_full_run_writes_into_the_assignments_own_folder(references, tmp_path, monkeypatch):
    display = f"display({{'{references.RESULT}': {{'loss': 1.5}}}}, raw=True)"
    _as_only_solution(references, new_notebook(cells=[new_code_cell(display)]), tmp_path, monkeypatch)
    assert references.main(["broken"]) == 0
    assert yaml.safe_load((tmp_path / "solutions/broken/results.yml").read_text())["measured"]["figures"] == {
        "loss": 1.5
    }
    assert (tmp_path / "bench/results/broken/executed.ipynb").is_file()


@pytest.mark.parametrize("script", sorted(ROOT.glob("solutions/*/*.py")), ids=lambda path: path.stem)
def test_script_and_notebook_are_in_sync(script):
    """The pair that jupytext keeps: same cells, same nbgrader metadata, no outputs in the repository."""
    pair = jupytext.read(script).cells, nbformat.read(script.with_suffix(".ipynb"), as_version=4).cells
    of_script, of_notebook = (
        [(c.cell_type, c.source, c.metadata.get("nbgrader")) for c in cells] for cells in pair
    )
    assert of_script == of_notebook
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in pair[1])


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_goals_of_the_brief_were_reached(name):
    """By the figures of the full run, which was one on the real data."""
    known = reached.of(COURSE, name)
    if known:
        assert known.missed() == []
        assert "STAND-IN" not in str(known.measured.figures)


def test_the_vae_was_trained_on_all_of_mnist():
    known = reached.of(COURSE, "vae")
    assert known.at_most["test_loss"] == 105.6 and known.at_most["epochs"] == 10
    assert "60000 training and 10000 test images" in known.measured.figures["data"]
