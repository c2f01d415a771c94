"""One of the two moves of a train step, asked on small networks."""

from __future__ import annotations

from copy import copy
from types import MappingProxyType

import numpy as np

from autograder.checks import agree, assert_losses, lab, probe, seed_of
from autograder.checks.families.adversarial.drawn import batches_of, calls_of
from autograder.checks.families.adversarial.steps import Step

from .networks import BATCH, CLASSES, DATA, LATENT, MOVES, MOVING, PARTS, images, one_hot

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

    What is right depends on what new images are made of, which the generator records: so what the student drew from the
    prior, in whatever way, is drawn again for the reference. (A student is served ``prior``, so that most draw the same,
    and the reference's answers are there already.) An order is a draw, as bytes.
    """

    def __init__(self, rng, method, weight_of, momentum=0.0, rate=1.0, batch=BATCH, seeds=None, parts=MOVING):
        """seeds: of the networks; fresh ones by default. parts: their descriptions."""
        super().__init__()
        self.method, self.settings = method, (weights(weight_of),)
        self.seeds = [seed_of(rng) for _ in PARTS] if seeds is None else seeds
        self.networks = {
            name: probe.network(parts[name], seed=seed) for name, seed in zip(PARTS, self.seeds, strict=True)
        }
        self.x = images(rng, batch, DATA)
        self.labels = rng.permutation(np.resize([0, 1, 2, 3, 1, 2], batch))
        self.y = one_hot(self.labels, CLASSES)
        self.prior = rng.normal(size=(batch, LATENT)).astype("float32")
        self.orders = [self.prior.tobytes()]
        self.optimizer = probe.sgd(rate, momentum)

    def model(self, setting):
        """The student's model of the networks, its optimisers given."""
        model = lab.ConditionalVAEGAN(*self.networks.values(), LATENT, classes=CLASSES, weight_of=setting)
        optimizers = {"d_optimizer": probe.sgd(), "g_optimizer": probe.sgd()}
        return probe.compiled_with(model, **optimizers | {SHORT[self.method]: self.optimizer})

    def step(self, model):
        """One move of a model, and what its generator was called on."""
        losses = getattr(model, self.method)(self.x, self.labels)
        made = probe.recorded(self.networks["generator"])
        return probe.delta(probe.value({"losses": losses, "made of": made}), of=self.networks)

    def put(self, who, setting, order, replace=MappingProxyType({})):
        step = self.step(self.model(setting))
        question = probe.value({"step": step, "optimizer": probe.optimizer_state(self.optimizer)})
        # the same again for whoever draws once for each loss
        return who.ask(question, noise=[self.drawn(order)] * 3, replace=replace)

    def drawn(self, order):
        """The draw from the prior that an order stands for."""
        return np.frombuffer(order, "float32").reshape(-1, LATENT)

    def made_of(self, step):
        """What z the generator was called on in a step, a batch each."""
        calls = calls_of(step["value"]["made of"], (LATENT, CLASSES))
        return [batch[:, :LATENT] for batch in batches_of(calls, len(self.x))]

    def orders_of(self, answer):
        """The draws that new images may have been made of: as it was served, or else any that the generator got."""
        made = self.made_of(answer["step"])
        if not made or any(np.array_equal(z, self.prior) for z in made):
            return self.orders
        return [z.tobytes() for z in made[::-1]]

    def beside(self, other):
        """The images of another move, on the networks and with the optimiser of this one."""
        made = copy(other)
        made.networks, made.optimizer = self.networks, self.optimizer
        return made

    def losses(self, answer):
        """The part of an answer that is the losses."""
        keys = LOSSES_OF[self.method]
        hint = f"Return {{{', '.join(f'{key!r}: ...' for key in keys)}}}."
        wrong = f"{self.method} should return a dictionary of losses."
        return assert_losses(
            answer["step"]["value"]["losses"], keys, hint, wrong=wrong, by=f"that {self.method}"
        )

    def slips(self, reference, of):
        """Known ways to a wrong loss, by its name: each sentence with the results that it gives.

        of: makes of the expression of a scalar what is to be compared.
        """
        known = {name: {} for name in MOVES}
        for name, sentence, loss in self._slips():
            known[name].setdefault(sentence, []).append(reference.ask(of(loss)))
        return known

    def _slips(self):
        """(loss, sentence, expression of the wrong loss): see slips."""
        e, g, d = (self.networks[name] for name in PARTS)
        x, y, labels = self.x, self.y, self.labels
        code, (validity, logits) = e([x, y]), (d(x)[k] for k in (0, 1))
        mean, log_var = code[0], code[1]
        x_hat, x_new = g([code[2], y]), g([self.prior, y])
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
             lab.kl_divergence(mean, np.zeros((len(x), LATENT)))),
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


# So small that a condition on a loss, or a bound, shows.
WEAK_LOSSES = {
    "discriminator_loss": probe.named_squares(real_logits=0.008, fake_logits=0.018),
    "generator_loss": probe.named_squares(fake_logits=0.014),
    "kl_divergence": probe.mean_squares(0.016, 0.01),
}


class MovesInARow:
    """Three moves of one model, on batches of two sizes: each is held against the first move of a new one.

    The learning rate is so small that the weights hardly differ from one to the next.
    """

    RATE, CLOSE = 1e-3, 0.03
    SIZES = BATCH, BATCH - 2, BATCH

    def __init__(self, rng, method):
        seeds = [seed_of(rng) for _ in PARTS]
        self.moves = [
            Move(rng, method, EACH_WEIGHT, rate=self.RATE, batch=size, seeds=seeds) for size in self.SIZES
        ]
        model = self.moves[0].model(weights(EACH_WEIGHT))
        self.question = [self.moves[0].beside(move).step(model) for move in self.moves]

    def wrong(self, student, reference, part, replace=MappingProxyType({})):
        """Which of the moves, by their number, are not in this part of an answer what a first one is.

        replace: stand-ins for losses
        """
        answers = student.ask(self.question, replace=replace)
        for number, (move, step) in enumerate(zip(self.moves, answers, strict=True)):
            orders = [z.tobytes() for z in move.made_of(step)[::-1]] or move.orders
            right = (part(move.put(reference, *move.settings, order, replace)) for order in orders)
            if not any(agree(part({"step": step}), each, self.CLOSE) for each in right):
                yield number
