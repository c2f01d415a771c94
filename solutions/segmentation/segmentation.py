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
#     assignment: segmentation
#     framework: torch
# ---

# %% [markdown]
# # Segmentation: the muscle of the left ventricle
#
# You build a network that says of every pixel of a heart's picture whether it shows the muscle that pumps
# the blood through the body. Radiologists draw its outline by hand, slice by slice; from it they
# compute how thick the wall is and how well it contracts. Then you make the network better, by whatever
# means you like, and the grader measures how good it has become on patients it has never seen.
#
# **After this assignment you can**
#
# - prepare images *together with* their masks, and split them so that a test means something;
# - measure a segmentation by its Dice coefficient, and train on a loss made of it;
# - build a U-Net and a SegNet in PyTorch, and say what their shortcuts carry;
# - write a training step and an evaluation by hand, without the usual slips;
# - ask a network which parts of an image it relies on.
#
# | | |
# |---|---|
# | Time to work through | about 4 hours, and as long as you like for part 12 |
# | Run time, whole notebook | about 2 minutes on two CPU cores; under 1 minute on a GPU (an estimate) |
# | Run time with `QUICK=1` | half a minute; every loop takes a few steps only, so the pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | Python classes; convolutions and pooling; `torch.Tensor`, `torch.nn.Module` |
#
# **How it works.** Fill in the cells that say `YOUR CODE HERE` (and remove the line
# `raise NotImplementedError()`). Below each one is a cell with a few simple tests: run it, read what it
# says. More checks are run when you hand in; they look at the same things on other numbers. Each part
# is judged by itself: a mistake in one costs nothing in the next. Keep names, arguments and shapes as
# they are given; inside, write it your own way.

# %%
import time
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from IPython.display import display
from torch import nn

import labkit.data
from labkit.training import progress, quick, seed_everything

SEED = 1
seed_everything(SEED)

# %% [markdown]
# ## Background
#
# ### The task
#
# A magnetic-resonance scanner cuts the heart into slices, across its long axis. In such a slice the left
# ventricle is a ring: bright blood in the middle, the *cavity*, and around it the dark wall of muscle, the
# **myocardium**. The ring is what we look for.
#
# > **A slip in some descriptions of this data.** They call the masks "the left ventricle", as if it were the
# > blood. But the masks are the *muscle*: a ring with a hole, and the hole is not part of it. At the
# > base and the tip of the heart the ring may be open.
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x$ | `images` | (n, 1, 64, 64) | slices, each brought to mean 0 and standard deviation 1 |
# | $y$ | `masks` | (n, 1, 64, 64) | 1 where there is muscle, 0 elsewhere |
# | $\ell$ | `logits` | (n, 1, 64, 64) | what the network puts out: any real number for each pixel |
# | $p$ | | (n, 1, 64, 64) | probability of muscle, $p = \operatorname{sigmoid}(\ell) = 1 / (1 + e^{-\ell})$ |
# | $\hat y$ | `prediction` | (n, 1, 64, 64) | 1 where $p > \tfrac12$, that is where $\ell > 0$; else 0 |
#
# There are two classes, muscle and everything else, and **one** channel of logits is enough to tell them
# apart. (A softmax needs one channel for each class: over a single channel it is 1 everywhere.)
#
# ### The measure
#
# Muscle covers about 4 % of the pixels, so whoever answers "no muscle anywhere" is right in 96 % of
# them. Better is the **Dice coefficient**, which compares two sets of pixels $A$ and $B$, here the predicted
# and the true muscle:
#
# $$ \text{Dice}(A, B) = \frac{2\,|A \cap B|}{|A| + |B|} $$
#
# It is 1 where the two agree, 0 where they have no pixel in common, and does not care how large the background is.
#
# ### The network
#
# What a pixel shows depends on where it is in the heart: the network must see much of the image at once. But
# the outline must be drawn to the pixel. A **U-Net** has both: an *encoder* halves the
# resolution again and again, and sees more and more; a *decoder* doubles it back; and at every level a
# **skip connection** hands the encoder's sharp image over to the decoder.
#
# Further reading: [Ronneberger, Fischer and Brox 2015](https://arxiv.org/abs/1505.04597) (U-Net),
# [Badrinarayanan, Kendall and Cipolla 2015](https://arxiv.org/abs/1511.00561) (SegNet),
# [Milletari, Navab and Ahmadi 2016](https://arxiv.org/abs/1606.04797) (the Dice loss),
# [Zeiler and Fergus 2013](https://arxiv.org/abs/1311.2901) (occlusion).

# %% name="the_network" tags=["train"]
import matplotlib.pyplot as plt

CHANNELS, SIZES = (16, 32, 64, 128), (64, 32, 16, 8)


def draw_level(axes, level, channels, size):
    """One level of the U: the encoder's block, the decoder's, and the skip connection between them."""
    bottom, height, x = -1.4 * level, size / 90 + 0.25, 1.25 * level
    box = {"facecolor": "#cfe3f5", "edgecolor": "0.3"}
    arrow = {"arrowstyle": "-|>", "color": "0.4"}
    deepest = level == len(CHANNELS) - 1
    for side in [0] if deepest else [-1, 1]:
        left = side * (6 - x)
        box["facecolor"] = "#cfe3f5" if side <= 0 else "#d5ecd0"
        axes.add_patch(plt.Rectangle((left - 0.35, bottom - height / 2), 0.7, height, **box))
        axes.text(left, bottom, f"{channels}", ha="center", va="center", fontsize=9)
        axes.text(left, bottom - height / 2 - 0.16, f"{size}×{size}", ha="center", va="center", fontsize=7)
        if not deepest:
            inner = side * (6 - x - 1.25) if level < len(CHANNELS) - 2 else side * 0.4
            ends = [(left + 0.1 * side, bottom - height / 2 - 0.25), (inner, bottom - 1.15)]
            axes.annotate("", *(ends[::-1] if side < 0 else ends), arrowprops=arrow)
    if not deepest:
        axes.annotate(
            "", (6 - x - 0.4, bottom), (x - 6 + 0.4, bottom), arrowprops=arrow | {"color": "#d0762b"}
        )
        text = "copied, and put behind each other along the channels" if level == 0 else ""
        axes.text(0, bottom + 0.14, text, ha="center", fontsize=9, color="#a35010")


figure, axes = plt.subplots(figsize=(10, 3.8), layout="constrained")
for level, (channels, size) in enumerate(zip(CHANNELS, SIZES)):
    draw_level(axes, level, channels, size)
axes.text(-7.6, 0, "image\n1 channel", ha="center", va="center", fontsize=9)
axes.text(7.6, 0, "logits\n1 channel", ha="center", va="center", fontsize=9)
axes.annotate("", (-6.4, 0), (-7.1, 0), arrowprops={"arrowstyle": "-|>", "color": "0.4"})
axes.annotate("", (7.1, 0), (6.4, 0), arrowprops={"arrowstyle": "-|>", "color": "0.4"})
axes.text(-6.4, -3.3, "encoder: two convolutions,\nthen max pooling", ha="center", fontsize=9)
axes.text(6.4, -3.3, "decoder: upsample,\njoin, two convolutions", ha="center", fontsize=9)
axes.set(xlim=(-8.4, 8.4), ylim=(-5, 0.8))
axes.set_axis_off()

# %% [markdown]
# ## The data
#
# 420 slices of 45 patients, from the Sunnybrook Cardiac Data (see `datasets/sunnybrook.md`). How bright a slice is
# depends on the scanner and says nothing about the heart, so every slice is brought to mean 0 and standard deviation 1.


# %%
def standardise(images):
    """Slices (n, 1, H, W), each with mean 0 and standard deviation 1."""
    mean = images.mean(axis=(1, 2, 3), keepdims=True)
    return (images - mean) / (images.std(axis=(1, 2, 3), keepdims=True) + 1e-6)


def some_slices(n, size=16, seed=0):
    """n pictures of noise and n masks with a square, for the tests below: float32 (n, 1, size, size) each."""
    rng = np.random.default_rng(seed)
    masks = np.zeros((n, 1, size, size), "float32")
    for mask in masks:
        top, left = rng.integers(1, size // 2, size=2)
        mask[0, top : top + size // 3, left : left + size // 4] = 1
    images = rng.normal(size=masks.shape).astype("float32") + 2 * masks
    return torch.from_numpy(images), torch.from_numpy(masks)


def given(result):
    """What your function returned, if it returned anything."""
    assert result is not None, "Your function returned None: did you forget the return?"
    return result


# %% tags=["train"]
hearts = labkit.data.load("sunnybrook")
images, masks = standardise(hearts.images), hearts.masks  # (420, 1, 64, 64) each
print(hearts.description)


# %% name="slices" tags=["train"]
def show_slices(axes, image, outlines, title=""):
    """A slice (1, H, W), with the outlines of masks (1, H, W): {colour: mask}."""
    axes.imshow(image[0], cmap="gray", vmin=-1.5, vmax=3)
    for colour, mask in outlines.items():
        if np.ptp(mask):
            axes.contour(mask[0], levels=[0.5], colors=colour, linewidths=1.2)
    axes.set_title(title, fontsize=8)
    axes.axis("off")


figure, rows = plt.subplots(3, 9, figsize=(12, 4.5), layout="constrained")
figure.suptitle("Three patients, from one end of the heart to the other; outlined: the mask", fontsize=11)
for row, patient in zip(rows, [0, 14, 40]):
    chosen = np.flatnonzero(hearts.patient == patient)
    for axes in row:
        axes.axis("off")
    for axes, number in zip(row, chosen):
        show_slices(axes, images[number], {"#ffa90e": masks[number]}, f"patient {patient}")

# %% [markdown]
# ## 1 · Whom to test on (1 point)
#
# Slices of one patient are as alike as frames of a film. If some of them are in the training set and
# others in the test set, the test only shows what the network remembers. So patients are split, not slices.
#
# <details><summary>Hint</summary>
#
# `np.unique(patient)` gives the patients' numbers in ascending order, each once. `np.isin(patient, chosen)` says for
# every slice whether its patient is among the chosen ones, and `np.flatnonzero` where something is true.
# </details>


# %% nbgrader={"grade": false, "grade_id": "split_by_patient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def split_by_patient(patient, n_test):
    """Splits slices into training and test, so that no patient is in both. <!-- req: no-patient-in-both -->

    patient: numpy int array (n,), the number of each slice's patient, in any order; numbers may have gaps.
    n_test: how many patients to test on: those with the largest numbers. <!-- req: largest-numbers-held-out -->
    Returns (train, test): positions of slices, int arrays, <!-- req: positions-of-slices --> each ascending. <!-- req: positions-ascend -->
    """
    ### BEGIN SOLUTION
    test_patients = np.unique(patient)[-n_test:]
    is_test = np.isin(patient, test_patients)  # (n,)
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_split_by_patient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_patient = np.array([3, 3, 8, 8, 8, 5, 5, 9])
test_train, test_test = given(split_by_patient(test_patient, 2))
test_both = set(test_patient[test_train]) & set(test_patient[test_test])
assert not test_both, f"Slices of the patients {test_both} are in both parts."
assert sorted([*test_train, *test_test]) == list(range(8)), "Every slice must be in one of the two parts."
assert set(test_patient[test_test]) == {8, 9}, "Test on the two patients with the largest numbers, 8 and 9."
assert list(test_test) == [2, 3, 4, 7], "Return the positions of the slices, in ascending order."
print("split_by_patient: the visible tests pass")

# %% tags=["train"]
N_TEST = 6
train_slices, test_slices = split_by_patient(hearts.patient, N_TEST)
print(
    f"{len(train_slices)} slices of {len(set(hearts.patient[train_slices]))} patients to train on,", end=" "
)
print(f"{len(test_slices)} slices of {len(set(hearts.patient[test_slices]))} patients to test on")

# %% [markdown]
# ## 2 · Another resolution (1 point)
#
# Scanners differ in how many pixels they give. A network wants one size, so images and masks are
# resampled. An image may be interpolated: grey between two greys is a sensible guess. A mask may not: half
# a muscle does not exist, and a value of 0.37 would be neither in the set nor out of it.
#
# <details><summary>Hint</summary>
#
# `F.interpolate(x, size=(size, size), mode=...)` resamples (n, channels, H, W). Look at which values a mask has
# after `mode="bilinear"`, and which after `mode="nearest"`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "resize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def resize(images, masks, size):
    """Images and masks, resampled to (n, 1, size, size). <!-- req: size-asked-for -->

    images, masks: float tensors (n, 1, H, W). Images are interpolated bilinearly; <!-- req: images-bilinear --> masks stay exactly 0 or 1. <!-- req: masks-stay-masks -->
    Returns (images, masks).
    """
    ### BEGIN SOLUTION
    images = F.interpolate(images, size=(size, size), mode="bilinear")
    return images, F.interpolate(masks, size=(size, size), mode="nearest")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_resize", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_x, test_y = some_slices(3, size=16)
test_small, test_small_y = given(resize(test_x, test_y, 12))
assert test_small.shape == test_small_y.shape == (3, 1, 12, 12), (
    f"Size 12 must give (3, 1, 12, 12) for both, not {tuple(test_small.shape)} and {tuple(test_small_y.shape)}."
)
assert set(test_small_y.unique().tolist()) == {0.0, 1.0}, "A mask must hold 0 and 1 and nothing in between."
assert abs(test_small_y.mean() - test_y.mean()) < 0.05, (
    "The mask should cover about the same part of the image."
)
test_ramp = torch.arange(16.0).expand(1, 1, 16, 16)
test_greys = resize(test_ramp, (test_ramp > 7).float(), 12)[0]
assert not torch.equal(test_greys, test_greys.round()), "An image is interpolated, not picked pixel by pixel."
print("resize: the visible tests pass")

# %% [markdown]
# ## 3 · Augmentation of pairs (2 points)
#
# 368 slices are few. But a heart that is mirrored, turned or moved a little is still a heart, and the network
# should find it there, too. So each time a slice is shown to the network, it is changed at random, and its
# **mask in exactly the same way**. <!-- req: mask-like-image --> Three changes, one after another, drawn anew **for each slice**:
#
# 1. with probability ½, mirror it left to right;
# 2. turn it by 0, 1, 2 or 3 quarter turns, all equally probable;
# 3. move it by whole pixels, down and to the right by two numbers from `-shift` to `+shift`, both included; what
#    leaves the image on one side comes in again on the other.
#
# All these numbers are drawn independently, <!-- req: every-change-occurs --> and anew at every call. <!-- req: drawn-anew-for-each-slice -->
#
# None of them needs interpolation: every pixel keeps its value and only changes its place. <!-- req: pixels-keep-their-values -->
#
# <details><summary>Hint</summary>
#
# Put image and mask behind each other along the channels, `torch.cat([images, masks], dim=1)`: what is done to the
# pair is done to both. `torch.flip`, `torch.rot90(pair, k, dims)` and `torch.roll(pair, shifts, dims)` do the three
# changes; `torch.randint(low, high, ())` draws an integer from `low` to `high - 1`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "augment", "locked": false, "schema_version": 3, "solution": true, "task": false}
def augment(images, masks, shift=4):
    """Slices and masks, mirrored, turned and moved at random: each slice in its own way, its mask in the same way.

    images, masks: float tensors (n, 1, H, W) with H = W, n from 1 on, not to be changed; <!-- req: augment-makes-copies -->
    shift: the largest move, in pixels. <!-- req: shift-of-four -->
    Returns new (images, masks) of the same shapes. <!-- req: augment-keeps-shapes -->
    """
    ### BEGIN SOLUTION
    changed = []
    for pair in torch.cat([images, masks], dim=1):  # (2, H, W)
        if torch.rand(()) < 0.5:
            pair = pair.flip(-1)
        pair = torch.rot90(pair, int(torch.randint(4, ())), dims=(1, 2))
        down, right = torch.randint(-shift, shift + 1, (2,)).tolist()
        changed.append(pair.roll((down, right), dims=(1, 2)))
    changed = torch.stack(changed)  # (n, 2, H, W)
    return changed[:, :1], changed[:, 1:]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_augment", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_x, test_y = some_slices(24)
test_kept = test_x.clone()
test_new, test_new_y = given(augment(test_x, test_y, shift=2))
assert test_new.shape == test_new_y.shape == test_x.shape, "The shapes must stay as they are."
assert torch.equal(test_x, test_kept), "augment must not change the images it is given: work on copies."
assert torch.allclose(test_new.flatten(1).sort().values, test_x.flatten(1).sort().values), (
    "Every pixel keeps its value and only changes its place: no interpolation, nothing cut off."
)
assert torch.allclose((test_new * test_new_y).sum((1, 2, 3)), (test_x * test_y).sum((1, 2, 3)), atol=1e-4), (
    "Under the mask there must be the same pixels as before: change image and mask in the same way."
)
assert not torch.equal(test_new, test_x), "Nothing has changed."
test_twice = augment(test_x[:1].expand(24, -1, -1, -1), test_y[:1].expand(24, -1, -1, -1), shift=2)[0]
assert len({tuple(one.flatten().tolist()) for one in test_twice}) > 8, (
    "Each slice needs random numbers of its own."
)
print("augment: the visible tests pass")

# %% name="augmented_pairs" tags=["train"]
figure, rows = plt.subplots(2, 8, figsize=(12, 3.3), layout="constrained")
for row, number in zip(rows, [20, 200]):
    pair = torch.tensor(images[[number] * 7]), torch.tensor(masks[[number] * 7])
    new, new_masks = augment(*pair, shift=6)
    show_slices(row[0], images[number], {"#ffa90e": masks[number]}, "as it was")
    for axes, one, mask in zip(row[1:], new.numpy(), new_masks.numpy()):
        show_slices(axes, one, {"#ffa90e": mask}, "augmented")

# %% [markdown]
# ## 4 · The Dice coefficient (1 point)
#
# For pictures of zeros and ones, sizes and intersections are sums. And since $0/0$ is no number, a small
# $s$ is added above and below: two empty masks then agree perfectly, as they should.
#
# $$ \text{Dice}(\hat y, y) = \frac{2 \sum_i \hat y_i\, y_i + s}{\sum_i \hat y_i + \sum_i y_i + s} $$
#
# <details><summary>Hint</summary>
#
# Sum over the axes 1, 2 and 3, so that one number is left for each image. Where both are 1 their product is 1.
# </details>


# %% nbgrader={"grade": false, "grade_id": "dice_coefficient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dice_coefficient(prediction, target, smooth=1.0):
    """The Dice coefficient of each image. <!-- req: dice-formula -->

    prediction, target: float tensors (n, 1, H, W) of zeros and ones; smooth: s in the formula.
    Returns a tensor (n,), <!-- req: dice-per-image --> with values in [0, 1]; 1 where both are empty. <!-- req: empty-masks-agree -->
    """
    ### BEGIN SOLUTION
    intersection = (prediction * target).sum(dim=(1, 2, 3))  # (n,)
    sizes = prediction.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return (2 * intersection + smooth) / (sizes + smooth)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_dice_coefficient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
_, test_y = some_slices(4)
test_dice = given(dice_coefficient(test_y, test_y))
assert test_dice.shape == (4,), f"One number for each of the 4 images, not shape {tuple(test_dice.shape)}."
assert torch.allclose(test_dice, torch.ones(4)), "A mask agrees perfectly with itself: Dice 1."
test_a, test_b = torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)
assert torch.allclose(dice_coefficient(test_a, test_b), torch.ones(1)), (
    "Two empty masks agree: Dice 1, not NaN."
)
test_a[..., 0], test_b[..., 0, :] = 1, 1  # four pixels each, of which one in common
test_dice = dice_coefficient(test_a, test_b, smooth=0.0)
assert torch.allclose(test_dice, torch.tensor([0.25])), (
    f"Four pixels each, one in common: 2 · 1 / (4 + 4) = 0.25, not {test_dice.item():.3g}."
)
print("dice_coefficient: the visible tests pass")

# %% [markdown]
# ## 5 · A loss made of it (2 points)
#
# A threshold has no gradient. So for training the prediction stays soft: in place of $\hat y$ stands the
# probability $p$. Where the Dice coefficient is large, the loss must be small:
#
# $$ \mathcal L_\text{Dice} = \frac1n \sum_{b=1}^{n} \left( 1 -
#    \frac{2 \sum_i p_{bi}\, y_{bi} + s}{\sum_i p_{bi} + \sum_i y_{bi} + s} \right),
#    \qquad p = \operatorname{sigmoid}(\ell) $$
#
# The sums are over the pixels of one image; the mean is over the images of the batch.
#
# <details><summary>Hint</summary>
#
# The network puts out logits, which may be −7 or 12; the formula speaks of probabilities. `torch.sigmoid` leads
# from one to the other. Then it is the formula of part 4 (write it out, or call your function).
# </details>


# %% nbgrader={"grade": false, "grade_id": "soft_dice_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def soft_dice_loss(logits, target, smooth=1.0):
    """The soft Dice loss: 1 minus the Dice coefficient of the probabilities, mean over the batch. <!-- req: soft-dice-formula -->

    logits: float tensor (n, 1, H, W), any real numbers, <!-- req: loss-finite --> not to be changed; <!-- req: logits-stay --> target: (n, 1, H, W) of zeros and ones.
    Returns a scalar tensor in [0, 1], <!-- req: loss-is-a-scalar --> with a gradient. <!-- req: loss-has-a-gradient -->
    """
    ### BEGIN SOLUTION
    probability = torch.sigmoid(logits)
    intersection = (probability * target).sum(dim=(1, 2, 3))  # (n,)
    sizes = probability.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3))
    return (1 - (2 * intersection + smooth) / (sizes + smooth)).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_soft_dice_loss", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
_, test_y = some_slices(4)
test_logits = (40 * test_y - 20).requires_grad_()  # sure of itself, and right
test_loss = given(soft_dice_loss(test_logits, test_y))
assert test_loss.shape == (), f"The loss of a batch is one number, not shape {tuple(test_loss.shape)}."
assert test_loss.item() < 0.01, (
    f"Where the network is sure and right the loss is about 0, not {test_loss.item():.3g}."
)
assert soft_dice_loss(-test_logits, test_y).item() > 0.9, "Where it is sure and wrong the loss is about 1."
test_empty = torch.zeros(2, 1, 4, 4)
assert torch.isfinite(soft_dice_loss(test_empty - 200, test_empty)), "An empty mask must not give NaN."
# logits 0: p = 1/2 everywhere; of 16 pixels 4 are muscle: 1 - 2 · 2 / (8 + 4)
test_quarter = torch.zeros(1, 1, 4, 4)
test_quarter[..., 0] = 1
test_loss = soft_dice_loss(torch.zeros(1, 1, 4, 4), test_quarter, smooth=0.0).item()
assert np.isclose(test_loss, 2 / 3), (
    f"Logits 0 and a quarter of muscle: 1 - 4/12 = 0.667, not {test_loss:.3g}."
)
test_rough = torch.zeros(4, 1, 16, 16, requires_grad=True)
soft_dice_loss(test_rough, test_y).backward()
assert test_rough.grad.abs().sum() > 0, "No gradient reaches the logits: no threshold, no numpy, no .item()."
print("soft_dice_loss: the visible tests pass")

# %% [markdown]
# ## 6 · Two convolutions (1 point)
#
# The brick of which both networks are built: convolution, batch normalisation, ReLU; and the same once
# more, <!-- req: relu-twice --> and nothing else. The convolutions are 3×3 <!-- req: two-convolutions --> and keep height and width; <!-- req: block-keeps-size --> both put
# out `out_channels` channels. The normalisation is `nn.BatchNorm2d` as it is, with a mean and variance kept for
# evaluation. <!-- req: normalised-twice -->
#
# <details><summary>Hint</summary>
#
# `nn.Sequential` calls its arguments in turn. With which `padding` does a 3×3 convolution keep the size?
# `nn.BatchNorm2d` needs the number of channels that come in.
# </details>


# %% nbgrader={"grade": false, "grade_id": "double_conv", "locked": false, "schema_version": 3, "solution": true, "task": false}
class DoubleConv(nn.Module):
    """Twice: 3×3 convolution, batch normalisation, ReLU. (n, in_channels, H, W) -> (n, out_channels, H, W)."""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        ### BEGIN SOLUTION
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),  # the normalisation has a shift
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
        )
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_double_conv", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_block = DoubleConv(2, 5)
test_out = given(test_block(torch.randn(3, 2, 8, 12)))
assert test_out.shape == (3, 5, 8, 12), (
    f"(3, 2, 8, 12) must become (3, 5, 8, 12), not {tuple(test_out.shape)}."
)
assert test_out.min() >= 0, "After the last ReLU nothing is negative."
test_kinds = [type(layer) for layer in test_block.modules()]
assert test_kinds.count(nn.Conv2d) == test_kinds.count(nn.BatchNorm2d) == 2, (
    "Two convolutions, two normalisations."
)
print("double_conv: the visible tests pass")

# %% [markdown]
# ## 7 · U-Net (3 points)
#
# With `channels = (c_0, c_1, …, c_k)` there are $k + 1$ levels; level $i$ has $c_i$ channels and
# $1/2^i$ of the image's height and width.
#
# - **Encoder.** On level 0 a `DoubleConv` from 1 to $c_0$ channels; then, level by level, 2×2 max pooling
#   and a `DoubleConv` from $c_{i-1}$ to $c_i$ channels. <!-- req: unet-encoder --> The last one is the bottom of the U.
# - **Decoder.** From level $i + 1$ back to level $i$: double height and width (by a transposed convolution, say, or by
#   `nn.Upsample`); <!-- req: unet-upsamples --> **concatenate** along the channels with what the encoder's `DoubleConv` of *the same
#   level $i$* put out; <!-- req: unet-skips --> and a `DoubleConv` to $c_i$ channels.
# - **Head.** A 1×1 convolution from $c_0$ channels to one: the logits. No activation behind it. <!-- req: unet-head -->
#
# Height and width of the image are multiples of $2^k$. Use your `DoubleConv` for all blocks (its arguments in
# the order given above); how you upsample is up to you. All
# weights take part: each has a gradient. <!-- req: unet-learns -->
#
# <details><summary>Hint</summary>
#
# Layers that are kept in a plain Python list have no weights for PyTorch: use `nn.ModuleList`. In `forward`, append
# what each encoder block puts out to a list, and take the skips from its end on the way up. If an upsampled
# tensor has $c_i$ channels, the concatenation has $2 c_i$. `nn.ConvTranspose2d(a, b, 2, stride=2)` doubles
# height and width.
# </details>


# %% nbgrader={"grade": false, "grade_id": "unet", "locked": false, "schema_version": 3, "solution": true, "task": false}
class UNet(nn.Module):
    """A U-Net: images (n, 1, H, W) -> logits (n, 1, H, W). <!-- req: unet-keeps-size -->

    channels: of each level, from the top down; H and W are multiples of 2 ** (len(channels) - 1).
    """

    def __init__(self, channels=(16, 32, 64, 128)):
        super().__init__()
        ### BEGIN SOLUTION
        steps = list(pairwise(channels))  # (shallow, deep)
        self.encoders = nn.ModuleList(DoubleConv(a, b) for a, b in [(1, channels[0]), *steps])
        self.ups = nn.ModuleList(nn.ConvTranspose2d(deep, shallow, 2, stride=2) for shallow, deep in steps)
        self.decoders = nn.ModuleList(DoubleConv(2 * shallow, shallow) for shallow, _ in steps)
        self.head = nn.Conv2d(channels[0], 1, 1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        skips = []
        for encoder in self.encoders[:-1]:
            skips.append(encoder(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.encoders[-1](x)
        for up, decoder in zip(reversed(self.ups), reversed(self.decoders)):
            x = decoder(torch.cat([skips.pop(), up(x)], dim=1))
        return self.head(x)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_unet", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_net = UNet(channels=(4, 6, 8))
test_logits = given(test_net(torch.randn(3, 1, 16, 24)))
assert test_logits.shape == (3, 1, 16, 24), (
    f"Logits must have the image's size, not {tuple(test_logits.shape)}."
)
test_logits.square().sum().backward()
test_idle = [name for name, p in test_net.named_parameters() if p.grad is None or not p.grad.any()]
assert not test_idle, f"These weights have no effect on the logits: {', '.join(test_idle[:3])}"
test_net.eval()
with torch.no_grad():
    test_x = 3 * torch.randn(1, 1, 16, 16)
    test_moved = test_x.clone()
    test_moved[..., 7, 7] += 3.0
    test_change = (test_net(test_x) - test_net(test_moved)).abs()[0, 0]
assert test_change.max() > 0, "The logits do not depend on the image."
print("unet: the visible tests pass")

# %% [markdown]
# ## 8 · SegNet, for comparison (1.5 points)
#
# An older idea hands over less. Max pooling keeps the largest of four pixels and forgets *which* it was. SegNet
# remembers that, and nothing else: on the way up, **max unpooling** puts each value back to where the maximum was,
# and zeros around it. No feature is copied from the encoder to the decoder.
#
# - **Encoder**, level $i = 0 … k$: `DoubleConv` from $c_{i-1}$ (from 1 on level 0) to $c_i$ channels, then 2×2 max pooling
#   that also returns the indices of the maxima. <!-- req: segnet-encoder -->
# - **Decoder**, level $i = k … 0$: max unpooling with the indices of level $i$, then `DoubleConv` from $c_i$ to $c_{i-1}$
#   channels (from $c_0$ to $c_0$ on level 0). <!-- req: segnet-unpools -->
# - **Head** as before. <!-- req: segnet-head --> All weights take part, as before. <!-- req: segnet-learns -->
#
# <details><summary>Hint</summary>
#
# Look at `return_indices` of `F.max_pool2d`, and at `F.max_unpool2d(x, indices, 2)`. Here *every* level is pooled,
# so with three levels the bottom has an eighth of the image's height.
# </details>


# %% nbgrader={"grade": false, "grade_id": "segnet", "locked": false, "schema_version": 3, "solution": true, "task": false}
class SegNet(nn.Module):
    """An encoder and decoder joined by the places of the maxima: images (n, 1, H, W) -> logits (n, 1, H, W). <!-- req: segnet-keeps-size -->

    channels: of each level, from the top down; H and W are multiples of 2 ** len(channels).
    """

    def __init__(self, channels=(16, 32, 64)):
        super().__init__()
        ### BEGIN SOLUTION
        self.encoders = nn.ModuleList(DoubleConv(a, b) for a, b in pairwise((1, *channels)))
        self.decoders = nn.ModuleList(DoubleConv(b, a) for a, b in pairwise((channels[0], *channels)))
        self.head = nn.Conv2d(channels[0], 1, 1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        places = []
        for encoder in self.encoders:
            x, indices = F.max_pool2d(encoder(x), 2, return_indices=True)
            places.append(indices)
        for decoder in reversed(self.decoders):
            x = decoder(F.max_unpool2d(x, places.pop(), 2))
        return self.head(x)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_segnet", "locked": true, "points": 1.5, "schema_version": 3, "solution": false, "task": false}
test_net = SegNet(channels=(4, 6))
test_logits = given(test_net(torch.randn(3, 1, 16, 24)))
assert test_logits.shape == (3, 1, 16, 24), (
    f"Logits must have the image's size, not {tuple(test_logits.shape)}."
)
test_logits.square().sum().backward()
test_idle = [name for name, p in test_net.named_parameters() if p.grad is None or not p.grad.any()]
assert not test_idle, f"These weights have no effect on the logits: {', '.join(test_idle[:3])}"
print("segnet: the visible tests pass")

# %% [markdown]
# ## 9 · A training step (2 points)
#
# The loss is the sum of two: the soft Dice loss, and the binary cross-entropy of each pixel (mean over all pixels
# and images), which gives good gradients where the two sets do not meet yet:
#
# $$ \mathcal L = \mathcal L_\text{Dice} + \mathcal L_\text{BCE} $$
#
# Unlike Keras, PyTorch does nothing by itself: gradients are *added* to those that are there already, and batch
# normalisation does what the mode of the network says (`model.train()` or `model.eval()`).
#
# <details><summary>Hint</summary>
#
# Training mode; logits; loss; clear the old gradients; `backward`; a step of the optimiser.
# `F.binary_cross_entropy_with_logits` is the cross-entropy from logits. `.item()` makes a Python number.
# </details>


# %% nbgrader={"grade": false, "grade_id": "train_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_step(model, optimizer, images, masks):
    """One step of the optimiser on soft_dice_loss + binary cross-entropy of the logits, in training mode. <!-- req: step-in-training-mode -->

    images, masks: float tensors (n, 1, H, W). The gradient is that of this batch alone. <!-- req: step-follows-the-gradient -->
    Returns the loss of the batch before the step, <!-- req: step-reports-the-loss --> a Python float. <!-- req: step-gives-a-number -->
    """
    ### BEGIN SOLUTION
    model.train()
    logits = model(images)
    loss = soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_train_step", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
torch.manual_seed(0)
test_net = nn.Sequential(
    nn.Conv2d(1, 2, 3, bias=False, padding=1), nn.BatchNorm2d(2), nn.Conv2d(2, 1, 1)
).eval()
test_optimizer = torch.optim.SGD(test_net.parameters(), lr=0.1)
test_x, test_y = some_slices(8)
test_before = [p.detach().clone() for p in test_net.parameters()]
test_losses = [given(train_step(test_net, test_optimizer, test_x, test_y)) for _ in range(60)]
assert isinstance(test_losses[0], float), f"Return a Python float, not a {type(test_losses[0]).__name__}."
assert test_net.training, "train_step must put the model into training mode."
assert all(not torch.equal(a, b) for a, b in zip(test_before, test_net.parameters())), (
    "Some weights never move."
)
assert test_losses[-1] < 0.8 * test_losses[0], (
    f"The loss should fall; it went from {test_losses[0]:.2f} to {test_losses[-1]:.2f}."
)
print("train_step: the visible tests pass")

# %% [markdown]
# ## 10 · Evaluation, patient by patient (2 points)
#
# A doctor wants to know how well it works *for a patient*. So: the Dice coefficient of each slice; of these the mean over
# the slices of each patient. <!-- req: mean-over-slices --> The prediction is 1 where the **probability** is above `threshold`.
#
# <details><summary>Hint</summary>
#
# Evaluation mode (else batch normalisation uses the batch's own statistics, and changes its memory), no
# gradients. Probability above ½ is the same as logit above 0, not above ½. A boolean array picks a patient's slices.
# </details>


# %% nbgrader={"grade": false, "grade_id": "evaluate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def evaluate(model, images, masks, patient, threshold=0.5):
    """The Dice coefficient of each patient, in evaluation mode and without gradients. <!-- req: evaluate-only-looks -->

    images, masks: float tensors (n, 1, H, W); patient: numpy int array (n,), the number of each slice's patient.
    threshold: a pixel is predicted to be muscle where its probability is larger. <!-- req: threshold-of-probability -->
    Returns a dict <!-- req: score-per-patient --> {number of the patient (int): mean Dice coefficient of their slices (float)}. <!-- req: plain-numbers -->
    """
    ### BEGIN SOLUTION
    model.eval()
    with torch.no_grad():
        prediction = (torch.sigmoid(model(images)) > threshold).float()
    dice = dice_coefficient(prediction, masks).numpy()  # (n,)
    return {int(number): float(dice[patient == number].mean()) for number in np.unique(patient)}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_evaluate", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
class TestModel(nn.Module):
    """Logits that find the mask exactly, in evaluation mode; in training mode they miss it."""

    def forward(self, x):
        return 0.4 * (x - 1) if not self.training else 1 - x


_, test_y = some_slices(5)
test_patient = np.array([7, 7, 2, 2, 2])
test_x = 2 * test_y
test_x[4] = 0  # nothing to be seen: Dice near 0
test_scores = given(evaluate(TestModel().train(), test_x, test_y, test_patient))
assert set(test_scores) == {2, 7}, f"The keys are the patients' numbers, 2 and 7, not {list(test_scores)}."
assert np.isclose(test_scores[7], 1), (
    f"The logits are 0.4 on the muscle and -0.4 elsewhere: patient 7 has Dice 1, not {test_scores[7]:.3g}. "
    "Evaluation mode? Threshold of the probability?"
)
assert 0.6 < test_scores[2] < 0.75, (
    "Two slices of patient 2 are perfect and one is missed: the mean is about 2/3."
)
print("evaluate: the visible tests pass")

# %% [markdown]
# ## Training
#
# Forty times through the 368 training slices, each time augmented anew, with Adam and a learning rate that rises and
# falls again. As the hearts lie in the middle, only the inner 48×48 pixels are shown to the network in
# training: that leaves out no muscle, and almost half of the work. (A network of convolutions does not
# mind: it is evaluated on whole slices.)
#
# To know what a number is worth, compare it with what costs nothing: the **position-only baseline** answers with
# the same mask for every slice, the pixels that are muscle in at least a quarter of the training masks. It has
# never seen an image.

# %% tags=["train"]
EPOCHS = quick(40, 1)
BATCH_SIZE = 16
x_train, y_train = torch.tensor(images[train_slices]), torch.tensor(masks[train_slices])
x_test, y_test = torch.tensor(images[test_slices]), torch.tensor(masks[test_slices])
test_patients = hearts.patient[test_slices]
if quick(False, True):
    x_train, y_train = x_train[:48], y_train[:48]


def inner(slices):
    """The inner 48×48 pixels."""
    return slices[..., 8:56, 8:56]


def fit(model, epochs, learning_rate=5e-3):
    """Train a model; the mean loss of each epoch, and after each the mean Dice of the test patients."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    batches = -(-len(x_train) // BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, learning_rate, total_steps=epochs * batches, pct_start=0.2
    )
    history = {"loss": [], "test Dice": []}
    for _ in progress(range(epochs), desc=type(model).__name__):
        losses = []
        for chosen in torch.randperm(len(x_train)).split(BATCH_SIZE):
            pair = augment(x_train[chosen], y_train[chosen])
            losses.append(train_step(model, optimizer, *map(inner, pair)))
            schedule.step()
        history["loss"].append(float(np.mean(losses)))
        history["test Dice"].append(
            float(np.mean(list(evaluate(model, x_test, y_test, test_patients).values())))
        )
    return history


# %% name="training" tags=["train"]
seed_everything(SEED)
unet = UNet()
start = time.perf_counter()
unet_history = fit(unet, EPOCHS)
seconds = time.perf_counter() - start

seed_everything(SEED)
segnet = SegNet()
segnet_history = fit(segnet, EPOCHS)

# %% name="test_dice" tags=["train"]
position_only = (y_train.mean(dim=0, keepdim=True) > 0.25).float().expand_as(y_test)  # (n, 1, 64, 64)


def predicted(model, slices):
    """Where a model sees muscle: (n, 1, H, W) of zeros and ones."""
    model.eval()
    with torch.no_grad():
        return (model(slices) > 0).float()


with torch.no_grad():
    slice_dice = dice_coefficient(predicted(unet, x_test), y_test)
    baseline_dice = dice_coefficient(position_only, y_test)
per_patient = {
    "U-Net": evaluate(unet, x_test, y_test, test_patients),
    "SegNet": evaluate(segnet, x_test, y_test, test_patients),
    "position only": {
        int(p): baseline_dice[test_patients == p].mean().item() for p in np.unique(test_patients)
    },
}
result = {
    "dice": slice_dice.mean().item(),
    "dice_per_patient": float(np.mean(list(per_patient["U-Net"].values()))),
    "dice_worst_patient": min(per_patient["U-Net"].values()),
    "segnet_dice": float(np.mean(list(per_patient["SegNet"].values()))),
    "baseline_dice": baseline_dice.mean().item(),
    "epochs": EPOCHS,
    "seconds": seconds,
    "data": hearts.description.partition(";")[0],
    "seed": SEED,
}
text = "\n".join(
    f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}"
    for name, value in result.items()
)
# shown as text, and kept as data for the course's table of reference results
display({"text/plain": text, "application/vnd.labkit.result+json": result}, raw=True)

# %% name="training_curves" tags=["train"]
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
for name, history, colour in [("U-Net", unet_history, "#3f90da"), ("SegNet", segnet_history, "#e76300")]:
    epochs = range(1, len(history["loss"]) + 1)
    left.plot(epochs, history["loss"], color=colour, label=name)
    right.plot(epochs, history["test Dice"], color=colour, label=name)
right.axhline(result["baseline_dice"], color="0.4", linestyle="--", label="position only")
left.set(xlabel="epoch", title="training loss")
right.set(xlabel="epoch", ylim=(0, 1), title="mean Dice of the test patients (nothing is chosen by it)")
for axes in (left, right):
    axes.legend(frameon=False, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)

# %% name="predictions" tags=["train"]
order = slice_dice.argsort(descending=True)  # from the best slice to the worst
shown = order[torch.linspace(0, len(order) - 1, 10).long()]
figure, rows = plt.subplots(2, 10, figsize=(13, 3.3), layout="constrained")
figure.suptitle(
    "Truth (orange) and prediction (blue) with their Dice, from the U-Net's best slice to its worst",
    fontsize=11,
)
for row, model, name in zip(rows, (unet, segnet), ("U-Net", "SegNet")):
    found = predicted(model, x_test[shown])
    scores = dice_coefficient(found, y_test[shown])
    for axes, number, mask, score in zip(row, shown, found.numpy(), scores):
        outlines = {"#ffa90e": y_test[number].numpy(), "#3fd0ff": mask}
        show_slices(axes, x_test[number].numpy(), outlines, f"{name}: {score:.2f}")
# %% name="dice_per_patient" tags=["train"]
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
for offset, (name, colour) in zip(
    (-0.27, 0, 0.27), [("U-Net", "#3f90da"), ("SegNet", "#e76300"), ("position only", "0.7")]
):
    scores = per_patient[name]
    bars = axes.bar(np.arange(len(scores)) + offset, scores.values(), 0.25, color=colour, label=name)
    axes.bar_label(bars, fmt="%.2f", fontsize=7)
axes.set(xticks=range(len(scores)), xticklabels=[f"patient {p}" for p in scores], ylim=(0, 1), ylabel="Dice")
axes.legend(frameon=False, fontsize=9, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1))
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## 11 · What does it look at? (1 point)
#
# Cover a part of the image, and see how much worse the prediction gets. Move the cover over the image, and you have a map of
# what the network relies on: its **sensitivity to occlusion**.
#
# The cover is a square of `size` × `size` pixels with the value 0, the mean grey of a slice. Its upper left corner is at
# rows and columns 0, `stride`, 2 `stride`, … as long as the square lies wholly within the image. The map holds, for each
# position, by how much the Dice coefficient **falls**: <!-- req: fall-of-dice --> that of the uncovered image minus that of the covered one.
#
# <details><summary>Hint</summary>
#
# `range(0, height - size + 1, stride)` gives the rows. Work on a copy of the image for each position, or the covers
# pile up. `model(image[None])` makes a batch of one; muscle is where the logit is above 0.
# </details>


# %% nbgrader={"grade": false, "grade_id": "occlusion_sensitivity", "locked": false, "schema_version": 3, "solution": true, "task": false}
def occlusion_sensitivity(model, image, mask, size=8, stride=4):
    """By how much the Dice coefficient falls when a square of the image is covered, for each place of the square.

    image, mask: float tensors (1, H, W), not to be changed. In evaluation mode, without gradients. <!-- req: occlusion-only-looks -->
    Returns a tensor or numpy array (rows, columns): <!-- req: number-per-place --> Dice of the uncovered image minus Dice of the covered one.
    """
    ### BEGIN SOLUTION
    rows, columns = (range(0, length - size + 1, stride) for length in image.shape[1:])
    covered = []
    for row in rows:
        for column in columns:
            copy = image.clone()
            copy[:, row : row + size, column : column + size] = 0
            covered.append(copy)
    model.eval()
    with torch.no_grad():
        predictions = (model(torch.stack([image, *covered])) > 0).float()
    dice = dice_coefficient(predictions, mask.expand_as(predictions))
    return (dice[0] - dice[1:]).reshape(len(rows), len(columns))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_occlusion_sensitivity", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
_, test_y = some_slices(1)
test_image = 2 * test_y[0]
test_map = np.asarray(
    given(occlusion_sensitivity(TestModel().train(), test_image, test_y[0], size=4, stride=4))
)
assert test_map.shape == (4, 4), f"A 4×4 square fits 4 × 4 times at stride 4, not {test_map.shape} times."
assert np.asarray(occlusion_sensitivity(TestModel(), test_image, test_y[0], 5, 4)).shape == (3, 3), (
    "The square must lie wholly within the image."
)
assert torch.equal(test_image, 2 * test_y[0]), "The image itself must not be changed."
test_muscle = np.array(
    [[test_y[0, 0, r : r + 4, c : c + 4].any() for c in range(0, 16, 4)] for r in range(0, 16, 4)]
)
assert (test_map[test_muscle] > 0.01).all(), (
    "Where muscle is covered the Dice coefficient falls: a positive number."
)
assert np.allclose(test_map[~test_muscle], 0), (
    "Where no muscle is covered, this model's prediction stays the same."
)
print("occlusion_sensitivity: the visible tests pass")

# %% name="occlusion" tags=["train"]
SIZE, STRIDE = 8, quick(3, 14)
middle = SIZE / 2 - STRIDE / 2, 64 - SIZE / 2 + STRIDE / 2  # a square's value is drawn at the square's middle

figure, rows = plt.subplots(2, 3, figsize=(9, 5.6), layout="constrained")
for row, number in zip(rows, [order[len(order) // 4], order[len(order) // 2]]):
    image, mask = x_test[number], y_test[number]
    show_slices(row[0], image.numpy(), {"#ffa90e": mask.numpy()}, "slice and mask")
    for axes, model, name in zip(row[1:], (unet, segnet), ("U-Net", "SegNet")):
        fall = np.asarray(occlusion_sensitivity(model, image, mask, SIZE, STRIDE))
        show_slices(axes, image.numpy(), {"#ffa90e": mask.numpy()}, f"{name}: the Dice coefficient falls by")
        extent = (*middle, *middle[::-1])
        drawn = axes.imshow(fall, cmap="inferno", alpha=0.6, vmin=0, vmax=max(0.1, fall.max()), extent=extent)
        figure.colorbar(drawn, ax=axes, shrink=0.8)

# %% [markdown]
# ## 12 · Your own model (2.5 points)
#
# Now it is your turn: make it better, under a fixed **budget**. The grader calls your `build_model()` and then
# `train(model, data, budget)`, on 39 patients. Then it shows the trained model slices of six *other*
# patients, and measures the Dice coefficient. <!-- req: open-dice -->
#
# | | |
# |---|---|
# | `data` | a dict of tensors: `"images"` and `"masks"`, float (n, 1, 64, 64), n = 368, images standardised as above; `"patient"`, int64 (n,) |
# | `budget` | how many slices the model may be shown in training, each counted each time: 1600, that is about four times each |
# | time | at most 40 seconds of one processor's time for all of it, or it is stopped and earns nothing |
# | hidden slices | of the six patients, but each one mirrored, turned by quarter turns, moved by up to 4 pixels, and with another contrast, all at random; standardised; 64×64 |
# | prediction | `model(images)` in evaluation mode gives logits (n, 1, 64, 64); muscle is where they are above 0 |
# | Dice | of each slice, mean over a patient's slices, mean over the patients |
# | points | 2.5 · (Dice − 0.38) / 0.32, from 0 to 2.5. Position alone reaches 0.34 on slices that are moved and turned, and earns nothing; 0.70 and more earns all |
#
# The U-Net above, trained for 1600 slices without any further thought, reaches 0.57 to 0.68 (it depends on the seed); without augmentation it stays below 0.5. Ideas: augmentation; learning
# rate and schedule; batch size; fewer pixels (crop, or `F.pixel_unshuffle`); other widths and depths;
# the loss; or averaging predictions over mirrored and turned images when the model is in evaluation mode.
# Whatever you do to the image in `forward`, the logits must come out at its full size.
#
# The cell is run in a notebook of its own, with the provided cells and your extra cells, and those of your
# solution cells that it mentions. You may use your functions from above, but then a mistake in them counts here, too.
# The model may be shown images in evaluation mode and without gradients as often as you like (to validate, say); a call
# in training mode, or with gradients, counts, of the model, of a part of it by itself, or of another model. `train` may
# return the model, or another one; if it returns nothing, the model it was given is used. Weights or masks that
# you have brought along are not what is asked for: the model learns from `data`, here.
#
# <details><summary>Hint</summary>
#
# Begin with what you have: `UNet()`, `augment`, `train_step`. Print how long it takes. Then change one thing at a time, and
# measure each change with several seeds: a difference of 0.01 may be chance. With only 200 steps to go, a large
# learning rate that falls to zero in the end does a lot.
# </details>


# %% nbgrader={"grade": false, "grade_id": "open_part", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_model():
    """A new network, not trained: images (n, 1, 64, 64) -> logits (n, 1, 64, 64). An nn.Module. <!-- req: open-model -->"""
    ### BEGIN SOLUTION
    return FastUNet()
    ### END SOLUTION


def train(model, data, budget):
    """Train the model of build_model on at most ``budget`` slices, each counted each time it is shown.

    data: {"images", "masks", "patient"}, tensors as in the table above. Returns the trained model.
    """
    ### BEGIN SOLUTION
    batch, rate = 8, 1e-2
    steps = budget // batch
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.2)
    rounds = -(-steps * batch // len(data["images"]))
    order = torch.cat([torch.randperm(len(data["images"])) for _ in range(rounds)])
    model.train()
    for chosen in order[: steps * batch].split(batch):
        images, masks = turned_and_moved(data["images"][chosen], data["masks"][chosen])
        logits = model(images)
        p = torch.sigmoid(logits)
        overlap, sizes = (p * masks).sum((1, 2, 3)), p.sum((1, 2, 3)) + masks.sum((1, 2, 3))
        loss = (1 - (2 * overlap + 1) / (sizes + 1)).mean() + F.binary_cross_entropy_with_logits(
            logits, masks
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model
    ### END SOLUTION


### BEGIN SOLUTION
def turned_and_moved(images, masks):
    """Each slice and its mask mirrored, turned and moved at random."""
    changed = []
    for pair in torch.cat([images, masks], dim=1):
        turns, mirrored, down, right = (int(torch.randint(n, ())) for n in (4, 2, 11, 11))
        pair = torch.rot90(pair, turns, dims=(1, 2))
        pair = pair.flip(-1) if mirrored else pair
        changed.append(pair.roll((down - 5, right - 5), dims=(1, 2)))
    return torch.stack(changed).split(1, dim=1)


def convolutions(inputs, outputs):
    layers = []
    for a, b in [(inputs, outputs), (outputs, outputs)]:
        layers += [nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU()]
    return nn.Sequential(*layers)


class FastUNet(nn.Module):
    """A U-Net with three levels on the inner 48×48 pixels, of which each 2×2 become four channels.

    In evaluation mode it averages over the eight ways to turn and mirror an image.
    """

    def __init__(self, width=24, border=8):
        super().__init__()
        self.border, widths = border, (width, 2 * width, 4 * width)
        self.encoders = nn.ModuleList(convolutions(a, b) for a, b in pairwise((4, *widths)))
        self.ups = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in pairwise(widths))
        self.decoders = nn.ModuleList(convolutions(2 * a, a) for a in widths[:-1])
        self.head = nn.Conv2d(width, 4, 1)

    def forward(self, x):
        if self.training:
            return self.logits(x)
        ways = [(turns, mirrored) for turns in range(4) for mirrored in (False, True)]
        return sum(self.seen(x, turns, mirrored) for turns, mirrored in ways) / len(ways)

    def seen(self, x, turns, mirrored):
        """The logits of the image turned and mirrored, turned and mirrored back."""
        x = torch.rot90(x, turns, dims=(2, 3))
        logits = self.logits(x.flip(-1)).flip(-1) if mirrored else self.logits(x)
        return torch.rot90(logits, -turns, dims=(2, 3))

    def logits(self, x):
        border = self.border
        x = F.pixel_unshuffle(x[..., border:-border, border:-border], 2)  # (n, 4, 24, 24)
        skips = []
        for encoder in self.encoders[:-1]:
            skips.append(encoder(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.encoders[-1](x)
        for up, decoder in zip(reversed(self.ups), reversed(self.decoders)):
            x = decoder(torch.cat([skips.pop(), up(x)], dim=1))
        return F.pad(F.pixel_shuffle(self.head(x), 2), (border,) * 4, value=-10.0)


### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_open_part", "locked": true, "points": 2.5, "schema_version": 3, "solution": false, "task": false}
torch.manual_seed(0)
test_model = given(build_model())
assert isinstance(test_model, nn.Module), "build_model must return an nn.Module."
test_x, test_y = some_slices(24, size=64)
test_seen = []
test_model.register_forward_pre_hook(
    lambda module, inputs: (
        test_seen.append(len(inputs[0])) if module.training or torch.is_grad_enabled() else None
    )
)
test_start = time.process_time()
test_trained = train(test_model, {"images": test_x, "masks": test_y, "patient": torch.arange(24) // 4}, 64)
test_seconds = time.process_time() - test_start
test_trained = test_trained if isinstance(test_trained, nn.Module) else test_model
assert sum(test_seen) <= 64, (
    f"The budget was 64 slices, but the model was shown {sum(test_seen)} in training."
)
with torch.no_grad():
    test_logits = test_trained.eval()(test_x)
assert test_logits.shape == (24, 1, 64, 64), (
    f"Logits must be (24, 1, 64, 64), not {tuple(test_logits.shape)}."
)
assert torch.isfinite(test_logits).all(), "There are logits that are NaN or infinite."
print(
    f"64 slices took {test_seconds:.1f} s of processor time; 1600 would take about {25 * test_seconds:.0f} s of at most 40."
)
print("open_part: the visible tests pass")

# %% [markdown]
# So that you know how you stand before you hand in, here is what the grader does, with six of the *training* patients in
# the place of the hidden ones.

# %% name="open_part" tags=["train"]
BUDGET = quick(1600, 64)


def disturbed(slices, rng):
    """Raw slices (n, 1, 64, 64) with another contrast: each to a power between 0.8 and 1.25."""
    power = rng.uniform(0.8, 1.25, (len(slices), 1, 1, 1))
    largest = slices.max(axis=(1, 2, 3), keepdims=True)
    return largest * (slices / largest) ** power


def trial(seed):
    """Train on 33 of the training patients; the Dice coefficient of the other six, and what was predicted."""
    seed_everything(seed)
    fitted, held_out = split_by_patient(hearts.patient[train_slices], 6)
    fitted, held_out = train_slices[fitted], train_slices[held_out]
    data = {"images": images[fitted], "masks": masks[fitted], "patient": hearts.patient[fitted]}
    model = build_model()
    trained = train(model, {name: torch.tensor(array) for name, array in data.items()}, BUDGET)
    model = trained if isinstance(trained, nn.Module) else model

    new = standardise(disturbed(hearts.images[held_out], np.random.default_rng(seed))).astype("float32")
    new, new_masks = augment(torch.tensor(new), torch.tensor(masks[held_out]), shift=4)
    scores = evaluate(model, new, new_masks, hearts.patient[held_out])
    return float(np.mean(list(scores.values()))), new, new_masks, predicted(model, new)


start = time.process_time()
trials = [trial(seed) for seed in range(quick(3, 1))]
scores = [trial_dice for trial_dice, *_ in trials]
print(
    "Dice:",
    ", ".join(f"{score:.3f}" for score in scores),
    f"({(time.process_time() - start) / len(trials):.0f} s each)",
)
_, new, new_masks, found = trials[-1]
figure, axes_of = plt.subplots(1, 8, figsize=(12, 1.9), layout="constrained")
figure.suptitle(
    "Held-out slices, turned and moved: truth (orange) and your model's prediction (blue)", fontsize=11
)
for axes, number in zip(axes_of, range(0, len(new), -(-len(new) // 8))):
    score = dice_coefficient(found[[number]], new_masks[[number]]).item()
    outlines = {"#ffa90e": new_masks[number].numpy(), "#3fd0ff": found[number].numpy()}
    show_slices(axes, new[number].numpy(), outlines, f"Dice {score:.2f}")

# %% [markdown]
# ## Questions
#
# A few sentences each, in your own words. Refer to your own pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): numbers that mean something
#
# (a) A network that answers "no muscle" everywhere is right in about 96 % of the pixels. Which Dice coefficient does it
# have on a slice, and why does the cross-entropy alone make slow progress at first? (b) Someone splits the
# slices at random, whatever the patient, and reports a Dice coefficient of 0.88. What would you tell them? Why is
# the position-only baseline worth reporting?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_measures", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# (a) Practically 0: there is no pixel in common (with s = 1 it is 1 / (|y| + 1), below 0.01 for most masks). For the
# cross-entropy each pixel counts alike, and 96 % of them are background: answering "background" lowers it
# quickly, and the few pixels of muscle add little to the gradient. The Dice loss relates the overlap
# to the size of the mask, so the muscle counts however small it is.
#
# (b) Neighbouring slices of one patient are nearly the same picture. With a random split the network has seen
# the neighbours of nearly every test slice, so 0.88 tells how well it remembers patients, not how well it does on a new one;
# the split must be by patient, and the number will fall. The masks are centred by construction, so a mask
# that ignores the image already has a Dice coefficient of about 0.46: only what exceeds it has been learned from the
# images.
#
# ### BEGIN MARK SCHEME
# - 1 point for (a): half for a Dice coefficient of (about) 0 since there is no overlap; half for the reason, the
#   imbalance of classes in a mean over pixels.
# - 1 point for (b): half for the leak between neighbouring slices of one patient; half for the baseline (masks are centred,
#   so position alone gives a number far from 0).
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (2 points): what the shortcuts carry
#
# Compare U-Net and SegNet in your pictures and numbers. What does each hand over from the encoder to the decoder, and
# where in the image do you see the difference? What would you expect of a U-Net whose skip connections are *added* instead
# of concatenated?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_skips", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The U-Net hands over all features of a level at full resolution; the decoder combines "this belongs to the
# heart" from below with "here is an edge" from the side. SegNet hands over only where the maxima were: the
# decoder gets the coarse features back at places that follow edges, with zeros in between, but not what the
# encoder saw there. In the pictures the difference is in the outline, where walls are thin, and in slices near the base
# and tip of the heart; where the ring is clear both do about the same (here the U-Net is ahead by a few hundredths).
#
# Adding is cheaper (half the channels come into the block) and works: residual networks do it. But the sum mixes both sources
# before any weight can tell them apart, and they must have the same number of channels and meanings that
# fit; after concatenation the convolution chooses for itself how to weigh them (it can learn the sum, too). One
# expects a little less, not a failure.
#
# ### BEGIN MARK SCHEME
# - 1 point: half for features against places of maxima; half for an observation from the own pictures or numbers (outline,
#   thin walls, end slices; or, with numbers, that there is hardly any difference).
# - 1 point: half for what differs (fewer channels or weights; sum against a learned combination); half for a sensible
#   expectation with a reason. "It would not work at all": none of this half.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (1 point): what it looks at
#
# Where do the maps of occlusion show the largest fall, and does the prediction also depend on places *outside* of the
# muscle? What does it mean where the fall is negative?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_occlusion", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The largest falls are on the ring itself and in the cavity near it: the contrast between bright blood and dark muscle is what
# gives the ring away, so covering blood costs muscle as well. Far away from the heart covering
# changes next to nothing. Where the fall is negative the covered image is segmented *better*: what was covered there had misled
# the network (another bright structure with a dark wall, the right ventricle for instance).
#
# ### BEGIN MARK SCHEME
# - half a point: on and near the ring, and also outside the muscle (the cavity, the neighbouring ventricle), with reference
#   to the own map.
# - half a point: negative means that the prediction gets better when the place is covered, it was misleading.
# ### END MARK SCHEME
# ### END SOLUTION
