"""What the pages of the repository say exists: commands, options, files, headings, figures."""

import re
import shlex
from pathlib import Path

import pytest

import autograder.cli
import labkit.cli
from autograder.course import load_course
from autograder.model import Results
from autograder.reports import reached, readme
from autograder.trials.scenarios import KINDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "bench/README.md",
    *("docs/student.md", "docs/instructor.md", "docs/ci.md", "docs/gradescope.md"),
)
PROGRAMS = {"autograder": autograder.cli.main, "labkit": labkit.cli.main}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [body for name, body in BLOCK.findall(text_of(page)) if name == language]


def commands(page: str, program: str) -> list[list[str]]:
    """Command lines of `program` in fenced blocks and in inline code, as words."""
    code = [body for _, body in BLOCK.findall(text_of(page))]
    code += re.findall(r"`([^`\n]+)`", BLOCK.sub("", text_of(page)))
    lines = re.findall(
        rf"^[ \t]*(?:\S*/)?({program}[ \t]+.*(?:\n[ \t]+--.*)*)", "\n".join(code), re.MULTILINE
    )
    return [shlex.split(line, comments=True) for line in lines]


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for words in commands(page, "make") for word in words[1:] if re.fullmatch("[a-z-]+", word)}
    assert named or page in ("docs/student.md", "docs/gradescope.md")
    assert named <= targets


def help_of(program: str, subcommand: str, capsys: pytest.CaptureFixture) -> str:
    with pytest.raises(SystemExit) as end:
        PROGRAMS[program]([subcommand, "--help"])
    assert end.value.code == 0, f"{program} has no command {subcommand}"
    return capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_subcommand_and_option_exists(page, program, capsys):
    for _, subcommand, *arguments in commands(page, program):
        described = help_of(program, subcommand, capsys)
        for option in (word.partition("=")[0] for word in arguments if word.startswith("--")):
            assert re.search(rf"{option}\b", described), f"{program} {subcommand} has no {option}"


def test_programs_are_told_of_where_they_are_used():
    assert commands("docs/student.md", "labkit")
    assert all(
        commands(page, "autograder")
        for page in ("README.md", "CONTRIBUTING.md", "docs/instructor.md", "docs/ci.md")
    )


def test_the_instructors_page_names_every_option_of_grade(capsys):
    offered = set(re.findall(r"--[a-z-]+", help_of("autograder", "grade", capsys))) - {"--help"}
    assert offered == set(re.findall(r"^\| `(--[a-z-]+)", text_of("docs/instructor.md"), re.MULTILINE))


def anchors(page: Path) -> set[str]:
    """The addresses that a host makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_is_there(page):
    text = BLOCK.sub("", text_of(page))
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text)
    for target in (target for target in targets if "://" not in target):
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.is_file(), target
        assert not anchor or anchor in anchors(path), target


def test_every_file_named_by_its_path_is_there():
    for page in PAGES:
        named = re.findall(
            r"`((?:autograder|labkit|tests|solutions|bench)/[\w/.]+)`", BLOCK.sub("", text_of(page))
        )
        missing = [name for name in named if not (ROOT / name).exists()]
        assert not missing, page


def test_every_attack_named_is_there():
    """SECURITY.md names hostile submissions, and test files by their short names."""
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|$", text_of("SECURITY.md"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert len(named) > 20
    attacks = {path.stem for path in (ROOT / "solutions/vae/submissions/hostile").glob("*.py")}
    assert set(named) <= attacks
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert {Path(name).name for row in rows for name in re.findall(r"`([\w/]+\.py)`", row)} <= tests


def test_the_example_of_results_is_valid():
    (example,) = blocks("docs/instructor.md", "json")
    assert Results.model_validate_json(example).grades[0].max_score == load_course(ROOT).max_score("vae")


def test_the_example_of_a_check_is_python():
    for example in blocks("CONTRIBUTING.md", "python"):
        compile(example, "CONTRIBUTING.md", "exec")


def test_the_kinds_of_submissions_are_those_of_scenario_files():
    (named,) = re.findall(r"solutions/<id>/submissions/\{([\w,]+)\}/", text_of("CONTRIBUTING.md"))
    assert set(named.split(",")) == set(KINDS)


def test_run_times_are_those_of_the_briefs():
    course = load_course(ROOT)
    for id in course.assignments:
        if known := reached.of(course, id):
            whole, _, quick = known.run_time.partition("; `QUICK=1`: ")
            brief = course.solution_script(id).read_text(encoding="utf-8")
            where = f"{id}: `run_time` of results.yml and the rows of the brief"
            assert f"| Run time, whole notebook | {whole} on " in brief, where
            assert not quick or f"| Run time with `QUICK=1` | {quick};" in brief, where


def test_the_table_of_assignments_is_what_their_folders_say():
    text, course = text_of("README.md"), load_course(ROOT)
    assert all(f"| `{id}`: " in readme.table(course) for id in course.assignments)
    assert readme.updated(text, course) == text, "bring it up to date: python -m autograder.reports.readme"
    assert readme.BEGIN + readme.table(course) + readme.END in text
