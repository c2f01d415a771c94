"""Mechanical mutants of the reference solutions: what they change, and that the checks catch them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from autograder.course import load_course
from autograder.errors import CourseError
from autograder.trials import mutants

CELL = """
def scaled(x, axis=0):
    ### BEGIN SOLUTION
    total = x.sum(axis=1, keepdims=True)
    if total > 0.5:
        x -= 1
    return np.clip(-x * total, 0, 1)
    ### END SOLUTION
"""


@pytest.fixture(scope="module")
def course():
    return load_course()


def test_one_thing_is_changed_at_a_time_between_the_marks_of_the_solution():
    found = {f"{m.before} → {m.after}" for m in mutants.mutants_of("scaled", CELL)}
    assert found == {
        "total = x.sum(axis=1, keepdims=True) → ",
        "total = x.sum(axis=1, keepdims=True) → total = x.sum(axis=2, keepdims=True)",
        "total = x.sum(axis=1, keepdims=True) → total = x.sum(axis=1, keepdims=False)",
        "total = x.sum(axis=1, keepdims=True) → total = x.sum(keepdims=True)",
        "total = x.sum(axis=1, keepdims=True) → total = x.sum(axis=1)",
        "if total > 0.5: → if not total > 0.5:",
        "if total > 0.5: → if total >= 0.5:",
        "if total > 0.5: → if total > 1.0:",
        "x -= 1 → ",
        "x -= 1 → x -= 2",
        "return np.clip(-x * total, 0, 1) → ",
        "return np.clip(-x * total, 0, 1) → return np.clip(0, -x * total, 1)",
        "return np.clip(-x * total, 0, 1) → return np.clip(-x / total, 0, 1)",
        "return np.clip(-x * total, 0, 1) → return np.clip(x * total, 0, 1)",
        "return np.clip(-x * total, 0, 1) → return np.clip(-x * total, 1, 1)",
        "return np.clip(-x * total, 0, 1) → return np.clip(-x * total, 0, 2)",
        "return np.clip(-x * total, 0, 1) → return globals().setdefault('_kept_7_11', np.clip(-x * total, 0, 1))",
    }


@pytest.mark.parametrize(
    ("line", "mutant"),
    [
        ("points = np.array(x)", "points = x"),
        ("points = self.points.copy()", "points = self.points"),
        ("order = np.sort(x)", "order = x"),
        ("width = x.std(axis=0)", "width = x.std(axis=0, ddof=1)"),
        ("model.eval()", "model.train()"),
        ("z = rng.normal(size=3)", "z = globals().setdefault('_kept_4_8', rng.normal(size=3))"),
        ("z = rng.normal(size=3)", "if True:"),
    ],
)
def test_kinds_of_fault_that_students_make_are_put_in(line, mutant):
    cell = f"def f(x):\n    ### BEGIN SOLUTION\n    pass\n    {line}\n    ### END SOLUTION\n"
    found = [m.after for m in mutants.mutants_of("f", cell)]
    assert mutant in found


def test_a_seeded_mutant_seeds_before_it_draws():
    cell = "def f(x):\n    ### BEGIN SOLUTION\n    return np.random.normal(x)\n    ### END SOLUTION\n"
    (seeded,) = [m.source for m in mutants.mutants_of("f", cell) if ".seed(0)" in m.source]
    names = {"np": np}
    exec(seeded, names)
    assert names["f"](0.0) == names["f"](0.0)


def test_of_a_long_statement_only_the_change_is_shown():
    long = "layers = [" + ", ".join(f"Dense({n})" for n in range(20)) + "]"
    other = long.replace("Dense(11)", "Dense(12, name='twelve')")
    mutant = mutants.Mutant("net", 3, long, other, "")
    assert mutant.shown(10) == "net, line 3: …), Dense(11), Dense(1… → …), Dense(12, name='twelve'), Dense(1…"
    assert mutants.Mutant("net", 3, long, "", "").shown() == f"net, line 3: {long} → (dropped)"


def test_every_mutant_is_code_that_differs_from_the_solution():
    sources = [m.source for m in mutants.mutants_of("scaled", CELL)]
    for source in sources:
        compile(source, "cell", "exec")
    assert len(set(sources)) == len(sources)


def test_a_mutant_is_equivalent_only_with_a_reason(tmp_path, course):
    folder = tmp_path / "solutions" / "vae"
    folder.mkdir(parents=True)
    (folder / "equivalent.yml").write_text(
        json.dumps([{"cell": "scaled", "match": "clip.*, 2", "reason": "never above 1"}])
    )
    moved = course.model_copy(update={"root": tmp_path})
    reasons = mutants.Equivalents(moved, "vae")
    assert sorted({reasons.of(m) for m in mutants.mutants_of("scaled", CELL)}) == ["", "never above 1"]


@pytest.mark.parametrize("text", ["- cell: a\n  match: b\n", "- a\n", "- {cell: a, match: '(', reason: c}\n"])
def test_a_list_of_equivalents_that_is_none_is_refused(tmp_path, course, text):
    folder = tmp_path / "solutions" / "vae"
    folder.mkdir(parents=True)
    (folder / "equivalent.yml").write_text(text)
    with pytest.raises(CourseError, match="equivalent.yml"):
        mutants.Equivalents(course.model_copy(update={"root": tmp_path}), "vae")


def test_the_checks_catch_the_mutants_of_a_cell(course):
    result = mutants.grade_mutants(course, "vae", jobs=2, seed=7, cells=["kl_divergence"])
    assert result.count > 8
    assert [str(survivor.mutant) for survivor in result.escaped] == []
