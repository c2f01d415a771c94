"""The jail that student code runs in: a Jupyter kernel provisioner around one of two sandboxes, warm servers, a watchdog.

Here: what student code can see, do and take, and which of its outputs are kept. Nothing that knows a check, a mark or
an assignment; `inside`, which student code can read, knows nothing private at all.
"""

from autograder.sandbox.provisioner import KERNEL_NAME, SandboxProvisioner

__all__ = ["KERNEL_NAME", "SandboxProvisioner"]
