"""What a student reads: the results of the checks in the notebook, safe whatever they quote."""

import base64
import copy

import nbformat
from bs4 import BeautifulSoup
from classroom import edited, graded, rejected

from autograder.classroom.gradebook import record
from autograder.course import Course
from autograder.grading.feedback import SUMMARY_ID, attach
from autograder.notebook import grade_id, is_test
from autograder.sandbox.pictures import PNG_START


def shown(course: Course, **grade_of) -> nbformat.NotebookNode:
    outcome = graded(course, "ada", **grade_of)
    return attach(outcome.notebook, outcome.grade)


def output_of(notebook: nbformat.NotebookNode, cell: str) -> str:
    (output,) = next(c for c in notebook.cells if grade_id(c) == cell).outputs
    return output


def test_each_test_cell_shows_its_checks_with_mark_sentence_points_and_hint(course):
    output = output_of(shown(course, kl_divergence="failed"), "test_kl_divergence")
    html, plain = output.data["text/html"], output.data["text/plain"]
    for piece in (
        "✓",
        "✗",
        "does what it must, part 1.",
        "1 / 1",
        "0 / 1",
        "1 of 2 points",
        "look at the factor",
    ):
        assert piece in html
    assert "✗ `kl_divergence` does what it must, part 1. [failed, 0 of 1 point]" in plain
    assert "    Hint: look at the factor." in plain
    assert "encoder" not in html, "checks of another cell"


def test_a_grade_without_failures_has_no_red_in_it(course):
    notebook = shown(course)
    text = nbformat.writes(notebook)
    assert "✗" not in text and "#cf222e" not in text


def test_every_status_is_told_apart(course):
    notebook = shown(course, sampling="skipped", kl_divergence="error", build_encoder="failed")
    for cell, mark in {"sampling": "–", "kl_divergence": "!", "build_encoder": "✗"}.items():
        assert f">{mark}</span>" in output_of(notebook, f"test_{cell}").data["text/html"]
    summary = notebook.cells[0].source
    assert "18 checks: 15 passed, 1 failed, 1 skipped, 1 to be graded by hand." in summary


def test_what_a_check_quotes_is_text_and_not_markup(course):
    outcome = graded(course, "ada", kl_divergence="failed", reason="<b>note</b>\n\n# not a heading")
    evil = {"title": "<script>alert(1)</script>", "message": "<img src=x onerror=alert(2)> `<i>` $x$"}
    checks = [c.model_copy(update=evil) if c.cell == "kl_divergence" else c for c in outcome.grade.checks]
    notebook = attach(outcome.notebook, outcome.grade.model_copy(update={"checks": checks}))
    html = output_of(notebook, "test_kl_divergence").data["text/html"]
    assert "<script" not in html and "<img" not in html and "<i>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "tex2jax_ignore" in html, "MathJax would typeset what stands between dollar signs"
    summary = notebook.cells[0].source
    assert "&lt;b&gt;note&lt;/b&gt;" in summary and "\n" not in summary, "Markdown must take it as one block"


def test_attaching_twice_is_attaching_once(course):
    outcome = graded(course, "ada", kl_divergence="failed")
    once = copy.deepcopy(attach(outcome.notebook, outcome.grade))
    # Output and cell ids are given, not drawn, so that regrading gives the same file.
    assert attach(outcome.notebook, outcome.grade) == once
    assert [cell.get("id") for cell in once.cells].count(SUMMARY_ID) == 1


def test_what_stood_in_a_test_cell_before_is_gone(course):
    outcome = graded(course, "ada")
    for cell in filter(is_test, outcome.notebook.cells):
        cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="19 points"), *cell.outputs]
    notebook = attach(outcome.notebook, outcome.grade)
    outputs = [output for cell in filter(is_test, notebook.cells) for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"display_data"}
    assert "19 points" not in nbformat.writes(notebook)
    nbformat.validate(notebook)


def test_a_rejected_submission_says_why(course):
    release = nbformat.read(course.release_notebook("vae"), as_version=4)
    outcome = rejected("cleo", "The file is not a notebook: <it is not JSON>.")
    notebook = attach(edited(release), outcome.grade)
    assert "could not be graded automatically" in notebook.cells[0].source
    assert "The file is not a notebook: &lt;it is not JSON&gt;." in notebook.cells[0].source
    assert not any(cell.outputs for cell in filter(is_test, notebook.cells))


def test_the_page_shows_the_pictures_of_an_answer_and_survives_one_that_is_missing(course, db_url, nbgrader):
    outcome = graded(course, "ada", answer="![](attachment:sketch.png) ![](attachment:gone.png)")
    png = base64.b64encode(PNG_START + bytes([0, 0, 0, 4] * 2)).decode()
    answer = next(cell for cell in outcome.notebook.cells if grade_id(cell) == "question_samples")
    answer.attachments = {"sketch.png": {"image/png": png}}
    record(outcome, course, db_url)
    nbgrader("generate_feedback", "vae")
    page = (course.root / "feedback/ada/vae/vae.html").read_text()
    assert f"data:image/png;base64,{png}" in page and "[a picture that is not shown]" in page


def test_the_page_fetches_nothing_and_shows_formulas(course, db_url, nbgrader):
    record(graded(course, "ada", answer="As $x^2$ grows."), course, db_url)
    nbgrader("generate_feedback", "vae")
    page = BeautifulSoup((course.root / "feedback/ada/vae/vae.html").read_text(), "html.parser")
    assert "x2" in {formula.text for formula in page.find_all("math")}
    addresses = {
        tag.get("src") or tag.get("href") for tag in page.find_all(["script", "link", "img", "iframe"])
    }
    assert not [address for address in addresses if address and not address.startswith("data:")]
    assert not any("://" in script.text for script in page.find_all("script"))
