"""The jail that student code runs in: a Jupyter kernel provisioner around bubblewrap."""

from autograder.sandbox.provisioner import KERNEL_NAME, SandboxProvisioner

__all__ = ["KERNEL_NAME", "SandboxProvisioner"]
