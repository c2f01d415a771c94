"""Questions to the probe in this process; kernels, cold and warm, of numpy notebooks, which start in a second."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checks.questions import question
from autograder.course import Limits
from autograder.grading.session import Session
from autograder.sandbox.warm import servers
from labkit.probe import Probe, answer

# Generous in time, so that a busy machine fails no test; those that are about time set their own.
LIMITS = Limits(cell_seconds=60, question_seconds=60, submission_seconds=300, memory_mib=1024, disk_mib=32)


@pytest.fixture(scope="session", autouse=True)
def _no_server_is_left():
    yield
    servers.stop()


@pytest.fixture
def warm_address():
    """The address of a warm server that is alive now: other tests stop those of this process."""
    return servers.address("numpy")


@pytest.fixture(params=["cold", "warm"])
def address(request):
    return request.getfixturevalue("warm_address") if request.param == "warm" else ""


@pytest.fixture
def session(warm_address):
    """A function that makes a session of the given cells, on a warm server unless told otherwise."""
    open_sessions = []

    def make(*sources: str, server: str = warm_address, **limits) -> Session:
        notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
        one = Session(notebook, "numpy", LIMITS.model_copy(update=limits), server=server)
        open_sessions.append(one)
        return one

    yield make
    for one in open_sessions:
        one.close()


@pytest.fixture
def ask():
    """A function that gives the probe's reply to a question about a notebook with these names."""

    def reply(framework, expr, names=None, **options):
        probe = Probe.of({} if names is None else names, framework)
        return answer(probe, {**question(expr, **options), "id": "7"})

    return reply


@pytest.fixture
def value(ask):
    """A function that gives the value of an expression, as ``ask``; it must have one."""

    def of(framework, expr, names=None, **options):
        reply = ask(framework, expr, names, **options)
        assert reply["ok"], reply
        return reply["value"]

    return of
