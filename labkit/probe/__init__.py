"""The probe: answers a grader's questions inside the student's kernel, with plain arrays.

A question is an expression over the notebook's own names ("call ``kl_divergence`` on these arrays"; "build
``VAE`` from these two networks, take one train step, and tell how each weight changed"). The probe computes
it and sends back numbers, never verdicts. It knows no right answer to anything: whatever it brings along
(networks, stand-ins for functions) is made so that it is of no use as a solution.
"""

from labkit.probe.evaluate import Probe, answer
from labkit.probe.serve import serve

__all__ = ["Probe", "answer", "serve"]
