"""The checks of the generator."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_shape, check, lab, probe, require, shared
from autograder.checks.families.adversarial.generators import IMAGE, GeneratorChecks, GeneratorQuestion


@shared
def generator(rng):
    return GeneratorQuestion(rng, probe.kept(lab.ConditionalGenerator(5, classes=3)), classes=3)


class TestGenerator(GeneratorChecks):
    cell = "conditional_generator"
    titles = {
        "test_generator_makes_images": "`ConditionalGenerator(latent_dim, classes)` turns [z, label vectors] into images of "
        "shape (batch, 28, 28, 1).",
        "test_generator_can_learn": "Images change smoothly with z, the label vectors and every weight, so that there are "
        "gradients to follow.",
    }
    call_hint = shape_hint = (
        "Join the two inputs; two transposed convolutions with strides=2 take 7×7 to 28×28; the last has one channel."
    )
    given = "its z and its label vector"
    smooth = {"z": "it", "the label vector": "it"}

    @check(weight=1.5, needs=[GeneratorChecks.test_generator_can_learn], asks=["generator-uses-label"])
    def test_generator_uses_the_label_vector(self, student, generator):
        """With the same z every class gives another image, and a mixture of two classes something of its own."""
        (image,) = generator.parts.of(student)["classes"]
        assert_shape(image, (6, *IMAGE), "The image")

        def differ(i, j):
            return np.abs(image[i] - image[j]).max() > 1e-4

        hint = "Join z with the label vector as it is: no argmax, no rounding, nothing left out."
        require(differ(0, 1) or differ(1, 2), "The label vector has no effect on the image.", hint)
        pairs = [(i, (i + 1) % 3) for i in range(3)]
        require(all(differ(i, j) for i, j in pairs), "Two different classes give the same image.", hint)
        between = all(differ(3 + i, i) and differ(3 + i, j) for i, j in pairs)
        require(between, "A label vector half-way between two classes gives the image of one of them.", hint)
