"""1 · Whom to test on."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, cell, lab, probe, require

check = cell("split_by_patient")


def patients(rng):
    """Numbers of patients with gaps and unequal numbers of slices, mixed; as text they have another order."""
    numbers = [
        rng.choice(range(*ends), size, replace=False)
        for *ends, size in [(2, 10, 2), (10, 100, 3), (100, 200, 2)]
    ]
    numbers = np.concatenate(numbers)
    return rng.permutation(np.repeat(numbers, rng.integers(2, 6, size=7)))


def split(student, patient, n_test):
    """The positions (train, test) that the student's function gives."""
    answer = lab.split_by_patient(as_numpy(patient), n_test)
    parts = student.ask([probe.array(answer[0]), probe.array(answer[1]), probe.length(answer)])
    hint = "Two arrays with positions of slices: np.flatnonzero(...) of what is true for a slice."
    require(parts.pop() == 2, "It should return two arrays: (train, test).", hint)
    for part, name in zip(parts, ("train", "test"), strict=True):
        require(isinstance(part, np.ndarray) and part.ndim == 1, f"{name} should be an array (n,).", hint)
        whole = part.dtype.kind in "iu" or not part.size
        require(whole, f"{name} should hold positions, whole numbers, not {part.dtype}.", hint)
        inside = ((part >= 0) & (part < len(patient))).all()
        require(inside, f"{name} holds positions that no slice has.", hint)
    return parts


@check(weight=0, asks=["positions-of-slices"])
def test_split_gives_positions(student, rng):
    """`split_by_patient` gives two arrays with positions of slices."""
    split(student, patients(rng), 2)


@check(weight=2, needs=[test_split_gives_positions], asks=["no-patient-in-both"])
def test_no_patient_is_in_both_parts(student, rng):
    """No patient is in both parts, and every slice is in one."""
    patient = patients(rng)
    train, test = split(student, patient, 2)
    hint = "Choose patients, not slices: np.isin(patient, chosen)."
    both = set(patient[train]) & set(patient[test])
    require(not both, f"Slices of {len(both)} patients are in the training set and in the test set.", hint)
    once = sorted([*train, *test]) == list(range(len(patient)))
    require(once, "Not every slice is in exactly one part.", hint)


@check(needs=[test_no_patient_is_in_both_parts], asks=["largest-numbers-held-out", "positions-ascend"])
def test_last_patients_are_held_out(student, rng):
    """The patients with the largest numbers are held out, and positions ascend."""
    patient = patients(rng)
    for n_test in (1, 3, 7):
        train, test = split(student, patient, n_test)
        held = np.isin(patient, np.unique(patient)[-n_test:])
        hint = "np.unique sorts the numbers; the last ones are the largest."
        others = len(set(patient[test]))
        require(others == n_test, f"With n_test = {n_test} it holds out {others} patients.", hint)
        right = set(test) == set(np.flatnonzero(held))
        require(right, "It holds out other patients than those with the largest numbers.", hint)
        ordered = (np.diff(train) > 0).all() and (np.diff(test) > 0).all()
        require(ordered, "The positions do not ascend.", "np.flatnonzero gives them in order.")
