"""What checks say as Markdown, for platforms that show it. Whatever came from a submission is text, and no markup."""

from __future__ import annotations

import re

from autograder.model import CheckResult, Grade, points_text
from autograder.reports.html import blocks

NOT_GRADED = "The grader could not finish. This is no mark: a person has to look at it."
BY_HAND = "A person has to look at this: what stands here is no final mark."


def text(words: str) -> str:
    """Words in one line, in which nothing is markup but code between backticks."""
    pieces = re.split(r"(`[^`]+`)", " ".join(words.split()))
    return "".join(piece if piece.startswith("`") and len(piece) > 2 else _plain(piece) for piece in pieces)


def code(lines: str) -> str:
    """Lines of a program in a fence that none of them can close."""
    longest = max(map(len, re.findall(r"`+", lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{lines}\n{fence}"


def message(check: CheckResult) -> str:
    """What a check says, in paragraphs."""
    parts = []
    for kind, lines in blocks(check.message):
        parts += [code(lines)] if kind == "program" else map(text, lines.split("\n"))
    return "\n\n".join(parts)


def told(grade: Grade) -> str:
    """What is said of a whole submission: why it was rejected, who has to look at it, notes."""
    parts = [BY_HAND] if grade.status == "needs_manual_grade" else []
    if grade.status == "rejected":
        parts.append("This could not be graded, and has 0 points:")
    parts += [line for line in grade.reason.split("\n") if line.strip()]
    parts += [f"`{cell}`: {why}" for cell, why in grade.by_hand.items()]
    return "\n\n".join(map(text, parts))


def points(part: CheckResult | Grade) -> str:
    """Points of so many."""
    earned, most = (part.score, part.max_score) if isinstance(part, Grade) else (part.points, part.max_points)
    return f"{points_text(earned)} / {points_text(most)}"


def _plain(words: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|!~&$@])", r"\\\1", words)
