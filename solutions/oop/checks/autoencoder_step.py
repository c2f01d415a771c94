"""A training step of the student's autoencoder, with known networks and a known penalty."""

from __future__ import annotations

import numpy as np

from autograder.checks import Once, Together, lab, probe, seed_of

from .common import DECODER, ENCODER, IMAGE


class Step:
    """One step of plain SGD with lr 1: what it reports, and the change of every weight.

    The penalty is one that only we know: it shrinks and shifts what the encoder sees, and costs
    w · mean(h²) + v · mean(x²) for the code h of what it has seen, x.
    """

    SHRINK, SHIFT, WEIGHT, OF_SEEN = 0.6, 0.3, 2.0, 7.0

    def __init__(self, rng, images=4):
        self.seeds = [seed_of(rng) for _ in range(2)]
        self.x, self.next = rng.random((2, images, *IMAGE)).astype("float32")
        self.encoder, self.decoder = self.networks()
        given, other = self.penalty(changes=True), self.penalty(weight=9.0)
        model, stepped = self.stepped(self.encoder, self.decoder, given)
        second = lab.Autoencoder(self.encoder, self.decoder, other)
        bare = probe.compiled(lab.Autoencoder(self.encoder, self.decoder), probe.sgd(0.0))
        self.asked = Together(
            {
                # in this order: what comes first cannot be disturbed by what is made later, nor by moved weights
                "bare": {"value": bare.train_step(self.x)},
                "called": probe.last(model.name, second(self.x)),
                **self.over_time(),
                "attributes": [
                    probe.same_object(second.encoder, self.encoder),
                    probe.same_object(second.decoder, self.decoder),
                ],
                "step": stepped,
                "own": probe.last(second.name, probe.same_object(model.penalty, given)),
                "named": lab.Autoencoder(self.encoder, self.decoder, name="named_by_us").name,
            }
        )
        self._once = Once()

    def over_time(self):
        """The parts that need several steps: what they report, how they move weights, and both in a graph as fit makes it.

        The penalty of the last is told which encoder it is given.
        """
        still = self.model(self.encoder, self.decoder, self.penalty(), 0.0)
        encoder, decoder = self.networks()
        dimmed = self.penalty(shrink=0.02)  # for bright images, which would saturate the encoder
        moving = self.model(encoder, decoder, dimmed, 0.01)
        of = {"encoder": encoder, "decoder": decoder}
        frozen = probe.raised("setattr", decoder.layers[1], "trainable", False)
        cost = probe.stand_in(["encoder", "x", "h"], ["encoder"], probe.told([self.encoder], 3.0))
        asks = probe.bundle(corrupt=probe.stand_in(["x"], ["x"], probe.affine(1.0, 0.0)), cost=cost)
        asking = self.model(self.encoder, self.decoder, asks, 0.0)
        images = np.concatenate([self.x, self.x[:2]])
        return {
            "reports": {
                "first": still.train_step(self.x),
                "second": still.train_step(self.next),
                "anew": probe.last(still.reset_metrics(), still.train_step(self.next)),
                "short": probe.last(still.reset_metrics(), still.train_step(self.x[:2])),
            },
            "graph": probe.train_logs(still, images, len(self.x)),
            "encoder": asking.train_step(self.x),
            "later": probe.last(
                moving.train_step(self.x), probe.delta(moving.train_step(30 * self.next), of=of)
            ),
            "frozen": probe.delta(probe.last(frozen, moving.train_step(self.x)), of=of),
        }

    def model(self, encoder, decoder, penalty, rate):
        """An autoencoder of these, ready to be trained with plain SGD."""
        return probe.compiled(lab.Autoencoder(encoder, decoder, penalty), probe.sgd(rate))

    def networks(self):
        """The encoder and the decoder, anew: with the weights that they have at first."""
        return probe.network(ENCODER, self.seeds[0]), probe.network(DECODER, self.seeds[1])

    def stepped(self, encoder, decoder, penalty):
        """A model of these, and a step that it makes."""
        model = probe.compiled(lab.Autoencoder(encoder, decoder, penalty), probe.sgd(1.0))
        of = {"encoder": encoder, "decoder": decoder}
        return model, probe.delta(model.train_step(self.x), of=of)

    def penalty(self, shrink=SHRINK, shift=SHIFT, weight=WEIGHT, changes=False):
        """changes: images are shifted more at each call of corrupt, as noise is other noise at each."""
        corrupt = probe.drifting(shrink, shift) if changes else probe.affine(shrink, shift)
        return probe.bundle(
            corrupt=probe.stand_in(["x"], ["x"], corrupt),
            cost=probe.stand_in(["encoder", "x", "h"], ["h", "x"], probe.mean_squares(weight, self.OF_SEEN)),
        )

    def with_other(self, reference, name, **changes):
        """How a network's weights change with a penalty that is another one in some way."""
        _, stepped = self.stepped(*self.networks(), self.penalty(**changes))
        answer = self._once.of(reference, tuple(changes.items()), lambda: reference.ask(stepped))
        return answer["delta"][name]

    def parts(self, reference):
        """What the encoder sees, its code, and the decoded image, as arrays."""
        seen = self.x * self.SHRINK + self.SHIFT
        codes = reference.ask([self.encoder(seen), self.decoder(self.encoder(seen))])
        plain = reference.ask(self.decoder(self.encoder(self.x)))
        return seen, codes[0], codes[1], plain
