# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: labkit,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   labkit:
#     assignment: cvae_acgan
#     framework: tensorflow
# ---

# %% [markdown]
# # cVAE-ACGAN: both in one
#
# A conditional VAE knows where every image lies in its latent space, but it paints with a soft brush. A GAN paints with
# a sharp pen, but nobody can tell you which $z$ belongs to a given image. A VAE's decoder and a GAN's generator
# do the same work: so let them be *one* network, trained by both. Then there are three networks and six losses,
# and the question of this assignment is: **which loss moves which network?**
#
# **After this assignment you can**
#
# - combine two models by the part they share, and say what each loss asks of each part;
# - write down which loss moves which part, and write a training step that does just that;
# - make the same style of writing in all ten digits, and read digits with the discriminator;
# - measure how sharp images are, and tell what makes them so.
#
# | | |
# |---|---|
# | Time to work through | about 4 hours |
# | Run time, whole notebook | about 20 minutes on two CPU cores; about 3 minutes on a GPU (an estimate) |
# | Run time with `QUICK=1` | about a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | the assignments on VAEs, GANs, conditional VAEs and auxiliary classifiers |
#
# **How it works.** Fill in the cells that say `YOUR CODE HERE` (and remove the line
# `raise NotImplementedError()`). Below each one is a cell with a few simple tests: run it, read what it
# says. More checks are run when you hand in; they look at the same things on other numbers. Each part
# is judged by itself: a mistake in one costs nothing in the next. Keep names, arguments and shapes as
# they are given; inside, write it your own way.
#
# There is also a script, `files/cvaecgan_mnist.py`, which trains and tests the model *of this notebook* from the command
# line; the last section says how.

# %%
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors only

import time

import keras
import numpy as np
import tensorflow as tf
from IPython.display import display
from keras import layers, ops

import labkit.data
from labkit import digits, plots
from labkit.training import quick, sample_grid, seed_everything

SEED = 1
seed_everything(SEED)

# %% [markdown]
# ## Background
#
# ### Three networks, two ways to an image
#
# - The **encoder** reads an image $x$ *together with its label* $y$ into a distribution over $z$: since the label is given,
#   $z$ need only describe the rest, the *style*: slant, width, boldness.
# - The **generator** is the VAE's decoder and the GAN's generator in one: it turns a style $z$ and a label $y$ into an image.
# - The **multitask discriminator** looks at an image alone and gives two answers: is it real (a validity logit), and
#   which digit is it (ten class logits)?
#
# The generator is used in two ways, and both kinds of images are *generated* for the discriminator:
#
# - a **reconstruction** $\hat x = G(z, y)$ from the encoder's sample $z \sim q(z \mid x, y)$, with the image's own label;
# - a **new image** $\tilde x = G(\tilde z, y)$ from a draw of the prior, $\tilde z \sim \mathcal N(0, I)$, with the same label.
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$ | `x` | (batch, 28, 28, 1) | real images, grey values in [0, 1] |
# | $y$ | `labels`, `y` | (batch,), (batch, 10) | their labels as whole numbers; one-hot, as the networks get them |
# | $\mu, \log\sigma^2$ | `z_mean`, `z_log_var` | (batch, latent) | what the encoder says of the style |
# | $z$ | `z` | (batch, latent) | the encoder's sample |
# | $\hat x$ | `x_hat` | (batch, 28, 28, 1) | reconstructions, in [0, 1] |
# | $\tilde x$ | `x_new` | (batch, 28, 28, 1) | new images, in [0, 1] |
# | $\ell$ | `validity` | (batch, 1) | validity logits: positive means real |
# | $c$ | `class_logits` | (batch, 10) | class logits, before any softmax |

# %% name="the_model" tags=["train"]
import matplotlib.pyplot as plt


def draw_model(axes):
    """The two ways to an image, what the discriminator sees, and where each loss is computed."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)

    def arrow(start, end, **style):
        patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
        properties = {"arrowstyle": "-|>", "color": "0.3"} | patches | style
        axes.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=properties)

    x, y = box(0, 1.6, "$x$, real\n28×28×1", "#fbe3c0"), box(0, 0, "$y$\nlabel")
    encoder = box(1.9, 0.8, "encoder", "#cfe3f5")
    z = box(3.7, 0.8, r"$z\sim q(z|x,y)$")
    prior = box(3.7, -0.8, r"$\tilde{z}\sim\mathcal{N}(0, I)$")
    generator = box(5.6, 0, "generator", "#d5ecd0")
    made = [
        box(7.4, 0.8, r"$\hat{x}$ reconstruction", "#fbe3c0"),
        box(7.4, -0.8, r"$\tilde{x}$ new image", "#fbe3c0"),
    ]
    discriminator = box(9.7, 0.8, "multitask\ndiscriminator", "#f3d3e3")
    answers = [box(11.7, 1.4, r"validity $\ell$"), box(11.7, 0.2, "class logits $c$")]
    for start, end in [(x, encoder), (y, encoder), (encoder, z), (z, generator), (prior, generator)]:
        arrow(start, end)
    for end in made:
        arrow(generator, end)
        arrow(end, discriminator)
    for end in answers:
        arrow(discriminator, end)
    arrow(y, generator, connectionstyle="arc3,rad=0.5")
    arrow(x, discriminator, connectionstyle="arc3,rad=-0.16")
    axes.text(3.7, 1.3, "kl", ha="center", color="#b3401a")
    axes.text(7.4, 0.25, "reconstruction", ha="center", color="#b3401a")
    axes.text(11.7, 1.95, "validity, adversarial", ha="center", color="#b3401a")
    axes.text(11.7, -0.4, "real_class, class", ha="center", color="#b3401a")
    axes.set(xlim=(-0.8, 12.9), ylim=(-1.7, 2.5))
    axes.text(12.6, -1.5, "red: the losses, where they are computed", ha="right", color="#b3401a")
    axes.axis("off")


figure, axes = plt.subplots(figsize=(13, 4), layout="constrained")
draw_model(axes)


# %% [markdown]
# ### Six losses
#
# All are means over the batch, in nats. Four come from earlier assignments and are given below; the class loss is the
# cross-entropy of the class logits $c$ with the label $y$.
#
# | name | formula | what it asks |
# |---|---|---|
# | `reconstruction` | $-\log p(x \mid z, y)$: cross-entropy of $\hat x$ with $x$, summed over pixels | the image can be read back from its style and label |
# | `kl` | $D_\text{KL}\big(q(z \mid x, y) \,\Vert\, \mathcal N(0, I)\big)$ | the style says no more than it must |
# | `adversarial` | mean of $-\log \sigma(\ell)$ over **all** generated images, $\hat x$ and $\tilde x$ | generated images are taken for real |
# | `class` | cross-entropy of the class logits of the **new** images $\tilde x$ with $y$ | a new image shows the digit that was ordered |
# | `validity` | mean of $-\log \sigma(\ell)$ over the real images plus mean of $-\log(1 - \sigma(\ell))$ over **all** generated ones | real and generated images are told apart |
# | `real_class` | cross-entropy of the class logits of the **real** images $x$ with $y$ | real digits are recognised |
#
# Each enters with a weight $\lambda$ of its own, `weight_of[name]`. For a part $P$ of the model the objective is the weighted
# sum of the losses that may move it:
#
# $$ \mathcal L_P = \sum_{\text{losses that move } P} \lambda_\text{loss} \, \mathcal L_\text{loss} $$
#
# ### Who is moved by what
#
# The intention, in words; part 1 asks for it as a table.
#
# - The discriminator is a judge. It learns from the two losses in which its own answers are compared with the truth, and
#   from no other; and these two move nobody else. <!-- req: judge-learns -->
# - A blurred reconstruction is *a style badly described and badly painted*: <!-- req: reconstruction-moves --> what the judge says of it goes back to both
#   who made it, to the generator and, through $z$, to the encoder. <!-- req: adversarial-moves --> (Some papers keep it from the encoder.
#   We follow the course: the encoder is to learn styles that can be painted sharply.)
# - The class loss judges new images only. Their $\tilde z$ is drawn, nobody encoded it. <!-- req: class-moves -->
# - The divergence is computed from $\mu$ and $\log\sigma^2$ alone. <!-- req: kl-moves -->
#
# Further reading: [Larsen and others 2015](https://arxiv.org/abs/1512.09300) (VAE-GAN), [Odena, Olah and Shlens
# 2016](https://arxiv.org/abs/1610.09585) (auxiliary classifier), [Sohn, Lee and Yan
# 2015](https://papers.nips.cc/paper/5775-learning-structured-output-representation-using-deep-conditional-generative-models)
# (conditional VAE), [Bao and others 2017](https://arxiv.org/abs/1703.10155) (CVAE-GAN, a close relative of this model).
#
# ### Provided: what earlier assignments asked for


# %% from="vae.sampling"
class Sampling(layers.Layer):
    """Draws z from the Gaussian q(z | x) so that gradients reach its mean and its log-variance."""

    def call(self, inputs):
        """inputs: the pair (z_mean, z_log_var), each (batch, latent).

        Returns z = z_mean + sigma * epsilon, (batch, latent), with sigma = exp(z_log_var / 2), however small or
        large, and a fresh standard normal epsilon for every element in every call: in training and
        outside of it, and where a model is compiled to a graph, for batches of any size.
        """
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))  # (batch, latent)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon


# %% from="vae.reconstruction_loss"
def reconstruction_loss(x, x_hat):
    """Binary cross-entropy in nats, summed over the pixels, averaged over the batch.

    x: images, x_hat: probabilities, both (batch, 28, 28, 1) in [0, 1]. x_hat may be exactly 0 or 1.
    Returns a scalar, for a batch of one image, too, always finite: at 0 and 1 as if x_hat were 1e-7
    away from them, or nearly so. Its gradient reaches x_hat.
    """
    x_hat = ops.clip(x_hat, 1e-7, 1 - 1e-7)
    per_pixel = -x * ops.log(x_hat) - (1 - x) * ops.log(1 - x_hat)  # (batch, 28, 28, 1)
    return ops.mean(ops.sum(per_pixel, axis=(1, 2, 3)))


# %% from="vae.kl_divergence"
def kl_divergence(z_mean, z_log_var):
    """KL divergence of N(z_mean, exp(z_log_var)) from N(0, I), in nats.

    z_mean, z_log_var: (batch, latent) each; also of one image, or of one coordinate.
    Returns a scalar: summed over the latent coordinates, averaged over the batch. Its gradient reaches both.
    Source: Kingma and Welling 2013, appendix B.
    """
    per_coordinate = -0.5 * (1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var))  # (batch, latent)
    return ops.mean(ops.sum(per_coordinate, axis=1))


# %% from="gan.discriminator_loss"
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    """Binary cross-entropy in nats: mean over the real images plus mean over the generated ones.

    real_logits, fake_logits: (batch, 1), any real numbers.
    label_noise: labels are 1 - label_noise * u for real and label_noise * u for generated images, with a
    fresh u from the uniform distribution on [0, 1) for every image.
    Returns a scalar with a gradient, finite and exact for logits of thousands, too.
    """
    real_labels = 1 - label_noise * keras.random.uniform(ops.shape(real_logits))
    fake_labels = label_noise * keras.random.uniform(ops.shape(fake_logits))
    real = ops.binary_crossentropy(real_labels, real_logits, from_logits=True)  # (batch, 1)
    fake = ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True)
    return ops.mean(real) + ops.mean(fake)


# %% from="gan.generator_losses"
def generator_loss(fake_logits):
    """The non-saturating loss: the mean of -log D(G(z)), from logits (batch, 1).

    Returns a scalar with a gradient, finite and exact for logits of thousands, too.
    """
    return ops.mean(ops.softplus(-fake_logits))


def saturating_generator_loss(fake_logits):
    """The loss of the original game: the mean of log(1 - D(G(z))), from logits (batch, 1). It is minimised too.

    Returns a scalar with a gradient, finite and exact for logits of thousands, too.
    """
    return -ops.mean(ops.softplus(fake_logits))


# %% from="acgan.class_loss"
def class_loss(labels, class_logits):
    """Sparse categorical cross-entropy from logits, in nats.

    labels: (batch,), integers from 0 to classes - 1; class_logits: (batch, classes), any real numbers.
    Returns a scalar: the mean over the batch, with a gradient, finite and exact for logits of thousands, too.
    """
    return ops.mean(ops.sparse_categorical_crossentropy(labels, class_logits, from_logits=True))


# %% [markdown]
# The discriminator of the last assignment, a validity logit and class logits from one image, as it is:


# %% from="acgan.multitask_discriminator"
class MultitaskDiscriminator(keras.Model):
    """Is an image real, and of which class is it? Two answers from one look: a shared body, and two heads.

    images (batch, 28, 28, 1), in [-1, 1] or in [0, 1] -> validity_logits (batch, 1), positive for real, and
    class_logits (batch, classes), the largest for the most probable class. Both are logits, any real numbers: no
    activation. The heads share the body, and each has weights of its own.
    At least two Conv2D layers with strides of 2, each with a kernel size that is a multiple of the stride, LeakyReLU
    after them, no pooling; dropout, which acts when training is True, on both answers, and at no other
    time. Both answers come from the whole image; from both a gradient reaches the image, and every weight gets
    one. Outside of training they depend on their own image alone.
    """

    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.Conv2D(24, 4, strides=2, padding="same"),  # (batch, 14, 14, 24)
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(48, 4, strides=2, padding="same"),  # (batch, 7, 7, 48)
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
                layers.Dense(64),  # looks at the image as a whole
                layers.LeakyReLU(0.2),
            ]
        )
        self.validity_head = layers.Dense(1)
        self.class_head = layers.Dense(classes)

    def call(self, images, training=False):
        """images: (batch, 28, 28, 1); training: whether dropout is on. Returns (validity_logits, class_logits)."""
        features = self.body(images, training=training)  # (batch, 64): both heads read the same
        return self.validity_head(features), self.class_head(features)


# %% [markdown]
# For the tests below, three tiny networks: they have the right kind of inputs and outputs and nothing else, so that
# a test of your class does not depend on the networks you build. There are three classes here, and images of 4×5 pixels.


# %%
def tiny_networks(latent_dim=2, classes=3):
    """An encoder, a generator and a discriminator with one or two dense layers each, of 4x5 pictures."""
    x, y, z = keras.Input((4, 5, 1)), keras.Input((classes,)), keras.Input((latent_dim,))
    both = layers.Concatenate()([layers.Flatten()(x), y])
    z_mean, z_log_var = layers.Dense(latent_dim)(both), layers.Dense(latent_dim)(both)
    sample = Sampling()((z_mean, z_log_var))
    encoder = keras.Model([x, y], [z_mean, z_log_var, sample], name="encoder")

    pixels = layers.Dense(4 * 5, activation="sigmoid")(layers.Concatenate()([z, y]))
    generator = keras.Model([z, y], layers.Reshape((4, 5, 1))(pixels), name="generator")

    seen = layers.Dense(6, activation="tanh")(layers.Flatten()(x))
    answers = [layers.Dense(1)(seen), layers.Dense(classes)(seen)]
    return encoder, generator, keras.Model(x, answers, name="discriminator")


LOSSES = ("reconstruction", "kl", "adversarial", "class", "validity", "real_class")
PARTS = ("encoder", "generator", "discriminator")


def some_images(*shape, seed=0):
    """Images of noise, float32 in [0, 1]."""
    return np.random.default_rng(seed).random(shape, dtype="float32")


def as_array(result):
    """What your function returned, as a numpy array."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return np.asarray(result)


# %% [markdown]
# ## 1 · Which loss moves which part (3 points)
#
# Read "Who is moved by what" above again, and fill in the table: for each of the six losses the set of the parts whose
# weights it moves. <!-- req: a-set-for-each-loss --> For each pair ask two questions. *Is there a way* from the part's weights to the loss? Without one
# there is no gradient, whatever you want. And if there is one: *may* the loss move that part?
#
# <details><summary>Hint</summary>
#
# Follow the arrows of the figure backwards from where a loss is computed: all networks on the way could be moved. The adversarial
# loss is computed behind the discriminator, but what would the discriminator learn from it, if it were moved by it too?
# </details>

# %% nbgrader={"grade": false, "grade_id": "loss_table", "locked": false, "schema_version": 3, "solution": true, "task": false}
# MOVES[loss]: the set of the parts that the loss moves, of "encoder", "generator" and "discriminator".
# Losses: "reconstruction", "kl", "adversarial", "class", "validity", "real_class".
### BEGIN SOLUTION
MOVES = {
    "reconstruction": {"encoder", "generator"},
    "kl": {"encoder"},
    "adversarial": {"encoder", "generator"},
    "class": {"generator"},
    "validity": {"discriminator"},
    "real_class": {"discriminator"},
}
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_loss_table", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
assert isinstance(MOVES, dict), f"MOVES must be a dictionary, not {MOVES!r}."
for test_loss in LOSSES:
    assert test_loss in MOVES, f"MOVES needs the key {test_loss!r}; it has {sorted(MOVES)}."
    assert isinstance(MOVES[test_loss], (set, frozenset)), (
        f"MOVES[{test_loss!r}] must be a set, not {MOVES[test_loss]!r}."
    )
    assert MOVES[test_loss], f"MOVES[{test_loss!r}] is empty: a loss that moves nothing is of no use."
    assert MOVES[test_loss] <= set(PARTS), f"MOVES[{test_loss!r}] may hold {PARTS} only."
for test_part in PARTS:
    assert any(test_part in MOVES[test_loss] for test_loss in LOSSES), f"No loss moves the {test_part}."
print("loss_table: the visible tests pass")

# %% [markdown]
# ## 2 · The encoder (2 points)
#
# It reads an image **and its label**. How the label comes in is up to you: as ten more channels, constant over the
# image, or joined to what the convolutions have found before the last layers. If it does not come in, the encoder
# has to tell the digit by $z$, and $z$ is not the style alone any more.
#
# <details><summary>Hint</summary>
#
# Two inputs, `keras.Input((28, 28, 1))` and `keras.Input((classes,))`; strided convolutions as in the VAE; `Flatten`; then
# `layers.Concatenate()` with the label; a `Dense` layer, and two more side by side without activation. `Sampling` makes
# the third output of the first two.
# </details>


# %% nbgrader={"grade": false, "grade_id": "build_encoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_encoder(latent_dim, classes=10):
    """The encoder q(z | x, y), a keras.Model.

    Inputs: the list [images (batch, 28, 28, 1) in [0, 1], one-hot labels (batch, classes)].
    Outputs: the list [z_mean, z_log_var, z], each (batch, latent_dim); <!-- req: encoder-outputs --> z comes from Sampling, <!-- req: encoder-samples --> and z_mean and z_log_var
    are not random. <!-- req: only-z-is-random --> All depend on the whole image <!-- req: encoder-sees-the-image --> and on the label, whichever it is, <!-- req: encoder-reads-the-label --> and on nothing else. <!-- req: encoder-image-alone -->
    z_mean and z_log_var are two functions <!-- req: encoder-two-functions --> and can be any real numbers. <!-- req: encoder-any-number --> A gradient reaches every weight,
    also through z. <!-- req: encoder-learns -->
    """
    ### BEGIN SOLUTION
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    h = layers.Conv2D(24, 4, strides=2, padding="same", activation="relu")(images)  # (batch, 14, 14, 24)
    h = layers.Conv2D(48, 4, strides=2, padding="same", activation="relu")(h)  # (batch, 7, 7, 48)
    h = layers.Concatenate()([layers.Flatten()(h), labels])
    h = layers.Dense(128, activation="relu")(h)
    z_mean, z_log_var = layers.Dense(latent_dim)(h), layers.Dense(latent_dim)(h)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model([images, labels], [z_mean, z_log_var, z], name="encoder")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_encoder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_encoder, test_x, test_y = (
    build_encoder(latent_dim=6),
    some_images(5, 28, 28, 1),
    np.eye(10, dtype="float32"),
)
test_outputs = test_encoder([test_x, test_y[:5]])
assert len(test_outputs) == 3, f"The encoder has three outputs, not {len(test_outputs)}."
for test_name, test_output in zip(["z_mean", "z_log_var", "z"], test_outputs):
    assert test_output.shape == (5, 6), f"{test_name} must be (5, 6) here, not {test_output.shape}."
test_again = test_encoder([test_x, test_y[:5]])
assert np.allclose(test_outputs[0], test_again[0], atol=1e-5), "z_mean must not be random."
assert not np.allclose(test_outputs[2], test_again[2]), "z must be random: use Sampling."
test_other = test_encoder([test_x, test_y[5:]])
assert not np.allclose(test_outputs[0], test_other[0]), "Another label must give another z_mean: is it used?"
print("build_encoder: the visible tests pass")

# %% [markdown]
# ## 3 · The generator (2 points)
#
# It makes an image from a style and a label. Its pixels are probabilities of ink, in [0, 1], as the reconstruction loss
# needs them; real images come in [0, 1] too, so the discriminator sees both on the same scale.
#
# <details><summary>Hint</summary>
#
# `layers.Concatenate()([z, labels])`, then the generator of your GAN: `Dense(7 * 7 * 48)`, `Reshape`, transposed
# convolutions with `strides=2, padding="same"` and a kernel size of 4. Batch normalisation and LeakyReLU between
# them help. At the end a sigmoid, since [0, 1] is asked for, not tanh.
# </details>


# %% nbgrader={"grade": false, "grade_id": "build_generator", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_generator(latent_dim, classes=10):
    """The generator p(x | z, y), a keras.Model: the VAE's decoder too.

    Inputs: the list [z (batch, latent_dim), one-hot labels (batch, classes)].
    Output: images (batch, 28, 28, 1) <!-- req: generator-images --> in [0, 1]: for each pixel the probability of ink, through one sigmoid. <!-- req: generator-probabilities -->
    Each number of z has a say in the image, in a way of its own, <!-- req: generator-uses-z --> and so has each label; <!-- req: generator-uses-the-label --> outside of training nothing
    else has. <!-- req: generator-repeats --> A gradient reaches z and every weight. <!-- req: generator-learns --> In training, normalisation, where there is any, moves its
    running statistics towards the batch's. <!-- req: generator-statistics -->
    """
    ### BEGIN SOLUTION
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Concatenate()([z, labels])
    h = layers.Dense(7 * 7 * 48, use_bias=False)(h)  # the normalisation adds a bias of its own
    h = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(h))
    h = layers.Reshape((7, 7, 48))(h)
    h = layers.Conv2DTranspose(24, 4, strides=2, padding="same", use_bias=False)(h)  # (batch, 14, 14, 24)
    h = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(h))
    pixels = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(h)
    return keras.Model([z, labels], pixels, name="generator")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_generator", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_generator, test_z = build_generator(latent_dim=6), some_images(5, 6) - 0.5
test_y = np.eye(10, dtype="float32")
test_images = as_array(test_generator([test_z, test_y[:5]]))
assert test_images.shape == (5, 28, 28, 1), (
    f"The generator must put out (5, 28, 28, 1) here, not {test_images.shape}."
)
assert test_images.min() >= 0 and test_images.max() <= 1, "Pixels lie in [0, 1]: end with a sigmoid."
assert not np.allclose(test_images, test_generator([test_z, test_y[5:]])), (
    "Another label must give another image."
)
assert not np.allclose(test_images, test_generator([-test_z, test_y[:5]])), (
    "Another z must give another image."
)
print("build_generator: the visible tests pass")

# %% [markdown]
# ## 4 · The model and its two moves (7 points)
#
# One step of training is two moves. First the discriminator moves, then encoder and generator move together, against the
# discriminator just updated; `train_step` is given and calls your two methods in this order.
#
# 1. `move_discriminator`: make $\hat x$ and $\tilde x$, let $D$ look at the real images and at both kinds of generated ones, and give
#    `d_optimizer` the gradient of $\lambda_\text{validity} \mathcal L_\text{validity} + \lambda_\text{real\_class}
#    \mathcal L_\text{real\_class}$ <!-- req: sum-of-weighted-losses --> with respect to the weights **of $D$ alone**. <!-- req: d-alone -->
# 2. `move_encoder_and_generator`: make $\hat x$ and $\tilde x$ anew, let $D$ look at them, and give `g_optimizer` the
#    gradient of the four other losses, each with its weight, <!-- req: sum-of-weighted-losses --> with respect to the weights **of encoder and generator**. <!-- req: judge-stands-still --> One sum is
#    enough: a loss with no way to a part has the gradient zero there.
#
# The losses that the two methods return are those *without* weights: <!-- req: reports-without-weights --> they are for the progress bar and the curves. In
# training, each has its own weight, `weight_of[name]`, and no other. <!-- req: each-its-own-weight --> Each call of a method does the same, on batches of any
# size, <!-- req: every-move --> with the gradients as they are. `fit` compiles the step to a graph, where it has to work as well: compute with
# tensors, not with numpy or Python numbers. <!-- req: step-in-fit -->
#
# Keras wants to be told that this is training: call the networks that move with `training=True`; <!-- req: training-mode --> the others as you like. And
# mind that the class loss looks at new images only, <!-- req: class-of-new --> while the adversarial loss <!-- req: adversarial-of-all --> and the validity loss <!-- req: validity-of-all --> look at both kinds.
#
# <details><summary>Hint</summary>
#
# ```
# with tf.GradientTape() as tape:
#     ...                       # from the networks to the weighted sum
# weights = self.discriminator.trainable_weights   # not before the network has been called: it may have none yet
# self.d_optimizer.apply_gradients(zip(tape.gradient(..., weights), weights))
# ```
# `self.encoder.trainable_weights + self.generator.trainable_weights` is one list for the second move. $\tilde z$
# has the shape of $z$: `keras.random.normal(ops.shape(z))`. The discriminator gives a pair back, (validity, class logits).
# `ops.one_hot(labels, self.classes)` makes $y$ of labels, and of a network's several inputs Keras wants all as
# tensors, or all as arrays. `ops.concatenate([a, b])` joins two batches, `ops.split(c, 2)` takes them apart. The weighted sum can be
# written once for both moves, by `self.weight_of[name]` for the names of a dictionary of losses.
# </details>


# %% nbgrader={"grade": false, "grade_id": "model", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ConditionalVAEGAN(keras.Model):
    """Encoder, generator and multitask discriminator, trained together.

    encoder: [x, y] -> [z_mean, z_log_var, z]; generator: [z, y] -> images, like x;
    discriminator: images -> (validity logits (batch, 1), class logits (batch, classes)). Any such networks do. <!-- req: any-three-networks -->
    Networks are given labels one-hot, y (batch, classes). <!-- req: one-hot-labels --> weight_of: the weight of each of the six losses, by its name.
    """

    def __init__(self, encoder, generator, discriminator, latent_dim, classes=10, weight_of=None, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.generator, self.discriminator = encoder, generator, discriminator
        self.latent_dim, self.classes = latent_dim, classes
        names = ("reconstruction", "kl", "adversarial", "class", "validity", "real_class")
        self.weight_of = dict.fromkeys(names, 1.0) | (weight_of or {})
        self.trackers = {name: keras.metrics.Mean(name=name) for name in names}

    def compile(self, d_optimizer, g_optimizer, **kwargs):
        """d_optimizer moves the discriminator, g_optimizer moves encoder and generator."""
        super().compile(**kwargs)
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer

    @property
    def metrics(self):
        """Keras resets these at the start of each epoch."""
        return list(self.trackers.values())

    def train_step(self, data):
        """data: a pair, images and their labels, whole numbers (batch,). Returns the mean of each loss so far."""
        x, labels = data
        losses = self.move_discriminator(x, labels)
        losses = losses | self.move_encoder_and_generator(x, labels)
        for name, tracker in self.trackers.items():
            tracker.update_state(losses[name])
        return {name: tracker.result() for name, tracker in self.trackers.items()}

    def move_discriminator(self, x, labels):
        """One step of d_optimizer, on the weights of the discriminator. <!-- req: one-step-each -->

        x: (batch, ...); labels: (batch,), whole numbers. Generated are x_hat, from the encoder's sample z of x and its
        label, <!-- req: x-hat-from-the-sample --> and x_new, from as many draws of N(0, I), <!-- req: x-new-from-the-prior --> other ones in every call; <!-- req: fresh-noise --> both with the labels of the batch, in its order. <!-- req: labels-in-order --> The
        discriminator is called with training=True.
        Returns {"validity": discriminator_loss of x against x_hat and x_new, <!-- req: validity-of-all --> "real_class": class_loss of x}, <!-- req: real-class-of-real --> scalars. <!-- req: move-reports -->
        """
        ### BEGIN SOLUTION
        y = ops.one_hot(labels, self.classes)
        _, _, z = self.encoder([x, y], training=True)
        z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))])  # (2 batch, latent)
        generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
        with tf.GradientTape() as tape:
            real_validity, class_logits = self.discriminator(x, training=True)
            validity, _ = self.discriminator(generated, training=True)
            losses = {
                "validity": discriminator_loss(real_validity, validity),
                "real_class": class_loss(labels, class_logits),
            }
            total = sum(self.weight_of[name] * loss for name, loss in losses.items())
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
        return losses
        ### END SOLUTION

    def move_encoder_and_generator(self, x, labels):
        """One step of g_optimizer, on the weights of encoder and generator together. <!-- req: one-step-each -->

        x, labels, x_hat and x_new as in move_discriminator. Encoder and generator are called with training=True.
        Returns {"reconstruction": reconstruction_loss of x and x_hat, <!-- req: reconstruction-of-x-hat --> "kl": kl_divergence, <!-- req: kl-of-both -->
                 "adversarial": generator_loss of x_hat and x_new, <!-- req: adversarial-of-all --> "class": class_loss of x_new}, <!-- req: class-of-new --> scalars. <!-- req: move-reports -->
        """
        ### BEGIN SOLUTION
        y = ops.one_hot(labels, self.classes)
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder([x, y], training=True)
            z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))])
            generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
            x_hat, _ = ops.split(generated, 2)
            validity, class_logits = self.discriminator(generated, training=True)
            _, class_logits_of_new = ops.split(class_logits, 2)
            losses = {
                "reconstruction": reconstruction_loss(x, x_hat),
                "kl": kl_divergence(z_mean, z_log_var),
                "adversarial": generator_loss(validity),
                "class": class_loss(labels, class_logits_of_new),
            }
            total = sum(self.weight_of[name] * loss for name, loss in losses.items())
        weights = self.encoder.trainable_weights + self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
        return losses
        ### END SOLUTION

    def generate(self, labels):
        """One image for each of the labels, <!-- req: generate-by-label --> whole numbers (n,), from fresh draws of N(0, I); <!-- req: generate-fresh-noise --> outside of training. <!-- req: methods-outside-training -->
        As the generator makes it. <!-- req: generate-as-it-is -->
        """
        ### BEGIN SOLUTION
        y = ops.one_hot(labels, self.classes)
        z = keras.random.normal((ops.shape(y)[0], self.latent_dim))
        return self.generator([z, y], training=False)
        ### END SOLUTION

    def reconstruct(self, x, labels):
        """Reconstructions of x from z_mean, without noise; <!-- req: reconstruct-from-the-mean --> labels: whole numbers (batch,), those of x. <!-- req: reconstruct-with-its-label --> Outside of training. <!-- req: methods-outside-training -->"""
        ### BEGIN SOLUTION
        y = ops.one_hot(labels, self.classes)
        z_mean, _, _ = self.encoder([x, y], training=False)
        return self.generator([z_mean, y], training=False)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_model", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
test_x, test_labels = tf.constant(some_images(6, 4, 5, 1)), tf.constant([0, 1, 2, 2, 1, 0])


def test_model(**weight_of):
    """A model of tiny networks, compiled; losses that are not named have the weight 0."""
    model = ConditionalVAEGAN(
        *tiny_networks(), 2, classes=3, weight_of=dict.fromkeys(LOSSES, 0.0) | weight_of
    )
    model.compile(d_optimizer=keras.optimizers.SGD(0.1), g_optimizer=keras.optimizers.SGD(0.1))
    return model


def test_moved(model, move):
    """The parts of a model that one of its moves has changed, and what the move returned."""
    parts = {name: getattr(model, name) for name in PARTS}
    before = {name: [w.numpy().copy() for w in part.weights] for name, part in parts.items()}
    losses = move(test_x, test_labels)
    changed = [
        name
        for name, part in parts.items()
        if any(not np.array_equal(w, old) for w, old in zip(part.weights, before[name]))
    ]
    return set(changed), losses


for test_move, test_losses in [
    ("move_discriminator", ("validity", "real_class")),
    ("move_encoder_and_generator", ("reconstruction", "kl", "adversarial", "class")),
]:
    for test_loss in test_losses:
        test_one = test_model(**{test_loss: 1.0})
        test_parts, test_values = test_moved(test_one, getattr(test_one, test_move))
        assert isinstance(test_values, dict), f"{test_move} must return a dictionary, not {test_values!r}."
        assert set(test_losses) <= set(test_values), (
            f"{test_move} must return the keys {test_losses}; it has {sorted(test_values)}."
        )
        assert test_parts == MOVES[test_loss], (
            f"With the weight of {test_loss!r} alone, {test_move} moves {sorted(test_parts)}; "
            f"your table says {sorted(MOVES[test_loss])}. One of the two is wrong."
        )
test_model_of_all = test_model(**dict.fromkeys(LOSSES, 1.0))
test_values = test_model_of_all.move_encoder_and_generator(test_x, test_labels)
assert np.isclose(test_values["adversarial"], np.log(2), atol=0.6), "The adversarial loss is a mean, in nats."
test_made = as_array(test_model_of_all.generate(np.array([0, 1, 2, 2])))
assert test_made.shape == (4, 4, 5, 1), (
    f"generate must give an image per label, (4, 4, 5, 1), not {test_made.shape}."
)
assert not np.allclose(test_made[2], test_made[3]), "generate must draw another z for each image."
test_again = [as_array(test_model_of_all.reconstruct(test_x, test_labels)) for _ in range(2)]
assert test_again[0].shape == (6, 4, 5, 1), (
    f"reconstruct must keep the shape of x, not give {test_again[0].shape}."
)
assert np.allclose(*test_again, atol=1e-5), "reconstruct must decode z_mean: without noise."
print("model: the visible tests pass")

# %% [markdown]
# ## 5 · One style, all digits (2 points)
#
# If $z$ is the style and $y$ the digit, then one $z$ with all ten labels must give one handwriting: ten digits, equally
# slanted, equally bold. Nothing in the losses says so in words. It follows from the way the encoder is given the label:
# what $y$ says already, $z$ need not say again, and the KL divergence makes saying it expensive.
#
# <details><summary>Hint</summary>
#
# With `ops.repeat(z, classes, axis=0)` each row of `z` comes `classes` times in a row, and `ops.tile(ops.eye(classes),
# (n, 1))` runs through the labels for each of them. Generate all at once, and reshape.
# </details>


# %% nbgrader={"grade": false, "grade_id": "same_style", "locked": false, "schema_version": 3, "solution": true, "task": false}
def same_style(generator, z, classes=10):
    """Every style with every label.

    generator: [z (batch, latent), one-hot labels (batch, classes)] -> images (batch, height, width, channels), called with
    training=False; <!-- req: styles-outside-training --> z: (n, latent), an array or a tensor, <!-- req: styles-any-z --> not to be changed; <!-- req: styles-leave-z --> classes: 10 if it is not given. <!-- req: styles-ten-classes -->
    Returns images (n, classes, height, width, channels): <!-- req: styles-in-rows --> at [i, k] is what the generator makes of z[i] and label k, <!-- req: styles-places -->
    the same in every call. <!-- req: styles-repeat -->
    """
    ### BEGIN SOLUTION
    n = len(z)
    z = ops.repeat(ops.convert_to_tensor(z), classes, axis=0)  # (n classes, latent): z0, z0, ..., z1, z1, ...
    labels = ops.tile(ops.eye(classes), (n, 1))  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=False)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_same_style", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
_, test_generator, _ = tiny_networks()
test_z = np.array([[0.5, -1.0], [2.0, 0.0]], "float32")
test_grid = as_array(same_style(test_generator, test_z, classes=3))
assert test_grid.shape == (2, 3, 4, 5, 1), (
    f"Two styles, three labels: (2, 3, 4, 5, 1), not {test_grid.shape}."
)
test_one = test_generator([test_z[1:], np.array([[0, 0, 1]], "float32")])
assert np.allclose(test_grid[1, 2], test_one[0], atol=1e-5), "At [1, 2] must be z[1] with label 2."
print("same_style: the visible tests pass")

# %% [markdown]
# ## 6 · The discriminator as a reader (2 points)
#
# It has learned to tell real digits apart while it was judging the generator's. So give it the test images: the class with the
# largest logit is its answer.
#
# <details><summary>Hint</summary>
#
# The discriminator gives two things back: which one holds the classes? Dropout must be off: `training=False`. The axis of
# `argmax` is that of the classes.
# </details>


# %% nbgrader={"grade": false, "grade_id": "classify", "locked": false, "schema_version": 3, "solution": true, "task": false}
def classify(discriminator, images):
    """The digit that the discriminator sees in each image, the class with the largest logit: <!-- req: largest-class-logit --> whole numbers (n,), <!-- req: a-digit-per-image --> in
    the class logits' order from 0.

    discriminator: images -> (validity logits (batch, 1), class logits (batch, classes)), called with training=False. <!-- req: reads-outside-training -->
    """
    ### BEGIN SOLUTION
    _, class_logits = discriminator(images, training=False)
    return np.argmax(class_logits, axis=1)
    ### END SOLUTION


def accuracy(predicted, labels):
    """The share of predictions that are right, a number in [0, 1]; <!-- req: accuracy-share --> both are whole numbers (n,)."""
    ### BEGIN SOLUTION
    return float(np.mean(np.asarray(predicted) == np.asarray(labels)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_classify", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def test_reader(images, training):
    """Says 2 for the first image and 0 for all others, in training always 1."""
    logits = np.zeros((len(images), 3), "float32")
    logits[:, 0], logits[0, 2], logits[:, 1] = 1.0, 2.0, 3.0 * training
    return np.arange(len(images), dtype="float32")[:, None], logits


test_predicted = as_array(classify(test_reader, some_images(4, 4, 5, 1)))
assert test_predicted.shape == (4,), f"One number per image, here (4,), not {test_predicted.shape}."
assert not np.all(test_predicted == 1), "Outside of training: training=False."
assert list(test_predicted) == [2, 0, 0, 0], (
    f"The class with the largest logit: [2 0 0 0], not {test_predicted}."
)
test_share = accuracy(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 0]))
assert np.isclose(test_share, 0.75), f"Three of four are right: 0.75, not {test_share}."
print("classify: the visible tests pass")

# %% [markdown]
# ## 7 · How sharp is an image? (2 points)
#
# "Sharp" is to be a number. Take the differences $d$ between all horizontally and all vertically neighbouring pixels. Where
# ink ends abruptly there is one large difference; where it fades out the same height is climbed in several small steps. So ask how
# high a step is, *on average over the climb*: each step counts as much as it is high,
#
# $$ s(x) = \frac{\sum d^2}{\sum |d|} $$
#
# where both sums run over all horizontal and all vertical differences of the image. Ink with hard edges, 0 beside 1, has
# $s = 1$, however many edges there are; an edge that is spread over four equal steps has $s = 1/4$. An image without any
# difference has $s = 0$. Of many images the sharpness is the mean of $s$ over the images.
#
# <details><summary>Hint</summary>
#
# `np.diff(images, axis=...)` gives the differences along an axis: two axes, one after the other. Sum over
# all axes but the first, divide image by image, and take the mean last. Where $\sum |d|$ is 0, divide by something else.
# </details>


# %% nbgrader={"grade": false, "grade_id": "sharpness", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sharpness(images):
    """The mean over the images of s = sum of d^2 / sum of |d|, over the differences d of neighbouring pixels. <!-- req: mean-step -->

    images: (n, height, width, 1), an array of any numbers, whole or negative ones too, <!-- req: sharpness-any-numbers --> not to be changed. <!-- req: sharpness-leaves-images --> Neighbours
    are horizontal and vertical, not diagonal; <!-- req: both-directions --> s = 0 for an image that is the same everywhere. <!-- req: blank-is-not-sharp -->
    Returns one number. <!-- req: sharpness-one-number -->
    """
    ### BEGIN SOLUTION
    images = np.asarray(images, "float64")
    steps = [np.abs(np.diff(images, axis=axis)).reshape(len(images), -1) for axis in (1, 2)]
    steps = np.concatenate(steps, axis=1)  # (n, number of neighbours)
    climb = np.sum(steps, axis=1)
    return float(np.mean(np.sum(steps**2, axis=1) / np.where(climb > 0, climb, 1.0)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sharpness", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_hard, test_soft = np.zeros((2, 6, 6, 1)), np.zeros((2, 6, 6, 1))
test_hard[:, :, 3:] = 1.0
test_soft[:, :, 1:] = np.array([0.25, 0.5, 0.75, 1.0, 1.0])[:, None]
assert np.isclose(sharpness(test_hard), 1), f"A hard edge has sharpness 1, not {sharpness(test_hard):.3g}."
assert np.isclose(sharpness(test_hard.transpose(0, 2, 1, 3)), 1), (
    "A horizontal edge is as sharp as a vertical one."
)
assert np.isclose(sharpness(test_soft), 0.25), f"Four equal steps: 0.25, not {sharpness(test_soft):.3g}."
assert np.isclose(sharpness(np.concatenate([test_hard, test_soft])), 0.625), "The mean over the images."
assert np.isclose(sharpness(np.ones((2, 6, 6, 1))), 0), "Without any difference it is 0, not NaN."
print("sharpness: the visible tests pass")

# %% [markdown]
# ## The data, and how the model is trained
#
# MNIST: 70,000 handwritten digits, 28×28 pixels, this time with their labels.
#
# Both optimisers are Adam, with learning rates that fall to zero along a cosine. The weights of the losses are a compromise, and
# question 1 asks about it. The reconstruction is a sum over 784 pixels, some 80 nats; the adversarial loss is one number
# near 0.7: with equal weights nobody would hear what the judge says. The judge's own two losses compete for one network: it is
# easier to tell generated images apart than to read digits, so reading has the larger weight.

# %% name="data" tags=["train"]
mnist = labkit.data.load("mnist")
print(mnist.description)
plots.image_grid(mnist.x_train[:20], columns=10, titles=mnist.y_train[:20], title="training images")

# %%
LATENT_DIM = 16
BATCH_SIZE = 64
EPOCHS = quick(20, 1)
WEIGHTS = {
    "reconstruction": 1.0,
    "kl": 1.0,
    "adversarial": 20.0,
    "class": 10.0,
    "validity": 1.0,
    "real_class": 15.0,
}


class ConditionalVAEAlone(ConditionalVAEGAN):
    """The same networks without the judge: only reconstruction and kl, each with its weight, move encoder and generator.

    It makes no new images in training. Where no loss looks at them they would only disturb the normalisation.
    """

    def train_step(self, data):
        x, labels = data
        one_hot = ops.one_hot(labels, self.classes)
        with tf.GradientTape() as tape:
            *code, z = self.encoder([x, one_hot], training=True)
            decoded = self.generator([z, one_hot], training=True)
            two = {"reconstruction": reconstruction_loss(x, decoded), "kl": kl_divergence(*code)}
            loss = self.weight_of["reconstruction"] * two["reconstruction"] + self.weight_of["kl"] * two["kl"]
        moved = [*self.encoder.trainable_weights, *self.generator.trainable_weights]
        self.g_optimizer.apply(tape.gradient(loss, moved), moved)
        for name in two:
            self.trackers[name].update_state(two[name])
        return {name: self.trackers[name].result() for name in two}


def new_model(kind=ConditionalVAEGAN):
    """An untrained model of the networks above."""
    seed_everything(SEED)
    networks = build_encoder(LATENT_DIM), build_generator(LATENT_DIM), MultitaskDiscriminator()
    return kind(*networks, LATENT_DIM, weight_of=WEIGHTS)


def train(model, images, labels, epochs=EPOCHS, callbacks=()):
    """Train a model; Keras's history of its losses. images: (n, 28, 28, 1) in [0, 1], labels: (n,)."""
    steps = epochs * int(np.ceil(len(images) / BATCH_SIZE))
    optimizers = [
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, decay_steps=steps), beta_1=0.5)
        for _ in range(2)
    ]
    # jit_compile: on a CPU, XLA needs longer to compile these convolutions than it saves
    model.compile(*optimizers, jit_compile=False)
    labels = np.asarray(labels, "int32")
    return model.fit(images, labels, epochs=epochs, batch_size=BATCH_SIZE, callbacks=list(callbacks))


# %% name="training" tags=["train"]
same_z = np.random.default_rng(SEED).normal(size=(10, LATENT_DIM)).astype("float32")
model = new_model()
samples = sample_grid(lambda: np.reshape(same_style(model.generator, same_z[:2]), (20, 28, 28, 1)))
start = time.perf_counter()
history = train(model, mnist.x_train, mnist.y_train, callbacks=[samples])
seconds = time.perf_counter() - start

# %% name="training_curves" tags=["train"]
plots.training_curves(history)

# %% name="samples_per_epoch" tags=["train"]
plots.image_grid(
    np.concatenate(samples.grids),
    columns=20,
    title="Two styles in ten digits each, after each epoch (from top to bottom)",
)

# %% [markdown]
# For comparison, the same networks without the adversarial and the class loss, and without a judge: what is left is a conditional
# VAE. Fewer epochs are enough here, as a VAE soon has what it will get.

# %% tags=["train"]
cvae = new_model(ConditionalVAEAlone)
cvae_history = train(cvae, mnist.x_train, mnist.y_train, epochs=quick(5, 1))

# %% name="reconstructions" tags=["train"]
# a network with several inputs wants all of them as tensors, or all as arrays
shown, shown_labels = ops.convert_to_tensor(mnist.x_test[:12]), mnist.y_test[:12]
rows = [shown, model.reconstruct(shown, shown_labels), cvae.reconstruct(shown, shown_labels)]
plots.image_grid(
    np.concatenate(rows),
    columns=len(shown),
    title="Test images; reconstructions of the cVAE-ACGAN; reconstructions of the cVAE",
)

# %% name="generated" tags=["train"]
ordered = np.arange(60) % 10
plots.image_grid(
    np.concatenate([model.generate(ordered[:30]), cvae.generate(ordered[:30])]),
    columns=10,
    title="New digits, 0 to 9 as ordered: three rows of the cVAE-ACGAN, three rows of the cVAE",
)

# %% [markdown]
# Ten styles, one per column, in all ten digits. Look down a column: is it one handwriting? Look along a row: is it always the
# same digit?

# %% name="same_style" tags=["train"]
styles = np.asarray(same_style(model.generator, same_z))  # (style, digit, 28, 28, 1)
plots.image_grid(
    styles.swapaxes(0, 1).reshape(100, 28, 28, 1),
    columns=10,
    title="The same ten z in each row; from top to bottom the labels 0 to 9",
)

# %% [markdown]
# A style can be borrowed too: encode a test image with its label, and generate the other digits from its `z_mean`.

# %% name="borrowed_style" tags=["train"]
chosen = [int(np.argmax(mnist.y_test == digit)) for digit in (7, 2, 1, 4, 9)]
borrowed = model.encoder([mnist.x_test[chosen], np.eye(10, dtype="float32")[mnist.y_test[chosen]]])[0]
pairs = np.concatenate([mnist.x_test[chosen][:, None], same_style(model.generator, borrowed)], axis=1)
plots.image_grid(
    pairs.reshape(-1, 28, 28, 1),
    columns=11,
    title="Left a test image; to the right its style in all ten digits",
)

# %% [markdown]
# ## What came of it
#
# Four numbers, each with something to hold it against:
#
# - how many **test images** the discriminator reads rightly;
# - how many **generated digits** a classifier from outside, `labkit.digits`, takes for the digit that was ordered;
# - the **sharpness** of new images, beside the cVAE's and beside real ones;
# - the same of **reconstructions**.

# %% name="sharpness" tags=["train"]
ordered = np.arange(quick(2000, 100)) % 10
new = {name: np.asarray(m.generate(ordered)) for name, m in [("cVAE-ACGAN", model), ("cVAE", cvae)]}
real, real_labels = ops.convert_to_tensor(mnist.x_test[: len(ordered)]), mnist.y_test[: len(ordered)]
restored = {
    name: np.asarray(m.reconstruct(real, real_labels)) for name, m in [("cVAE-ACGAN", model), ("cVAE", cvae)]
}
bars = {"real": sharpness(real)}
bars |= {f"{name}\nnew": sharpness(images) for name, images in new.items()}
bars |= {f"{name}\nreconstructed": sharpness(images) for name, images in restored.items()}
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
drawn = axes.bar(list(bars), list(bars.values()), color=["0.5", "#3f70a0", "#d0762b", "#3f70a0", "#d0762b"])
axes.bar_label(drawn, fmt="%.3f", fontsize=9)
axes.set(ylabel="sharpness s", ylim=(0, 1.15 * max(bars.values())))
axes.spines[["top", "right"]].set_visible(False)

# %% tags=["train"]
read = np.concatenate(
    [classify(model.discriminator, mnist.x_test[k : k + 1000]) for k in range(0, len(mnist.x_test), 1000)]
)
result = {
    "test_accuracy": accuracy(read, mnist.y_test),
    "generated_recognised": accuracy(digits.predict(new["cVAE-ACGAN"]).argmax(axis=1), ordered),
    "generated_recognised_cvae": accuracy(digits.predict(new["cVAE"]).argmax(axis=1), ordered),
    "sharpness": sharpness(new["cVAE-ACGAN"]),
    "sharpness_cvae": sharpness(new["cVAE"]),
    "sharpness_reconstructed": sharpness(restored["cVAE-ACGAN"]),
    "sharpness_reconstructed_cvae": sharpness(restored["cVAE"]),
    "sharpness_real": sharpness(real),
    "epochs": EPOCHS,
    "epochs_cvae": len(cvae_history.epoch),
    "seconds": seconds,
    "data": mnist.description.partition(";")[0],
    "seed": SEED,
}
text = "\n".join(
    f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}"
    for name, value in result.items()
)
# shown as text, and kept as data for the course's table of reference results
display({"text/plain": text, "application/vnd.labkit.result+json": result}, raw=True)

# %% [markdown]
# The course's own lecture reports 97.46 % of the test digits read rightly after 20 epochs. You should be above that, and at
# least 95 of 100 generated digits should be recognised.
#
# ## Train once, test later: the script
#
# Training takes minutes, testing seconds. In the real world they are two programs. `files/cvaecgan_mnist.py` is such a
# pair of programs in one file. It holds no model: it runs the cells *of this notebook* that define things (all but those that train
# and the tests), and so trains and tests what you have written. In a terminal, in this folder, with the notebook saved:
#
# ```
# python files/cvaecgan_mnist.py train models/all
# python files/cvaecgan_mnist.py train models/cvae --cvae --epochs 5
# python files/cvaecgan_mnist.py test models/all models/cvae --out results
# ```
#
# `train` saves the weights of the three networks. `test` loads them and writes, for each model, the picture with the same ten
# $z$ for every digit, and the four numbers of above, real images beside them. (The discriminator of a model trained with
# `--cvae` has learned nothing, and its accuracy says so.)

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): what makes the images sharp?
#
# Compare sharpness and pictures of your model, of the conditional VAE and of real images. Which loss blurs, which one
# sharpens, and why? What would you expect of the reconstructions, and of the new images, if you multiplied
# the adversarial weight by 100, and what if you set the reconstruction's to 0?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_sharpness", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# New images of the combination are as sharp as real ones (0.58 and 0.56 here), those of the cVAE far from it (0.34). The cross-entropy per
# pixel blurs: where the encoder does not say exactly where a stroke ends, the average of what is possible costs
# least, and that is grey. For the judge grey edges are the easiest sign of a generated image, so the adversarial
# loss asks for a decision.
#
# With a hundredfold adversarial weight the generator would nearly be a GAN's: sharp new images, but reconstructions that
# are no longer faithful (a sharp digit of the same class in another shape), a struggle that can become unstable, and perhaps fewer
# kinds of images. With a reconstruction weight of 0 nothing asks that an image can be read back: z means nothing
# any more, the KL divergence goes to 0, the encoder says the prior for every image; reconstruction is lost, and what is left
# is an auxiliary-classifier GAN.
#
# ### BEGIN MARK SCHEME
# - half a point: own sharpness figures or pictures compared, the three in the right order.
# - half a point: the pixel-wise loss averages what is possible; the judge notices blur.
# - half a point: larger adversarial weight: less faithful reconstructions or instability, at equal or greater sharpness.
# - half a point: no reconstruction: the encoder has no reason to say anything; an ACGAN is left.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): style and digit
#
# In the picture with ten styles: what do the digits of a column have in common, and what does not carry over? Why does $z$ not hold
# the digit, although nothing forbids it? And what would happen to this picture if the encoder were *not* given the label?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_style", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# In a column slant, boldness and width are alike, often the roundness of the strokes too. What is special to one digit
# does not carry over: the bar of a 7, the open or closed top of a 4; there a coordinate of z means something for some digits only.
#
# The generator gets the label anyway. To repeat it in z would cost KL divergence, some ln 10 = 2.3 nats, and would win
# nothing for the reconstruction. So the cheapest code leaves the digit out. And the class loss punishes new images whose digit
# follows z, drawn from the prior, rather than the label.
#
# Without the label the encoder sees a shape and must describe it without knowing what it has to leave out: is this bent stroke
# the style of a 1, or part of a 7? Its z would carry more of the shape itself, and with it of the digit. The generator would
# still get y, so most digits would be right, but one z would no longer mean the same style for all of them: the columns
# would be less consistent.
#
# ### BEGIN MARK SCHEME
# - half a point: something that is common (slant, boldness, width), seen in the own picture.
# - half a point: something that does not carry over, or means something for some digits only.
# - half a point: the digit in z costs KL divergence and gains nothing, as the generator has the label already.
# - half a point: without the label z carries more of the digit, or the style is not comparable across digits (any sensible reason).
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): what is it good for?
#
# Looking back on VAE, GAN, conditional VAE and auxiliary-classifier GAN: name one thing that each of *two* of them cannot do and this
# model can. And one price that this model has.

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_all_in_one", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# A GAN and an ACGAN have no encoder: they cannot tell the style of a given image, nor reconstruct it. A VAE cannot be asked for a
# digit, and no VAE classifies or draws sharply; a conditional VAE generates the digit that is ordered, but blurred, and does not
# read. The price: six losses with weights that have to be balanced, two players whose losses do not tell how good the images are,
# and twice the computing. It is no longer a bound on the likelihood either.
#
# ### BEGIN MARK SCHEME
# - half a point: two models, with one thing each that they cannot do.
# - half a point: one price (weights to be balanced, unstable training, more computing, no likelihood).
# ### END MARK SCHEME
# ### END SOLUTION
