"""What the references reached, as their files say it, and the README's table of it."""

from datetime import date

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.reports import reached, readme
from autograder.reports.reached import Measured, Reached

MEASURED = Measured(
    when=date(2027, 1, 2),
    machine="a laptop",
    versions={"numpy": "2.4.6"},
    figures={"loss": 1.25, "share": 0.5, "epochs": 3},
)
BY_HAND = """\
# what was aimed at
run_time: a minute
result: "{loss:.1f} nats after {epochs} epochs (goal: {at_most[loss]})"
units: {loss: nats}
at_most: {loss: 1.5}
at_least: {share: 0.4}
"""


@pytest.fixture
def known(course: Course) -> Course:
    """The course with a reference of `vae` that was trained in full."""
    path = course.solution_notebook("vae").with_name(reached.FILE_NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BY_HAND, encoding="utf-8")
    reached.write(path, MEASURED)
    return course


def test_what_is_measured_anew_leaves_what_was_written_by_hand(known: Course):
    path = known.solution_notebook("vae").with_name(reached.FILE_NAME)
    reached.write(path, MEASURED.model_copy(update={"figures": {"loss": 1.0, "share": 0.6, "epochs": 4}}))
    assert path.read_text().startswith(BY_HAND)
    assert reached.of(known, "vae").sentence() == "1.0 nats after 4 epochs (goal: 1.5)"


def test_goals_that_were_missed_are_told(known: Course):
    found = reached.of(known, "vae")
    assert found.missed() == []
    worse = found.model_copy(update={"at_most": {"loss": 1.0}, "at_least": {"share": 0.9}})
    assert worse.missed() == ["loss is 1.25, above 1.0", "share is 0.5, below 0.9"]


@pytest.mark.parametrize(
    ("by_hand", "words"),
    [
        ("units: {accuracy: percent}", "accuracy was not measured; measured: loss, share, epochs"),
        ("resutl: x", "resutl"),
        ("result: [", "while parsing"),
    ],
)
def test_a_file_that_says_something_else_is_refused(known: Course, by_hand: str, words: str):
    path = known.solution_notebook("vae").with_name(reached.FILE_NAME)
    path.write_text(path.read_text().replace("units: {loss: nats}", by_hand))
    with pytest.raises(CourseError, match=words) as refused:
        reached.of(known, "vae")
    assert str(path) in str(refused.value)


def test_a_sentence_tells_only_what_was_measured():
    with pytest.raises(CourseError, match="accuracy"):
        Reached(result="{accuracy}", measured=MEASURED).sentence()


def test_the_table_has_a_row_for_every_assignment_and_stands_between_its_marks(known: Course):
    text = readme.updated(f"above\n{readme.BEGIN}old\n{readme.END}below\n", known)
    head, _, rest = text.partition(readme.BEGIN)
    table, _, tail = rest.partition(readme.END)
    assert (head, tail) == ("above\n", "below\n")
    *_, vae, gan = table.splitlines()
    assert vae.startswith("| `vae`: ") and vae.endswith("| a minute | 1.2 nats after 3 epochs (goal: 1.5) |")
    assert gan.startswith("| `gan`: ") and gan.endswith("| not told yet | not told yet |")
    assert readme.updated(text, known) == text
