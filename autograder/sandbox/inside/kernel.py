"""A kernel: IPython's, on sockets that the grader has bound.

They come in as open descriptors: student code shares no folder with the world outside, so that it can neither fill one
nor put something else in a socket's place.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from pathlib import Path


def run_kernel(spec: dict) -> None:
    """Start an IPython kernel on the sockets of ``spec``; returns when it ends."""
    os.environ.update(spec["environment"], LABKIT_PROBE_FD=str(spec["probe"]))
    limit_threads(spec["environment"])
    os.chdir(os.environ["HOME"])
    say_no_more()
    connection_file = Path(tempfile.gettempdir()) / "connection.json"
    connection_file.write_text(json.dumps(spec["connection"]))
    bind_to_descriptors(spec["sockets"])
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    from labkit.probe.serve import prepare

    # IPython keeps its history in memory: a file of it would have to be locked.
    history = Config(HistoryManager={"hist_file": ":memory:"})
    app = IPKernelApp.instance(connection_file=str(connection_file), config=history)
    app.initialize([])
    prepare(spec["probe"])
    app.start()


def say_no_more() -> None:
    """Cut what is said to the descriptors, which the grader reads: a kernel's output comes through its sockets."""
    null = os.open("/dev/null", os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def limit_threads(environment: dict[str, str]) -> None:
    """PyTorch reads the number of threads when it is imported: on a warm server that was before it was known."""
    if "torch" in sys.modules and (threads := environment.get("OMP_NUM_THREADS")):
        sys.modules["torch"].set_num_threads(int(threads))


def bind_to_descriptors(sockets: dict[str, int]) -> None:
    """Make zmq bind ``ipc://…-PORT`` to the descriptor given for that port, which is bound already."""
    import zmq

    original = zmq.Socket.bind

    def bind(self: zmq.Socket, address: str):
        descriptor = sockets.get(address.rpartition("-")[2]) if address.startswith("ipc://") else None
        if descriptor is not None:
            self.setsockopt(zmq.USE_FD, descriptor)
        return original(self, address)

    zmq.Socket.bind = bind


def set_limits(limits: dict) -> None:
    """Hold this process, and each that it starts, to the SPEC's limits, as far as the operating system can."""
    # Where the machine itself runs out of memory, this is what it ends first, unless student code takes it back.
    Path("/proc/self/oom_score_adj").write_text("1000")
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["disk_mib"] << 20),
        (resource.RLIMIT_NPROC, limits["processes"]),
        # Fewer than anybody else's: as many may be on their way through sockets, of all processes of a user.
        (resource.RLIMIT_NOFILE, 512),
    ):
        most = resource.getrlimit(kind)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (value, value))
