"""What a file of hidden checks is written with.

A check is a pytest function. Its docstring is the sentence the student reads, ``cell`` names the solution cell whose
points the checks below it earn, and its body compares what the student's notebook answers with what the reference
does::

    check = cell("kl_divergence")

    @check(weight=2, needs=[test_kl_is_a_scalar])
    def test_kl_is_the_closed_form(student, reference, rng):
        \"\"\"KL divergence equals its closed form for diagonal Gaussians.\"\"\"
        mean, log_var = rng.normal(size=(2, 5, 3))
        kl = lab.kl_divergence(mean, log_var)
        assert_close(student.ask(kl), reference.ask(kl), hint="Look at the sign and the factor ½.")

Fixtures: ``student`` and ``reference`` answer questions (``ask``), ``rng`` is a numpy Generator, seeded from
the run's secret and the check's name; what several checks look at is made by a function marked ``shared``. See
autograder.checks.questions for what can be asked.

Here: the language of checks, and families of them. Nothing that knows an assignment, and nothing that runs student
code: ``student`` and ``reference`` come from `autograder.grading`.
"""

from autograder.checks.asserts import (
    CLOSE,
    RELATIVE,
    STEPS,
    STILL,
    Score,
    Wrong,
    agree,
    assert_close,
    assert_drawn_anew,
    assert_learned,
    assert_learns,
    assert_losses,
    assert_shape,
    assert_untouched,
    diagnosis,
    flat,
    hinting,
    nudged,
    require,
    scale_of,
)
from autograder.checks.marker import cell, check, shared
from autograder.checks.parts import Once, Together
from autograder.checks.questions import as_numpy, lab, probe, seed_of

__all__ = [
    "CLOSE",
    "RELATIVE",
    "STEPS",
    "STILL",
    "Once",
    "Score",
    "Together",
    "Wrong",
    "agree",
    "as_numpy",
    "assert_close",
    "assert_drawn_anew",
    "assert_learned",
    "assert_learns",
    "assert_losses",
    "assert_shape",
    "assert_untouched",
    "cell",
    "check",
    "diagnosis",
    "flat",
    "hinting",
    "lab",
    "nudged",
    "probe",
    "require",
    "scale_of",
    "seed_of",
    "shared",
]
