"""The command line as people and CI use it: what it prints, writes, and exits with."""

import errno
import json
import os
import pty
import re
import resource
import subprocess
import sys
import termios
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
import standin_grader

from autograder import cli
from autograder.course import Course
from autograder.files import write_whole
from autograder.model import Results
from autograder.reports import junit

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """Two students, one with full and one with half the points."""
    for student, word in (("ada", "full"), ("ben", "half")):
        hand_in(tmp_path / "submitted" / student, word)
    return tmp_path / "submitted"


def hand_in(student: Path, word: str) -> None:
    (student / "vae").mkdir(parents=True)
    (student / "vae" / "vae.ipynb").write_text(word)


def run(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments], grader=standin_grader.grade)


def grade(course: Course, *arguments: object) -> int:
    return run("grade", "--course", course.root, "--jobs", 2, *arguments)


def test_a_class_is_graded_into_every_report(
    submitted: Path, course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = grade(
        course, submitted, "--json", out / "r.json", "--junit", out / "j.xml", "--csv", out / "g.csv", "--html", out
    )  # fmt: skip
    assert code == 0
    printed = capsys.readouterr()
    assert "ada" in printed.out
    assert "2/4" in printed.out
    assert "[2/2]" in printed.err
    results = Results.read(out / "r.json")
    assert [(grade.student, grade.score) for grade in results.grades] == [("ada", 4), ("ben", 2)]
    assert ElementTree.parse(out / "j.xml").getroot().get("tests") == "4"
    assert (out / "g.csv").read_text().startswith("assignment,student,status,score")
    assert "ben" in (out / "index.html").read_text()
    assert len(list((out / "students").iterdir())) == 2


@pytest.mark.parametrize(
    ("least", "code"), [("2", 0), ("50%", 0), ("2.5", 1), ("51%", 1), ("0", 0), ("100%", 1)]
)
def test_the_least_score_decides_the_exit_code(
    submitted: Path, course: Course, least: str, code: int
) -> None:
    assert grade(course, submitted, "--min-score", least) == code


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("error", 3, "manual"),
        ("die", 3, "the grader died 2 times"),
        ("no-sandbox", 3, "bubblewrap is missing: apt install bubblewrap\n1 of 1 not graded"),
    ],
)
def test_what_could_not_be_graded_exits_with_3(
    tmp_path: Path, course: Course, capsys: pytest.CaptureFixture[str], word: str, code: int, said: str
) -> None:
    hand_in(tmp_path / "ada", word)
    assert grade(course, tmp_path / "ada", "--min-score", "4") == code
    printed = capsys.readouterr()
    assert said in " ".join(printed.out.split()) + printed.err
    assert "Traceback" not in printed.out


def test_what_a_student_calls_files_costs_nobody_else_and_reaches_no_terminal(
    submitted: Path, course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(submitted / "dan\x1b[2J\n[9 of 9] ben  4 of 4", "full")
    (submitted / "ada/vae/\x1b[2J.ipynb").write_text("{}")
    (submitted / "eve").mkdir()
    (submitted / "eve/\x1b[2Jwork.ipynb").write_text("{}")
    (submitted / "ben/vae/timestamp.txt").write_text("2027-02-01 10:00:00 +9999")
    reports = ("--gradebook", f"sqlite:///{tmp_path / 'g.db'}", "--json", tmp_path / "r.json")
    assert grade(course, submitted, *reports) == 3
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err and "\n[9 of 9]" not in printed.out + printed.err
    assert "work.ipynb: which assignment is it?" in printed.err
    assert [grade.score for grade in Results.read(tmp_path / "r.json").grades] == [4, 2, 4]


@pytest.mark.parametrize("option", ["--json", "--junit", "--csv", "--html"])
def test_a_report_that_has_no_place_is_told_before_a_class_is_graded_for_it(
    submitted: Path, course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    (tmp_path / "file").touch()
    assert grade(course, submitted, option, tmp_path / "file" / "report") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"autograder: {option}: {tmp_path}/file/report cannot be written: ")
    assert grade(course, submitted, option, tmp_path if option != "--html" else tmp_path / "file") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not list(tmp_path.glob("**/.*"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///{folder}", "it cannot be opened: unable to open database file"),
        ("sqlite:///{folder}/ada/vae/vae.ipynb", "it cannot be opened: file is not a database"),
        (
            "sqlite:///file:{folder}/g.db?mode=ro&uri=true",
            "it cannot be opened: unable to open database file",
        ),
        ("nonsense://host/marks", "it cannot be opened: Can't load plugin"),
        ("mssql+pymssql://me:my-password@host/marks", "it cannot be opened: No module named 'pymssql'"),
    ],
)
def test_a_gradebook_that_takes_nothing_is_told_before_a_class_is_graded_for_it(
    submitted: Path, course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, said: str
) -> None:
    (submitted / "ada/vae/vae.ipynb").write_text("full of what is not a database" * 100)
    report = tmp_path / "r.json"
    assert grade(course, submitted, "--gradebook", url.format(folder=submitted), "--json", report) == 3
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"autograder: --gradebook: {said}") and "my-password" not in line
    assert not report.exists()


def test_a_report_that_cannot_be_written_costs_no_other(
    submitted: Path, course: Course, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(results: Results, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(junit, "write_junit", full)
    reports = ("--junit", tmp_path / "j.xml", "--json", tmp_path / "r.json", "--html", tmp_path / "html")
    assert grade(course, submitted, *reports, "--min-score", "100%") == 3
    assert capsys.readouterr().err.endswith(
        f"autograder: {tmp_path}/j.xml is not written: No space left on device\n"
    )
    assert len(Results.read(tmp_path / "r.json").grades) == 2 and (tmp_path / "html/index.html").exists()


def test_no_half_file_stays(tmp_path: Path) -> None:
    """Where a disk is full; what was there stays as it was."""
    path, limits = tmp_path / "new" / "report", resource.getrlimit(resource.RLIMIT_FSIZE)
    write_whole(path, b"old")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 10, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_whole(path, bytes(1 << 20))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"old" and os.listdir(path.parent) == ["report"]


def test_a_report_goes_into_pipes_and_through_links_and_is_as_open_as_others(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "aside")
    write_whole(tmp_path / "link", b"report")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "aside").read_bytes() == b"report"
    (tmp_path / "other").touch()
    assert (tmp_path / "aside").stat().st_mode == (tmp_path / "other").stat().st_mode
    read, write = os.pipe()
    write_whole(Path(f"/dev/fd/{write}"), b"report")
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read() == b"report"


RUN = (
    "import sys, standin_grader; from autograder import cli; sys.exit(cli.main(grader=standin_grader.grade))"
)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("kind", ["closed pipe", "full disk"])
def test_what_nobody_takes_costs_no_report(
    submitted: Path, course: Course, tmp_path: Path, stream: str, kind: str
) -> None:
    if kind == "closed pipe":
        read, out = os.pipe()
        os.close(read)
    else:
        out = os.open("/dev/full", os.O_WRONLY)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: out}
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    done = subprocess.run(
        [sys.executable, "-c", RUN, "grade", str(submitted), "--course", course.root, "--json", tmp_path / "r.json"],
        **streams, text=True, timeout=60, env={**os.environ, "PYTHONPATH": path}, check=False,
    )  # fmt: skip
    os.close(out)
    assert len(Results.read(tmp_path / "r.json").grades) == 2
    if stream == "stderr":
        assert (done.returncode, "ada" in done.stdout) == (0, True)
    else:
        assert done.returncode == 3 and "the table is not printed" in done.stderr
        assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_a_fault_of_the_grader_is_no_traceback_on_the_terminal(
    submitted: Path, course: Course, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.grade.load_course", lambda *_, **__: 1 / 0)
    assert grade(course, submitted, "--min-score", "1") == 3
    printed = capsys.readouterr()
    said = re.fullmatch(r"autograder: a fault of its own, ZeroDivisionError: see (\S+)\n", printed.err)
    assert said and "1 / 0" in Path(said[1]).read_text()
    Path(said[1]).unlink()


def test_nor_is_one_of_a_worker(tmp_path: Path, course: Course) -> None:
    notebook = tmp_path / "dora" / "vae" / "vae.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("raise")
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    done = subprocess.run(
        [sys.executable, "-c", RUN, "grade", str(tmp_path / "dora"), "--course", course.root],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": path}, check=False,
    )  # fmt: skip
    said = re.search(r"autograder: a fault of its own, ValueError: see (\S+)\n", done.stderr)
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert "a secret of the grader" in Path(said[1]).read_text()
    Path(said[1]).unlink()


def test_a_rejected_submission_is_an_outcome(tmp_path: Path, course: Course) -> None:
    (tmp_path / "ada" / "vae").mkdir(parents=True)
    assert grade(course, tmp_path / "ada", "--json", tmp_path / "r.json") == 0
    [rejected] = Results.read(tmp_path / "r.json").grades
    assert (rejected.status, rejected.score, rejected.max_score) == ("rejected", 0, 4)


def test_the_seed_is_told_and_may_be_given(
    submitted: Path, course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = []
    for number in range(2):
        assert grade(course, submitted / "ada", "--json", tmp_path / f"{number}.json") == 0
        titles.append(Results.read(tmp_path / f"{number}.json").grades[0].checks[1].title)
        assert f"{titles[-1]}: with --seed" in capsys.readouterr().out
    assert titles[0] != titles[1], "a fresh seed for every run"
    assert grade(course, submitted / "ada", "--seed", 5) == 0
    assert "seed 5:" in capsys.readouterr().out


def test_the_class_is_recorded_in_a_gradebook(
    submitted: Path, course: Course, tmp_path: Path, monkeypatch
) -> None:
    from autograder.classroom import gradebook

    recorded = []

    def record(graded, where, db_url, *, timestamp=None, secret="") -> None:
        if graded.grade.student == "ben":
            raise gradebook.GradebookError("another version of the assignment")
        assert isinstance(graded.notebook, nbformat.NotebookNode)
        recorded.append((graded.grade.student, where.root, db_url, timestamp.year))

    monkeypatch.setattr(gradebook, "record", record)
    for student in ("ada", "ben"):
        (submitted / student / "vae" / "timestamp.txt").write_text("2027-02-20 10:00:00 UTC")
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    assert grade(course, submitted, "--gradebook", url, "--json", tmp_path / "r.json") == 3
    assert recorded == [("ada", course.root, url, 2027)]
    assert len(Results.read(tmp_path / "r.json").grades) == 2, "the reports are whole all the same"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade"], "the following arguments are required: PATH"),
        (["grade", "nowhere"], "nowhere does not exist"),
        (
            ["grade", "submitted", "--assignment", "gna"],
            "no assignment 'gna'; allowed: vae, gan (did you mean gan?)",
        ),
        (["grade", ".", "--jobs", "0"], "'0' is not a whole number of 1 or more"),
        (["grade", ".", "--min-score", "ten"], "'ten' is neither points (15) nor a share (75%)"),
        (["grade", ".", "--min-score", "101%"], "'101%' is neither points"),
        (["grade", ".", "--min-score", "nan"], "'nan' is neither points"),
        (
            ["grade", "submitted", "--gradebook", "gradebook.db"],
            "allowed: a database URL, such as sqlite:///",
        ),
        (["grade", "submitted", "--course", "nowhere"], "nowhere/grading.yml does not exist"),
        (["grade", "empty"], "nothing to grade under"),
        (["marks"], "invalid choice: 'marks'"),
        ([], "the following arguments are required"),
    ],
)
def test_a_usage_error_exits_with_2_and_says_what_is_allowed(
    submitted: Path,
    course: Course,
    monkeypatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    (course.root / "empty").mkdir()
    submitted.rename(course.root / "submitted")
    monkeypatch.chdir(course.root)
    try:
        code = run(*arguments)
    except SystemExit as exit:  # argparse's way
        code = exit.code
    assert code == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert "Traceback" not in printed


def test_a_wrong_grading_yml_is_a_usage_error(
    submitted: Path, course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    file = course.root / "grading.yml"
    file.write_text(file.read_text().replace("notebook_mib: 1", "notebook_mib: -1"))
    assert grade(course, submitted) == 2
    assert "limits.notebook_mib: found -1; allowed:" in capsys.readouterr().err


def test_a_demo_does_not_delete_what_is_not_its_own(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thesis = tmp_path / "home" / "thesis.tex"
    hand_in(tmp_path / "home" / "submitted" / "ada", "full")
    thesis.touch()
    assert run("demo", "--course", course.root, "--out", thesis.parent) == 2
    assert "holds what is not a demo's (thesis.tex)" in capsys.readouterr().err
    assert (thesis.parent / "submitted" / "ada" / "vae" / "vae.ipynb").exists()


def test_a_demo_of_an_unknown_assignment_is_a_usage_error(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo", "vea", "--course", course.root, "--out", tmp_path / "demo") == 2
    assert "no assignment 'vea'" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    assert set(json.loads(capsys.readouterr().out)["properties"]) == {"schema", "grades"}


def test_help_says_what_the_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("grade", "--help")
    printed = capsys.readouterr().out
    for code in (
        "0    grading went through",
        "1    a score is below",
        "2    usage error",
        "3    something could not",
    ):
        assert code in printed


def test_the_command_starts_without_the_heavy_packages() -> None:
    """`--help` and completion must not wait for a framework, or for nbgrader."""
    code = (
        "import sys; from autograder import cli; sys.argv = ['autograder']\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'tensorflow', 'torch', 'keras', 'nbgrader', 'nbformat', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("start", ["import autograder.batch.preload", "cli.main(['release', 'nothing'])"])
def test_no_grammar_is_compiled_that_nobody_needs(start: str) -> None:
    """By jsonschema's optional format of addresses, which takes longer than all else of the grader's start."""
    modules = "lark", "jsonschema", "rfc3987_syntax"
    code = f"import sys; from autograder import cli; {start}; print([m in sys.modules for m in {modules}])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[False, True, False]"


def test_a_terminal_shows_who_is_graded_how_many_are_done_time_left_and_failures(
    submitted: Path, course: Course, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    hand_in(submitted / "zoe", f"wait-for {gate}")
    hand_in(submitted / "amy", "error")
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import standin_grader\n"
        "from autograder import cli; sys.exit(cli.main(sys.argv[1:], grader=standin_grader.grade))"
    )
    terminal, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    line = ["grade", str(submitted), "--course", str(course.root), "--jobs", "1"]
    run = subprocess.Popen(
        [sys.executable, "-c", code, *line],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = ""
    while "zoe:  75%" not in shown:
        shown += os.read(terminal, 4096).decode()
    gate.touch()
    assert run.wait(timeout=60) == 3
    os.close(terminal)
    assert "starting:   0%" in shown
    assert "ben:  50%" in shown, "who is being graded now"
    assert "[2/4] amy  2/4  needs_manual_grade" in shown, "what failed is told at once"
    last = shown[shown.rindex("zoe:  75%") :]
    assert "3/4 [00:" in last and "<00:" in last, "done, time taken, time left"
    assert "failures: 1]" in last
