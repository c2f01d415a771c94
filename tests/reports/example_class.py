"""An example course and grades of an example class, for the tests of what is around the engine."""

from autograder.model import CheckResult, Grade

GRADING = """
name: a small course
assignments:
  vae: {title: Variational autoencoder, framework: tensorflow, release: 2027-02-01, due: 2027-02-22 23:59:00+01:00}
  gan: {title: Adversarial networks, framework: tensorflow, release: 2027-03-01, due: 2027-03-22 23:59:00+01:00}
limits: {notebook_mib: 1, submission_seconds: 20}
"""

LADDER = (
    ("sampling", "test_sampling_shape", "A sample has the shape of the mean.", 0.5),
    ("sampling", "test_sampling_scale", "The noise is scaled by exp(z_log_var / 2).", 1.5),
    ("kl_divergence", "test_kl_shape", "The KL divergence is one number.", 0.5),
    ("kl_divergence", "test_kl_closed_form", "The KL divergence equals its closed form.", 1.5),
    ("vae_model", "test_vae_train_step", "One train step moves every weight as the reference does.", 6.0),
)

KL_MESSAGE = (
    "Your code raised InvalidArgumentError: axis 2 is out of range <b>for</b> a tensor of rank 2\n"
    "Hint: Sum over the latent axis, average over the batch; look at the sign and the factor `1/2`.\n"
    "line 3, in kl_divergence: return tf.reduce_mean(kl, axis=2)"
)


def release(id: str) -> dict:
    """A released notebook worth 4 points, and 2 more for a text answer."""

    def cell(grade_id: str, kind: str, *, grade: bool, solution: bool, points: float = 0) -> dict:
        mark = {"grade_id": grade_id, "grade": grade, "solution": solution, "points": points}
        return {"cell_type": kind, "metadata": {"nbgrader": mark}, "source": ""}

    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# A title"},
        cell("sampling", "code", grade=False, solution=True),
        cell("test_sampling", "code", grade=True, solution=False, points=4),
        cell("question", "markdown", grade=True, solution=True, points=2),
    ]
    return {"cells": cells, "metadata": {"labkit": {"assignment": id}}, "nbformat": 4, "nbformat_minor": 5}


def checked(student: str, outcomes: str, *, reason: str = "", seconds: float = 3.2) -> Grade:
    """A graded submission; `outcomes` has a letter per check of LADDER: passed, failed, skipped, error."""
    letters = {"p": "passed", "f": "failed", "s": "skipped", "e": "error"}
    messages = {"p": "", "f": KL_MESSAGE, "s": "Mend test_kl_shape first.", "e": "The grader's own fault."}
    checks = [
        CheckResult(
            id=id, cell=cell, title=title, status=letters[letter],
            points=most if letter == "p" else 0, max_points=most, message=messages[letter],
        )
        for (cell, id, title, most), letter in zip(LADDER, outcomes, strict=True)
    ]  # fmt: skip
    return Grade(
        assignment="vae", student=student, status="needs_manual_grade" if "e" in outcomes else "graded",
        reason=reason, score=sum(c.points for c in checks), max_score=10, seconds=seconds, checks=checks,
    )  # fmt: skip
