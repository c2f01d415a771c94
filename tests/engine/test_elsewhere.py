"""What a notebook does that is not asked for, or is meant for elsewhere, costs its student no mark."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checks.asserts import Wrong
from autograder.checks.questions import lab, question
from autograder.course import Limits
from autograder.grading.needs import relied_on, unneeded
from autograder.grading.respondents import Student
from autograder.grading.session import Session
from autograder.notebook import EXTRA_ID

LIMITS = Limits(cell_seconds=60, question_seconds=60, memory_mib=1024, disk_mib=32)
IMPORTS = "import time\nimport math as layers\nfrom math import sqrt"
SOLUTION = "def root(x):\n    return layers.sqrt(x)"


def notebook(*cells: str):
    """Cells by their text: `added: ...` was added by the student, `solution: ...` is theirs, others are provided."""
    made = []
    for number, cell in enumerate(cells):
        kind, _, source = cell.partition(": ")
        one = new_code_cell(cell)
        if kind == "added":
            one = new_code_cell(source, id=f"{EXTRA_ID}{number}")
        elif kind == "solution":
            marks = {"grade_id": f"s{number}", "solution": True, "grade": False}
            one = new_code_cell(source, metadata={"nbgrader": marks})
        made.append(one)
    return new_notebook(cells=made)


@pytest.fixture
def hand_in(warm_address):
    """A function that runs a notebook of such cells, and gives its session."""
    sessions = []

    def run(*cells: str, **limits) -> Session:
        limits = LIMITS.model_copy(update=limits)
        sessions.append(Session(notebook(*cells), "numpy", limits, server=warm_address))
        sessions[-1].run()
        return sessions[-1]

    yield run
    for one in sessions:
        one.close()


def value(session: Session, expr):
    answer = session.ask(question(expr, seed=1))
    assert answer["ok"], answer
    return float(answer["value"])


# --- Time ------------------------------------------------------------------------------------------------------


def test_which_added_cells_are_needed():
    book = notebook(
        IMPORTS,
        "added: helper = lambda x: inner(x)",
        "added: def inner(x): return x",
        "added: import time\ntime.sleep(100)",
        "added: history = fit(root)\nfor epoch in history: print(epoch)",
        "added: from helpers import *",
        "added: root.limit = 3",
        "added: import numpy as layers",
        "solution: def root(x):\n    local = helper(x)\n    return layers.sqrt(local)",
        "added: local = 3",
    )
    assert unneeded(book) == {3, 4, 9}
    assert relied_on(book, unneeded(book)) == {8: ["layers"]}


def test_added_cells_that_wait_cost_nothing(hand_in):
    wait = "added: import time\ntime.sleep(1000)"
    one = hand_in(IMPORTS, wait, f"solution: {SOLUTION}", wait, wait, wait, wait, added_seconds=1)
    assert value(one, lab.root(4)) == 2
    assert any("added cells that no check needs were left out" in note for note in one.notes), one.notes


def test_added_cells_that_stop_their_kernel_cost_nothing(hand_in):
    end = "added: import os\nos._exit(1)"
    one = hand_in(*[end] * 6, IMPORTS, f"solution: {SOLUTION}")
    assert value(one, lab.root(4)) == 2
    assert len(one.notes) == 2, one.notes


def test_an_added_cell_that_is_needed_has_the_time_of_any_other(hand_in):
    helper = "added: import time\ntime.sleep(4)\ndef helper(x): return x"
    one = hand_in(IMPORTS, helper, "solution: def root(x): return helper(x)", added_seconds=1)
    assert value(one, lab.root(4)) == 4 and not one.notes


def test_questions_have_a_time_of_their_own(hand_in):
    slow = "solution: def root(x):\n    time.sleep(1)\n    return layers.sqrt(x)"
    one = hand_in(IMPORTS, slow, "solution: time.sleep(2)", submission_seconds=6)
    assert [value(one, lab.root(4)) for _ in range(6)] == [2] * 6


# --- Names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["behind", "before and behind"])
def test_an_imported_name_that_is_a_loop_variable_elsewhere(hand_in, where):
    loop = "added: for layers in (1, 2, 3): print(layers)"
    again = ["solution: def other(x): return layers.sqrt(x)"] if where == "before and behind" else []
    one = hand_in(IMPORTS, f"solution: {SOLUTION}", loop, *again, loop)
    assert value(one, lab.root(4)) == 2


def test_an_imported_name_that_is_another_import_when_the_cell_is_run(hand_in):
    one = hand_in(
        IMPORTS, "added: import cmath as layers", f"solution: {SOLUTION}.imag", "added: layers = None"
    )
    assert value(one, lab.root(-4)) == 2


# --- What is meant for elsewhere -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "from google.colab import drive",
        "name = input('Your name: ')",
        "1 / 0",
        "%no_such_magic",
        "for _ in range(2):\n    raise OSError('no card')",
    ],
)
def test_what_cannot_be_had_costs_only_its_own_line(hand_in, line):
    one = hand_in(
        IMPORTS, f"solution: \n{line}\nscale = 2\n{line}\ndef root(x):\n    return scale * layers.sqrt(x)"
    )
    assert value(one, lab.root(4)) == 4


def test_the_line_that_failed_is_not_run_again(hand_in):
    one = hand_in("solution: n = 0\nn += 1\n1 / 0\nn += 1\n1 / 0\nn += 1")
    assert value(one, lab.n) == 3


def test_code_that_is_no_python_is_not_run(hand_in):
    one = hand_in("solution: n = 0\n1 / 0", "solution: n = 1\ndef f(:")
    assert value(one, lab.n) == 0


@pytest.mark.parametrize(
    "line", ["%time x = 1", "!echo hello", "import matplotlib.pyplot as plt; plt.show()"]
)
def test_what_works_here_as_well(hand_in, line):
    one = hand_in(IMPORTS, f"solution: {line}\n{SOLUTION}")
    assert value(one, lab.root(4)) == 2 and not one.errors


def test_timed_cells_keep_their_names(hand_in):
    one = hand_in(IMPORTS, f"solution: %%time\n{SOLUTION}")
    assert value(one, lab.root(4)) == 2


def test_settings_of_the_whole_process_are_undone(hand_in):
    settings = "import warnings, numpy as np\nwarnings.simplefilter('error')\nnp.seterr(all='raise')"
    code = "def root(x):\n    warnings.warn('deprecated')\n    return np.float64(x) / 0"
    one = hand_in(f"added: {settings}", f"solution: import warnings, numpy as np\n{code}")
    assert value(one, lab.root(4)) == float("inf")


def test_an_f_string_of_a_newer_python_is_told_as_such(hand_in):
    one = hand_in('solution: def root(x):\n    return f"{x["a"]}"')
    with pytest.raises(Wrong, match=r"SyntaxError: f-string.*Python 3\.\d+ grades.*use other quotes"):
        Student(one, 1).call("root", 4)
