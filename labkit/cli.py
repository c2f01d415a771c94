"""The command `labkit`, for students.

labkit check NOTEBOOK   run your notebook's visible tests in a fresh kernel, from top to bottom
labkit data [NAME]      list the data sets; download and verify one
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from labkit.faults import in_a_line, kept

COLOURS = {"done": "green", "still to do": "yellow", "not reached": "dim"}  # everything else is red
EPILOG = "Exit code: 0 all done, 1 something is to do or fails, 2 wrong usage or an unreadable file."


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # on Windows, a file or pipe cannot hold every character
    options = _parser().parse_args(arguments)
    console = Console(highlight=False, soft_wrap=False)
    try:
        with in_a_line(_usage_error):
            return options.run(options, console)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return _usage_error(error)
    except Exception as error:
        return _usage_error(kept(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="labkit", description="Tools for the course's notebooks.", epilog=EPILOG
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check", help="run your notebook from top to bottom in a fresh kernel", epilog=EPILOG
    )
    check.add_argument("notebook", type=Path, help="the .ipynb file")
    check.add_argument("--train", action="store_true", help="run the training cells too, a few steps each")
    check.add_argument("--seconds", type=_positive, default=60, help="time limit per cell (default 60)")
    check.set_defaults(run=_check)
    data = commands.add_parser("data", help="list the data sets, or download and verify one")
    data.add_argument("name", nargs="?", help="a data set; without it, all are listed")
    data.set_defaults(run=_data)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def _check(options: argparse.Namespace, console: Console) -> int:
    from labkit.check import NotebookError, Status, check

    try:
        with console.status("starting a fresh kernel") as status:
            report = check(
                options.notebook,
                train=options.train,
                seconds=options.seconds,
                on_cell=lambda name, i, n: status.update(f"cell {i} of {n}: {escape(name)}"),
            )
    except NotebookError as error:
        return _usage_error(error)
    table = Table("cell", "state", "what to do", title=escape(options.notebook.name), title_justify="left")
    rows = report.rows
    for row in rows:
        colour = COLOURS.get(row.status, "red")
        table.add_row(escape(row.cell), f"[{colour}]{row.status}[/]", escape(row.message))
    console.print(table)
    done = sum(row.status == Status.DONE for row in rows)
    console.print(f"{done} of {len(rows)} done." + _closing(rows, options.train))
    for line in report.advice:
        console.print(f"[yellow]{escape(line)}[/]")
    return 0 if done == len(rows) else 1


def _closing(rows: list, train: bool) -> str:
    notes = []
    if any(row.leftover for row in rows):
        notes.append(
            "Some cells depend on leftover state: in Jupyter, use Kernel > Restart and run all cells."
        )
    if not train:
        notes.append("Training cells were left out (--train runs them, a few steps each).")
    notes.append("Grading looks at more than the visible tests do.")
    return "".join(f"\n{note}" for note in notes)


def _data(options: argparse.Namespace, console: Console) -> int:
    from labkit import data

    if options.name is None:
        table = Table("name", "what", "licence")
        for entry in data.registry().values():
            table.add_row(entry.name, escape(entry.title), escape(entry.licence))
        console.print(table)
        return 0
    try:
        files = data.fetch(options.name)
    except data.DataError as error:
        return _usage_error(error)
    entry = data.registry()[options.name]
    console.print(
        f"{escape(entry.title)}\nlicence: {escape(entry.licence)}\ncitation: {escape(entry.citation)}"
    )
    for file in files:
        console.print(f"[green]verified[/] {escape(str(file))}")
    return 0


def _usage_error(error: Exception | str) -> int:
    print(f"labkit: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
