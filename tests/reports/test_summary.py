"""Grades as Markdown and as annotations; and that a run which graded nothing is not green."""

from xml.etree import ElementTree

import pytest
import standin_grader

from autograder import cli
from autograder.model import Results
from autograder.reports.junit import junit_xml
from autograder.reports.summary import MOST, annotations, summary


def test_what_failed_comes_first_and_what_passed_is_folded(results: Results):
    page = summary(Results(grades=[results.grades[1]]))
    assert page.startswith("## vae: 8 / 10 (80 %)")
    assert page.index("✗ `kl_divergence`") < page.index("<details><summary>3 of 5 checks passed</summary>")
    assert "Hint: Sum over the latent axis" in page
    assert "cell kl\\_divergence was missing and was restored" in page


def test_a_class_has_a_row_each_in_which_nothing_is_markup(results: Results):
    rows = summary(results).splitlines()[2:]
    assert len(rows) == len(results.grades)
    assert r"\<img src=x onerror=alert(1)\>" in rows[-1]


def test_a_page_is_never_too_long_for_a_comment(results: Results):
    grade = results.grades[1]
    grade.checks[2].message = "word " * 1000
    many = grade.model_copy(update={"checks": [grade.checks[2]] * 100})
    assert len(summary(Results(grades=[many]))) <= MOST + 10


def test_annotations_name_the_file_and_are_a_line_each(results: Results):
    grade = results.grades[1]
    grade.checks[2].message = "wrong\n::add-mask::100%"
    (first, *_) = annotations(Results(grades=[grade]), "assignments/vae/vae.ipynb")
    assert first.startswith("::error file=assignments/vae/vae.ipynb,title=kl_divergence%3A The KL")
    assert first.endswith("::wrong%0A::add-mask::100%25")


def test_a_run_that_graded_nothing_is_not_green(results: Results):
    unchecked = results.grades[0].model_copy(update={"checks": []})
    for graded in ([], [unchecked]):
        suites = ElementTree.fromstring(junit_xml(Results(grades=graded)))
        assert (suites.get("tests"), suites.get("errors")) == ("1", "1")


@pytest.mark.timeout(60)
def test_both_come_of_the_command(course, tmp_path, capsys):
    (tmp_path / "upload").mkdir()
    (tmp_path / "upload" / "vae.ipynb").write_text("half")
    arguments = [
        "grade",
        tmp_path / "upload",
        "--student",
        "ada",
        "--assignment",
        "vae",
        "--course",
        course.root,
    ]
    arguments += ["--summary", tmp_path / "s.md", "--annotations", "vae.ipynb"]
    assert cli.main([str(one) for one in arguments], grader=standin_grader.grade) == 0
    assert (tmp_path / "s.md").read_text().startswith("## vae: 2 / 4 (50 %)")
    assert "::error file=vae.ipynb,title=" in capsys.readouterr().out
