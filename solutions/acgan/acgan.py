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
#     assignment: acgan
#     framework: tensorflow
# ---

# %% [markdown]
# # Auxiliary-classifier GAN
#
# The generator of an ordinary GAN makes *some* digit: which one, nobody can tell it. Here it is told. It gets
# a label beside the noise, and the discriminator gets a second task: to say not only whether an image is real, but also
# which digit it shows. One network learns to draw on demand; the other turns out to be a classifier.
#
# **After this assignment you can**
#
# - extend a GAN by a label: where it enters, where it is asked for, and where it must *not* be shown;
# - write a loss of several terms for two players, and say which term moves which network;
# - derive a class from another one and replace just the methods that have to change;
# - steer a generator: choose the digit, keep the style, and walk between the two;
# - use a discriminator for a decision: classify images that it has never seen.
#
# | | |
# |---|---|
# | Time to work through | about 4 hours |
# | Run time, whole notebook | about 10 minutes on two CPU cores; about 2 minutes on a GPU (an estimate) |
# | Run time with `QUICK=1` | under a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | the GAN assignment; softmax and cross-entropy; inheritance in Python |
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
import matplotlib.pyplot as plt
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
# ### Two questions to one image
#
# - The **generator** $G$ gets noise $z$ and a class $y'$, as a **label vector** $e_{y'}$: all zeros, and a one at the
#   place of the class (one-hot). It puts out an image that should look real *and* be of that class.
# - The **discriminator** $D$ sees an image *and nothing else*. It answers twice: with a **validity logit**, is it real?,
#   and with **class logits**, which class is it? It is never told the class: it could copy it instead of looking.
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$, $y$ | `images`, `labels` | (batch, 28, 28, 1), (batch,) | real images, grey values in [-1, 1], and their classes, integers |
# | $z$ | `z` | (batch, latent) | noise from $\mathcal N(0, I)$ |
# | $y'$ | `fake_labels` | (batch,) | classes asked of $G$: drawn at random, they have nothing to do with $y$ |
# | $e_{y'}$ | `label_vectors` | (batch, classes) | the same, as one-hot vectors |
# | $G(z, e_{y'})$ | `generator([z, label_vectors])` | (batch, 28, 28, 1) | generated images, in [-1, 1] |
# | $\ell$ | `real_validity`, `fake_validity` | (batch, 1) | validity logit: positive for real |
# | $c$ | `real_classes`, `fake_classes` | (batch, classes) | class logits: $\operatorname{softmax}(c)_k$ is the probability of class $k$ |
# | $\lambda$ | `class_weight` | scalar | how much the class counts beside the validity; 1 in the paper |
#
# ### What each player wants
#
# The validity part is the game you know. The class part is no game: *both* want the class to be recognised.
#
# $$
# \mathcal L_D = \underbrace{\overline{\operatorname{bce}}(1, \ell^\text{real}) + \overline{\operatorname{bce}}(0, \ell^\text{fake})}_\text{who is real?}
#  + \lambda \Big[ \overline{\operatorname{ce}}(y, c^\text{real}) + \overline{\operatorname{ce}}(y', c^\text{fake}) \Big]
# \qquad
# \mathcal L_G = \underbrace{\overline{\operatorname{bce}}(1, \ell^\text{fake})}_\text{taken for real}
#  + \lambda\, \overline{\operatorname{ce}}(y', c^\text{fake})
# $$
#
# The bar is the mean over the batch. $D$ learns the classes from real images with their true labels, and, as in the
# original paper, also from generated ones with the labels they were *asked* to have. $G$ is rewarded when $D$ recognises
# the digit it was asked for. So $\mathcal L_D$ has four terms and $\mathcal L_G$ two, all in nats, and **all are
# minimised**, each by its own player.

# %% name="two_tasks" tags=["train"]
LABEL_COLOUR = "#a0447a"


def draw_players(axes):
    """Noise and label to the generator; real and generated images to the discriminator; two answers, and their losses."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)

    z = box(0, 0.45, r"$z\sim\mathcal{N}(0, I)$")
    asked = box(0, -0.45, "label vector $e_{y'}$", "#f3d9e6")
    generator = box(2.2, 0, "generator $G$", "#d5ecd0")
    fake = box(4.3, 0, "$G(z, e_{y'})$\n28×28×1", "#fbe3c0")
    real = box(4.3, 1.6, "$x$, real\n28×28×1", "#fbe3c0")
    body = box(6.5, 0.8, "discriminator $D$\none body, two heads", "#cfe3f5")
    validity = box(9, 1.5, r"validity logit $\ell$" + "\nreal > 0 > fake")
    classes = box(9, 0.1, "class logits $c$\none per class")
    true = box(11.6, 0.75, "label $y$ of $x$", "#f3d9e6")
    target = box(11.6, -0.55, "label $y'$ asked of $G$", "#f3d9e6")

    def arrow(start, end, **style):
        patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
        properties = {"arrowstyle": "-|>", "color": "0.3"} | patches | style
        axes.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=properties)

    straight = [(z, generator), (asked, generator), (generator, fake), (fake, body), (real, body)]
    for start, end in [*straight, (body, validity), (body, classes)]:
        arrow(start, end)
    for label in (true, target):
        arrow(label, classes, linestyle="--", color=LABEL_COLOUR, arrowstyle="<|-|>")
    axes.text(10.1, -1.3, "compared by the class loss", color=LABEL_COLOUR, ha="center", fontsize=9)
    axes.text(6.5, -0.15, "never sees a label", color="#3f70a0", ha="center", fontsize=9)
    axes.set(xlim=(-1.2, 12.8), ylim=(-1.5, 2.2))
    axes.axis("off")


figure, axes = plt.subplots(figsize=(12, 3.3), layout="constrained")
draw_players(axes)


# %% [markdown]
# Further reading: [Odena, Olah and Shlens 2016](https://arxiv.org/abs/1610.09585) (the auxiliary classifier),
# [Mirza and Osindero 2014](https://arxiv.org/abs/1411.1784) (the other way: tell $D$ the label),
# [Radford, Metz and Chintala 2015](https://arxiv.org/abs/1511.06434) (DCGAN).
#
# ### What is given
#
# From the GAN assignment: the validity losses of both players, the class `GAN`, and the scaling of grey values. You will
# not change them. Read `GAN` again, though: you will derive from it.


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


# %% from="gan.gan"
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
        """One step of d_optimizer on discriminator_loss, then one step of g_optimizer on generator_loss.

        Noise is standard normal, (batch, latent_dim), drawn anew in every step. The generator's gradient is taken
        with the discriminator already updated. In both moves both networks are called with training=True.
        Returns the trackers' results: {"d_loss": ..., "g_loss": ...}.
        """
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, ...)
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

    def generate(self, n):
        """What the generator makes of n fresh draws of z from N(0, I), outside of training (training=False)."""
        return self.generator(keras.random.normal((n, self.latent_dim)), training=False)


# %% from="gan.scaling"
def to_network(images):
    """Grey values from [0, 1] to [-1, 1]: 0 becomes -1, 1 becomes 1, linear between.

    An array or a tensor of any shape. What is given is not changed.
    """
    return 2.0 * images - 1.0


def to_images(outputs):
    """The way back: from [-1, 1] to [0, 1]. An array or a tensor of any shape. What is given is not changed."""
    return (outputs + 1.0) / 2.0


# %% [markdown]
# The labels asked of the generator are drawn by this function. **Use it for every such draw**: <!-- req: labels-drawn --> the checks know what it
# drew, and so can tell exactly what your training step should have done.


# %%
def random_labels(n, classes):
    """n labels from 0 to classes - 1, each equally probable: int32 (n,)."""
    # of several numbers that are drawn alike, each is the largest with the same probability
    return ops.cast(ops.argmax(keras.random.normal((n, classes)), axis=1), "int32")


# %% [markdown]
# And for the tests below two tiny networks: they have the right kind of inputs and outputs and nothing else, so
# that a test of your class does not depend on the networks you build.


# %%
def tiny_networks(latent_dim=3, classes=4):
    """A generator of 4x5 pictures from [z, label vectors], and a discriminator of them with two heads."""
    z, label_vectors = keras.Input((latent_dim,)), keras.Input((classes,))
    pixels = layers.Dense(4 * 5, activation="tanh")(layers.Concatenate()([z, label_vectors]))
    generator = keras.Model([z, label_vectors], layers.Reshape((4, 5, 1))(pixels), name="tiny_generator")

    image = keras.Input((4, 5, 1))
    features = layers.Dense(6, activation="tanh")(layers.Flatten()(image))
    heads = [layers.Dense(1)(features), layers.Dense(classes)(features)]
    return generator, keras.Model(image, heads, name="tiny_discriminator")


def some_numbers(*shape, seed=0):
    """Standard normal numbers, float32."""
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def as_array(result):
    """What your function returned, as a numpy array."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return np.asarray(result)


# %% [markdown]
# # Part I · Losses and training
#
# ## 1 · The class loss (2 points)
#
# The class logits $c \in \mathbb R^K$ of an image become probabilities by the softmax, and the loss is minus the
# logarithm of that of the right class $y$: <!-- req: class-loss-cross-entropy -->
#
# $$ \operatorname{ce}(y, c) = -\log \operatorname{softmax}(c)_y = \log \sum_{k=0}^{K-1} e^{c_k} - c_y $$
#
# This is the **sparse categorical cross-entropy**: sparse, since $y$ is an integer and no vector. Take the mean over the
# batch. Computed from the logits as on the right it is exact for large logits, too; computed from probabilities it is
# not, and softmax *and* `from_logits=True` would apply the softmax twice.
#
# <details><summary>Hint</summary>
#
# Keras has it: look for `sparse_categorical_crossentropy` in `keras.ops`, and at its argument `from_logits`. It gives one
# number per image.
# </details>


# %% nbgrader={"grade": false, "grade_id": "class_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def class_loss(labels, class_logits):
    """Sparse categorical cross-entropy from logits, in nats.

    labels: (batch,), integers from 0 to classes - 1; class_logits: (batch, classes), any real numbers.
    Returns a scalar: <!-- req: class-loss-scalar --> the mean over the batch, <!-- req: class-loss-cross-entropy --> with a gradient, <!-- req: class-loss-gradient --> finite and exact for logits of thousands, too. <!-- req: class-loss-large-logits -->
    """
    ### BEGIN SOLUTION
    return ops.mean(ops.sparse_categorical_crossentropy(labels, class_logits, from_logits=True))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_class_loss", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_labels, test_sure = np.array([2, 0, 1]), 100 * np.eye(4, dtype="float32")[[2, 0, 1]]
test_loss = as_array(class_loss(test_labels, np.zeros((3, 4), "float32")))
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, np.log(4), atol=1e-4), (
    f"Four classes, all logits 0: each has the probability 1/4, the loss is ln 4 = 1.386; yours is {test_loss:.4g}."
)
test_loss = as_array(class_loss(test_labels, test_sure))
assert test_loss < 1e-3, (
    f"The right class has a logit of 100, the others 0: the loss is near 0, yours is {test_loss:.4g}. "
    "Is the softmax applied twice?"
)
test_loss = as_array(class_loss((test_labels + 1) % 4, test_sure))
assert np.isclose(test_loss, 100, rtol=1e-3), (
    f"A wrong class has a logit of 100: the loss is 100, yours is {test_loss:.4g}. "
    "Compute it from the logits, not from rounded probabilities."
)
print("class_loss: the visible tests pass")

# %% [markdown]
# ## 2 · The losses of both players (3 points)
#
# Put $\mathcal L_D$ and $\mathcal L_G$ together, as above, from parts that are there: `discriminator_loss` and
# `generator_loss` (without label noise) for the validity, <!-- req: d-loss-validity, g-loss-validity --> `class_loss` for the classes. <!-- req: d-loss-classes, g-loss-class --> $\lambda$ stands in front of
# **all** class terms and of nothing else. <!-- req: class-weight-on-classes -->
#
# The arguments come in the order in which $D$ answers, with the labels behind: `(validity, classes, labels)`, first those
# of the real images. So `real = discriminator(images)` can be handed on as `*real, labels`.
#
# > **Pinned down here:** the class loss of generated images counts for $D$ as well, as in the paper. Other
# > implementations leave that term out; in this assignment it belongs to $\mathcal L_D$. <!-- req: class-loss-of-fakes -->
#
# <details><summary>Hint</summary>
#
# Four terms and two. Which label belongs to which logits? And both players *minimise*: a good classification makes
# either loss smaller.
# </details>


# %% nbgrader={"grade": false, "grade_id": "acgan_losses", "locked": false, "schema_version": 3, "solution": true, "task": false}
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    """The discriminator's loss: validity of real and generated images, and class_weight times both class losses.

    ..._validity: (batch, 1), ..._classes: (batch, classes), what D answers to real and to generated images, logits;
    real_labels: (batch,), the true classes of the real ones; fake_labels: (batch,), those asked of the generator. <!-- req: labels-go-with-their-logits -->
    class_weight: 1 if it is not given. <!-- req: class-weight-one -->
    Returns a scalar, <!-- req: d-loss-scalar --> in nats, with a gradient for all logits. <!-- req: loss-gradients -->
    Source: Odena et al. 2016, section 3.
    """
    ### BEGIN SOLUTION
    validity = discriminator_loss(real_validity, fake_validity)
    classes = class_loss(real_labels, real_classes) + class_loss(fake_labels, fake_classes)
    return validity + class_weight * classes
    ### END SOLUTION


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    """The generator's loss: non-saturating validity loss, and class_weight times the class loss of its images.

    Arguments as above. Returns a scalar, <!-- req: g-loss-scalar --> in nats, with a gradient for all logits.
    """
    ### BEGIN SOLUTION
    return generator_loss(fake_validity) + class_weight * class_loss(fake_labels, fake_classes)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_acgan_losses", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_validity, test_classes = np.zeros((3, 1), "float32"), np.zeros((3, 4), "float32")
test_real, test_fake = np.array([0, 1, 2]), np.array([3, 3, 1])
test_loss = as_array(
    acgan_discriminator_loss(test_validity, test_classes, test_real, test_validity, test_classes, test_fake)
)
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, 2 * np.log(2) + 2 * np.log(4), atol=1e-4), (
    f"All logits 0, four classes: 2 ln 2 for the validity and 2 ln 4 for the classes, 4.159; yours is {test_loss:.4g}."
)
test_loss = as_array(acgan_generator_loss(test_validity, test_classes, test_fake, class_weight=0.5))
assert test_loss.shape == (), f"The loss of a batch is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, np.log(2) + 0.5 * np.log(4), atol=1e-4), (
    f"All logits 0, four classes, weight 0.5: ln 2 + 0.5 ln 4 = 1.386; yours is {test_loss:.4g}."
)
test_of_real, test_of_fake = (
    100 * np.eye(4, dtype="float32")[test_real],
    100 * np.eye(4, dtype="float32")[test_fake],
)
test_loss = as_array(
    acgan_discriminator_loss(test_validity, test_of_real, test_real, test_validity, test_of_fake, test_fake)
)
assert np.isclose(test_loss, 2 * np.log(2), atol=1e-3), (
    "Here all classes are recognised, and only the validity costs something: "
    "do real logits go with real_labels, and those of generated images with fake_labels?"
)
assert as_array(acgan_generator_loss(test_validity, test_of_fake, test_fake)) < 1, (
    "The generator wants its class to be recognised: then its loss is small."
)
print("acgan_losses: the visible tests pass")

# %% [markdown]
# ## 3 · The conditional GAN (6 points)
#
# `ConditionalGAN` is a `GAN`: it keeps the networks, the optimisers, `compile` and the two trackers of the base class, <!-- req: any-two-networks --> and
# replaces what has to change, `train_step` and `generate`. As before every step of training gives each player one move: <!-- req: every-step -->
#
# 1. **$D$ moves.** Draw labels with `random_labels`, <!-- req: labels-drawn --> generate an image for each, let $D$ look at these and at the real
#    batch, compute `acgan_discriminator_loss`, and give `d_optimizer` the gradient <!-- req: d-gradient --> with respect to the weights **of $D$
#    alone**. <!-- req: own-weights --> The class loss of generated images depends on $G$ too, but $G$ does not move here. <!-- req: own-weights -->
# 2. **Then $G$ moves.** <!-- req: d-moves-first --> Generate images (for fresh labels and noise, or the same, as you like), let the $D$ *just updated*
#    look at them, <!-- req: d-just-updated --> compute `acgan_generator_loss`, and give `g_optimizer` the gradient <!-- req: g-gradient --> with respect to the weights **of
#    $G$ alone**. <!-- req: own-weights -->
#
# An image and the label it was made for belong together: the class asked of $G$ and the target of the class loss must be
# the very same draw; <!-- req: same-draw --> real images keep the labels of the batch. <!-- req: real-labels --> Do not use the labels of the batch for generated images, <!-- req: labels-drawn --> and
# show $D$ no labels. <!-- req: no-labels-for-d --> Both networks are called with `training=True`, in both moves. <!-- req: training-mode -->
#
# The optimisers get the gradients as they are. `fit` compiles the step to a graph, where it has to work as well: compute
# with tensors, not with numpy or Python numbers. <!-- req: step-in-fit --> What the trackers report are means over the batches of the epoch so
# far, as before. <!-- req: epoch-means -->
#
# `generate(labels)` makes one image for each label, <!-- req: generate-by-label --> and gives it back as $G$ puts it out. <!-- req: generate-as-it-is --> With `training=True` it can serve
# the training step, too.
#
# <details><summary>Hint</summary>
#
# `ops.one_hot(labels, self.classes)` makes label vectors, and the generator is called with a list of two:
# `self.generator([z, label_vectors], training=...)`. $D$ returns a pair, which a star hands on: `f(*real, labels)`.
#
# For the rest, `GAN.train_step` above is the pattern; only what goes into the networks and the losses is new.
# </details>


# %% nbgrader={"grade": false, "grade_id": "conditional_gan", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ConditionalGAN(GAN):
    """An auxiliary-classifier GAN.

    generator: [z (batch, latent_dim), label vectors (batch, classes), one-hot <!-- req: one-hot-labels -->] -> what it generates, of the shape of
    real data.
    discriminator: data -> (validity logits (batch, 1), class logits (batch, classes)).
    class_weight: handed to acgan_discriminator_loss and acgan_generator_loss. <!-- req: class-weight-handed-on -->
    """

    def __init__(self, generator, discriminator, latent_dim, classes=10, class_weight=1.0, **kwargs):
        super().__init__(generator, discriminator, latent_dim, **kwargs)
        self.classes = classes
        self.class_weight = class_weight

    def train_step(self, data):
        """One step of d_optimizer on acgan_discriminator_loss, then one of g_optimizer on acgan_generator_loss. <!-- req: one-step-each -->

        data: (images, labels), labels (batch,) integers.
        Generated images: from random_labels and standard normal z, <!-- req: normal-noise --> (batch, latent_dim), drawn anew in every step. <!-- req: fresh-noise --> The
        generator's gradient is taken with the discriminator already updated. In both moves both networks are called with
        training=True.
        Returns the trackers' results: {"d_loss": ..., "g_loss": ...}. <!-- req: step-reports -->
        """
        images, labels = data
        ### BEGIN SOLUTION
        batch = ops.shape(images)[0]
        fake_labels = random_labels(batch, self.classes)
        with tf.GradientTape() as tape:
            real = self.discriminator(images, training=True)
            fake = self.discriminator(self.generate(fake_labels, training=True), training=True)
            d_loss = acgan_discriminator_loss(*real, labels, *fake, fake_labels, self.class_weight)
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

        fake_labels = random_labels(batch, self.classes)
        with tf.GradientTape() as tape:
            fake = self.discriminator(self.generate(fake_labels, training=True), training=True)
            g_loss = acgan_generator_loss(*fake, fake_labels, self.class_weight)
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

        self.d_loss_tracker.update_state(d_loss)
        self.g_loss_tracker.update_state(g_loss)
        return {metric.name: metric.result() for metric in self.metrics}
        ### END SOLUTION

    def generate(self, labels, training=False):
        """One image for each of the labels, from fresh draws of z from N(0, I). <!-- req: generate-fresh-noise -->

        labels: (n,) integers, an array or a tensor; training: handed on to the generator. <!-- req: generate-training -->
        """
        ### BEGIN SOLUTION
        z = keras.random.normal((ops.shape(labels)[0], self.latent_dim))
        return self.generator([z, ops.one_hot(labels, self.classes)], training=training)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_conditional_gan", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
test_generator, test_discriminator = tiny_networks(latent_dim=3, classes=4)
test_gan = ConditionalGAN(test_generator, test_discriminator, latent_dim=3, classes=4)
test_d_optimizer, test_g_optimizer = keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1)
test_gan.compile(d_optimizer=test_d_optimizer, g_optimizer=test_g_optimizer)
test_made = as_array(test_gan.generate(np.array([3, 3, 0, 1, 2, 3])))
assert test_made.shape == (6, 4, 5, 1), (
    f"generate must give one image for each of six labels, here (6, 4, 5, 1), not {test_made.shape}."
)
assert not np.allclose(test_made[0], test_made[1]), "generate must draw another z for each image."
assert not np.allclose(test_made, test_gan.generate(np.array([3, 3, 0, 1, 2, 3]))), (
    "generate must draw fresh z in every call."
)


def test_weights():
    networks = [test_generator, test_discriminator]
    return {network.name: [w.numpy().copy() for w in network.weights] for network in networks}


def test_moved(before, name):
    pairs = zip(before[name], test_weights()[name])
    return [not np.array_equal(old, new) for old, new in pairs]


test_batch = (tf.constant(some_numbers(8, 4, 5, 1)), tf.constant([0, 1, 2, 3, 3, 2, 1, 0]))
test_before = test_weights()
test_logs = test_gan.train_step(test_batch)
assert isinstance(test_logs, dict), f"train_step must return a dictionary, not {test_logs!r}."
for test_key in ["d_loss", "g_loss"]:
    assert test_key in test_logs, f"train_step must return the key {test_key!r}; it has {sorted(test_logs)}."
for test_name in ["tiny_generator", "tiny_discriminator"]:
    assert all(test_moved(test_before, test_name)), (
        f"train_step must move all weights of the {test_name}: both heads, and what reads the label vectors."
    )
for test_name, test_optimizer in [("d_optimizer", test_d_optimizer), ("g_optimizer", test_g_optimizer)]:
    assert int(test_optimizer.iterations) == 1, (
        f"{test_name} must be applied once in a step, not {int(test_optimizer.iterations)} times."
    )

# with a learning rate of 0 for one of the players, only the other one moves
for test_name, test_rates in [("tiny_discriminator", (0.1, 0.0)), ("tiny_generator", (0.0, 0.1))]:
    test_gan = ConditionalGAN(test_generator, test_discriminator, latent_dim=3, classes=4)
    test_gan.compile(*[keras.optimizers.SGD(rate) for rate in test_rates])
    test_before = test_weights()
    test_gan.train_step(test_batch)
    test_other = ({"tiny_generator", "tiny_discriminator"} - {test_name}).pop()
    assert all(test_moved(test_before, test_name)), f"The {test_name} must move when it is its turn."
    assert not any(test_moved(test_before, test_other)), (
        f"Only the {test_name} may move here, not the {test_other}: "
        "each optimiser gets the weights of its own network alone."
    )
print("conditional_gan: the visible tests pass")

# %% [markdown]
# # Part II · Digits
#
# MNIST: 70,000 handwritten digits, 28×28 pixels. This time with their labels.

# %% name="data" tags=["train"]
mnist = labkit.data.load("mnist")
print(mnist.description)
plots.image_grid(mnist.x_train[:20], columns=10, titles=mnist.y_train[:20], title="training images")

# %% [markdown]
# ## 4 · A generator that can be told (2 points)
#
# It is the generator of the GAN assignment with one more input: $z$ and the label vector are joined to one vector of
# `latent_dim + classes` numbers, and from there on nothing is new: a dense layer to 7×7 with many channels, two
# transposed convolutions with stride 2 (kernel sizes that are multiples of the stride), batch normalisation between,
# tanh at the end.
#
# It takes label *vectors*, not labels: so you can later ask for something between a three and an eight. With the same $z$
# every class gives an image of its own, and so does a mixture of two. <!-- req: generator-uses-label -->
#
# <details><summary>Hint</summary>
#
# `ops.concatenate([...], axis=1)` joins the two. The layers can be a `keras.Sequential`, as before, that begins with
# `keras.Input((latent_dim + classes,))`. Hand `training` on to it.
# </details>


# %% nbgrader={"grade": false, "grade_id": "conditional_generator", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ConditionalGenerator(keras.Model):
    """[z (batch, latent_dim), label vectors (batch, classes)] -> images (batch, 28, 28, 1) <!-- req: generator-images --> in [-1, 1], through tanh. <!-- req: generator-tanh -->

    It doubles height and width by Conv2DTranspose layers with strides of 2, at least two of them, each with a kernel
    size that is a multiple of the stride. <!-- req: generator-doubles --> Each number of z has a say in the image, in a way of its own, <!-- req: generator-uses-z --> and z and label
    vector change it smoothly; a gradient reaches every weight. <!-- req: generator-learns --> Outside of training an image depends on its own z and
    label vector alone. <!-- req: generator-repeats -->
    """

    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
        self.layers_in_turn = keras.Sequential(
            [
                keras.Input((latent_dim + classes,)),
                layers.Dense(7 * 7 * 48, use_bias=False),  # the normalisation adds a bias of its own
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Reshape((7, 7, 48)),
                layers.Conv2DTranspose(24, 4, strides=2, padding="same", use_bias=False),  # 14×14
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),  # 28×28
            ]
        )
        ### END SOLUTION

    def call(self, inputs, training=None):
        """inputs: [z, label_vectors]; training: whether normalisation, where there is any, uses this batch's statistics, and
        moves its running ones towards them. <!-- req: generator-statistics -->
        """
        ### BEGIN SOLUTION
        z, label_vectors = inputs
        return self.layers_in_turn(ops.concatenate([z, label_vectors], axis=1), training=training)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_conditional_generator", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_generator = ConditionalGenerator(6, classes=3)
assert isinstance(test_generator, keras.Model), "ConditionalGenerator(...) must be a keras.Model."
test_z, test_vectors = some_numbers(5, 6), np.eye(3, dtype="float32")[[0, 1, 2, 0, 1]]
test_images = as_array(test_generator([test_z, test_vectors]))
assert test_images.shape == (5, 28, 28, 1), (
    f"The generator must put out (5, 28, 28, 1) here, not {test_images.shape}."
)
assert np.abs(test_images).max() <= 1, "Pixels lie in [-1, 1]: end with tanh."
assert test_images.min() < 0 < test_images.max(), (
    "Pixels must be able to have either sign: tanh, not sigmoid or relu."
)
assert not np.allclose(test_images[0], test_images[3]), "Different z must give different images."
assert not np.allclose(test_images, test_generator([test_z, test_vectors[[1, 2, 0, 1, 2]]])), (
    "Another label vector with the same z must give another image."
)
print("conditional_generator: the visible tests pass")

# %% [markdown]
# ## 5 · The discriminator with two heads (3 points)
#
# One body looks at the image, two small heads answer: a dense layer with one unit for the validity, one with `classes`
# units for the class. The body is shared on purpose: what helps to tell a 4 from a 9 helps to see whether a stroke is
# drawn as people draw it, and the labels teach the body faster than the game alone would.
#
# The rules for the body are those you know: **strided convolutions** with kernel sizes that are multiples of the stride and
# no pooling, **LeakyReLU**, **dropout** in training only. At the end of both heads **logits**: no sigmoid, no softmax,
# since the losses are computed from logits.
#
# <details><summary>Hint</summary>
#
# Body: `Conv2D` with `strides=2, padding="same"`, `LeakyReLU(0.2)` and `Dropout(0.3)`, twice; `Flatten`; a `Dense(64)` with
# `LeakyReLU`. Then two `Dense` layers, both applied to what the body gives. `call` returns the two answers as a tuple.
# </details>


# %% nbgrader={"grade": false, "grade_id": "multitask_discriminator", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MultitaskDiscriminator(keras.Model):
    """Is an image real, and of which class is it? Two answers from one look: a shared body, and two heads.

    images (batch, 28, 28, 1), in [-1, 1] or in [0, 1] -> validity_logits (batch, 1), positive for real, and
    class_logits (batch, classes), the largest for the most probable class. <!-- req: two-answers --> Both are logits, any real numbers: no
    activation. <!-- req: any-logit --> The heads share the body, and each has weights of its own. <!-- req: shared-body -->
    At least two Conv2D layers with strides of 2, each with a kernel size that is a multiple of the stride, <!-- req: shrinks-by-strides --> LeakyReLU
    after them, <!-- req: leaky-relu --> no pooling; <!-- req: no-pooling --> dropout, which acts when training is True, on both answers, <!-- req: dropout-in-training --> and at no other
    time. <!-- req: dropout-at-no-other-time --> Both answers come from the whole image; <!-- req: sees-the-image --> from both a gradient reaches the image, and every weight gets
    one. <!-- req: discriminator-learns --> Outside of training they depend on their own image alone. <!-- req: image-alone -->
    """

    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
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
        ### END SOLUTION

    def call(self, images, training=False):
        """images: (batch, 28, 28, 1); training: whether dropout is on. Returns (validity_logits, class_logits)."""
        ### BEGIN SOLUTION
        features = self.body(images, training=training)  # (batch, 64): both heads read the same
        return self.validity_head(features), self.class_head(features)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_multitask_discriminator", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_discriminator, test_x = MultitaskDiscriminator(classes=7), np.tanh(some_numbers(5, 28, 28, 1))
assert isinstance(test_discriminator, keras.Model), "MultitaskDiscriminator() must be a keras.Model."
test_answer = test_discriminator(test_x)
assert isinstance(test_answer, (tuple, list)) and len(test_answer) == 2, (
    "The discriminator must return two things: validity logits and class logits."
)
test_validity, test_classes = (as_array(part) for part in test_answer)
assert test_validity.shape == (5, 1), f"One validity logit per image, here (5, 1), not {test_validity.shape}."
assert test_classes.shape == (5, 7), f"One logit per class and image, here (5, 7), not {test_classes.shape}."
assert np.any(test_classes < 0), "Class logits can be negative: no softmax and no relu at the end."
for test_first, test_second in zip(test_answer, test_discriminator(test_x, training=False)):
    assert np.allclose(test_first, test_second, atol=1e-5), "Outside of training nothing may be random."
test_first, test_second = (as_array(test_discriminator(test_x, training=True)[1]) for _ in range(2))
assert not np.allclose(test_first, test_second), (
    "With training=True dropout must be on, so that two calls differ: does call hand training on?"
)
print("multitask_discriminator: the visible tests pass")

# %% [markdown]
# ## 6 · The discriminator as a classifier (2 points)
#
# The class head is a classifier that comes for free: it has seen real images with their labels in every step. To use
# it, leave out the validity, turn class logits into probabilities, and take the most probable class:
#
# $$ p_k = \operatorname{softmax}(c)_k = \frac{e^{c_k}}{\sum_j e^{c_j}}, \qquad \hat y = \arg\max_k p_k $$
#
# The **accuracy** is the share of images with $\hat y = y$. Mind the mode: dropout has no place in a decision. <!-- req: decides-outside-training -->
#
# <details><summary>Hint</summary>
#
# `ops.softmax(..., axis=-1)`, and `ops.argmax` or `np.argmax` along the same axis. Of the discriminator's two answers you
# need the second.
# </details>


# %% nbgrader={"grade": false, "grade_id": "classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def class_probabilities(discriminator, images):
    """What the discriminator says of the classes, outside of training.

    discriminator: images -> (validity logits (n, 1), class logits (n, classes)).
    Returns probabilities (n, classes): <!-- req: probability-per-class --> the softmax of the class logits, <!-- req: softmax-of-classes --> not negative, and 1 in sum for each image.
    """
    ### BEGIN SOLUTION
    _, class_logits = discriminator(images, training=False)
    return ops.softmax(class_logits, axis=-1)
    ### END SOLUTION


def accuracy(discriminator, images, labels):
    """The share of images whose most probable class is their label, <!-- req: accuracy-share --> a number from 0 to 1. <!-- req: accuracy-number -->

    labels: (n,) integers, an array or a tensor. <!-- req: accuracy-number -->
    """
    ### BEGIN SOLUTION
    predicted = np.argmax(class_probabilities(discriminator, images), axis=1)  # (n,)
    return float(np.mean(predicted == np.asarray(labels)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_classifier", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
_, test_discriminator = tiny_networks(classes=4)
test_x = some_numbers(6, 4, 5, 1)
test_probabilities = as_array(class_probabilities(test_discriminator, test_x))
assert test_probabilities.shape == (6, 4), (
    f"One probability per image and class, here (6, 4), not {test_probabilities.shape}."
)
assert np.allclose(test_probabilities.sum(axis=1), 1, atol=1e-5), (
    "The probabilities of an image must sum to 1."
)
test_predicted = np.argmax(as_array(test_discriminator(test_x)[1]), axis=1)
assert np.isclose(accuracy(test_discriminator, test_x, test_predicted), 1), (
    "Here all labels are the most probable classes: the accuracy is 1."
)
assert np.isclose(accuracy(test_discriminator, test_x, (test_predicted + [0, 0, 0, 1, 2, 3]) % 4), 0.5), (
    "Here three of six labels are the most probable classes: the accuracy is 0.5."
)
print("classifier: the visible tests pass")

# %% [markdown]
# ## Training
#
# Both players use Adam with $\beta_1 = 0.5$, and a learning rate that falls to zero along a cosine, as in the GAN
# assignment. After each epoch the same $z$ is drawn as each of the ten digits, and two numbers are taken: how many of
# 2,000 **test images** the class head gets right, and how many of 1,000 **generated images** are recognised as the digit
# they should be. The judge of the latter is not $D$, which has trained together with $G$ and may have agreed with it on
# something odd, but the fixed classifier in `labkit.digits`, which has never seen either of them.

# %% tags=["train"]
LATENT_DIM = 32
EPOCHS = quick(10, 1)
BATCH_SIZE = 64

seed_everything(SEED)
gan = ConditionalGAN(ConditionalGenerator(LATENT_DIM), MultitaskDiscriminator(), LATENT_DIM)
steps = EPOCHS * int(np.ceil(len(mnist.x_train) / BATCH_SIZE))
d_optimizer, g_optimizer = (
    keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, decay_steps=steps), beta_1=0.5)
    for _ in range(2)
)
# jit_compile: on a CPU, XLA needs longer to compile these convolutions than it saves
gan.compile(d_optimizer, g_optimizer, jit_compile=False)

ten_labels = np.arange(10)
same_z = np.repeat(some_numbers(1, LATENT_DIM, seed=SEED), 10, axis=0)
ten_vectors = np.eye(10, dtype="float32")


def recognised(labels):
    """Generated images for these labels, and the share that the fixed classifier takes for what they should be."""
    images = np.asarray(to_images(gan.generate(labels)))
    return images, float(np.mean(digits.predict(images).argmax(axis=1) == labels))


def measure(epoch, logs):
    logs["test_accuracy"] = accuracy(gan.discriminator, to_network(mnist.x_test[:2000]), mnist.y_test[:2000])
    logs["generated_recognised"] = recognised(np.tile(ten_labels, quick(100, 5)))[1]


samples = sample_grid(lambda: to_images(gan.generator([same_z, ten_vectors], training=False)))
callbacks = [keras.callbacks.LambdaCallback(on_epoch_end=measure), samples]
start = time.perf_counter()
history = gan.fit(
    to_network(mnist.x_train), mnist.y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, callbacks=callbacks
)
seconds = time.perf_counter() - start

# %% name="training_curves" tags=["train"]
plots.training_curves(history)

# %% name="samples_per_epoch" tags=["train"]
plots.image_grid(
    np.concatenate(samples.grids),
    columns=10,
    titles=[*ten_labels, *[""] * (10 * len(samples.grids) - 10)],
    title="One z, told to be each digit, after each epoch (from top to bottom)",
)

# %% [markdown]
# ## 7 · Steering (2 points)
#
# Now the generator can be steered, by two things that ought to be independent: the label vector says *what*, and $z$ says
# *how*. Three ways to look at that:
#
# - **`class_grid`**: every $z$ with every class. <!-- req: every-pair --> Row $r$ belongs to $z_r$, column $k$ to class $k$; <!-- req: grid-order --> so a column holds one
#   digit in many hands, and a row many digits in one hand.
# - **`walk_in_z`**: on a straight line from $z_0$ to $z_1$, <!-- req: line-in-z --> the class being fixed: <!-- req: class-stays --> the style changes.
# - **`walk_between_classes`**: on a straight line from the label vector of one class to that of another, <!-- req: line-between-classes --> $z$ being
#   fixed: <!-- req: z-stays --> $(1 - t)\, e_\text{first} + t\, e_\text{second}$. In training the generator has never seen such a mixture.
#
# Both walks have `n` steps, equally spaced, with both ends. <!-- req: n-steps --> All three call the generator with a list of two arrays,
# `[z, label_vectors]`, of equally many rows, outside of training. <!-- req: steering-outside-training -->
#
# <details><summary>Hint</summary>
#
# `np.eye(classes)[label]` is a label vector. `np.repeat(a, n, axis=0)` gives each row n times in a row, `np.tile(a, (n, 1))`
# the whole array n times: images come row by row, so which of the two is for $z$, and which for the label vectors? For a
# walk, `t = np.linspace(0, 1, n)[:, None]` is a column of weights.
# </details>


# %% nbgrader={"grade": false, "grade_id": "steering", "locked": false, "schema_version": 3, "solution": true, "task": false}
def class_grid(generator, z, classes=10):
    """Every z with every class, outside of training. z: numpy array (rows, latent).

    Returns images (rows * classes, ...), row by row: number r * classes + k is made of z[r] and class k. <!-- req: grid-order -->
    """
    ### BEGIN SOLUTION
    label_vectors = np.tile(np.eye(classes, dtype="float32"), (len(z), 1))  # 0 1 2 ... 0 1 2 ...
    return generator([np.repeat(z, classes, axis=0), label_vectors], training=False)
    ### END SOLUTION


def walk_in_z(generator, z0, z1, label, n, classes=10):
    """n images of one class, on a straight line from z0 to z1, numpy arrays (latent,), both included; outside of training."""
    ### BEGIN SOLUTION
    t = np.linspace(0, 1, n, dtype="float32")[:, None]  # (n, 1)
    label_vectors = np.tile(np.eye(classes, dtype="float32")[label], (n, 1))
    return generator([(1 - t) * z0 + t * z1, label_vectors], training=False)
    ### END SOLUTION


def walk_between_classes(generator, z, first, second, n, classes=10):
    """n images of one z, numpy array (latent,), on a straight line between two classes' label vectors, both included;
    outside of training.
    """
    ### BEGIN SOLUTION
    t = np.linspace(0, 1, n, dtype="float32")[:, None]
    vectors = np.eye(classes, dtype="float32")
    return generator([np.tile(z, (n, 1)), (1 - t) * vectors[first] + t * vectors[second]], training=False)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_steering", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_generator, _ = tiny_networks(latent_dim=3, classes=4)
test_z, test_vectors = some_numbers(2, 3), np.eye(4, dtype="float32")


def test_make(z, vector):
    return np.asarray(test_generator([z[None], vector[None].astype("float32")]))[0]


test_images = as_array(class_grid(test_generator, test_z, classes=4))
assert test_images.shape == (8, 4, 5, 1), (
    f"Two z with four classes are eight images, here (8, 4, 5, 1), not {test_images.shape}."
)
assert np.allclose(test_images[1], test_make(test_z[0], test_vectors[1]), atol=1e-5), (
    "The second image is the first z with class 1: one class per column."
)
assert np.allclose(test_images[4], test_make(test_z[1], test_vectors[0]), atol=1e-5), (
    "The fifth image is the second z with class 0: it begins the second row."
)
test_images = as_array(walk_in_z(test_generator, test_z[0], test_z[1], label=2, n=3, classes=4))
assert test_images.shape == (3, 4, 5, 1), f"Three steps are three images, not {test_images.shape}."
assert np.allclose(test_images[0], test_make(test_z[0], test_vectors[2]), atol=1e-5), (
    "walk_in_z must begin at z0, with the class that was asked for."
)
test_images = as_array(walk_between_classes(test_generator, test_z[0], first=1, second=3, n=3, classes=4))
assert test_images.shape == (3, 4, 5, 1), f"Three steps are three images, not {test_images.shape}."
test_half = (test_vectors[1] + test_vectors[3]) / 2
assert np.allclose(test_images[1], test_make(test_z[0], test_half), atol=1e-5), (
    "Half-way between two classes the label vector is half of the one and half of the other."
)
print("steering: the visible tests pass")

# %% name="class_grid" tags=["train"]
some_z = some_numbers(8, LATENT_DIM, seed=7)
plots.image_grid(
    to_images(class_grid(gan.generator, some_z)),
    columns=10,
    titles=[*ten_labels, *[""] * 70],
    title="One class per column, one z per row",
)

# %% name="walks_in_z" tags=["train"]
walks = [walk_in_z(gan.generator, some_z[0], some_z[1], label, 12) for label in (0, 2, 4, 7, 8)]
plots.image_grid(
    to_images(np.concatenate(walks)), columns=12, title="From one z to another, the class being fixed"
)

# %% name="walks_between_classes" tags=["train"]
pairs = [(0, 6), (1, 7), (3, 8), (4, 9), (5, 3)]
walks = [walk_between_classes(gan.generator, some_z[2], *pair, 12) for pair in pairs]
titles = [f"{weight:.0%}" for weight in np.linspace(0, 1, 12)] + [""] * 48
plots.image_grid(
    to_images(np.concatenate(walks)),
    columns=12,
    titles=titles,
    title="From one class to another (0 to 6, 1 to 7, 3 to 8, 4 to 9, 5 to 3), z being fixed; above: share of the second",
)

# %% [markdown]
# ## What was reached
#
# The discriminator on all test images; the generated digits judged by the fixed classifier, digit by digit. The **Fréchet
# distance** is that of the GAN assignment: means and covariances of the classifier's features, of generated images
# against the first of the test set. Beside it, that of the last images of the test set against the first. It is not near 0:
# the two halves of the test set were written by different groups of people, and a generator that draws like both, as the
# training set does, can come nearer to the first than the second half is.

# %% name="decisions" tags=["train"]
batches = [to_network(mnist.x_test[i : i + 1000]) for i in range(0, len(mnist.x_test), 1000)]
probabilities = np.concatenate([class_probabilities(gan.discriminator, batch) for batch in batches])
asked = np.tile(ten_labels, quick(300, 20))
generated, share_recognised = recognised(asked)


def draw_matrix(axes, true, predicted, title):
    """How often each digit is taken for each, in percent of its row."""
    counts = np.zeros((10, 10))
    np.add.at(counts, (true, predicted), 1)
    share = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(np.sqrt(share), cmap="Blues", vmin=0, vmax=12)
    for row, column in zip(*np.nonzero(share >= 0.1)):
        shade = "white" if share[row, column] > 40 else "0.2"
        axes.text(column, row, f"{share[row, column]:.1f}", ha="center", va="center", fontsize=7, color=shade)
    axes.set(title=title, xlabel="taken for", xticks=range(10), yticks=range(10))
    axes.title.set_fontsize(11)


figure, axes = plt.subplots(1, 2, figsize=(11, 5.2), layout="constrained")
draw_matrix(axes[0], mnist.y_test, probabilities.argmax(axis=1), "test images, by the discriminator (%)")
draw_matrix(
    axes[1], asked, digits.predict(generated).argmax(axis=1), "generated images, by the fixed classifier (%)"
)
axes[0].set_ylabel("digit it is")
axes[1].set_ylabel("digit asked for")

# %% name="mistakes" tags=["train"]
wrong = np.flatnonzero(probabilities.argmax(axis=1) != mnist.y_test)
surest = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:20]
plots.image_grid(
    mnist.x_test[surest],
    columns=10,
    titles=[f"{mnist.y_test[i]}, not {probabilities[i].argmax()}" for i in surest],
    title="Test images that the discriminator is most sure of, and wrong",
)

# %% tags=["train"]
real_features = digits.features(mnist.x_test[: len(generated)])
result = {
    "test_accuracy": float(np.mean(probabilities.argmax(axis=1) == mnist.y_test)),
    "generated_recognised": share_recognised,
    "frechet_distance": digits.frechet(real_features, digits.features(generated)),
    "frechet_distance_real": digits.frechet(real_features, digits.features(mnist.x_test[-len(generated) :])),
    "images": len(generated),
    "epochs": EPOCHS,
    "seconds": seconds,
    "data": mnist.description.partition(";")[0],
    "seed": SEED,
}
text = "\n".join(
    f"{name}: {value:.4f}" if isinstance(value, float) else f"{name}: {value}"
    for name, value in result.items()
)
# shown as text, and kept as data for the course's table of reference results
display({"text/plain": text, "application/vnd.labkit.result+json": result}, raw=True)

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): four terms, two players
#
# What happens to the two losses during training, and what would each be if validity could not be told at all and every
# class were recognised? Where are yours, and what does that signify? Then: suppose you left the class loss out of
# $\mathcal L_G$ and kept it in $\mathcal L_D$. What would the generator do with its label? And what if you left it out
# of $\mathcal L_D$ and kept it in $\mathcal L_G$?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_losses", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# If validity cannot be told, D = 1/2: 2 ln 2 = 1.39 for the discriminator and ln 2 = 0.69 for the generator; recognised
# classes cost 0. Here they end at 1.36 and 0.83: both near these values, with what is left of the class loss still in them. The class terms fall quickly in the first epoch, since both players want that; what
# is left is mostly the game, and there neither wins for good: level curves mean balance, not that nothing improves.
#
# Without the class loss in the generator's loss nothing rewards it for using the label. It may ignore the label and
# draw any digit (D has a class loss on these images as well, but that moves D only). So it is no longer steerable.
#
# Without the class loss in the discriminator's loss the class head is not trained: its class logits are arbitrary functions
# of the body's features. The generator would learn to please a random head: images of one label would have *something* in
# common, but not the digit; and the discriminator would be no classifier.
#
# ### BEGIN MARK SCHEME
# - half a point: both values (1.39 and 0.69, or what makes them up), compared with own curves.
# - half a point: balance, or "who is ahead", not quality of the images.
# - half a point: without it in G the label is ignored, no steering.
# - half a point: without it in D the class head stays random, so that neither steering by digit nor classification works.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): what it is good for
#
# What practical value does the auxiliary classifier add over a plain GAN, and what over a conditional VAE? Look at your
# grid and your walks: are style and digit independent? What happens in the middle between two classes, and why is
# nothing sensible promised there? And how good is the discriminator as a classifier, where is it wrong, and what in its
# training could make it *worse* than a network trained on real images alone?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_practical_value", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Over a plain GAN: one can ask for a digit (for instance to make more examples of a rare class), and the discriminator
# can be used for a decision. Over a conditional VAE: sharp strokes, since no pixel-wise loss rewards the average; and a
# classifier, which a cVAE does not have. (A cVAE can encode and reconstruct a given image; this model cannot.)
#
# Mostly independent: a row keeps slant and thickness while the digit changes, and along a walk in z the digit stays
# what it is. Not perfectly: what slants a 1 need not be what slants an 8, and no term of the loss asks for it.
#
# In the middle between two classes the label vector is one that the generator has never been given in training; neither
# the validity nor the class loss has said anything about it. It draws a continuous change, since the network is a
# continuous function, often with a digit that jumps over quickly, or with something between that is no digit.
#
# It gets 98.6 % of the test images right. Its mistakes are digits that people too would hesitate over, 4 and 9, 7 and 2, 3 and 5. It could be worse than an
# ordinary classifier because it also learns from generated images with the label that was asked for, which early on show
# nothing or another digit; because its capacity is shared with the other task; and because of strong dropout.
#
# ### BEGIN MARK SCHEME
# - half a point: over a GAN: steerable, and a classifier.
# - half a point: over a cVAE: sharper, and a classifier (a loss on the other side, no encoder, is welcome but not needed).
# - half a point: style and digit judged by the own pictures, and mixtures not met in training.
# - half a point: own accuracy, and one reason (labels of generated images are not always true; shared capacity; dropout).
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): where the label enters
#
# A discriminator that is told the label, $D(x, y)$, is the older way to make a GAN conditional. What does its validity
# answer then mean, which class loss is needed there, and what can it no longer be used for? And why may *our* $D$ not be
# shown the label?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_where_the_label_enters", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Told the label it answers: is this a real image *of this class*? A generator that draws a good 3 when asked for an 8 is
# found out by the validity alone, so no class loss is needed. But it can no longer classify: the class is an input, not
# an answer (at best one could try all ten and compare).
#
# Ours is asked for the class. Shown the label it would copy it to its class logits, with a class loss of 0 whatever the
# image shows; then the generator would get no gradient about its digit, and test images come without labels.
#
# ### BEGIN MARK SCHEME
# - half a point: real *and of this class*, therefore no class loss, and no classifier.
# - half a point: it would copy the label, so that the class loss teaches nothing to either network.
# ### END MARK SCHEME
# ### END SOLUTION
