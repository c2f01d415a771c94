"""`labkit check` on small notebooks, one scenario each, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from ipykernel.compiler import get_tmp_hash_seed, murmur2_x86

from labkit import check as labkit_check
from labkit import cli


def code(source: str, tags: list[str] | None = None, count: int | None = None, **marks: object):
    cell = nbformat.v4.new_code_cell(source, execution_count=count)
    cell.metadata.tags = tags or []
    if marks:
        cell.metadata.nbgrader = {"schema_version": 3, **marks}
    return cell


def task(name: str, source: str, test: str, count: int | None = None) -> list:
    """A solution cell and its visible test; count: as if both had been run, without an error."""
    return [
        code(source, grade_id=name, solution=True, grade=False, locked=False, count=count),
        code(test, grade_id=f"test_{name}", solution=False, grade=True, locked=True, points=1, count=count),
    ]


def answer(name: str, source: str):
    cell = nbformat.v4.new_markdown_cell(source)
    cell.metadata.nbgrader = {
        "schema_version": 3,
        "grade_id": name,
        "solution": True,
        "grade": True,
        "points": 2,
    }
    return cell


@pytest.fixture
def run(tmp_path: Path, monkeypatch, capsys):
    """run(cells, *options) -> exit code, and the table's rows as {cell: (state, what to do)}."""
    monkeypatch.setenv("COLUMNS", "250")

    def check(cells: list, *options: str) -> tuple[int, dict[str, tuple[str, str]]]:
        path = tmp_path / "notebook.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        before = path.read_bytes()
        status = cli.main(["check", str(path), *options])
        assert path.read_bytes() == before
        lines = [line.split("│") for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
        return status, {line[1].strip(): (line[2].strip(), line[3].strip()) for line in lines}

    return check


def test_a_finished_notebook_passes(run):
    status, rows = run(
        [
            code("import os\nassert os.environ['QUICK'] == '1'\ndef one(): return 1"),
            *task("add", "def add(x):\n    return x + one()", "assert add(1) == 2\nprint('well done')"),
            code("raise RuntimeError('training cells are not run')", tags=["train"]),
            answer("why", "Because."),
        ]
    )
    assert status == 0 and rows == {"add": ("done", ""), "why": ("done", "")}


def test_what_is_left_to_do_and_what_fails_is_told_apart(run):
    status, rows = run(
        [
            *task("stub", "def stub(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()", "stub(1)"),
            *task("user", "def user(x):\n    return stub(x)", "user(1)"),
            code("stub(2)"),
            *task("blank", "# nothing yet", "assert blank(1)"),
            *task("wrong", "def wrong(x):\n    return x", "assert wrong(1) == 2, 'wrong must add one'"),
            *task("terse", "def terse(x):\n    return x", "\nassert terse(1) == 2"),
            *task("bad", "\ndef bad(x):\n    y = x\n    return y / 0", "bad(1)"),
            *task("typo", "def typo(x)\n    return x", "typo(1)"),
            *task("fine", "fine = 1", "assert fine == 1"),
            code("1 / 0"),
            answer("why", "YOUR ANSWER HERE"),
        ]
    )
    assert status == 1
    assert rows == {
        "stub": ("still to do", "raise NotImplementedError in line 3"),
        "user": ("test fails", "needs stub, which is still to do"),
        "blank": ("still to do", "the cell is empty"),
        "wrong": ("test fails", "wrong must add one"),
        "terse": ("test fails", "assert terse(1) == 2"),
        "bad": ("raises", "ZeroDivisionError: division by zero (line 4)"),
        "typo": ("raises", "SyntaxError: expected ':' (line 1)"),
        "fine": ("done", ""),
        "cell 18: 1 / 0": ("raises", "ZeroDivisionError: division by zero (line 1)"),
        "why": ("still to do", "an answer in your own words"),
    }


def test_an_abstract_method_is_not_a_stub(run):
    base = "class Base:\n    def fit(self):\n        raise NotImplementedError('for subclasses')"
    status, rows = run(task("base", base, "assert Base().fit"))
    assert status == 0 and rows["base"][0] == "done"


def test_leftover_state_is_pointed_out(run):
    status, rows = run(
        [
            *task("later", "def later():\n    return helper()", "assert later() == 1", count=5),
            *task("gone", "def gone():\n    return deleted", "assert gone() == 1", count=6),
            *task("order", "step = 1", "assert step == 2", count=7),
            *task("never_run", "def never_run():\n    return missing", "never_run()"),
            *task("after_training", "def after_training():\n    return model", "after_training()", count=8),
            *task("broken", "thing = 1 / 0", "assert thing"),
            *task("needs_broken", "", "thing + 1", count=9)[1:],
            code("def helper():\n    return 1", count=4),
            code("model = 3", tags=["train"], count=4),
        ]
    )
    assert status == 1
    works = "works only because of leftover state: "
    later = f"{works}`helper` is defined in a later cell (cell 14: def helper():) (line 2 of later)"
    assert rows["later"] == ("raises", later)
    assert rows["gone"][1] == f"{works}`deleted` is defined nowhere in this notebook (line 2 of gone)"
    assert rows["order"][0] == "test fails" and "leftover state" in rows["order"][1]
    assert rows["never_run"][1] == "`missing` is defined nowhere in this notebook (line 2 of never_run)"
    assert "training cell only" in rows["after_training"][1] and works not in rows["after_training"][1]
    assert rows["broken"] == ("raises", "ZeroDivisionError: division by zero (line 1)")


def test_training_cells_run_when_asked(run):
    cells = [
        code("model = 3", tags=["train"]),
        *task("use", "def use():\n    return model", "assert use() == 3"),
    ]
    assert run(cells)[0] == 1
    assert run(cells, "--train")[0] == 0


def test_a_solution_that_raises_only_in_training_is_told(run):
    cells = [
        *task("use", "def use(x):\n    return 1 / x", "assert use(1) == 1"),
        *task("other", "def other():\n    return 1", "assert other() == 1"),
        code("use(0)", tags=["train"]),
    ]
    assert run(cells)[0] == 0
    status, rows = run(cells, "--train")
    assert status == 1
    assert rows["use"][0] == rows["other"][0] == "done"
    assert rows["cell 5: use(0)"] == (
        "raises",
        "use raises ZeroDivisionError: division by zero (line 2 there)",
    )


def test_a_hanging_cell_is_stopped_and_the_rest_goes_on(run):
    start = time.monotonic()
    status, rows = run(
        [
            *task("hang", "def hang():\n    while True:\n        pass", "hang()"),
            *task("after", "after = 1", "assert after == 1"),
        ],
        "--seconds=1",
    )
    assert status == 1 and rows["after"] == ("done", "")
    assert rows["hang"][0] == "stopped" and "longer than 1 s" in rows["hang"][1]
    assert time.monotonic() - start < 15


def test_a_cell_that_cannot_be_interrupted_ends_the_run(run, monkeypatch):
    monkeypatch.setattr("labkit.check.INTERRUPT_SECONDS", 1)
    stubborn = (
        "def f():\n    import signal\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass"
    )
    status, rows = run([*task("f", stubborn, "f()"), *task("after", "a = 1", "assert a")], "--seconds=1")
    assert status == 1 and rows["after"][0] == "not reached"


def test_a_dying_kernel_is_reported(run):
    status, rows = run(
        [*task("die", "import os", "os._exit(1)"), *task("after", "after = 1", "assert after == 1")]
    )
    assert status == 1
    assert rows["die"][0] == "stopped" and "kernel died" in rows["die"][1]
    assert rows["after"] == ("not reached", "the kernel died in test_die")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not a notebook"),
        (b"[1, 2]", "not a notebook of format 4"),
        (b'{"nbformat": 3, "worksheets": []}', "not a notebook of format 4"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 7}', "not a notebook of format 4"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "no solution cells"),
        (b"[" * 100_000, "nested too deep"),
        (b" " * (21 * 2**20), "larger than 20 MiB"),
    ],
    ids=["empty", "binary", "list", "old", "damaged", "no cells", "deep", "large"],
)
def test_what_is_no_notebook_is_a_usage_error(tmp_path, capsys, content, says):
    path = tmp_path / "n.ipynb"
    path.write_bytes(content)
    assert cli.main(["check", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"labkit: {path}") and says in error


def as_it_was(notebook: dict) -> None:
    pass


def lone_half_of_an_emoji(notebook: dict) -> None:
    notebook["cells"][0]["source"] += "\n# \ud83d"


def ids_in_a_format_without(notebook: dict) -> None:
    notebook["nbformat_minor"] = 4


def null_ids(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["id"] = None


def outputs_of_a_text(notebook: dict) -> None:
    text = {"cell_type": "markdown", "source": "words", "metadata": {}, "outputs": [], "execution_count": 1}
    notebook["cells"].append(text)


def no_metadata(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


@pytest.mark.parametrize(
    "change",
    [as_it_was, lone_half_of_an_emoji, ids_in_a_format_without, null_ids, outputs_of_a_text, no_metadata],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_the_grader_reads_is_checked(tmp_path, capsys, change, encoding):
    notebook = nbformat.v4.new_notebook(cells=task("f", "def f():\n    return 1", "assert f() == 1"))
    for cell in notebook.cells:
        cell.id = cell.metadata.nbgrader["grade_id"]
    change(notebook)
    path = tmp_path / "n.ipynb"
    path.write_bytes(json.dumps(notebook).encode(encoding))
    assert cli.main(["check", str(path)]) == 0
    assert "1 of 1 done" in capsys.readouterr().out


def test_what_may_cost_marks_elsewhere_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "250")
    solution, test = task("f", "import helper\n\ndef f():\n    return helper.one", "assert f() == 1")
    solution.metadata = {}
    (tmp_path / "helper.py").write_text("one = 1")
    notebook = nbformat.v4.new_notebook(cells=[solution, test], metadata={"labkit": {"assignment": "vae"}})
    nbformat.write(notebook, tmp_path / "Copy of vae.ipynb")
    cli.main(["check", str(tmp_path / "Copy of vae.ipynb")])
    said = capsys.readouterr().out
    assert "Hand it in as vae.ipynb: it is called Copy of vae.ipynb." in said
    assert "Cells have lost their names: f." in said
    assert "helper.py is not handed in with the notebook" in said


@pytest.mark.parametrize(
    ("due", "is_told"),
    [("2000-02-22T23:59:00+01:00", True), ("9000-02-22T23:59:00+01:00", False), ("yesterday", False), ("2000-02-22", False)],
)  # fmt: skip
def test_what_is_handed_in_late_is_told_where_the_time_is_known(tmp_path, monkeypatch, capsys, due, is_told):
    monkeypatch.setenv("COLUMNS", "250")
    about = {"labkit": {"assignment": "vae", "due": due}}
    notebook = nbformat.v4.new_notebook(cells=task("f", "f = 1", "assert f == 1"), metadata=about)
    nbformat.write(notebook, tmp_path / "vae.ipynb")
    cli.main(["check", str(tmp_path / "vae.ipynb")])
    said = capsys.readouterr().out
    assert ("It was due 2000-02-22 23:59:00+01:00: what is handed in now is late" in said) == is_told


def test_a_second_notebook_beside_it_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "250")
    notebook = nbformat.v4.new_notebook(cells=task("f", "f = 1", "assert f == 1"))
    for name in ("vae.ipynb", "draft.ipynb"):
        nbformat.write(notebook, tmp_path / name)
    cli.main(["check", str(tmp_path / "vae.ipynb")])
    assert (
        "Hand in vae.ipynb alone, as one notebook is graded: beside it lies draft.ipynb."
        in capsys.readouterr().out
    )


def test_a_missing_file_and_a_folder_are_usage_errors(tmp_path, capsys):
    assert cli.main(["check", str(tmp_path / "none.ipynb")]) == 2
    assert cli.main(["check", str(tmp_path)]) == 2
    missing, folder = capsys.readouterr().err.splitlines()
    assert "none.ipynb does not exist" in missing
    assert "is a folder: name the notebook in it" in folder


@pytest.mark.parametrize("arguments", [[], ["check"], ["check", "x", "--seconds=0"], ["nonsense"]])
def test_wrong_usage_exits_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2


def test_data_command(store, monkeypatch, capsys):
    monkeypatch.setenv("LABKIT_DATA", str(store.folder))
    monkeypatch.setenv("COLUMNS", "250")
    assert cli.main(["data"]) == 0
    assert "mnist" in capsys.readouterr().out
    assert cli.main(["data", "mnist"]) == 0
    assert capsys.readouterr().out.count("verified") == 4
    assert cli.main(["data", "nothing"]) == 2
    assert "There are: mnist" in capsys.readouterr().err


def test_a_framework_that_is_not_there_is_named_with_the_mend(tmp_path: Path, monkeypatch, capsys):
    notebook = nbformat.v4.new_notebook(cells=task("f", "f = 1", "assert f"))
    notebook.metadata.labkit = {"assignment": "notebook", "framework": "torch"}
    nbformat.write(notebook, tmp_path / "notebook.ipynb")
    monkeypatch.setattr(labkit_check, "find_spec", lambda name: None)
    assert cli.main(["check", str(tmp_path / "notebook.ipynb")]) == 2
    said = capsys.readouterr().err
    assert "needs torch, which is not installed here: python -m pip install torch" in said


def test_what_a_pipe_of_windows_cannot_hold_is_shown_otherwise(tmp_path: Path):
    path = tmp_path / "notebook.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=task("f", "f = 1", "assert not f, 'σ² → ½'")), path)
    done = subprocess.run(
        [sys.executable, "-m", "labkit.cli", "check", path],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1 and not done.stderr
    assert "?² ? ½" in done.stdout.decode("cp1252")


# What IPython 7 says, which Colab has: cells go by the hash of their text, and lines by an arrow.
IPYTHON_7 = """
ZeroDivisionError                         Traceback (most recent call last)
/tmp/ipykernel_12/{outer}.py in <cell line: 1>()
----> 1 use(0)

/tmp/ipykernel_12/{inner}.py in use(x)
      1 def use(x):
      2 
----> 3     return 1 / x

/usr/lib/python3.12/somewhere.py in __call__(self)
     10 x
ZeroDivisionError: division by zero
"""  # fmt: skip


def test_the_cells_of_an_older_traceback_are_found():
    cells = [code("def use(x):\n\n    return 1 / x"), code("\nuse(0)")]
    inner, outer = (murmur2_x86(cell.source, get_tmp_hash_seed()) for cell in cells)
    said = IPYTHON_7.format(inner=inner, outer=outer)
    assert list(labkit_check._places(nbformat.v4.new_notebook(cells=cells), said)) == [(1, 2), (0, 3)]
