"""What the commands have in common: kinds of options, and exit codes."""

import argparse
from datetime import date
from pathlib import Path

OK, BELOW_MIN_SCORE, USAGE, NOT_GRADED, INTERRUPTED = 0, 1, 2, 3, 130


def add_course(command: argparse.ArgumentParser) -> None:
    """The option that says where the course is."""
    command.add_argument("--course", type=Path, metavar="DIR", help="the folder that holds grading.yml")


def add_gradebook(command: argparse.ArgumentParser) -> None:
    """The option that says which gradebook is read."""
    command.add_argument("--gradebook", metavar="URL", help="sqlite:///gradebook.db of the course by default")


def add_sandbox(command: argparse.ArgumentParser) -> None:
    """The option that says in which sandbox alone student code may run."""
    command.add_argument(
        "--require-sandbox",
        choices=("bubblewrap", "landlock"),
        help="refuse to grade in another; by default grading.yml says it, or the first that this machine allows is used",
    )


def positive(text: str) -> int:
    """A whole number of 1 or more."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return number


def a_date(text: str) -> date:
    """A date of the form 2027-02-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date, such as 2027-02-01") from None
