"""Scenario files: what they may say, what is built from them, and what a faulty one is answered."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import load_course
from autograder.trials import scenarios
from autograder.trials.scenarios import ScenarioError

GRADING = """\
name: tiny
assignments:
  tiny: {title: Tiny, framework: numpy, release: 2027-02-01, due: 2027-02-22 23:59:00+01:00}
"""
SOLUTION = "class Shape:\n    def area(self):\n        return 6\n\n    @property\n    def sides(self):\n        return 4"
STUB = "class Shape:\n    def area(self):\n        raise NotImplementedError()"


@pytest.fixture
def course(tmp_path):
    (tmp_path / "grading.yml").write_text(GRADING)
    for folder, source in (("solutions", SOLUTION), ("assignments", STUB)):
        marks = {"grade_id": "shape", "solution": True, "grade": False}
        points = {"grade_id": "test_shape", "solution": False, "grade": True, "points": 2}
        cells = [
            new_code_cell("import math", id="first"),
            new_code_cell(source, id="shape", metadata={"nbgrader": marks}),
            new_code_cell("assert Shape().area()", id="test", metadata={"nbgrader": points}),
        ]
        path = tmp_path / folder / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(new_notebook(cells=cells), path)
    return load_course(tmp_path)


@pytest.fixture
def write(course):
    """Writes a scenario file, and returns its path."""

    def write(text, kind="right", name="one"):
        path = course.root / "solutions" / "tiny" / "submissions" / kind / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def built(course, write):
    """Writes a scenario file, and returns the sources of the notebook that is built from it."""

    def built(text):
        notebook = json.loads(scenarios.build(course, scenarios.load(write(text))))
        nbformat.validate(notebook, version=4)
        return ["".join(cell["source"]) for cell in notebook["cells"]]

    return built


def test_the_header_says_what_must_come_of_it(write):
    text = '"""Attacks\n    the grader.\n\nscore: 1.5\nnote: a cell: restored,\n    and noted\nstatus: graded\n"""\n'
    scenario = scenarios.load(write(text, kind="hostile", name="attack"))
    assert (scenario.name, scenario.kind, scenario.assignment) == ("attack", "hostile", "tiny")
    assert scenario.summary == "Attacks the grader."
    assert (scenario.score, scenario.note, scenario.status) == (1.5, "a cell: restored, and noted", "graded")
    assert scenario.fails == frozenset()


def test_a_wrong_one_names_the_checks_it_fails(write):
    scenario = scenarios.load(write('"""Wrong.\n\nfails: test_a, test_b,\n    test_c\n"""\n', kind="wrong"))
    assert scenario.fails == {"test_a", "test_b", "test_c"}


def test_without_sections_it_is_the_reference(built):
    assert built('"""The reference."""\n') == ["import math", SOLUTION, "assert Shape().area()"]


def test_untouched_is_the_release(built):
    assert built('"""The release.\n\nbase: untouched\n"""\n')[1] == STUB


def test_a_section_replaces_a_cell(built):
    assert built('"""Other."""\n# %% shape\nShape = None\n')[1] == "Shape = None"


@pytest.mark.parametrize(
    ("name", "replacement", "expected"),
    [
        ("area", "def area(self):\n    return 7", SOLUTION.replace("return 6", "return 7")),
        ("sides", "sides = 5", SOLUTION[: SOLUTION.index("    @property")] + "    sides = 5"),
        ("Shape", "Shape = 3", "Shape = 3"),
    ],
)
def test_a_section_replaces_one_definition_with_its_decorators(built, name, replacement, expected):
    assert built(f'"""Other."""\n# %% shape.{name}\n{replacement}\n')[1] == expected


def test_extra_cells_stand_where_they_are_told_to_in_the_order_of_the_file(built):
    text = '"""Extra cells."""\n# %% extra after=shape\na = 1\n# %% extra after=\nb = 2\n# %% extra after=shape\nc = 3\n'
    assert built(text) == ["b = 2", "import math", SOLUTION, "a = 1", "c = 3", "assert Shape().area()"]


def test_code_of_ours_may_change_the_notebook_and_the_bytes(course, write):
    text = (
        '"""Changes."""\n# %% notebook\ncell("test_shape")["metadata"]["nbgrader"]["points"] = 99\n'
        'notebook["metadata"]["x"] = 1\n# %% bytes\ndata = data.replace(b"math", b"maths")\n'
    )
    notebook = json.loads(scenarios.build(course, scenarios.load(write(text))))
    assert notebook["cells"][2]["metadata"]["nbgrader"]["points"] == 99
    assert notebook["metadata"]["x"] == 1
    assert (
        notebook["cells"][0]["source"] == ["import maths"] or notebook["cells"][0]["source"] == "import maths"
    )


def test_building_leaves_the_course_as_it_was(course, write):
    before = course.release_notebook("tiny").read_bytes(), course.solution_notebook("tiny").read_bytes()
    scenarios.build(course, scenarios.load(write('"""Other."""\n# %% shape\nShape = None\n')))
    assert before == (
        course.release_notebook("tiny").read_bytes(),
        course.solution_notebook("tiny").read_bytes(),
    )


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("# %% shape\nx = 1\n", "right", "no docstring"),
        ('"""Half', "right", "the header is not Python"),
        (
            '"""Wrong.\n\nfails: test_a\nbse: untouched\n"""\n',
            "wrong",
            "key: found 'bse'; allowed: fails, base",
        ),
        ('"""Wrong.\n\nsome more words\n"""\n', "wrong", "no `key: value` in the header: 'some more words'"),
        (
            '"""Other.\n\nbase: nothing\n"""\n',
            "right",
            "base: found 'nothing'; allowed: reference, untouched",
        ),
        ('"""Other.\n\nstatus: fine\n"""\n', "right", "status: found 'fine'; allowed: graded, rejected"),
        ('"""Other.\n\nscore: many\n"""\n', "hostile", "score: found 'many'; allowed: a number"),
        ('"""Other."""\n# %%\nx = 1\n', "right", 'a "# %%" without a name'),
        ('"""Wrong."""\n', "wrong", "names the checks that it fails"),
        ('"""Right.\n\nfails: test_a\n"""\n', "right", "names the checks that it fails"),
        ('"""Other."""\n', "strange", "folder: found 'strange'; allowed: right, wrong, hostile"),
    ],
)
def test_a_faulty_file_is_refused(write, text, kind, said):
    path = write(text, kind)
    with pytest.raises(ScenarioError) as refusal:
        scenarios.load(path)
    assert said in str(refusal.value)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("shap", "cell: found 'shap'; allowed: extra, notebook, bytes, shape, test_shape"),
        ("shape.volume", "the cell shape has no function or class 'volume'"),
        ("extra after=shap", "cell: found 'shap'"),
        ("extra before=shape", 'found "extra before=shape"; allowed: extra after=GRADE_ID'),
    ],
)
def test_a_section_for_no_cell_is_refused(course, write, section, said):
    scenario = scenarios.load(write(f'"""Other."""\n# %% {section}\nx = 1\n'))
    with pytest.raises(ScenarioError) as refusal:
        scenarios.build(course, scenario)
    assert said in str(refusal.value)


def test_all_of_an_assignment_are_found_by_kind_and_name(course, write):
    write('"""B."""\n', "right", "b")
    write('"""A."""\n', "right", "a")
    write('"""W.\n\nfails: test_a\n"""\n', "wrong", "w")
    assert [s.name for s in scenarios.all_of(course, "tiny")] == ["a", "b", "w"]
    assert [s.name for s in scenarios.all_of(course, "tiny", "right")] == ["a", "b"]
