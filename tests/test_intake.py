"""Whatever is handed in, intake either rejects it with a reason or rebuilds it on the released template."""

from __future__ import annotations

import copy
import json
import time

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.intake import Rejection, take_in
from autograder.notebook import grade_id

CAP_MIB = 1


def marks(name: str, **flags: object) -> dict:
    return {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **flags}}


def released() -> nbformat.NotebookNode:
    """A small release: provided code, two solution cells with their tests, a training cell, a text answer."""
    solution = {"grade": False, "solution": True, "locked": False}
    test = {"grade": True, "solution": False, "locked": True, "points": 2}
    answer = {"grade": True, "solution": True, "locked": False, "points": 1}
    return new_notebook(
        cells=[
            new_markdown_cell("# Title", id="title"),
            new_code_cell("import math", id="imports"),
            new_code_cell("raise NotImplementedError()", id="f", metadata=marks("f", **solution)),
            new_code_cell("assert f", id="test-f", metadata=marks("test_f", **test)),
            new_code_cell("train()", id="training", metadata={"tags": ["train"]}),
            new_code_cell("raise NotImplementedError()", id="g", metadata=marks("g", **solution)),
            new_code_cell("assert g", id="test-g", metadata=marks("test_g", **test)),
            new_markdown_cell("Your answer", id="why", metadata=marks("why", **answer)),
        ]
    )


TEMPLATE = released()


def submit(notebook: dict) -> bytes:
    return json.dumps(notebook).encode()


def handed_in() -> dict:
    """The raw notebook of a student who did both parts."""
    notebook = json.loads(nbformat.writes(TEMPLATE))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in ("f", "g", "why"):
            cell["source"] = f"{name} = 1"
    return notebook


def take(notebook: dict):
    return take_in(submit(notebook), released(), CAP_MIB)


def cell_of(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def assert_rebuilt(notebook: nbformat.NotebookNode) -> None:
    """Every cell of the template is there, in order, with the template's marks; the rest are bare extra cells."""
    known = {cell.id for cell in TEMPLATE.cells}
    kept = [cell for cell in notebook.cells if cell.id in known]
    assert [cell.id for cell in kept] == [cell.id for cell in TEMPLATE.cells]
    for cell, original in zip(kept, TEMPLATE.cells, strict=True):
        assert (cell.cell_type, cell.metadata) == (original.cell_type, original.metadata)
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.source == original.source
        if cell.cell_type == "code" and "train" not in cell.metadata.get("tags", []):
            assert (cell.outputs, cell.execution_count) == ([], None)
    assert all(cell.metadata == {} for cell in notebook.cells if cell.id not in known)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode("utf-8")


# --- Whatever the bytes --------------------------------------------------------------------------------------

texts = st.text(st.characters(codec=None), max_size=20)  # half characters and control characters too
plain = st.none() | st.booleans() | st.integers() | st.floats() | texts
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from([cell.id for cell in TEMPLATE.cells]) | st.sampled_from(
    ["f", "test_f", "g", "why", "no"]
)
outputs = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"]) | anything,
        "name": anything,
        "text": anything | st.lists(texts),
        "ename": anything,
        "evalue": anything,
        "traceback": anything | st.lists(texts),
        "data": anything
        | st.dictionaries(st.sampled_from(["image/png", "text/html", "text/plain"]), anything),
        "metadata": anything,
    },
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "id": names | anything,
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | anything,
        "source": texts | st.lists(texts) | anything,
        "metadata": st.fixed_dictionaries(
            {},
            optional={
                "nbgrader": st.fixed_dictionaries({"grade_id": names | anything}) | anything,
                "tags": anything,
            },
        )
        | anything,
        "outputs": st.lists(outputs | anything, max_size=3) | anything,
        "execution_count": anything,
    },
)


def assert_rejected_or_rebuilt(data: bytes) -> None:
    try:
        intake = take_in(data, released(), CAP_MIB)
    except Rejection as rejection:
        reason = str(rejection)
    else:
        reason = "rebuilt"
        assert_rebuilt(intake.notebook)
    assert reason


@given(st.binary(max_size=200))
def test_arbitrary_bytes(data):
    assert_rejected_or_rebuilt(data)


@given(anything)
def test_arbitrary_json(value):
    assert_rejected_or_rebuilt(json.dumps(value).encode())


@settings(max_examples=300, deadline=None)
@given(st.lists(cells | anything, max_size=8), st.dictionaries(texts, anything, max_size=3))
def test_arbitrary_cells(cells, rest):
    assert_rejected_or_rebuilt(submit({**rest, "cells": cells}))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_notebook(data):
    """A real submission with cells dropped, repeated, moved, and values in it replaced by anything."""
    notebook = handed_in()
    every = notebook["cells"]
    notebook["cells"] = [
        copy.deepcopy(every[i]) for i in data.draw(st.lists(st.integers(0, len(every) - 1), max_size=12))
    ]
    for cell in notebook["cells"]:
        for key in data.draw(
            st.lists(st.sampled_from(["id", "cell_type", "source", "metadata", "outputs"]), max_size=2)
        ):
            cell[key] = data.draw(anything)
    assert_rejected_or_rebuilt(submit(notebook))


@given(st.integers(0, 400))
def test_truncated_notebook(cut):
    data = submit(handed_in())
    assert_rejected_or_rebuilt(data[: len(data) * cut // 400])


# --- What is taken, and what is not ---------------------------------------------------------------------------


def test_takes_the_sources_of_solution_cells():
    intake = take(handed_in())
    assert [cell_of(intake.notebook, name).source for name in ("f", "g", "why")] == [
        "f = 1",
        "g = 1",
        "why = 1",
    ]
    assert intake.notes == []


def test_extra_cells_keep_their_places():
    notebook = handed_in()
    helper = {"cell_type": "code", "source": "helper = 1", "metadata": {"tags": ["train"]}, "outputs": []}
    notebook["cells"].insert(3, helper)
    notebook["cells"].insert(0, {**helper, "source": "first = 1"})
    rebuilt = take(notebook).notebook
    sources = [cell.source for cell in rebuilt.cells]
    assert sources[0] == "first = 1"
    assert sources.index("helper = 1") == sources.index("f = 1") + 1
    assert_rebuilt(rebuilt)


def test_an_import_added_to_a_provided_cell_is_run_after_it():
    notebook = handed_in()
    notebook["cells"][1]["source"] = "import math\nimport random"
    sources = [cell.source for cell in take(notebook).notebook.cells]
    assert sources[1:3] == ["import math", "import math\nimport random"]


def test_cells_without_ids_are_known_by_their_names_and_sources():
    notebook = handed_in()
    for cell in notebook["cells"]:
        del cell["id"]
    intake = take(notebook)
    assert len(intake.notebook.cells) == len(TEMPLATE.cells)
    assert cell_of(intake.notebook, "g").source == "g = 1"


def test_a_second_copy_counts_as_an_extra_cell():
    notebook = handed_in()
    notebook["cells"] += [{**notebook["cells"][2], "source": "f = 2"}] * 50
    intake = take(notebook)
    assert cell_of(intake.notebook, "f").source == "f = 1"
    assert [note for note in intake.notes if "second copy of the cell `f`" in note] == intake.notes
    assert len(intake.notes) == 1


def test_deleted_and_retyped_cells_are_restored():
    notebook = handed_in()
    notebook["cells"][5]["cell_type"] = "raw"
    del notebook["cells"][3], notebook["cells"][2]
    intake = take(notebook)
    assert cell_of(intake.notebook, "f").source == "raise NotImplementedError()"
    assert cell_of(intake.notebook, "g").cell_type == "code"
    assert " ".join(intake.notes).count("was missing and was restored") == 2
    assert "had been changed to type 'raw'" in " ".join(intake.notes)
    assert_rebuilt(intake.notebook)


def test_points_tags_and_outputs_are_the_templates():
    notebook = handed_in()
    for cell in notebook["cells"]:
        cell["metadata"].setdefault("nbgrader", {}).update(
            points=1000, solution=False, grade=False, locked=False
        )
        cell["metadata"]["tags"] = ["skip-execution"]
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "20"}]
    assert_rebuilt(take(notebook).notebook)


@pytest.mark.parametrize(
    ("picture", "kept"),
    [
        ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", True),
        ("iVBORw0KGgoAAAANSUhE\nUgAAAAEAAAABCAYAAAAfFcSJ\n", True),
        ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ" + '"><script>alert(1)</script>', False),
        ("iVBORw0KGgoAAAANSUhEUv////////8BCAYAAAAfFcSJ", False),  # of four thousand million pixels a side
        ("PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+", False),  # an SVG
        ("", False),
    ],
)
def test_of_submitted_outputs_only_pictures_and_text_are_kept(picture, kept):
    notebook = handed_in()
    evil = "<script>alert(1)</script>"
    notebook["cells"][4]["outputs"] = [
        {
            "output_type": "display_data",
            "data": {"image/png": picture, "text/html": evil, "image/svg+xml": evil},
        },
        {"output_type": "stream", "name": "stdout", "text": ["loss: 1\n"]},
    ]
    training = next(cell for cell in take(notebook).notebook.cells if cell.id == "training")
    kinds = {kind for output in training.outputs for kind in output.get("data", {})}
    assert kinds == ({"image/png"} if kept else set())
    assert [o.text for o in training.outputs if o.output_type == "stream"] == [
        "As submitted; not run when graded.\n", "loss: 1\n"
    ]  # fmt: skip
    assert "script" not in json.dumps(training.outputs)


def test_half_characters_become_question_marks():
    notebook = handed_in()
    notebook["cells"][2]["source"] = "f = '\ud800'"
    assert cell_of(take(notebook).notebook, "f").source == "f = '?'"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"PK\x03\x04\xff\xfe", "damaged zip"),
        (b"\x81\xff", "not UTF-8"),
        (b"not json", "not JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"cells": ' + b"[" * 500 + b"]" * 500 + b"}", "nested too deep"),
        (b'{"cells": [' + b"1" * 10_000 + b"]}", "not JSON"),
        (b"[1, 2]", "no list of cells"),
        (b'{"worksheets": []}', "no list of cells"),
        (submit({"cells": [{"source": "x" * 600_000}, {"source": "x" * 410_000}]}), "1000000 characters"),
        (b'{"cells": []}', "none of this assignment's cells"),
        (b'{"cells": [' + b"0," * 3000 + b"0]}", "more than 2000 cells"),
        (b" " * (CAP_MIB * 2**20 + 1), "larger than 1 MiB"),
    ],
)
def test_rejections_say_why(data, reason):
    with pytest.raises(Rejection, match=reason):
        take_in(data, released(), CAP_MIB)


@pytest.mark.parametrize(("name", "cap"), [("f", 100_000), ("why", 20_000)])
def test_a_cell_that_is_too_long_is_cut_and_noted(name, cap):
    notebook = handed_in()
    next(c for c in notebook["cells"] if c["source"] == f"{name} = 1")["source"] = "x" * 150_000
    intake = take(notebook)
    assert cell_of(intake.notebook, name).source == "x" * cap
    assert intake.notes == [f"The cell `{name}` was cut: it had more than {cap} characters."]


def test_what_is_taken_is_shown_in_a_short_time():
    """Pygments takes hours to colour a megabyte of lines of nothing but space."""
    notebook = handed_in()
    notebook["cells"][2]["source"] = "\n\t" * 45_000
    notebook["cells"].append({"cell_type": "code", "source": "1" + "\n\u2003 " * 30_000, "metadata": {}})
    notebook["cells"].append({"cell_type": "markdown", "source": "<div>" * 20_000, "metadata": {}})
    started = time.process_time()
    HTMLExporter().from_notebook_node(take(notebook).notebook)
    assert time.process_time() - started < 60


def test_a_byte_order_mark_is_no_fault():
    take_in(b"\xef\xbb\xbf" + submit(handed_in()), released(), CAP_MIB)
