"""Which cell of a submission is which of the release's, however it came to be there.

Editors drop metadata, people retype cells, join them and copy them. A cell goes by its ``grade_id``, then by its cell
id, then by the names that the released stub defines. Between two that may be meant nothing is guessed: both are run,
and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from autograder.notebook import Kind, grade_id, is_answer, is_solution, kind_of
from labkit.names import is_python, names_of
from labkit.notebook import Cell


@dataclass
class Placed:
    """Where everything of a submission goes.

    at: by position in the release, the cell that stands there
    extras: by the position they follow (-1: the start), the cells that the student added
    elsewhere: by the position of a solution cell, where its code was found
    by_hand: by grade_id, why a person has to look at a cell
    is_known: whether the submission is one of this assignment at all
    """

    at: dict[int, Cell] = field(default_factory=dict)
    extras: dict[int, list[Cell]] = field(default_factory=dict)
    elsewhere: dict[int, str] = field(default_factory=dict)
    by_hand: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_known: bool = False


def place(template: NotebookNode, cells: list[Cell]) -> Placed:
    """Find the release's cells among those of a submission."""
    return _Placing(template.cells, cells).result()


class _Placing:
    """index: of a cell in the submission; position: of one in the release."""

    def __init__(self, template: list[NotebookNode], cells: list[Cell]) -> None:
        self.template, self.cells, self.placed = template, cells, Placed()
        self.position: dict[int, int] = {}  # of an index
        self.index: dict[int, int] = {}  # of a position
        self.dropped: set[int] = set()  # stubs of which the student's code stands elsewhere

    def result(self) -> Placed:
        self._by_grade_id()
        self._by_cell_id()
        self._by_source()
        self.placed.is_known = any(grade_id(self.template[p]) for p in self.index)
        self._by_names()
        self._questions()
        self._lay_out()
        return self.placed

    def _claim(self, index: int, position: int) -> None:
        if (stub := self.index.get(position)) is not None:
            del self.position[stub]
            self.dropped.add(stub)
        self.position[index], self.index[position] = position, index

    def _is_released(self, index: int, position: int) -> bool:
        """Whether a cell says nothing, or what the release says there."""
        return self.cells[index].source.strip() in ("", self.template[position].source.strip())

    def _by_grade_id(self) -> None:
        positions = {grade_id(c): p for p, c in enumerate(self.template) if grade_id(c)}
        copies: dict[int, list[int]] = {}
        for index, cell in enumerate(self.cells):
            if cell.grade_id in positions:
                copies.setdefault(positions[cell.grade_id], []).append(index)
        for position, indices in copies.items():
            written = [i for i in indices if not self._is_released(i, position)]
            chosen = (written or indices)[0]
            self._claim(chosen, position)
            self.dropped.update(i for i in indices if i != chosen and i not in written)
            if len(indices) > 1:
                name = grade_id(self.template[position])
                self._note(f"There is a second copy of the cell `{name}`; it was run as an extra cell.")
                if is_answer(self.template[position]) and self._differ(written):
                    self._ask_a_person(position)

    def _by_cell_id(self) -> None:
        positions = {c.id: p for p, c in enumerate(self.template)}
        found = []
        for index in self._unclaimed():
            cell = self.cells[index]
            position = None if cell.grade_id else positions.get(cell.id)
            if position is not None and position not in self.index:
                self._claim(index, position)
                found += [position] if is_answer(self.template[position]) else []
        if found:
            self._note(f"Cells that had lost their names were found by their ids: {self._named(found)}.")

    def _by_source(self) -> None:
        """Provided cells have no grade_id."""
        positions = {c.source.strip(): p for p, c in enumerate(self.template) if not grade_id(c)}
        for index in self._unclaimed():
            position = None if self.cells[index].grade_id else positions.get(self.cells[index].source.strip())
            if position is not None and position not in self.index:
                self._claim(index, position)

    def _by_names(self) -> None:
        """Solution cells that are missing, or as they were released: does another cell define their names?"""
        solutions = [p for p, c in enumerate(self.template) if is_solution(c)]
        lost = [p for p in solutions if p not in self.index or self._is_released(self.index[p], p)]
        found = [p for p in lost if self._find(p)]
        is_named = any(cell.grade_id for cell in self.cells)  # if not as here, by another assignment
        self.placed.is_known |= not is_named and 2 * len(found) >= max(1, len(solutions))
        by_place: dict[str, list[int]] = {}
        for position, where in self.placed.elsewhere.items():
            by_place.setdefault(where, []).append(position)
        for where, positions in by_place.items():
            self._note(f"The code of {self._named(positions)} was found in {where}.")

    def _find(self, position: int) -> bool:
        stub = names_of(self.template[position].source)
        names = stub.defined or stub.made
        makers = {i: made & names for i, made in self._made.items() if made & names}
        if not makers:
            return False
        if any(self._differ([i for i, made in makers.items() if one in made]) for one in names):
            self._ask_a_person(position)
            self.placed.elsewhere[position] = "added cells"
            return True
        first = min(makers)
        if first not in self.position and len(makers) == 1 and self._keeps_order(first, position):
            self._claim(first, position)
            self._note(
                f"A cell that had lost its name was found by what it defines: {self._named([position])}."
            )
        else:
            at = grade_id(self.template[self.position[first]]) if first in self.position else ""
            self.placed.elsewhere[position] = f"the cell `{at}`" if at else "an added cell"
        return True

    @cached_property
    def _made(self) -> dict[int, set[str]]:
        """What each cell makes that the student wrote and that is run."""
        return {i: names_of(c.source).made for i, c in enumerate(self.cells) if self._is_own_code(i)}

    def _is_own_code(self, index: int) -> bool:
        if self.cells[index].kind != "code" or index in self.dropped:
            return False
        position = self.position.get(index)
        if position is None:
            return True
        own = kind_of(self.template[position]) in (Kind.SOLUTION, Kind.PROVIDED)
        return own and not self._is_released(index, position)

    def _keeps_order(self, index: int, position: int) -> bool:
        """Whether a cell can stand there and still be run behind all that it was behind."""
        before = [p for i, p in self.position.items() if i < index]
        after = [p for i, p in self.position.items() if i > index]
        return max(before, default=-1) < position < min(after, default=len(self.template))

    def _questions(self) -> None:
        """Questions without an answer: is it in a text beside them?"""
        for position, original in enumerate(self.template):
            if kind_of(original) is not Kind.QUESTION:
                continue
            is_there = position in self.index
            if is_there and not self._is_released(self.index[position], position):
                continue
            beside = [i for i in self._beside(position) if self._is_text(i)]
            name = grade_id(original)
            if len(beside) == 1 and not is_there:
                self._claim(beside[0], position)
                self._note(
                    f"The cell `{name}` had lost its name; the text in its place is taken as the answer."
                )
            elif beside:
                self.placed.by_hand[name] = f"The answer to `{name}` may be the text beside it."
            elif not is_there and any(map(self._is_text, self._unclaimed())):
                self.placed.by_hand[name] = f"The cell `{name}` was missing; the answer may be an added text."

    def _beside(self, position: int) -> Iterator[int]:
        """Unclaimed cells between those that stand next to a position."""
        before = self.index.get(max((p for p in self.index if p < position), default=-1), -1)
        after = self.index.get(min((p for p in self.index if p > position), default=-1), len(self.cells))
        return (i for i in self._unclaimed() if before < i < after)

    def _is_text(self, index: int) -> bool:
        """Whether an added cell says something to a person: a new cell is of code until its kind is changed."""
        cell = self.cells[index]
        if not cell.source.strip() or cell.kind != "code":
            return bool(cell.source.strip())
        return not is_python(cell.source)

    def _lay_out(self) -> None:
        anchor = -1
        for index, cell in enumerate(self.cells):
            position = self.position.get(index)
            if position is None:
                self._add_extra(anchor, index)
                continue
            anchor = position
            self.placed.at[position] = cell
            # What a student added to a provided cell (an import, say) is run after the original.
            original = self.template[position]
            is_provided = kind_of(original) is Kind.PROVIDED and not grade_id(original)
            is_code = original.cell_type == cell.kind == "code"
            if is_provided and is_code and not self._is_released(index, position):
                self._add_extra(position, index)

    def _add_extra(self, anchor: int, index: int) -> None:
        if self.cells[index].source.strip() and index not in self.dropped:
            self.placed.extras.setdefault(anchor, []).append(self.cells[index])

    def _unclaimed(self) -> list[int]:
        return [i for i in range(len(self.cells)) if i not in self.position and i not in self.dropped]

    def _differ(self, indices: list[int]) -> bool:
        return len({self.cells[i].source.strip() for i in indices}) > 1

    def _ask_a_person(self, position: int) -> None:
        name = grade_id(self.template[position])
        self.placed.by_hand[name] = (
            f"More than one cell may be meant as `{name}`, and they differ: all were run, in their order. "
            "A person decides which of them counts."
        )

    def _named(self, positions: list[int]) -> str:
        return ", ".join(f"`{grade_id(self.template[position])}`" for position in positions)

    def _note(self, note: str) -> None:
        self.placed.notes.append(note)
