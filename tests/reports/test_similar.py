"""Who wrote the same, in a class of right submissions of which three were copied, each in a disguise."""

import ast
import io
import json
import keyword
import re
import tokenize
from pathlib import Path

import pytest
from test_reports import Page

from autograder.batch.sources import given, written
from autograder.batch.submissions import find_submissions
from autograder.cli import main
from autograder.course import Course, load_course
from autograder.notebook import is_solution
from autograder.reports.similar import similar, write_similar_page
from autograder.trials import scenarios


def renamed(source: str) -> str:
    """Every name that a function binds becomes another."""
    tree = ast.parse(source)
    bound = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} - {"self"}
    return re.sub(
        r"\b\w+\b", lambda m: f"my_{m[0]}" if m[0] in bound and not keyword.iskeyword(m[0]) else m[0], source
    )


def reordered(source: str) -> str:
    """Functions, classes and methods in the opposite order."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.body.reverse()
    tree.body.reverse()
    return ast.unparse(tree)


def commented(source: str) -> str:
    """Other comments, other blank lines."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    bare = [(kind, text) for kind, text, *_ in tokens if kind != tokenize.COMMENT]
    return "# all my own work\n" + tokenize.untokenize(bare).replace("\n", "\n\n")


DISGUISES = {"renamed": renamed, "reordered": reordered, "commented": commented}


@pytest.fixture(scope="module")
def course() -> Course:
    """The course itself, whose submissions are right in many ways."""
    return load_course(Path(__file__).parents[2])


@pytest.fixture(scope="module")
def class_with_copies(course: Course, tmp_path_factory) -> tuple[Path, set[tuple[str, str]]]:
    """A folder of submissions, and the pairs of who was copied and who copied."""
    folder = tmp_path_factory.mktemp("class")
    right = [s for s in scenarios.all_of(course, "vae", "right") if s.changes_cells_alone]
    notebooks = {scenario.name: json.loads(scenarios.build(course, scenario)) for scenario in right}
    longest = sorted(right, key=lambda s: -sum(len(section.source) for section in s.sections))
    planted = set()
    for (how, disguise), scenario in zip(DISGUISES.items(), longest, strict=False):
        copy = json.loads(json.dumps(notebooks[scenario.name]))
        for cell in filter(is_solution, copy["cells"]):
            cell["source"] = disguise("".join(cell["source"]))
        notebooks[how] = copy
        planted.add(tuple(sorted((how, scenario.name))))
    for student, notebook in notebooks.items():
        path = folder / student / "vae" / "vae.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
    return folder, planted


def test_planted_copies_are_on_top(course: Course, class_with_copies):
    folder, planted = class_with_copies
    texts = written(find_submissions([folder], course), course, pytest.fail)["vae"]
    pairs = similar("vae", texts, given("vae", course), most=20)
    assert {pair.students for pair in pairs[:3]} == planted
    assert all(pair.likeness < pairs[2].likeness for pair in pairs[3:])
    for pair in pairs:
        for student, pieces in zip(pair.students, pair.texts, strict=True):
            assert "".join(text for text, _ in pieces) == texts[student]
            assert any(is_shared for _, is_shared in pieces)


def test_the_command_tells_who_cannot_be_read_and_goes_on(
    course: Course, class_with_copies, tmp_path, capsys
):
    folder, planted = class_with_copies
    broken = tmp_path / "broken" / "vae" / "vae.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("no notebook")
    page = tmp_path / "out" / "similar.html"
    asked = [str(folder), str(tmp_path / "broken"), "--assignment", "vae", "--course", str(course.root)]
    assert main(["similar", *asked, "--most", "3", "--html", str(page)]) == 0
    said = capsys.readouterr()
    assert "broken, vae: " in said.err
    assert all(" and ".join(pair) in said.out for pair in planted)
    shown = Page(page.read_text()).words()
    assert all(" and ".join(pair) in shown for pair in planted)


def test_nothing_in_common_is_said(course: Course, tmp_path):
    texts = {"ada": "def f(x):\n    return x + 1\n", "ben": "import os\n", "cleo": ""}
    assert similar("vae", texts, ["def f(): ..."], most=5) == []
    write_similar_page([], tmp_path / "page.html", course)
    assert "No two submissions" in (tmp_path / "page.html").read_text()


def test_what_students_write_is_text_on_the_page(course: Course, tmp_path):
    nasty = "\n".join(f"def f{n}(x):\n    return '<script>alert({n})</script>' + x * {n}" for n in range(40))
    pairs = similar("vae", {"<b>": nasty, "eve": nasty, "ada": "x = 1"}, [""], most=5)
    assert [pair.students for pair in pairs] == [("<b>", "eve")]
    assert pairs[0].likeness == pytest.approx(1)
    write_similar_page(pairs, tmp_path / "page.html", course)
    page = (tmp_path / "page.html").read_text()
    assert "<script>alert" not in page
    assert "<b> and eve" in Page(page).words()
