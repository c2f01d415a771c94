"""One of the two moves of a train step, asked on small networks."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_losses, lab, probe
from autograder.checks.families.adversarial.steps import Step
from autograder.checks.families.small_networks import built

from .networks import BATCH, CLASSES, DATA, LATENT, MOVES, PARTS, SMALL, images, one_hot

# The two moves of a train step: the method, the losses it is made of, the optimiser and the parts it moves.
D_MOVE, G_MOVE = "move_discriminator", "move_encoder_and_generator"
LOSSES_OF = {
    D_MOVE: ("validity", "real_class"),
    G_MOVE: ("reconstruction", "kl", "adversarial", "class"),
}
PARTS_OF = {D_MOVE: ("discriminator",), G_MOVE: ("encoder", "generator")}
SHORT = {D_MOVE: "d_optimizer", G_MOVE: "g_optimizer"}

EACH_WEIGHT = {
    "reconstruction": 0.11, "kl": 0.83, "adversarial": 1.7, "class": 1.3, "validity": 0.9, "real_class": 1.6,
}  # fmt: skip
ONE_WEIGHT = 0.7
MOVE_HINTS = {
    D_MOVE: "One tape around D's answers to x and to the generated images; λ_validity · discriminator_loss(real, "
    "generated) + λ_real_class · class_loss(labels, class logits of x); the weights of self.discriminator; self.d_optimizer.",
    G_MOVE: "One tape around everything from the encoder to the weighted sum of the four losses; the weights of "
    "self.encoder and self.generator; self.g_optimizer.",
}


class Move(Step):
    """One of the two moves on fresh small networks: its losses, the change of every weight, the optimiser's state.

    weight_of: of each loss; none that is not named. A momentum leaves the first step as it is, and makes the
    optimiser keep something.
    """

    orders = ((0, 1), (1, 0))  # the encoder's noise is drawn first, or that of new images

    def __init__(self, rng, method, weight_of, momentum=0.0):
        super().__init__()
        self.method, self.settings = method, (weights(weight_of),)
        self.networks = dict(zip(PARTS, built(rng, *SMALL.values()), strict=True))
        self.x = images(rng, BATCH, DATA)
        self.labels = rng.permutation([0, 1, 2, 3, 1, 2])
        self.y = one_hot(self.labels, CLASSES)
        self.noise = rng.normal(size=(2, BATCH, LATENT))
        self.optimizer = probe.sgd(1.0, momentum)

    def put(self, who, setting, order):
        networks = (self.networks[name] for name in PARTS)
        model = lab.ConditionalVAEGAN(*networks, LATENT, classes=CLASSES, weight_of=setting)
        optimizers = {"d_optimizer": probe.sgd(), "g_optimizer": probe.sgd()}
        compiled = probe.compiled_with(model, **optimizers | {SHORT[self.method]: self.optimizer})
        losses = getattr(compiled, self.method)(self.x, self.labels)
        step = probe.delta(losses, of=self.networks)
        question = probe.value({"step": step, "optimizer": probe.optimizer_state(self.optimizer)})
        # the same noise again for whoever encodes, or draws, once for each loss
        return who.ask(question, noise=[self.noise[k] for k in order] * 2)

    def losses(self, answer):
        """The part of an answer that is the losses."""
        keys = LOSSES_OF[self.method]
        hint = f"Return {{{', '.join(f'{key!r}: ...' for key in keys)}}}."
        wrong = f"{self.method} should return a dictionary of losses."
        return assert_losses(answer["step"]["value"], keys, hint, wrong=wrong, by=f"that {self.method}")

    def slips(self, reference, of):
        """Known ways to a wrong loss, by its name: each sentence with the results that it gives.

        of: makes of the expression of a scalar what is to be compared. Whose noise comes first is left open.
        """
        known = {name: {} for name in MOVES}
        for of_encoder, of_prior in (self.noise, self.noise[::-1]):
            for name, sentence, loss in self._slips(of_prior):
                answer = reference.ask(of(loss), noise=[of_encoder] * 2)
                known[name].setdefault(sentence, []).append(answer)
        return known

    def _slips(self, of_prior):
        """(loss, sentence, expression of the wrong loss): see slips."""
        e, g, d = (self.networks[name] for name in PARTS)
        x, y, labels = self.x, self.y, self.labels
        code, (validity, logits) = e([x, y]), (d(x)[k] for k in (0, 1))
        mean, log_var = code[0], code[1]
        x_hat, x_new = g([code[2], y]), g([of_prior, y])
        on_hat, on_new = d(x_hat), d(x_new)
        both = [lab.ops.concatenate([on_hat[k], on_new[k]]) for k in (0, 1)]
        two = np.concatenate([labels, labels])
        if self.method == D_MOVE:
            return [
                ("validity", "Of the generated images only the reconstructions enter validity.",
                 lab.discriminator_loss(validity, on_hat[0])),
                ("validity", "Of the generated images only the new ones enter validity.",
                 lab.discriminator_loss(validity, on_new[0])),
                ("validity", "The arguments of discriminator_loss are swapped: first those of real images.",
                 lab.discriminator_loss(both[0], validity)),
                ("real_class", "real_class is computed from generated images; it is about the real ones.",
                 lab.class_loss(two, both[1])),
                ("real_class", "real_class is computed from generated images; it is about the real ones.",
                 lab.class_loss(labels, on_hat[1])),
                ("real_class", "real_class is computed from generated images; it is about the real ones.",
                 lab.class_loss(labels, on_new[1])),
                ("real_class", "Generated images enter real_class too; it is about the real ones alone.",
                 lab.class_loss(np.concatenate([labels, labels, labels]), lab.ops.concatenate([logits, both[1]]))),
            ]  # fmt: skip
        return [
            ("reconstruction", "x is compared with the new images; they need not resemble it.",
             lab.reconstruction_loss(x, x_new)),
            ("reconstruction", "It decodes z_mean; it should decode the sampled z.",
             lab.reconstruction_loss(x, g([mean, y]))),
            ("reconstruction", "The arguments of reconstruction_loss are swapped: first x, then x_hat.",
             lab.reconstruction_loss(x_hat, x)),
            ("kl", "Only z_mean enters the divergence; z_log_var must too.",
             lab.kl_divergence(mean, np.zeros((BATCH, LATENT)))),
            ("kl", "z_mean and z_log_var are swapped on their way into kl_divergence.",
             lab.kl_divergence(log_var, mean)),
            ("adversarial", "Only the reconstructions enter adversarial; the new images must too.",
             lab.generator_loss(on_hat[0])),
            ("adversarial", "Only the new images enter adversarial; the reconstructions must too.",
             lab.generator_loss(on_new[0])),
            ("adversarial", "It is the saturating loss; generator_loss is asked for.",
             lab.saturating_generator_loss(both[0])),
            ("adversarial", "It is the discriminator's loss; encoder and generator want the opposite.",
             lab.discriminator_loss(validity, both[0])),
            ("class", "It looks at the reconstructions; the class loss is about the new images alone.",
             lab.class_loss(labels, on_hat[1])),
            ("class", "The reconstructions enter the class loss too; it is about the new images alone.",
             lab.class_loss(two, both[1])),
            ("class", "It looks at the real images, which nobody has made.", lab.class_loss(labels, logits)),
            ("class", "A softmax stands before class_loss, which takes logits.",
             lab.class_loss(labels, lab.tf.nn.softmax(on_new[1]))),
        ]  # fmt: skip


def weights(weight_of):
    """The weight of each loss: none of those that are not named."""
    return dict.fromkeys(MOVES, 0.0) | weight_of
