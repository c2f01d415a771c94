"""Who wrote the same: pairs of texts of code that share what is rare in the class, and a page with them side by side.

Code is compared by the fingerprints of copydetect: every run of K characters, where names, strings, comments and spaces do
not count (Schleimer, Wilkerson and Aiken, Winnowing, SIGMOD 2003). It tells where to look, and proves nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import combinations, groupby
from pathlib import Path

from copydetect import CodeFingerprint, compare_files
from rich import box
from rich.table import Table
from rich.text import Text

from autograder.course import Course
from autograder.files import write_whole
from autograder.reports.html import environment
from autograder.reports.text import percent

K = 25  # characters of a fingerprint, where a name or a string is one
LEAST = 40  # fingerprints that a pair must share to be looked at: some lines
MOST_SHARED = 0.4  # of the class: what more have is how one writes it


@dataclass(frozen=True)
class Pair:
    """Two students' code of one assignment.

    likeness: what they share over what the shorter has, 0 to 1, each fingerprint by how few have it; what was given to all,
        the reference, and what most of the class has do not count
    shared: the number of fingerprints
    texts: of each, in pieces (text, whether the other has it)
    """

    assignment: str
    students: tuple[str, str]
    likeness: float
    shared: int
    texts: tuple[list[tuple[str, bool]], list[tuple[str, bool]]]


def similar(assignment: str, texts: Mapping[str, str], given: Iterable[str], most: int) -> list[Pair]:
    """The ``most`` pairs of students whose code is most alike, the likest first.

    texts: by student; given: code that they all have, or may have hit on: it is taken out
    """
    known = set().union(*(_fingerprint("given", text).hashes for text in given))
    prints = {student: _fingerprint(student, text) for student, text in texts.items()}
    for each in prints.values():
        each.hashes -= known
    holders = defaultdict(list)
    for student, each in prints.items():
        for value in each.hashes:
            holders[value].append(student)
    own, common, shared = _weighed(holders, len(prints))
    pairs = [pair for pair, count in shared.items() if count >= LEAST]
    likeness = {pair: common[pair] / min(own[student] for student in pair) for pair in pairs}
    return [
        Pair(assignment, pair, likeness[pair], shared[pair], _pieces(*(prints[student] for student in pair)))
        for pair in sorted(pairs, key=lambda pair: (-likeness[pair], pair))[:most]
    ]


def _weighed(
    holders: Mapping[int, Sequence[str]], students: int
) -> tuple[Counter[str], Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """What each student has and each pair shares, by weight, and how many fingerprints each pair shares."""
    own, common, shared = Counter(), Counter(), Counter()
    for who in holders.values():
        if len(who) > max(2, MOST_SHARED * students):
            continue
        weight = 1 + math.log(students / len(who))
        own.update(dict.fromkeys(who, weight))
        for pair in combinations(sorted(who), 2):
            common[pair] += weight
            shared[pair] += 1
    return own, common, shared


def _fingerprint(name: str, text: str) -> CodeFingerprint:
    return CodeFingerprint(name, K, 1, fp=StringIO(text), language="python")


def _pieces(*prints: CodeFingerprint) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """The two texts, with what they share marked."""
    _, _, slices = compare_files(*prints)
    return tuple(_marked(each.raw_code, *spans) for each, spans in zip(prints, slices, strict=True))


def _marked(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[tuple[str, bool]]:
    inside = bytearray(len(text))
    for start, end in zip(starts, ends, strict=True):
        inside[int(start) : int(end)] = b"\1" * (min(int(end), len(text)) - int(start))
    pieces = groupby(zip(text, inside, strict=True), key=lambda each: bool(each[1]))
    return [("".join(character for character, _ in piece), is_shared) for is_shared, piece in pieces]


def pairs_table(pairs: Iterable[Pair]) -> Table:
    """The pairs on the terminal."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Students", overflow="fold")
    table.add_column("Assignment", no_wrap=True)
    table.add_column("Alike", justify="right", no_wrap=True)
    for pair in pairs:
        table.add_row(Text(" and ".join(pair.students)), Text(pair.assignment), percent(pair.likeness))
    return table


def write_similar_page(pairs: Sequence[Pair], path: Path, course: Course) -> None:
    """Write the page, which stands alone, making the file's folder where needed."""
    page = environment().get_template("similar.html").render(pairs=pairs, course=course, sandboxes="")
    write_whole(path, page.encode())
