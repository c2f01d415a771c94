"""The checks of the generator."""

from __future__ import annotations

from autograder.checks import lab, probe, shared
from autograder.checks.families.adversarial.generators import GeneratorChecks, GeneratorQuestion


@shared
def generator(rng):
    return GeneratorQuestion(rng, probe.kept(lab.Generator(5)))


class TestGenerator(GeneratorChecks):
    cell = "generator"
    shape_hint = "Two transposed convolutions with strides=2 take 7×7 to 28×28; the last has one channel."
