"""grading.yml: what is wrong in it is told by key, value and what is allowed."""

import shutil
from pathlib import Path

import pytest
from example_class import GRADING

from autograder.course import Course, load_course
from autograder.errors import CourseError

ROOT = Path(__file__).parents[2]


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "grading.yml").write_text(text, encoding="utf-8")
    return folder


def test_the_courses_own_file_is_valid() -> None:
    course = load_course(ROOT)
    assert course.assignment("vae").framework == "tensorflow"
    assert course.assignment("vae").due.tzinfo is not None
    assert course.release_notebook("vae") == ROOT / "assignments/vae/vae.ipynb"
    assert course.solution_notebook("vae") == ROOT / "solutions/vae/vae.ipynb"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "notebook_mib: 1",
            "notebook_mb: 1",
            "limits.notebook_mb: unknown key (did you mean notebook_mib?); allowed: ",
        ),
        (
            "notebook_mib: 1",
            "notebook_mib: -1",
            "limits.notebook_mib: found -1; allowed: size of a submitted",
        ),
        ("notebook_mib: 1", "notebook_mib: '1'", "limits.notebook_mib: found '1'; allowed: "),
        ("notebook_mib: 1", "notebook_mib: true", "limits.notebook_mib: found True; allowed: "),
        (
            "submission_seconds: 20",
            "submission_seconds: .nan",
            "limits.submission_seconds: found nan; allowed: ",
        ),
        ("tensorflow", "jax", "assignments.vae.framework: found 'jax'; allowed: numpy, tensorflow or torch"),
        ("+01:00", "", "assignments.vae.due: found 2027-02-22 23:59:00; allowed: a time with its zone"),
        ("release: 2027-02-01", "release: soon", "assignments.vae.release: found 'soon'; allowed: a date"),
        ("release: 2027-02-01", "release: 2028-02-01", "assignments.vae: due (2027-02-22) is before release"),
        (
            "limits:",
            "students_repository: git@github.com:o/n.git\nlimits:",
            "students_repository: found 'git@github.com:o/n.git'; allowed: the address of the students' repository, "
            "https://github.com/OWNER/NAME",
        ),
        ("title: Variational autoencoder, ", "", "assignments.vae.title: missing; allowed: a short title"),
        (
            "  vae:",
            "  Vae 1:",
            "assignments.Vae 1: found the id 'Vae 1'; allowed: at least one assignment, by an id",
        ),
        (
            "limits:",
            "limit:",
            "limit: unknown key (did you mean limits?); allowed: name, assignments, students_repository, late, ",
        ),
        (
            "limits:",
            "extensions: {ada: {vea: 2027-03-01 23:59:00+01:00}}\nlimits:",
            "extensions.ada.vea: no such assignment; allowed: vae, gan (did you mean vae?)",
        ),
        (
            "limits:",
            "extensions: {ada: {vae: 2027-02-01 23:59:00+01:00}}\nlimits:",
            "extensions.ada.vae: found 2027-02-01 23:59:00+01:00; allowed: a time after 2027-02-22 23:59:00+01:00",
        ),
        (
            "limits:",
            "extensions: {ada: {vae: 3}}\nlimits:",
            "extensions.ada.vae: found 3; allowed: of a student and an assignment the own due time, such as",
        ),
        ("limits:", "late: 3\nlimits:", "late: found 3; allowed: a section with the keys grace_minutes, "),
        (
            "limits:",
            "late: {max_days: 1.5}\nlimits:",
            "late.max_days: found 1.5; allowed: a whole number of days",
        ),
        (
            "limits:",
            "feedback: {show_hints: 1}\nlimits:",
            "feedback.show_hints: found 1; allowed: true or false",
        ),
        ("limits:", "root: /\nlimits:", "root: not a key of this file"),
        ("limits:", "name: again\nlimits:", "not valid YAML: key 'name' twice"),
        ("2027-02-01", "2027-02-30", "not valid YAML: day is out of range for month"),
        ("name: a small course", "name: [", "not valid YAML: "),
        ("name: a small course", "name: ''", "name: found ''; allowed: the course's name"),
    ],
)
def test_a_fault_is_told_by_its_key_its_value_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    assert old in GRADING
    root = written(tmp_path, GRADING.replace(old, new, 1))
    with pytest.raises(CourseError) as error:
        load_course(root)
    assert f"{root / 'grading.yml'}: {line}" in str(error.value)


@pytest.mark.parametrize(
    ("edition", "line"),
    [
        ("vae_torch: {edition_of: vea, framework: torch", "assignments.vae_torch.edition_of: found 'vea'; allowed: vae, gan (did you mean vae?)"),
        ("vae_torch: {edition_of: vae_torch, framework: torch", "assignments.vae_torch.edition_of: found 'vae_torch'; allowed: vae, gan"),
        ("vae_torch: {edition_of: vae, framework: tensorflow", "assignments.vae_torch.framework: found 'tensorflow'; allowed: another than that of vae"),
        ("a: {edition_of: b, framework: torch, X}\n  b: {edition_of: vae, framework: numpy", "assignments.a.edition_of: found 'b'; allowed: vae, gan"),
    ],
)  # fmt: skip
def test_an_edition_is_of_a_first_one_in_another_framework(tmp_path: Path, edition: str, line: str) -> None:
    rest = "title: Autoencoder, release: 2027-02-01, due: 2027-02-22 23:59:00+01:00"
    entry = f"  {edition.replace('X', rest)}, {rest}}}\nlimits:"
    root = written(tmp_path, GRADING.replace("limits:", entry, 1))
    with pytest.raises(CourseError) as error:
        load_course(root)
    assert f"{root / 'grading.yml'}: {line}" in str(error.value)


def test_an_edition_shares_the_checks_of_the_first(tmp_path: Path) -> None:
    rest = "title: Autoencoder, release: 2027-02-01, due: 2027-02-22 23:59:00+01:00"
    entry = f"  vae_torch: {{edition_of: vae, framework: torch, {rest}}}\nlimits:"
    course = load_course(written(tmp_path, GRADING.replace("limits:", entry, 1)))
    shared, own = (tmp_path / "solutions" / id / "checks" for id in ("vae", "vae_torch"))
    assert course.checks("vae") == course.checks("vae_torch") == (shared,)
    own.mkdir(parents=True)
    assert course.checks("vae_torch") == (shared, own) and course.checks("vae") == (shared,)
    assert course.editions("vae") == course.editions("vae_torch") == ["vae", "vae_torch"]
    assert course.title("vae_torch") == "Autoencoder (torch)"
    assert course.title("vae") == "Variational autoencoder (tensorflow)"
    assert course.title("gan") == "Adversarial networks"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as error:
        load_course(written(tmp_path, GRADING.replace("notebook_mib: 1", "memory_mib: 0, proceses: 3")))
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == [
        "limits.memory_mib",
        "limits.proceses",
    ]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list", "? [a]\n: 1"])
def test_a_file_that_is_no_mapping_of_names_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(CourseError, match="grading.yml"):
        load_course(written(tmp_path, text))


def test_the_course_is_found_upwards_and_else_beside_the_package(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root / "assignments" / "vae")
    assert load_course() == course
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert load_course().root == ROOT
    with pytest.raises(CourseError, match="does not exist"):
        load_course(elsewhere)


def test_a_course_among_what_was_handed_in_is_not_taken(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names the course names the checks, which are code that runs in the grader."""

    def hand_in(student: Path) -> Path:
        (student / "vae").mkdir(parents=True)
        (student / "vae" / "vae.ipynb").touch()
        for folder in (student, student / "vae"):
            shutil.copy(course.root / "grading.yml", folder)
        return student

    within = hand_in(course.root / "submitted" / "eve")
    for here, graded in ((within, "vae"), (within / "vae", "vae.ipynb"), (within, "../ada"), (within, ".")):
        monkeypatch.chdir(here)
        assert load_course(handed_in=[Path(graded)]) == course
        assert load_course() == course
    elsewhere = hand_in(tmp_path / "elsewhere" / "eve")
    for here, graded in ((elsewhere, "vae"), (elsewhere, "."), (elsewhere / "vae", "vae.ipynb")):
        monkeypatch.chdir(here)
        with pytest.raises(CourseError, match="may have been handed in"):
            load_course(handed_in=[Path(graded)])
        assert load_course(course.root, handed_in=[Path(graded)]) == course
    monkeypatch.chdir(course.root)
    assert load_course(handed_in=[Path("submitted")]) == course


def test_the_maximum_is_that_of_the_autograded_cells(course: Course) -> None:
    assert course.max_score("vae") == 4
