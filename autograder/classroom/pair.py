"""The two files of a reference notebook: the script `solutions/<id>/<id>.py`, and its pair `<id>.ipynb`.

The script is the source of truth, the .ipynb what nbgrader converts and the grader runs. Where they differ the .ipynb
is made anew, unless it is the one that was edited last: then somebody worked in Jupyter, and nothing of it may be lost.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
from jupytext.combine import combine_inputs_with_outputs

from autograder.classroom.steps import Canonical
from autograder.errors import ReleaseError


def out_of_step(script: Path) -> bool:
    """Whether the .ipynb is missing, or says something else than the script (outputs and ids do not count).

    ReleaseError when there is no script.
    """
    notebook = script.with_suffix(".ipynb")
    if not script.is_file():
        raise ReleaseError(f"{script} does not exist")
    if not notebook.is_file():
        return True
    pair = [jupytext.read(script), jupytext.read(notebook)]
    source, paired = (Canonical().preprocess(each, {})[0] for each in pair)
    said = [[(c.cell_type, c.source, c.metadata) for c in each.cells] for each in (source, paired)]
    return said[0] != said[1] or source.metadata != paired.metadata


def bring_up_to_date(script: Path) -> bool:
    """Make the .ipynb anew where it is out of step; whether it was.

    ReleaseError when there is no script, or when the .ipynb was edited after it.
    """
    if not out_of_step(script):
        return False
    notebook = script.with_suffix(".ipynb")
    if notebook.is_file() and notebook.stat().st_mtime_ns > script.stat().st_mtime_ns:
        raise ReleaseError(
            f"{notebook} was edited after {script.name}, and says something else. Take the edit over with "
            f"`jupytext --sync {script}`, or drop it with `jupytext --update --to ipynb {script}`"
        )
    regenerate(script)
    return True


def regenerate(script: Path) -> None:
    """Make the .ipynb anew from the script, keeping the outputs of unchanged cells."""
    notebook = script.with_suffix(".ipynb")
    fresh = jupytext.read(script)
    if notebook.is_file():
        fresh = combine_inputs_with_outputs(fresh, jupytext.read(notebook), fmt="py:percent")
    nbformat.write(fresh, notebook)
