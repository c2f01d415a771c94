"""The errors that several rooms must know; importing them costs nothing.

What only one room raises and catches (``Wrong``, ``Rejection``, ``KernelStopped``, …) lives there.
"""


class CourseError(ValueError):
    """The course is misconfigured or asked for what it does not have; the message says what to do."""


class SubmissionError(ValueError):
    """What was asked to be graded cannot be found or told apart; the message says what to do."""


class ScenarioError(ValueError):
    """A file of a trial submission has a fault; the message names the file, what was found and what is allowed."""


class ReleaseError(Exception):
    """A release that was refused; the message names everything that is wrong with it."""


class GradebookError(Exception):
    """The gradebook cannot take a grade; the message says why and what to do."""


class ChecksError(RuntimeError):
    """A folder of checks cannot be used; the message names the file, what was found and what is allowed."""


class CannotGrade(RuntimeError):
    """Nothing can be graded here, whatever is submitted; the text says why and what to do."""


class SandboxUnavailable(RuntimeError):
    """There is no working sandbox on this machine, so nothing is graded. The text says what to install."""
