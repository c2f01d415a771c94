"""Several wrong submissions as one, where there is no time for each: no mistake costs a point in another cell.

So those that change different cells, and fail checks of these alone, can stand in one notebook. It must fail what all of
them fail together; only where it does not is each to be graded by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from autograder.model import Grade
from autograder.trials.scenarios import Scenario


def needed(faults: Sequence[Scenario]) -> list[Scenario]:
    """Some of the wrong submissions, not many, that together fail and break all that all of them do."""

    def shown(fault: Scenario) -> frozenset[str]:
        return fault.fails | fault.breaks

    chosen, missed = [], set().union(*map(shown, faults))
    while missed:
        chosen.append(max(faults, key=lambda fault: len(shown(fault) & missed)))
        missed -= shown(chosen[-1])
    return chosen


def joined(faults: Sequence[Scenario], cell_of: Mapping[str, str]) -> list[tuple[Scenario, list[Scenario]]]:
    """The faults in as few submissions as they fit in, each with those that it is made of.

    cell_of: the cell of each check, by the check's id
    """
    groups: list[tuple[set[str], list[Scenario]]] = []
    for fault in faults:
        cells = fault.cells
        is_apart = fault.changes_cells_alone and {cell_of.get(id) for id in fault.fails} <= cells
        for taken, group in groups if is_apart else ():
            if taken and not taken & cells:
                taken |= cells
                group.append(fault)
                break
        else:
            groups.append((set(cells) if is_apart else set(), [fault]))
    return [(_of(group), group) for _, group in groups]


def apart(
    grades: Mapping[Scenario, Grade],
    groups: Sequence[tuple[Scenario, list[Scenario]]],
    reference: Grade,
    is_as_said: Callable[[Scenario, Grade], bool],
    grades_of: Callable[[Sequence[Scenario]], dict[Scenario, Grade]],
) -> dict[Scenario, Grade]:
    """The grade of each fault, from the grades of those that they were joined to.

    reference: the grade of what is right; is_as_said: whether a grade is the one that a scenario's file says; grades_of: to
        grade those by themselves whose group is not as all of its files say
    """
    found, unclear = {}, []
    for whole, group in groups:
        if whole in grades:
            each = {fault: _of_one(fault, grades[whole], group, reference) for fault in group}
            is_clear = len(group) == 1 or all(
                is_as_said(*one) for one in [(whole, grades[whole]), *each.items()]
            )
            found |= each if is_clear else {}
            unclear += [] if is_clear else group
    return found | (grades_of(unclear) if unclear else {})


def _of_one(fault: Scenario, whole: Grade, group: Sequence[Scenario], reference: Grade) -> Grade:
    """The grade of one of a group: in cells that are not its own, the reference's."""
    if len(group) == 1:
        return whole
    pairs = zip(whole.checks, reference.checks, strict=True)
    checks = [own if own.cell in fault.cells else right for own, right in pairs]
    return whole.model_copy(update={"checks": checks, "score": sum(check.points for check in checks)})


def _of(group: Sequence[Scenario]) -> Scenario:
    """One wrong submission made of several. What each is told is looked at when they are taken apart."""
    if len(group) == 1:
        return group[0]
    first = group[0]
    return replace(
        first,
        summary="; ".join(fault.summary for fault in group),
        sections=tuple(section for fault in group for section in fault.sections),
        fails=frozenset().union(*(fault.fails for fault in group)),
        says="",
    )
