"""The sentences that an assignment's checks can say of a submission, and which of them no wrong submission meets.

Found in the source of its checks: every text of a few words that is neither a docstring nor a hint. What a family of
checks says (autograder.checks.families) belongs to several assignments, and is not looked at here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

WORDS = 4  # a text of fewer words is a name or a part of a sentence


@dataclass(frozen=True)
class Sentence:
    """A sentence: where it stands, and its pieces, None for what is filled in."""

    place: str
    parts: tuple[str | None, ...]

    @property
    def text(self) -> str:
        """How it is shown."""
        return "".join("…" if part is None else part for part in self.parts)

    def is_in(self, message: str) -> bool:
        """Whether its pieces are in a message, one after another. (A pattern would try all ways to fill the gaps.)"""
        at = 0
        for part in filter(None, self.parts):
            found = message.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return True


def unmet(folders: Iterable[Path], messages: Sequence[str]) -> list[Sentence]:
    """The sentences of the checks in these folders that are in none of the messages."""
    said = set(messages)
    found = (sentence for path in _files(folders) for sentence in sentences(path))
    return [sentence for sentence in found if not any(map(sentence.is_in, said))]


def _files(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.py"))]


def sentences(path: Path) -> Iterator[Sentence]:
    """The sentences in a file of checks."""
    tree = ast.parse(path.read_text("utf-8"))
    passed_over = {id(node) for other in ast.walk(tree) for node in _no_sentences(other)}
    for node in ast.walk(tree):
        parts = _parts(node)
        if parts and id(node) not in passed_over and len(" ".join(filter(None, parts)).split()) >= WORDS:
            yield Sentence(f"{path.name}:{node.lineno}", tuple(parts))


def _parts(node: ast.AST) -> list[str | None]:
    """The pieces of a text, None for what is filled in; nothing of what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return [part.value if isinstance(part, ast.Constant) else None for part in values]
    return []


def _no_sentences(node: ast.AST) -> Iterator[ast.AST]:
    """The texts below a node that are no sentences of their own: docstrings, hints, parts of another text."""
    match node:
        case ast.Expr(value=ast.Constant() as text):
            yield text
        case ast.keyword(arg=str(name), value=value) if "hint" in name:
            yield from ast.walk(value)
        case ast.Assign(targets=targets, value=value) if any(
            "hint" in ast.unparse(t).lower() for t in targets
        ):
            yield from ast.walk(value)
        case ast.JoinedStr(values=values):
            yield from (inner for value in values for inner in ast.walk(value))
        case ast.Call(func=ast.Name(id="require"), args=[_, _, hint, *_]):
            yield from ast.walk(hint)
        case ast.Call(func=ast.Name(id="Wrong"), args=[_, hint, *_]):
            yield from ast.walk(hint)
