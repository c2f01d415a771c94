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
#     assignment: gan
#     framework: tensorflow
# ---

# %% [markdown]
# # Generative adversarial networks
#
# A forger paints; an expert says which paintings are forged; the forger learns from every verdict, and the
# expert from every painting. You build both as neural networks, and let them teach each other: first on
# a bell curve in one dimension, where everything can be checked by hand, then on handwritten digits.
#
# **After this assignment you can**
#
# - say what the best possible discriminator answers, and why that gives the generator a direction to learn in;
# - write the losses of both players, from logits, and explain why one of two "equal" generator losses works;
# - write a training step with two networks and two optimisers in which each moves its own weights only;
# - build a convolutional generator and discriminator (a DCGAN), and measure what loss curves do not show:
#   whether the generator makes *all* the digits.
#
# | | |
# |---|---|
# | Time to work through | about 4 hours |
# | Run time, whole notebook | about 15 minutes on two CPU cores; about 1 minute on a GPU (an estimate) |
# | Run time with `QUICK=1` | under a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | Python classes; Keras layers and models; `GradientTape`; logarithm and sigmoid |
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
from labkit import digits, plots
from labkit.training import quick, sample_grid, seed_everything

SEED = 1
seed_everything(SEED)

# %% [markdown]
# ## Background
#
# ### The game
#
# - The **generator** $G$ turns a random $z$ into an image. It never sees a real one.
# - The **discriminator** $D$ looks at an image and gives the probability that it is real.
#
# $D$ is trained like any classifier, with the label 1 for real images and 0 for generated ones. $G$ is trained to
# have its images taken for real. There is no other teacher: no reconstruction, no pixel to compare with.
#
# $$
# \min_G \max_D \; \mathbb E_{x}\big[\log D(x)\big] + \mathbb E_{z}\big[\log\big(1 - D(G(z))\big)\big]
# $$
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$ | `x` | (batch, 28, 28, 1) | real images; for the networks their grey values are scaled to [-1, 1] |
# | $z$ | `z` | (batch, latent) | noise from $\mathcal N(0, I)$ |
# | $G(z)$ | `generator(z)` | (batch, 28, 28, 1) | generated images, in [-1, 1] |
# | $\ell$ | `real_logits`, `fake_logits` | (batch, 1) | what the network $D$ puts out: any real number, a **logit** |
# | $D = \sigma(\ell)$ | | (batch, 1) | probability of being real, $1/(1 + e^{-\ell})$ |
# | $\mathcal L_D$, $\mathcal L_G$ | `d_loss`, `g_loss` | scalar | each player's own loss, in nats |
#
# > **A slip in some lecture slides.** They write the objective with $D(x)$ and $D(G(z))$ swapped, so that the
# > discriminator would be rewarded for calling forgeries real. Above is the right way round: $D$ wants $D(x)$ near 1
# > and $D(G(z))$ near 0.

# %% name="the_game" tags=["train"]
import matplotlib.pyplot as plt


def draw_game(axes):
    """Who sees what: noise to generator; real and generated images to discriminator; the verdict to both."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)

    z = box(0, 0, r"$z\sim\mathcal{N}(0, I)$" + "\nlatent")
    generator = box(2, 0, "generator $G$", "#d5ecd0")
    fake = box(4, 0, "$G(z)$\n28×28×1", "#fbe3c0")
    real = box(4, 1.3, "$x$, real\n28×28×1", "#fbe3c0")
    discriminator = box(6.2, 0.65, "discriminator $D$", "#cfe3f5")
    verdict = box(8.4, 0.65, r"logit $\ell$" + "\nreal > 0 > fake")

    def arrow(start, end, **style):
        patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
        properties = {"arrowstyle": "-|>", "color": "0.3"} | patches | style
        axes.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=properties)

    for start, end in [(z, generator), (generator, fake), (fake, discriminator), (real, discriminator)]:
        arrow(start, end)
    arrow(discriminator, verdict)
    back = {"linestyle": "--", "shrinkB": 4}
    arrow(verdict, discriminator, color="#3f70a0", connectionstyle="arc3,rad=0.6", **back)
    arrow(verdict, generator, color="#4a8a40", connectionstyle="arc3,rad=-0.36", **back)
    axes.text(7.4, 1.75, r"gradient of $\mathcal{L}_D$", color="#3f70a0", ha="center")
    axes.text(
        5.3,
        -1.25,
        r"gradient of $\mathcal{L}_G$: through $D$, to the weights of $G$",
        color="#4a8a40",
        ha="center",
    )
    axes.set(xlim=(-0.9, 9.4), ylim=(-1.5, 2.1))
    axes.axis("off")


figure, axes = plt.subplots(figsize=(11, 3.4), layout="constrained")
draw_game(axes)

# %% [markdown]
# Further reading: [Goodfellow and others 2014](https://arxiv.org/abs/1406.2661) (the game, and the optimal
# discriminator), [Radford, Metz and Chintala 2015](https://arxiv.org/abs/1511.06434) (DCGAN),
# [Salimans and others 2016](https://arxiv.org/abs/1606.03498) (label smoothing, minibatch tricks).
#
# For the tests below, two tiny networks: they have the right kind of inputs and outputs and nothing else, so
# that a test of your class does not depend on the networks you build.


# %%
def tiny_networks(latent_dim=3):
    """A generator of 4x5 pictures and a discriminator of them: one dense layer each."""
    z = keras.Input((latent_dim,))
    pixels = layers.Dense(4 * 5, activation="tanh")(z)
    generator = keras.Model(z, layers.Reshape((4, 5, 1))(pixels), name="tiny_generator")

    image = keras.Input((4, 5, 1))
    logit = layers.Dense(1)(layers.Flatten()(image))
    return generator, keras.Model(image, logit, name="tiny_discriminator")


def some_numbers(*shape, seed=0):
    """Standard normal numbers, float32."""
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def as_array(result):
    """What your function returned, as a numpy array."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return np.asarray(result)


# %% [markdown]
# # Part I · One dimension
#
# ## 1 · The best discriminator there can be (2 points)
#
# Suppose the real numbers come from $\mathcal N(\mu_r, \sigma_r^2)$, and the generated ones, at this moment, from
# $\mathcal N(\mu_f, \sigma_f^2)$. Half of what $D$ sees is real. Then Bayes' rule gives the best answer there is:
#
# $$
# D^*(x) = \frac{p_r(x)}{p_r(x) + p_f(x)},
# \qquad\text{and as a logit}\qquad
# \ell^*(x) = \log \frac{D^*(x)}{1 - D^*(x)} = \log p_r(x) - \log p_f(x)
# $$
#
# The logit is the simpler of the two, and the safer one: far out both densities are so small that the computer
# rounds them to 0, and $0/0$ is no number. Their *logarithms* are ordinary numbers:
#
# $$ \log p(x) = -\tfrac12 \Big(\frac{x - \mu}{\sigma}\Big)^2 - \log \sigma - \tfrac12 \log 2\pi $$
#
# <details><summary>Hint</summary>
#
# Write a small function for $\log p$ of one normal distribution, call it for both, subtract. Work with logarithms
# from the beginning: no `np.exp` is needed. Is $\sigma$ the standard deviation or the variance? Look at the docstring.
# </details>


# %% nbgrader={"grade": false, "grade_id": "optimal_logits", "locked": false, "schema_version": 3, "solution": true, "task": false}
def optimal_logits(x, real, fake):
    """The logits of the best discriminator between two normal distributions.

    x: numpy array of any shape, <!-- req: logits-any-shape --> of whole numbers too, <!-- req: logits-whole-numbers --> which is left as it is; <!-- req: x-stays --> real, fake: (mean, standard deviation)
    of the two distributions.
    Returns log p_real(x) - log p_fake(x), <!-- req: log-ratio --> of the shape of x, <!-- req: logits-shape --> finite also where both densities are rounded to 0. <!-- req: logits-far-out -->
    Source: Goodfellow et al. 2014, proposition 1.
    """
    ### BEGIN SOLUTION

    def log_density(mean, sigma):
        return -0.5 * ((x - mean) / sigma) ** 2 - np.log(sigma)  # the constant cancels in the difference

    return log_density(*real) - log_density(*fake)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_optimal_logits", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_x = np.array([-1.0, 0.0, 1.0, 2.0])
test_logits = as_array(optimal_logits(test_x, (0.0, 1.0), (0.0, 1.0)))
assert test_logits.shape == (4,), f"One logit for each x, here (4,), not {test_logits.shape}."
assert np.allclose(test_logits, 0), (
    "Two equal distributions cannot be told apart: D = 1/2 everywhere, logit 0."
)
test_logits = as_array(optimal_logits(test_x, (2.0, 1.0), (0.0, 1.0)))
assert np.isclose(test_logits[2], 0), "Half-way between two means, at equal spread, the logit is 0."
assert test_logits[3] > 0 > test_logits[0], (
    "Positive means real: at the real mean the logit must be positive."
)
assert np.all(np.isfinite(optimal_logits(np.array([-500.0, 500.0]), (0.0, 1.0), (1.0, 2.0)))), (
    "Far out the logits must be finite too: subtract logarithms, do not divide densities."
)
print("optimal_logits: the visible tests pass")

# %% [markdown]
# The slope of this curve is all that the generator ever learns from: a generated number at $x$ is told to move
# to where the logit is larger. In the second picture the generator is nearly right: where there are data $D^*$ is nearly
# flat, at 1/2.

# %% name="best_discriminator" tags=["train"]
REAL = (4.0, 1.25)  # mean and standard deviation of the real numbers


def draw_discriminator(axes, fake, logits, label):
    """Two densities, and the probability of being real that the logits stand for."""
    x = np.linspace(-4, 9, 300)
    for (mean, sigma), name, colour in [(REAL, "real", "#3f90da"), (fake, "generated", "#e76300")]:
        density = np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
        axes.fill_between(x, density, alpha=0.35, color=colour, label=name, linewidth=0)
    axes.plot(x, 1 / (1 + np.exp(-np.clip(logits(x), -50, 50))), color="0.2", label=label)
    axes.axhline(0.5, color="0.7", linewidth=0.8, zorder=0)
    axes.set(xlabel="x", ylim=(0, 1.02))
    axes.spines[["top", "right"]].set_visible(False)


figure, axes = plt.subplots(1, 2, figsize=(11, 3), layout="constrained", sharey=True)
for ax, fake in zip(axes, [(0.0, 1.0), (3.6, 1.1)]):
    draw_discriminator(ax, fake, lambda x, fake=fake: optimal_logits(x, REAL, fake), "$D^*(x)$")
    ax.set_title(f"generated: mean {fake[0]}, standard deviation {fake[1]}", fontsize=10)
axes[0].legend(frameon=False, fontsize=9)

# %% [markdown]
# ## 2 · The discriminator's loss (3 points)
#
# For a label $y$ and a logit $\ell$ the binary cross-entropy is
#
# $$ \operatorname{bce}(y, \ell) = -y \log \sigma(\ell) - (1 - y) \log\big(1 - \sigma(\ell)\big) $$
#
# and the discriminator's loss is the mean over the $B$ real images, label 1, **plus** the mean over the $B$ generated
# ones, label 0: <!-- req: d-loss-cross-entropy -->
#
# $$ \mathcal L_D = \frac1B \sum_{b=1}^B \operatorname{bce}(1, \ell^\text{real}_b)
#                + \frac1B \sum_{b=1}^B \operatorname{bce}(0, \ell^\text{fake}_b) $$
#
# Compute it from the logits directly. <!-- req: d-loss-large-logits --> $\sigma(40)$ is 1 in the computer's numbers, and the logarithm of $1 - 1$ is
# minus infinity; a function that is given the logit can avoid that.
#
# **Label noise.** A discriminator that becomes too sure of itself gives no more gradient. An old trick is to be a
# little vague about the labels: instead of 1 a real image has the label $1 - a u$, and instead of 0 a generated one
# has the label $a u$, <!-- req: noisy-labels --> with $a$ = `label_noise` and $u$ drawn uniformly from $[0, 1)$ <!-- req: uniform-label-noise --> **for every image anew**: <!-- req: noise-for-each-image --> real
# images and generated ones share none, <!-- req: noise-for-each-image --> and every call draws afresh. <!-- req: fresh-label-noise --> With $a = 0$ the labels are exactly 1 and
# 0. <!-- req: d-loss-cross-entropy -->
#
# <details><summary>Hint</summary>
#
# `ops.binary_crossentropy(labels, logits, from_logits=True)` gives one number per image, and is exact for large
# logits. By hand: $-\log \sigma(\ell)$ is `ops.softplus(-l)`, and $-\log(1 - \sigma(\ell))$ is `ops.softplus(l)`.
# `keras.random.uniform(ops.shape(logits))` draws one $u$ per image.
# </details>


# %% nbgrader={"grade": false, "grade_id": "discriminator_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    """Binary cross-entropy in nats: mean over the real images plus mean over the generated ones.

    real_logits, fake_logits: (batch, 1), any real numbers.
    label_noise: labels are 1 - label_noise * u for real and label_noise * u for generated images, with a
    fresh u from the uniform distribution on [0, 1) for every image.
    Returns a scalar <!-- req: d-loss-scalar --> with a gradient, <!-- req: d-loss-gradient --> finite and exact for logits of thousands, too. <!-- req: d-loss-large-logits -->
    """
    ### BEGIN SOLUTION
    real_labels = 1 - label_noise * keras.random.uniform(ops.shape(real_logits))
    fake_labels = label_noise * keras.random.uniform(ops.shape(fake_logits))
    real = ops.binary_crossentropy(real_labels, real_logits, from_logits=True)  # (batch, 1)
    fake = ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True)
    return ops.mean(real) + ops.mean(fake)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_discriminator_loss", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_zeros, test_large = np.zeros((4, 1), "float32"), np.full((4, 1), 100.0, "float32")
test_loss = as_array(discriminator_loss(test_zeros, test_zeros))
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, 2 * np.log(2), atol=1e-4), (
    f"With all logits 0 (D = 1/2) the loss is 2 ln 2 = 1.386, yours is {test_loss:.4g}: "
    "the mean over the real images plus the mean over the generated ones."
)
test_right, test_wrong = (as_array(discriminator_loss(a, -a)) for a in (test_large, -test_large))
assert test_right < 1e-3, (
    f"A discriminator that is right and sure of it must have a loss near 0, not {test_right:.4g}: "
    "real images have the label 1, generated ones 0."
)
assert np.isclose(test_wrong, 200, rtol=1e-3), (
    f"Logits of -100 for real and 100 for generated images cost 100 + 100, yours {test_wrong:.4g}: "
    "compute the loss from the logits, not from rounded probabilities."
)
test_loss = as_array(discriminator_loss(test_large, -test_large, label_noise=0.5))
assert test_loss > 5, "With label noise it must cost something to be too sure: is label_noise used?"
assert not np.isclose(test_loss, discriminator_loss(test_large, -test_large, label_noise=0.5)), (
    "Label noise must be drawn anew in every call."
)
print("discriminator_loss: the visible tests pass")

# %% [markdown]
# ## 3 · The generator's loss, twice (2 points)
#
# In the game above the generator wants $\log(1 - D(G(z)))$ to be small. That is the **saturating** loss:
#
# $$ \mathcal L_G^\text{sat} = \frac1B \sum_{b=1}^B \log\big(1 - \sigma(\ell^\text{fake}_b)\big) $$
#
# It has its name because of what happens at the beginning, when $D$ finds every forgery: then $\sigma(\ell)$ is near
# 0, the loss is flat there, and the generator hears nothing just when it has most to learn. In practice one therefore
# minimises $-\log D(G(z))$, the cross-entropy of generated images *with the label 1*. That is the **non-saturating** loss:
#
# $$ \mathcal L_G = \frac1B \sum_{b=1}^B -\log \sigma(\ell^\text{fake}_b) $$
#
# Both want the same thing, $\ell^\text{fake}$ to grow. They differ in how strongly they pull.
#
# <details><summary>Hint</summary>
#
# The softplus function, $\operatorname{softplus}(\ell) = \log(1 + e^\ell)$, is enough for both; look at the hint of
# part 2. Mind the signs: the saturating loss is never positive, the other never negative.
# </details>


# %% nbgrader={"grade": false, "grade_id": "generator_losses", "locked": false, "schema_version": 3, "solution": true, "task": false}
def generator_loss(fake_logits):
    """The non-saturating loss: the mean of -log D(G(z)), <!-- req: non-saturating-loss --> from logits (batch, 1).

    Returns a scalar <!-- req: g-loss-scalar --> with a gradient, <!-- req: g-loss-gradient --> finite and exact for logits of thousands, too. <!-- req: g-loss-large-logits -->
    """
    ### BEGIN SOLUTION
    return ops.mean(ops.softplus(-fake_logits))
    ### END SOLUTION


def saturating_generator_loss(fake_logits):
    """The loss of the original game: the mean of log(1 - D(G(z))), <!-- req: saturating-loss --> from logits (batch, 1). It is minimised too.

    Returns a scalar <!-- req: saturating-scalar --> with a gradient, <!-- req: saturating-gradient --> finite and exact for logits of thousands, too. <!-- req: saturating-large-logits -->
    """
    ### BEGIN SOLUTION
    return -ops.mean(ops.softplus(fake_logits))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_generator_losses", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_zeros, test_large = np.zeros((4, 1), "float32"), np.full((4, 1), 100.0, "float32")
test_loss = as_array(generator_loss(test_zeros))
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, np.log(2), atol=1e-4), (
    f"With D = 1/2 the non-saturating loss is ln 2 = 0.693, yours is {test_loss:.4g}."
)
assert as_array(generator_loss(test_large)) < 1e-3, (
    "Taken for real (logit 100), the generator has lost nothing."
)
assert np.isclose(generator_loss(-test_large), 100, rtol=1e-3), (
    "Found out (logit -100), it costs 100: not saturating."
)
test_loss = as_array(saturating_generator_loss(test_zeros))
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, -np.log(2), atol=1e-4), (
    f"With D = 1/2 the saturating loss is -ln 2 = -0.693, yours is {test_loss:.4g}."
)
assert abs(as_array(saturating_generator_loss(-test_large))) < 1e-3, (
    "Found out (logit -100), it is 0: saturated."
)
print("generator_losses: the visible tests pass")

# %% name="two_generator_losses" tags=["train"]
logits = tf.Variable(np.linspace(-6, 6, 200, dtype="float32"))
figure, axes = plt.subplots(1, 2, figsize=(11, 3), layout="constrained")
for loss, name, colour in [
    (generator_loss, r"non-saturating, $-\log D(G(z))$", "#3f90da"),
    (saturating_generator_loss, r"saturating, $\log(1 - D(G(z)))$", "#e76300"),
]:
    with tf.GradientTape() as tape:
        values = [loss(logits[i : i + 1]) for i in range(200)]  # each by itself: the loss of one image
        total = tf.add_n(values)
    axes[0].plot(logits.numpy(), np.array(values), color=colour, label=name)
    axes[1].plot(logits.numpy(), np.abs(tape.gradient(total, logits)), color=colour, label=name)
axes[0].set(title="loss", xlabel=r"logit of a generated image, $\ell$")
axes[1].set(title="how hard it pulls: size of the gradient", xlabel=r"logit of a generated image, $\ell$")
for ax in axes:
    ax.axvspan(-6, -2.5, color="0.93", zorder=0)
    ax.spines[["top", "right"]].set_visible(False)
axes[0].text(-4.25, -4.6, "found out:\nearly in training", ha="center", fontsize=9, color="0.35")
axes[0].legend(frameon=False, fontsize=9)

# %% [markdown]
# ## 4 · The training step (6 points)
#
# Every step of training gives each player one move: <!-- req: every-step -->
#
# 1. **$D$ moves.** Draw noise, generate images, let $D$ look at them and at the real batch, compute `discriminator_loss`
#    with this model's `label_noise`, <!-- req: label-noise-handed-on --> and give `d_optimizer` the gradient <!-- req: d-gradient --> with respect to the weights **of $D$ alone**. <!-- req: own-weights -->
# 2. **Then $G$ moves.** <!-- req: d-moves-first --> Generate images (from the same noise or from fresh noise, as you like), let the $D$ *just
#    updated* look at them, <!-- req: d-just-updated --> compute `generator_loss`, and give `g_optimizer` the gradient <!-- req: g-gradient --> with respect to the weights
#    **of $G$ alone**. <!-- req: own-weights --> The gradient runs *through* $D$, but $D$ does not move.
#
# The optimisers get the gradients as they are. `fit` compiles the step to a graph, where it has to work as well: compute
# with tensors, not with numpy or Python numbers. <!-- req: step-in-fit -->
#
# Keras wants to be told that this is training: `network(x, training=True)`, in both moves and for both networks, also
# for the one that does not move. <!-- req: training-mode --> A network that you call without it, from here, has its dropout off and
# normalises by old statistics, and no message tells you so.
#
# The class knows nothing of images: it takes any two networks, <!-- req: any-two-networks --> and `generate` gives back whatever $G$ puts out. <!-- req: generate-as-it-is --> The
# two `keras.metrics.Mean` trackers are given. `update_state(value)` adds a batch's value; `result()` is the mean so far
# in this epoch, which the progress bar shows. <!-- req: epoch-means -->
#
# <details><summary>Hint</summary>
#
# Two blocks of this kind, one after the other:
# ```
# with tf.GradientTape() as tape:
#     ...                                  # everything from the networks to this player's loss
# weights = self.discriminator.trainable_weights   # not before the network has been called: it may have none yet
# self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
# ```
# `ops.shape(x)[0]` or `tf.shape(x)[0]` is the size of the batch, also of the last, smaller one. Images for the
# generator's move must be made *under its tape*: an image made before has no gradient any more. To cut off a
# gradient that is not needed is not necessary: only the weights you name are moved.
# </details>


# %% nbgrader={"grade": false, "grade_id": "gan", "locked": false, "schema_version": 3, "solution": true, "task": false}
class GAN(keras.Model):
    """A generative adversarial network.

    generator: z (batch, latent_dim) -> what it generates, of the shape of the real data.
    discriminator: data -> logits (batch, 1), positive for real.
    label_noise: handed to discriminator_loss.
    """

    def __init__(self, generator, discriminator, latent_dim, label_noise=0.0, **kwargs):
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = latent_dim
        self.label_noise = label_noise
        self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
        self.g_loss_tracker = keras.metrics.Mean(name="g_loss")

    def compile(self, d_optimizer, g_optimizer, **kwargs):
        """One optimiser for each network."""
        super().compile(**kwargs)
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer

    @property
    def metrics(self):
        """Keras resets these at the start of each epoch."""
        return [self.d_loss_tracker, self.g_loss_tracker]

    def train_step(self, data):
        """One step of d_optimizer on discriminator_loss, then one step of g_optimizer on generator_loss. <!-- req: one-step-each -->

        Noise is standard normal, <!-- req: normal-noise --> (batch, latent_dim), drawn anew in every step. <!-- req: fresh-noise --> The generator's gradient is taken
        with the discriminator already updated. In both moves both networks are called with training=True.
        Returns the trackers' results: {"d_loss": ..., "g_loss": ...}. <!-- req: step-reports -->
        """
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, ...)
        ### BEGIN SOLUTION
        batch = ops.shape(x)[0]
        z = keras.random.normal((batch, self.latent_dim))
        with tf.GradientTape() as tape:
            real_logits = self.discriminator(x, training=True)
            fake_logits = self.discriminator(self.generator(z, training=True), training=True)
            d_loss = discriminator_loss(real_logits, fake_logits, self.label_noise)
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

        z = keras.random.normal((batch, self.latent_dim))
        with tf.GradientTape() as tape:
            g_loss = generator_loss(self.discriminator(self.generator(z, training=True), training=True))
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

        self.d_loss_tracker.update_state(d_loss)
        self.g_loss_tracker.update_state(g_loss)
        return {metric.name: metric.result() for metric in self.metrics}
        ### END SOLUTION

    def generate(self, n):
        """What the generator makes of n fresh draws of z from N(0, I), <!-- req: generate-fresh-noise --> outside of training (training=False). <!-- req: generate-outside-training -->"""
        ### BEGIN SOLUTION
        return self.generator(keras.random.normal((n, self.latent_dim)), training=False)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gan", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
test_generator, test_discriminator = tiny_networks(latent_dim=3)
test_gan = GAN(test_generator, test_discriminator, latent_dim=3)
test_d_optimizer, test_g_optimizer = keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1)
test_gan.compile(d_optimizer=test_d_optimizer, g_optimizer=test_g_optimizer)
test_made = as_array(test_gan.generate(6))
assert test_made.shape == (6, 4, 5, 1), (
    f"generate(6) must give six of what the generator makes, here (6, 4, 5, 1), not {test_made.shape}."
)
assert not np.allclose(test_made[0], test_made[1]), "generate must draw another z for each image."
assert not np.allclose(test_made, test_gan.generate(6)), "generate must draw fresh z in every call."


def test_weights():
    networks = [test_generator, test_discriminator]
    return {network.name: [w.numpy().copy() for w in network.weights] for network in networks}


def test_moved(before, name):
    pairs = zip(before[name], test_weights()[name])
    return [not np.array_equal(old, new) for old, new in pairs]


test_before = test_weights()
test_logs = test_gan.train_step(tf.constant(some_numbers(8, 4, 5, 1)))
assert isinstance(test_logs, dict), f"train_step must return a dictionary, not {test_logs!r}."
for test_key in ["d_loss", "g_loss"]:
    assert test_key in test_logs, f"train_step must return the key {test_key!r}; it has {sorted(test_logs)}."
for test_name in ["tiny_generator", "tiny_discriminator"]:
    assert all(test_moved(test_before, test_name)), f"train_step must move all weights of the {test_name}."
for test_name, test_optimizer in [("d_optimizer", test_d_optimizer), ("g_optimizer", test_g_optimizer)]:
    assert int(test_optimizer.iterations) == 1, (
        f"{test_name} must be applied once in a step, not {int(test_optimizer.iterations)} times."
    )

# with a learning rate of 0 for one of the players, only the other one moves
for test_name, test_rates in [("tiny_discriminator", (0.1, 0.0)), ("tiny_generator", (0.0, 0.1))]:
    test_gan = GAN(test_generator, test_discriminator, latent_dim=3)
    test_gan.compile(*[keras.optimizers.SGD(rate) for rate in test_rates])
    test_before = test_weights()
    test_gan.train_step(tf.constant(some_numbers(8, 4, 5, 1)))
    test_other = ({"tiny_generator", "tiny_discriminator"} - {test_name}).pop()
    assert all(test_moved(test_before, test_name)), f"The {test_name} must move when it is its turn."
    assert not any(test_moved(test_before, test_other)), (
        f"Only the {test_name} may move here, not the {test_other}: "
        "each optimiser gets the weights of its own network alone."
    )
print("gan: the visible tests pass")

# %% [markdown]
# ## Warm-up: matching a bell curve
#
# The simplest game there is. Real: numbers from $\mathcal N(4, 1.25^2)$. The generator is one line,
# $G(z) = a z + b$, so it makes numbers from $\mathcal N(b, a^2)$ and has to find $b = 4$ and $|a| = 1.25$. The
# discriminator is a small network, and we know the answer it should give: the one of part 1.
#
# Watch three things. The losses do **not** fall to 0: when the generator is right nothing can be told apart, and the best
# discriminator says 1/2 to everything, which costs $2 \ln 2 = 1.39$; the generator's loss is then $\ln 2 = 0.69$. The
# generator's spread first *shrinks*: to move all numbers to where the discriminator says "real" pays more than to be as
# varied as the real ones; it widens when the mean is nearly right, and then both go on trembling, since each player
# answers the other. And where there are data the trained discriminator resembles the best one.

# %% tags=["train"]
WARM_UP_EPOCHS = quick(25, 1)

seed_everything(SEED)
affine = keras.Sequential([keras.Input((1,)), layers.Dense(1, kernel_initializer="ones")], name="affine")
judge = keras.Sequential(
    [keras.Input((1,))]
    + [part for _ in range(2) for part in (layers.Dense(32), layers.LeakyReLU(0.2))]
    + [layers.Dense(1)],
    name="judge",
)
numbers = np.random.default_rng(SEED).normal(*REAL, size=(quick(10_000, 512), 1)).astype("float32")
path = []  # (mean, standard deviation) of what is generated, after each epoch


def remember(*_):
    a, b = (float(np.squeeze(weight)) for weight in affine.get_weights())
    path.append((b, abs(a)))


remember()
warm_up = GAN(affine, judge, latent_dim=1)
warm_up.compile(
    keras.optimizers.Adam(1e-2, beta_1=0.5), keras.optimizers.Adam(1e-2, beta_1=0.5), jit_compile=False
)
warm_up_history = warm_up.fit(
    numbers,
    epochs=WARM_UP_EPOCHS,
    batch_size=128,
    verbose=0,
    callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=remember)],
)
print(f"real: mean {REAL[0]:.2f}, standard deviation {REAL[1]:.2f}")
print(f"generated: mean {path[-1][0]:.2f}, standard deviation {path[-1][1]:.2f}")

# %% name="warm_up" tags=["train"]
figure, axes = plt.subplots(1, 3, figsize=(13, 3.3), layout="constrained")
axes[0].plot(*np.transpose(path), "-o", markersize=3, color="#e76300", label="after each epoch")
axes[0].plot(*path[0], "s", color="#e76300", label="start")
axes[0].plot(*REAL, "*", markersize=14, color="#3f90da", label="real")
axes[0].set(title="the generator's way", xlabel="mean", ylabel="standard deviation")
for name, limit in [("d_loss", 2 * np.log(2)), ("g_loss", np.log(2))]:
    (line,) = axes[1].plot(warm_up_history.history[name], label=name)
    axes[1].axhline(limit, color=line.get_color(), linestyle=":", linewidth=1)
axes[1].set(title="losses; dotted: nothing can be told apart", xlabel="epoch")
draw_discriminator(axes[2], path[-1], lambda x: np.asarray(judge(x[:, None]))[:, 0], "$D(x)$, trained")
x = np.linspace(-4, 9, 300)
axes[2].plot(x, 1 / (1 + np.exp(-optimal_logits(x, REAL, path[-1]))), "--", color="0.5", label="$D^*(x)$")
axes[2].set_title("at the end", fontsize=12)
for ax in axes:
    ax.legend(frameon=False, fontsize=8)
    ax.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# # Part II · Digits
#
# MNIST: 70,000 handwritten digits, 28×28 pixels. The labels are not used.

# %% name="data" tags=["train"]
mnist = labkit.data.load("mnist")
print(mnist.description)
plots.image_grid(mnist.x_train[:20], columns=10, title="training images")

# %% [markdown]
# ## 5 · Grey values from -1 to 1 (1 point)
#
# The generator will end in a tanh, whose values lie in $(-1, 1)$. So the real images, which come with grey values in
# [0, 1], have to be brought to [-1, 1] too, black to -1 and white to 1: else the discriminator needs no more than one
# dark pixel to know a forgery. And what the generator makes has to be brought back before it can be shown.
#
# <details><summary>Hint</summary>
#
# A straight line through two points. One function undoes the other.
# </details>


# %% nbgrader={"grade": false, "grade_id": "scaling", "locked": false, "schema_version": 3, "solution": true, "task": false}
def to_network(images):
    """Grey values from [0, 1] to [-1, 1]: 0 becomes -1, 1 becomes 1, linear between. <!-- req: to-network -->

    An array or a tensor of any shape. <!-- req: scaling-any-shape --> What is given is not changed. <!-- req: scaling-changes-nothing -->
    """
    ### BEGIN SOLUTION
    return 2.0 * images - 1.0
    ### END SOLUTION


def to_images(outputs):
    """The way back: from [-1, 1] to [0, 1]. <!-- req: to-images --> An array or a tensor of any shape. What is given is not changed."""
    ### BEGIN SOLUTION
    return (outputs + 1.0) / 2.0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_scaling", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_grey = np.array([[0.0, 0.5], [0.75, 1.0]], "float32")
test_scaled = as_array(to_network(test_grey))
assert test_scaled.shape == (2, 2), f"The shape must stay as it is, (2, 2), not {test_scaled.shape}."
assert np.isclose(test_scaled[0, 0], -1), f"Black, 0, must become -1, not {test_scaled[0, 0]:.4g}."
assert np.isclose(test_scaled[1, 1], 1), f"White, 1, must become 1, not {test_scaled[1, 1]:.4g}."
assert np.allclose(as_array(to_images(test_scaled)), test_grey), "to_images must undo to_network."
print("scaling: the visible tests pass")

# %% [markdown]
# ## 6 · The generator (2 points)
#
# From 32 random numbers to an image: a dense layer makes 7×7 small "images" of many channels, and two transposed
# convolutions with stride 2 double height and width, to 14×14 and to 28×28. Rules of the trade, learned the hard way by
# others:
#
# - A **kernel size that is a multiple of the stride** (4 for stride 2). With 3 or 5 some pixels are painted by more
#   kernel positions than their neighbours, and a chequered pattern shows through.
# - **Batch normalisation** between the layers keeps early training from stalling. (You may do without, if you can.)
# - **tanh** at the end, once: two in a row never come near -1 and 1.
#
# <details><summary>Hint</summary>
#
# In `__init__`, after `super().__init__(**kwargs)`, make a `keras.Sequential` of layers: `Dense(7 * 7 * 48)`,
# `BatchNormalization`, `LeakyReLU`, `Reshape((7, 7, 48))`, `Conv2DTranspose` with `strides=2, padding="same"`, and so on.
# `call` hands `z` **and `training`** on to it.
# </details>


# %% nbgrader={"grade": false, "grade_id": "generator", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Generator(keras.Model):
    """A convolutional generator: z (batch, latent_dim) -> images (batch, 28, 28, 1) <!-- req: generator-images --> in [-1, 1], through tanh. <!-- req: generator-tanh -->

    It doubles height and width by Conv2DTranspose layers with strides of 2, at least two of them, each with a kernel
    size that is a multiple of the stride. <!-- req: generator-doubles --> Each number of z has a say in the image, in a way of its own, <!-- req: generator-uses-z --> and changes
    it smoothly; a gradient reaches every weight. <!-- req: generator-learns --> Outside of training an image depends on its own z alone. <!-- req: generator-repeats -->
    """

    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
        self.layers_in_turn = keras.Sequential(
            [
                keras.Input((latent_dim,)),
                layers.Dense(7 * 7 * 48, use_bias=False),  # the normalisation adds a bias of its own
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Reshape((7, 7, 48)),
                layers.Conv2DTranspose(
                    24, 4, strides=2, padding="same", use_bias=False
                ),  # (batch, 14, 14, 24)
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Conv2DTranspose(
                    1, 4, strides=2, padding="same", activation="tanh"
                ),  # (batch, 28, 28, 1)
            ]
        )
        ### END SOLUTION

    def call(self, z, training=None):
        """z: (batch, latent_dim); training: whether normalisation, where there is any, uses this batch's statistics, and moves
        its running ones towards them. <!-- req: generator-statistics -->
        """
        ### BEGIN SOLUTION
        return self.layers_in_turn(z, training=training)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_generator", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_generator = Generator(6)
assert isinstance(test_generator, keras.Model), "Generator(...) must be a keras.Model."
test_images = as_array(test_generator(some_numbers(5, 6)))
assert test_images.shape == (5, 28, 28, 1), (
    f"The generator must put out (5, 28, 28, 1) here, not {test_images.shape}."
)
assert np.abs(test_images).max() <= 1, "Pixels lie in [-1, 1]: end with tanh."
assert test_images.min() < 0 < test_images.max(), (
    "Pixels must be able to have either sign: tanh, not sigmoid or relu."
)
assert not np.allclose(test_images[0], test_images[1]), "Different z must give different images."
print("generator: the visible tests pass")

# %% [markdown]
# ## 7 · The discriminator (2 points)
#
# The same way backwards, from 28×28 to 14×14 to 7×7 to one number. Here too there are rules:
#
# - **Strided convolutions, no pooling**, with kernel sizes that are multiples of the stride: all the generator hears
#   comes backwards through this network, and max pooling lets only one pixel in four hear anything.
# - **LeakyReLU** for the same reason: where a ReLU is off, no gradient passes.
# - **Dropout**, in training only: it keeps the discriminator from becoming too sure too soon.
# - At the end **a logit**: a dense layer with one unit and *no* activation.
#
# <details><summary>Hint</summary>
#
# `Conv2D` with `strides=2, padding="same"`, `LeakyReLU(0.2)` and `Dropout(0.3)`, twice; then `Flatten` and `Dense(1)`. A
# `Dense(64)` with `LeakyReLU` before the last layer lets it judge the image as a whole: the digits get much better by it.
# The dropout layers have to know whether this is training: hand `training` on in `call`. (Where a layer is called within
# `call` and nothing is said, Keras hands it on for you.)
# </details>


# %% nbgrader={"grade": false, "grade_id": "discriminator", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Discriminator(keras.Model):
    """A convolutional discriminator: images (batch, 28, 28, 1) in [-1, 1] -> logits (batch, 1), <!-- req: one-logit --> positive for real: any
    real numbers. <!-- req: any-logit -->

    At least two Conv2D layers with strides of 2, each with a kernel size that is a multiple of the stride, <!-- req: shrinks-by-strides --> LeakyReLU
    after them, <!-- req: leaky-relu --> no pooling; <!-- req: no-pooling --> dropout, which acts when training is True <!-- req: dropout-in-training --> and at no other time. <!-- req: dropout-at-no-other-time --> It looks at the whole
    image; <!-- req: sees-the-image --> a gradient reaches every weight, and every image. <!-- req: discriminator-learns --> Outside of training a logit depends on its own image
    alone. <!-- req: image-alone -->
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
        self.layers_in_turn = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                layers.Conv2D(24, 4, strides=2, padding="same"),  # (batch, 14, 14, 24)
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(48, 4, strides=2, padding="same"),  # (batch, 7, 7, 48)
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
                layers.Dense(64),  # looks at the image as a whole, not stroke by stroke
                layers.LeakyReLU(0.2),
                layers.Dense(1),  # no activation: a logit
            ]
        )
        ### END SOLUTION

    def call(self, images, training=None):
        """images: (batch, 28, 28, 1); training: whether dropout is on."""
        ### BEGIN SOLUTION
        return self.layers_in_turn(images, training=training)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_discriminator", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_discriminator, test_x = Discriminator(), np.tanh(some_numbers(5, 28, 28, 1))
assert isinstance(test_discriminator, keras.Model), "Discriminator() must be a keras.Model."
test_logits = as_array(test_discriminator(test_x))
assert test_logits.shape == (5, 1), (
    f"The discriminator must put out one logit per image, here (5, 1), not {test_logits.shape}."
)
assert np.allclose(test_logits, test_discriminator(test_x, training=False), atol=1e-5), (
    "Outside of training the logits must not be random."
)
test_first, test_second = (as_array(test_discriminator(test_x, training=True)) for _ in range(2))
assert not np.allclose(test_first, test_second), (
    "With training=True dropout must be on, so that two calls differ: does call hand training on?"
)
print("discriminator: the visible tests pass")

# %% [markdown]
# ## Training
#
# Eight passes over the 60,000 images. Both players use Adam with $\beta_1 = 0.5$ in place of 0.9, as the DCGAN paper
# advises: in a game the gradient of a moment ago is soon out of date. The learning rate falls to zero along a cosine, so
# that the chase comes to rest. After each epoch the same 20 draws of $z$ are turned into images, to see how they come
# into being.
#
# Do not expect the losses to tell you how good the images are. They tell who is ahead.

# %% tags=["train"]
LATENT_DIM = 32
EPOCHS = quick(8, 1)
BATCH_SIZE = 64

seed_everything(SEED)
gan = GAN(Generator(LATENT_DIM), Discriminator(), LATENT_DIM, label_noise=0.1)
steps = EPOCHS * int(np.ceil(len(mnist.x_train) / BATCH_SIZE))
d_optimizer, g_optimizer = (
    keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, decay_steps=steps), beta_1=0.5)
    for _ in range(2)
)
# jit_compile: on a CPU, XLA needs longer to compile these convolutions than it saves
gan.compile(d_optimizer, g_optimizer, jit_compile=False)
same_z = np.random.default_rng(SEED).normal(size=(20, LATENT_DIM)).astype("float32")
samples = sample_grid(lambda: to_images(gan.generator(same_z, training=False)))
start = time.perf_counter()
history = gan.fit(to_network(mnist.x_train), epochs=EPOCHS, batch_size=BATCH_SIZE, callbacks=[samples])
seconds = time.perf_counter() - start

# %% name="training_curves" tags=["train"]
plots.training_curves(history)

# %% name="samples_per_epoch" tags=["train"]
plots.image_grid(
    np.concatenate(samples.grids),
    columns=len(same_z),
    title="The same twenty draws of z, after each epoch (from top to bottom)",
)

# %% name="samples" tags=["train"]
generated = np.asarray(to_images(gan.generate(quick(1000, 200))))
plots.image_grid(generated[:60], columns=12, title="Generated digits")

# %% [markdown]
# ## 8 · Does it make all the digits? (2 points)
#
# A generator that makes one perfect 1 again and again can fool a discriminator for a while, and no loss shows it. This is
# called **mode collapse**. To see it we need a judge from outside: `labkit.digits` holds a small classifier, trained on
# MNIST and right on 99 % of its test images. `digits.predict(images)` gives ten probabilities for each image.
#
# From these, count. The **predicted digit** of an image is the one with the largest probability; the **share** $s_k$ of
# digit $k$ is the fraction of the images that are predicted to be a $k$. Then
#
# - a class is **covered** when its share is at least `min_share`; <!-- req: covered-from-min-share -->
# - the **entropy** of the shares, $H = -\sum_k s_k \ln s_k$ with $0 \ln 0 = 0$, says how even they are:
#   $\ln 10 = 2.30$ when all ten are equally frequent, 0 when there is only one.
#
# <details><summary>Hint</summary>
#
# `np.argmax(probabilities, axis=1)` is the predicted digit of each image. `np.bincount(predicted, minlength=k)` counts,
# also what does not occur. For the entropy leave out the shares that are 0: `np.log(0)` is minus infinity.
# </details>


# %% nbgrader={"grade": false, "grade_id": "mode_coverage", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mode_coverage(probabilities, min_share=0.01):
    """How many classes occur among generated images, and how evenly.

    probabilities: numpy array (n, classes), a classifier's answer for each image; min_share: 1 % if it is not given. <!-- req: one-percent -->
    Returns {"classes_covered": number of classes with a share of at least min_share, <!-- req: covered-from-min-share -->
             "entropy": entropy of the shares in nats}, <!-- req: entropy-of-shares, coverage-keys --> where the share of a class is the fraction of the images
    whose largest probability is that of the class. <!-- req: shares-of-predictions -->
    """
    ### BEGIN SOLUTION
    predicted = np.argmax(probabilities, axis=1)  # (n,)
    shares = np.bincount(predicted, minlength=probabilities.shape[1]) / len(predicted)  # (classes,)
    present = shares[shares > 0]
    return {
        "classes_covered": int(np.sum(shares >= min_share)),
        "entropy": float(np.sum(present * np.log(1 / present))),
    }
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mode_coverage", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_coverage = mode_coverage(np.eye(10)[np.arange(20) % 10])  # two images of each of ten classes
assert isinstance(test_coverage, dict), f"mode_coverage must return a dictionary, not {test_coverage!r}."
assert {"classes_covered", "entropy"} <= test_coverage.keys(), (
    f"The dictionary needs the keys classes_covered and entropy; it has {sorted(test_coverage)}."
)
assert test_coverage["classes_covered"] == 10, "Here all ten classes occur."
assert np.isclose(test_coverage["entropy"], np.log(10)), (
    f"Ten equal shares have the entropy ln 10 = 2.303, not {test_coverage['entropy']:.4g}."
)
test_coverage = mode_coverage(np.array([[0.6, 0.4, 0.0], [0.1, 0.9, 0.0], [0.8, 0.1, 0.1], [0.7, 0.3, 0.0]]))
assert test_coverage["classes_covered"] == 2, "Class 0 is predicted three times, class 1 once, class 2 never."
assert np.isclose(test_coverage["entropy"], -0.75 * np.log(0.75) - 0.25 * np.log(0.25)), (
    "The entropy is that of the shares 3/4, 1/4 and 0: count predicted classes, natural logarithm."
)
print("mode_coverage: the visible tests pass")

# %% [markdown]
# How good are single images? The **Fréchet distance** compares two collections by what the classifier's last hidden
# layer says of them: the means and the covariances of its 64 numbers. It is small when the images look alike to
# the classifier *and* vary alike. Alone it means little, so here it stands beside others: real images that the
# classifier was not trained on (the best one can hope for), images drawn from a normal distribution with the mean and
# the 50 main directions of variation of the real pixels (what one gets without any network), and plain noise.

# %% name="coverage" tags=["train"]
n = len(generated)
flat = mnist.x_train[: quick(10_000, 300)].reshape(-1, 784)
_, scales, directions = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)
draws = np.random.default_rng(SEED).normal(size=(n, 50)) * scales[:50] / np.sqrt(len(flat))
linear = np.clip(flat.mean(axis=0) + draws @ directions[:50], 0, 1).reshape(-1, 28, 28, 1)
collections = {
    "GAN": generated,
    "real, held out": mnist.x_test[-n:],
    "normal distribution": linear,
    "noise": np.random.default_rng(SEED).random((n, 28, 28, 1)),
}
real_features = digits.features(mnist.x_test[:n])
figure, axes = plt.subplots(1, 4, figsize=(13, 2.8), layout="constrained")
measured = {}
for ax, (name, images) in zip(axes, collections.items()):
    probabilities = digits.predict(images)
    measured[name] = mode_coverage(probabilities) | {
        "frechet_distance": digits.frechet(real_features, digits.features(images))
    }
    ax.bar(range(10), np.bincount(probabilities.argmax(axis=1), minlength=10) / n, color="#4a7fb0")
    ax.axhline(0.01, color="#e76300", linewidth=1, linestyle="--")
    ax.set(
        xlabel="predicted digit",
        xticks=range(10),
        title="{}: {classes_covered} classes, entropy {entropy:.2f}\nFréchet distance {frechet_distance:.1f}".format(
            name, **measured[name]
        ),
    )
    ax.title.set_fontsize(10)
    ax.spines[["top", "right"]].set_visible(False)
axes[0].set_ylabel("share")

# %% tags=["train"]
result = measured["GAN"] | {
    "frechet_distance_real": measured["real, held out"]["frechet_distance"],
    "frechet_distance_normal": measured["normal distribution"]["frechet_distance"],
    "frechet_distance_noise": measured["noise"]["frechet_distance"],
    "images": n,
    "warm_up_mean": path[-1][0],
    "warm_up_sd": path[-1][1],
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

# %% [markdown]
# A last look: images between images. As in a VAE, a straight line between two draws of $z$ is a way along which the
# image changes smoothly. But nobody can tell you which $z$ belongs to a *given* image: a GAN has no encoder.

# %% name="between" tags=["train"]
t = np.linspace(0, 1, 12, dtype="float32")[:, None]
lines = np.concatenate([(1 - t) * same_z[k] + t * same_z[k + 1] for k in range(0, 10, 2)])
plots.image_grid(
    to_images(gan.generator(lines, training=False)),
    columns=len(t),
    title="Straight lines between two draws of z, one per row",
)

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): the two losses
#
# Look at the losses of the warm-up and of the digits. Where would they be if nothing could be told apart any more, and
# where are yours? What would you conclude if the discriminator's loss went to 0 while the generator's rose, and
# what would you change? And why can you not see from a generator's loss that its images get better?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_losses", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# If nothing can be told apart the best discriminator says 1/2: its loss is 2 ln 2 = 1.39, the generator's ln 2 = 0.69.
# The warm-up ends there, since its generator can be exactly right. With the digits the discriminator stays a little
# ahead: its loss (1.1 here) is below 1.39, the generator's (1.1) above 0.69, and from the second epoch on both hardly
# change. (Label noise and dropout keep the discriminator's loss up as well.)
#
# A discriminator's loss near 0 with a rising loss of the generator means that the discriminator wins: it is sure of
# every image, and the generator's images do not get nearer. One would weaken it: a smaller learning rate for it,
# more dropout, more label noise, a smaller network; or strengthen the generator.
#
# The generator's loss is measured by the present discriminator, and that becomes stricter all the time. A constant
# loss can go with ever better images, as the picture of the epochs shows. It is the score against a moving opponent, not
# a distance to the data.
#
# ### BEGIN MARK SCHEME
# - half a point: both values for "nothing can be told apart" (or: D = 1/2 and what follows), compared with own curves.
# - half a point: the discriminator dominates (says what that does to the generator).
# - half a point: a sensible remedy (lower learning rate of D, more dropout or label noise, smaller D, larger G).
# - half a point: the yardstick is itself trained, so that losses of different epochs cannot be compared.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): gradients and modes
#
# Use the picture of the two generator losses to explain what a generator trained with the saturating loss would do in
# its first epoch. Then: which of your numbers would notice a generator that makes only ones and sevens? Which would
# notice one that makes, for each digit, the very same image again and again? And one that has learned training images by heart?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_modes", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# At first the discriminator finds every generated image, so their logits are far below 0. There the saturating loss is flat:
# its gradient is sigma(logit), near 0, and the generator hardly moves. The non-saturating loss pulls with 1 - sigma(logit),
# near 1, exactly there. Both have their goal in the same direction, so only the speed differs, but early on by
# orders of magnitude.
#
# Only ones and sevens: two classes covered, an entropy of at most ln 2 = 0.69, and a large Fréchet distance. The same
# image for each digit: coverage and entropy are perfect and notice nothing; the Fréchet distance does, since the
# features' covariance is wrong (no variation within a digit). Training images by heart: none of them: coverage, entropy
# and Fréchet distance are as good as for real images. One would have to look for the nearest training image of each
# generated one, or walk between two draws of z: a memorised set jumps.
#
# ### BEGIN MARK SCHEME
# - 1 point: early logits are negative, the saturating gradient vanishes there and the other does not. Only "it is
#   slower" without the gradient: half a point.
# - 1 point: one third for each of the three cases (coverage or entropy; Fréchet distance; none of them). Round to halves.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): a GAN and a VAE
#
# Compare your digits with those of the variational autoencoder (your own, if you have done that assignment). What differs
# in the strokes, and what in the training causes it? Name one thing that a VAE can do and this model cannot.

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_gan_and_vae", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The GAN's strokes are sharp, black and white like ink, where the VAE's are soft. A VAE is rewarded for the average of
# what is possible, pixel by pixel; a blurred stroke is a safe bet there. For a discriminator blur is the easiest sign of
# a forgery, so that the generator has to decide for one stroke. On the other hand some of the GAN's images are sharp
# nonsense, strokes that form no digit.
#
# A VAE has an encoder: it can describe and reconstruct a given image, and edit it; and it has a bound on the likelihood,
# a number to compare models by. The GAN has neither.
#
# ### BEGIN MARK SCHEME
# - half a point: sharper strokes, with the cause (no pixel-wise average; the discriminator would notice blur).
# - half a point: no encoder or reconstruction, or no likelihood (or a bound of it).
# ### END MARK SCHEME
# ### END SOLUTION
