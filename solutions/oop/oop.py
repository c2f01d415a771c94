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
#     assignment: oop
#     framework: tensorflow
# ---

# %% [markdown]
# # Object orientation through density estimation
#
# Every model of this course estimates a density: it looks at data, says how probable a new point is, and
# draws points of its own. You build three such estimators that have nothing in common inside and
# everything in common outside. Then a loader that feeds images to any model, and an autoencoder whose
# behaviour you change by handing it another object. All later assignments are built from these parts.
#
# **After this assignment you can**
#
# - write an abstract base class, and classes that keep its promises;
# - tell *is a* (inheritance) from *has a* (composition), and choose;
# - keep the state of objects apart: from one another, from their class, and from their callers' arrays;
# - write classes that Python's own `len`, `[...]` and `for` work with;
# - write a `keras.Model` with its own training step, and regularise it by interchangeable objects;
# - find a fault with a conditional breakpoint and the call stack.
#
# | | |
# |---|---|
# | Time to work through | about 4 hours |
# | Run time, whole notebook | about 3 minutes on two CPU cores; less on a GPU, which it does not need |
# | Run time with `QUICK=1` | half a minute; every loop takes a few steps only, so the last pictures show nothing |
# | Points | 20 by automatic checks, 5 by hand for the questions at the end |
# | Needs | Python functions and classes; numpy arrays and broadcasting; what a covariance matrix is |
#
# **How it works.** Fill in the cells that say `YOUR CODE HERE` (and remove the line
# `raise NotImplementedError()`). Below each one is a cell with a few simple tests: run it, read what it
# says. More checks are run when you hand in; they look at the same things on other numbers. Each part
# is judged by itself: a mistake in one costs nothing in the next. Keep names, arguments and shapes as
# they are given; inside, write it your own way. What is judged is what your classes *do*, never how they look.

# %%
import abc
import os
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors only

import keras
import numpy as np
import tensorflow as tf
from IPython.display import display
from keras import layers, ops
from PIL import Image

import labkit.data
from labkit import plots
from labkit.debugger import debug
from labkit.training import quick, seed_everything

SEED = 1
seed_everything(SEED)

# %% [markdown]
# ## Background
#
# A **density** $p$ over points $x \in \mathbb R^d$ is non-negative and integrates to 1. To *estimate* it is to
# choose one that fits the points we have seen. We judge it by the **mean log-density** that it gives to
# points it has *not* seen, in nats per point: the higher the better. It works with logarithms throughout,
# since the density of an image with 784 pixels is far below the smallest number a computer can hold.
#
# | symbol | in the code | shape | what it is |
# |---|---|---|---|
# | $x_1, \dots, x_n$ | `x` | (n, d) | points, one per row |
# | $\log p(x_i)$ | `log_prob(x)` | (n,) | log-density of each point, in nats |
# | $\mu$ | `mean` | (d,) | mean of a Gaussian |
# | $\Sigma$ | `covariance` | (d, d) | its covariance matrix, symmetric and positive definite |
# | $h$ | `h` | scalar | bandwidth: standard deviation of a kernel |
# | $w_k$ | `weights` | (K,) | how probable each component of a mixture is |
# | $h = f(x)$ | `h` | (batch, code) | an image's code, in the autoencoder: the output of its encoder |
# | $\hat x = g(h)$ | `x_hat` | (batch, 28, 28, 1) | the image decoded from it |
#
# The classes of parts 1 to 4, and how they hang together. An arrow with a hollow head reads *is a*; one
# with a diamond reads *has*.

# %% name="classes" tags=["train"]
import matplotlib.pyplot as plt


def draw_classes(axes):
    """The class diagram of parts 1 to 4."""

    def box(x, y, text, colour="white"):
        style = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "0.3"}
        return axes.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style, linespacing=1.5)

    base = box(
        3, 2, "DensityEstimator  (abstract)\nfit   log_prob   sample\nscore   prob   evaluate", "#fbe3c0"
    )
    children = [
        box(0.4, 0, "Gaussian\nmean   covariance", "#cfe3f5"),
        box(3, 0, "KernelDensity\npoints   h", "#cfe3f5"),
        box(5.6, 0, "Mixture\ncomponents   weights", "#d5ecd0"),
    ]
    style = {"arrowstyle": "-|>", "facecolor": "white", "edgecolor": "0.3", "mutation_scale": 18}
    for child in children:
        patches = {"patchA": child.get_bbox_patch(), "patchB": base.get_bbox_patch()}
        axes.annotate("", xy=base.get_position(), xytext=child.get_position(), arrowprops=style | patches)
    axes.plot([4.25, 7, 7, 6.62], [2, 2, 0, 0], color="0.3", linewidth=1)
    axes.plot(6.72, 0, marker="D", color="0.3", markersize=8)
    axes.text(7.1, 1, "has some,\nof whatever kind", fontsize=9, color="0.3", va="center")
    axes.set(xlim=(-0.7, 8.5), ylim=(-0.5, 2.6))
    axes.axis("off")


figure, axes = plt.subplots(figsize=(9, 3.4), layout="constrained")
draw_classes(axes)

# %% [markdown]
# The data for parts 1 to 4: points in the plane, on two crescents. No Gaussian looks like this.


# %%
def crescents(n, seed):
    """n points on two interleaved crescents, with some noise: (n, 2), the first half on the first one."""
    rng = np.random.default_rng(seed)
    angle = np.pi * rng.random(n)
    first = np.arange(n) < n // 2
    x = np.where(first, np.cos(angle), 1 - np.cos(angle))
    y = np.where(first, np.sin(angle), 0.5 - np.sin(angle))
    return np.stack([x, y], axis=1) + 0.1 * rng.normal(size=(n, 2))


points, new_points = crescents(400, seed=1), crescents(400, seed=2)

# %% [markdown]
# ## 1 · An abstract base class (2 points)
#
# `DensityEstimator` says what every density estimator can do. Three things each kind does in its own way,
# so the base class only *declares* them, as **abstract methods**:
#
# | method | returns |
# |---|---|
# | `fit(x)` | fits the estimator to the points x (n, d); returns `self`, so that calls can be chained |
# | `log_prob(x)` | (n,), the log-density of each point |
# | `sample(n, seed=None)` | (n, d), new points; the same seed gives the same points, None other ones each time <!-- req: gaussian-seeds, kernel-seeds, mixture-seeds --> |
#
# Python must refuse, with a `TypeError`, to make an object of `DensityEstimator` itself, and of any class
# derived from it that lacks one of the three: <!-- req: abstract-methods --> a promise that nobody keeps should be found out at once, not
# in the middle of a long run.
#
# Other things follow from these three, for every kind alike, even for kinds that nobody has thought of
# yet. They are written once, in the base class:
#
# | method or attribute | |
# |---|---|
# | `DensityEstimator()` | the constructor takes no arguments; it makes the attribute `history`, an empty list <!-- req: own-history --> |
# | `prob(x)` | (n,), the density of each point: $p(x)$, not $\log p(x)$ <!-- req: prob-is-the-density --> |
# | `score(x)` | the mean log-density of the points, a number <!-- req: score-is-the-mean --> |
# | `evaluate(x)` | returns `score(x)`, and appends it to `history`, the list of *this* object <!-- req: evaluate-keeps-the-score --> |
# | `from_data(x, **options)` | a *class method*: makes an object of the class that it is called on, with these options, fits it to x, and returns it: `KernelDensity.from_data(x, bandwidth=0.1)` <!-- req: from-data --> |
#
# <details><summary>Hint</summary>
#
# `@abc.abstractmethod` in front of a method declares it; its body may be just a docstring. It only has an
# effect in a class whose metaclass is `abc.ABCMeta`, such as one derived from `abc.ABC`. What belongs to an
# *object* is made in `__init__`; a list made in the body of the class would be shared by all of them. A
# class method gets the class as its first argument, `cls`: call it like any class.
# </details>


# %% nbgrader={"grade": false, "grade_id": "density_estimator", "locked": false, "schema_version": 3, "solution": true, "task": false}
class DensityEstimator(abc.ABC):
    """A probability density over points of d coordinates, to be fitted to data.

    Derived classes define fit, log_prob and sample, and call super().__init__() in their own constructors. <!-- req: derived-classes, is-a-density-estimator -->
    """

    ### BEGIN SOLUTION
    def __init__(self):
        self.history = []  # an object's own: not shared, as a list in the class's body would be

    @abc.abstractmethod
    def fit(self, x):
        """Fit to the points x (n, d); returns self."""

    @abc.abstractmethod
    def log_prob(self, x):
        """Log-density of the points x (n, d) in nats, (n,)."""

    @abc.abstractmethod
    def sample(self, n, seed=None):
        """n new points, (n, d)."""

    def prob(self, x):
        """Density of the points, (n,)."""
        return np.exp(self.log_prob(x))

    def score(self, x):
        """Mean log-density of the points, in nats per point."""
        return float(np.mean(self.log_prob(x)))

    def evaluate(self, x):
        """The score of the points, which is also kept in history."""
        self.history.append(self.score(x))
        return self.history[-1]

    @classmethod
    def from_data(cls, x, **options):
        """An object of the class it is called on, fitted to x."""
        return cls(**options).fit(x)

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_density_estimator", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
class TestFlat(DensityEstimator):
    """Every point has the same log-density."""

    def __init__(self, level=0.0):
        super().__init__()
        self.level = level

    def fit(self, x):
        return self

    def log_prob(self, x):
        return np.full(len(x), self.level)

    def sample(self, n, seed=None):
        return np.zeros((n, 2))


class TestHalfDone(DensityEstimator):
    """Two of the three promises are kept."""

    def fit(self, x):
        return self

    def log_prob(self, x):
        return np.zeros(len(x))


for test_class in (DensityEstimator, TestHalfDone):
    try:
        test_class()
    except TypeError:
        continue
    raise AssertionError(
        f"Python must refuse to make an object of {test_class.__name__}: what is abstract in it?"
    )
test_a, test_b = TestFlat(level=-1.0), TestFlat(level=-2.0)
test_x = np.zeros((5, 2))
assert test_a.history == [], "A new object has an empty history."
assert np.isclose(test_a.score(test_x), -1), (
    f"The mean of five log-densities of -1 is -1, not {test_a.score(test_x)}."
)
assert np.allclose(test_a.prob(test_x), np.exp(-1)), "prob is the density itself: exp of the log-density."
assert test_a.evaluate(test_x) == test_a.score(test_x), "evaluate returns the score."
assert len(test_a.history) == 1, "evaluate appends the score to history."
assert len(test_b.history) == 0, (
    "test_b was never evaluated: its history is another list than that of test_a."
)
test_c = TestFlat.from_data(test_x, level=-3.0)
assert type(test_c) is TestFlat and test_c.level == -3, (
    "from_data makes an object of the class it is called on."
)
print("density_estimator: the visible tests pass")

# %%
if "DensityEstimator" not in globals():  # part 1 is still to be done: parts 2 to 4 can be tried without it
    DensityEstimator = object

# %% [markdown]
# ## 2 · A Gaussian (3 points)
#
# The Gaussian with a full covariance matrix has the log-density <!-- req: gaussian-log-density -->
#
# $$ \log p(x) = -\tfrac12 \Big[ (x - \mu)^\top \Sigma^{-1} (x - \mu) + \log \det \Sigma + d \log 2\pi \Big] $$
#
# The last two terms are the **normaliser**: without them it is no density, and its scores can be compared
# with nothing. The most likely parameters (maximum likelihood) are the mean and the covariance of the data, <!-- req: gaussian-maximum-likelihood -->
#
# $$ \mu = \frac1n \sum_i x_i, \qquad \Sigma = \frac1n \sum_i (x_i - \mu)(x_i - \mu)^\top, $$
#
# divided by $n$, not by $n - 1$. (You may add up to $10^{-6}$ to the diagonal of $\Sigma$, to be sure that it
# can be inverted.) To draw a point, take standard normal noise $\varepsilon$ of shape (d,), and a matrix $L$ with
# $L L^\top = \Sigma$: then $\mu + L \varepsilon$ is distributed as it should. <!-- req: gaussian-samples -->
#
# **Pinned down.** Draw from `np.random.default_rng(seed)` in `sample`: two calls with the same seed give the
# same points, other seeds give others, and so do two calls with None; numpy's global generator is not seeded. <!-- req: gaussian-seeds -->
# A second `fit` forgets the first, and whatever else was there before it. <!-- req: gaussian-fit-afresh --> Each object has a mean and a
# covariance of its own. <!-- req: gaussian-own-state --> Arrays that you are given, to the constructor too, are not
# changed. <!-- req: gaussian-arrays-stay --> With many coordinates $\det \Sigma$ is smaller than any
# floating-point number (or larger): its logarithm must be right all the same, <!-- req: gaussian-many-dimensions --> and so must that of a density
# which is too small for one. <!-- req: gaussian-far-points --> One coordinate, one point, and points that are whole numbers are no
# exceptions. <!-- req: gaussian-edges -->
#
# <details><summary>Hint</summary>
#
# Points are *rows*: `np.cov` thinks otherwise (look at `rowvar` and `bias`). `np.linalg.cholesky` gives $L$,
# and `np.linalg.slogdet` the logarithm of a determinant without the determinant. `np.linalg.solve(a, b)` is
# better than a product with `np.linalg.inv(a)`. With points in rows, $L\varepsilon$ for all points at once is
# `noise @ L.T`.
# </details>


# %% nbgrader={"grade": false, "grade_id": "gaussian", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Gaussian(DensityEstimator):
    """A Gaussian with full covariance."""

    def __init__(self, mean=None, covariance=None):
        """mean (d,) and covariance (d, d), where they are known already; otherwise fit finds them.

        They become the attributes of the same names. <!-- req: gaussian-attributes -->
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.mean = None if mean is None else np.array(mean, dtype=float)
        self.covariance = None if covariance is None else np.array(covariance, dtype=float)
        ### END SOLUTION

    def fit(self, x):
        """Maximum likelihood: mean and covariance of the points x (n, d), divided by n. Returns self."""
        ### BEGIN SOLUTION
        self.mean = x.mean(axis=0)
        centred = x - self.mean  # (n, d)
        self.covariance = centred.T @ centred / len(x) + 1e-9 * np.eye(x.shape[1])
        return self
        ### END SOLUTION

    def log_prob(self, x):
        """Log-density of the points x (n, d), (n,). <!-- req: gaussian-number-per-point -->"""
        ### BEGIN SOLUTION
        factor = np.linalg.cholesky(self.covariance)  # L, lower triangular
        whitened = np.linalg.solve(factor, (x - self.mean).T)  # (d, n): L^-1 (x - mean)
        log_det = 2 * np.log(np.diag(factor)).sum()
        return -0.5 * ((whitened**2).sum(axis=0) + log_det + len(self.mean) * np.log(2 * np.pi))
        ### END SOLUTION

    def sample(self, n, seed=None):
        """n points, (n, d)."""
        ### BEGIN SOLUTION
        noise = np.random.default_rng(seed).normal(size=(n, len(self.mean)))
        return self.mean + noise @ np.linalg.cholesky(self.covariance).T
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gaussian", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_standard = Gaussian(np.zeros(2), np.eye(2))
test_log_prob = test_standard.log_prob(np.array([[0.0, 0.0], [3.0, 4.0]]))
assert test_log_prob.shape == (2,), f"Two points have two log-densities, (2,), not {test_log_prob.shape}."
# by hand: at its mean a standard normal in the plane has the density 1 / (2 pi)
assert np.isclose(test_log_prob[0], -np.log(2 * np.pi)), (
    "At the mean only the normaliser is left: is it complete?"
)
assert np.isclose(test_log_prob[0] - test_log_prob[1], 12.5), "Five units away, it is lower by 5² / 2."
test_long = Gaussian(np.zeros(2), np.diag([4.0, 1.0]))
assert np.isclose(test_long.log_prob(np.zeros((1, 2)))[0], -np.log(4 * np.pi)), (
    "The determinant is 4: log 4 / 2."
)

test_x = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 4.0], [2.0, 4.0]])
test_gaussian = Gaussian()
assert test_gaussian.fit(test_x) is test_gaussian, "fit returns self."
assert np.allclose(test_gaussian.mean, [1, 2]), "The mean of the points is (1, 2)."
assert np.allclose(test_gaussian.covariance, [[1, 0], [0, 4]], atol=1e-5), (
    "Their covariance is diag(1, 4): divide by n."
)
test_draws = test_gaussian.sample(2000, seed=1)
assert test_draws.shape == (2000, 2), f"sample(2000) is (2000, 2), not {test_draws.shape}."
assert np.allclose(test_draws.mean(axis=0), [1, 2], atol=0.3), "Points scatter around the mean."
assert np.array_equal(test_draws, test_gaussian.sample(2000, seed=1)), "The same seed gives the same points."
assert not np.allclose(test_draws, test_gaussian.sample(2000, seed=2)), "Another seed gives other points."
print("gaussian: the visible tests pass")

# %% [markdown]
# ## 3 · Kernel density estimation (3 points)
#
# No formula for the shape at all: put a little Gaussian of width $h$ on every training point $x_1, \dots, x_m$,
# and take the mean of them, <!-- req: kernel-log-density -->
#
# $$ p(x) = \frac1m \sum_{j=1}^m \mathcal N\big(x;\; x_j,\; h^2 I\big), \qquad
#    \log \mathcal N(x; x_j, h^2 I) = -\frac{\lVert x - x_j \rVert^2}{2 h^2} - d \log h - \tfrac d2 \log 2\pi. $$
#
# The mean is of *densities*, but far from all points these are too small for a floating-point number.
# The way out is to stay with logarithms and pull the largest term out of the sum:
#
# $$ \log \sum_j e^{a_j} \;=\; A + \log \sum_j e^{a_j - A}, \qquad A = \max_j a_j \qquad(\texttt{logsumexp}). $$
#
# To draw a point, choose a training point at random and add noise of width $h$. <!-- req: kernel-samples -->
#
# Who gives no bandwidth gets Scott's rule, <!-- req: scotts-rule --> $h = s \, m^{-1/(d + 4)}$, where $s$ is the mean over the coordinates
# of the training points' standard deviation (divided by $m$). It is meant for one bump; on crescents it is too
# wide, as you will see.
#
# **Pinned down.** `fit` keeps a *copy* of the points: <!-- req: kernel-copy --> who changes the array afterwards does not change the density.
# A second `fit` forgets the first, and works out the bandwidth anew when none was given. <!-- req: kernel-fit-afresh --> `log_prob` stays
# finite and right where every kernel underflows. <!-- req: kernel-no-underflow --> Seeds, arrays, and the exceptions that are none are as
# in part 2, <!-- req: kernel-seeds, kernel-arrays-stay, kernel-edges --> and so is that each object has its own. <!-- req: kernel-own-state -->
#
# <details><summary>Hint</summary>
#
# All differences at once: `x[:, None, :] - self.points[None, :, :]` is (n, m, d). Given as `bandwidth` and in
# use as `h` are two things: keep them in two attributes, or a second fit cannot tell what it may change. In
# `sample`, `rng.integers(m, size=n)` chooses with replacement.
# </details>


# %%
def logsumexp(a, axis):
    """log of the sum of exp(a) along an axis, without overflow or underflow; also where a is -inf throughout."""
    highest = np.max(a, axis=axis, keepdims=True)
    highest = np.where(np.isfinite(highest), highest, 0.0)
    return np.log(np.sum(np.exp(a - highest), axis=axis)) + np.squeeze(highest, axis=axis)


# %% nbgrader={"grade": false, "grade_id": "kernel_density", "locked": false, "schema_version": 3, "solution": true, "task": false}
class KernelDensity(DensityEstimator):
    """The mean of Gaussian kernels, one around each training point."""

    def __init__(self, bandwidth=None):
        """bandwidth: standard deviation of the kernels; None: by Scott's rule, when it is fitted."""
        ### BEGIN SOLUTION
        super().__init__()
        self.bandwidth = bandwidth
        self.points, self.h = None, None  # fit finds them
        ### END SOLUTION

    def fit(self, x):
        """Keep the points x (m, d); attribute h becomes the bandwidth that is in use. Returns self."""
        ### BEGIN SOLUTION
        self.points = np.array(x)
        m, d = x.shape
        scott = x.std(axis=0).mean() * m ** (-1 / (d + 4))
        self.h = scott if self.bandwidth is None else self.bandwidth
        return self
        ### END SOLUTION

    def log_prob(self, x):
        """Log-density of the points x (n, d), (n,). <!-- req: kernel-number-per-point -->"""
        ### BEGIN SOLUTION
        m, d = self.points.shape
        distances = ((x[:, None, :] - self.points[None, :, :]) ** 2).sum(axis=2)  # squared, (n, m)
        kernels = -distances / (2 * self.h**2) - d * np.log(self.h) - d / 2 * np.log(2 * np.pi)
        return logsumexp(kernels, axis=1) - np.log(m)
        ### END SOLUTION

    def sample(self, n, seed=None):
        """n points, (n, d)."""
        ### BEGIN SOLUTION
        rng = np.random.default_rng(seed)
        chosen = self.points[rng.integers(len(self.points), size=n)]
        return chosen + self.h * rng.normal(size=chosen.shape)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_kernel_density", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
test_kde = KernelDensity(bandwidth=2.0)
assert test_kde.fit(np.array([[1.0, 1.0]])) is test_kde, "fit returns self."
# around a single point there is one kernel: a Gaussian with covariance diag(4, 4)
test_log_prob = test_kde.log_prob(np.array([[1.0, 1.0], [1.0, 3.0], [9.0, 1.0]]))
assert test_log_prob.shape == (3,), f"Three points have three log-densities, (3,), not {test_log_prob.shape}."
assert np.isclose(test_log_prob[0], -np.log(8 * np.pi)), (
    "At the point itself, with d = 2 and h = 2, p = 1 / (8 pi)."
)
assert np.isclose(test_log_prob[0] - test_log_prob[1], 0.5), "One bandwidth away, it is lower by 1 / 2."

test_x = np.array([[-1.0], [1.0]])
test_kde = KernelDensity(bandwidth=1.0).fit(test_x)
test_far = test_kde.log_prob(np.array([[101.0]]))
assert np.isclose(test_far[0], -5000 - 0.5 * np.log(2 * np.pi) - np.log(2)), (
    f"100 bandwidths away the log-density is about -5001.6, not {test_far[0]}: no kernel may underflow."
)
test_x[:] = 50.0
assert np.isclose(test_kde.log_prob(np.array([[101.0]]))[0], test_far[0]), (
    "fit must keep a copy of the points."
)
assert np.isclose(KernelDensity().fit(np.array([[0.0], [4.0]])).h, 2 * 2 ** (-1 / 5)), (
    "Scott's rule: s = 2, m = 2, d = 1."
)
test_draws = test_kde.sample(1000, seed=1)
assert test_draws.shape == (1000, 1), "sample may give more points than there are training points."
assert len(np.unique(test_draws)) == 1000, "Each draw has noise of its own."
assert np.array_equal(test_draws, test_kde.sample(1000, seed=1)), "The same seed gives the same points."
print("kernel_density: the visible tests pass")

# %% [markdown]
# Now look at them. On the left the Gaussian's contours, then kernels of three widths. The score of the *training*
# points always prefers the narrowest kernel (why?); the score of the test points does not.


# %%
def density_on_grid(density, low=(-1.8, -1.3), high=(2.8, 1.8), steps=120):
    """The axes of a grid over the plane, and the density there, (steps, steps)."""
    xs, ys = (np.linspace(low[k], high[k], steps) for k in (0, 1))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    return xs, ys, np.exp(density.log_prob(grid)).reshape(steps, steps)


def draw_density(axes, density, points, title):
    """Filled contours of a density, and points over it."""
    xs, ys, values = density_on_grid(density)
    axes.contourf(xs, ys, values, levels=12, cmap="Blues")
    axes.plot(*points.T, ".", markersize=2.5, color="#bd1f01", alpha=0.6)
    axes.set_title(title, fontsize=9)
    axes.set(aspect="equal", xticks=[], yticks=[], xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]))


# %% name="densities" tags=["train"]
models = {
    "Gaussian": Gaussian(),
    "kernels, h = 0.03": KernelDensity(0.03),
    "kernels, h = 0.12": KernelDensity(0.12),
    "kernels, Scott's rule": KernelDensity(),
}
figure, axes = plt.subplots(1, 4, figsize=(13, 2.9), layout="constrained")
for ax, (name, model) in zip(axes, models.items()):
    model.fit(points)
    train_score, test_score = (np.mean(model.log_prob(x)) for x in (points, new_points))
    draw_density(ax, model, points, f"{name}\ntraining {train_score:.2f}, test {test_score:.2f} nats")

# %% name="bandwidths" tags=["train"]
bandwidths = np.geomspace(0.01, 1, 25)
curves = [KernelDensity(h).fit(points) for h in bandwidths]
figure, axes = plt.subplots(figsize=(6, 2.8), layout="constrained")
for name, x, style in [("training points", points, "-"), ("test points", new_points, "--")]:
    axes.plot(bandwidths, [np.mean(model.log_prob(x)) for model in curves], style, label=name)
axes.axvline(KernelDensity().fit(points).h, color="0.6", linewidth=1)
axes.text(KernelDensity().fit(points).h * 1.05, -3.4, "Scott", fontsize=8, color="0.4")
axes.set(xscale="log", ylim=(-4, 1.5), xlabel="bandwidth h", ylabel="score, nats per point")
axes.legend(frameon=False, fontsize=8)
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## 4 · A mixture, by composition (3 points)
#
# A mixture *is a* density estimator, and it *has* density estimators, of whatever kind:
#
# $$ p(x) = \sum_{k=1}^K w_k \, p_k(x), \qquad w_k \ge 0, \quad \sum_k w_k = 1. $$
#
# It knows of its components only what `DensityEstimator` promises: `fit`, `log_prob`, `sample`. That is enough: any object
# with these three methods will do.
#
# | method | |
# |---|---|
# | `Mixture(components=None, weights=None)` | components: a list of estimators, None for none yet; weights: one positive number each, None for equal ones |
# | `add(component, weight=1.0)` | one component more; <!-- req: mixture-add --> returns self |
# | `log_prob(x)` | $\log p(x)$, <!-- req: mixture-log-density --> (n,), <!-- req: mixture-number-per-point --> by `logsumexp` over the components <!-- req: mixture-no-underflow --> |
# | `assign(x)` | (n,), integers: for each point the number k of the component for which $w_k \, p_k(x)$ is largest <!-- req: mixture-assign --> |
# | `fit(x, labels=None)` | with labels, (n,) integers: fits component k to the points with label k, and makes the weights the shares of the labels. Without: fits every component to all points, and leaves the weights. <!-- req: mixture-fit --> Returns self |
# | `sample(n, seed=None)` | (n, d): for each point a component is chosen at random by the weights, and then a point of it <!-- req: mixture-samples --> |
#
# **Pinned down.** Weights count relative to one another: 1 and 3 mean ¼ and ¾, also when components are added
# later. <!-- req: mixture-relative-weights --> Its attribute `components` is the list of them (`hard_em` below looks at it), <!-- req: mixture-by-turns --> a list of its own: <!-- req: mixture-own-list --> changing
# the caller's list afterwards, or another mixture, does not change it; nor does the mixture change what it is
# given, lists and arrays. <!-- req: mixture-given-stays --> A component that is added twice counts twice. <!-- req: mixture-counts-twice --> In `sample` give each component *another*
# seed, drawn from the generator of your own seed: with one seed for all, their points would be copies of one
# another. <!-- req: mixture-components-draw-apart --> The order of the points is up to you. In `fit`
# every label from 0 to K - 1 occurs. Components stay the objects they are (no copies).
#
# <details><summary>Hint</summary>
#
# A default value is made once, when the function is defined, and shared by all calls: so the default is None,
# never `[]`. Both `log_prob` and `assign` need the (n, K) array of $\log w_k + \log p_k(x)$: give it a method of
# its own. `rng.multinomial(n, w)` says how many points each component has to give.
# </details>


# %% nbgrader={"grade": false, "grade_id": "mixture", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Mixture(DensityEstimator):
    """A weighted mixture of density estimators, of whatever kinds."""

    def __init__(self, components=None, weights=None):
        """components: list of K estimators; weights: K positive numbers, relative to one another."""
        ### BEGIN SOLUTION
        super().__init__()
        self.components = list(components or [])
        self.weights = [1.0] * len(self.components) if weights is None else list(weights)
        ### END SOLUTION

    def add(self, component, weight=1.0):
        """Add a component with its relative weight; returns self."""
        ### BEGIN SOLUTION
        self.components.append(component)
        self.weights.append(weight)
        return self
        ### END SOLUTION

    def log_prob(self, x):
        """Log-density of the points x (n, d), (n,)."""
        ### BEGIN SOLUTION
        return logsumexp(self._joint(x), axis=1)

    def _shares(self):
        """The weights, so that they sum to 1."""
        return np.array(self.weights, dtype=float) / np.sum(self.weights)

    def _joint(self, x):
        """log w_k + log p_k(x), (n, K)."""
        columns = [component.log_prob(x) for component in self.components]
        return np.stack(columns, axis=1) + np.log(self._shares())
        ### END SOLUTION

    def assign(self, x):
        """The most probable component of each point: integers in 0..K-1, (n,)."""
        ### BEGIN SOLUTION
        return np.argmax(self._joint(x), axis=1)
        ### END SOLUTION

    def fit(self, x, labels=None):
        """Fit each component to its points, or, without labels, to all points x (n, d). Returns self."""
        ### BEGIN SOLUTION
        for k, component in enumerate(self.components):
            component.fit(x if labels is None else x[labels == k])
        if labels is not None:
            self.weights = [np.mean(labels == k) for k in range(len(self.components))]
        return self
        ### END SOLUTION

    def sample(self, n, seed=None):
        """n points, (n, d)."""
        ### BEGIN SOLUTION
        rng = np.random.default_rng(seed)
        counts = rng.multinomial(n, self._shares())
        seeds = rng.integers(2**32, size=len(counts))
        draws = [c.sample(m, seed=int(s)) for c, m, s in zip(self.components, counts, seeds)]
        return np.concatenate(draws)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mixture", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
class TestPlain:
    """A made-up component: log p(x) is one level for all points; it gives points at its level."""

    def __init__(self, level):
        self.level, self.seen = level, None

    def fit(self, x):
        self.seen = np.array(x)
        return self

    def log_prob(self, x):
        return np.full(len(x), self.level, dtype=float)

    def sample(self, n, seed=None):
        return self.level + np.random.default_rng(seed).random((n, 2)) / 2


test_x = np.arange(8.0).reshape(4, 2)
test_mixture = Mixture([TestPlain(0.0), TestPlain(-1.0)], weights=[1, 3])
test_log_prob = test_mixture.log_prob(test_x)
assert test_log_prob.shape == (4,), f"Four points have four log-densities, (4,), not {test_log_prob.shape}."
assert np.allclose(test_log_prob, np.log(0.25 + 0.75 * np.exp(-1))), (
    "It is the log of ¼ · exp(0) + ¾ · exp(-1)."
)
assert list(test_mixture.assign(test_x)) == [1, 1, 1, 1], "¾ · exp(-1) is more than ¼ · exp(0)."
test_low = Mixture().add(TestPlain(-2000.0)).add(TestPlain(-2000.0))
assert np.allclose(test_low.log_prob(test_x), -2000), "Very low densities must not underflow: use logsumexp."
assert np.allclose(Mixture().add(TestPlain(-1.0)).log_prob(test_x), -1), (
    "A new mixture starts without components."
)

test_draws = test_mixture.sample(1000, seed=1)
assert test_draws.shape == (1000, 2), f"sample(1000) is (1000, 2), not {test_draws.shape}."
assert abs((test_draws[:, 0] < -0.4).mean() - 0.75) < 0.1, (
    "About three quarters of the points come from the second."
)
assert np.array_equal(test_draws, test_mixture.sample(1000, seed=1)), "The same seed gives the same points."
assert test_mixture.fit(test_x, labels=np.array([1, 0, 1, 1])) is test_mixture, "fit returns self."
assert np.array_equal(test_mixture.components[0].seen, test_x[[1]]), (
    "Component 0 is fitted to the points with label 0."
)
print("mixture: the visible tests pass")

# %% [markdown]
# With `fit` and `assign` a mixture learns by itself: assign each point to the component it most probably comes
# from, fit each component to its points, and again. (This is *hard EM*; k-means is the special case where all
# components are round, of one size and weight.) The loop below never asks what kind the components are.


# %%
def hard_em(mixture, x, rounds=30):
    """Fit a mixture by turns of assign and fit; the components start around points far from one another."""
    centres = [x[0]]
    while len(centres) < len(mixture.components):
        distances = ((x[:, None] - np.array(centres)) ** 2).sum(axis=2).min(axis=1)
        centres.append(x[np.argmax(distances)])
    labels = ((x[:, None] - np.array(centres)) ** 2).sum(axis=2).argmin(axis=1)
    for _ in range(rounds):
        if np.bincount(labels, minlength=len(centres)).min() < 5:  # too few points to go on with
            break
        mixture.fit(x, labels)
        labels = mixture.assign(x)
    return mixture


# %% name="mixture" tags=["train"]
mixture = hard_em(Mixture([Gaussian() for _ in range(8)]), points)
with_net = Mixture([KernelDensity(0.08), Gaussian()], weights=[0.95, 0.05]).fit(points)

figure, axes = plt.subplots(1, 4, figsize=(13, 2.9), layout="constrained")
for ax, model, name in [
    (axes[0], mixture, "8 Gaussians by hard EM"),
    (axes[2], with_net, "95 % kernels, 5 % Gaussian"),
]:
    score = np.mean(model.log_prob(new_points))
    draw_density(ax, model, new_points, f"{name}, and test points\ntest {score:.2f} nats")
for ax, model in [(axes[1], mixture), (axes[3], with_net)]:
    draw_density(ax, model, model.sample(400, seed=3), "400 points drawn from it\n")

# %% [markdown]
# The second mixture joins two kinds: kernels for the shape, and a wide Gaussian as a safety net, for points
# far away from all that was seen. It was fitted, evaluated and drawn by the same lines of code.
#
# ## 5 · Find the fault (1 point)
#
# `RunningGaussian` finds mean and covariance of a *stream*: points come in batches of any size, and it never
# keeps more than a chunk of them. It has **one fault**. Here are the class and its symptom:


# %%
class RunningGaussian:
    """Mean and covariance of a stream of points, in one pass.

    After any number of updates: n is the number of points so far, mean (d,) their mean, covariance (d, d)
    their covariance (divided by n).
    """

    def __init__(self, dim, size=32):
        self.size = size  # of a chunk, at most
        self.n = 0
        self.mean = np.zeros(dim)
        self.scatter = np.zeros((dim, dim))  # sum of (x - mean)(x - mean)^T over all points so far

    @property
    def covariance(self):
        return self.scatter / self.n

    def update(self, batch):
        """Take in a batch (any number, d); returns self."""
        for chunk in self.chunks(batch):
            self.absorb(chunk)
        return self

    def chunks(self, batch):
        """The batch in pieces of at most `size` points."""
        for start in range(0, len(batch) + 1, self.size):
            yield batch[start : start + self.size]

    def absorb(self, chunk):
        """Merge a chunk's moments into those of all points before it (Chan, Golub and LeVeque 1983)."""
        n, mean = self.n + len(chunk), chunk.mean(axis=0)
        shift, centred = mean - self.mean, chunk - mean
        self.scatter = self.scatter + centred.T @ centred + np.outer(shift, shift) * self.n * len(chunk) / n
        self.mean = self.mean + shift * len(chunk) / n
        self.n = n


def run_stream(estimator, batches=200, seed=3):
    """Feed an estimator of two dimensions many batches of random sizes; returns it."""
    rng = np.random.default_rng(seed)
    for _ in range(batches):
        estimator.update(rng.normal([3.0, -1.0], [1.0, 2.0], size=(rng.integers(20, 130), 2)))
    return estimator


# %% tags=["train"]
print(run_stream(RunningGaussian(dim=2)).mean, "should be near [3, -1]")

# %% [markdown]
# `nan`: *not a number*. It is contagious: once in the mean, it is there for good. But 200 batches make about
# 600 chunks; which one brought it in? Stepping through all of them is no option. Two tools of every debugger are:
#
# - a **conditional breakpoint** stops in a line or function only when a condition holds;
# - the **call stack** lists who called whom. `up` goes to the caller, whose variables you then see. The line
#   where a program stumbles is often right; what is wrong was done further up, or before.
#
# `debug(call, *commands)` runs a call under Python's debugger, `pdb`, and types commands for you, so that the
# conversation stays in the notebook. (In VS Code or JupyterLab: click at the left of a line, and right-click on the
# red dot for its condition; the call stack is in the debugger's side bar. Or write `breakpoint()` into the code.)
#
# | command | |
# |---|---|
# | `break f, x > 3` | stop in function (or method) f when `x > 3`; the condition sees f's arguments |
# | `continue`, `next`, `step` | run on; run this line; go into a function that it calls |
# | `where`, `up`, `down` | show the call stack; go to the caller, and back |
# | `args`, `p expression` | show the arguments of this function; show a value |
#
# An example, with a class that has nothing to do with the fault:


# %%
class Countdown:
    def __init__(self, start):
        self.start = start

    def run(self):
        for number in range(self.start, 0, -1):
            self.say(number * number)

    def say(self, square):
        return f"{square}..."


# %% tags=["train"]
debug(
    lambda: Countdown(1000).run(),
    "break Countdown.say, square % 1000 == 1",  # of a thousand calls, stop only in such a one
    "continue",
    "where",
    "args",
    "up",
    "p number",
)

# %% [markdown]
# Now the stream. Set a condition that holds when the first `nan` is *about* to come in, and look at who handed
# it in. (Question 2 asks for your conversation.) These commands are a start; change and add to them:

# %% tags=["train"]
debug(
    lambda: run_stream(RunningGaussian(dim=2)),
    "break RunningGaussian.absorb, self.n > 3000",  # a better condition is yours to find
    "continue",
    "where",
    "p self.mean",
)

# %% [markdown]
# Mend the fault in a class derived from `RunningGaussian`: <!-- req: mended-no-nan --> override the method that is wrong, leave the rest.
# `update` may also be given an empty batch, at the start too, which changes nothing. <!-- req: mended-empty-batch --> All else stays as it was:
# no point is lost or counted twice, <!-- req: mended-every-point-once --> `update` returns self, `chunks` gives pieces of at most `size`
# points, of any dimension, and batches are not changed. <!-- req: mended-used-as-before -->
#
# <details><summary>Hint</summary>
#
# What is the mean of no numbers at all? Stop in `absorb` when a chunk is such that its mean cannot be right, go `up`,
# and ask for `len(batch)` and `self.size`. Do it for two of these batches: what have their lengths in common?
# </details>


# %% nbgrader={"grade": false, "grade_id": "mended", "locked": false, "schema_version": 3, "solution": true, "task": false}
class MendedGaussian(RunningGaussian):
    """RunningGaussian without its fault."""

    ### BEGIN SOLUTION
    def chunks(self, batch):
        # with the "+ 1" a batch whose length is a multiple of the size had an empty chunk more
        starts = range(0, len(batch), self.size)
        return [batch[start : start + self.size] for start in starts]

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mended", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
test_x = np.random.default_rng(0).normal(size=(100, 2))
test_stream = MendedGaussian(dim=2, size=10).update(test_x[:37]).update(test_x[37:])
assert test_stream.n == 100, f"It was given 100 points, and counts {test_stream.n}."
assert np.allclose(test_stream.mean, test_x.mean(axis=0)), "The mean of the stream is that of all its points."
test_stream = MendedGaussian(dim=2, size=10).update(test_x[:40]).update(test_x[40:])
assert np.isfinite(test_stream.mean).all(), "The mean is still not a number."
assert np.allclose(test_stream.covariance, np.cov(test_x.T, bias=True)), (
    "The covariance is that of all points."
)
print("mended: the visible tests pass")

# %% [markdown]
# ## 6 · A folder of images (2 points)
#
# From here on the points are images. They often come as a folder with one folder in it per class, and the
# pictures of a class inside:
#
# ```
# digits/three/0012.png
# digits/three/0077.png
# digits/seven/0003.png
# ```
#
# `ImageFolder(folder)` makes a *sequence* of it, that Python's own syntax works with:
#
# | | |
# |---|---|
# | `data.classes` | the names of the classes, a sorted list <!-- req: folder-classes --> |
# | `len(data)` | how many images there are <!-- req: folder-length --> |
# | `data[i]` | the pair (image, label) of number i: image float32 (H, W, 1), grey values in [0, 1]; <!-- req: folder-images --> label float32 <!-- req: folder-float32 --> (C,), *one-hot*: 1 in the place of its class in `classes`, 0 elsewhere <!-- req: folder-labels --> |
# | `data[a:b]`, `data[a:b:c]` | the pair (images, labels) of a slice: (k, H, W, 1) and (k, C) <!-- req: folder-slices --> |
# | `for image, label in data` | all of them in turn; also in two loops at the same time <!-- req: folder-loops --> |
#
# **Pinned down.** Images are ordered by class, then by file name (both names as Python sorts strings, the suffix
# included). <!-- req: folder-order --> Only files whose names end in `.png` count. <!-- req: folder-png-only --> Negative numbers count from the end,
# as in a list; a number out of range is an `IndexError`. <!-- req: folder-numbers --> A slice may reach beyond the end, as that of a list, and has one image or more.
# All images of a folder have one size. `folder` is a `str` or a `Path`; <!-- req: folder-text-or-path --> each
# object has its own. <!-- req: folders-apart --> When a file is read is up to you.
#
# <details><summary>Hint</summary>
#
# `sorted(Path(folder).iterdir())` lists a folder, `path.is_dir()`, `path.suffix` and `path.name` tell what it is.
# `Image.open(path).convert("L")` reads grey values 0 to 255, `np.asarray` makes an array of them. Python calls
# `__getitem__(self, key)` for `data[key]`: for `data[2:5]` the key is `slice(2, 5)`, and `isinstance(key, slice)` tells.
# A list knows already what a slice, a negative number or one out of range means: so keep a list of paths.
# A class with `__len__` and `__getitem__` can be looped over as it is: `for` asks for 0, 1, 2, … until an IndexError.
# </details>


# %% nbgrader={"grade": false, "grade_id": "image_folder", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ImageFolder:
    """A sequence of the labelled images in a folder."""

    def __init__(self, folder):
        """folder: with one folder per class in it."""
        ### BEGIN SOLUTION
        folders = sorted(path for path in Path(folder).iterdir() if path.is_dir())
        self.classes = [path.name for path in folders]
        self.paths = [path for each in folders for path in sorted(each.glob("*.png"))]
        ### END SOLUTION

    def __len__(self):
        """Number of images."""
        ### BEGIN SOLUTION
        return len(self.paths)
        ### END SOLUTION

    def __getitem__(self, key):
        """key a number: (image (H, W, 1), label (C,)); key a slice: (images (k, H, W, 1), labels (k, C))."""
        ### BEGIN SOLUTION
        if isinstance(key, slice):
            images, labels = zip(*[self._read(path) for path in self.paths[key]])
            return np.stack(images), np.stack(labels)
        return self._read(self.paths[key])

    def _read(self, path):
        """The image in a file and its label."""
        grey = np.asarray(Image.open(path).convert("L"), dtype="float32") / 255  # (H, W)
        label = np.eye(len(self.classes), dtype="float32")[self.classes.index(path.parent.name)]
        return grey[..., np.newaxis], label
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_image_folder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
with tempfile.TemporaryDirectory() as test_folder:
    for test_number, test_name in enumerate(["b/2.png", "b/1.png", "a/1.png"]):
        (Path(test_folder) / test_name).parent.mkdir(exist_ok=True)
        Image.fromarray(np.full((2, 3), 51 * test_number, "uint8")).save(Path(test_folder) / test_name)
    test_data = ImageFolder(test_folder)
    assert list(test_data.classes) == ["a", "b"], f"The classes are a and b, not {test_data.classes}."
    assert len(test_data) == 3, f"There are three images, not {len(test_data)}."
    test_image, test_label = test_data[0]
    assert test_image.shape == (2, 3, 1), f"An image is (H, W, 1), here (2, 3, 1), not {test_image.shape}."
    assert np.allclose(test_image, 0.4), "Number 0 is a/1.png, whose grey value 102 becomes 102 / 255 = 0.4."
    assert list(test_label) == [1, 0], f"Its class is the first of two: one-hot [1, 0], not {test_label}."
    assert np.allclose(test_data[1][0], 0.2) and np.allclose(test_data[-1][0], 0), (
        "Sorted by class, then by name."
    )
    test_images, test_labels = test_data[0:2]
    assert test_images.shape == (2, 2, 3, 1) and test_labels.shape == (2, 2), (
        "A slice is a pair of stacked arrays."
    )
    assert len(list(test_data)) == 3, "A loop over it gives all images, and ends."
    assert test_image.dtype == test_label.dtype == np.float32, "Images and labels are float32."
print("image_folder: the visible tests pass")

# %% [markdown]
# Let us write some digits into such a folder, and read them again.


# %%
def write_images(folder, images, names):
    """Write images (n, H, W, 1) in [0, 1] as PNG files, each into the folder of its class's name."""
    for number, (image, name) in enumerate(zip(images, names)):
        path = Path(folder) / str(name) / f"{number:05d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.round(255 * image[..., 0]).astype("uint8")).save(path)


# %% tags=["train"]
mnist = labkit.data.load("mnist", limit=quick(None, 600))
print(mnist.description)
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
folder = tempfile.mkdtemp(prefix="digits-")
write_images(folder, mnist.x_train[:300], [WORDS[digit] for digit in mnist.y_train[:300]])

data = ImageFolder(folder)
print(len(data), "images of the classes", ", ".join(data.classes))

# %% name="images" tags=["train"]
images, labels = data[::15]
plots.image_grid(images, columns=10, titles=[data.classes[np.argmax(label)] for label in labels])

# %% [markdown]
# ## 7 · Batches (2 points)
#
# Networks learn from batches, in another order in each pass. A `BatchLoader` has a sequence of pairs (image, label)
# and goes through it in batches, as often as one likes:
#
# | | |
# |---|---|
# | `BatchLoader(data, batch_size=32, shuffle=False, seed=None)` | data: anything with `len(data)` whose `data[i]` is a pair of arrays (image, label): an `ImageFolder`, or just a list of pairs |
# | `len(loader)` | how many batches a pass has, the last short one included <!-- req: loader-length --> |
# | `for images, labels in loader` | one pass: (b, H, W, 1) and (b, C) each, where b is `batch_size`, but for the last batch what is left <!-- req: loader-batches --> |
#
# **Pinned down.** Of data only `len(data)` and `data[i]` with a number are sure to work. <!-- req: loader-any-sequence --> Without `shuffle` the order is that
# of the data. <!-- req: loader-order --> With it, each pass has every pair once, in a new order; images stay with their
# labels. <!-- req: loader-shuffles --> With the same `seed` two loaders go through the same orders; with None they do
# not. <!-- req: loader-seed --> A second loop starts from the beginning, also when the first was left by `break`. <!-- req: loader-again --> Two loops at
# the same time, over one loader or over two, do not disturb each other. <!-- req: loader-two-loops --> The data are not changed.
#
# <details><summary>Hint</summary>
#
# An *iterable* can be looped over again and again; an *iterator* is one loop's place in it. Python calls `__iter__` at the
# start of each loop, and it should return a fresh iterator. The easiest way: make `__iter__` a generator, with `yield`; then its
# local variables are the loop's own. `-(-a // b)` is a / b rounded up. For shuffling, keep a generator of random numbers from
# `__init__` on, and take a `permutation` of it per pass.
# </details>


# %% nbgrader={"grade": false, "grade_id": "batch_loader", "locked": false, "schema_version": 3, "solution": true, "task": false}
class BatchLoader:
    """Goes through a sequence of pairs (image, label) in batches, as often as it is asked to."""

    def __init__(self, data, batch_size=32, shuffle=False, seed=None):
        ### BEGIN SOLUTION
        self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
        self.rng = np.random.default_rng(seed)
        ### END SOLUTION

    def __len__(self):
        """Number of batches in a pass, the last short one included."""
        ### BEGIN SOLUTION
        return -(-len(self.data) // self.batch_size)
        ### END SOLUTION

    def __iter__(self):
        """A fresh iterator over (images (b, H, W, 1), labels (b, C))."""
        ### BEGIN SOLUTION
        n = len(self.data)
        order = self.rng.permutation(n) if self.shuffle else np.arange(n)
        for start in range(0, n, self.batch_size):
            pairs = [self.data[int(i)] for i in order[start : start + self.batch_size]]
            images, labels = zip(*pairs)
            yield np.stack(images), np.stack(labels)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_batch_loader", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_pairs = [(np.full((2, 2, 1), i, "float32"), np.eye(7, dtype="float32")[i]) for i in range(7)]
test_loader = BatchLoader(test_pairs, batch_size=3)
assert len(test_loader) == 3, f"Seven pairs in batches of three are three batches, not {len(test_loader)}."
assert len(BatchLoader(test_pairs[:6], batch_size=3)) == 2, "Six pairs in batches of three are two batches."
test_batches = [test_images for test_images, _ in test_loader]
assert [len(test_batch) for test_batch in test_batches] == [3, 3, 1], "The batches have 3, 3 and 1 images."
assert test_batches[0].shape == (3, 2, 2, 1), (
    f"A batch is one array, (3, 2, 2, 1), not {test_batches[0].shape}."
)
assert len(list(test_loader)) == 3, "A second loop must start from the beginning."
for test_images, test_labels in BatchLoader(test_pairs, batch_size=3, shuffle=True):
    assert np.array_equal(test_images[:, 0, 0, 0], test_labels.argmax(axis=1)), (
        "Images must stay with their labels."
    )
test_shuffled = BatchLoader([test_pairs[i % 7] for i in range(50)], batch_size=50, shuffle=True, seed=1)
(test_first, _), (test_second, _) = [next(iter(test_shuffled)) for _ in range(2)]
assert not np.array_equal(test_first, test_second), "Each pass has an order of its own."
print("batch_loader: the visible tests pass")

# %% name="batch" tags=["train"]
images, labels = next(iter(BatchLoader(data, batch_size=20, shuffle=True, seed=SEED)))
plots.image_grid(
    images,
    columns=10,
    titles=[data.classes[np.argmax(label)] for label in labels],
    title="A batch, shuffled, with its labels",
)

# %% [markdown]
# ## 8 · Penalties (2 points)
#
# An **autoencoder** reads an image $x$ into a code $h = f(x)$ and draws it again, $\hat x = g(h)$. With a code as
# wide as the image it would learn nothing: it could copy. Something must hold it back:
#
# | kind | what holds it back | in formulas |
# |---|---|---|
# | undercomplete | a code narrower than the image, nothing else | $L(x, g(f(x)))$ |
# | sparse | most numbers of a code should be near 0 | $L(x, g(f(x))) + \Omega(h)$, with $\Omega = \lambda \, \frac1B \sum_b \sum_j \lvert h_{bj} \rvert$ |
# | denoising | it sees a noisy image, and must draw the clean one | $L(x, g(f(\tilde x)))$, with $\tilde x = x + \sigma \varepsilon$, $\varepsilon \sim \mathcal N(0, I)$ |
# | contractive | a small change of the image should change the code little | $L(x, g(f(x))) + \Omega(h, x)$, with $\Omega = \lambda \, \frac1B \sum_b \sum_{j,i} \big( \partial h_{bj} / \partial x_{bi} \big)^2$ |
#
# $B$ is the number of images in the batch, $j$ counts the numbers of a code, $i$ the pixels of an image.
#
# Four autoencoders in four classes would repeat each other. Instead there is *one* autoencoder, which **has** a
# penalty: an object with two methods. Here is the simplest, which does nothing; the others derive from it and
# override what they must.


# %%
class Penalty:
    """No penalty: an autoencoder is held back by its narrow code alone (undercomplete)."""

    def corrupt(self, x):
        """What the encoder gets to see of the images x (batch, H, W, 1): of the same shape."""
        return x

    def cost(self, encoder, x, h):
        """What is added to the loss, a scalar. x: what the encoder has seen; h = encoder(x), (batch, code)."""
        return 0.0


# %% [markdown]
# **Pinned down.** Sums over codes and pixels, means over the batch, as in the table, <!-- req: sparse-cost, contractive-cost --> for codes of
# any size; costs have a gradient in the encoder's weights, <!-- req: cost-gradients --> a number also where a code is
# 0. <!-- req: sparse-anywhere --> The noise is as in the table <!-- req: denoising-noise --> and fresh at every call, another number for every
# pixel, <!-- req: noise-is-fresh --> and the noisy image is not clipped. Each object keeps its own weight. <!-- req: own-weights --> What a penalty
# does not override stays as in `Penalty`. <!-- req: penalties-interchangeable --> Codes are (batch, code). All this holds in
# `fit`, too, <!-- req: costs-in-graphs --> where TensorFlow runs your methods once and makes a graph of the operations: numbers that numpy drew then are
# the same in every step, and the size of a batch is `ops.shape(x)[0]`, while `x.shape[0]` is None.
#
# <details><summary>Hint</summary>
#
# For the contractive penalty the encoder must run *inside* the method, under a tape of its own that watches x:
#
# ```
# with tf.GradientTape() as tape:
#     tape.watch(x)
#     ...
# ```
# `tape.batch_jacobian(h, x)` is then $\partial h_{bj} / \partial x_{bi}$ for every image by itself, (batch, code, H, W, 1).
# Why not use the `h` that is given? It was computed before this tape began to watch.
# </details>


# %% nbgrader={"grade": false, "grade_id": "penalties", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Sparse(Penalty):
    """Codes with few numbers far from 0: an L1 penalty on the code."""

    def __init__(self, weight):
        self.weight = weight  # lambda

    ### BEGIN SOLUTION
    def cost(self, encoder, x, h):
        return self.weight * ops.mean(ops.sum(ops.abs(h), axis=1))

    ### END SOLUTION


class Denoising(Penalty):
    """The encoder sees images with Gaussian noise."""

    def __init__(self, stddev):
        self.stddev = stddev  # sigma

    ### BEGIN SOLUTION
    def corrupt(self, x):
        return x + self.stddev * keras.random.normal(ops.shape(x))

    ### END SOLUTION


class Contractive(Penalty):
    """Codes that change little when the image does: the squared Frobenius norm of the encoder's Jacobian."""

    def __init__(self, weight):
        self.weight = weight  # lambda

    ### BEGIN SOLUTION
    def cost(self, encoder, x, h):
        with tf.GradientTape() as tape:
            tape.watch(x)
            code = encoder(x)
        jacobian = tape.batch_jacobian(code, x)  # (batch, code, H, W, 1)
        return self.weight * ops.mean(ops.sum(ops.square(jacobian), axis=(1, 2, 3, 4)))

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_penalties", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
test_x = tf.constant(np.random.default_rng(0).random((3, 4, 5, 1)), "float32")
test_encoder = keras.Sequential([keras.Input((4, 5, 1)), layers.Flatten(), layers.Dense(2)])
test_kernel = test_encoder.layers[-1].kernel.numpy()
test_h = test_encoder(test_x)  # (3, 2)
test_cost, test_right = float(Sparse(0.5).cost(test_encoder, test_x, test_h)), 0.5 * np.abs(test_h).sum() / 3
assert np.isclose(test_cost, test_right, rtol=1e-4), (
    f"The sum of |h| over the codes, its mean over three images, times 0.5: {test_right}, not {test_cost}."
)
test_noisy = np.asarray(Denoising(0.1).corrupt(test_x))
assert test_noisy.shape == test_x.shape, "A noisy image has the shape of the image."
assert 0.02 < np.std(test_noisy - test_x) < 0.2, "Noise of standard deviation 0.1 is added."
assert not np.allclose(test_noisy, Denoising(0.1).corrupt(test_x)), "The noise is fresh at every call."
# the Jacobian of a linear encoder is its kernel, whatever the image
test_cost = float(Contractive(2.0).cost(test_encoder, test_x, test_encoder(test_x)))
assert np.isclose(test_cost, 2 * (test_kernel**2).sum(), rtol=1e-4), (
    "A linear encoder's Jacobian is its kernel."
)
assert np.allclose(Sparse(0.5).corrupt(test_x), test_x), "Only Denoising changes what the encoder sees."
assert Denoising(0.1).cost(test_encoder, test_x, test_h) == 0, "Denoising adds nothing to the loss."
print("penalties: the visible tests pass")

# %% [markdown]
# ## 9 · The autoencoder (2 points)
#
# A `keras.Model` says in `train_step` what one step of training is, and `fit` does the rest: batches, epochs, progress
# bar. The reconstruction loss is the squared error, **summed** over the pixels of an image, averaged over the
# batch:
#
# $$ L = \frac1B \sum_b \sum_i (x_{bi} - \hat x_{bi})^2, \qquad \text{loss} = L + \Omega. $$
#
# The target is always the *clean* image. <!-- req: clean-target --> With the denoising penalty, encoder and decoder see noise; the loss does not.
#
# **Pinned down.** `call(x)` encodes and decodes x as it is: no noise. <!-- req: call-as-it-is --> `train_step` asks `self.penalty` for both: what the
# encoder sees, and the cost, of the encoder itself <!-- req: cost-of-the-encoder --> and of what it has seen: so images are corrupted once
# per step. Any object with the two methods will do; <!-- req: own-penalty --> with `None` it is a `Penalty()`. <!-- req: no-penalty --> It returns the three trackers' results, with the names `loss`,
# `reconstruction_loss` and `penalty`: <!-- req: step-reports --> means over the batches since Keras has reset the trackers. <!-- req: step-means --> The
# gradient is taken with respect to all trainable weights, <!-- req: encoder-moves, decoder-moves --> and to no others, <!-- req: frozen-stays --> in every
# step, <!-- req: every-step --> and is not clipped. It works step by step and in the graph that `fit` makes. <!-- req: step-in-fit -->
#
# <details><summary>Hint</summary>
#
# First `super().__init__(**kwargs)`: Keras needs it before any attribute. In `train_step`, everything from the encoder to the
# loss stands under the tape:
# ```
# with tf.GradientTape() as tape:
#     ...
# gradients = tape.gradient(loss, self.trainable_weights)
# self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "autoencoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Autoencoder(keras.Model):
    """An autoencoder that is held back by a penalty.

    encoder: images (batch, H, W, 1) -> codes (batch, code). decoder: codes -> images (batch, H, W, 1).
    penalty: an object with the methods of Penalty; None: no penalty.
    What else is given goes to keras.Model. <!-- req: keras-arguments -->
    """

    def __init__(self, encoder, decoder, penalty=None, **kwargs):
        """Keeps its arguments in attributes of the same names, <!-- req: autoencoder-made --> and makes the three trackers."""
        ### BEGIN SOLUTION
        super().__init__(**kwargs)
        self.encoder, self.decoder = encoder, decoder
        self.penalty = Penalty() if penalty is None else penalty
        ### END SOLUTION
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.penalty_tracker = keras.metrics.Mean(name="penalty")

    @property
    def metrics(self):
        """Keras resets these at the start of each epoch."""
        return [self.loss_tracker, self.reconstruction_tracker, self.penalty_tracker]

    def call(self, x):
        """Reconstructions of the images x, as they are, (batch, H, W, 1)."""
        ### BEGIN SOLUTION
        return self.decoder(self.encoder(x))
        ### END SOLUTION

    def train_step(self, data):
        """One step of the optimiser. Returns {"loss": ..., "reconstruction_loss": ..., "penalty": ...}."""
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, H, W, 1)
        ### BEGIN SOLUTION
        with tf.GradientTape() as tape:
            seen = self.penalty.corrupt(x)
            h = self.encoder(seen, training=True)  # (batch, code)
            errors = ops.square(x - self.decoder(h, training=True))  # against x, not against what was seen
            reconstruction = ops.mean(ops.sum(errors, axis=(1, 2, 3)))
            cost = self.penalty.cost(self.encoder, seen, h)
            loss = reconstruction + cost
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))

        for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
            tracker.update_state(value)
        return {tracker.name: tracker.result() for tracker in self.metrics}
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_autoencoder", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def small_autoencoder(penalty=None):
    """A small autoencoder without a bias, whose encoder is linear."""
    encoder = keras.Sequential([keras.Input((4, 5, 1)), layers.Flatten(), layers.Dense(3, use_bias=False)])
    decoder = keras.Sequential(
        [keras.Input((3,)), layers.Dense(20, use_bias=False), layers.Reshape((4, 5, 1))]
    )
    model = Autoencoder(encoder, decoder, penalty)
    model.compile(optimizer=keras.optimizers.SGD(0.01), run_eagerly=True)
    return model


class TestConstant(Penalty):
    """Blackens all images, and costs 5."""

    def corrupt(self, x):
        return 0 * x

    def cost(self, encoder, x, h):
        return 5.0


test_x = np.random.default_rng(0).random((6, 4, 5, 1)).astype("float32")
test_model = small_autoencoder()
test_again = np.asarray(test_model(test_x))
assert np.allclose(test_again, test_model.decoder(test_model.encoder(test_x)), atol=1e-5), (
    "call encodes and decodes."
)
test_error = ((test_x - test_again) ** 2).sum(axis=(1, 2, 3)).mean()
test_before = [weight.numpy().copy() for weight in test_model.trainable_weights]
test_logs = test_model.train_step(tf.constant(test_x))
for test_key in ["loss", "reconstruction_loss", "penalty"]:
    assert test_key in test_logs, f"train_step must return the key {test_key!r}; it has {sorted(test_logs)}."
assert np.isclose(test_logs["reconstruction_loss"], test_error, rtol=1e-4), (
    f"The squared error is {test_error:.4g}, summed over pixels and averaged over images, "
    f"not {float(test_logs['reconstruction_loss']):.4g}."
)
for test_old, test_weight in zip(test_before, test_model.trainable_weights):
    assert not np.array_equal(test_old, test_weight.numpy()), (
        f"train_step must move all weights: {test_weight.path}"
    )
test_logs = small_autoencoder(TestConstant()).train_step(tf.constant(test_x))
assert np.isclose(test_logs["penalty"], 5.0), "The penalty's cost is 5 here."
# without a bias, a black image comes back black: the error is that of the clean image
test_error = (test_x**2).sum(axis=(1, 2, 3)).mean()
assert np.isclose(test_logs["reconstruction_loss"], test_error, rtol=1e-4), (
    "The encoder sees the corrupted image, and the error is against the clean one."
)
assert np.isclose(test_logs["loss"], test_error + 5, rtol=1e-4), "loss = reconstruction_loss + penalty."
print("autoencoder: the visible tests pass")

# %% [markdown]
# ## Four autoencoders
#
# The same networks, the same training, four penalties. Nothing but one argument changes. (The contractive one takes
# longest: its cost needs the derivative of every number of the code.)


# %%
def build_networks(code=32):
    """Encoder and decoder of dense layers; the code's numbers lie in (0, 1)."""
    encoder = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(128, activation="tanh"),
            layers.Dense(code, activation="sigmoid"),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code,)),
            layers.Dense(128, activation="relu"),
            layers.Dense(28 * 28, activation="sigmoid"),
            layers.Reshape((28, 28, 1)),
        ],
        name="decoder",
    )
    return encoder, decoder


# %% name="training" tags=["train"]
import time

EPOCHS = quick(12, 1)
IMAGES = quick(10000, 256)
penalties = {
    "undercomplete": Penalty(),
    "sparse": Sparse(0.5),
    "denoising": Denoising(0.5),
    "contractive": Contractive(1.0),
}
autoencoders, histories, start = {}, {}, time.perf_counter()
for name, penalty in penalties.items():
    seed_everything(SEED)
    model = Autoencoder(*build_networks(), penalty)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), jit_compile=False)
    # Keras takes arrays, and shuffles them by itself; a BatchLoader is for loops of one's own
    histories[name] = model.fit(mnist.x_train[:IMAGES], epochs=EPOCHS, batch_size=64, verbose=0).history
    autoencoders[name] = model
    print(
        f"{name}: reconstruction loss {histories[name]['reconstruction_loss'][-1]:.2f} after {EPOCHS} epochs"
    )
seconds = time.perf_counter() - start

# %% name="training_curves" tags=["train"]
# the denoising autoencoder starts from noisy images: its curve cannot be compared with the others
figure, axes = plt.subplots(figsize=(6, 2.8), layout="constrained")
for (name, history), colour in zip(histories.items(), plots.COLOURS):
    axes.plot(
        range(1, EPOCHS + 1), history["reconstruction_loss"], "o-", markersize=3, color=colour, label=name
    )
axes.set(xlabel="epoch", ylabel="reconstruction loss", yscale="log")
axes.legend(frameon=False, fontsize=8)
axes.spines[["top", "right"]].set_visible(False)

# %% name="reconstructions" tags=["train"]
clean = mnist.x_test[:10]
noisy = clean + 0.5 * np.random.default_rng(SEED).normal(size=clean.shape).astype("float32")
rows = {"clean": clean} | {name: model(clean) for name, model in autoencoders.items()}
rows |= {"noisy": noisy} | {f"{name} ": model(noisy) for name, model in autoencoders.items()}
figure = plots.image_grid(np.concatenate([np.asarray(row) for row in rows.values()]), columns=10)
figure.set_figwidth(figure.get_figwidth() + 1.6)
for axes, name in zip(figure.axes[::10], rows):
    axes.text(-0.15, 0.5, name, transform=axes.transAxes, ha="right", va="center", fontsize=9)
display(figure)

# %% name="comparison" tags=["train"]
some = mnist.x_test[: quick(2000, 100)]
noise = 0.5 * np.random.default_rng(SEED).normal(size=some.shape).astype("float32")


def squared_error(model, seen):
    """Of the clean images against their reconstruction from what is seen: per image, mean over images."""
    return float(((some - np.asarray(model(seen))) ** 2).sum(axis=(1, 2, 3)).mean())


def response(model, size=0.1):
    """How far a code moves when its image is moved by a distance of `size` in a random direction."""
    direction = np.random.default_rng(SEED).normal(size=some.shape).astype("float32")
    direction *= size / np.sqrt((direction**2).sum(axis=(1, 2, 3), keepdims=True))
    moved = np.asarray(model.encoder(some + direction)) - np.asarray(model.encoder(some))
    return float(np.sqrt((moved**2).sum(axis=1)).mean()) / size


table = {}
for name, model in autoencoders.items():
    table[name] = {
        "error, clean": squared_error(model, some),
        "error, noisy": squared_error(model, some + noise),
        "mean of the code": float(np.asarray(model.encoder(some)).mean()),
        "response of the code": response(model),
    }

figure, axes = plt.subplots(1, 4, figsize=(13, 2.4), layout="constrained")
for ax, quantity in zip(axes, table["sparse"]):
    ax.barh(list(table), [row[quantity] for row in table.values()], color=plots.COLOURS[:4])
    ax.set_title(quantity, fontsize=10)
    ax.invert_yaxis()
    ax.spines[["top", "right"]].set_visible(False)

# %% tags=["train"]
result = {
    "gaussian_test_nats": float(np.mean(Gaussian().fit(points).log_prob(new_points))),
    "kde_test_nats": float(np.mean(KernelDensity(0.12).fit(points).log_prob(new_points))),
    "mixture_test_nats": float(np.mean(mixture.log_prob(new_points))),
    **{f"{name}_test_error": row["error, clean"] for name, row in table.items()},
    "denoising_test_error_noisy": table["denoising"]["error, noisy"],
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
# ## Questions
#
# A few sentences each, in your own words. Refer to your own code, pictures and numbers.

# %% [markdown]
# ### Question 1 (2 points): is a, has a
#
# A classmate writes `class Mixture(Gaussian)`, since "a mixture of Gaussians is made of Gaussians". Which promises of `Gaussian`
# would it break, and what could one no longer do? And: you invent a new estimator, `Histogram`. What must you write so that it can be
# scored, put into a `Mixture` and trained by `hard_em`, and what must be changed in these three?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_is_a", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Who has a `Gaussian` may rely on its having one mean and one covariance, and on `log_prob` being a quadratic function with these
# two; a mixture has neither, its inherited attributes would stay None or say something false, and code that is right for every Gaussian
# would be wrong for this one (it cannot stand in where its base class is expected: Liskov's principle). It would also be tied to one kind of component:
# kernels, or a mixture of mixtures, could not be put in. A mixture *has* components and *is* a density estimator.
#
# A `Histogram(DensityEstimator)` needs `fit`, `log_prob` and `sample`, and `super().__init__()` in its constructor if it has one. Nothing else is changed:
# `score`, `Mixture` and `hard_em` call only what the base class promises.
#
# ### BEGIN MARK SCHEME
# - 1 point: half for a broken promise that is named (mean, covariance, the form of log_prob), half for what is lost (components of other kinds; substitution).
# - 1 point: half for the three methods, half for "nothing is changed elsewhere", with the reason that only the interface is used.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 2 (1 point): the debugger
#
# Paste the part of your conversation with the debugger that showed you the fault: your condition, the call stack, and what you asked for.
# Which function stumbled, which one was wrong, and how could you tell?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_debugger", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# `break RunningGaussian.absorb, len(chunk) == 0` stops at the first empty chunk. `where` shows absorb, called by update, called by run_stream. `up` to update:
# `p len(batch)` is a multiple of `p self.size`, for each batch at which it stops. `absorb` stumbles over it (the mean of no numbers is nan), but it does what it should
# with a chunk; `chunks` made one that should not exist: after the last full chunk its range goes on to len(batch) itself.
#
# ### BEGIN MARK SCHEME
# - half a point: a conversation with a condition that singles out the moment (empty chunk, or nan in the mean), and the stack.
# - half a point: absorb stumbles, chunks is wrong, told by the batch's length, a multiple of the chunk's.
# ### END MARK SCHEME
# ### END SOLUTION

# %% [markdown]
# ### Question 3 (2 points): four ways of holding back
#
# Compare your four autoencoders: in the pictures, and in the four charts. For each of the three penalties say which chart shows that it does what it is meant to,
# and what it costs. Why must the target be the clean image? And could you draw a *new* digit by decoding a random code?

# %% [markdown] nbgrader={"grade": true, "grade_id": "question_penalties", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Sparse: the mean of its code is the lowest; the price is a larger error on clean images. Denoising: its error on noisy images is the lowest (the contractive one
# comes near); on clean images it loses a little. Contractive: its code answers least to a move of the image; the reconstructions are blurred and the error on clean images is higher, since a code that hardly changes
# says less.
#
# If the target were noisy too, the best answer would be to copy the noise, as far as the code allows: nothing would teach it to take noise away. A random code
# is in general no code of any digit: nothing has told the encoder where to put its codes, so most of the space is gaps, and the decoder draws something in between.
# Fitting a density to the codes (a Gaussian, kernels) and drawing from it would help; a variational autoencoder builds that in.
#
# ### BEGIN MARK SCHEME
# - 1 point: the chart for each of the three (code's mean; error on noisy images; response), with the price. Two of three right: half a point.
# - half a point: with a noisy target copying is best, so that noise is not removed.
# - half a point: no, codes of digits fill only part of the space (gaps), nothing shapes their density. A way out is welcome, not needed.
# ### END MARK SCHEME
# ### END SOLUTION
