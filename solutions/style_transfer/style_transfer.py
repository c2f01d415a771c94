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
#     assignment: style_transfer
#     framework: tensorflow
# ---

# %% [markdown]
# # Neural style transfer
#
# A photograph of a cat, as Van Gogh might have painted it: *what* is to be seen comes from one picture, *how* it is
# painted from another. Nothing is trained for that. A network that once learned to name objects looks at three
# pictures and says how alike they are; and the third picture is changed, pixel by pixel, until the network agrees.
#
# **After this assignment you can**
#
# - use a trained network as a measuring instrument: feature maps of early and of late layers;
# - say what a Gram matrix keeps of a picture, and what it throws away, and compute it for a batch at once;
# - put several losses together with weights, and choose the weights so that none of them drowns the others;
# - optimise an *input* in place of weights: gradient of a loss with respect to an image, network frozen.
#
# | | |
# |---|---|
# | Time to work through | about 3 hours |
# | Run time, whole notebook | about 8 minutes on two CPU cores; under a minute on a GPU (an estimate) |
# | Run time with `QUICK=1` | under a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | arrays with many axes; convolutional networks; `GradientTape` |
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
import labkit.features
from labkit.training import progress, quick, seed_everything

SEED = 1
seed_everything(SEED)

# %% [markdown]
# ## Background
#
# A convolutional network that was trained to name objects turns a picture into **feature maps**, layer by layer. The maps
# of layer $l$ are an array $F^l$ of shape (height, width, channels): at each place, one number per channel, large
# where the pattern is that the channel looks for. Early layers look for edges and colours, each in a window of a few
# pixels; late layers for eyes and ears, in large windows, and hardly care any more which colour they have.
#
# That gives two ways to compare pictures ([Gatys, Ecker and Bethge 2015](https://arxiv.org/abs/1508.06576)):
#
# - **Content**: the same patterns *at the same places*. Compare the maps of a late layer directly.
# - **Style**: the same patterns *occurring together*, no matter where. Compare, for several layers, how often any two
#   channels are active at one place: the **Gram matrix** of the maps.
#
# The picture $x$ we look for has the content of $c$ and the style of $s$. It minimises
#
# $$
# J(x) = \alpha\, J_\text{content}(x, c) + \beta\, J_\text{style}(x, s) + \gamma\, J_\text{variation}(x)
# $$
#
# where the last term keeps neighbouring pixels alike. The network stays as it is, <!-- req: network-stays --> $c$ and $s$ stay as they
# are; <!-- req: nothing-given-changes --> gradient descent moves $x$. So gradients must pass through all that you write here, but for
# `deprocess`. <!-- req: preprocess-gradient, gram-gradient, content-gradient, style-gradient, variation-gradient, total-gradient -->
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$, $c$, $s$ | `image`, `content`, `style` | (batch, height, width, 3) | pictures, red, green, blue, in [0, 1]; $s$ may have another size |
# | | `pixels` | (batch, height, width, 3) | what the network wants of a picture, see part 1 |
# | $F^l$ | `features` | (batch, $H_l$, $W_l$, $C_l$) | feature maps of layer $l$; `network(pixels)` is a **list** of them, one per layer |
# | $G^l$ | `gram_matrix(features)` | (batch, $C_l$, $C_l$) | Gram matrix of layer $l$ |
# | $w_l$ | `weights` | a list | how much layer $l$ counts for the style; 0: not at all |
# | $\alpha, \beta, \gamma$ | `alpha`, `beta`, `gamma` | numbers | how much content, style and smoothness count |

# %% name="who_moves" tags=["train"]
import matplotlib.pyplot as plt


def draw_method(axes):
    """Three pictures go through one frozen network; two comparisons; one gradient, to the image."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)

    pictures = [
        box(0, y, text, colour)
        for y, text, colour in [
            (1.5, "content $c$\nfixed", "#fbe3c0"),
            (0, "image $x$\nmoves", "#d5ecd0"),
            (-1.5, "style $s$\nfixed", "#fbe3c0"),
        ]
    ]
    network = box(2.3, 0, "network\n(frozen)", "#cfe3f5")
    late = box(4.7, 0.9, "late layer $F^l$\nplace by place")
    gram = box(4.7, -0.9, "Gram matrices $G^l$\nno places any more")
    content = box(7.1, 0.9, r"$J_\mathrm{content}$")
    style = box(7.1, -0.9, r"$J_\mathrm{style}$")
    total = box(8.7, 0, r"$J(x)$")

    def arrow(start, end, **look):
        patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
        properties = {"arrowstyle": "-|>", "color": "0.3"} | patches | look
        axes.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=properties)

    for picture in pictures:
        arrow(picture, network)
    for start, end in [
        (network, late),
        (network, gram),
        (late, content),
        (gram, style),
        (content, total),
        (style, total),
    ]:
        arrow(start, end)
    back = {
        "linestyle": "--",
        "color": "#4a8a40",
        "connectionstyle": "arc3,rad=-0.42",
        "shrinkA": 4,
        "shrinkB": 4,
    }
    arrow(total, pictures[1], **back)
    axes.text(4.7, -1.66, "gradient: to the pixels of $x$, and to nothing else", color="#4a8a40", ha="center")
    axes.set(xlim=(-0.9, 9.3), ylim=(-2.4, 2.1))
    axes.axis("off")


figure, axes = plt.subplots(figsize=(11, 3.9), layout="constrained")
draw_method(axes)

# %% [markdown]
# For the tests below, a tiny network with two layers: it has the right kind of inputs and outputs and nothing else.


# %%
def tiny_network(seed=0):
    """A network of two layers: pixels (batch, H, W, 3) -> [(batch, H, W, 4), (batch, H // 2, W // 2, 5)], not trained."""
    first, second = (keras.initializers.RandomNormal(stddev=0.05, seed=seed + k) for k in range(2))
    pixels = keras.Input((None, None, 3))
    early = layers.Conv2D(4, 1, activation="softplus", kernel_initializer=first)(pixels)
    late = layers.Conv2D(5, 2, strides=2, activation="softplus", kernel_initializer=second)(early)
    return keras.Model(pixels, [early, late], name="tiny_network")


def some_pictures(*shape, seed=0):
    """Pixels between 0 and 1, float32."""
    return np.random.default_rng(seed).random(shape, dtype="float32")


def as_array(result):
    """What your function returned, as a numpy array."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return np.asarray(result)


# %% [markdown]
# ## 1 · What the network wants to see (3 points)
#
# A network is only right about pictures that are encoded as those it was trained on. This one was trained with Caffe,
# which had habits of its own:
#
# 1. values from 0 to **255**, not from 0 to 1; <!-- req: up-to-255 -->
# 2. channels in the order **blue, green, red**; <!-- req: blue-green-red -->
# 3. minus the mean over ImageNet, channel by channel: `MEAN_BGR`, in the order blue, green, red. <!-- req: minus-mean -->
#
# No message tells you when one of them is missing: the network just sees a strange world, with blue oranges in it. And
# the way back: what one function does the other undoes, <!-- req: way-back --> and what falls outside of [0, 1] is cut
# off. <!-- req: deprocess-cuts-off --> Neither changes what it is given. <!-- req: preprocessing-changes-nothing -->
#
# <details><summary>Hint</summary>
#
# The last axis is the channels. An index with a step of -1 turns an axis around; it works on numpy arrays and on
# tensors alike. Mind the order on the way back: what was done last is undone first. `ops.clip` takes arrays and tensors.
# </details>

# %%
MEAN_BGR = np.array([104.0, 117.0, 123.0], "float32")


# %% nbgrader={"grade": false, "grade_id": "preprocessing", "locked": false, "schema_version": 3, "solution": true, "task": false}
def preprocess(images):
    """Pictures as the network wants them.

    images: (batch, height, width, 3), red, green, blue, in [0, 1]; array, tensor or variable. <!-- req: any-kind-of-picture -->
    Returns (batch, height, width, 3): <!-- req: preprocess-shape --> blue, green, red, in 0..255, minus MEAN_BGR.
    The gradient must pass. <!-- req: preprocess-gradient -->
    """
    ### BEGIN SOLUTION
    return 255.0 * images[..., ::-1] - MEAN_BGR
    ### END SOLUTION


def deprocess(pixels):
    """The way back: from what `preprocess` gives, an array or tensor, to red, green, blue, cut off at 0 and 1.

    Same shape. <!-- req: deprocess-shape -->
    """
    ### BEGIN SOLUTION
    images = (pixels + MEAN_BGR)[..., ::-1] / 255.0
    return ops.clip(images, 0.0, 1.0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_preprocessing", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_red = np.zeros((1, 2, 3, 3), "float32")
test_red[..., 0] = 1  # a red picture
test_pixels = as_array(preprocess(test_red))
assert test_pixels.shape == (1, 2, 3, 3), (
    f"The shape must stay as it is, (1, 2, 3, 3), not {test_pixels.shape}."
)
assert np.ptp(test_pixels) > 200, "The network wants values in steps of 0..255, not of 0..1."
assert test_pixels[0, 0, 0].argmax() == 2, "Red comes last for this network: blue, green, red."
assert np.allclose(test_pixels[0, 0, 0], [-104, -117, 132], atol=1e-3), (
    f"A red pixel must become (-104, -117, 132), yours is {test_pixels[0, 0, 0]}: subtract MEAN_BGR, after turning."
)
test_images = some_pictures(2, 3, 4, 3)
assert np.allclose(as_array(deprocess(preprocess(test_images))), test_images, atol=1e-5), (
    "deprocess must undo preprocess."
)
test_far = as_array(deprocess(np.full((1, 2, 2, 3), 400.0, "float32")))
assert np.allclose(test_far, 1), "What is brighter than white must be cut off at 1."
print("preprocessing: the visible tests pass")

# %% [markdown]
# ## 2 · The Gram matrix (3 points)
#
# Let $F_{hwi}$ be the feature maps of one picture. Their Gram matrix tells for each pair of **channels** $i$, $j$ how
# strongly the two are active *together*, <!-- req: channel-products --> on average over all places: <!-- req: mean-over-places -->
#
# $$ G_{ij} = \frac{1}{H\,W} \sum_{h=1}^{H} \sum_{w=1}^{W} F_{hwi} \, F_{hwj} $$
#
# It is symmetric, of shape (channels, channels), whatever the size of the picture. Shuffle the places, the same way for all
# channels, and it stays the same: what is *where* is gone, what occurs *with what* is kept. The division by the
# number of places makes pictures of different sizes comparable.
#
# > **A matter of convention.** Texts divide by $HW$, by $HWC$, by $4C^2(HW)^2$, some of it here and some in
# > the loss, which only rescales the weights. Here it is $HW$, in this function.
#
# <details><summary>Hint</summary>
#
# Join the two axes of places to one, so that the maps of a picture become a matrix $M$ of shape (places, channels). Then
# the sum over the places is a matrix product of $M$ with itself, one of the two transposed; which one, the shape of the
# result tells. `ops.einsum` does it in one line, too. Each picture of the batch has a matrix of its own.
# </details>


# %% nbgrader={"grade": false, "grade_id": "gram_matrix", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gram_matrix(features):
    """The Gram matrices of feature maps, averaged over the places.

    features: (batch, height, width, channels).
    Returns (batch, channels, channels), <!-- req: gram-shape --> also where one of these is 1: <!-- req: gram-keeps-axes --> for each picture <!-- req: gram-per-picture -->
    the sum over the places of the products of two channels, divided by height * width.
    Source: Gatys, Ecker and Bethge 2015, equation 3, here divided by the number of places.
    """
    ### BEGIN SOLUTION
    batch, height, width, channels = ops.shape(features)
    places = ops.reshape(features, (batch, height * width, channels))
    return ops.matmul(ops.transpose(places, (0, 2, 1)), places) / (height * width)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gram_matrix", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_maps = some_pictures(2, 3, 5, 4)
test_gram = as_array(gram_matrix(tf.constant(test_maps)))
assert test_gram.shape == (2, 4, 4), (
    f"Two pictures with four channels have Gram matrices of shape (2, 4, 4), yours has {test_gram.shape}: "
    "the sum runs over the places, not over the channels."
)
assert np.allclose(test_gram, np.swapaxes(test_gram, 1, 2), atol=1e-5), "A Gram matrix is symmetric."
assert np.isclose(test_gram[1, 2, 2], np.mean(test_maps[1, :, :, 2] ** 2), rtol=1e-3), (
    "On the diagonal stands the mean square of each channel: divide by height * width, and by nothing else."
)
test_twice = as_array(gram_matrix(tf.constant(np.concatenate([test_maps, test_maps], axis=1))))
assert np.allclose(test_twice, test_gram, rtol=1e-3), (
    "A picture put below itself has the same style: is the sum divided by the number of places?"
)
print("gram_matrix: the visible tests pass")

# %% [markdown]
# ## 3 · The content loss (2 points)
#
# Two pictures have the same content when a late layer says the same of them at the same places. The loss is the mean of
# the squared differences, <!-- req: content-squares --> over all pictures, places and channels: <!-- req: content-mean -->
#
# $$ J_\text{content} = \frac{1}{B\,H\,W\,C} \sum_{b, h, w, i} \big( F_{bhwi} - T_{bhwi} \big)^2 $$
#
# with the maps $F$ of the image and $T$ of the content picture.
#
# <details><summary>Hint</summary>
#
# Difference, square, mean. One line with `ops`. No root at the end.
# </details>


# %% nbgrader={"grade": false, "grade_id": "content_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def content_loss(features, target):
    """The mean squared difference of feature maps.

    features, target: (batch, height, width, channels) each.
    Returns a scalar: <!-- req: content-scalar --> the mean over everything.
    """
    ### BEGIN SOLUTION
    return ops.mean(ops.square(features - target))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_content_loss", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_maps = tf.constant(some_pictures(2, 3, 5, 4))
test_loss = as_array(content_loss(test_maps, test_maps))
assert test_loss.shape == (), f"The loss is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, 0), "Maps that are equal must cost nothing."
test_loss = as_array(content_loss(test_maps + 3.0, test_maps))
assert np.isclose(test_loss, 9, rtol=1e-3), (
    f"Maps that differ by 3 everywhere cost 9, yours {test_loss:.4g}: the mean of the squares, no sum, no root, no half."
)
print("content_loss: the visible tests pass")

# %% [markdown]
# ## 4 · The style loss (3 points)
#
# Strokes have sizes. A single layer sees one size only, so the style is compared in several layers, and each has a
# weight. With the Gram matrices $G^l$ of the image and $A^l$ of the style picture,
#
# $$
# J_\text{style} = \sum_l w_l\, E_l,
# \qquad
# E_l = \frac{1}{B\,C_l^2} \sum_{b, i, j} \big( G^l_{bij} - A^l_{bij} \big)^2
# $$
#
# so $E_l$ is the *mean* <!-- req: style-mean --> squared difference <!-- req: style-squares --> of all entries, and the weights are used as they
# are: they need not sum to 1. <!-- req: style-weights -->
#
# What is handed to the function: the feature maps of the image (a list), the Gram matrices of the style picture (a list),
# the weights (a list), in the same order. The matrices of the style were computed before: they do not change. The lists
# are left as they are. <!-- req: style-lists-stay -->
#
# <details><summary>Hint</summary>
#
# A loop over `zip(features, targets, weights)`. Your `gram_matrix` turns the maps of a layer into what the target is already.
# Each layer has its own shape: lists of layers cannot be made one array.
# </details>


# %% nbgrader={"grade": false, "grade_id": "style_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def style_loss(features, targets, weights):
    """The weighted sum, over the layers, of the mean squared differences of Gram matrices.

    features: list of feature maps of the image, (batch, height, width, channels) each, sizes differ by
        layer. <!-- req: style-layers -->
    targets: list of Gram matrices of the style picture, (batch, channels, channels) each, as gram_matrix gives them.
    weights: list of numbers, whole ones or not, one per layer, used as they are.
    Returns a scalar: <!-- req: style-scalar --> the sum over the layers of weight * mean over everything of (Gram matrix - target)².
    """
    ### BEGIN SOLUTION
    total = 0.0
    for maps, target, weight in zip(features, targets, weights):
        total += weight * ops.mean(ops.square(gram_matrix(maps) - target))
    return total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_style_loss", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_maps = [
    tf.ones((1, 4, 6, 3)),
    tf.fill((1, 2, 3, 5), 2.0),
]  # of Gram matrices that are 1, and 4, everywhere
test_targets = [tf.ones((1, 3, 3)), tf.fill((1, 5, 5), 4.0)]
test_loss = as_array(style_loss(test_maps, test_targets, [1.0, 2.0]))
assert test_loss.shape == (), f"The loss is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, 0, atol=1e-5), (
    "Maps whose Gram matrices are the targets must cost nothing: the targets are Gram matrices already. Does gram_matrix work?"
)
test_moved = [test_targets[0] + 2.0, test_targets[1] - 3.0]
test_loss = as_array(style_loss(test_maps, test_moved, [0.5, 0.0]))
assert np.isclose(test_loss, 0.5 * 4, rtol=1e-3), (
    f"Matrices that differ by 2 everywhere, with the weight 0.5, cost 2; yours {test_loss:.4g}. "
    "The second layer has the weight 0 and must not count."
)
test_loss = as_array(style_loss(test_maps, test_moved, [0.5, 2.0]))
assert np.isclose(test_loss, 0.5 * 4 + 2.0 * 9, rtol=1e-3), (
    "All layers count, each with its weight; they are summed."
)
print("style_loss: the visible tests pass")

# %% [markdown]
# ## 5 · Total variation (2 points)
#
# The network looks at every second pixel only in its first layer, and pooling forgets more. So there are patterns,
# chequered ones above all, which cost nothing though everybody sees them. A term that wants neighbours to be alike removes
# them:
#
# $$
# J_\text{variation} = \operatorname{mean}\big[(x_{b,h+1,w,k} - x_{b,h,w,k})^2\big]
#                    + \operatorname{mean}\big[(x_{b,h,w+1,k} - x_{b,h,w,k})^2\big]
# $$
#
# Each mean is over all pairs of neighbours there are: <!-- req: variation-means --> $H - 1$ rows of pairs in the first, $W - 1$ columns
# in the second.
#
# <details><summary>Hint</summary>
#
# The picture without its first row, minus the picture without its last row: all vertical differences at once. Two means,
# added.
# </details>


# %% nbgrader={"grade": false, "grade_id": "total_variation_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def total_variation_loss(images):
    """How much neighbouring pixels differ.

    images: (batch, height, width, channels), a tensor or a variable. <!-- req: variation-of-variables -->
    Returns a scalar: <!-- req: variation-scalar --> the mean squared difference of vertical neighbours <!-- req: vertical-neighbours --> plus that of
    horizontal neighbours. <!-- req: horizontal-neighbours -->
    """
    ### BEGIN SOLUTION
    vertical = images[:, 1:] - images[:, :-1]  # (batch, height - 1, width, channels)
    horizontal = images[:, :, 1:] - images[:, :, :-1]  # (batch, height, width - 1, channels)
    return ops.mean(ops.square(vertical)) + ops.mean(ops.square(horizontal))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_total_variation_loss", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_flat = tf.fill((1, 4, 5, 3), 0.7)
test_loss = as_array(total_variation_loss(test_flat))
assert test_loss.shape == (), f"The loss is one number, not an array of shape {test_loss.shape}."
assert np.isclose(test_loss, 0), "A picture of one colour does not vary."
test_rows = np.tile(np.arange(4.0)[None, :, None, None], (1, 1, 5, 3)).astype(
    "float32"
)  # brighter from row to row
test_columns = np.tile(2 * np.arange(5.0)[None, None, :, None], (1, 4, 1, 3)).astype("float32")
assert np.isclose(as_array(total_variation_loss(tf.constant(test_rows))), 1, rtol=1e-3), (
    "Rows that differ by 1 cost 1: the mean over all vertical pairs of neighbours."
)
assert np.isclose(as_array(total_variation_loss(tf.constant(test_columns))), 4, rtol=1e-3), (
    "Columns that differ by 2 cost 4: horizontal neighbours count, too."
)
print("total_variation_loss: the visible tests pass")

# %% [markdown]
# ## 6 · All losses together (4 points)
#
# The class `StyleTransfer` knows what is to be reached. When it is made, it shows the two given pictures to the network,
# **once**, <!-- req: targets-once --> and keeps what they are compared by:
#
# - `content_target`: the feature maps of the *content* picture, of the one layer number `content_layer`; <!-- req: content-target -->
# - `style_targets`: the Gram matrices of the *style* picture, of all layers, a list. <!-- req: style-targets -->
#
# Later `losses(image)` shows it the image, however often, and compares. <!-- req: targets-stay --> Every picture is given as red, green,
# blue in [0, 1], and goes through `preprocess` on its way to the network; <!-- req: pictures-preprocessed --> the variation is that of
# the image as it is, in [0, 1]. <!-- req: variation-of-the-image --> The network gives a list of feature maps; where it
# comes from and how many layers it has the class need not know.
#
# <details><summary>Hint</summary>
#
# In `__init__`: `self.network(preprocess(content))` is a list; which of its items is the content target? For the style, a
# Gram matrix of each. In `losses`: one pass of the image through the network is enough for both. Then the four numbers. Use
# the functions you have written.
# </details>


# %% nbgrader={"grade": false, "grade_id": "style_transfer", "locked": false, "schema_version": 3, "solution": true, "task": false}
class StyleTransfer:
    """What the image is compared with, and how much it differs.

    Nothing that is handed over is ever changed. <!-- req: nothing-given-changes -->

    network: pixels, as preprocess gives them -> list of feature maps, one per layer. It is called as it is, not as in
        training. <!-- req: network-stays -->
    content, style: pictures (1, height, width, 3) in [0, 1], perhaps of different sizes.
    content_layer: the position in that list of the layer in which the content is compared, from 0 on. <!-- req: first-layer -->
    style_weights: list of numbers, one per layer of the network, for style_loss. <!-- req: style-by-weights -->
    alpha, beta, gamma: the weights of content, style and variation in the total; any of them may be 0, or left
        out. <!-- req: weights-zero-or-left-out -->
    """

    def __init__(self, network, content, style, content_layer, style_weights, alpha=1.0, beta=1.0, gamma=0.0):
        self.network = network
        self.content_layer, self.style_weights = content_layer, style_weights
        self.alpha, self.beta, self.gamma = alpha, beta, gamma
        # self.content_target: feature maps of content; self.style_targets: list of Gram matrices of style
        ### BEGIN SOLUTION
        self.content_target = network(preprocess(content))[content_layer]
        self.style_targets = [gram_matrix(maps) for maps in network(preprocess(style))]
        ### END SOLUTION

    def losses(self, image):
        """How far the image (1, height, width, 3), in [0, 1], a tensor or variable, is from what is wanted.

        Returns a dictionary of scalars: <!-- req: four-numbers --> "content", "style" and "variation" without alpha, beta and
        gamma, <!-- req: losses-unweighted --> and "total" = alpha * content + beta * style + gamma * variation. <!-- req: weighted-total -->
        The gradient of "total" must reach the image. <!-- req: total-gradient -->
        """
        ### BEGIN SOLUTION
        maps = self.network(preprocess(image))
        content = content_loss(maps[self.content_layer], self.content_target)
        style = style_loss(maps, self.style_targets, self.style_weights)
        variation = total_variation_loss(image)
        total = self.alpha * content + self.beta * style + self.gamma * variation
        return {"content": content, "style": style, "variation": variation, "total": total}
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_style_transfer", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
test_content, test_style = some_pictures(1, 6, 8, 3, seed=1), some_pictures(1, 4, 10, 3, seed=2) ** 2
test_transfer = StyleTransfer(
    tiny_network(), test_content, test_style, 1, [1.0, 0.5], alpha=2.0, beta=3.0, gamma=5.0
)
test_maps = as_array(test_transfer.content_target)
assert test_maps.shape == (1, 3, 4, 5), (
    f"content_target must be the maps of layer 1 of the content picture, here (1, 3, 4, 5), not {test_maps.shape}."
)
test_shapes = [as_array(target).shape for target in test_transfer.style_targets]
assert test_shapes == [(1, 4, 4), (1, 5, 5)], (
    f"style_targets must be a Gram matrix per layer, here (1, 4, 4) and (1, 5, 5), not {test_shapes}."
)
test_losses = test_transfer.losses(tf.Variable(test_content))
assert isinstance(test_losses, dict), f"losses must return a dictionary, not {test_losses!r}."
assert {"content", "style", "variation", "total"} <= test_losses.keys(), (
    f"The dictionary needs content, style, variation and total; it has {sorted(test_losses)}."
)
test_losses = {name: float(value) for name, value in test_losses.items()}
assert np.isclose(test_losses["content"], 0), (
    "The content picture itself has the right content: its loss must be 0."
)
assert test_losses["style"] > 0, "The content picture has another style: this loss must not be 0."
assert np.isclose(
    test_losses["total"],
    2 * test_losses["content"] + 3 * test_losses["style"] + 5 * test_losses["variation"],
    rtol=1e-3,
), "total must be alpha * content + beta * style + gamma * variation."
test_same = StyleTransfer(tiny_network(), test_style, test_style, 0, [1.0, 0.5])
assert np.isclose(float(test_same.losses(tf.Variable(test_style))["style"]), 0, atol=1e-4), (
    "The style picture itself has the right style: this loss must be 0."
)
print("style_transfer: the visible tests pass")

# %% [markdown]
# ## 7 · Moving the image (3 points)
#
# In training, the input is fixed and the weights move. Here it is the other way round: the weights are fixed, and
# the *input* moves. For that it has to be a variable, a copy of the picture we start with, made anew in each
# call. <!-- req: calls-on-their-own --> Then, `steps` times:
#
# 1. compute the losses of the image, under a tape;
# 2. give `optimizer` the gradient of the **total** with respect to the **image**, <!-- req: total-moves-the-image --> as it
#    is; <!-- req: gradient-as-it-is -->
# 3. bring the pixels back to [0, 1] where the step has carried them out of it (cut them off at 0 and 1).
#
# The losses of each step, before the image is moved, go into a history. <!-- req: history-before-each-step -->
#
# <details><summary>Hint</summary>
#
# `image = tf.Variable(start)` is a copy. `optimizer.apply_gradients([(gradient, image)])` makes one step, and
# `image.assign(...)` puts new values into it. `float(loss)` turns a loss into a number that can be kept. Around `range(steps)`,
# `progress(...)` shows a bar. Make the variable once, before the loop: optimisers keep notes on each variable.
# </details>


# %% nbgrader={"grade": false, "grade_id": "stylise", "locked": false, "schema_version": 3, "solution": true, "task": false}
def stylise(transfer, start, optimizer, steps):
    """Move an image along the gradient of its total loss.

    transfer: a StyleTransfer, <!-- req: own-transfer --> or another object with a method losses(image), a dictionary of scalars with
        "total" among them.
    start: the image to begin with, (1, height, width, 3) in [0, 1], an array or tensor; it stays as it is. <!-- req: start-stays -->
    optimizer: a Keras optimizer; it is applied once in each step, to the image alone. <!-- req: optimizer-once-a-step -->
    steps: how many. After each of them pixels are cut off at 0 and 1. <!-- req: cut-after-each-step -->
    Returns (image, history): <!-- req: image-and-history --> the image after the last step, whether its loss is the lowest or
    not, <!-- req: last-image --> and a dictionary that has for each loss, by its name, <!-- req: history-by-name --> the list of its values, one per
    step, each from before that step moved the image.
    """
    ### BEGIN SOLUTION
    image = tf.Variable(start)
    history = {}
    for _ in progress(range(steps)):
        with tf.GradientTape() as tape:
            losses = transfer.losses(image)
        gradient = tape.gradient(losses["total"], image)
        optimizer.apply_gradients([(gradient, image)])
        image.assign(ops.clip(image, 0.0, 1.0))
        for name, loss in losses.items():
            history.setdefault(name, []).append(float(loss))
    return image, history
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_stylise", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
class TestTransfer:
    """Stands for a StyleTransfer: the total loss wants all pixels to be `wanted`."""

    def __init__(self, wanted):
        self.wanted = wanted

    def losses(self, image):
        return {"content": ops.mean(image), "total": ops.sum(ops.square(image - self.wanted))}


test_start = tf.constant(some_pictures(1, 4, 5, 3))
test_image, test_history = stylise(TestTransfer(0.5), test_start, keras.optimizers.SGD(0.25), 3)
test_image = as_array(test_image)
assert test_image.shape == (1, 4, 5, 3), (
    f"The image must keep its shape, (1, 4, 5, 3), not {test_image.shape}."
)
assert np.allclose(test_image - 0.5, (test_start - 0.5) / 8, atol=1e-4), (
    "Each of these three steps must halve the distance to the wanted value: is the gradient that of the total, are "
    "there as many steps as asked for, and does the optimizer move the image once in each?"
)
assert {"content", "total"} <= test_history.keys(), "The history needs a list for each loss."
assert [len(test_history[name]) for name in ("content", "total")] == [3, 3], "One value per step, here 3."
assert np.isclose(float(test_history["total"][0]), np.sum((test_start - 0.5) ** 2), rtol=1e-3), (
    "The first value is the loss of the image before the first step."
)
test_image, _ = stylise(TestTransfer(9.0), test_start, keras.optimizers.SGD(0.25), 2)
assert np.allclose(as_array(test_image), 1), "Pixels that would leave [0, 1] must be cut off after each step."
print("stylise: the visible tests pass")

# %% [markdown]
# # A cat by Van Gogh
#
# Now the real thing. The network is **SqueezeNet 1.1**, 722,496 weights that were trained to tell the thousand kinds of
# things of ImageNet apart. It is small enough for a laptop. Most publications use VGG-19, which is larger and smoother; if
# you can download its 80 MB, try `labkit.features.vgg19(["block1_conv1", ...])` in place of
# `labkit.features.extractor(LAYERS)`: it wants the same preprocessing, to within less than one grey value.
#
# > **Without the weights** (no network, nothing in your data folder) a line below says that a stand-in is used: the same
# > layers, with weights that were *drawn* and not learned. Everything runs, and both losses fall. Even random filters see
# > brightness and colours, so the colours of the painting are transferred; but they know neither strokes nor eyes: the result
# > looks like a blurred cat with the painter's palette. Compare only pictures and losses that were made with the same weights.
# > Without the pictures, too, others stand in for them.

# %% name="pictures" tags=["train"]
pictures = labkit.data.load("images")
print(pictures.description)


def scaled(picture, width):
    """A picture (height, width, 3) as a batch of one, (1, height', width, 3), scaled to this width."""
    size = (round(picture.shape[0] * width / picture.shape[1]), width)
    return np.clip(tf.image.resize(picture[None], size, antialias=True), 0, 1)


def show(images, titles, columns=3, width=4.4):
    """Pictures of different sizes side by side."""
    rows = int(np.ceil(len(images) / columns))
    height = width * max(image.shape[-3] / image.shape[-2] for image in images) + 0.3
    _, axes = plt.subplots(
        rows, columns, figsize=(columns * width, rows * height), layout="constrained", squeeze=False
    )
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images, titles):
        ax.imshow(np.clip(np.asarray(image).reshape(np.shape(image)[-3:]), 0, 1))
        ax.set_title(title, fontsize=10)


WIDTH = quick(450, 96)
content = scaled(pictures.content, WIDTH)
styles = {name: scaled(style, WIDTH) for name, style in pictures.styles.items()}
first, second = styles  # their names
show([content, *styles.values()], ["content", *(name.replace("_", " ") for name in styles)])

# %% [markdown]
# ## What the layers see
#
# A few feature maps of the cat, of an early and of a late layer. Early maps are large and look like drawings of edges; late ones
# are small, and a spot in them means "here is something of this kind".

# %% name="feature_maps" tags=["train"]
LAYERS = ["conv1", "fire2", "fire3", "fire5", "fire7"]  # compared for style, all of them
CONTENT_LAYER = LAYERS.index("fire5")
network = labkit.features.extractor(LAYERS)
maps = network(preprocess(content))
for name, of_layer in zip(LAYERS, maps):
    print(f"{name}: {tuple(of_layer.shape[1:])}")
shown, titles = [], []
for layer in ("conv1", "fire3", "fire7"):
    of_layer = np.asarray(maps[LAYERS.index(layer)])[0]
    strongest = np.argsort(-of_layer.std(axis=(0, 1)))[:4]
    for channel in strongest:
        one = of_layer[..., channel : channel + 1] / of_layer[..., channel].max()
        shown.append(np.repeat(one, 3, axis=-1))
        titles.append(f"{layer}, channel {channel}")
show(shown, titles, columns=4, width=3.2)

# %% [markdown]
# ## Weights
#
# The entries of a Gram matrix are around a thousand in one layer and around ten thousand in another, the values of the content
# layer around fifty, pixels are below 1. Weights that are chosen without looking would let one term drown the others. So
# each style layer gets the weight $w_l = 1 / (5 \, \overline{(A^l)^2})$, which makes the style loss a *relative* error (about 1 for
# a black picture, whose Gram matrices are 0), and $\alpha$ is 1 over the mean square of the content target. What
# remains to be chosen is how much style counts against content, $\beta$, and against smoothness, $\gamma$.
#
# **Where to start?** Whoever starts from the content picture has a content loss of 0, which can only rise. From noise the way is
# long. Here the start is half the content picture and half noise: both losses have a way to fall, and the cat is where it belongs.

# %% tags=["train"]
STEPS = quick(200, 4)
BETA, GAMMA = 20.0, 20.0


def transfer_of(content, style, beta=BETA, gamma=GAMMA, alpha=1.0, network=network, layer=CONTENT_LAYER):
    """A StyleTransfer whose losses are brought to the same scale, as described above."""
    target = network(preprocess(content))[layer]
    squares = [float(ops.mean(ops.square(gram_matrix(maps)))) for maps in network(preprocess(style))]
    weights = [1 / (len(squares) * square) for square in squares]
    alpha = alpha / float(ops.mean(ops.square(target)))
    return StyleTransfer(network, content, style, layer, weights, alpha, beta, gamma)


def blend(content, share=0.5, seed=SEED):
    """The start: so much of the content picture, the rest noise, uniform between 0 and 1."""
    noise = np.random.default_rng(seed).random(content.shape)
    return (share * content + (1 - share) * noise).astype("float32")


def adam(steps):
    """Adam, whose steps become small towards the end: so the image comes to rest."""
    return keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.03, steps))


transfer = transfer_of(content, styles[first])
start_of_clock = time.perf_counter()
image, history = stylise(transfer, blend(content), adam(STEPS), STEPS)
seconds = time.perf_counter() - start_of_clock
final = {name: float(loss) for name, loss in transfer.losses(image).items()}  # after the last step

# %% name="stylised" tags=["train"]
show(
    [content, styles[first], image],
    ["content", first.replace("_", " "), f"content in this style, {STEPS} steps"],
)

# %% name="stylised_large" tags=["train"]
show([image], [""], columns=1, width=9)

# %% name="losses" tags=["train"]
WINDOW = quick(20, 1)  # steps


def smoothed(values):
    """The means of consecutive windows of WINDOW steps."""
    return np.reshape(values, (-1, WINDOW)).mean(axis=1)


def falls(values):
    """Whether each of these means is lower than the one before."""
    return bool(np.all(np.diff(smoothed(values)) < 0))


figure, axes = plt.subplots(1, 3, figsize=(12, 3), layout="constrained")
for ax, name in zip(axes, ("content", "style", "variation")):
    ax.plot(history[name], color="#b9c4cc", label="each step")
    ax.plot(
        WINDOW * (np.arange(STEPS // WINDOW) + 0.5),
        smoothed(history[name]),
        "o-",
        markersize=3,
        label="smoothed",
    )
    ax.set(title=f"{name} loss", xlabel="step", yscale="log")
    ax.spines[["top", "right"]].set_visible(False)
axes[0].legend(frameon=False, fontsize=9)

# %% tags=["train"]
result = {
    "content_start": history["content"][0],
    "content": final["content"],
    "style_start": history["style"][0],
    "style": final["style"],
    "variation": final["variation"],
    "content_falls": falls(history["content"]),
    "style_falls": falls(history["style"]),
    "smoothing": f"means of {WINDOW} consecutive steps",
    "steps": STEPS,
    "seconds": seconds,
    "size": f"{content.shape[2]}x{content.shape[1]}",
    "features": network.name,
    "data": pictures.description.partition(";")[0],
    "seed": SEED,
}
text = "\n".join(
    f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}"
    for name, value in result.items()
)
# shown as text, and kept as data for the course's table of reference results
display({"text/plain": text, "application/vnd.labkit.result+json": result}, raw=True)

# %% [markdown]
# ## Another painter
#
# The same cat, the same weights, another picture for the style.

# %% name="another_style" tags=["train"]
SMALL = quick(300, 64)
small_content, small_styles = (
    scaled(pictures.content, SMALL),
    {n: scaled(s, SMALL) for n, s in pictures.styles.items()},
)


def painted(steps=STEPS, start=None, style=first, content=small_content, **options):
    """A smaller picture, made in `steps` steps; options are those of transfer_of."""
    transfer = transfer_of(content, small_styles[style], **options)
    return stylise(transfer, blend(content) if start is None else start, adam(steps), steps)[0]


other = painted(style=second)
show(
    [small_content, small_styles[second], other],
    ["content", second.replace("_", " "), "content in this style"],
)

# %% [markdown]
# ## More style, less style
#
# The ratio of $\beta$ to $\alpha$ is a matter of taste. What changes first, colours, strokes or shapes?

# %% name="ratios" tags=["train"]
BETAS = [1.0, 5.0, 50.0, 1000.0]
show([painted(beta=beta) for beta in BETAS], [rf"$\beta$ = {beta:g}" for beta in BETAS], columns=4, width=3.6)

# %% [markdown]
# ## What is kept, and what is lost
#
# Each of the two terms alone, and from pure noise. On the left two pictures that have the *content* of the cat, by an
# early and by a late layer, with no style asked for ($\beta = 0$). On the right a picture that has the *style* of the painting and no
# content ($\alpha = 0$): a texture, in which all that is to be seen in the painting occurs, at places of its own choice.

# %% name="one_term_alone" tags=["train"]
noise = blend(small_content, share=0.0)
two = labkit.features.extractor(["fire2", "fire5"])
alone = [painted(start=noise, beta=0.0, network=two, layer=layer) for layer in (0, 1)]
alone.append(painted(start=noise, alpha=0.0))
show(alone, ["content by fire2", "content by fire5", "style alone"])

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): content and style
#
# Compare the three pictures of "one term alone". What has the late layer forgotten of the cat that the early one still knows?
# Why does the Gram matrix forget where things are, and in which sense do late layers of the *style* still know something of
# larger shapes? Which layers would you leave out of the style loss to transfer colours and fine strokes only?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_content_and_style", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# From the early layer the cat comes back almost as the photograph, fur and colours included. From the late one the eyes
# and the main lines of the face are where they were, but fur, exact colours and exact edges are lost or invented: the late
# layer says "an eye here", and many pictures have an eye there.
#
# The Gram matrix sums over all places, so that shuffling the places of the maps (all channels alike) leaves it as it is. It
# knows which channels occur together. But each channel of a late layer looks at a large window, so what occurs together
# within a window, a whole swirl for instance, is still in it: it forgets where the swirl is, not that there are swirls.
#
# Colours and fine strokes are in the early layers, with small windows: leave out the late ones (fire5, fire7), or give them
# the weight 0.
#
# ### BEGIN MARK SCHEME
# - half a point: what is lost in the late layer (texture, colour, exact edges), and what is kept (shapes at their places).
# - half a point: Gram matrix sums over places, or is the same for shuffled places.
# - half a point: late layers have large windows (receptive fields), so larger shapes occur in the style as wholes.
# - half a point: leaves out the late layers.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): weights
#
# Look at your curves and at the pictures for different $\beta$. Why does the content loss not go to 0, and what would it do if you
# had started from the content picture? Somebody divides the Gram matrices by nothing and leaves all weights as they
# are here: what does their picture look like, and which one number could they change to get yours back? Is that also true
# if the content and the style picture differ in size?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_weights", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The two terms want different things: a picture with exactly the content's maps has the photograph's style. The minimum is a
# compromise, in which both losses are above 0. Started from the content picture, the content loss would begin at 0 and rise to
# that compromise, while the style loss falls.
#
# Without the division the Gram matrices are larger by the number of places, HW, and the style loss by (HW)², millions: content
# and smoothness would count for nothing (as for beta = 1000, or more so: of the cat only what the start had of it is left). In a
# single layer dividing beta by (HW)² gives the old picture back. With several layers that is not enough, since early layers have
# more places than late ones: each weight w_l must be divided by its own (H_l W_l)².
#
# If the pictures differ in size it cannot be mended by weights: sums over more places are larger, so that the targets themselves
# are wrong. The image could reach the style's Gram matrices only with maps that are larger or smaller than the style's.
#
# ### BEGIN MARK SCHEME
# - half a point: a compromise of two terms that cannot both be 0.
# - half a point: from the content picture it begins at 0 and rises.
# - half a point: too much style (a texture), and beta, or the weights of the layers, must be divided by the square of the number of
#   places. That it differs by layer need not be said.
# - half a point: different sizes make the targets wrong, which no weight mends.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): what is optimised
#
# In the other assignments a network was trained, and then made pictures in no time. Here each picture takes hundreds
# of steps. What exactly are the parameters here, and how many are there in your picture? How could one get a picture in one pass, and
# what would have to be trained for that, with which loss?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_what_is_optimised", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The parameters are the pixels of the picture, 450 · 299 · 3, about 400,000; the network's weights are constants. For a picture
# in one pass one would train a second network that turns photographs into stylised ones, on many photographs, with this
# same J (computed by the frozen network) as its loss, for one style at a time or with the style as a further input
# (Johnson and others 2016, "perceptual losses").
#
# ### BEGIN MARK SCHEME
# - half a point: the pixels, with their number (height times width times 3).
# - half a point: a network from picture to picture, trained with the same loss J.
# ### END MARK SCHEME
# ### END SOLUTION
