"""Whatever a kernel sends, its messages and answers neither break the grader nor take more memory than they may."""

import base64
import json
import struct
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat import validate, writes
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checks.asserts import Wrong
from autograder.checks.questions import as_numpy, lab, probe, question
from autograder.grading.respondents import Student
from autograder.grading.session import KernelStopped
from autograder.sandbox.outputs import Budget, OutputFilter, plain_data
from autograder.sandbox.pictures import PNG_START
from labkit.probe.wire import WireError

texts = st.text(st.characters(codec=None), max_size=20)  # half characters and control characters too
plain = st.none() | st.booleans() | st.integers() | st.floats() | texts
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
kinds = st.sampled_from(
    ["stream", "error", "display_data", "execute_result", "status", "clear_output", "update_display_data"]
    + ["execute_input", "comm_open", "execute_reply"]
)
mime = st.sampled_from(["image/png", "text/plain", "text/html", "image/svg+xml", "application/javascript"])
contents = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["stdout", "stderr"]) | anything,
        "text": texts | anything,
        "data": st.dictionaries(mime, texts | anything, max_size=3) | anything,
        "metadata": anything,
        "transient": st.fixed_dictionaries({"display_id": anything}) | anything,
        "ename": texts | anything,
        "evalue": texts | anything,
        "traceback": st.lists(texts, max_size=5) | anything,
        "execution_state": st.sampled_from(["idle", "busy", "dead"]) | anything,
        "execution_count": anything,
        "wait": anything,
        "comm_id": anything,
    },
)
messages = st.lists(st.tuples(kinds | texts, contents | anything), max_size=20)


@settings(deadline=None)
@given(messages, st.integers(0, 2000))
def test_outputs_are_plain_and_within_their_caps(sent, cap):
    cell, budget = new_code_cell(), Budget(10_000)
    keeper = OutputFilter(cell, cap, budget)
    for kind, content in sent:
        keeper.take(kind, content)
    notebook = new_notebook(cells=[cell])
    validate(notebook)
    assert len(writes(notebook).encode()) < 30_000
    assert all(set(o.get("data", {})) <= {"text/plain", "image/png"} for o in cell.outputs)


EMPTY = {
    "errors": ("error", {}),
    "text": ("display_data", {"data": {"text/plain": "x"}}),
    "lines": ("stream", {"name": "stdout", "text": "x"}),
}


@pytest.mark.parametrize("name", EMPTY)
def test_millions_of_small_outputs_are_not_kept(name):
    cell = new_code_cell()
    keeper = OutputFilter(cell, 100_000, Budget())
    for _ in range(200_000):
        keeper.take(*EMPTY[name])
    assert len(writes(new_notebook(cells=[cell]))) < 300_000


def test_all_cells_together_are_capped():
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf" + "AAAA" * 400_000
    cells, budget = [new_code_cell() for _ in range(100)], Budget()
    for cell in cells:
        keeper = OutputFilter(cell, 100_000, budget)
        for _ in range(30):
            keeper.take("display_data", {"data": {"image/png": picture}})
    assert 32 << 20 < len(writes(new_notebook(cells=cells))) < 80 << 20


def png(width: int, height: int) -> str:
    size = struct.pack(">II", width, height)
    return base64.b64encode(PNG_START + size + b"IDAT").decode()


def test_pictures_of_all_cells_have_one_budget_of_pixels():
    cells, budget = [new_code_cell() for _ in range(10)], Budget()
    for cell in cells:
        keeper = OutputFilter(cell, 100_000, budget)
        for size in ((6400, 6400), (4096, 2048), (4096, 2048)):
            keeper.take("display_data", {"data": {"image/png": png(*size)}})
    kept = [output for cell in cells for output in cell.outputs if "image/png" in output.data]
    assert len(kept) == 8, "64 Mi pixels, none of more than 16 Mi"


def test_an_animation_is_no_picture():
    animated = base64.b64encode(PNG_START + struct.pack(">II", 4, 4) + b"acTL" + b"IDAT").decode()
    assert plain_data({"image/png": animated}) == {} and plain_data({"image/png": png(4, 4)})


def test_colour_codes_are_gone_before_text_is_counted():
    """Each would be an element of the page: twenty cells full of them took it 44 s."""
    cell = new_code_cell()
    keeper = OutputFilter(cell, 2_000, Budget())
    keeper.take("stream", {"name": "stdout", "text": "\x1b[31ma\x1b[m" * 1_000})
    for part in ("\x1b[3", "1mb", "\x1b", "[0m"):  # codes that arrive in pieces
        keeper.take("stream", {"name": "stdout", "text": part})
    keeper.take("error", {"ename": "E", "evalue": "\x1b[1mx", "traceback": ["\x1b[0;31mE\x1b[0m: x"]})
    [stream, error] = cell.outputs
    assert stream.text.startswith("a" * 1_000) and "\x1b" not in stream.text + error.evalue
    assert error.traceback == ["E: x"]


class Answering:
    """A session whose kernel gives a certain answer."""

    def __init__(self, answer):
        self.answer, self.errors = answer, {}
        self.notebook, self.limits = new_notebook(), SimpleNamespace()

    def ask(self, asked):
        return self.answer


answers = st.fixed_dictionaries(
    {"id": texts},
    optional={
        "ok": st.booleans() | anything,
        "value": anything,
        "error": st.fixed_dictionaries(
            {},
            optional={
                "type": st.just("Unsendable") | anything,
                "message": anything,
                "missing": anything,
                "stub": st.booleans() | anything,
                "traceback": st.lists(texts) | anything,
            },
        )
        | anything,
    },
)


@given(answers | anything)
def test_an_answer_is_a_value_or_a_failed_check(answer):
    try:
        Student(Answering(answer), 1).ask(lab.f())
    except Wrong as wrong:
        assert len(str(wrong)) < 5000


FORGE = """
import json
kernel = get_ipython().kernel
def send(parts):
    packed = [json.dumps(part).encode() for part in parts]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", kernel.session.sign(packed), *packed])
for kind, content, header, parent in json.loads({sent!r}):
    original = kernel.get_parent()
    own = kernel.session.msg_header(kind if isinstance(kind, str) else "stream")
    own = json.loads(json.dumps(own, default=str))
    its = json.loads(json.dumps(original["header"], default=str))
    send([{{**own, **header}} if isinstance(header, dict) else header, its if parent is None else parent, {{}}, content])
"""
headers = st.just({}) | st.dictionaries(
    st.sampled_from(["msg_id", "msg_type", "date", "session", "version"]), anything
)
forged = st.lists(
    st.tuples(kinds, contents | anything, headers | anything, st.none() | anything), min_size=1, max_size=12
)


ENDED = [("status", {"execution_state": "idle"}, {}, None), ("stream", {}, {}, [])]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(forged)
@example(ENDED)
def test_forged_messages_break_neither_session_nor_later_answers(session, sent):
    one = session(FORGE.format(sent=json.dumps(sent)), "def double(x): return 2 * x", cell_seconds=20)
    one.run()
    validate(one.notebook)
    writes(one.notebook).encode()
    assert one.ask(question(probe.value(as_numpy(np.arange(3)))))["value"].tolist() == [0, 1, 2]
    # who forges the end of a cell may lose the next one of their own, as ENDED shows
    answer = one.ask(question(lab.double(np.arange(3))))
    lost = answer.get("error", {}).get("missing") == "`double` is not defined"
    assert lost or answer["value"].tolist() == [0, 2, 4]
    one.close()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(min_size=1, max_size=60) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_for_an_answer_cost_that_answer_only(session, sent):
    write = f"import os\ndef bad():\n  os.write(int(os.environ['LABKIT_PROBE_FD']), {sent!r}); os._exit(0)"
    one = session(write, "def double(x): return 2 * x")
    with pytest.raises((KernelStopped, WireError)):
        one.ask(question(lab.bad()))
    assert one.ask(question(lab.double(np.arange(3))))["value"].tolist() == [0, 2, 4]
    one.close()
