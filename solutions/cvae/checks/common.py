"""The two methods that join labels, which the checks of several files look at."""

from __future__ import annotations

from autograder.checks import Together, Wrong, as_numpy, assert_shape, hinting, lab, probe, shared

from .networks import CLASSES, LATENT, images, labels_of, networks

INPUT_HINT = (
    "ops.one_hot(labels, self.num_classes), two more axes, repeated over height and width, and concatenated behind "
    "the image's channels, axis=-1."
)
LATENT_HINT = "ops.concatenate([z, ops.one_hot(...)], axis=-1): first z, then the code."


class JoinQuestion:
    """The two methods that join labels, on images of several sizes, for several numbers of classes, twice each."""

    def __init__(self, rng):
        nets = networks(rng)
        self.cases, parts = [], {}
        for n, shape, classes in ((7, (3, 4, 2), 6), (7, (6, 2, 1), 5), (1, (2, 3, 1), 4)):
            x, z = 0.4 * images(rng, n, shape), 3 * rng.normal(size=(n, 4)).astype("float32")
            labels = labels_of(rng, n, classes) if n > 1 else rng.integers(1, classes, size=1)
            others = (2 * labels + 1) % classes  # of a second call of the same model
            cvae, number = lab.ConditionalVAE(*nets, 4, classes), len(self.cases)
            parts[f"input {number}"] = [
                cvae.make_conditional_input(x, labels),
                cvae.make_conditional_input(as_numpy(x), as_numpy(others)),
            ]
            parts[f"latent {number}"] = [
                cvae.make_conditional_latent(z, labels),
                cvae.make_conditional_latent(as_numpy(z), as_numpy(others)),
            ]
            self.cases.append((x, z, (labels, others), classes))
        compiled = probe.compiled(lab.ConditionalVAE(*nets, LATENT, CLASSES), probe.sgd())
        parts["made"] = probe.delta(compiled.name, of={"encoder": nets[0]})
        self.parts = Together(parts)

    def assert_planes(self, student):
        """Conditional inputs have a plane for each class."""
        with hinting(INPUT_HINT):
            for number, (x, _, _, classes) in enumerate(self.cases):
                shape = (*x.shape[:3], x.shape[3] + classes)
                for value in self.parts.of(student)[f"input {number}"]:
                    what = f"make_conditional_input of images {x.shape} with {classes} classes"
                    assert_shape(value, shape, what, INPUT_HINT)

    def assert_places(self, student):
        """Conditional latent vectors have a place for each class."""
        with hinting(LATENT_HINT):
            for number, (_, z, _, classes) in enumerate(self.cases):
                for value in self.parts.of(student)[f"latent {number}"]:
                    what = f"make_conditional_latent of z {z.shape} with {classes} classes"
                    assert_shape(value, (len(z), z.shape[1] + classes), what, LATENT_HINT)

    def well_shaped(self, student):
        """Whether both methods give what the networks can be called with."""
        try:
            self.assert_planes(student)
            self.assert_places(student)
        except Wrong:
            return False
        return True


joins = shared(JoinQuestion, "joins")
