"""`autograder new`: what it makes can be released and graded as it is, and grading.yml keeps every other letter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder import cli
from autograder.classroom import pair
from autograder.classroom.new import with_entry
from autograder.course import load_course
from autograder.errors import CourseError
from autograder.notebook import Kind, kind_of
from autograder.reports import readme
from autograder.trials import accuracy, attacks, mutants, scenarios

ROOT = Path(__file__).resolve().parents[1]
ENTRY = "toy:\n  title: 'Toy: a first one'\n"
GRADING = """\
# A course.
name: small

assignments:
  one: {title: One, framework: numpy, release: 2027-01-01, due: 2027-01-15 23:59:00+01:00}
late:
  max_days: 3
"""


def new(root: Path, *arguments: str) -> int:
    return cli.main(["new", *arguments, "--course", str(root)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "grading.yml").write_text(GRADING, encoding="utf-8")
    return tmp_path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("framework", ["numpy", "tensorflow", "torch"])
def test_what_is_made_works_as_it_is(root: Path, framework: str, monkeypatch: pytest.MonkeyPatch):
    assert new(root, "toy", "--framework", framework) == 0
    course = load_course(root)
    assert not pair.out_of_step(course.solution_script("toy"))
    (root / "README.md").write_text(f"# Small\n\n{readme.BEGIN}{readme.END}")
    assert cli.main(["release", "toy", "--course", str(root)]) == 0
    assert "| `toy`: Toy |" in (root / "README.md").read_text()
    assert "| 4 by checks, 2 by hand |" in (root / "README.md").read_text()
    assert accuracy.measure(course, "toy", jobs=2, seed=1).complaints == []
    assert attacks.attack(course, "toy", jobs=2, seed=1).complaints == []
    assert mutants.grade_mutants(course, "toy", jobs=2, seed=1, cells=["ascent_step"]).escaped == []
    monkeypatch.setenv("QUICK", "1")
    notebook = nbformat.read(course.solution_notebook("toy"), as_version=4)
    NotebookClient(notebook, timeout=120).execute()
    for cell in notebook.cells:
        if kind_of(cell) is Kind.TEST:
            assert [output.get("name") for output in cell.outputs] == ["stdout"]
    displayed = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("application/vnd.labkit.result+json" in data for data in displayed)  # for results.yml


def test_what_to_do_next_is_told_in_the_order_of_the_page(root: Path, capsys: pytest.CaptureFixture):
    assert new(root, "toy") == 0
    said = re.findall(r"^  (autograder \w+ toy)$", capsys.readouterr().out, re.MULTILINE)
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert said == re.findall(r"^\d\. `(autograder (?!new)\w+ toy)`", page, re.MULTILINE)


def test_it_has_one_of_everything(root: Path):
    assert new(root, "toy", "--title", "Toys") == 0
    course = load_course(root)
    notebook = nbformat.read(course.solution_notebook("toy"), as_version=4)
    assert notebook.cells[0].source.startswith("# Toys\n")
    kinds = [kind_of(cell) for cell in notebook.cells]
    assert (kinds.count(Kind.SOLUTION), kinds.count(Kind.TEST), kinds.count(Kind.QUESTION)) == (2, 2, 1)
    assert Kind.TRAINING in kinds
    assert {scenario.kind for scenario in scenarios.all_of(course, "toy")} == set(scenarios.KINDS)
    (folder,) = course.checks("toy")
    assert len(list(folder.glob("test_*.py"))) == 2


@pytest.mark.parametrize("trial", ["accuracy", "attacks", "mutants"])
def test_before_it_is_released_a_trial_says_so(root: Path, trial: str, capsys: pytest.CaptureFixture):
    assert new(root, "toy") == 0
    assert cli.main([trial, "toy", "--course", str(root)]) == cli.USAGE
    assert "toy.ipynb does not exist; make it with: autograder release toy" in capsys.readouterr().err


def test_a_fault_in_a_submission_is_told_in_a_sentence(root: Path, capsys: pytest.CaptureFixture):
    assert new(root, "toy") == 0
    (root / "solutions/toy/submissions/wrong/nameless.py").write_text("# %% log_likelihood\n")
    assert cli.main(["accuracy", "toy", "--course", str(root)]) == cli.USAGE
    assert "nameless.py: no docstring" in capsys.readouterr().err


@pytest.mark.parametrize("framework", ["numpy", "tensorflow", "torch"])
def test_what_is_made_is_clean(root: Path, framework: str):
    assert new(root, "toy", "--framework", framework) == 0
    options = ["--no-cache", "--config", ROOT / "pyproject.toml", "--config", f"src = ['{ROOT}']"]
    for command in (["check"], ["format", "--diff"]):
        line = [sys.executable, "-m", "ruff", *command, *options, "."]
        done = subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_follows_the_course_unless_told_otherwise(root: Path):
    assert new(root, "a_toy") == 0
    toy = load_course(root).assignment("a_toy")
    assert (toy.title, toy.framework, toy.edition_of) == ("A toy", "numpy", None)
    assert toy.release >= load_course(root).assignment("one").due.date()
    assert (toy.due.date() - toy.release).days == 21 and toy.due.utcoffset().total_seconds() == 3600
    options = [
        "--title",
        "Toys: two",
        "--framework",
        "torch",
        "--release",
        "2027-02-01",
        "--due",
        "2027-02-15",
    ]
    assert new(root, "toys", *options) == 0
    toys = load_course(root).assignment("toys")
    assert (toys.title, toys.framework) == ("Toys: two", "torch")
    assert f"{toys.release} {toys.due}" == "2027-02-01 2027-02-15 23:59:00+01:00"


def test_the_course_s_own_file_keeps_every_other_letter(root: Path):
    shutil.copy(ROOT / "grading.yml", root)
    before = (root / "grading.yml").read_text().splitlines(keepends=True)
    assert new(root, "no_such_one_yet") == 0
    after = (root / "grading.yml").read_text().splitlines(keepends=True)
    start = after.index("  no_such_one_yet:\n")
    assert after[:start] + after[start + 5 :] == before
    assert list(load_course(root).assignments)[-1] == "no_such_one_yet"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("assignments:\n  a: {title: A}", "assignments:\n  a: {title: A}\n  ENTRY"),
        ("assignments:\n    a: # one\n        title: A # A\n# end\n",
         "assignments:\n    a: # one\n        title: A # A\n    ENTRY# end\n"),
        ("assignments:\r\n  a:\r\n    title: A\r\n\r\nlate: {}\r\n",
         "assignments:\r\n  a:\r\n    title: A\r\n  ENTRY\r\nlate: {}\r\n"),
        ("assignments:\n  a:\n    dates:\n    - 1\n    - 2\nlate: {}\n",
         "assignments:\n  a:\n    dates:\n    - 1\n    - 2\n  ENTRYlate: {}\n"),
    ],
)  # fmt: skip
def test_the_entry_stands_behind_the_others_however_they_are_written(before: str, after: str):
    newline, column = "\r\n" if "\r\n" in before else "\n", 4 if "    a:" in before else 2
    entry = ENTRY.replace("\n  ", f"\n{' ' * column}  ").replace("\n", newline)
    assert with_entry(before, ENTRY) == after.replace("ENTRY", entry)


@pytest.mark.parametrize(
    "text", ["assignments: {a: {title: A}}\n", "assignments:\n  a: |\n    A\nlate: {}\n"]
)
def test_where_it_cannot_stand_it_is_refused(text: str):
    with pytest.raises(CourseError, match="say --print"):
        with_entry(text, ENTRY)


def test_the_entry_may_be_printed_instead(root: Path, capsys: pytest.CaptureFixture):
    assert new(root, "toy", "--print") == 0
    assert (root / "grading.yml").read_text() == GRADING
    said = capsys.readouterr().out
    entry = said[said.index("  toy:") : said.index("\n\nThey can")]
    (root / "grading.yml").write_text(GRADING.replace("late:", f"{entry}\nlate:"))
    assert load_course(root).solution_notebook("toy").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one"], "has an assignment one already"),
        (["Toy"], "found the id 'Toy'; allowed: a-z, 0-9 and _, a letter first"),
        (["../toy"], "found the id '../toy'"),
        (["taken"], "taken exists already"),
        (["toy", "--release", "2027-03-01", "--due", "2027-02-01"], "is before release"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_changed(
    root: Path, capsys: pytest.CaptureFixture, arguments, said
):
    (root / "solutions" / "taken").mkdir(parents=True)
    before = sorted(os.walk(root))
    assert new(root, *arguments) == cli.USAGE
    assert said in capsys.readouterr().err
    assert sorted(os.walk(root)) == before
    assert (root / "grading.yml").read_text() == GRADING
