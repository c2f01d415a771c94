"""The checks of the model as a whole: made, generating, reconstructing, trained by fit."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    STEPS,
    STILL,
    Together,
    as_numpy,
    assert_close,
    assert_drawn_anew,
    assert_shape,
    check,
    diagnosis,
    hinting,
    lab,
    probe,
    require,
    shared,
)
from autograder.checks.families.adversarial import assert_drawn_afresh, assert_trained, corners

from .networks import (
    BATCH,
    CLASSES,
    DATA,
    DISCRIMINATOR,
    ENCODER,
    GENERATOR,
    LATENT,
    LINEAR_GENERATOR,
    MOVES,
    PARTS,
    images,
    modal,
    one_hot,
)


class ModelQuestion:
    """Models of the student's class on small networks: what needs no train step."""

    def __init__(self, rng):
        seeds = [int(s) for s in rng.integers(2**31, size=4)]
        self.encoder = probe.network(modal(ENCODER, "norm"), seed=seeds[0])
        self.generator = probe.network(modal(GENERATOR, "norm"), seed=seeds[1])
        # calls in training mode change a network's statistics: each method has networks of its own
        self.decoder = probe.network(modal(GENERATOR, "norm"), seed=seeds[1])
        self.linear = probe.network(LINEAR_GENERATOR, seed=seeds[2])
        discriminator = probe.network(DISCRIMINATOR, seed=seeds[3])
        self.x, self.labels = images(rng, 5, DATA), rng.permutation([0, 1, 2, 3, 2])
        self.ordered, self.z = rng.permutation([0, 1, 2, 3, 0, 1, 2]), rng.normal(size=(7, LATENT))
        self.noise = [rng.normal(size=(5, LATENT)), self.z]
        model, linear, decoding = (
            lab.ConditionalVAEGAN(self.encoder, g, discriminator, LATENT, classes=CLASSES)
            for g in (self.generator, self.linear, self.decoder)
        )
        compiled = probe.compiled_with(model, d_optimizer=probe.sgd(), g_optimizer=probe.sgd())
        ordered = as_numpy(self.ordered)
        self.parts = Together(
            {
                "made": probe.delta(compiled.name, of={"encoder": self.encoder}),
                "generated": model.generate(ordered),
                "reconstructed": decoding.reconstruct(self.x, as_numpy(self.labels)),
                "again": [linear.generate(as_numpy(self.ordered[:6])) for _ in range(2)],
            },
            noise=self.noise,
        )


@shared
def model(rng):
    return ModelQuestion(rng)


@check(cell="model", weight=0)
def test_model_can_be_made(student, model):
    """`ConditionalVAEGAN(encoder, generator, discriminator, latent_dim)` can be made and compiled."""
    with hinting("Keep constructor and compile as they were given: super().__init__(**kwargs) comes first."):
        model.parts.of(student)["made"]


@check(cell="model", needs=["test_model_can_be_made"])
def test_generate_obeys_the_labels(student, reference, model):
    """`generate(labels)` is what the generator makes, outside of training, of draws of N(0, I) and these labels."""
    hint = "z of shape (n, self.latent_dim) from keras.random.normal; one-hot labels; training=False."
    with hinting(hint):
        value = model.parts.of(student)["generated"]
    assert_shape(value, (7, *DATA), "generate(labels)", hint)
    y, z = one_hot(model.ordered, CLASSES), model.z
    wrong = diagnosis(
        value,
        {
            "The generator is called in training mode, where each image depends on the others of its batch.": [
                reference.ask(model.generator([z, y], training=True))
            ],
            "All images get the same label.": [
                reference.ask(model.generator([z, np.tile(row, (7, 1))]))
                for row in np.eye(CLASSES, dtype="float32")
            ],
            "The labels are sorted: image k must have label k of those given.": [
                reference.ask(model.generator([z, one_hot(np.sort(model.ordered), CLASSES)]))
            ],
        },
        "The images are not made of draws of the standard normal distribution and the labels that were given.",
    )
    also = reference.ask(model.generator([-z, y]))
    assert_close(value, model.parts.of(reference)["generated"], also, wrong=wrong, hint=hint)


@check(cell="model", weight=0.5, needs=["test_model_can_be_made"])
def test_generate_draws_afresh(student, reference, model):
    """`generate` starts from other noise at every call."""
    made = model.parts.of(student)["again"]
    for each in made:
        assert_shape(each, (6, *DATA), "generate(labels)")
    z, y = np.split(corners(LATENT + CLASSES), [LATENT], axis=1)
    of_corners = reference.ask(model.linear([z, y]))
    assert_drawn_afresh(made, of_corners, "self.generator([z, y])")


@check(cell="model", needs=["test_model_can_be_made"])
def test_reconstruct_decodes_the_mean(student, reference, model):
    """`reconstruct(x, labels)` decodes z_mean with the labels, without noise and outside of training."""
    value = model.parts.of(student)["reconstructed"]
    y = one_hot(model.labels, CLASSES)
    code = model.encoder([model.x, y])
    sampled = reference.ask(model.decoder([code[2], y]), noise=model.noise)
    trained = reference.ask(model.decoder([model.encoder([model.x, y], training=True)[0], y], training=True))
    wrong = diagnosis(
        value,
        {
            "It decodes a sample; it should decode z_mean.": [sampled],
            "The networks are called in training mode.": [trained],
            "The label 0 is used for all images.": [
                reference.ask(model.decoder([code[0], one_hot(0 * model.labels, CLASSES)]))
            ],
        },
        "It does not decode z_mean with the labels that were given.",
    )
    hint = "y one-hot; the first output of self.encoder([x, y]); then self.generator([z_mean, y])."
    assert_close(value, model.parts.of(reference)["reconstructed"], wrong=wrong, hint=hint)


@check(
    cell="model",
    needs=["test_discriminator_move_reports_its_losses", "test_other_move_reports_its_losses"],
)
def test_fit_trains_on_fresh_noise(student, reference, rng):
    """`fit` works with it: train_step can be compiled to a graph, moves all parts, and draws new noise in every step."""
    networks = {
        name: probe.network(description, seed=int(rng.integers(2**31)))
        for name, description in zip(PARTS, (ENCODER, GENERATOR, DISCRIMINATOR), strict=True)
    }
    # So small a step leaves the losses as they are: they change with the noise alone, as the batch is always the same.
    model = probe.compiled_with(
        lab.ConditionalVAEGAN(*networks.values(), LATENT, classes=CLASSES),
        d_optimizer=probe.sgd(STILL), g_optimizer=probe.sgd(STILL),
    )  # fmt: skip
    x, labels = np.tile(images(rng, BATCH, DATA), (STEPS, 1, 1, 1)), np.tile([0, 1, 2, 3, 1, 2], STEPS)
    logs = probe.train_logs(model, x, batch_size=BATCH, targets=labels)
    question = probe.delta(logs, of=networks)
    hint = (
        "fit compiles train_step to a graph: use no .numpy(), float(), numpy function or list of numbers in it, draw "
        "noise with keras.random or tf.random, and keep train_step as it was given."
    )
    with hinting(hint):
        answer = student.ask(question)
    usual = reference.ask(question)["delta"]
    assert_trained(answer["delta"], usual, hint)
    for key in MOVES:
        for each in answer["value"]:
            require(isinstance(each, dict) and key in each, f"train_step reports no {key}.", hint)
            assert_shape(each[key], (), f"Its {key}")
    # the others depend on no noise
    assert_drawn_anew(answer["value"], [key for key in MOVES if key not in ("kl", "real_class")], hint)
