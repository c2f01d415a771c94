"""Kernels for the tests of the engine, cold and warm. numpy notebooks: they start in a second."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import Limits
from autograder.grading.session import Session
from autograder.sandbox.warm import servers

# Generous in time, so that a busy machine fails no test; those that are about time set their own.
LIMITS = Limits(cell_seconds=60, question_seconds=60, submission_seconds=300, memory_mib=1024, disk_mib=32)


@pytest.fixture(scope="session")
def warm_address():
    yield servers.address("numpy")
    servers.stop()


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
