"""Questions that are asked in two ways, with known functions in place of the student's, and with the student's own.

Whoever is right in either is right.
"""

from __future__ import annotations

import numpy as np

from autograder.checks import RELATIVE, Wrong, agree, assert_shape, hinting, lab, probe

from .networks import CLASSES, LATENT, known_join


def assert_right_in_one(
    right,
    ask,
    explain,
    hint,
    *,
    what="What it returns",
    otherwise="",
    blame=lambda known, own: own,
    rtol=RELATIVE,
):
    """The student's answer is right in one of the ways.

    right: by the name of each way, the answers that are right; ask(name): the student's, or raises Wrong;
    explain(value, name): a sentence for a wrong value, or "". It is made for right values too, so that the reference's
    answers are complete before a class is graded; otherwise: the sentence where there is none; blame(known, own): which of
    two errors is raised where neither way has an answer
    """
    for name, (first, *_) in right.items():
        explain(first, name)
    values, errors = {}, {}
    for name, accepted in right.items():
        try:
            with hinting(hint):
                values[name] = ask(name)
        except Wrong as wrong:
            errors[name] = wrong
            continue
        if any(agree(values[name], each, rtol) for each in accepted):
            return
    if not values:
        raise blame(**errors)
    name, value = next(iter(values.items()))
    assert_like(value, right[name][0], what, hint)
    sentences = (explain(value, name) for name, value in values.items())
    raise Wrong(next(filter(None, sentences), otherwise), hint)


def assert_like(value, right, what, hint):
    """An array, or lists and dictionaries of arrays, have the shapes that they should have."""
    parts = [value] if isinstance(right, np.ndarray) else leaves(value)
    for each, expected in zip(parts, leaves(right), strict=False):
        assert_shape(each, expected.shape, what, hint)


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def models_of(*nets):
    """A stand-in for a model, and a model of the student's own class: a mistake there costs nothing here."""
    attributes = {"latent_dim": LATENT, "num_classes": CLASSES, **known_join()}
    return {
        "known": probe.bundle(encoder=nets[0], decoder=nets[1], **attributes),
        "own": lab.ConditionalVAE(*nets, LATENT, CLASSES),
    }


def telling(known, own):
    """Which of two errors is the student's: with a stand-in for the model, and with one of their own class."""
    return own if "SimpleNamespace" in known.message else known


def compare_models(student, reference, models, ask, explain, hint, noise=()):
    """Whether a function of a model does right, with the stand-in or with the student's own class.

    ask(model): the question; explain(value, model): the sentence for a wrong value
    """
    right = {name: [reference.ask(ask(model), noise=[*noise])] for name, model in models.items()}
    assert_right_in_one(
        right,
        lambda name: student.ask(ask(models[name]), noise=[*noise]),
        lambda value, name: explain(value, models[name]),
        hint,
        blame=telling,
    )
