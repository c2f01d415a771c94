"""Student code shares its process with the probe: it can neither have the probe answer otherwise, nor answer in its place."""

import pytest

from autograder.checks.questions import lab, probe, question
from autograder.grading.session import KernelStopped
from labkit.probe.evaluate import frozen
from labkit.probe.wire import WireError

HONEST = "def f(x):\n    return x + 1\n"
FORGED = "def forged(*_, **__):\n    return np.full(3, 7.0)\n"
PATCHES = {
    "a helper": "from labkit.probe import numpy_backend as b\nb.HELPERS['length'] = forged",
    "a function of the probe": "from labkit.probe import evaluate\nevaluate.plain = forged",
    "a method": "from labkit.probe import evaluate\nevaluate.Graph._probe = evaluate.Graph._call = forged",
    "a module": "import sys, types\nsys.modules['labkit.probe.numpy_backend'] = types.SimpleNamespace(HELPERS={'length': forged})",
    "a builtin": "import builtins\nbuiltins.len = forged",
    "a name before a builtin": "from labkit.probe import values\nvalues.len = forged",
    "numpy": "np.asarray = forged",
    "what a helper is made of": "from labkit.probe import values\nvalues.length.__defaults__ = (1,)",
    "code": "from labkit.probe import values\nvalues.length.__code__ = forged.__code__",
}


def asked(session):
    """What the kernel answers to f(1, 2, 3), and to the length of it."""
    return session.ask(question([lab.f([1, 2, 3]), probe.length(lab.f([1, 2, 3]))]))


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_what_a_cell_has_changed_of_the_probe_is_put_back(session, patch):
    one = session("import numpy as np", "def f(x):\n    return [*x, 4]", FORGED, patch)
    values, length = asked(one)["value"]
    assert [int(v) for v in values] == [1, 2, 3, 4] and int(length) == 4


@pytest.mark.parametrize("back", ["", "b.HELPERS['length'] = honest"], ids=["stays", "is put back"])
def test_what_is_changed_while_a_question_is_asked_costs_its_answer(session, back):
    changes = f"""
from labkit.probe import numpy_backend as b
honest = b.HELPERS['length']
def f(x):
    def forged(value):
        {back or "pass"}
        return 7
    b.HELPERS['length'] = forged
    return [*x, 4]
"""
    answer = asked(session(changes))
    assert answer["ok"] is False and "has changed `length`" in answer["error"]["message"]


def test_code_in_the_place_of_the_loop_is_not_believed(session):
    own = """
import labkit.probe, numpy as np, os, socket
from labkit.probe import Probe, answer
from labkit.probe.wire import encode, read_frame
def loop():
    channel = socket.socket(fileno=os.dup(int(os.environ["LABKIT_PROBE_FD"])))
    question = read_frame(channel.recv, 1 << 20)
    content = np.frombuffer(encode({"id": question["id"], "ok": True, "value": 7}), "uint8")
    channel.sendall(encode({"id": question["id"], "content": content, "signature": "0" * 64}))
labkit.probe.serve = loop
"""
    with pytest.raises(WireError, match="code that took its place"):
        session(own).ask(question(lab.f(1)))


SIGNER = "import sys, gc\nsv = sys.modules['labkit.probe.serve']\nsigner = sv._signers[0]\n"
LOOKS = {
    "its frame": "signer.gi_frame.f_locals",
    "what it refers to": "gc.get_referents(signer)",
    "all objects": "gc.get_objects()",
    "frames of other threads": "sys._current_frames()",
    "tracing": "sys.settrace(print)",
    "profiling": "sys.setprofile(print)",
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_key_is_not_to_be_seen(session, look):
    one = session(f"{SIGNER}try:\n    seen = repr({look})\nexcept RuntimeError:\n    seen = ''", HONEST)
    assert one.ask(question(lab.seen))["value"] == ""


DRIVES = {
    "by itself": "signer.send(None)",
    "with other names": "types.FunctionType(sv.serve.__code__, {**vars(sv)})()",
}


@pytest.mark.parametrize("drive", DRIVES.values(), ids=DRIVES)
def test_the_signer_works_for_the_loop_alone(session, drive):
    driving = f"{SIGNER}import types\ntry:\n    given = {drive}\nexcept StopIteration:\n    pass"
    one = session(driving, HONEST, question_seconds=2, questions_seconds=3)
    with pytest.raises(KernelStopped):
        one.ask(question(lab.f(1)))


def test_nothing_in_a_question_can_be_replaced():
    asked = frozen({"nodes": [{"op": "name", "args": [["const", {"a": 1}]]}]})
    with pytest.raises(TypeError):
        asked["nodes"][0]["op"] = "collect"
    with pytest.raises(TypeError):
        asked["nodes"][0]["args"][0] = ["const", 2]


def test_what_an_honest_notebook_sets_counts_for_it(session):
    one = session(
        "import numpy as np\nnp.set_printoptions(precision=2)\nnp.float = float",
        "x = str(np.array([0.123])), np.float(1)",
    )
    assert one.ask(question(lab.x))["ok"] is True
