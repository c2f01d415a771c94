"""Folders of checks as authors write them: what their files share, in which order they run, and which faults are told."""

import os

import pytest

from autograder.checks import runner
from autograder.errors import ChecksError

ONE = '''
from autograder.checks import cell

check = cell("encoder")


@check
def test_encoder_is_there():
    """There is an encoder."""
'''


@pytest.fixture
def folder(tmp_path):
    """A function that writes a folder of checks: the text of each file, by its name without the ending."""

    def write(**files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text)
        return tmp_path

    return write


def outcomes(folder, **options):
    return runner.run_checks((folder,), "the student", "the reference", 1, **options)


def names(outcomes):
    return [(outcome.cell, outcome.id) for outcome in outcomes]


def statuses(outcomes):
    return {outcome.id: outcome.status for outcome in outcomes}


COMMON = """
from autograder.checks import shared

MADE = []
SIZE = 3


@shared
def inputs(rng):
    MADE.append(rng.random(SIZE))
    return MADE[-1]
"""

SHARING = '''
from autograder.checks import cell

from .common import MADE, SIZE
from .helpers import twice

check = cell("{name}")


@check
def test_{name}(inputs):
    """The inputs are those of the other file."""
    assert len(MADE) == 1 and MADE[0] is inputs
    assert twice(inputs).size == SIZE
'''


def test_files_share_fixtures_of_common_made_once_and_import_each_other(folder):
    files = {f"test_{name}": SHARING.replace("{name}", name) for name in ("encoder", "decoder")}
    found = outcomes(folder(common=COMMON, helpers="def twice(x):\n    return 2 * x\n", **files))
    assert statuses(found) == {"test_encoder": "passed", "test_decoder": "passed"}


FAMILY = '''
from autograder.checks import check


class Checks:
    @check
    def test_is_right(self, student):
        """It is right."""
        assert student == self.right

    @check(weight=2, needs=[test_is_right])
    def test_more(self):
        """There is more."""
'''

MEMBERS = """
from .family import Checks


class TestEncoder(Checks):
    cell = "encoder"
    right = "the student"


class TestDecoder(Checks):
    cell = "decoder"
    right = "another"
"""


def test_a_family_takes_its_cell_from_the_class_and_its_cells_do_not_disturb_each_other(folder):
    found = outcomes(folder(family=FAMILY, test_networks=MEMBERS))
    assert [(o.cell, o.id, o.weight, o.status) for o in found] == [
        ("encoder", "test_is_right", 1, "passed"),
        ("encoder", "test_more", 2, "passed"),
        ("decoder", "test_is_right", 1, "failed"),
        ("decoder", "test_more", 2, "skipped"),
    ]


WORDED = '''
from autograder.checks import check, shared
from autograder.checks.families import Family

numbers = shared(lambda rng: rng.random(3), "numbers")


class Checks(Family):
    @check(needs=["is_there"])
    def test_is_right(self, numbers):
        """It is right."""
        assert numbers.size == 3


class TestEncoder(Checks):
    cell = "encoder"
    titles = {"test_is_right": "The encoder is right."}
    weights = {"test_is_right": 3}
    is_there = "test_encoder_is_there"
'''


def test_an_assignment_gives_checks_of_a_family_its_own_words_weights_and_names(folder):
    found = outcomes(folder(test_a=WORDED, test_b=ONE))
    assert [(o.id, o.title, o.weight, o.status) for o in found] == [
        ("test_encoder_is_there", "There is an encoder.", 1, "passed"),
        ("test_is_right", "The encoder is right.", 3, "passed"),
    ]


LATER = '''
from autograder.checks import cell

from .test_z_first import test_shape

check = cell("encoder")


@check(needs=["test_values"])
def test_gradient():
    """The gradient is right."""


@check(needs=[test_shape])
def test_values():
    """The values are right."""
'''

FIRST = '''
from autograder.checks import cell

check = cell("encoder")


@check
def test_shape():
    """The shape is right."""
    assert {right}
'''


def test_checks_run_behind_those_they_need_in_other_files_and_an_imported_one_runs_once(folder):
    files = {"test_a_later": LATER, "test_z_first": FIRST.replace("{right}", "False")}
    found = outcomes(folder(**files))
    assert [outcome.id for outcome in found] == ["test_shape", "test_values", "test_gradient"]
    assert [outcome.message for outcome in found[1:]] == [
        "First mend: The shape is right.",
        "First mend: The values are right.",
    ]


def test_cells_run_in_the_order_that_is_asked_for(folder):
    files = {f"test_{name}": ONE.replace("encoder", name) for name in ("a", "b", "c")}
    found = outcomes(folder(**files), cells=["c", "a"])
    assert names(found) == [("c", "test_c_is_there"), ("a", "test_a_is_there")]


RIGHT = '''
from autograder.checks import cell

from .common import NUMBER

check = cell("encoder")


@check
def test_number():
    """It is the number."""
    assert NUMBER == 1
'''


@pytest.mark.parametrize("name", ["test_encoder", "common"])
def test_a_changed_file_is_loaded_anew_even_when_size_and_second_are_the_same(folder, name):
    files = {"test_encoder": RIGHT, "common": "NUMBER = 1\n"}
    path = folder(**files) / f"{name}.py"
    os.utime(path, ns=(10**18, 10**18))
    assert statuses(outcomes(path.parent))["test_number"] == "passed"
    path.write_text(files[name].replace("= 1", "= 2"))
    os.utime(path, ns=(10**18 + 1, 10**18 + 1))
    assert statuses(outcomes(path.parent))["test_number"] == "failed"
    assert not (path.parent / "__pycache__").exists()


# Each fault: the files besides a sound one, and what must be said of them, all of it.
MARKED = "\n\n@check{marker}\ndef {name}():\n    pass\n"
FAULTS = {
    "a misspelt need": (
        ONE + MARKED.format(marker='(needs=["test_encoder_is_their"])', name="test_more"),
        ["test_more needs test_encoder_is_their", "the cell encoder", "allowed: test_encoder_is_there"],
    ),
    "a need of another cell": (
        ONE + MARKED.format(marker='(cell="decoder", needs=[test_encoder_is_there])', name="test_more"),
        ["test_more needs test_encoder_is_there, which is no check of the cell decoder"],
    ),
    "a check without a cell": (
        "from autograder.checks import check\n" + MARKED.format(marker="", name="test_more"),
        ["test_more names no solution cell", 'allowed: check = cell("...")'],
    ),
    "a family without a cell": (
        FAMILY.replace("class Checks", "class TestChecks"),
        ["test_is_right names no solution cell", 'cell = "..." in its class'],
    ),
    "words for a check that a family does not have": (
        WORDED.replace('{"test_is_right": "The', '{"test_is_wrong": "The'),
        ["TestEncoder says something of test_is_wrong, which is no check of it"],
    ),
    "requirements of a check that a family does not have": (
        WORDED + '    asks = {"test_is_wrong": ["right"]}\n',
        ["TestEncoder says something of test_is_wrong, which is no check of it"],
    ),
    "a function that is not marked": (
        ONE + "\n\ndef test_more():\n    pass\n",
        ["test_more is not marked as a check", "allowed: @check"],
    ),
    "a check that pytest would pass over": (
        ONE + MARKED.format(marker="", name="more"),
        ["more is marked as a check", "a name that begins with test_"],
    ),
    "a class that pytest would pass over": (
        FAMILY.replace("class Checks:", "class TestChecks:\n    def __init__(self):\n        pass\n"),
        ["TestChecks", "__init__"],
    ),
    "two checks of one name": (
        ONE + "\n\nclass TestEncoder:\n    test_encoder_is_there = staticmethod(test_encoder_is_there)\n",
        ["2 checks of the cell encoder have the name test_encoder_is_there", "allowed: one"],
    ),
    "what cannot be imported": ("import nothing_of_this_name\n", ["No module named 'nothing_of_this_name'"]),
    "what is no Python": ("def test_more(:\n", ["SyntaxError"]),
    "a file without checks": ("", ["no check", "allowed: functions test_<what> with @check"]),
    "a circle": (
        "from autograder.checks import cell\ncheck = cell('encoder')\n"
        + MARKED.format(marker='(needs=["test_b"])', name="test_a")
        + MARKED.format(marker='(needs=["test_c"])', name="test_b")
        + MARKED.format(marker='(needs=["test_a"])', name="test_c"),
        ["test_a needs test_b needs test_c needs test_a", "allowed: needs without a circle"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_when_a_folder_is_loaded_with_its_file(folder, fault):
    text, said = FAULTS[fault]
    made = folder(test_part=text)
    where = str(made if "no check" in said else made / "test_part.py")
    for use in (lambda folder: runner.declared((folder,)), outcomes):
        with pytest.raises(ChecksError) as raised:
            use(made)
        missing = [part for part in [where, *said] if part not in str(raised.value)]
        assert not missing, str(raised.value)


def test_every_fault_is_told_at_once(folder):
    made = folder(test_a="import nothing_a\n", test_b="import nothing_b\n", test_c=ONE)
    with pytest.raises(ChecksError, match=r"test_a\.py.*nothing_a(.|\n)*test_b\.py.*nothing_b"):
        runner.declared((made,))


def test_a_fault_in_what_is_shared_names_its_file(folder):
    with pytest.raises(ChecksError, match=r"common\.py: NameError"):
        runner.declared((folder(test_encoder=ONE, common="RIGHT = nothing\n"),))


def test_an_empty_folder_is_no_folder_of_checks(folder):
    with pytest.raises(ChecksError, match=r"no file of checks; allowed: test_<part>\.py"):
        runner.declared((folder(common=COMMON),))


def test_a_run_that_is_broken_off_gives_no_half_of_the_outcomes(folder):
    broken = ONE + "\n\n@check\ndef test_stopped():\n    raise KeyboardInterrupt\n"
    with pytest.raises(KeyboardInterrupt):
        outcomes(folder(test_encoder=broken))
