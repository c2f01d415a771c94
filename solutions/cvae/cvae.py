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
#     assignment: cvae
#     framework: tensorflow
# ---

# %% [markdown]
# # Conditional variational autoencoder
#
# A variational autoencoder draws digits, but nobody can ask it for a 7. You tell both of its networks the label: the
# encoder need no longer describe *which* digit an image shows, and the decoder draws whichever digit you name. What is left
# in the latent space is the handwriting: slant, width, boldness.
#
# **After this assignment you can**
#
# - condition a generative model on a label, for images (planes of ones and zeros) and for vectors;
# - extend a class of yours by inheritance, and replace a training step;
# - save the weights of a trained model and load them into a fresh one;
# - generate images of a class on demand, copy a handwriting from one digit to another, and measure whether it worked.
#
# | | |
# |---|---|
# | Time to work through | about 3 hours |
# | Run time, whole notebook | about 10 minutes on two CPU cores; about 1 minute on a GPU (an estimate) |
# | Run time with `QUICK=1` | under a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | the assignment on variational autoencoders |
#
# **How it works.** Fill in the cells that say `YOUR CODE HERE` (and remove the line
# `raise NotImplementedError()`). Below each one is a cell with a few simple tests: run it, read what it
# says. More checks are run when you hand in; they look at the same things on other numbers, on images of other
# sizes, with other numbers of classes. Each part is judged by itself: a mistake in one costs nothing in the next. Keep
# names, arguments and shapes as they are given; inside, write it your own way.
#
# There are two parts: **I** builds and trains the model and saves its weights, **II** loads them into a fresh model and
# generates.

# %%
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors only

import tempfile
import time
from pathlib import Path

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
# ### The model
#
# Each image $x$ comes with a label $y$, one of $K$ classes. Everything the VAE said of images, the **conditional** VAE
# says of images *of a given class*: the decoder is $p_\theta(x \mid z, y)$, the encoder $q_\phi(z \mid x, y)$. The bound
# stays what it was, with $y$ on the right of every bar:
#
# $$
# \mathcal L(x, y) \;=\;
# \underbrace{-\,\mathbb E_{z \sim q_\phi(z \mid x, y)} \log p_\theta(x \mid z, y)}_{\text{reconstruction}}
# \;+\;
# \underbrace{D_\text{KL}\big(q_\phi(z \mid x, y)\,\big\|\,\mathcal N(0, I)\big)}_{\text{regularisation}}
# \;\ge\; -\log p_\theta(x \mid y)
# $$
#
# The prior is the same $\mathcal N(0, I)$ for all classes. So to generate a 7 take any $z$ from it, and say 7 to the decoder.
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$ | `images` | (batch, H, W, C) | images, grey values in [0, 1]; MNIST: (batch, 28, 28, 1) |
# | $y$ | `labels` | (batch,) | whole numbers from 0 to K - 1 |
# | $e_y$ | | (batch, K) | the label as a **one-hot** vector: 1 at place $y$, 0 elsewhere |
# | $[x, e_y]$ | `make_conditional_input(images, labels)` | (batch, H, W, C + K) | what the encoder sees |
# | $\mu,\ \log\sigma^2,\ z$ | `z_mean`, `z_log_var`, `z` | (batch, latent) | as before |
# | $[z, e_y]$ | `make_conditional_latent(z, labels)` | (batch, latent + K) | what the decoder sees |
# | $\hat x$ | `x_hat` | (batch, H, W, C) | decoded image: for each value the probability of ink. It has **no** label planes |
#
# Why one-hot, and not the number itself? As a number a 3 would lie between 2 and 4, twice as far from 9 as from 6. But
# digits are names here, and no two of them are closer than others.
#
# > **A slip in some lecture slides.** They say that a VAE "does permit" to generate images of a given label on demand. It
# > does *not*: that is what this assignment adds.

# %% name="the_model" tags=["train"]
from itertools import pairwise

import matplotlib.pyplot as plt


def draw_conditional(axes):
    """The way of an image and its label through both networks."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)

    def arrow(start, end, **style):
        patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
        properties = {"arrowstyle": "-|>", "color": "0.3"} | patches | style
        axes.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=properties)

    label_style = {"color": "#bd1f01"}
    x = box(0, 1, "$x$\n28×28×1")
    y = box(0, -0.5, "label $y$", "#f7d9d3")
    both = box(2, 1, "$[x, e_y]$\n28×28×(1 + 10)")
    encoder = box(4.1, 1, "encoder", "#cfe3f5")
    z = box(6, 1, r"$z\sim q(z\,|\,x, y)$" + "\nlatent", "#fbe3c0")
    z_both = box(8.2, 1, "$[z, e_y]$\nlatent + 10")
    decoder = box(10.2, 1, "decoder", "#d5ecd0")
    x_hat = box(12, 1, "$\\hat{x}$\n28×28×1")
    for start, end in pairwise([x, both, encoder, z, z_both, decoder, x_hat]):
        arrow(start, end)
    arrow(y, both, **label_style)
    arrow(y, z_both, **label_style, connectionstyle="angle,angleA=0,angleB=90,rad=8")
    axes.text(1.35, 0.1, "10 planes of 28×28", **label_style, fontsize=9)
    axes.text(4.4, -0.42, "one-hot vector", **label_style, fontsize=9, ha="center", va="bottom")
    axes.set(xlim=(-0.8, 12.8), ylim=(-0.9, 1.6))
    axes.axis("off")


figure, axes = plt.subplots(figsize=(12, 2.5), layout="constrained")
draw_conditional(axes)

# %% [markdown]
# Further reading: [Sohn, Lee and Yan 2015](https://papers.nips.cc/paper/5775) (the conditional VAE),
# [Kingma and others 2014](https://arxiv.org/abs/1406.5298) (the same model, with labels that are partly unknown; section
# 4.2 has pictures of digits in the same hand).
#
# ## The data
#
# MNIST again, and now the labels too.

# %%
mnist = labkit.data.load("mnist")
x_train, y_train = mnist.x_train, mnist.y_train  # (N, 28, 28, 1) and (N,)
x_test, y_test = mnist.x_test, mnist.y_test
IMAGE_SHAPE, NUM_CLASSES = x_train.shape[1:], 10
print(mnist.description)

# %% name="data" tags=["train"]
plots.image_grid(x_train[:20], columns=10, titles=y_train[:20], title="training images and their labels")


# %% [markdown]
# ## What is given
#
# Four pieces of the assignment on variational autoencoders, as they were: the sampling layer, both losses, and the
# class `VAE`, from which yours will inherit. Read its `train_step` once more: yours does the same for pairs of
# images and labels.


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


# %% from="vae.vae_model"
class VAE(keras.Model):
    """A variational autoencoder, made of its two networks.

    encoder: images (batch, 28, 28, 1) -> [z_mean, z_log_var, z], each (batch, latent).
    decoder: z (batch, latent) -> probabilities (batch, 28, 28, 1).
    """

    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_loss_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        """Keras resets these at the start of each epoch."""
        return [self.loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker]

    def call(self, x):
        """Reconstructions of x from a *sampled* z (the encoder's third output), (batch, 28, 28, 1)."""
        _, _, z = self.encoder(x)
        return self.decoder(z)

    def train_step(self, data):
        """One step of the optimiser on loss = reconstruction_loss + kl_divergence, with a sampled z.

        Returns the trackers' results, means over the batches of this epoch so far:
        {"loss": ..., "reconstruction_loss": ..., "kl_loss": ...}.
        """
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, 28, 28, 1)
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder(x, training=True)
            reconstruction = reconstruction_loss(x, self.decoder(z, training=True))
            kl = kl_divergence(z_mean, z_log_var)
            loss = reconstruction + kl
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))

        self.loss_tracker.update_state(loss)
        self.reconstruction_loss_tracker.update_state(reconstruction)
        self.kl_loss_tracker.update_state(kl)
        return {metric.name: metric.result() for metric in self.metrics}

    def test_step(self, data):
        """The same losses as in train_step, with a sampled z, and the same dictionary; no weight changes,
        nor a statistic of a normalisation, which moves only in training."""
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, 28, 28, 1)
        z_mean, z_log_var, z = self.encoder(x, training=False)
        reconstruction = reconstruction_loss(x, self.decoder(z, training=False))
        kl = kl_divergence(z_mean, z_log_var)

        self.loss_tracker.update_state(reconstruction + kl)
        self.reconstruction_loss_tracker.update_state(reconstruction)
        self.kl_loss_tracker.update_state(kl)
        return {metric.name: metric.result() for metric in self.metrics}

    def generate(self, n):
        """n new images, (n, 28, 28, 1), decoded from n draws of the prior N(0, I), fresh ones in every call.

        The prior has as many coordinates as this decoder takes.
        """
        latent_dim = self.decoder.input_shape[-1]
        return self.decoder(keras.random.normal((n, latent_dim)))

    def reconstruct(self, x):
        """Reconstructions of x from z_mean, without noise, (batch, 28, 28, 1)."""
        z_mean, _, _ = self.encoder(x)
        return self.decoder(z_mean)


# %% [markdown]
# For the tests below, two tiny networks for images that are 4 pixels high and 3 wide, and 5 classes: they have the right
# shapes and nothing else, so that a test of your class does not depend on the networks you build.


# %%
def tiny_networks(latent_dim=2, num_classes=5):
    """An encoder without noise, whose third output is z_mean + 1, and a decoder: one dense layer each."""
    images = keras.Input((4, 3, 1 + num_classes))
    flat = layers.Flatten()(images)
    z_mean = layers.Dense(latent_dim)(flat)
    encoder = keras.Model(images, [z_mean, layers.Dense(latent_dim)(flat), z_mean + 1.0], name="tiny_encoder")

    z = keras.Input((latent_dim + num_classes,))
    pixels = layers.Dense(4 * 3, activation="sigmoid")(z)
    return encoder, keras.Model(z, layers.Reshape((4, 3, 1))(pixels), name="tiny_decoder")


def some_images(n, height=4, width=3, channels=1, seed=0):
    """n images of noise, float32 (n, height, width, channels) in [0, 1]."""
    return np.random.default_rng(seed).random((n, height, width, channels), dtype="float32")


def as_array(result):
    """What your function returned, as a numpy array."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return np.asarray(result)


def report_result(result):
    """Show figures as text, and keep them as data for the course's table of reference results."""
    text = "\n".join(
        f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}"
        for name, value in result.items()
    )
    display({"text/plain": text, "application/vnd.labkit.result+json": result}, raw=True)


# %% [markdown]
# # Part I · Build and train
#
# ## 1 · The encoder (2 points)
#
# The encoder of the VAE with a wider entrance: an image with $C$ channels comes with $K$ label planes behind them. Nothing
# else changes: mean and log-variance depend on the whole image, <!-- req: encoder-sees-the-image --> here on every channel and every label plane, <!-- req: encoder-reads-all-channels -->
# and, outside of training, neither on chance <!-- req: encoder-without-chance --> nor on the other images of the batch; <!-- req: encoder-image-by-image --> every weight gets a gradient,
# also through $z$. <!-- req: encoder-learns --> Write it for images of any size that two strides of 2 divide, with any number of channels
# and classes. <!-- req: encoder-of-any-size -->
#
# <details><summary>Hint</summary>
#
# `height, width, channels = image_shape`, and the input has `channels + num_classes` channels. The convolutions mix image and
# planes by themselves: each is a channel like the others. Two convolutions with `strides=2, padding="same"`, `Flatten`, a
# `Dense` layer, then *two* `Dense(latent_dim)` side by side without activation, and `Sampling`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "conditional_encoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    """The encoder q(z | x, y), a keras.Model. <!-- req: encoder-is-a-model -->

    image_shape: (height, width, channels) of the images without label planes; height and width are multiples of 4.
    Input: images with their label planes, (batch, height, width, channels + num_classes).
    Outputs: the list [z_mean, z_log_var, z] in this order, <!-- req: encoder-order --> each (batch, latent_dim). <!-- req: encoder-outputs --> z_mean and z_log_var are two
    functions of the input, <!-- req: encoder-two-functions --> which may be any real numbers; <!-- req: encoder-without-bounds --> z is a draw from that Gaussian, as by Sampling. <!-- req: encoder-samples -->
    """
    ### BEGIN SOLUTION
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Conv2D(32, 4, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(64, 4, strides=2, padding="same", activation="relu")(x)  # a quarter as high and wide
    x = layers.Dense(256, activation="relu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim, name="z_mean")(x)  # no activation: any real number
    z_log_var = layers.Dense(latent_dim, name="z_log_var")(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z], name="conditional_encoder")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_conditional_encoder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_encoder = build_conditional_encoder((8, 12, 2), latent_dim=6, num_classes=4)
assert isinstance(test_encoder, keras.Model), (
    "build_conditional_encoder must return a keras.Model: did you forget the return?"
)
test_x = some_images(5, 8, 12, 2 + 4)
test_outputs = test_encoder(test_x)
assert len(test_outputs) == 3, (
    f"The encoder has three outputs, z_mean, z_log_var and z, not {len(test_outputs)}."
)
for test_name, test_output in zip(["z_mean", "z_log_var", "z"], test_outputs):
    assert test_output.shape == (5, 6), (
        f"{test_name} must be (batch, latent_dim), here (5, 6), not {test_output.shape}."
    )
test_again = test_encoder(test_x)
assert np.allclose(test_outputs[0], test_again[0]), "The first output, z_mean, must not be random."
assert np.allclose(test_outputs[1], test_again[1]), "The second output, z_log_var, must not be random."
assert not np.allclose(test_outputs[2], test_again[2]), "The third output, z, must be random: use Sampling."
test_other = test_x.copy()
test_other[..., 2:] = test_x[..., [3, 4, 5, 2]]
assert not np.allclose(test_outputs[0], test_encoder(test_other)[0]), (
    "With other label planes z_mean must differ: does the network look at all channels?"
)
print("conditional_encoder: the visible tests pass")

# %% [markdown]
# ## 2 · The decoder (2 points)
#
# It starts from $[z, e_y]$, latent + $K$ numbers, and ends in an image of $C$ channels, without label planes. Every
# coordinate of $z$ and every place of the label has a say in it, <!-- req: decoder-every-number --> each coordinate in a way of its own, <!-- req: decoder-many-ways --> and,
# outside of training, nothing else has: not chance, nor the other rows of the batch. <!-- req: decoder-row-by-row --> Every weight gets a gradient,
# and so does the input. <!-- req: decoder-learns --> It is for any size and any number of channels and classes, too. <!-- req: decoder-of-any-size -->
#
# <details><summary>Hint</summary>
#
# `keras.Input((latent_dim + num_classes,))`. After two transposed convolutions with `strides=2` the image has the right
# size if you begin with `height // 4` by `width // 4`. `sigmoid` makes probabilities: once, at the end.
# </details>


# %% nbgrader={"grade": false, "grade_id": "conditional_decoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    """The decoder p(x | z, y), a keras.Model. <!-- req: decoder-is-a-model -->

    image_shape: (height, width, channels) of the images; height and width are multiples of 4.
    Input: z with the one-hot label behind it, (batch, latent_dim + num_classes).
    Output: images (batch, height, width, channels): <!-- req: decoder-images --> for each value, by itself, <!-- req: value-by-value --> the probability of ink,
    in [0, 1] (not logits), <!-- req: values-are-probabilities --> which comes as near to 0 and to 1 as need be, <!-- req: values-dark-and-bright --> and is never cut off there. <!-- req: values-not-cut-off -->
    """
    ### BEGIN SOLUTION
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(256, activation="relu")(inputs)
    x = layers.Dense(height // 4 * (width // 4) * 64, activation="relu")(x)
    x = layers.Reshape((height // 4, width // 4, 64))(x)
    x = layers.Conv2DTranspose(32, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="sigmoid")(x)  # full size
    return keras.Model(inputs, x, name="conditional_decoder")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_conditional_decoder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_decoder = build_conditional_decoder((8, 12, 2), latent_dim=6, num_classes=4)
assert isinstance(test_decoder, keras.Model), (
    "build_conditional_decoder must return a keras.Model: did you forget the return?"
)
test_z = np.random.default_rng(0).normal(size=(5, 6 + 4)).astype("float32")
test_images = as_array(test_decoder(test_z))
assert test_images.shape == (5, 8, 12, 2), (
    f"The decoder must put out (5, 8, 12, 2) here, not {test_images.shape}."
)
assert test_images.min() >= 0 and test_images.max() <= 1, "Probabilities lie in [0, 1]: end with a sigmoid."
test_z[1] = test_z[0] + np.eye(10)[9]
assert not np.allclose(test_images[0], test_decoder(test_z)[1]), "Another label must give another image."
print("conditional_decoder: the visible tests pass")

# %% [markdown]
# ## 3 · The class (9 points)
#
# `ConditionalVAE` **is a** `VAE`: it inherits networks, trackers and `metrics`, and replaces what has to know of labels.
# Six methods, a few lines each. Write them from top to bottom and run the tests after each: they go in the same
# order, so that the first complaint is about the first method that is not right yet.
#
# **The encoder's input.** Behind the channels of each image come $K$ planes of the image's height and width. The plane of
# the image's own label is all ones, the others are all zeros: <!-- req: one-hot-planes -->
#
# $$ [x, e_y]_{b,i,j,c} = x_{b,i,j,c} \ \text{ for } c < C, \qquad [x, e_y]_{b,i,j,C+k} = \begin{cases} 1 & k = y_b \\ 0 & k \ne y_b \end{cases} $$
#
# **The training step.** `fit(images, labels)` hands to `train_step` the pair `data = (images, labels)`. <!-- req: step-in-fit --> The encoder gets the
# conditional input, <!-- req: label-in-the-encoder --> the decoder the conditional latent vector. <!-- req: label-in-the-decoder --> The reconstruction loss compares the decoded image with
# the *image*, without planes. <!-- req: target-without-planes --> (`reconstruction_loss` would not even complain about the planes: they would be broadcast.)
# The optimiser <!-- req: optimiser-moves --> moves all trainable weights, of the encoder <!-- req: encoder-moves --> and of the decoder, <!-- req: decoder-moves --> along the gradient of the sum
# of both losses, as it is. Every step does the same: what it does depends on its batch and the weights, not on the steps
# before. <!-- req: every-step -->
# `test_step` is likewise what `evaluate(images, labels)` does with each batch. <!-- req: step-in-evaluate -->
#
# **Beware of what you inherit.** A method that you forget to write is still there: `VAE.train_step` takes the images
# out of `data` and drops the labels, `VAE.generate` knows of none.
#
# <details><summary>Hint</summary>
#
# `ops.one_hot(labels, k)` is (batch, k). Two more axes of length 1, `one_hot[:, None, None, :]`, and it can be repeated
# over the pixels: `ops.tile`, `ops.broadcast_to`, or times ones of the right shape. Concatenate on the *last* axis.
#
# In the steps: everything from the encoder to the loss stands under the tape. The gradient is that of the sum of both
# losses, with respect to `self.trainable_weights`, and `self.optimizer.apply_gradients` takes pairs of gradient and weight.
# `test_step` has no tape and no optimiser. `self.report(...)` is given: it updates the trackers.
#
# In `generate` each label gets a draw of its own: how many numbers are that?
# </details>


# %% nbgrader={"grade": false, "grade_id": "conditional_vae", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ConditionalVAE(VAE):
    """A variational autoencoder whose two networks are told the label. <!-- req: cvae-is-made -->

    encoder: (batch, H, W, C + num_classes) -> [z_mean, z_log_var, z], each (batch, latent_dim).
    decoder: (batch, latent_dim + num_classes) -> probabilities (batch, H, W, C).
    Labels are whole numbers from 0 to num_classes - 1, of shape (batch,).
    """

    def __init__(self, encoder, decoder, latent_dim, num_classes, **kwargs):
        super().__init__(encoder, decoder, **kwargs)
        self.latent_dim = latent_dim
        self.num_classes = num_classes

    def report(self, reconstruction, kl):
        """Updates the trackers; what a step returns: {"loss": ..., "reconstruction_loss": ..., "kl_loss": ...}."""
        for tracker, value in zip(self.metrics, (reconstruction + kl, reconstruction, kl)):
            tracker.update_state(value)
        return {tracker.name: tracker.result() for tracker in self.metrics}

    def make_conditional_input(self, images, labels):
        """What the encoder sees: the images with their label as one-hot planes behind the channels.

        images: float32 (batch, H, W, C); labels: integers (batch,); numpy arrays or tensors. <!-- req: joins-arrays-and-tensors -->
        Returns (batch, H, W, C + num_classes): <!-- req: plane-per-class --> first the channels of the image, as they are, <!-- req: image-comes-first --> then one plane per class.
        """
        ### BEGIN SOLUTION
        one_hot = ops.one_hot(labels, self.num_classes)  # (batch, num_classes)
        planes = one_hot[:, None, None, :] * ops.ones_like(images[..., :1])  # (batch, H, W, num_classes)
        return ops.concatenate([images, planes], axis=-1)
        ### END SOLUTION

    def make_conditional_latent(self, z, labels):
        """What the decoder sees: z, as it is, <!-- req: z-comes-first --> with the one-hot label behind it. <!-- req: one-hot-places -->

        z: float32 (batch, latent_dim); labels: integers (batch,); numpy arrays or tensors. <!-- req: joins-arrays-and-tensors -->
        Returns (batch, latent_dim + num_classes). <!-- req: place-per-class -->
        """
        ### BEGIN SOLUTION
        return ops.concatenate([z, ops.one_hot(labels, self.num_classes)], axis=-1)
        ### END SOLUTION

    def train_step(self, data):
        """One step of the optimiser on loss = reconstruction_loss + kl_divergence, with a sampled z. <!-- req: step-decodes-the-sample -->

        data: the pair (images, labels). <!-- req: step-takes-pairs --> Both networks are called with training=True. <!-- req: step-in-training-mode -->
        Returns self.report(reconstruction, kl): <!-- req: step-reports --> means over the batches of this epoch so far. <!-- req: step-means -->
        """
        images, labels = data
        ### BEGIN SOLUTION
        with tf.GradientTape() as tape:
            reconstruction, kl = self.losses_of(images, labels, training=True)
            loss = reconstruction + kl
        weights = self.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return self.report(reconstruction, kl)

    def losses_of(self, images, labels, training):
        """The reconstruction loss and the KL divergence of a batch."""
        z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=training)
        decoded = self.decoder(self.make_conditional_latent(z, labels), training=training)
        return reconstruction_loss(images, decoded), kl_divergence(z_mean, z_log_var)
        ### END SOLUTION

    def test_step(self, data):
        """The same losses as in train_step, with a sampled z, reported in the same way; <!-- req: test-step-losses, step-means --> no weight changes. <!-- req: test-step-only-looks -->

        data: the pair (images, labels). Both networks are called with training=False. <!-- req: test-step-outside-of-training -->
        """
        images, labels = data
        ### BEGIN SOLUTION
        return self.report(*self.losses_of(images, labels, training=False))
        ### END SOLUTION

    def generate(self, labels):
        """A new image for each label, (n, H, W, C), <!-- req: generate-image-per-label --> outside of training: <!-- req: generate-outside-of-training --> decoded from n draws of the prior
        N(0, I), <!-- req: generate-draws-the-prior --> fresh ones in every call. <!-- req: generate-afresh -->

        labels: integers (n,), a list, a numpy array or a tensor. <!-- req: generate-of-any-labels -->
        """
        ### BEGIN SOLUTION
        z = keras.random.normal((len(labels), self.latent_dim))
        return self.decoder(self.make_conditional_latent(z, labels))
        ### END SOLUTION

    def reconstruct(self, images, labels):
        """Reconstructions from z_mean, without noise, <!-- req: reconstruct-decodes-the-mean --> outside of training, <!-- req: reconstruct-outside-of-training --> (batch, H, W, C): encoded and decoded with their labels. <!-- req: reconstruct-with-labels -->"""
        ### BEGIN SOLUTION
        z_mean, _, _ = self.encoder(self.make_conditional_input(images, labels))
        return self.decoder(self.make_conditional_latent(z_mean, labels))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_conditional_vae", "locked": true, "points": 9, "schema_version": 3, "solution": false, "task": false}
test_encoder, test_decoder = tiny_networks()
test_cvae = ConditionalVAE(test_encoder, test_decoder, latent_dim=2, num_classes=5)
test_cvae.compile(optimizer=keras.optimizers.SGD(0.01))
test_x, test_y = some_images(3), np.array([4, 0, 2])

test_input = as_array(test_cvae.make_conditional_input(test_x, test_y))
assert test_input.shape == (3, 4, 3, 6), (
    f"make_conditional_input: 1 channel and 5 classes give (3, 4, 3, 6), not {test_input.shape}."
)
assert np.allclose(test_input[..., :1], test_x), (
    "make_conditional_input: first come the image's own channels."
)
for test_image, test_label in zip(test_input, test_y):
    assert np.all(test_image[..., 1 + test_label] == 1), (
        "make_conditional_input: the plane of an image's label is all ones."
    )
    assert np.sum(test_image[..., 1:]) == 4 * 3, "make_conditional_input: all other planes are all zeros."

test_z = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "float32")
test_latent = as_array(test_cvae.make_conditional_latent(test_z, test_y))
assert test_latent.shape == (3, 7), (
    f"make_conditional_latent: 2 coordinates and 5 classes give (3, 7), not {test_latent.shape}."
)
assert np.allclose(test_latent[0], [1, 2, 0, 0, 0, 0, 1]), (
    f"make_conditional_latent: z = [1, 2] and the label 4 give [1, 2, 0, 0, 0, 0, 1], not {test_latent[0]}."
)


def test_weights():
    return [w.numpy().copy() for network in (test_encoder, test_decoder) for w in network.weights]


test_data = (tf.constant(test_x), tf.constant(test_y))
# the tiny encoder has no noise, so that both steps must report the same, and here is what
test_mean, test_log_var, test_sample = test_encoder(test_input)
test_one_hot = np.eye(5, dtype="float32")[test_y]
test_decoded = test_decoder(np.concatenate([test_sample, test_one_hot], axis=1))
test_reconstruction = reconstruction_loss(test_x, test_decoded)
test_kl = kl_divergence(test_mean, test_log_var)
for test_name in ["train_step", "test_step"]:
    for test_metric in test_cvae.metrics:
        test_metric.reset_state()
    test_before = test_weights()
    test_logs = getattr(test_cvae, test_name)(test_data)
    test_moved = [not np.array_equal(a, b) for a, b in zip(test_before, test_weights())]
    assert isinstance(test_logs, dict), (
        f"{test_name} must return what self.report returns, not {test_logs!r}."
    )
    if test_name == "train_step":
        assert np.isclose(test_logs["kl_loss"], test_kl, rtol=1e-4), (
            "train_step: the KL loss is that of the encoder's outputs for the conditional input."
        )
        assert np.isclose(test_logs["reconstruction_loss"], test_reconstruction, rtol=1e-4), (
            "train_step: the reconstruction loss compares images with what is decoded from z *and* the labels."
        )
        assert all(test_moved), "train_step must move all weights of encoder and decoder."
    else:
        assert not any(test_moved), "test_step must change no weight."

test_images = as_array(test_cvae.generate([1, 1, 3, 0]))
assert test_images.shape == (4, 4, 3, 1), (
    f"generate: four labels give images (4, 4, 3, 1), not {test_images.shape}."
)
assert not np.allclose(test_images[0], test_images[1]), "generate: each image needs a draw of its own."
assert not np.allclose(test_images, test_cvae.generate([1, 1, 3, 0])), (
    "generate must draw afresh in every call."
)
test_images = as_array(test_cvae.reconstruct(test_x, test_y))
assert test_images.shape == (3, 4, 3, 1), f"reconstruct must give (3, 4, 3, 1) here, not {test_images.shape}."
test_mean = test_encoder(test_cvae.make_conditional_input(test_x, test_y))[0]
test_expected = test_decoder(test_cvae.make_conditional_latent(test_mean, test_y))
assert np.allclose(test_images, test_expected, atol=1e-5), "reconstruct must decode z_mean and the labels."
print("conditional_vae: the visible tests pass")

# %% [markdown]
# What the encoder sees of one training image: the image itself, and ten planes that say which digit it is.

# %% name="conditional_input" tags=["train"]
untrained = ConditionalVAE(*tiny_networks(), latent_dim=2, num_classes=NUM_CLASSES)
channels = np.asarray(untrained.make_conditional_input(x_train[:1], y_train[:1]))[0]  # (28, 28, 11)
figure = plots.image_grid(
    np.moveaxis(channels, -1, 0),
    columns=1 + NUM_CLASSES,
    titles=["image", *(f"plane {k}" for k in range(NUM_CLASSES))],
    title=f"The {1 + NUM_CLASSES} channels of a training image with the label {y_train[0]}",
)
for axes in figure.axes:  # a frame, so that the white plane can be seen
    axes.set_axis_on()
    axes.set(xticks=[], yticks=[])
display(figure)

# %% [markdown]
# ## Training
#
# Eight passes over the 60,000 images, with the networks' size, the optimiser and the falling learning rate of the VAE
# (which took ten passes). After each epoch one and the same $z$ is decoded with each of the ten labels.

# %%
LATENT_DIM = 20
# A folder beside this notebook, for the weights of the trained model; a few quick steps never overwrite them.
WEIGHTS = Path(quick("cvae_weights", "cvae_weights_quick"))


def build_cvae():
    """A conditional VAE for MNIST, not trained."""
    sizes = (LATENT_DIM, NUM_CLASSES)
    encoder, decoder = (
        build(IMAGE_SHAPE, *sizes) for build in (build_conditional_encoder, build_conditional_decoder)
    )
    return ConditionalVAE(encoder, decoder, *sizes)


# %% tags=["train"]
EPOCHS = quick(8, 1)
BATCH_SIZE = 64

seed_everything(SEED)
cvae = build_cvae()
steps = EPOCHS * int(np.ceil(len(x_train) / BATCH_SIZE))
learning_rate = keras.optimizers.schedules.CosineDecay(1e-3, decay_steps=steps)
# jit_compile: on a CPU, XLA needs longer to compile these convolutions than it saves
cvae.compile(optimizer=keras.optimizers.Adam(learning_rate), jit_compile=False)

all_labels = np.arange(NUM_CLASSES)
same_z = np.tile(np.random.default_rng(SEED).normal(size=LATENT_DIM).astype("float32"), (NUM_CLASSES, 1))
samples = sample_grid(lambda: cvae.decoder(cvae.make_conditional_latent(same_z, all_labels)))
start = time.perf_counter()
history = cvae.fit(
    x_train,
    y_train,
    epochs=EPOCHS,
    batch_size=BATCH_SIZE,
    validation_data=(x_test, y_test),
    validation_batch_size=1000,
    callbacks=[samples],
)
seconds = time.perf_counter() - start

# %% tags=["train"]
# equal batches, so that the mean over batches is the mean over the test images
test_losses = cvae.evaluate(x_test, y_test, batch_size=1000, verbose=0, return_dict=True)
training = {"epochs": EPOCHS, "seconds": seconds, "data": mnist.description.partition(";")[0], "seed": SEED}
report_result(
    {f"test_{name}" if name == "loss" else name: value for name, value in test_losses.items()} | training
)

# %% [markdown]
# The VAE of the earlier assignment, of the same size, ended at about 98 nats on the test images. Is yours lower?

# %% name="training_curves" tags=["train"]
# "validation" is the test images here: nothing is chosen by them
names = ["loss", "reconstruction_loss", "kl_loss"]
plots.training_curves({name: history.history[name] for key in names for name in (key, f"val_{key}")})

# %% name="samples_per_epoch" tags=["train"]
plots.image_grid(
    np.concatenate(samples.grids),
    columns=NUM_CLASSES,
    title="The same z, decoded with the labels 0 to 9 (columns), after each epoch (rows)",
)

# %% name="reconstructions" tags=["train"]
plots.reconstructions(x_test[:10], cvae.reconstruct(x_test[:10], y_test[:10]))

# %% [markdown]
# ## 4 · Save and load (2 points)
#
# A trained model is minutes of work that must not end with the notebook. What was learned are the weights of the two
# networks; how they are built is in your code. So: write the weights into files, and later build the same networks anew and
# read the weights into them.
#
# `save_networks` and `load_networks` get a model with the attributes `encoder` and `decoder`, of whatever size. Which
# files they use in the folder is up to you. The folder may be moved or copied to another place before it is loaded, <!-- req: folder-may-be-moved -->
# on another day, when nothing is left but the files in it. <!-- req: files-are-enough -->
#
# <details><summary>Hint</summary>
#
# Every `keras.Model` has `save_weights(path)` and `load_weights(path)`; the file's name must end in `.weights.h5`. Two
# networks need two files. `Path(folder) / "name"` is a path in the folder, and `Path.mkdir` makes a folder.
# </details>


# %% nbgrader={"grade": false, "grade_id": "save_and_load", "locked": false, "schema_version": 3, "solution": true, "task": false}
def save_networks(model, folder):
    """Writes all weights of model.encoder and model.decoder <!-- req: saves-all-weights --> into files in the folder; the model stays as it is. <!-- req: saving-changes-nothing -->

    folder: a path, text or Path; <!-- req: folder-text-or-path --> it is made, with its parents, if it does not exist. <!-- req: folder-is-made -->
    What an earlier call left there is overwritten. <!-- req: saving-overwrites -->
    """
    ### BEGIN SOLUTION
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model.encoder.save_weights(folder / "encoder.weights.h5")
    model.decoder.save_weights(folder / "decoder.weights.h5")
    ### END SOLUTION


def load_networks(model, folder):
    """Gives model.encoder and model.decoder exactly the weights that save_networks wrote into the folder; <!-- req: loads-the-weights -->
    returns the model. <!-- req: load-returns-the-model -->

    model: freshly built, with networks of the same shapes as the saved ones.
    """
    ### BEGIN SOLUTION
    model.encoder.load_weights(Path(folder) / "encoder.weights.h5")
    model.decoder.load_weights(Path(folder) / "decoder.weights.h5")
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_save_and_load", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
with tempfile.TemporaryDirectory() as test_folder:
    test_saved, test_fresh = (ConditionalVAE(*tiny_networks(), latent_dim=2, num_classes=5) for _ in range(2))
    save_networks(test_saved, Path(test_folder) / "new" / "weights")
    assert (Path(test_folder) / "new" / "weights").is_dir(), "save_networks must make the folder if need be."
    test_loaded = load_networks(test_fresh, Path(test_folder) / "new" / "weights")
assert test_loaded is test_fresh, "load_networks must return the model that it was given."
for test_name in ["encoder", "decoder"]:
    test_a, test_b = (getattr(model, test_name).get_weights() for model in (test_saved, test_fresh))
    assert all(map(np.array_equal, test_a, test_b)), (
        f"After loading, the {test_name} must have the saved weights."
    )
print("save_and_load: the visible tests pass")

# %% tags=["train"]
save_networks(cvae, WEIGHTS)
print("\n".join(f"{path}: {path.stat().st_size / 1e6:.1f} MB" for path in sorted(WEIGHTS.iterdir())))

# %% [markdown]
# # Part II · Generate
#
# You can begin here on another day: run everything above but the training, its pictures and the saving, and go on.
#
# A model is built anew: its weights are random, its images noise. Then the saved weights come in.

# %% name="before_and_after_loading" tags=["train"]
fresh_z = np.tile(np.random.default_rng(SEED).normal(size=LATENT_DIM).astype("float32"), (NUM_CLASSES, 1))
cvae = build_cvae()
conditional_z = cvae.make_conditional_latent(fresh_z, np.arange(NUM_CLASSES))
before = np.asarray(cvae.decoder(conditional_z))
cvae = load_networks(cvae, WEIGHTS)
plots.image_grid(
    np.concatenate([before, cvae.decoder(conditional_z)]),
    columns=NUM_CLASSES,
    title="A fresh model (above), and the same with the saved weights (below)",
)

# %% [markdown]
# ## 5 · A grid with one class per column (2 points)
#
# The clearest picture of what the model has learned: in each *row* the same $z$, in each *column* the same label. If $z$ is
# the handwriting and the label the digit, each row looks like written by one hand.
#
# <details><summary>Hint</summary>
#
# Decode all `rows * num_classes` images at once. `np.repeat` repeats each element, `np.tile` the whole sequence: which of
# them for `z`, so that a row stays together, and which for the labels? `model.make_conditional_latent` and
# `model.decoder` do the rest.
# </details>


# %% nbgrader={"grade": false, "grade_id": "class_grid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def class_grid(model, z):
    """Each z decoded with every label, row by row: with model.num_classes = K, <!-- req: grid-of-all-classes --> image r * K + k is z[r] <!-- req: grid-keeps-z --> as a k. <!-- req: grid-order -->

    model: a ConditionalVAE; z: numpy float32 (rows, latent_dim).
    Returns images (rows * model.num_classes, H, W, C), decoded outside of training. <!-- req: grid-outside-of-training -->
    """
    ### BEGIN SOLUTION
    labels = np.tile(np.arange(model.num_classes), len(z))  # 0, 1, ..., K - 1, 0, 1, ...
    every_z = np.repeat(z, model.num_classes, axis=0)  # z[0] K times, then z[1] K times, ...
    return model.decoder(model.make_conditional_latent(every_z, labels))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_class_grid", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_encoder, test_decoder = tiny_networks()
test_cvae = ConditionalVAE(test_encoder, test_decoder, latent_dim=2, num_classes=5)
test_z = np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 0.0]], "float32")
test_grid = as_array(class_grid(test_cvae, test_z))
assert test_grid.shape == (15, 4, 3, 1), (
    f"3 rows of 5 classes are 15 images, (15, 4, 3, 1), not {test_grid.shape}."
)
test_expected = test_decoder(np.array([[0.5, 2, 0, 0, 0, 1, 0]], "float32"))[0]
assert np.allclose(test_grid[1 * 5 + 3], test_expected, atol=1e-5), (
    "Image 8 = 1 * 5 + 3 must be z[1] decoded as class 3: rows are z, columns are classes."
)
print("class_grid: the visible tests pass")

# %% name="class_grid" tags=["train"]
z = np.random.default_rng(SEED).normal(size=(8, LATENT_DIM)).astype("float32")
plots.image_grid(
    class_grid(cvae, z),
    columns=NUM_CLASSES,
    titles=[*range(NUM_CLASSES), *[""] * NUM_CLASSES * (len(z) - 1)],
    title="One draw of z per row, one label per column",
)

# %% [markdown]
# ## 6 · Another digit in the same hand (2 points)
#
# Take a *real* image, encode it **with its own label**: $z$ is now what the label does not say, the hand. Decode this $z$ with
# **another label**.
#
# <details><summary>Hint</summary>
#
# As in `reconstruct`, but with two different labels: one on the way in, the other on the way out. And without noise:
# take `z_mean`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "change_label", "locked": false, "schema_version": 3, "solution": true, "task": false}
def change_label(model, images, labels, new_labels):
    """The images as if their hands had written other digits: encoded with their labels, <!-- req: encoded-with-the-old --> decoded with the new ones. <!-- req: decoded-with-the-new -->

    model: a ConditionalVAE; images: float32 (batch, H, W, C); labels, new_labels: integers (batch,), not to be changed. <!-- req: labels-stay -->
    Returns images (batch, H, W, C), of one image, too, <!-- req: changed-images --> decoded from z_mean, without noise, <!-- req: change-decodes-the-mean --> outside of training. <!-- req: change-outside-of-training -->
    """
    ### BEGIN SOLUTION
    z_mean = model.encoder(model.make_conditional_input(images, labels))[0]  # (batch, latent_dim)
    return model.decoder(model.make_conditional_latent(z_mean, new_labels))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_change_label", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_encoder, test_decoder = tiny_networks()
test_cvae = ConditionalVAE(test_encoder, test_decoder, latent_dim=2, num_classes=5)
test_x, test_y, test_new = some_images(3), np.array([4, 0, 2]), np.array([1, 3, 2])
test_changed = as_array(change_label(test_cvae, test_x, test_y, test_new))
assert test_changed.shape == (3, 4, 3, 1), f"One image for each, here (3, 4, 3, 1), not {test_changed.shape}."
test_planes = np.broadcast_to(np.eye(5, dtype="float32")[test_y][:, None, None, :], (3, 4, 3, 5))
test_mean = test_encoder(np.concatenate([test_x, test_planes], axis=3))[0]
test_expected = test_decoder(np.concatenate([test_mean, np.eye(5, dtype="float32")[test_new]], axis=1))
assert np.allclose(test_changed, test_expected, atol=1e-5), (
    "Encode with labels, decode z_mean with new_labels: which label goes into which network?"
)
print("change_label: the visible tests pass")

# %% name="change_label" tags=["train"]
# one test image of each of eight digits, one per row; the first column is the original
chosen = [int(np.flatnonzero(y_test == digit)[1]) for digit in range(2, 10)]
rows = [
    np.concatenate(
        [
            x_test[[index]],
            change_label(
                cvae,
                np.repeat(x_test[[index]], NUM_CLASSES, axis=0),
                np.repeat(y_test[index], NUM_CLASSES),
                np.arange(NUM_CLASSES),
            ),
        ]
    )
    for index in chosen
]
plots.image_grid(
    np.concatenate(rows),
    columns=1 + NUM_CLASSES,
    titles=["original", *range(NUM_CLASSES), *[""] * (1 + NUM_CLASSES) * (len(rows) - 1)],
    title="A test image, and the ten digits in the same hand",
)

# %% [markdown]
# ## 7 · Is it the digit that was asked for? (1 point)
#
# `labkit.digits` holds a classifier, trained on MNIST and right on 99 % of its test images. `digits.predict(images)`
# gives ten probabilities for each image. Count how often the most probable digit is the one you asked for.
#
# <details><summary>Hint</summary>
#
# `np.argmax(probabilities, axis=1)` is the predicted digit of each image. The mean of an array of true and false is the
# share of what is true.
# </details>


# %% nbgrader={"grade": false, "grade_id": "recognised_share", "locked": false, "schema_version": 3, "solution": true, "task": false}
def recognised_share(probabilities, labels):
    """The share of images whose most probable class is their label, <!-- req: share-of-the-recognised --> a number from 0 to 1. <!-- req: share-is-a-number -->

    probabilities: numpy array (n, classes), a classifier's answer for each image; labels: integers (n,).
    """
    ### BEGIN SOLUTION
    return float(np.mean(np.argmax(probabilities, axis=1) == np.asarray(labels)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_recognised_share", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_probabilities = np.array([[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.4, 0.3, 0.3], [0.1, 0.1, 0.8]])
test_share = as_array(recognised_share(test_probabilities, np.array([0, 1, 2, 2])))
assert test_share.shape == (), f"The share is one number, not an array of shape {test_share.shape}."
assert np.isclose(test_share, 0.75), f"Three of these four are recognised: 0.75, not {test_share:.4g}."
print("recognised_share: the visible tests pass")

# %% name="recognised" tags=["train"]
asked = np.repeat(np.arange(NUM_CLASSES), quick(200, 10))
seed_everything(SEED)
generated = np.asarray(cvae.generate(asked))
probabilities = digits.predict(generated)
of_each = [recognised_share(probabilities[asked == k], asked[asked == k]) for k in range(NUM_CLASSES)]
real = recognised_share(digits.predict(x_test), y_test)

figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
axes.bar(range(NUM_CLASSES), of_each, color="#4a7fb0")
axes.axhline(real, color="#e76300", linestyle="--", label=f"real test images, all digits: {real:.1%}")
axes.set(xlabel="digit asked for", ylabel="share recognised", xticks=range(NUM_CLASSES), ylim=(0, 1.25))
share = recognised_share(probabilities, asked)
axes.set_title(f"Generated digits recognised as what was asked for: {share:.1%}", fontsize=10)
axes.set_yticks(np.linspace(0, 1, 5))
axes.legend(frameon=False, fontsize=9, loc="upper right")
axes.spines[["top", "right"]].set_visible(False)

# %% name="unlike_their_label" tags=["train"]
# the generated images that the classifier finds least like what was asked for
order = np.argsort(probabilities[np.arange(len(asked)), asked])[:10]
plots.image_grid(
    generated[order],
    columns=10,
    titles=[f"{asked[i]}, seen as {probabilities[i].argmax()}" for i in order],
    title="The generated images that look least like the digit that was asked for",
)

# %% tags=["train"]
report_result({"generated_recognised": share, "real_recognised": real})

# %% [markdown]
# ## What is left in the latent space
#
# Each test image's `z_mean`, seen from the direction in which the points are spread most, coloured by its digit: the
# picture in which the VAE's digits stood apart.

# %% name="latent_scatter" tags=["train"]
shown = slice(2000)
z_mean = np.asarray(cvae.encoder(cvae.make_conditional_input(x_test[shown], y_test[shown]))[0])
plots.latent_scatter(z_mean, y_test[shown])

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): what the label is worth
#
# Compare your losses with those of the VAE (about 76 nats of reconstruction and 22 of KL), and your picture of the latent
# space with the VAE's, where the digits form clusters. Which of the two losses has become smaller, why, and why do the
# clusters disappear? What practical value does a conditional VAE add?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_label", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The KL loss has become smaller (18.6 nats in place of 22.4 here; the reconstruction loss is 75.3 in place of 75.8). Which digit it is costs a VAE up to ln 10 = 2.3 nats of KL (more in practice, since its
# clusters must be kept apart in a Gaussian), and here the label says it for free. Information about the digit in z would cost
# KL and save nothing in reconstruction, so the encoder leaves it out: z is nearly independent of the label, the classes
# lie on top of each other, and what is left is the hand (slant, width, boldness). The reconstruction loss
# hardly changes: the two networks together know as much about the image as before.
#
# Practical value: one can ask for a class, as data for a rare class, say; and one can compare or change style and class
# separately, because z means the same for all classes.
#
# ### BEGIN MARK SCHEME
# - half a point: the KL loss (with own numbers; who finds both smaller by his numbers is right too).
# - half a point: z need not carry what the label says already; doing so would cost KL.
# - half a point: that is why classes overlap in z: what is left is style.
# - half a point: a use: generation of a given class, style and class apart, classes on demand for training data.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): who must know the label?
#
# Suppose the label were given to one of the two networks only. What would you get if only the *encoder* had it? And if only the
# *decoder* had it? For each: can you still ask for a digit, and what would the pictures of section 6 look like?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_who_knows", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Only the encoder: the decoder sees z alone, so the digit must be in z again, as in a VAE. There is no label to set when
# generating: one cannot ask for a digit, and "changing the label" changes nothing, since the decoder does not see it. The
# encoder only gets told what it can see in the image anyway.
#
# Only the decoder: this works. One can ask for a digit, since the decoder is told. The encoder has to find out the digit by
# itself in order to leave it out of z; in most images it can. Where an image is unclear it does so less well, z
# keeps some information about the digit, and the exact posterior q(z | x, y), which depends on y, is met less well: a
# slightly larger loss, and changed digits which keep a trace of the original one.
#
# ### BEGIN MARK SCHEME
# - 1 point: encoder only: no control over the digit when generating (half), because the decoder's only input is z, in which
#   the digit must be encoded (half).
# - 1 point: decoder only: a digit can be asked for (half); the encoder must infer the digit from the image, which works mostly,
#   with somewhat less clean separation of style and digit, or a somewhat worse bound (half).
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): the strokes
#
# What do you observe about the strokes of your generated digits: when you train longer (look at the picture of the epochs),
# and compared with real ones? Which of your generated images are not the digit you asked for, and how can that be?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_strokes", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Digits are readable after the first epoch and become clearer; after a few epochs hardly anything changes. Strokes stay softer
# than real ones however long one trains: the loss is taken pixel by pixel, and where a stroke's position is uncertain
# its best answer is grey. The label does not change that. Some images are not recognised: where a draw of z lies far from
# what the encoder used for this digit (a hand that no one writes an 8 with), the strokes close or open in the wrong
# places, and an 8 looks like a 3, a 4 like a 9. That a z fits every label is learned only where there were training images.
#
# ### BEGIN MARK SCHEME
# - half a point: clearer with epochs but soft to the end, with the cause (pixel-wise loss averages over what is uncertain).
# - half a point: names own failures, and a reason (rare or unfamiliar z for that label; digits that differ by little).
# ### END MARK SCHEME
# ### END SOLUTION
