"""The demonstration, for real: sandbox, gradebook, feedback."""

from pathlib import Path

import pytest

from autograder import cli
from autograder.course import load_course
from autograder.model import Results


@pytest.mark.timeout(180)
def test_a_demonstration_of_one_assignment_has_every_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo"
    assert cli.main(["demo", "style_transfer", "--out", str(out)]) == 0
    scores = {grade.student: grade.score for grade in Results.read(out / "results.json").grades}
    assert scores["ada"] == load_course().max_score("style_transfer")  # the reference
    assert scores["alan"] == 0  # the untouched notebook
    for name in ("index.html", "gradebook.db", "feedback/ada/style_transfer/style_transfer.html"):
        assert (out / name).is_file()
    rows = (out / "grades.csv").read_text().splitlines()
    assert len(rows) == 1 + len(scores)
    assert "feedback/<student>/style_transfer/style_transfer.html" in capsys.readouterr().out
