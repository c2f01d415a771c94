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
#     assignment: vae
#     framework: tensorflow
# ---

# %% [markdown]
# # Variational autoencoder
#
# You build a network that **reads** handwritten digits into a few numbers, and one that **writes**
# digits from such numbers. Together they are a variational autoencoder (VAE): a generative model whose
# small, well-ordered space of descriptions you can walk through, draw lines in, and do arithmetic with.
#
# **After this assignment you can**
#
# - say what the two terms of the VAE's loss do, and compute both;
# - sample from a distribution and still have gradients (the *reparameterisation trick*);
# - write a `keras.Model` with a training step of your own;
# - generate images, and edit them by moving through the latent space.
#
# | | |
# |---|---|
# | Time to work through | about 3 hours |
# | Run time, whole notebook | about 10 minutes on two CPU cores; about 1 minute on a GPU (an estimate) |
# | Run time with `QUICK=1` | under a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | Python classes; Keras layers and models; a Gaussian's mean and variance |
#
# **How it works.** Fill in the cells that say `YOUR CODE HERE` (and remove the line
# `raise NotImplementedError()`). Below each one is a cell with a few simple tests: run it, read what it
# says. More checks are run when you hand in; they look at the same things on other numbers. Each part
# is judged by itself: a mistake in one costs nothing in the next. Keep names, arguments and shapes as
# they are given; inside, write it your own way.

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
from labkit import plots
from labkit.training import quick, sample_grid, seed_everything

SEED = 1
seed_everything(SEED)

# %% [markdown]
# ## Background
#
# ### The model
#
# We believe that behind each image $x$ there are a few hidden causes $z$: which digit, how slanted, how
# bold. A VAE has two networks:
#
# - the **decoder** $p_\theta(x \mid z)$ turns a description into an image;
# - the **encoder** $q_\phi(z \mid x)$ turns an image into a *distribution* over descriptions: a Gaussian
#   with a mean and a variance for each latent coordinate.
#
# Before it has seen any image, each description is as probable as the standard normal says: the
# **prior** is $p(z) = \mathcal N(0, I)$.
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$ | `x` | (batch, 28, 28, 1) | images, grey values in [0, 1] |
# | $\mu$ | `z_mean` | (batch, latent) | mean of $q_\phi(z \mid x)$ |
# | $\log \sigma^2$ | `z_log_var` | (batch, latent) | logarithm of its variance: any real number is allowed |
# | $\varepsilon$ | | (batch, latent) | noise from $\mathcal N(0, I)$ |
# | $z$ | `z` | (batch, latent) | a sample from $q_\phi(z \mid x)$ |
# | $\hat x$ | `x_hat` | (batch, 28, 28, 1) | decoded image: for each pixel the probability of ink, in [0, 1] |
# | $\mathcal L_\text{rec}$ | `reconstruction_loss` | scalar | in nats per image |
# | $\mathcal L_\text{KL}$ | `kl_loss` | scalar | in nats per image |

# %% name="the_model" tags=["train"]
from itertools import pairwise

import matplotlib.pyplot as plt


def draw_networks(axes):
    """The way of an image through encoder, sampling and decoder."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)

    x = box(0.2, 1, "$x$\n28×28×1")
    encoder = box(1.8, 1, "encoder", "#cfe3f5")
    mu = box(3.3, 1.7, r"$\mu$: latent", "#fbe3c0")
    log_var = box(3.3, 0.3, r"$\log\,\sigma^2$: latent", "#fbe3c0")
    epsilon = box(4.9, -0.3, r"$\varepsilon\sim\mathcal{N}(0, I)$")
    z = box(4.9, 1, r"$z=\mu+\sigma\varepsilon$", "#fbe3c0")
    decoder = box(6.5, 1, "decoder", "#d5ecd0")
    x_hat = box(8.1, 1, "$\\hat{x}$\n28×28×1")
    ways = [(x, encoder, mu, z, decoder, x_hat), (encoder, log_var, z), (epsilon, z)]
    for start, end in [step for way in ways for step in pairwise(way)]:
        patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
        style = {"arrowstyle": "-|>", "color": "0.3"} | patches
        axes.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=style)
    axes.set(xlim=(-0.5, 8.8), ylim=(-0.7, 2.1))
    axes.axis("off")


def draw_densities(axes):
    """The prior, and what the encoder says of two images, along one latent coordinate."""
    z = np.linspace(-4, 4, 200)
    for mean, sigma, style, label in [
        (0, 1, "k--", r"prior $\mathcal{N}(0, 1)$"),
        (1.2, 0.4, "-", "$q(z|x)$ of an image"),
        (-1.7, 0.6, "-", "$q(z|x)$ of another"),
    ]:
        density = np.exp(-0.5 * ((z - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
        axes.plot(z, density, style, label=label)
    axes.set(xlabel="one latent coordinate", ylabel="density", yticks=[], ylim=(0, 1.5))
    axes.legend(frameon=False, fontsize=9, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)


figure, axes = plt.subplots(1, 2, figsize=(12, 3.2), width_ratios=[3, 2], layout="constrained")
draw_networks(axes[0])
draw_densities(axes[1])

# %% [markdown]
# ### The loss
#
# The log-probability of an image, $\log p_\theta(x)$, cannot be computed, but a lower bound of it can:
# the *evidence lower bound* (ELBO). We minimise its negative, which has two terms:
#
# $$
# \mathcal L(x) \;=\;
# \underbrace{\;-\,\mathbb E_{z \sim q_\phi(z \mid x)} \log p_\theta(x \mid z)\;}_{\text{reconstruction: } \mathcal L_\text{rec}}
# \;+\;
# \underbrace{\;D_\text{KL}\big(q_\phi(z \mid x)\,\big\|\,\mathcal N(0, I)\big)\;}_{\text{regularisation: } \mathcal L_\text{KL}}
# \;\ge\; -\log p_\theta(x)
# $$
#
# The first asks that the image can be read back from its description. The second asks that the
# description says no more than it must: it keeps each $q_\phi(z \mid x)$ near the prior, so that a draw
# from the prior decodes to a digit.
#
# ### Sampling, so that gradients pass
#
# A draw from a distribution has no derivative. But a draw from $\mathcal N(\mu, \sigma^2)$ can be written
# as a fixed draw of noise, shifted and scaled, and *that* has derivatives with respect to $\mu$ and $\sigma$:
#
# $$ z = \mu + \sigma \varepsilon, \qquad \sigma = \exp\!\big(\tfrac12 \log \sigma^2\big), \qquad \varepsilon \sim \mathcal N(0, I) $$
#
# > **A slip in some lecture slides.** They write `z = z_mean + exp(z_log_variance) * epsilon`. But
# > $\exp(\log\sigma^2)$ is the *variance*; the noise must be scaled by the standard deviation. Right is
# > `exp(0.5 * z_log_variance)`, as above. With the slip the network still trains and still draws digits,
# > only worse: a good example of a mistake that no error message will ever tell you about.
#
# Further reading: [Kingma and Welling 2013](https://arxiv.org/abs/1312.6114) (the VAE; appendix B has the
# KL divergence), [Rezende, Mohamed and Wierstra 2014](https://arxiv.org/abs/1401.4082),
# the [VAE example of Keras](https://keras.io/examples/generative/vae/).

# %% [markdown]
# ## The data
#
# MNIST: 70,000 handwritten digits, 28×28 pixels. The grey values in [0, 1] are used as they are, as the
# probability of ink in each pixel. The model never sees the labels; only some pictures at the end use them.

# %%
mnist = labkit.data.load("mnist")
x_train, y_train = mnist.x_train, mnist.y_train  # (N, 28, 28, 1) and (N,)
x_test, y_test = mnist.x_test, mnist.y_test
print(mnist.description)

# %% name="data" tags=["train"]
plots.image_grid(x_train[:20], columns=10, title="training images")

# %% [markdown]
# For the tests below, two tiny networks: they have the right shapes and nothing else, so that a test
# of your class or function does not depend on the networks you build.


# %%
def tiny_networks(latent_dim=3):
    """An encoder without noise, whose third output is z_mean + 1, and a decoder: one dense layer each."""
    image = keras.Input((28, 28, 1))
    flat = layers.Flatten()(image)
    z_mean = layers.Dense(latent_dim)(flat)
    encoder = keras.Model(image, [z_mean, layers.Dense(latent_dim)(flat), z_mean + 1.0], name="tiny_encoder")

    z = keras.Input((latent_dim,))
    pixels = layers.Dense(28 * 28, activation="sigmoid")(z)
    decoder = keras.Model(z, layers.Reshape((28, 28, 1))(pixels), name="tiny_decoder")
    return encoder, decoder


def some_images(n, seed=0):
    """n images of noise, float32 (n, 28, 28, 1) in [0, 1]."""
    return np.random.default_rng(seed).random((n, 28, 28, 1), dtype="float32")


def as_array(result):
    """What your function returned, as a numpy array."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return np.asarray(result)


# %% [markdown]
# ## 1 · Sampling (2 points)
#
# A layer without weights <!-- req: sampling-without-weights --> that draws $z \sim q_\phi(z \mid x)$ by the reparameterisation trick.
#
# <details><summary>Hint</summary>
#
# `inputs` is a pair: unpack it. `keras.random.normal(shape)` or `tf.random.normal(shape)` draws noise;
# `ops.shape(z_mean)` or `tf.shape(z_mean)` is the shape, also when the batch size is not known yet.
# A network puts out $\log\sigma^2$, not $\sigma$: look at the formula for $\sigma$ above.
# </details>


# %% nbgrader={"grade": false, "grade_id": "sampling", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Sampling(layers.Layer):
    """Draws z from the Gaussian q(z | x) so that gradients reach its mean and its log-variance. <!-- req: sampling-gradients -->"""

    def call(self, inputs):
        """inputs: the pair (z_mean, z_log_var), each (batch, latent).

        Returns z = z_mean + sigma * epsilon, <!-- req: sample-formula --> (batch, latent), <!-- req: sample-shape --> with sigma = exp(z_log_var / 2), however small or
        large, <!-- req: sample-without-bounds --> and a fresh standard normal epsilon <!-- req: standard-normal-noise --> for every element <!-- req: noise-for-every-element --> in every call: <!-- req: noise-in-every-call --> in training and
        outside of it, and where a model is compiled to a graph, for batches of any size. <!-- req: sampling-in-models -->
        """
        ### BEGIN SOLUTION
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))  # (batch, latent)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sampling", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_mean, test_log_var = np.full((4, 3), 7.0, "float32"), np.full((4, 3), -100.0, "float32")
test_z = as_array(Sampling()((test_mean, test_log_var)))
assert test_z.shape == (4, 3), f"z must have the shape of z_mean, (4, 3), not {test_z.shape}."
assert np.allclose(test_z, test_mean), "With log-variance -100 sigma is almost 0, so z must equal z_mean."

test_zeros = np.zeros((2000, 5), "float32")
test_z = as_array(Sampling()((test_zeros, test_zeros)))
assert not np.allclose(test_z, test_zeros), "With log-variance 0 sigma is 1: where is the noise?"
assert not np.allclose(test_z[0], test_z[1]), (
    "Every image needs noise of its own: draw as many numbers as z_mean has."
)
assert abs(test_z.mean()) < 0.1, "The noise must have mean 0: is it standard *normal*?"
assert abs(test_z.std() - 1) < 0.1, "With log-variance 0 the standard deviation of z must be 1."
assert not np.allclose(test_z, Sampling()((test_zeros, test_zeros))), "A second call must draw fresh noise."
print("sampling: the visible tests pass")

# %% [markdown]
# ## 2 · Encoder (2 points)
#
# A network from images to the mean and log-variance of $q_\phi(z \mid x)$, and to a sample of it. Mean and
# log-variance depend on the whole image <!-- req: encoder-sees-the-image --> and, outside of training, on nothing else: not on chance, <!-- req: encoder-without-chance --> nor on
# the other images of the batch. <!-- req: encoder-image-by-image --> Every weight gets a gradient, also through $z$. <!-- req: encoder-learns -->
#
# <details><summary>Hint</summary>
#
# Two convolutions with `strides=2, padding="same"` take 28×28 to 14×14 to 7×7; then `Flatten`, a `Dense`
# layer of some hundred units, and from it *two* `Dense(latent_dim)` layers side by side. What may a mean
# and a log-variance be? Any real number: so these two layers have no activation. The model's outputs are
# a list of three, in the order of the docstring.
# </details>


# %% nbgrader={"grade": false, "grade_id": "build_encoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_encoder(latent_dim):
    """The encoder q(z | x), a keras.Model. <!-- req: encoder-is-a-model -->

    Input: images (batch, 28, 28, 1) in [0, 1].
    Outputs: the list [z_mean, z_log_var, z] in this order, <!-- req: encoder-order --> each (batch, latent_dim). <!-- req: encoder-outputs --> z_mean and z_log_var are two
    functions of the image, <!-- req: encoder-two-functions --> which may be any real numbers; <!-- req: encoder-without-bounds --> z is a draw from that Gaussian, as by Sampling. <!-- req: encoder-samples -->
    """
    ### BEGIN SOLUTION
    images = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 4, strides=2, padding="same", activation="relu")(images)  # (batch, 14, 14, 32)
    x = layers.Conv2D(64, 4, strides=2, padding="same", activation="relu")(x)  # (batch, 7, 7, 64)
    x = layers.Dense(256, activation="relu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim, name="z_mean")(x)  # no activation: any real number
    z_log_var = layers.Dense(latent_dim, name="z_log_var")(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(images, [z_mean, z_log_var, z], name="encoder")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_encoder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_encoder = build_encoder(latent_dim=6)
assert isinstance(test_encoder, keras.Model), (
    "build_encoder must return a keras.Model: did you forget the return?"
)
test_outputs = test_encoder(some_images(5))
assert len(test_outputs) == 3, (
    f"The encoder has three outputs, z_mean, z_log_var and z, not {len(test_outputs)}."
)
for test_name, test_output in zip(["z_mean", "z_log_var", "z"], test_outputs):
    assert test_output.shape == (5, 6), (
        f"{test_name} must be (batch, latent_dim), here (5, 6), not {test_output.shape}."
    )
test_again = test_encoder(some_images(5))
assert np.allclose(test_outputs[0], test_again[0]), "The first output, z_mean, must not be random."
assert np.allclose(test_outputs[1], test_again[1]), "The second output, z_log_var, must not be random."
assert not np.allclose(test_outputs[2], test_again[2]), "The third output, z, must be random: use Sampling."
print("build_encoder: the visible tests pass")

# %% [markdown]
# ## 3 · Decoder (2 points)
#
# The way back: from a point of the latent space to an image. Every coordinate of the point has a say, near 0 and
# far from it, <!-- req: decoder-every-coordinate --> in a way of its own, <!-- req: decoder-many-ways --> and, outside of training, nothing else has: not chance, nor the other
# points of the batch. <!-- req: decoder-point-by-point --> Every weight gets a gradient, and so does the point. <!-- req: decoder-learns -->
#
# <details><summary>Hint</summary>
#
# The encoder backwards: `Dense` layers up to 7·7·64 numbers, `Reshape((7, 7, 64))`, then two
# `Conv2DTranspose` with `strides=2, padding="same"`, of which the last has one channel. A kernel size that
# is a multiple of the stride (4, say) leaves no chequered pattern. `sigmoid` makes probabilities: once, at the end.
# </details>


# %% nbgrader={"grade": false, "grade_id": "build_decoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_decoder(latent_dim):
    """The decoder p(x | z), a keras.Model. <!-- req: decoder-is-a-model -->

    Input: z (batch, latent_dim).
    Output: images (batch, 28, 28, 1): <!-- req: decoder-images --> for each pixel, by itself, <!-- req: pixel-by-pixel --> the probability of ink, in [0, 1] (not logits), <!-- req: pixels-are-probabilities -->
    which comes as near to 0 and to 1 as need be, <!-- req: pixels-dark-and-bright --> and is never cut off there. <!-- req: pixels-not-cut-off -->
    """
    ### BEGIN SOLUTION
    z = keras.Input((latent_dim,))
    x = layers.Dense(256, activation="relu")(z)
    x = layers.Dense(7 * 7 * 64, activation="relu")(x)
    x = layers.Reshape((7, 7, 64))(x)
    x = layers.Conv2DTranspose(32, 4, strides=2, padding="same", activation="relu")(x)  # (batch, 14, 14, 32)
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(x)  # (batch, 28, 28, 1)
    return keras.Model(z, x, name="decoder")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_build_decoder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_decoder = build_decoder(latent_dim=6)
assert isinstance(test_decoder, keras.Model), (
    "build_decoder must return a keras.Model: did you forget the return?"
)
test_images = as_array(test_decoder(np.random.default_rng(0).normal(size=(5, 6)).astype("float32")))
assert test_images.shape == (5, 28, 28, 1), (
    f"The decoder must put out (5, 28, 28, 1) here, not {test_images.shape}."
)
assert test_images.min() >= 0 and test_images.max() <= 1, "Probabilities lie in [0, 1]: end with a sigmoid."
assert not np.allclose(test_images[0], test_images[1]), "Different z must give different images."
print("build_decoder: the visible tests pass")

# %% [markdown]
# ## 4 · Reconstruction loss (2 points)
#
# Each pixel is a coin that shows ink with probability $\hat x$. So $-\log p_\theta(x \mid z)$ is the binary
# cross-entropy, **summed** over the pixels of an image (the log-probability of all pixels together), then
# averaged over the $B$ images of the batch:
#
# $$ \mathcal L_\text{rec} = \frac1B \sum_{b=1}^{B} \sum_{i=1}^{28 \cdot 28}
#    \Big[ -x_{bi} \log \hat x_{bi} - (1 - x_{bi}) \log (1 - \hat x_{bi}) \Big] $$
#
# With natural logarithms the unit is the *nat*. Mind the ends: a pixel with $\hat x = 0$ or $1$ must not
# make the loss infinite or NaN.
#
# <details><summary>Hint</summary>
#
# `ops.clip(x_hat, 1e-7, 1 - 1e-7)` keeps the logarithms finite, and `keras.losses.binary_crossentropy` does
# that for you. But look at what it returns: it has *averaged* over the last axis (which has length 1 here),
# so the two image axes are left to sum. A loss near 0.2 after training is a mean over pixels: the sum is
# near 80.
# </details>


# %% nbgrader={"grade": false, "grade_id": "reconstruction_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def reconstruction_loss(x, x_hat):
    """Binary cross-entropy in nats, <!-- req: cross-entropy --> summed over the pixels, <!-- req: sum-over-pixels --> averaged over the batch. <!-- req: mean-over-images -->

    x: images, x_hat: probabilities, both (batch, 28, 28, 1) in [0, 1]. x_hat may be exactly 0 or 1.
    Returns a scalar, <!-- req: loss-is-a-scalar --> for a batch of one image, too, <!-- req: loss-of-one-image --> always finite: <!-- req: loss-is-finite --> at 0 and 1 as if x_hat were 1e-7
    away from them, or nearly so. <!-- req: loss-at-the-ends --> Its gradient reaches x_hat. <!-- req: loss-gradient -->
    """
    ### BEGIN SOLUTION
    x_hat = ops.clip(x_hat, 1e-7, 1 - 1e-7)
    per_pixel = -x * ops.log(x_hat) - (1 - x) * ops.log(1 - x_hat)  # (batch, 28, 28, 1)
    return ops.mean(ops.sum(per_pixel, axis=(1, 2, 3)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_reconstruction_loss", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_x, test_half = some_images(3), np.full((3, 28, 28, 1), 0.5, "float32")
test_loss = as_array(reconstruction_loss(test_x, test_half))
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
# if every pixel is a fair coin, each costs ln 2 whatever the image
assert np.isclose(test_loss, 784 * np.log(2), rtol=1e-4), (
    f"With x_hat = 0.5 everywhere the loss is 784 ln 2 = 543.4, yours is {test_loss:.4g}: "
    "sum over pixels, average over images, natural logarithm."
)
test_black = np.zeros((3, 28, 28, 1), "float32")
test_perfect = as_array(reconstruction_loss(test_black, test_black))
test_worst = as_array(reconstruction_loss(1 - test_black, test_black))
assert np.isfinite(test_perfect) and np.isfinite(test_worst), (
    f"With x_hat = 0 the loss is {test_perfect} where x = 0 and {test_worst} where x = 1; both must be finite: "
    "keep x_hat away from 0 and 1."
)
assert abs(test_perfect) < 0.01, (
    f"A perfect reconstruction must cost nothing, yours costs {test_perfect:.4g}."
)
print("reconstruction_loss: the visible tests pass")

# %% [markdown]
# ## 5 · KL divergence (2 points)
#
# How far is $q_\phi(z \mid x)$ from the prior? For two Gaussians there is a closed form, summed over the
# $L$ latent coordinates and averaged over the batch:
#
# $$ \mathcal L_\text{KL} = \frac1B \sum_{b=1}^{B} \; -\frac12 \sum_{l=1}^{L}
#    \Big[ 1 + \log\sigma_{bl}^2 - \mu_{bl}^2 - \sigma_{bl}^2 \Big] $$
#
# It is zero where $\mu = 0$ and $\sigma = 1$, and positive everywhere else. <!-- req: kl-zero-at-the-prior-only --> The formula holds as it is, near the
# prior and far from it: nothing is rounded up to a minimum or cut off. <!-- req: kl-without-bounds -->
#
# <details><summary>Hint</summary>
#
# $\sigma^2$ is `ops.exp(z_log_var)`. Sum over `axis=1` first, then take the mean: over how many axes is
# each? If your value is negative, look at the sign in front.
# </details>


# %% nbgrader={"grade": false, "grade_id": "kl_divergence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_divergence(z_mean, z_log_var):
    """KL divergence of N(z_mean, exp(z_log_var)) from N(0, I), in nats. <!-- req: kl-formula -->

    z_mean, z_log_var: (batch, latent) each; also of one image, or of one coordinate. <!-- req: kl-keeps-axes -->
    Returns a scalar: <!-- req: kl-is-a-scalar --> summed over the latent coordinates, <!-- req: kl-sum --> averaged over the batch. <!-- req: kl-mean --> Its gradient reaches both. <!-- req: kl-gradients -->
    Source: Kingma and Welling 2013, appendix B.
    """
    ### BEGIN SOLUTION
    per_coordinate = -0.5 * (1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var))  # (batch, latent)
    return ops.mean(ops.sum(per_coordinate, axis=1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_kl_divergence", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_zeros = np.zeros((2, 3), "float32")
test_kl = as_array(kl_divergence(test_zeros, test_zeros))
assert test_kl.shape == (), f"The divergence of a batch is one number, not an array of shape {test_kl.shape}."
assert np.isclose(test_kl, 0, atol=1e-4), (
    f"q is the prior itself here, so the divergence is 0, not {test_kl:.4g}."
)
# by hand: sigma = 1 leaves mean^2 / 2 per coordinate: 3 * 1/2 for the first image, 0 for the second
test_kl = as_array(kl_divergence(np.array([[1, 1, 1], [0, 0, 0]], "float32"), test_zeros))
assert np.isclose(test_kl, 0.75), (
    f"Means of 1 in one of two images, three coordinates, sigma 1: (3/2 + 0) / 2 = 0.75, not {test_kl:.4g}. "
    "Sum over the latent axis, average over the batch; look at the factor 1/2 and the sign."
)
print("kl_divergence: the visible tests pass")

# %% [markdown]
# ## 6 · The model and its training step (6 points)
#
# `keras.Model` lets you say what one step of training is: override `train_step`, and `fit` does the rest
# (batches, epochs, progress bar, callbacks). <!-- req: step-in-fit --> A step computes the loss under a `GradientTape`, takes its
# gradient with respect to **all** trainable weights, of the encoder <!-- req: encoder-moves --> and of the decoder, <!-- req: decoder-moves --> and hands both
# to the optimiser. <!-- req: optimiser-moves --> Every step does the same: what it does depends on its batch and the weights, not on the steps
# before. <!-- req: every-step --> Whether it calls the networks with `training=True` is left open: nothing here behaves otherwise in
# training. `test_step` is likewise what `evaluate` does with each batch, <!-- req: step-in-evaluate --> and always outside of training.
#
# The three `keras.metrics.Mean` trackers are given. `update_state(value)` adds a batch's value,
# `result()` is the mean so far in this epoch: that is what the progress bar shows.
#
# <details><summary>Hint</summary>
#
# ```
# with tf.GradientTape() as tape:
#     ...                      # encode, decode, the two losses, their sum
# gradients = tape.gradient(loss, self.trainable_weights)
# self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
# ```
# Everything from the encoder to the loss must stand under the tape. In `test_step` there is no tape and
# no optimiser. `{metric.name: metric.result() for metric in self.metrics}` is the dictionary that both
# must return. The number of latent coordinates is `self.decoder.input_shape[-1]`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "vae_model", "locked": false, "schema_version": 3, "solution": true, "task": false}
class VAE(keras.Model):
    """A variational autoencoder, made of its two networks. <!-- req: vae-is-made -->

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
        """Reconstructions of x from a *sampled* z (the encoder's third output), (batch, 28, 28, 1). <!-- req: call-decodes-the-sample -->"""
        ### BEGIN SOLUTION
        _, _, z = self.encoder(x)
        return self.decoder(z)
        ### END SOLUTION

    def train_step(self, data):
        """One step of the optimiser on loss = reconstruction_loss + kl_divergence, <!-- req: whole-loss --> with a sampled z. <!-- req: step-decodes-the-sample -->

        Returns the trackers' results, means over the batches of this epoch so far: <!-- req: step-means -->
        {"loss": ..., "reconstruction_loss": ..., "kl_loss": ...}. <!-- req: step-reports -->
        """
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, 28, 28, 1)
        ### BEGIN SOLUTION
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
        ### END SOLUTION

    def test_step(self, data):
        """The same losses as in train_step, with a sampled z, and the same dictionary; <!-- req: test-step-losses, step-means --> no weight changes, <!-- req: test-step-only-looks -->
        nor a statistic of a normalisation, which moves only in training. <!-- req: test-step-outside-of-training -->"""
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, 28, 28, 1)
        ### BEGIN SOLUTION
        z_mean, z_log_var, z = self.encoder(x, training=False)
        reconstruction = reconstruction_loss(x, self.decoder(z, training=False))
        kl = kl_divergence(z_mean, z_log_var)

        self.loss_tracker.update_state(reconstruction + kl)
        self.reconstruction_loss_tracker.update_state(reconstruction)
        self.kl_loss_tracker.update_state(kl)
        return {metric.name: metric.result() for metric in self.metrics}
        ### END SOLUTION

    def generate(self, n):
        """n new images, (n, 28, 28, 1), <!-- req: generate-n-images --> decoded from n draws of the prior N(0, I), <!-- req: generate-draws-the-prior --> fresh ones in every call. <!-- req: generate-afresh -->

        The prior has as many coordinates as this decoder takes. <!-- req: generate-by-this-decoder -->
        """
        ### BEGIN SOLUTION
        latent_dim = self.decoder.input_shape[-1]
        return self.decoder(keras.random.normal((n, latent_dim)))
        ### END SOLUTION

    def reconstruct(self, x):
        """Reconstructions of x from z_mean, without noise, (batch, 28, 28, 1). <!-- req: reconstruct-decodes-the-mean -->"""
        ### BEGIN SOLUTION
        z_mean, _, _ = self.encoder(x)
        return self.decoder(z_mean)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_vae_model", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
test_encoder, test_decoder = tiny_networks()
test_vae, test_x = VAE(test_encoder, test_decoder), some_images(8)
test_vae.compile(optimizer=keras.optimizers.SGD(0.01))
test_mean, _, test_z = test_encoder(test_x)
assert np.allclose(as_array(test_vae(test_x)), test_decoder(test_z), atol=1e-5), (
    "call must decode z, the encoder's third output."
)
assert np.allclose(as_array(test_vae.reconstruct(test_x)), test_decoder(test_mean), atol=1e-5), (
    "reconstruct must decode z_mean."
)

test_images = as_array(test_vae.generate(4))
assert test_images.shape == (4, 28, 28, 1), f"generate(4) must give (4, 28, 28, 1), not {test_images.shape}."
assert not np.allclose(test_images[0], test_images[1]), "generate must draw another z for each image."
assert not np.allclose(test_images, test_vae.generate(4)), "generate must draw fresh z in every call."


def test_weights():
    networks = [test_encoder, test_decoder]
    return {
        f"{network.name} {weight.path}": weight.numpy().copy()
        for network in networks
        for weight in network.weights
    }


test_before, test_after = test_weights(), {}
for test_name in ["test_step", "train_step"]:
    for test_metric in test_vae.metrics:
        test_metric.reset_state()
    test_logs = getattr(test_vae, test_name)(tf.constant(test_x))
    test_after[test_name] = test_weights()
    assert isinstance(test_logs, dict), f"{test_name} must return a dictionary, not {test_logs!r}."
    for test_key in ["loss", "reconstruction_loss", "kl_loss"]:
        assert test_key in test_logs, (
            f"{test_name} must return the key {test_key!r}; it has {sorted(test_logs)}."
        )
    assert np.isclose(
        test_logs["loss"], test_logs["reconstruction_loss"] + test_logs["kl_loss"], rtol=1e-4
    ), f"{test_name}: loss must be reconstruction_loss + kl_loss."
for test_path, test_weight in test_before.items():
    assert np.array_equal(test_weight, test_after["test_step"][test_path]), (
        f"test_step must change no weight: {test_path}"
    )
    assert not np.array_equal(test_weight, test_after["train_step"][test_path]), (
        f"train_step must move all weights of encoder and decoder, but {test_path} stood still."
    )
print("vae_model: the visible tests pass")

# %% [markdown]
# ## Training
#
# Ten passes over the 60,000 images, with Adam and a learning rate that falls to zero along a cosine. After
# each epoch the same 10 points of the latent space are decoded, to see how the digits come into being.
#
# Watch the two losses: the reconstruction loss falls, and the KL loss *rises*. Question 1 asks why.
# A loss of about 100 nats on the test images is good; above 110 after ten epochs something is wrong.

# %% name="training" tags=["train"]
LATENT_DIM = 20
EPOCHS = quick(10, 1)
BATCH_SIZE = 64

seed_everything(SEED)
vae = VAE(build_encoder(LATENT_DIM), build_decoder(LATENT_DIM))
steps = EPOCHS * int(np.ceil(len(x_train) / BATCH_SIZE))
learning_rate = keras.optimizers.schedules.CosineDecay(1e-3, decay_steps=steps)
# jit_compile: on a CPU, XLA needs longer to compile these convolutions than it saves
vae.compile(optimizer=keras.optimizers.Adam(learning_rate), jit_compile=False)

same_z = np.random.default_rng(SEED).normal(size=(10, LATENT_DIM)).astype("float32")
samples = sample_grid(lambda: vae.decoder(same_z))
start = time.perf_counter()
history = vae.fit(
    x_train,
    epochs=EPOCHS,
    batch_size=BATCH_SIZE,
    validation_data=(x_test, None),
    validation_batch_size=1000,
    callbacks=[samples],
)
seconds = time.perf_counter() - start

# %% name="test_loss" tags=["train"]
# equal batches, so that the mean over batches is the mean over the test images
test_losses = vae.evaluate(x_test, batch_size=1000, verbose=0, return_dict=True)
result = {
    "test_loss": test_losses["loss"],
    "reconstruction_loss": test_losses["reconstruction_loss"],
    "kl_loss": test_losses["kl_loss"],
    "epochs": EPOCHS,
    "seconds": seconds,
    "data": mnist.description.partition(";")[0],
    "seed": SEED,
}
text = "\n".join(
    f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}"
    for name, value in result.items()
)
# shown as text, and kept as data for the course's table of reference results
display({"text/plain": text, "application/vnd.labkit.result+json": result}, raw=True)

# %% name="training_curves" tags=["train"]
# "validation" is the test images here: nothing is chosen by them
names = ["loss", "reconstruction_loss", "kl_loss"]
plots.training_curves({name: history.history[name] for key in names for name in (key, f"val_{key}")})

# %% name="samples_per_epoch" tags=["train"]
plots.image_grid(
    np.concatenate(samples.grids),
    columns=len(same_z),
    title="The same ten points of the latent space, after each epoch (from top to bottom)",
)

# %% name="reconstructions" tags=["train"]
plots.reconstructions(x_test[:10], vae.reconstruct(x_test[:10]))

# %% name="samples" tags=["train"]
plots.image_grid(vae.generate(60), columns=12, title="New digits: decoded draws from the prior")

# %% [markdown]
# ## 7 · A walk along one coordinate (1 point)
#
# Keep a point of the latent space, let one of its coordinates run from -3 to 3, and decode.
#
# <details><summary>Hint</summary>
#
# Make `len(values)` copies of `z` below each other (`np.tile` or `np.repeat` with `z[None]`), write
# `values` into *column* `dim`, decode all at once. Work on a copy: the caller still needs `z`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "latent_walk", "locked": false, "schema_version": 3, "solution": true, "task": false}
def latent_walk(decoder, z, dim, values):
    """Decoded copies of z whose coordinate dim takes each of the values in turn, <!-- req: walk-takes-the-values --> the others staying as they are. <!-- req: walk-keeps-the-others -->

    z: float32 (latent,), not to be changed; <!-- req: walk-leaves-z --> dim: index of a coordinate;
    values: the numbers it takes, an array or a list. <!-- req: walk-of-a-list -->
    Returns images (len(values), 28, 28, 1). <!-- req: walk-image-per-value -->
    """
    ### BEGIN SOLUTION
    walk = np.tile(np.asarray(z, dtype="float32"), (len(values), 1))  # a copy, (len(values), latent)
    walk[:, dim] = values
    return decoder(walk)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_latent_walk", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
_, test_decoder = tiny_networks()
test_z = np.array([0.5, 1.0, -1.0], "float32")
test_walk = as_array(latent_walk(test_decoder, test_z, 1, [-2.0, 2.0]))
assert test_walk.shape == (2, 28, 28, 1), (
    f"Two values must give images (2, 28, 28, 1), not {test_walk.shape}."
)
assert np.array_equal(test_z, np.array([0.5, 1.0, -1.0], "float32")), (
    "latent_walk must not change z: work on a copy."
)
test_expected = test_decoder(np.array([[0.5, -2.0, -1.0], [0.5, 2.0, -1.0]], "float32"))
assert np.allclose(test_walk, test_expected, atol=1e-5), (
    "Only coordinate dim may change, and it takes the values in turn."
)
print("latent_walk: the visible tests pass")

# %% [markdown]
# Which coordinates are worth a walk? Where the encoder's mean hardly depends on the image, a coordinate
# carries no information: its `z_mean` has a variance near 0 over the images, and its $\sigma$ is near 1, as
# in the prior.

# %% name="coordinates" tags=["train"]
z_mean, z_log_var, _ = (np.asarray(output) for output in vae.encoder(x_test[:2000]))
information = z_mean.var(axis=0)  # (latent,)
order = np.argsort(-information)  # the most telling coordinate first

figure, axes = plt.subplots(figsize=(9, 2.6), layout="constrained")
axes.bar(range(LATENT_DIM), information[order], label="variance of z_mean over the images", color="#4a7fb0")
axes.plot(
    range(LATENT_DIM),
    np.exp(0.5 * z_log_var).mean(axis=0)[order],
    "o",
    label=r"mean $\sigma$",
    color="#d0762b",
)
axes.set(xlabel="latent coordinate", xticks=range(LATENT_DIM), xticklabels=order)
axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
axes.spines[["top", "right"]].set_visible(False)

# %% name="latent_walks" tags=["train"]
# from a description of the first test image; one row per coordinate: the five most telling ones and the least
values = np.linspace(-3, 3, 11)
walked = [*order[:5], order[-1]]
plots.latent_walk([latent_walk(vae.decoder, z_mean[0], dim, values) for dim in walked], values)

# %% [markdown]
# ## 8 · From one digit to another (1 point)
#
# On a straight line between two descriptions every point is a description.
#
# <details><summary>Hint</summary>
#
# Point $t$ of the line is $(1 - t)\,z_0 + t\,z_1$, with $t$ from 0 to 1 in `n` steps, *both ends included*.
# Give `t` the shape (n, 1), and broadcasting does the rest.
# </details>


# %% nbgrader={"grade": false, "grade_id": "interpolate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def interpolate(z0, z1, n):
    """n points at equal steps on the straight line from z0 to z1, <!-- req: line-in-equal-steps --> both ends included.

    z0, z1: (latent,) each, not to be changed; <!-- req: line-leaves-its-ends --> n: 2 or more.
    Returns (n, latent), <!-- req: line-of-n-points --> whose first row is z0 and whose last is z1. <!-- req: line-with-both-ends -->
    """
    ### BEGIN SOLUTION
    z0, z1 = np.asarray(z0), np.asarray(z1)
    t = np.linspace(0, 1, n, dtype="float32")[:, np.newaxis]  # (n, 1)
    return (1 - t) * z0 + t * z1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_interpolate", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_line = as_array(interpolate(np.array([0.0, 4.0], "float32"), np.array([2.0, 0.0], "float32"), 3))
assert test_line.shape == (3, 2), (
    f"Three points with two coordinates have the shape (3, 2), not {test_line.shape}."
)
assert np.allclose(test_line[0], [0, 4]), f"The first point must be z0 = [0, 4], not {test_line[0]}."
assert np.allclose(test_line[-1], [2, 0]), f"The last point must be z1 = [2, 0], not {test_line[-1]}."
assert np.allclose(test_line[1], [1, 2]), f"The middle of [0, 4] and [2, 0] is [1, 2], not {test_line[1]}."
print("interpolate: the visible tests pass")

# %% name="interpolations" tags=["train"]
pairs = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]
first = {digit: int(np.flatnonzero(y_test == digit)[0]) for digit in range(10)}  # a test image per digit
z_of = {digit: np.asarray(vae.encoder(x_test[[index]])[0][0]) for digit, index in first.items()}
plots.image_grid(
    np.concatenate([vae.decoder(interpolate(z_of[a], z_of[b], 11)) for a, b in pairs]),
    columns=11,
    title="Straight lines in the latent space",
)

# %% [markdown]
# ## 9 · Concept vectors (2 points)
#
# Take the mean description of images that have some attribute (a bold stroke, say) and of images that have
# not. Their difference is a direction: towards *more of the attribute*. Add it to the description of
# any image, decode, and you have edited the image.
#
# <details><summary>Hint</summary>
#
# Only `z_mean` is needed, the encoder's first output: descriptions without noise. A boolean array picks rows,
# `z_mean[has_attribute]`, and `~has_attribute` picks the others (make numpy arrays of both first:
# `np.asarray`). The mean over images is the mean over axis 0.
# </details>


# %% nbgrader={"grade": false, "grade_id": "concept_vector", "locked": false, "schema_version": 3, "solution": true, "task": false}
def concept_vector(encoder, images, has_attribute):
    """The direction in latent space from images without an attribute to images with it.

    images: (batch, 28, 28, 1); has_attribute: bool (batch,).
    Returns (latent,): <!-- req: concept-shape --> the mean z_mean <!-- req: concept-of-the-means --> of the images that have it minus the mean z_mean of the others. <!-- req: concept-difference -->
    """
    ### BEGIN SOLUTION
    z_mean = np.asarray(encoder(images)[0])  # (batch, latent)
    has_attribute = np.asarray(has_attribute, dtype=bool)
    return z_mean[has_attribute].mean(axis=0) - z_mean[~has_attribute].mean(axis=0)
    ### END SOLUTION


def add_concept(encoder, decoder, images, vector, strength):
    """Images edited along a concept vector: decoded from z_mean + strength * vector. <!-- req: concept-added -->

    images: (batch, 28, 28, 1); vector: (latent,), not to be changed; <!-- req: concept-stays -->
    strength: a number, of any size, <!-- req: concept-any-strength --> negative for less of the attribute.
    Returns images (batch, 28, 28, 1), of one image, too. <!-- req: edited-images -->
    """
    ### BEGIN SOLUTION
    z_mean = encoder(images)[0]  # (batch, latent)
    return decoder(z_mean + strength * vector)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_concept_vector", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_encoder, test_decoder = tiny_networks()
test_x, test_has = some_images(3), np.array([True, False, False])
test_means = as_array(test_encoder(test_x)[0])
test_vector = as_array(concept_vector(test_encoder, test_x, test_has))
assert test_vector.shape == (3,), (
    f"The vector has one number per latent coordinate, here (3,), not {test_vector.shape}."
)
assert np.allclose(test_vector, test_means[0] - (test_means[1] + test_means[2]) / 2, atol=1e-4), (
    "Mean z_mean of the images with the attribute minus mean z_mean of those without."
)
test_edited = as_array(add_concept(test_encoder, test_decoder, test_x, test_vector, 0.0))
assert np.allclose(test_edited, test_decoder(test_means), atol=1e-4), (
    "With strength 0 you must get decoded z_mean."
)
test_edited = as_array(add_concept(test_encoder, test_decoder, test_x, np.ones(3, "float32"), -2.0))
assert np.allclose(test_edited, test_decoder(test_means - 2), atol=1e-4), "Decode z_mean + strength * vector."
print("concept_vector: the visible tests pass")

# %% [markdown]
# Two attributes that can be measured: how **bold** a digit is (its ink), and how **slanted** (how far the
# ink moves to the right from the bottom to the top). An image counts as bold when it has more ink than the
# median image *of its own digit*: compared with all images, zeros would be bold and ones thin, and the
# vector would lead from one to the other.

# %% name="concepts" tags=["train"]
many = slice(quick(5000, 512))
images, digits = x_train[many], y_train[many]
ink = images.sum(axis=(1, 2, 3))  # (batch,)


def centred(position):
    """Pixel positions relative to the centre of each image's ink, (batch, 28, 28, 1)."""
    centre = (images * position).sum(axis=(1, 2, 3), keepdims=True) / ink[:, None, None, None]
    return position - centre


row, column = np.mgrid[:28, :28][..., np.newaxis]  # of each pixel, (28, 28, 1) each
down, right = centred(row), centred(column)
slant = -(images * down * right).sum(axis=(1, 2, 3)) / (images * down**2).sum(axis=(1, 2, 3))

strengths = np.linspace(-2, 2, 11)
rows = []
for amount in (ink, slant):
    median = np.array([np.median(amount[digits == digit]) for digit in range(10)])  # of each digit
    vector = concept_vector(vae.encoder, images, amount > median[digits])
    for digit in (2, 4, 9):
        image = x_test[[first[digit]]]
        rows += [add_concept(vae.encoder, vae.decoder, image, vector, strength) for strength in strengths]
plots.image_grid(
    np.concatenate(rows),
    columns=len(strengths),
    title="Three digits made thinner and bolder (rows 1 to 3), slanted left and right (rows 4 to 6)",
)

# %% [markdown]
# ## The latent space in two dimensions
#
# Each test image's `z_mean`, seen from the direction in which the points are spread most (the first two
# principal components), coloured by its digit. The network never saw a label.

# %% name="latent_scatter" tags=["train"]
plots.latent_scatter(z_mean, y_test[: len(z_mean)])

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): the two terms of the loss
#
# During training the KL loss *rises*, from near 0 in the first steps, while the total loss falls. Why does the optimiser
# accept that? And what would become of the reconstructions, and of the samples from the prior, if you
# multiplied the KL loss by 0? By 20?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_loss_terms", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# At first z says nothing about the image: q(z|x) is near the prior and the KL loss near 0, and the decoder
# draws the mean image whatever z is. Every nat of information that z carries about x costs up to one nat of
# KL loss; the optimiser pays it as long as it saves more than that in reconstruction loss. The two balance
# in the end (here about 22 nats of KL, about 76 of reconstruction).
#
# Weight 0: a plain autoencoder. The variances shrink, the codes spread out and leave gaps; reconstructions
# get better, but a draw from the prior falls between the codes and decodes to no digit. Weight 20:
# information is too expensive, most or all coordinates fall back to the prior (posterior collapse);
# reconstructions become blurred averages, and samples look alike.
#
# ### BEGIN MARK SCHEME
# - 1 point: KL rises because z begins to carry information about x, and this pays since reconstruction
#   falls by more. Naming it a trade-off without saying what is bought for what: half a point.
# - 1 point: half a point for each weight. 0: good reconstructions *and* bad samples, with a reason (gaps, q
#   is no longer near the prior). 20: blurred reconstructions, codes near the prior (collapse).
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): the latent space
#
# Points half-way between two encoded images decode to something like a digit. Why does a VAE have this
# property, when an ordinary autoencoder need not? And: in your chart of the coordinates some may carry
# almost no information. How do you see this in a walk, and why does the loss leave a coordinate unused?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_latent_space", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The decoder is trained on samples z = mean + sigma * epsilon, never on the mean alone, so a whole
# neighbourhood of each code must decode to that image; and the KL loss draws all these neighbourhoods
# together around 0, where they touch and overlap. So there are no gaps, and on the way from one to the
# other the images change smoothly. An autoencoder fixes the decoder only at the codes themselves, and
# nothing keeps these together.
#
# Along an unused coordinate the walk shows the same image from -3 to 3; its z_mean has a variance near 0
# and its sigma is near 1. There q(z|x) is the prior, so that it costs no KL. Using it would cost more nats
# than it would save in reconstruction: what can be described cheaply is described by the other coordinates
# already.
#
# ### BEGIN MARK SCHEME
# - 1 point: the noise makes neighbourhoods (not points) decode well, *and* the KL loss packs them around 0
#   without gaps. Only one of the two: half a point.
# - 1 point: half for how it is seen (the image does not change; variance of z_mean near 0, sigma near 1),
#   half for the reason (an unused coordinate costs no KL, and using it would save less than it costs). An
#   answer that all its coordinates are in use, shown by its chart, can earn the first half.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): the samples
#
# Compare new digits with reconstructions and with real images: what do you observe about the strokes, and
# what in the model causes it? And can you ask this model for a 7?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_samples", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Strokes are softer than in real images, and some samples lie between two digits. The loss treats pixels as
# independent given z, and where the position of a stroke is uncertain, the best answer pixel by pixel is a
# grey average of the possible positions: blur. Samples are worse than reconstructions, since the prior also
# reaches places where few training images were encoded. A 7 cannot be asked for: the model never saw a
# label, and its prior draws any digit. One would encode some sevens and sample near them, or give the label
# to both networks (a conditional VAE).
#
# ### BEGIN MARK SCHEME
# - half a point: blurred or soft strokes (or samples between digits), with a cause: pixel-wise loss
#   averages over what is uncertain, or draws from regions without training images.
# - half a point: no, labels are no part of the model (a way around it, such as a conditional VAE, is
#   welcome, not needed).
# ### END MARK SCHEME
# ### END SOLUTION
