"""Errors of the sandbox."""


class SandboxUnavailable(RuntimeError):
    """There is no working sandbox on this machine, so nothing is graded. The text says what to install."""
