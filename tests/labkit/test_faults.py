"""What a user reads of a fault that nobody foresaw: a line, and where the rest is kept."""

import logging
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from labkit import cli
from labkit.faults import in_a_line, kept


class Sore:
    def __del__(self):
        raise ValueError("from a destructor")


def raise_in_a_thread() -> None:
    thread = threading.Thread(target=lambda: {}["from a thread"])
    thread.start()
    thread.join()


def log_an_error() -> None:
    logging.getLogger("nobody.listens").propagate = False  # else pytest listens
    try:
        raise TypeError("from a log")
    except TypeError:
        logging.getLogger("nobody.listens").exception("It went wrong")


@pytest.mark.parametrize(
    ("fault", "word"),
    [(raise_in_a_thread, "from a thread"), (lambda: Sore() and None, "from a destructor"), (log_an_error, "from a log")],
)  # fmt: skip
def test_what_python_would_show_a_traceback_of_is_a_line(fault, word):
    said: list[str] = []
    hooks = threading.excepthook, sys.unraisablehook, logging.lastResort
    with in_a_line(said.append):
        fault()
    assert (threading.excepthook, sys.unraisablehook, logging.lastResort) == hooks
    (line,) = said
    file = Path(re.fullmatch(r"a fault of its own, \w+: see (\S+)", line)[1])
    assert "Traceback" in file.read_text() and word in file.read_text()
    file.unlink()


def test_it_is_kept_whatever_it_says():
    file = Path(kept(ValueError("σ \ud800")).partition(": see ")[2])
    assert r"σ \ud800" in file.read_text(encoding="utf-8")
    file.unlink()


def test_without_a_disk_the_line_alone_is_left(monkeypatch):
    monkeypatch.setattr(
        "tempfile.NamedTemporaryFile", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    assert kept(KeyError("x")) == "a fault of its own, KeyError"


def test_a_fault_of_labkit_is_a_line(monkeypatch, capsys):
    monkeypatch.setattr("labkit.data.registry", lambda: 1 / 0)
    assert cli.main(["data"]) == 2
    said = re.fullmatch(
        r"labkit: a fault of its own, ZeroDivisionError: see (\S+)\n", capsys.readouterr().err
    )
    Path(said[1]).unlink()


def test_who_reads_nothing_gets_no_traceback_either(tmp_path):
    missing = tmp_path / "none" / "vae.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "labkit.cli", "check", missing], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.startswith("labkit: ") and "Traceback" not in done.stderr
