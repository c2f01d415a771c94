"""What the checks of several assignments have in common: told once here, made an assignment's own there.

Here: questions, judgements and whole classes of checks about encoders and decoders, and about adversarial pairs.
What only one assignment asks lies in its own folder, `solutions/<id>/checks/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Family:
    """Checks of one solution cell that several assignments have; each makes them its own by a subclass, ``TestX``.

    cell: the solution cell whose points they earn in this assignment
    titles: the sentences of checks that the student reads otherwise here than in the family, by the check's name
    weights: likewise, of checks that weigh more or less here
    asks: the ids of the requirements in this assignment's notebook that a check of the family asks, by the check's name

    Where a check of the family needs one that each assignment calls by a name of its own, ``needs`` names an attribute,
    ``needs=["can_be_made"]``, and the subclass says which check that is: ``can_be_made = "test_gan_can_be_made"``.
    """

    cell: str
    titles: Mapping[str, str] = {}
    weights: Mapping[str, float] = {}
    asks: Mapping[str, Sequence[str]] = {}

    def __init_subclass__(cls) -> None:
        """TypeError for a title, a weight or requirements of a check that the class does not have."""
        for name in (*cls.titles, *cls.weights, *cls.asks):
            if not hasattr(cls, name):
                raise TypeError(f"{cls.__name__} says something of {name}, which is no check of it")
