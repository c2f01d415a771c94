"""What README, CONTRIBUTING and SECURITY say exists: commands, options, files, headings, figures."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

import autograder.cli
import labkit.cli
from autograder.course import load_course
from autograder.model import Results
from autograder.trials.scenarios import KINDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md")
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
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for words in commands(page, "make") for word in words[1:] if word.isalpha()}
    assert named, "this page names targets"
    assert named <= targets


def help_of(program: str, subcommand: str, capsys: pytest.CaptureFixture) -> str:
    with pytest.raises(SystemExit) as end:
        PROGRAMS[program]([subcommand, "--help"])
    assert end.value.code == 0, f"{program} has no command {subcommand}"
    return capsys.readouterr().out


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_subcommand_and_option_exists(page, program, capsys):
    named = [words[1:] for words in commands(page, program)]
    assert named or (page, program) == ("CONTRIBUTING.md", "labkit")
    for subcommand, *arguments in named:
        described = help_of(program, subcommand, capsys)
        for option in (word.partition("=")[0] for word in arguments if word.startswith("--")):
            assert re.search(rf"{option}\b", described), f"{program} {subcommand} has no {option}"


def test_the_readme_names_every_option_of_grade(capsys):
    offered = set(re.findall(r"--[a-z-]+", help_of("autograder", "grade", capsys))) - {"--help"}
    assert offered == set(re.findall(r"^\| `(--[a-z-]+)", text_of("README.md"), re.MULTILINE))


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
        path = ROOT / (name or page)
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
    (example,) = blocks("README.md", "json")
    assert Results.model_validate_json(example).grades[0].max_score == load_course(ROOT).max_score("vae")


def test_the_example_of_a_workflow_is_one():
    (example,) = blocks("README.md", "yaml")
    steps = yaml.safe_load(example)["jobs"]["grade"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)


def test_the_example_of_a_check_is_python():
    for example in blocks("CONTRIBUTING.md", "python"):
        compile(example, "CONTRIBUTING.md", "exec")


def test_the_kinds_of_submissions_are_those_of_scenario_files():
    (named,) = re.findall(r"solutions/<id>/submissions/\{([\w,]+)\}/", text_of("CONTRIBUTING.md"))
    assert set(named.split(",")) == set(KINDS)


# What the README tells of each assignment's reference, in the figures of bench/results/models.json.
RESULTS = {
    "oop": "mixture {mixture_test_nats:.2f} nats per test point, one Gaussian {gaussian_test_nats:.2f}",
    "vae": "{test_loss:.2f} nats test loss on MNIST after {epochs} epochs",
    "gan": "{classes_covered} of 10 digits covered after {epochs} epochs on MNIST",
    "cvae": "{test_loss:.2f} nats test loss on MNIST after {epochs} epochs, z = 20 (the VAE: 98.23); "
    "{generated_recognised:.1%} of generated digits recognised as their label",
    "acgan": "{test_accuracy:.1%} of the test digits",
    "cvae_acgan": "{test_accuracy:.2%} of the test digits read by the discriminator, {generated_recognised:.1%} of the generated",
    "style_transfer": "content {content_start:.0f} to {content:.0f}, style {style_start:.2f} to {style:.3f}, both falling",
    "segmentation": "Dice {dice:.3f} on the last six patients after {epochs} epochs",
}


def test_the_table_of_assignments_tells_what_was_measured():
    course = load_course(ROOT)
    measured = json.loads((ROOT / "bench/results/models.json").read_text())
    rows = {
        row.split("`")[1]: row for row in re.findall(r"^\| `\w+`, .*$", text_of("README.md"), re.MULTILINE)
    }
    assert set(rows) == set(course.assignments)
    for id, row in rows.items():
        assert f"{course.max_score(id):g} by checks" in row
        assert RESULTS[id].format(**measured[id]) in row
