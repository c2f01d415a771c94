"""A train step of the class ConditionalVAE, on small networks, and what its answers tell."""

from __future__ import annotations

import numpy as np

from autograder.checks import CLOSE, RELATIVE, Once, agree, lab, probe
from autograder.checks.families.training import reported, wrong_losses

from .networks import BATCH, CLASSES, CLASSES_OF, LATENT, images, labels_of, networks
from .variants import assert_right_in_one

NO_LOSS = probe.mean_squares(0.0, 0.0)
LOSSES = ("reconstruction_loss", "kl_divergence")


class Step:
    """One step of plain SGD with lr 1 on fresh networks: its metrics, and the change of every weight.

    Asked with known joining methods and without: whoever is right in either is right.
    """

    def __init__(self, rng, method, *layers, near=1.0):
        """layers: behind the networks' hidden ones; near: z_mean and z_log_var are so many times what they are else."""
        self.encoder, self.decoder = networks(rng, *layers, near=near)
        self.x, self.labels = images(rng, BATCH), labels_of(rng, BATCH)
        # the same again for whoever encodes once for each term
        self.noise = [rng.normal(size=(BATCH, LATENT))] * 2
        self.models = {
            name: cls(self.encoder, self.decoder, LATENT, CLASSES) for name, cls in CLASSES_OF.items()
        }
        self.questions = {name: self.question(model, method) for name, model in self.models.items()}
        self._once = Once()

    def question(self, model, method):
        step = getattr(probe.compiled(model, probe.sgd(1.0)), method)((self.x, self.labels))
        return probe.delta(step, of={"encoder": self.encoder, "decoder": self.decoder})

    def ask(self, who, variant, losses=None):
        """The answer of a variant, asked once though several checks look at it; losses: stand-ins for them."""
        replace, question = losses or {}, self.questions[variant]
        key = variant, str(sorted(replace.items(), key=str))
        return self._once.of(who, key, lambda: who.ask(question, noise=self.noise, replace=replace))

    def alone(self, who, variant, loss):
        """The answer of a variant where this loss is all there is."""
        return self.ask(who, variant, {name: NO_LOSS for name in LOSSES if name != loss})

    def compare(self, student, reference, part, explain, hint, rtol=RELATIVE):
        """Compare a part of the answers; explain(value, variant, right): a sentence for a wrong value, or ""."""
        right = {name: [part(self.ask(reference, name))] for name in self.questions}
        assert_right_in_one(
            right,
            lambda name: part(self.ask(student, name)),
            lambda value, name: explain(value, name, right[name][0]),
            hint, what="What it answers", otherwise="It is not what it should be.", rtol=rtol,
        )  # fmt: skip


STEP_HINT = (
    "The encoder gets make_conditional_input(images, labels), the decoder make_conditional_latent(z, labels), the loss "
    "compares images with decoded images. Is the method spelled right? Else that of VAE is used, which drops the labels."
)


def metrics(answer):
    return reported(answer["value"], advice="return self.report(reconstruction, kl)")


def losses_of(x, decoded, encoded):
    """The losses of a batch. encoded: the encoder's outputs."""
    return {
        "reconstruction_loss": lab.reconstruction_loss(x, decoded),
        "kl_loss": lab.kl_divergence(encoded[0], encoded[1]),
    }


def slips(step, reference, variant):
    """Well-known ways to wrong losses, each with the values that it gives: {sentence: {key: value}}."""
    model, x, y = step.models[variant], step.x, step.labels
    encoded = {
        "right": step.encoder(model.make_conditional_input(x, y)),
        "label 0": step.encoder(model.make_conditional_input(x, 0 * y)),
        "others": step.encoder(model.make_conditional_input(x, y[::-1].copy())),
        "none": step.encoder(np.concatenate([x, np.zeros((*x.shape[:3], CLASSES))], axis=-1)),
    }
    z = encoded["right"][2]
    zeros = lab.ops.concatenate([z, np.zeros((len(x), CLASSES), "float32")], axis=-1)

    def joined(z, labels):
        return model.make_conditional_latent(z, labels)

    def losses(way="right", code=None, target=x):
        code = joined(encoded[way][2], y) if code is None else code
        return losses_of(target, step.decoder(code), encoded[way])

    known = {
        "The decoder gets label 0, whatever the label is.": losses(code=joined(z, 0 * y)),
        "The decoder gets the labels of other images.": losses(code=joined(z, y[::-1].copy())),
        "The decoder gets no label: its places are all zero.": losses(code=zeros),
        "The encoder gets label 0, whatever the label is.": losses("label 0"),
        "The encoder gets the labels of other images.": losses("others"),
        "The encoder gets no label: its planes are all zero.": losses("none"),
        "Both networks get label 0, whatever the label is.": losses(
            "label 0", code=joined(encoded["label 0"][2], 0 * y)
        ),
        "Both networks get the labels of other images.": losses(
            "others", code=joined(encoded["others"][2], y[::-1].copy())
        ),
        "The reconstruction loss compares with the conditional input, planes included; compare with the images.": (
            losses(target=model.make_conditional_input(x, y))
        ),
        "It decodes z_mean; it should decode the sampled z.": losses(code=joined(encoded["right"][0], y)),
    }
    swapped = lab.reconstruction_loss(step.decoder(joined(z, y)), x)
    known["The arguments of reconstruction_loss are swapped: first x, then x_hat."] = {
        "reconstruction_loss": swapped
    }
    return reference.ask(known, noise=step.noise * 6)


def explain_metrics(value, right, known):
    """What is wrong with the losses that a step reports; known: see slips. "" for nothing known."""
    bad = wrong_losses(value, right)
    for sentence, losses in known.items():
        if agree(value, losses, CLOSE) and not agree(losses, {k: right[k] for k in losses}, CLOSE):
            return sentence
    if idle := [key for key in bad if value[key] == 0]:
        return f"It reports {' and '.join(idle)} as 0: hand both losses to self.report."
    if agree(
        [value["reconstruction_loss"], value["kl_loss"]],
        [right["kl_loss"], right["reconstruction_loss"]],
        CLOSE,
    ):
        return "reconstruction_loss and kl_loss are swapped."
    return f"It reports a wrong {' and a wrong '.join(bad)}." if bad else ""


# What is said of a step that calls (encoder, decoder) in these modes, by the mode that both should be called in.
WRONG_MODES = {
    True: {
        (False, True): "The encoder is not called with training=True.",
        (True, False): "The decoder is not called with training=True.",
        (False, False): "Neither network is called with training=True.",
    },
    False: {
        (True, False): "The encoder is called with training=True.",
        (False, True): "The decoder is called with training=True.",
        (True, True): "The networks are called with training=True.",
    },
}


def explain_mode(step, reference, variant, value, *, training):
    """Whether wrong losses come from networks in another mode than this; "" if not. step: with layers that tell it."""
    model, labels = step.models[variant], step.labels
    outputs = {
        mode: step.encoder(model.make_conditional_input(step.x, labels), training=mode)
        for mode in (True, False)
    }

    def losses(encoder, decoder):
        code = model.make_conditional_latent(outputs[encoder][2], labels)
        return losses_of(step.x, step.decoder(code, training=decoder), outputs[encoder])

    made = reference.ask(
        {sentence: losses(*modes) for modes, sentence in WRONG_MODES[training].items()}, noise=step.noise * 4
    )
    return next((sentence for sentence, each in made.items() if agree(value, each, CLOSE)), "")
