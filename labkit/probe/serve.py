"""The loop in the student's kernel that reads questions from the grader and writes answers.

Student code runs in the same process, and could write answers of its own. So an answer carries a signature. The key is known
to a generator alone, which was made before any student code ran; which rests while that runs, so that no frame of it lies
below a student's; and which signs for the loop here alone, and only what was answered by a probe that is still what it was
(see labkit.probe.seal).
"""

from __future__ import annotations

import _hashlib
import functools
import importlib
import inspect
import io
import os
import socket
import sys
from collections.abc import Callable, Generator
from types import CodeType
from typing import Any

import numpy as np

from labkit.probe.evaluate import Changed, Probe, answer, describe, frozen
from labkit.probe.namespace import settle
from labkit.probe.seal import Seal, seal
from labkit.probe.wire import HEAD_CAP, WireError, encode, read_frame

KEY_BYTES = 32
QUESTION_CAP = 256 << 20
# What shows or traces running code, and what hands out every object that there is.
REFUSED = frozenset(
    {"gc.get_objects", "gc.get_referents", "gc.get_referrers", "sys.setprofile", "sys.settrace"}
    | {"sys._current_frames", "sys._current_exceptions"}
)
CODE = frozenset({"__code__", "__defaults__", "__kwdefaults__"})

Signer = Generator[Any, bytes | None, None]
_signers: list[Signer] = []  # that of this process, once there is one


@functools.cache
def seal_of(framework: str) -> Seal:
    """The seal of the probe for a framework, made when it is first asked for."""
    backend = importlib.import_module(f"labkit.probe.{framework}_backend")
    backend.settle()  # some of it changes the framework itself, the first time
    return seal(getattr(backend, "RELIED_ON", ()))


def prepare(descriptor: int) -> None:
    """Take the channel to the grader, and the key that lies in it. For the start of a kernel: no student code has run."""
    channel = socket.socket(fileno=os.dup(descriptor))
    kept = seal_of(_framework())
    signer = _signing(channel.recv(KEY_BYTES, socket.MSG_WAITALL), channel, kept, serve.__code__, globals())
    next(signer)
    sys.addaudithook(_watching(signer, kept.functions))
    _signers.append(signer)


def serve() -> None:
    """Answer questions about the notebook until the grader hangs up."""
    from IPython import get_ipython

    (signer,), namespace = _signers, get_ipython().user_ns
    channel, changed, mend = signer.send(None)
    probe = Probe.of(namespace, _framework(), changed)
    with channel:
        while True:
            try:
                question = frozen(read_frame(channel.recv, QUESTION_CAP))
            except EOFError:
                return
            # A framework may bind a name anew when it is first used. Whoever changes one does it again when asked again.
            for _ in range(2):
                mend()
                settle(namespace, probe.backend)
                result = answer(probe, question)
                if name := changed():
                    mend()
                    result = {"id": question["id"], "ok": False, "error": describe(Changed(name))}
                if result["ok"] or result["error"]["type"] != Changed.__name__:
                    break
            content = encode(result)
            frame = {"id": question["id"], "content": np.frombuffer(content, "uint8")}
            channel.sendall(encode({**frame, "signature": signer.send(content)}))


def signed_answer(receive: Callable[[int], bytes], number: str, key: bytes, cap: int) -> dict[str, Any]:
    """The grader's side: the answer to the question of this number, of at most ``cap`` bytes. What is no answer to it is skipped.

    receive, errors: as of read_frame; WireError also where the signature is not that of the key.
    """
    while True:
        frame = read_frame(receive, cap + HEAD_CAP)
        if isinstance(frame, dict) and frame.get("id") == number:
            content = np.asarray(frame.get("content", ()), "uint8").tobytes()
            if frame.get("signature") != _hashlib.hmac_digest(key, content, "sha256").hex():
                raise WireError("it does not come from the probe, but from code that took its place")
            return read_frame(io.BytesIO(content).read, cap)


def _framework() -> str:
    return os.environ.get("LABKIT_FRAMEWORK") or "numpy"


def _signing(key: bytes, channel: socket.socket, kept: Seal, loop: CodeType, space: dict[str, Any]) -> Signer:
    """Gives the channel and what looks after the probe, and then the signature of each content that it is sent.

    It does so for a frame of this code with these globals alone, and ends where another asks. It calls nothing that student
    code could have put in the place of something else: the frame of that would see this one.
    """
    mine, digest, (changed, mend, _) = inspect.currentframe(), _hashlib.hmac_digest, kept
    try:
        content, given = (yield), (channel, changed, mend)
        mend()
        while mine.f_back.f_code is loop and mine.f_back.f_globals is space and not changed():
            if content is not None:
                given = digest(key, content, "sha256").hex()
            content = yield given
    except BaseException:  # none that passes may carry this frame along
        return


def _watching(signer: Signer, functions: frozenset) -> Callable[[str, tuple], None]:
    """An audit hook, which Python cannot take back: it refuses what shows the signer, and what changes code that is relied on."""
    refused, code = REFUSED, CODE

    def hook(event: str, arguments: tuple) -> None:
        if event in refused:
            raise RuntimeError(f"{event} is not to be had while a notebook is graded")
        if event == "object.__getattr__" and arguments[0] is signer:
            raise RuntimeError("this generator does not show what it knows")
        if event == "object.__setattr__" and arguments[1] in code and arguments[0] in functions:
            raise RuntimeError("the code of this function is relied on, and stays")

    return hook
