"""What a class got wrong: figures against numbers worked out by hand, and what is written of them."""

import csv
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from example_class import checked
from hypothesis import given
from test_reports import Page, classes, quick

from autograder.cli import main
from autograder.course import Course
from autograder.model import Results
from autograder.reports.stats import COLUMNS, cronbach, statistics, write_csv
from autograder.reports.stats_page import write_stats_page


def of_class(*outcomes: str) -> Results:
    return Results(grades=[checked(f"s{n}", letters) for n, letters in enumerate(outcomes)])


def test_figures_are_those_worked_out_by_hand():
    [vae] = statistics(of_class("ppppp", "pfppp", "ffppf", "ffsff")).assignments
    assert (vae.graded, vae.max_score) == (4, 10)
    assert vae.mean == pytest.approx((10 + 8.5 + 2 + 0) / 4)
    assert vae.quartiles == pytest.approx((1.5, 5.25, 8.875))
    shape, _, kl_shape, closed_form, _ = vae.checks
    assert [check.passed for check in vae.checks] == [0.5, 0.25, 0.75, 0.75, 0.5]
    assert (kl_shape.skipped, kl_shape.failed) == (0.25, 0)
    # passed 1, 1, 0, 0 against the other points: 9.5, 8, 2, 0
    assert shape.discrimination == pytest.approx(np.corrcoef([1, 1, 0, 0], [9.5, 8, 2, 0])[0, 1])
    [(message, times)] = closed_form.messages
    assert message.startswith("Your code raised InvalidArgumentError") and "Hint" not in message
    assert times == 1


def test_who_was_not_graded_is_counted_and_left_out(results):
    [vae] = statistics(results).assignments
    assert (vae.graded, vae.rejected, vae.needs_manual_grade) == (4, 1, 1)


def test_cronbachs_alpha():
    """Against the formula on a small matrix: three items, variances 1/4, 1/4 and 3/16, of sums 3, 2, 1, 0."""
    items = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]], float)
    total = items.sum(axis=1).var()
    assert cronbach(items) == pytest.approx(1.5 * (1 - (0.25 + 0.25 + 0.25) / total))
    assert cronbach(np.repeat([[0.0], [1.0]], 5, axis=1)) == pytest.approx(1)  # all say the same
    assert cronbach(np.ones((4, 3))) is None
    assert cronbach(np.eye(1)) is None


@quick
@given(classes)
def test_any_class_has_figures_within_their_bounds(results):
    for each in statistics(results).assignments:
        assert each.graded + each.rejected + each.needs_manual_grade + each.missing > 0
        assert each.alpha is None or each.alpha <= 1 + 1e-9
        for check in each.checks:
            assert check.passed + check.failed + check.skipped <= 1 + 1e-9
            assert check.discrimination is None or abs(check.discrimination) <= 1 + 1e-9


@quick
@given(classes)
def test_any_class_has_a_page_and_a_table_that_can_be_read(tmp_path, course: Course, results):
    found = statistics(results)
    write_stats_page(found, tmp_path / "stats.html", course)
    Page((tmp_path / "stats.html").read_text())
    write_csv(found, tmp_path / "stats.csv")
    rows = list(csv.DictReader(StringIO((tmp_path / "stats.csv").read_text(), newline="")))
    assert len(rows) == sum(len(each.checks) for each in found.assignments)
    for row in rows:
        assert not any(
            row[name].startswith(("=", "+", "@")) for name in ("assignment", "cell", "check", "title")
        )


def test_the_command(tmp_path: Path, course: Course, results, capsys):
    (tmp_path / "one.json").write_text(results.model_dump_json())
    (tmp_path / "two.json").write_text(of_class("ppppp").model_dump_json())
    files = {kind: tmp_path / "new" / f"stats.{kind}" for kind in ("html", "csv", "json")}
    wanted = [part for kind, path in files.items() for part in (f"--{kind}", str(path))]
    given = [str(tmp_path / name) for name in ("one.json", "two.json")]
    assert main(["stats", *given, "--course", str(course.root), *wanted]) == 0
    assert "5 graded" in capsys.readouterr().out
    assert json.loads(files["json"].read_text())["assignments"][0]["graded"] == 5
    assert files["csv"].read_text().splitlines()[0].split(",") == list(COLUMNS)
    page = files["html"].read_text()
    assert "<script>alert" not in page and "Cronbach" in page


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 2, "grades": []}'])
def test_what_is_no_results_file_is_told_and_writes_nothing(tmp_path: Path, course: Course, capsys, text):
    (tmp_path / "odd.json").write_text(text)
    asked = [
        "stats",
        str(tmp_path / "odd.json"),
        "--course",
        str(course.root),
        "--csv",
        str(tmp_path / "out.csv"),
    ]
    assert main(asked) == 2
    assert "odd.json: no results file" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
