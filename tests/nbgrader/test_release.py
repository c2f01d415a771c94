"""A release is refused when it would be unfair or tell the answers; the old one then stays."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import jupytext
import nbformat
import pytest
from classroom import REPOSITORY, command
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from autograder.classroom.adaptation import configure
from autograder.classroom.export import export
from autograder.classroom.pair import out_of_step, regenerate
from autograder.classroom.release import drift, main, release
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading import grader as grading
from autograder.model import CheckResult, Grade
from autograder.notebook import grade_id


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The marks that grading gives, by name, so that a test of another part need not run TensorFlow."""
    given = {"reference": 20.0, "untouched release": 0.0}

    def grade_submission(data, assignment, student, course, *, seed):
        json.loads(data)
        fields = {"assignment": assignment, "student": student, "max_score": 20, "seconds": 0}
        score = given[student]
        status = "failed" if score < 20 else "passed"
        check = CheckResult(
            id="test_kl",
            cell="kl_divergence",
            title="KL.",
            status=status,
            points=0,
            max_points=0,
            message="sign",
        )
        return grading.Graded(Grade(**fields, status="graded", score=score, checks=[check]), None)

    monkeypatch.setattr(grading, "grade_submission", grade_submission)
    return given


def change(course: Course, edit: Callable[[NotebookNode], None]) -> None:
    """Change the source notebook and its pair alike."""
    script = course.solution_script("vae")
    notebook = jupytext.read(script)
    edit(notebook)
    jupytext.write(notebook, script, fmt="py:percent")
    regenerate(script)
    assert not out_of_step(script)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in notebook.cells if grade_id(c) == name)


def refused(course: Course, capsys: pytest.CaptureFixture) -> str:
    """Why a release is refused; the old one is as it was."""
    before = {path: path.read_bytes() for path in (course.root / "assignments").rglob("*.*")}
    assert main(course, ["vae"]) == 1
    assert before == {path: path.read_bytes() for path in (course.root / "assignments").rglob("*.*")}
    assert not list(course.root.glob(".release-*")), "scratch folders are gone"
    return capsys.readouterr().err


def test_assignments_are_what_solutions_give():
    assert drift(load_course(REPOSITORY)) == []


def test_a_release_by_nbgrader_itself_is_the_same_byte_for_byte(course: Course, nbgrader):
    committed = course.release_notebook("vae").read_bytes()
    nbgrader("generate_assignment", "vae", "--force")
    assert course.release_notebook("vae").read_bytes() == committed
    assert [path.name for path in course.release_notebook("vae").parent.iterdir()] == ["vae.ipynb"]


def test_nbgrader_s_own_command_keeps_the_old_release_when_it_fails(course: Course):
    committed = course.release_notebook("vae").read_bytes()
    source = course.solution_notebook("vae")
    source.write_text(source.read_text().replace("### END SOLUTION", "### THE END"))
    done = command(course.root, "nbgrader", "generate_assignment", "vae", "--force")
    assert done.returncode != 0 and "no end solution statement found" in done.stderr
    assert course.release_notebook("vae").read_bytes() == committed


def test_drift_is_told(course: Course):
    path = course.release_notebook("vae")
    path.write_text(path.read_text().replace("Variational autoencoder", "Variational auto-encoder"))
    (path.parent / "answers.txt").write_text("left by mistake")
    text = "\n".join(drift(course, ["vae"]))
    assert "assignments/vae/vae.ipynb differs" in text and "assignments/vae/answers.txt" in text


def test_a_release_has_stubs_checksums_and_ids_that_do_not_change(course: Course, marks):
    release("vae", course)
    first = course.release_notebook("vae").read_bytes()
    notebook = nbformat.reads(first.decode(), as_version=4)
    assert "raise NotImplementedError()" in cell(notebook, "kl_divergence").source
    assert cell(notebook, "question_samples").source == "YOUR ANSWER HERE"
    assert cell(notebook, "kl_divergence").id == "kl_divergence"
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)
    change(course, lambda source: None)  # new random ids in the source
    release("vae", course)
    assert course.release_notebook("vae").read_bytes() == first


def _ids_of_requirements(notebook: NotebookNode) -> None:
    notebook.cells[0].source += " <!-- req: a-brief -->"
    for name in ("kl_divergence", "test_kl_divergence"):
        cell(notebook, name).source += "\n# a sentence <!-- req: a-number, a-mean -->"


def test_students_get_no_ids_of_requirements_and_checksums_are_of_what_they_get(course: Course, marks):
    change(course, _ids_of_requirements)
    release("vae", course)
    notebook = nbformat.read(course.release_notebook("vae"), as_version=4)
    assert not any("req:" in c.source for c in notebook.cells)
    locked = cell(notebook, "test_kl_divergence")
    assert locked.source.endswith("# a sentence")
    assert locked.metadata.nbgrader.checksum == compute_checksum(locked)


PLANTED = "# not for students"


def plant(course: Course) -> None:
    """Put private files everywhere into the source folder, beside those that it has, and one that may be shipped."""
    source = course.solution_folder("vae")
    folders = [source, *(path for path in source.rglob("*") if path.is_dir())]
    for folder in [*folders, source / "checks/deeper", source / "notes", source / "assignments/vae"]:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (
            "planted.md",
            "planted.py",
            "planted.yml",
            "planted.ipynb",
            ".planted",
            "test_planted.py",
        ):
            (folder / name).write_text(PLANTED)
    (source / "files").mkdir()
    (source / "files" / "picture.svg").write_text("<svg/>")


def shipped(folder: Path) -> list[str]:
    """The files in a folder, by their paths; none of them is private."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in paths if PLANTED in path.read_text(errors="replace")] == []
    return sorted(str(path.relative_to(folder)) for path in paths)


def test_of_the_source_folder_only_the_notebook_and_files_are_released_and_exported(
    course: Course, marks, tmp_path: Path
):
    plant(course)
    out = release("vae", course).parent
    assert shipped(out) == ["files/picture.svg", "vae.ipynb"]
    for folder in ("labkit", "datasets", "lectures", "docs"):
        (course.root / folder).mkdir()
    for name in ("docs/student.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, course.root / name)
    alone = course.model_copy(update={"assignments": {"vae": course.assignments["vae"]}})
    export(alone, tmp_path / "students", course.assignments["vae"].release)
    assert shipped(tmp_path / "students/assignments") == ["vae/files/picture.svg", "vae/vae.ipynb"]
    shipped(tmp_path / "students")


def test_nbgrader_s_own_class_ships_nothing_private_either(course: Course):
    """Its generate step as it is, with this course's configuration."""
    source = course.solution_folder("vae")
    (source / "results.yml").touch()
    (source / "files").mkdir()
    (source / "files" / "picture.svg").write_text("<svg/>")
    own = GenerateAssignment  # imported above, before `configure` puts another in its place
    assert own.__module__.startswith("nbgrader.")
    configure(config := Config(), course.root)
    shutil.rmtree(course.root / "assignments")
    config.CourseDirectory.assignment_id = "vae"
    config.CourseDirectory.db_url = f"sqlite:///{course.root / 'gradebook.db'}"
    own(coursedir=CourseDirectory(config=config), config=config).start()
    assert shipped(course.root / "assignments/vae") == ["files/picture.svg", "vae.ipynb"]


def test_a_pair_is_made_where_the_ipynb_is_missing_or_older(course: Course, marks, capsys):
    script, notebook = course.solution_script("vae"), course.solution_notebook("vae")
    notebook.unlink()
    assert main(course, ["vae"]) == 0
    assert "vae.ipynb is made from vae.py" in capsys.readouterr().out
    assert not out_of_step(script)
    with script.open("a") as file:
        file.write("\n# %%\nx = 1\n")
    assert main(course, ["vae"]) == 0
    assert nbformat.read(notebook, as_version=4).cells[-1].source == "x = 1"
    assert nbformat.read(course.release_notebook("vae"), as_version=4).cells[-1].source == "x = 1"


def test_what_was_edited_in_jupyter_is_not_lost(course: Course, marks, capsys):
    script, path = course.solution_script("vae"), course.solution_notebook("vae")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("y = 2"))
    nbformat.write(notebook, path)
    text = refused(course, capsys)
    assert nbformat.read(path, as_version=4).cells[-1].source == "y = 2"
    take_over, drop = re.findall("`(jupytext .*?)`", text)
    assert drop == f"jupytext --update --to ipynb {script}"
    done = command(course.root, *take_over.split())
    assert done.returncode == 0, done.stderr
    assert jupytext.read(script).cells[-1].source == "y = 2"
    assert main(course, ["vae"]) == 0


def test_without_the_script_there_is_no_release(course: Course, marks, capsys):
    course.solution_script("vae").unlink()
    assert "vae.py does not exist" in refused(course, capsys)


def test_regenerating_takes_the_script_and_keeps_outputs(course: Course):
    script, path = course.solution_script("vae"), course.solution_notebook("vae")
    notebook = nbformat.read(path, as_version=4)
    cell(notebook, "kl_divergence").outputs = [nbformat.v4.new_output("stream", text="kept")]
    nbformat.write(notebook, path)
    assert not out_of_step(script), "outputs do not count"
    script.write_text(script.read_text() + "\n# %%\nx = 1\n")
    assert out_of_step(script)
    regenerate(script)
    assert not out_of_step(script)
    fresh = nbformat.read(path, as_version=4)
    assert fresh.cells[-1].source == "x = 1"
    assert cell(fresh, "kl_divergence").outputs[0].text == "kept"


def _hint_with_the_answer(notebook: NotebookNode) -> None:
    answer = cell(notebook, "kl_divergence").source
    notebook.cells[0].source += "\n\n" + re.search(r"BEGIN SOLUTION\n(.*)###", answer, re.S)[1]


def _rubric_in_the_question(notebook: NotebookNode) -> None:
    lines = cell(notebook, "question_samples").source.splitlines()
    notebook.cells[0].source += "\n" + "\n".join(line for line in lines if "###" not in line)


def _hidden_test(notebook: NotebookNode) -> None:
    cell(notebook, "test_sampling").source += "\n### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS"


def _misspelt_id_of_a_requirement(notebook: NotebookNode) -> None:
    notebook.cells[0].source += "\n\nA sentence. <!-- reg: a-brief -->"


def _no_test_cell(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "test_sampling"))


def _renamed_solution(notebook: NotebookNode) -> None:
    cell(notebook, "sampling").metadata.nbgrader.grade_id = "sample"


def _no_points(notebook: NotebookNode) -> None:
    cell(notebook, "test_sampling").metadata.nbgrader.points = 0


def _other_framework(notebook: NotebookNode) -> None:
    notebook.metadata.labkit.framework = "torch"


def _duplicate_name(notebook: NotebookNode) -> None:
    cell(notebook, "test_sampling").metadata.nbgrader.grade_id = "test_kl_divergence"


def _solution_in_a_provided_cell(notebook: NotebookNode) -> None:
    notebook.cells[1].source += "\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_hint_with_the_answer, "the solution of kl_divergence can be read in the release"),
        (_rubric_in_the_question, "the solution of question_samples can be read"),
        (_hidden_test, "their place is solutions/<id>/checks/"),
        (_misspelt_id_of_a_requirement, "'A sentence. <!-- reg: a-brief -->' stands in the release"),
        (_no_test_cell, "the solution cell sampling has no test cell test_sampling"),
        (_renamed_solution, "checks judge the cell sampling, which is no solution cell"),
        (_renamed_solution, "no check judges the solution cell sample"),
        (_no_points, "test_sampling is worth 0 points"),
        (_other_framework, "labkit: {'assignment': 'vae', 'framework': 'tensorflow'}"),
        (_duplicate_name, "Duplicate grade id"),
        (_solution_in_a_provided_cell, "Solution region detected in a non-solution cell"),
    ],
)
def test_a_faulty_source_is_refused(course: Course, capsys, marks, edit, said):
    change(course, edit)
    assert said in refused(course, capsys)


def test_checks_that_cannot_be_loaded_are_refused(course: Course, capsys, marks):
    (checks,) = course.checks("vae")
    (checks / "test_more.py").write_text("import nothing_of_the_kind\n")
    assert "test_more.py: ModuleNotFoundError" in refused(course, capsys)


@pytest.mark.parametrize(
    ("student", "score", "said"),
    [
        ("reference", 19, "the reference gets 19 of 20 points (graded)\n    test_kl failed: sign"),
        ("untouched release", 2, "the untouched release gets 2 of 20 points"),
    ],
)
def test_unfair_marks_are_refused(course: Course, capsys, marks, student, score, said):
    marks[student] = score
    assert said in refused(course, capsys)


def test_an_unknown_assignment_is_refused_with_those_there_are(course: Course, capsys):
    with pytest.raises(CourseError, match="vae"):
        main(course, ["vae", "vea"])
    assert capsys.readouterr().out == "", "nothing is released before that is told"


def test_the_reference_and_the_untouched_release_are_graded_for_a_release(course: Course, tmp_path: Path):
    shutil.rmtree(course.root / "assignments")
    path = release("vae", course)
    assert path.read_bytes() == (REPOSITORY / "assignments/vae/vae.ipynb").read_bytes()
