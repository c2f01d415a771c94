"""The probe's helpers for questions about classes and iterators: in every framework's notebook alike."""

import abc
import itertools

import numpy as np
import pytest

from autograder.checks.questions import as_numpy, lab, probe
from labkit.probe import Probe
from labkit.probe.files import folder_of
from labkit.probe.helpers import PLAIN

FRAMEWORKS = ("numpy", "tensorflow", "torch")


@pytest.fixture
def value(value):
    return lambda expr, names=None, framework="numpy", **options: value(framework, expr, names, **options)


class Base(abc.ABC):
    """What a student may write; its constructor has a fault."""

    def __init__(self):
        self.ready = True

    @abc.abstractmethod
    def log_prob(self, x): ...

    def score(self, x):
        return float(np.mean(self.log_prob(x)))


class Faulty(abc.ABC):
    def __init__(self):
        raise RuntimeError("a fault in the base class")

    @abc.abstractmethod
    def misnamed(self): ...


class Derived(Faulty):
    def __init__(self, level):
        super().__init__()
        self.level = level

    def log_prob(self, x):
        return np.full(len(x), self.level)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_framework_has_the_helpers(framework):
    assert {function.__name__ for function in PLAIN} <= set(Probe.of({}, framework).backend.HELPERS)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_functions_can_be_put_together(value, framework):
    x = np.array([1.0, 2.0])
    both = probe.answering(
        once=probe.affine(3.0, 1.0), twice=probe.composed(probe.affine(3.0, 1.0), probe.affine(2.0, 0.0))
    )
    answer = value(both(as_numpy(x)), framework=framework)
    assert answer.keys() == {"once", "twice"}
    np.testing.assert_allclose(answer["once"], 3 * x + 1)
    np.testing.assert_allclose(answer["twice"], 2 * (3 * x + 1))


def test_raised_names_the_error_or_none(value):
    class Special(IndexError):
        pass

    def special():
        raise Special

    names = {"special": special, "items": [1, 2], "abstract": Base}
    asked = [
        probe.raised(lab.special),
        probe.raised(lab.abstract),
        probe.raised("getitem", lab["items"], 5),
        probe.raised("getitem", lab["items"], 1),
        probe.raised("getattr", lab["items"], "nothing"),
        probe.raised("len", 3),
    ]
    assert value(asked, names) == ["IndexError", "TypeError", "IndexError", "", "AttributeError", "TypeError"]


@pytest.mark.parametrize(
    ("iterable", "items", "ended"),
    [
        ([1, 2, 3], [1, 2, 3], True),
        ([1, 2, 3, 4], [1, 2, 3], False),
        ([], [], True),
        (itertools.count(1), [1, 2, 3], False),
    ],
)
def test_taken_is_bounded_and_tells_whether_it_ended(value, iterable, items, ended):
    found = value(probe.taken(lab.things, 3), {"things": iterable})
    assert [int(item) for item in found["items"]] == items
    assert found["ended"] is ended


def test_taken_asks_no_more_once_it_has_ended(value):
    class Restarting:
        """Starts again when it is asked after its end, as an iterator should not."""

        def __init__(self):
            self.left = 2

        def __iter__(self):
            return self

        def __next__(self):
            if self.left == 0:
                self.left = 2
                raise StopIteration
            self.left -= 1
            return self.left

    assert value(probe.taken(lab.things, 2), {"things": Restarting()})["ended"] is True


def test_in_turns_shows_whether_loops_share_a_place(value):
    class Shared:
        def __iter__(self):
            self.place = iter("abcd")
            return self.place

    first, second = value(probe.in_turns(lab.things, 4), {"things": ["a", "b", "c"]})
    assert first == second == ["a", "b", "c"]
    generator = (letter for letter in "abcd")
    first, second = value(probe.in_turns(lab.things, 4), {"things": generator})
    assert (first, second) == (["a", "c"], ["b", "d"])


def test_slices_lengths_and_order(value):
    things = list(range(10))
    found = value(
        [
            probe.sliced(lab.things, 1, 8, 3),
            probe.length(lab.things),
            probe.last(lab.things.append(10), probe.length(lab.things)),
            probe.same_object(lab.things, lab.things),
            probe.same_object(probe.value([1]), probe.value([1])),
        ],
        {"things": things},
    )
    assert [int(n) for n in found[0]] == [1, 4, 7]
    assert [int(found[1]), int(found[2])] == [10, 11]
    assert found[3:] == [True, False]


def test_fresh_subclass_works_through_the_base_class(value):
    slope = np.array([2.0, -1.0])
    members = {"log_prob": probe.affine(as_numpy(slope), 0.5), "fit": probe.keeping("seen")}
    fresh = probe.subclass(lab.Base, members)
    x = np.array([[1.0, 1.0], [3.0, 0.0]])
    one = fresh()
    score, ready, chained, seen = value(
        [one.score(as_numpy(x)), one.ready, probe.same_object(one.fit(as_numpy(x)), one), one.seen],
        {"Base": Base},
    )
    np.testing.assert_allclose(score, (x @ slope + 0.5).mean())
    assert (ready, chained) == (True, True)
    np.testing.assert_array_equal(seen, x)


def test_fresh_subclass_keeps_its_options_and_runs_the_base_constructor(value):
    fresh = probe.subclass(lab.Base, {"log_prob": probe.constant(1.0)}, keep="options")
    made = fresh(level=2.5)
    options, ready = value([made.options, made.ready], {"Base": Base})
    assert float(options["level"]) == 2.5
    assert ready is True


def test_factory_makes_an_incomplete_class_only_when_it_is_called(value):
    names = {"Base": Base}
    assert value(probe.raised(probe.factory(lab.Base, {})), names) == "TypeError"
    complete = probe.factory(lab.Base, {"log_prob": probe.constant(1.0)})
    assert value(probe.raised(complete), names) == ""


def test_with_base_replaces_a_faulty_base_and_leaves_the_class_alone(value):
    names = {"Derived": Derived, "Faulty": Faulty}
    assert value(probe.raised(lab.Derived, 1.0), names) == "TypeError"  # `misnamed` is missing
    made = probe.with_base(lab.Derived, "Faulty", probe.marked_base())(3.0)
    log_prob, mark, line = value(
        [made.log_prob(as_numpy(np.zeros(2))), made.made_by_base, probe.ancestors(lab.Derived)], names
    )
    np.testing.assert_array_equal(log_prob, [3.0, 3.0])
    assert mark is True
    assert line == ["Derived", "Faulty", "ABC", "object"]
    assert Derived.__mro__ == (Derived, Faulty, abc.ABC, object)


def test_with_base_shows_a_constructor_that_forgets_its_base(value):
    class Forgetful(Base):
        def __init__(self):
            self.level = 0

        def log_prob(self, x): ...

    class Alone:
        def __init__(self):
            super().__init__()

    for cls, mark in ((Forgetful, "AttributeError"), (Alone, "")):
        made = probe.with_base(lab["cls"], "Base", probe.marked_base())()
        assert value(probe.raised("getattr", made, "made_by_base"), {"cls": cls}) == mark


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_stand_ins_take_arguments_by_position_or_name(value, framework):
    half = probe.stand_in(["encoder", "x", "h"], ["h"], probe.affine(0.5, 1.0))
    x = np.array([2.0, 4.0])
    penalty = probe.bundle(cost=half)
    found = value([penalty.cost(None, None, x), penalty.cost(encoder=None, x=None, h=x)], framework=framework)
    for one in found:
        np.testing.assert_allclose(one, [2.0, 3.0])


def test_member_depends_on_the_seed_alone_and_remembers_what_it_saw(value):
    member = probe.member(as_numpy(np.array([1.0, 2.0])), 0.5, 10.0)
    x = np.array([[1.0, 1.0]])
    found = value(
        [
            member.log_prob(as_numpy(x)),
            member.sample(3, seed=4),
            member.sample(3, seed=4),
            probe.last(member.fit(as_numpy(x)), member.seen),
        ]
    )
    np.testing.assert_allclose(found[0], [3.5])
    np.testing.assert_array_equal(found[1], found[2])
    assert ((found[1] >= 10) & (found[1] < 11)).all()
    np.testing.assert_array_equal(found[3][0], x)


def test_a_folder_holds_pictures_texts_and_bytes(value):
    from pathlib import Path

    from PIL import Image

    picture = np.arange(12, dtype="uint8").reshape(3, 4)
    path = Path(value(probe.folder_of({"cat/a.png": as_numpy(picture), "cat/notes.txt": "no picture"})))
    np.testing.assert_array_equal(np.asarray(Image.open(path / "cat" / "a.png")), picture)
    assert (path / "cat" / "notes.txt").read_text() == "no picture"
    files = value(probe.files_of(str(path)))
    assert list(files) == ["cat/a.png", "cat/notes.txt"]
    again = Path(value(probe.folder_of({name: as_numpy(content) for name, content in files.items()})))
    for name in files:
        assert (again / name).read_bytes() == (path / name).read_bytes()
    for outside in ("../a.txt", "/tmp/a.txt"):
        with pytest.raises(ValueError, match="leads out of the folder"):
            folder_of({outside: "text"})
