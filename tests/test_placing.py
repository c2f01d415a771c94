"""Whatever an editor or a person did to the cells of a notebook, what the student wrote is found, and run in order."""

from __future__ import annotations

import base64
import copy
import io
import json
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.intake import Intake, Rejection, take_in
from autograder.notebook import grade_id
from labkit.names import Names, names_of

STUB = 'def {0}(x):\n    """What {0} does."""\n    raise NotImplementedError()'
DONE = "def {0}(x):\n    return x"
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x04").decode()
PHOTO = base64.b64encode(b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\4\0\4\3").decode()


def named(name: str, source: str, kind=new_code_cell, **flags: object):
    marks = {"grade_id": name, "schema_version": 3, "task": False, "grade": False, "locked": False, **flags}
    return kind(source, id=name, metadata={"nbgrader": marks})


def release() -> nbformat.NotebookNode:
    """Provided code, two solution cells with their tests, two questions."""
    cells = [new_code_cell("import math", id="imports")]
    for name in ("f", "g"):
        cells.append(named(name, STUB.format(name), solution=True))
        cells.append(
            named(f"test_{name}", f"assert {name}", solution=False, grade=True, locked=True, points=2)
        )
    for name in ("why", "how"):
        cells.append(new_markdown_cell(f"## {name}?", id=f"about-{name}"))
        cells.append(named(name, "YOUR ANSWER HERE", new_markdown_cell, solution=True, grade=True, points=1))
    return new_notebook(cells=cells)


class Handed:
    """The raw notebook of a student who did everything, to be changed."""

    def __init__(self) -> None:
        self.notebook = json.loads(nbformat.writes(release()))
        for name in ("f", "g"):
            self[name]["source"] = DONE.format(name)
        for name in ("why", "how"):
            self[name]["source"] = f"Because of {name}."

    def __getitem__(self, name: str) -> dict:
        return next(cell for cell in self.cells if cell["id"] == name)

    @property
    def cells(self) -> list[dict]:
        return self.notebook["cells"]

    def strip(self, *names: str) -> None:
        """These cells lose metadata and id, as if they were typed anew."""
        for name in names:
            self[name].update(metadata={}, id=f"new-{name}")

    def drop(self, name: str) -> dict:
        cell = self[name]
        self.cells.remove(cell)
        return cell

    def add(self, source: str, after: str = "", kind: str = "code", **more: object) -> None:
        place = self.cells.index(self[after]) + 1 if after else 0
        cell = {"cell_type": kind, "metadata": {}, "source": source, "id": f"added-{len(self.cells)}", **more}
        self.cells.insert(place, cell)

    def taken(self) -> Intake:
        return take_in(json.dumps(self.notebook).encode(), release(), 4)


def source_of(intake: Intake, name: str) -> str:
    return next(cell.source for cell in intake.notebook.cells if grade_id(cell) == name)


def run(intake: Intake) -> dict:
    """The names after the notebook's code, but for the tests, was run."""
    names: dict = {}
    for cell in intake.notebook.cells:
        if cell.cell_type == "code" and not grade_id(cell).startswith("test_"):
            exec(cell.source, names)
    return names


def assert_done(intake: Intake) -> None:
    names = run(intake)
    assert (names["f"](3), names["g"](3)) == (3, 3)
    assert not intake.by_hand


@pytest.fixture
def handed() -> Handed:
    return Handed()


# --- Code ---------------------------------------------------------------------------------------------------


def test_a_cell_that_was_typed_anew_is_found_by_what_it_defines(handed):
    handed.strip("g")
    intake = handed.taken()
    assert_done(intake)
    assert source_of(intake, "g") == DONE.format("g")
    assert "by what it defines: `g`" in " ".join(intake.notes)


def test_cells_without_any_metadata_are_found_by_their_ids(handed):
    for cell in handed.cells:
        cell["metadata"] = {}
    intake = handed.taken()
    assert_done(intake)
    assert source_of(intake, "why") == "Because of why."
    assert len(intake.notes) == 1 and "by their ids: `f`, `g`, `why`, `how`" in intake.notes[0]


def test_cells_without_any_metadata_and_ids_are_found_by_what_they_define(handed):
    handed.strip(*(cell["id"] for cell in handed.cells))
    assert_done(handed.taken())


def test_a_cell_joined_with_its_neighbour_is_not_overwritten_by_its_stub(handed):
    handed["f"]["source"] += "\n\n" + handed.drop("g")["source"]
    intake = handed.taken()
    assert_done(intake)
    assert "The code of `g` was found in the cell `f`." in intake.notes
    assert "NotImplementedError" not in source_of(intake, "g")


@pytest.mark.parametrize("place", ["", "imports", "how"])
def test_everything_in_one_cell(handed, place):
    source = "\n\n".join(handed.drop(name)["source"] for name in ("g", "f"))
    handed.add(source, after=place)
    assert_done(handed.taken())


def test_code_joined_to_a_provided_cell_is_found(handed):
    handed["imports"]["source"] += "\n" + handed.drop("f")["source"]
    assert_done(handed.taken())


def test_code_in_a_new_cell_above_the_stub_that_was_left(handed):
    handed["f"]["source"] = STUB.format("f")
    handed.add(DONE.format("f"), after="imports")
    assert_done(handed.taken())


def test_a_cell_keeps_its_place_behind_the_helper_that_it_needs_at_once(handed):
    code = handed.drop("f")["source"]
    handed.add("helper = lambda f: f", after="how")
    handed.add(f"@helper\n{code}", after=handed.cells[-1]["id"])
    assert_done(handed.taken())


def test_magic_does_not_hide_what_a_cell_defines(handed):
    handed.strip("f")
    handed["new-f"]["source"] = "%%time\n!ls\n" + DONE.format("f")
    assert source_of(handed.taken(), "f").endswith(DONE.format("f"))


def test_a_stub_is_restored_where_nothing_defines_its_names(handed):
    handed.drop("f")
    intake = handed.taken()
    assert source_of(intake, "f") == STUB.format("f")
    assert "The cell `f` was missing and was restored as it was released." in intake.notes


def test_between_two_different_cells_a_person_decides(handed):
    handed.strip("f")
    handed.add(DONE.format("f").replace("x\n", "x, y=1\n"), after="new-f")
    handed.add("def f(x):\n    return -x", after="new-f")
    intake = handed.taken()
    assert list(intake.by_hand) == ["f"] and "A person decides" in intake.by_hand["f"]
    assert "raise" not in source_of(intake, "f")
    assert DONE.format("f") in [cell.source for cell in intake.notebook.cells], "nothing is lost"


def test_between_two_copies_of_one_name_a_person_decides(handed):
    other = copy.deepcopy(handed["f"])
    other["source"] = "def f(x):\n    return 2 * x"
    handed.cells.append(other)
    assert list(handed.taken().by_hand) == ["f"]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_copy_of_the_stub_does_not_count(handed, is_first):
    stub = {**copy.deepcopy(handed["f"]), "source": STUB.format("f")}
    handed.cells.insert(0 if is_first else len(handed.cells), stub)
    assert_done(handed.taken())


def test_a_test_cell_stays_the_releases_whoever_claims_to_be_it(handed):
    handed.drop("test_f")
    handed.add("f = 1  # test_f", after="f", id="test_f")
    intake = handed.taken()
    assert source_of(intake, "test_f") == "assert f"
    assert_done(intake)


def test_a_notebook_that_only_shares_a_name_is_none_of_the_assignment():
    cells = [{"cell_type": "code", "source": "print(1)", "metadata": {}}]
    with pytest.raises(Rejection, match="none of this assignment's cells"):
        take_in(json.dumps({"cells": cells}).encode(), release(), 4)


def test_a_notebook_of_another_assignment_with_the_same_functions_is_none_of_this_one(handed):
    for cell in handed.cells:
        if marks := cell["metadata"].get("nbgrader"):
            marks["grade_id"] = cell["id"] = f"gan_{cell['id']}"
    with pytest.raises(Rejection, match="none of this assignment's cells"):
        handed.taken()


# --- Answers to questions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_that_was_typed_anew_is_taken(handed, kind):
    handed.strip("why")
    handed["new-why"]["cell_type"] = kind
    intake = handed.taken()
    assert source_of(intake, "why") == "Because of why."
    assert "`why` had lost its name" in " ".join(intake.notes)


def test_an_answer_in_a_cell_of_code_is_taken(handed):
    handed.drop("why")
    handed.add("It is blurred, I think.", after="about-why")
    assert source_of(handed.taken(), "why") == "It is blurred, I think."


def test_an_answer_beside_the_cell_that_was_left_is_for_a_person(handed):
    handed["why"]["source"] = "YOUR ANSWER HERE"
    handed.add("Because.", after="why", kind="markdown")
    assert list(handed.taken().by_hand) == ["why"]


def test_between_two_texts_a_person_decides(handed):
    handed.drop("why")
    handed.add("Because.", after="about-why", kind="markdown")
    handed.add("Or else.", after="about-why", kind="markdown")
    intake = handed.taken()
    assert list(intake.by_hand) == ["why"] and source_of(intake, "why") == "YOUR ANSWER HERE"


def test_a_question_without_any_answer_is_flagged_for_nobody(handed):
    handed["why"]["source"] = "YOUR ANSWER HERE"
    assert not handed.taken().by_hand


# --- Pictures --------------------------------------------------------------------------------------------------


def shown(handed: Handed, source: str, **attachments: dict) -> tuple[str, dict, Intake]:
    handed["why"].update(source=source, attachments=attachments)
    intake = handed.taken()
    cell = next(cell for cell in intake.notebook.cells if grade_id(cell) == "why")
    nbformat.validate(intake.notebook)
    return cell.source, cell.get("attachments", {}), intake


@pytest.mark.parametrize(("mime", "data", "suffix"), [("png", PICTURE, "png"), ("jpeg", PHOTO, "jpg")])
@pytest.mark.parametrize(
    "source",
    [
        "See ![a sketch]({}) there",
        'See <img width="30" src="{}"> there',
        "See ![][one] there\n\n[one]: <{}>",
    ],
)
def test_a_data_address_becomes_an_attachment(handed, source, mime, data, suffix):
    text, attachments, _ = shown(handed, source.format(f"data:image/{mime};base64,{data}"))
    assert attachments == {f"picture-1.{suffix}": {f"image/{mime}": data}}
    assert f"(attachment:picture-1.{suffix})" in text or f"<attachment:picture-1.{suffix}>" in text
    assert "base64" not in text and text.startswith("See") and "there" in text


def test_attachments_are_kept_where_they_are_pictures(handed):
    source = "![](attachment:my%20one.png) ![](attachment:evil.svg) ![](attachment:not%20there.png)"
    bundles = {"my one.png": {"image/png": PICTURE}, "evil.svg": {"image/svg+xml": "<svg onload='x()'/>"}}
    text, attachments, intake = shown(handed, source, **bundles)
    assert attachments == {"picture-1.png": {"image/png": PICTURE}}
    assert text == "![](attachment:picture-1.png) ![](attachment:not-shown) ![](attachment:not-shown)"
    assert any("2 of the pictures" in note for note in intake.notes)


def test_pictures_have_a_budget_of_their_own(handed):
    large = base64.b64encode(base64.b64decode(PICTURE) + bytes(1 << 20)).decode()
    text, attachments, _ = shown(handed, f"![](data:image/png;base64,{large}) and words")
    assert text == "![](attachment:picture-1.png) and words" and len(attachments) == 1
    many = " ".join(f"![](data:image/png;base64,{PICTURE})" for _ in range(50))
    _, attachments, intake = shown(handed, many)
    assert len(attachments) == 40 and any("10 of the pictures" in note for note in intake.notes)


# --- Bytes -------------------------------------------------------------------------------------------------------


def zipped(*names: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings_are_read_with_a_note_where_it_is_not_utf_8(handed, encoding):
    handed["why"]["source"] = "Größer"
    data = json.dumps(handed.notebook, ensure_ascii=False).encode(encoding)
    intake = take_in(data, release(), 4)
    assert source_of(intake, "why") == "Größer"
    assert bool(intake.notes) == (not encoding.startswith("utf-8"))


def test_a_zip_archive_of_one_notebook_is_opened(handed):
    data = json.dumps(handed.notebook).encode()
    names = (
        "vae/vae.ipynb",
        "__MACOSX/vae/._vae.ipynb",
        "vae/.ipynb_checkpoints/vae-checkpoint.ipynb",
        "a.txt",
    )
    intake = take_in(zipped(*names, data=data), release(), 4)
    assert_done(intake)
    assert intake.notes == ["The notebook was taken out of a zip archive."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped("a.ipynb", "b.ipynb", data=b"{}"), "with 2 notebooks"),
        (zipped("a.txt", data=b"{}"), "with no notebooks"),
        (zipped("a.ipynb", data=b" " * (5 << 20)), "too large"),
        (zipped("a.ipynb", data=b"{}")[:60], "damaged zip"),
        (zipped("a.ipynb", data=b"{}").replace(b"PK\x01", b"PK\x09"), "damaged zip"),
    ],
    # An id made of the bytes would hold the second in which they were packed: each worker would collect another test.
    ids=["two", "none", "large", "cut", "damaged"],
)
def test_other_archives_are_refused(data, reason):
    with pytest.raises(Rejection, match=reason):
        take_in(data, release(), 4)


# --- Names --------------------------------------------------------------------------------------------------------


def test_names_that_a_cell_makes_uses_and_changes():
    cell = """%pip install x
import numpy as np, os.path
files = !ls
for i in range(3): pass
def f(x):
    y = np.sum(x)
    return g(y)
VAE.step = [f for _ in {k: v for k, v in {n for n in ()}}]
"""
    names = names_of(cell)
    assert names.made == {"np", "os", "files", "i", "f"} and names.defined == {"f"}
    assert names.used == {"np", "g", "range", "VAE", "f"}
    assert names.changed == {"VAE"}
    assert names.imports == {("numpy", "", "np"), ("os.path", "", "os")}


@pytest.mark.parametrize("source", ["def f(:", "(" * 5000, "x = '\0'", "\ud800", "-" * 100_000 + "1"])
def test_what_is_not_python_makes_no_names(source):
    assert names_of(source) == Names()
