"""What runs first inside a sandbox: one kernel, or a server that forks kernels off a warm process.

Usage: ``inside SANDBOX SETTINGS kernel SPEC``, ``... look SPEC`` or ``... server CONTROL FRAMEWORK``, where SANDBOX is
``bubblewrap`` or ``landlock``, SETTINGS are JSON (see `namespaces`, `confined`), CONTROL is the descriptor of a
listening socket and SPEC is JSON. Of a kernel:

    {"connection": Jupyter's connection info, "sockets": {port: descriptor}, "probe": descriptor,
     "limits": {...}, "environment": {...}, "room": a folder for what it writes that is made for it, where the sandbox
     has no memory for it, "user": number of a user of this sandbox, or null}

Of a look at what a kernel would see, which is printed as JSON (see autograder.sandbox.proof):

    {"places": descriptor of a file with [[device, path in its file system, path], ...], "limits": {...},
     "room", "user": as above}
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable


def main() -> None:
    """Do what the command line says: see above."""
    sandbox, settings, what, *rest = sys.argv[1:]
    jail = importlib.import_module(
        {"bubblewrap": ".namespaces", "landlock": ".confined"}[sandbox], __package__
    )
    isolate_and_run = jail.begin(**json.loads(settings))
    if what in ("kernel", "look"):
        isolate_and_run(json.loads(rest[0]))
    else:
        serve_kernels(socket.socket(fileno=int(rest[0])), rest[1], isolate_and_run)


def serve_kernels(control: socket.socket, framework: str, isolate_and_run: Callable[[dict], None]) -> None:
    """Import what every submission imports, then fork a kernel for each connection to ``control``.

    A connection sends one message: the SPEC, with the probe's, the sockets' and a life-line's descriptors.
    No operation of the framework is run here: its threads would not survive the fork.
    """
    gc.disable()  # of all that is imported nothing is garbage: to look for it takes half a second,
    preload(framework)
    gc.freeze()  # and kernels need not look at it either
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that end are not waited for
    while True:
        connection, _ = control.accept()
        with connection:
            if os.fork() == 0:  # before it is read: no kernel inherits what another was sent
                control.close()
                isolate_and_run(receive_spec(connection))


def receive_spec(connection: socket.socket) -> dict:
    """The SPEC that a connection sends, with its descriptors in it."""
    with connection:
        message, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 16)
    if not message:  # the other side has thought better of it
        os._exit(0)
    spec = json.loads(message)
    spec["probe"], spec["life"], *sockets = descriptors
    spec["sockets"] = dict(zip(spec["sockets"], sockets, strict=True))
    return spec


def preload(framework: str) -> None:
    """Import what every submission imports, for a framework (tensorflow, torch or numpy)."""
    # Keras imports scikit-learn for wrappers of its own, which takes half a second. A notebook can still do so.
    sys.modules["sklearn"] = None
    for module in (
        "pyseccomp",
        *("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib", "IPython.core.debugger"),
        *("IPython.extensions.storemagic", "sqlite3", "IPython.core.logger", "IPython.core.oinspect"),
        *("tornado.platform.asyncio", "yaml"),
        "matplotlib.figure",
        "matplotlib_inline.backend_inline",
        "labkit.data",
        "labkit.plots",
        f"labkit.probe.{framework}_backend",
    ):
        importlib.import_module(module)
    del sys.modules["sklearn"]
    importlib.import_module("labkit.probe.serve").seal_of(framework)
