"""Which of the cells that a student added are needed, and which names of the course a cell relies on.

Found in the cells' text alone. A cell that is not needed is run all the same, in its place, but has little time: a
plot or a training run must not cost the checks theirs.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.notebook import Kind, is_run, is_solution, is_test, kind_of
from labkit.names import Import, Names, names_of

_STAR = "*"


def unneeded(notebook: NotebookNode) -> set[int]:
    """The positions of added cells that make or change nothing which another cell, or its test, makes or mentions."""
    added = {i: names_of(c.source) for i, c in enumerate(notebook.cells) if is_run(c) and _is_added(c)}
    own = [c.source for c in notebook.cells if not _is_added(c) and (is_run(c) or is_test(c))]
    wanted = set().union(*(names_of(source).used | names_of(source).made for source in own))
    provided = _provided_imports(notebook)
    makes = {index: _made(names, provided) for index, names in added.items()}
    waiting = set(added)
    while found := {i for i in waiting if makes[i] & wanted or _STAR in makes[i]}:
        waiting -= found
        wanted |= set().union(*(added[i].used for i in found))
    return waiting


def relied_on(notebook: NotebookNode, needless: set[int]) -> dict[int, list[str]]:
    """By the position of a cell of the student's, which of the names that the course imports it mentions.

    Not those that it makes itself: a loop whose variable bears such a name relies on nothing. Nor what is mentioned in
    the cells at ``needless``.
    """
    names = {name for _, _, name in _provided_imports(notebook)}
    found = {
        index: sorted(names & names_of(cell.source).used - names_of(cell.source).made)
        for index, cell in enumerate(notebook.cells)
        if index not in needless and is_run(cell) and (is_solution(cell) or _is_added(cell))
    }
    return {index: mentioned for index, mentioned in found.items() if mentioned}


def _is_added(cell: NotebookNode) -> bool:
    return kind_of(cell) is Kind.EXTRA


def _provided_imports(notebook: NotebookNode) -> set[Import]:
    sources = [c.source for c in notebook.cells if kind_of(c) is Kind.PROVIDED and is_run(c)]
    return set().union(*(names_of(source).imports for source in sources))


def _made(names: Names, provided: set[Import]) -> set[str]:
    """What a cell makes or changes, but for what the course imports in the same way; a star where nobody knows."""
    again = {name for _, _, name in names.imports & provided}
    again -= {name for _, _, name in names.imports - provided}
    return (names.made - again) | names.changed | {name for _, _, name in names.imports if name == _STAR}
