"""A kernel in the sandbox, and nbclient's client of it, which keeps of all that comes from there only so much."""

from __future__ import annotations

import time
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.client import CellExecutionComplete
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import sandbox
from autograder.course import Limits
from autograder.sandbox import KERNEL_NAME, SandboxProvisioner
from autograder.sandbox.outputs import Budget, OutputFilter

START_SECONDS = 60
KERNELSPEC = Path(sandbox.__file__).parent / "kernelspec"
MESSAGE_CAP = 8 << 20  # bytes of one message from a kernel; a longer one breaks its connection
QUEUE_CAP = 64  # messages that wait to be read, per socket


class Client(NotebookClient):
    """nbclient's client, which keeps only plain outputs, and of these only so many bytes."""

    output_cap: int = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._budget = Budget()
        self.has_failed = False  # the last cell: of a magic that there is not, nothing else tells
        self.on_cell_executed = self._note_status

    def _note_status(self, execute_reply: dict[str, Any], **_: Any) -> None:
        self.has_failed = execute_reply["content"].get("status") == "error"

    @property
    def provisioner(self) -> SandboxProvisioner:
        """Of the sandbox that the kernel runs in."""
        return self.km.provisioner

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        """nbclient's, with a filter of its own for the outputs of each cell."""
        self._filter = OutputFilter(cell, self.output_cap, self._budget)
        return await super().async_execute_cell(cell, cell_index, **kwargs)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> None:
        """Called for each message while a cell runs: outputs beyond the cap are dropped as they stream in."""
        content = msg["content"]
        if msg["msg_type"] != "status":
            self._filter.take(msg["msg_type"], content)
        elif content["execution_state"] == "idle":
            raise CellExecutionComplete


async def ready(kc: AsyncKernelClient) -> None:
    """Wait for a new kernel. jupyter_client's own wait ends with 0.2 s of listening for nothing."""
    deadline = time.monotonic() + START_SECONDS
    asked = kc.kernel_info()
    while time.monotonic() < deadline:
        try:
            reply = await kc.get_shell_msg(timeout=1)
        except Empty:
            if not await kc.is_alive():
                raise RuntimeError("it ended before it was ready") from None
            continue
        if reply["parent_header"].get("msg_id") == asked:
            return
    raise RuntimeError(f"it was not ready within {START_SECONDS} seconds")


async def end(client: Client) -> None:
    """Kill a kernel, and give back all that belongs to it."""
    if client.kc:
        client.kc.stop_channels()
    await client.km.shutdown_kernel(now=True)
    client.km.context.destroy(linger=0)


def new_manager(framework: str, limits: Limits, server: str = "", threads: int = 0) -> AsyncKernelManager:
    """A manager of one sandboxed kernel. No kernelspec needs to be installed: it comes with the package."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_CAP)
    context.setsockopt(zmq.RCVHWM, QUEUE_CAP)
    config = Config()
    config.SandboxProvisioner = Config(
        memory_mib=limits.memory_mib,
        processes=limits.processes,
        disk_mib=limits.disk_mib,
        framework=framework,
        server=server,
        threads=threads,
    )
    specs = _Kernelspecs()
    return AsyncKernelManager(
        kernel_name=KERNEL_NAME, kernel_spec_manager=specs, config=config, context=context
    )


class _Kernelspecs(KernelSpecManager):
    """One kernelspec, our own: that of a sandboxed kernel."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec.from_resource_dir(str(KERNELSPEC))
