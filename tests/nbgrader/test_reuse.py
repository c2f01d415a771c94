"""What an assignment provides of another's reference is written once; nobody gets it before its time."""

import shutil
from datetime import date, timedelta

import jupytext
import pytest
from classroom import REPOSITORY
from nbformat.v4 import new_code_cell, new_notebook

from autograder.classroom import provided as reuse
from autograder.classroom.pair import regenerate
from autograder.classroom.release import drift, release, scheduled
from autograder.course import Course, load_course
from autograder.errors import CourseError, ReleaseError

KL = "vae.kl_divergence"


@pytest.fixture
def later(course: Course) -> Course:
    """The course, in which `gan` provides vae's kl_divergence, as it was before a mend."""
    shutil.copytree(REPOSITORY / "assignments/gan", course.root / "assignments/gan")
    write(course, [borrowed(KL, "def kl_divergence(): 'as it was'"), new_code_cell("x = 1")])
    return course


def borrowed(origin: str, source: str = ""):
    return new_code_cell(source, metadata={"from": origin})


def write(course: Course, cells: list) -> None:
    script = course.solution_script("gan")
    script.parent.mkdir(exist_ok=True)
    jupytext.write(new_notebook(cells=cells), script, fmt="py:percent")
    regenerate(script)


def cells(course: Course) -> list[str]:
    return [cell.source for cell in jupytext.read(course.solution_script("gan")).cells]


def test_it_is_filled_in_without_the_marks_of_a_solution(later: Course):
    assert reuse.out_of_date("gan", later) == [KL]
    assert reuse.fill_in("gan", later) == [KL]
    filled, other = cells(later)
    assert filled.startswith("def kl_divergence(z_mean, z_log_var):") and "return" in filled
    assert "SOLUTION" not in filled and "NotImplementedError" not in filled
    assert other == "x = 1", "what is not borrowed stays"
    assert reuse.fill_in("gan", later) == [] == reuse.out_of_date("gan", later)


def test_a_mend_in_one_place_reaches_the_other(later: Course):
    reuse.fill_in("gan", later)
    source = later.solution_script("vae")
    source.write_text(
        source.read_text().replace("def kl_divergence(z_mean, z_log_var)", "def kl_divergence(mu, lv)")
    )
    assert reuse.out_of_date("gan", later) == [KL]
    reuse.fill_in("gan", later)
    assert "def kl_divergence(mu, lv)" in cells(later)[0]


def test_what_is_out_of_date_is_told_and_not_released(later: Course):
    with pytest.raises(ReleaseError, match="vae.kl_divergence otherwise than there"):
        release("gan", later)
    assert any("provides vae.kl_divergence otherwise" in line for line in drift(later, ["gan"]))


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("cave.kl_divergence", "found the assignment 'cave'; allowed: .*vae"),
        ("gan.generator_loss", "found the assignment 'gan'"),
        ("vae.kl", "found the solution cell 'kl'; allowed: sampling,"),
        ("vae.question_samples", "found the solution cell 'question_samples'"),
        ("vae", "found the solution cell ''"),
    ],
)
def test_an_origin_that_there_is_not_is_an_error_that_names_those_there_are(course: Course, origin, said):
    write(course, [borrowed(origin)])
    with pytest.raises(CourseError, match=said):
        reuse.fill_in("gan", course)


def released_on(course: Course, day: date) -> Course:
    gan = course.assignments["gan"].model_copy(update={"release": day})
    return course.model_copy(update={"assignments": {**course.assignments, "gan": gan}})


def test_it_is_too_early_as_long_as_the_other_earns_marks(later: Course):
    last = (later.assignments["vae"].due + timedelta(days=later.late.max_days)).date()
    assert reuse.given_away("gan", later) == {"vae"}
    assert reuse.too_early("gan", released_on(later, last)) == ["vae"]
    assert reuse.too_early("gan", released_on(later, last + timedelta(days=1))) == []


def test_scheduled_are_those_whose_day_has_come(course: Course):
    dates = {id: date(2027, 2, day) for day, id in enumerate(course.assignments, start=1)}
    changed = {id: course.assignments[id].model_copy(update={"release": day}) for id, day in dates.items()}
    course = course.model_copy(update={"assignments": changed})
    first, second, *_ = course.assignments
    assert scheduled(course, date(2027, 1, 31)) == []
    assert scheduled(course, date(2027, 2, 1)) == [first]
    assert scheduled(course, date(2027, 2, 2)) == [first, second]


def test_the_course_itself_gives_nothing_away_too_early():
    course = load_course(REPOSITORY)
    assert {id: early for id in course.assignments if (early := reuse.too_early(id, course))} == {}
