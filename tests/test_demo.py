"""The demonstration, for real: sandbox, gradebook, feedback."""

from pathlib import Path

import pytest

from autograder import cli
from autograder.course import load_course
from autograder.model import Results
from autograder.trials import demo, scenarios


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


def test_a_class_of_its_own_is_there_whole() -> None:
    course = load_course()
    classes = {id: list(demo._class_of(course, id)) for id in course.assignments}
    assert all(
        len(scenarios.KINDS) + 2 <= len(students) <= len(demo.STUDENTS) for students in classes.values()
    )
    vae = [scenario.name for scenario in classes["vae"]]
    assert len(vae) == 13 and vae[:3] == ["reference", "untouched", "subclassed_networks"]
    mistakes = classes["vae"][5]
    assert [section.name for section in mistakes.sections] == ["kl_divergence", "latent_walk"]
