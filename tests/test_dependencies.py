"""What is touched of dependencies though it is not meant for others: the table in CONTRIBUTING.md says what and why."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Row:
    """A row of the table. names: dotted, see `is_there`; seen: the distribution and its version."""

    names: tuple[str, ...]
    file: str
    why: str
    seen: str

    def __str__(self) -> str:
        return self.names[0]


def rows() -> Iterator[Row]:
    section = (ROOT / "CONTRIBUTING.md").read_text().partition("## Change a dependency")[2]
    for line in re.findall(r"^\| `.*$", section, re.MULTILINE):
        names, file, why, seen = (cell.strip() for cell in line.strip("| ").split(" | "))
        yield Row(tuple(re.findall(r"`([^`]+)`", names)), file.strip("`"), why, seen)


ROWS = list(rows())


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_it_is_where_it_was(row: Row):
    for name in row.names:
        assert is_there(name), f"{row.seen} no longer has {name}: mend {row.file} ({row.why}), then the table"


def is_there(name: str) -> bool:
    """Whether a dotted name still leads to something: modules first, then their attributes."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        break
    else:
        return False
    for part in parts[end:]:
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_it_was_looked_at_in_the_version_that_is_installed(row: Row):
    name, _, seen = row.seen.partition(" ")
    installed = version(name).partition("+")[0]  # "2.13.0+cpu" is 2.13.0
    assert installed == seen, (
        f"{name} is {installed} now: look at {row.file} ({row.why}), then mend the table"
    )


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_it_is_still_touched(row: Row):
    text = (ROOT / row.file).read_text()
    for name in row.names:
        assert name.rpartition(".")[2] in text, f"{row.file} does without {name}: so does the table"


def test_nothing_private_is_touched_that_the_table_does_not_name():
    named = {(row.file, part) for row in ROWS for name in row.names for part in name.split(".")}
    touched = {
        (str(path.relative_to(ROOT)), name)
        for package in ("autograder", "labkit")
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in foreign(ast.parse(path.read_text()))
    }
    assert touched - named == set(), (
        "use public means, or give it a row in CONTRIBUTING.md, Change a dependency"
    )


def foreign(tree: ast.Module) -> set[str]:
    """The private names of others that a module uses. Its own are those that it defines, and attributes of `self`."""
    own = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    used: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, value=ast.Name(id="self" | "cls")):
                own.add(name)
            case ast.Attribute(attr="_exit", value=ast.Name(id="os")):
                pass  # documented, for all its look
            case ast.Attribute(attr=name):
                used.add(name)
            case ast.ImportFrom(module=module, names=names) if module:
                used |= {*module.split("."), *(alias.name for alias in names)}
    return {name for name in used - own if re.match(r"_[a-z]", name)}
