"""Written by someone who knew the brief alone: margins, one pass of the generator, a chain rule in two pieces, EinsumDense."""
# %% optimal_logits
def optimal_logits(x, real, fake):
    """The logits of the best discriminator between two normal distributions.

    x: numpy array of any shape; real, fake: (mean, standard deviation) of the two distributions.
    Returns log p_real(x) - log p_fake(x), of the shape of x, finite for every finite x.
    Source: Goodfellow et al. 2014, proposition 1.
    """
    mu, sigma = np.array([real, fake], dtype=float).T
    z = (np.asarray(x, dtype=float)[..., None] - mu) / sigma  # last axis: real, fake
    halves = np.array([-0.5, 0.5])
    return np.einsum("...k,...k,k->...", z, z, halves) + np.diff(np.log(sigma))[0]

# %% discriminator_loss
@tf.custom_gradient
def surprise(margin):
    """log(1 + exp(-margin)): what it costs to be right by `margin` nats; its slope is -sigmoid(-margin)."""
    value = tf.nn.relu(-margin) + tf.math.log1p(tf.exp(-tf.abs(margin)))
    return value, lambda upstream: -upstream * tf.sigmoid(-margin)


def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    """Binary cross-entropy in nats: mean over the real images plus mean over the generated ones.

    real_logits, fake_logits: (batch, 1), any real numbers.
    label_noise: labels are 1 - label_noise * u for real and label_noise * u for generated images, with a
    fresh u from the uniform distribution on [0, 1) for every image.
    Returns a scalar, finite for every finite logit.
    """
    # bce(1 - a u, l) = softplus(-l) + a u l   and   bce(a u, l) = softplus(l) - a u l:
    # the same formula in the margin m = l (real) or m = -l (fake)
    total = 0.0
    for sign, logits in ((+1.0, real_logits), (-1.0, fake_logits)):
        margin = sign * tf.convert_to_tensor(logits)
        vague = tf.random.uniform(tf.shape(margin), dtype=margin.dtype) * label_noise
        total += tf.reduce_mean(surprise(margin) + vague * margin)
    return total

# %% generator_losses
def mean_log_verdict(logits, verdict):
    """Mean log-probability of verdict 0 (real) or 1 (fake): a two-class softmax over the logits (l, 0)."""
    logits = tf.convert_to_tensor(logits)
    both = tf.nn.log_softmax(tf.stack([logits, tf.zeros_like(logits)], axis=-1), axis=-1)
    return tf.reduce_mean(both[..., verdict])


def generator_loss(fake_logits):
    """The non-saturating loss: the mean of -log D(G(z)), from logits (batch, 1).

    Returns a scalar, finite for every finite logit.
    """
    return -mean_log_verdict(fake_logits, verdict=0)


def saturating_generator_loss(fake_logits):
    """The loss of the original game: the mean of log(1 - D(G(z))), from logits (batch, 1). It is minimised too.

    Returns a scalar, finite for every finite logit.
    """
    return mean_log_verdict(fake_logits, verdict=1)

# %% gan
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
        with the discriminator already updated. Both networks are called with training=True.
        Returns the trackers' results: {"d_loss": ..., "g_loss": ...}.
        """
        x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, ...)
        n = tf.shape(x)[0]

        # One forward pass of G for both moves (the same noise); its tape waits until D has moved.
        with tf.GradientTape() as g_tape:
            fakes = self.generator(tf.random.normal([n, self.latent_dim]), training=True)

        # D moves: it sees both halves as one batch. (Its weights may not exist before it was first called.)
        with tf.GradientTape() as d_tape:
            everything = tf.concat([tf.cast(x, fakes.dtype), fakes], axis=0)
            verdicts = self.discriminator(everything, training=True)
            d_loss = discriminator_loss(verdicts[:n], verdicts[n:], self.label_noise)
        d_weights = self.discriminator.trainable_variables
        self.d_optimizer.apply(d_tape.gradient(d_loss, [w.value for w in d_weights]), d_weights)

        # G moves: the chain rule in two pieces. First, through the new D, which way should the pixels go ...
        with tf.GradientTape(watch_accessed_variables=False) as pixel_tape:
            pixel_tape.watch(fakes)
            g_loss = generator_loss(self.discriminator(fakes, training=True))
        advice = pixel_tape.gradient(g_loss, fakes)
        # ... then which way should G's weights go to move the pixels there.
        g_weights = self.generator.trainable_variables
        self.g_optimizer.apply(
            g_tape.gradient(fakes, [w.value for w in g_weights], output_gradients=advice), g_weights
        )

        for tracker, loss in zip(self.metrics, (d_loss, g_loss)):
            tracker.update_state(loss)
        return {tracker.name: tracker.result() for tracker in self.metrics}

    def generate(self, n):
        """What the generator makes of n draws of z from N(0, I), outside of training (training=False)."""
        return self.generator(tf.random.normal((n, self.latent_dim)), training=False)

# %% scaling
def line_through(start, end):
    """The straight line through two points (x, y), as a function."""
    (x0, y0), (x1, y1) = start, end
    slope = (y1 - y0) / (x1 - x0)
    return lambda x: (x - x0) * slope + y0


BLACK, WHITE = (0.0, -1.0), (1.0, 1.0)  # (on screen, in the network)


def to_network(images):
    """Grey values from [0, 1] to [-1, 1]: 0 becomes -1, 1 becomes 1, linear between. Any shape."""
    return line_through(BLACK, WHITE)(images)


def to_images(outputs):
    """The way back: from [-1, 1] to [0, 1]. Any shape."""
    return line_through(BLACK[::-1], WHITE[::-1])(outputs)

# %% generator
class Doubling(layers.Layer):
    """Transposed convolution, stride 2, then batch normalisation and SiLU."""

    def __init__(self, channels, kernel, **kwargs):
        super().__init__(**kwargs)
        self.paint = layers.Conv2DTranspose(channels, kernel, strides=2, padding="same", use_bias=False)
        self.norm = layers.BatchNormalization(momentum=0.9)

    def call(self, x, training=None):
        return tf.nn.silu(self.norm(self.paint(x), training=training))


class Generator(keras.Model):
    """A convolutional generator: z (batch, latent_dim) -> images (batch, 28, 28, 1) in [-1, 1], through tanh.

    It doubles height and width by Conv2DTranspose layers with strides of 2, at least two of them, each with a kernel
    size that is a multiple of the stride.
    """

    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        # a dense layer whose units already stand in a 7x7 grid: no Reshape needed
        self.seed_grid = layers.EinsumDense("bz,zhwc->bhwc", output_shape=(7, 7, 40), bias_axes="hwc")
        self.seed_norm = layers.BatchNormalization(momentum=0.9)
        self.doublings = [Doubling(32, kernel=4), Doubling(16, kernel=6)]
        self.ink = layers.Conv2D(1, 3, padding="same")

    def call(self, z, training=None):
        """z: (batch, latent_dim); training: whether normalisation uses this batch's statistics."""
        h = tf.nn.silu(self.seed_norm(self.seed_grid(z), training=training))
        for double in self.doublings:
            h = double(h, training=training)
        return tf.tanh(self.ink(h))

# %% discriminator
def leaky(x, slope=0.2):
    """LeakyReLU without branches."""
    return tf.maximum(x, slope * x)


def forget(x, training, rate=0.3):
    """Dropout, in training only."""
    return tf.nn.dropout(x, rate) if training else x


class Discriminator(keras.Model):
    """A convolutional discriminator: images (batch, 28, 28, 1) in [-1, 1] -> logits (batch, 1), positive for real.

    At least two Conv2D layers with strides of 2, each with a kernel size that is a multiple of the stride, LeakyReLU
    after them, no pooling; dropout, which acts when training is True and at no other time.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.strokes = layers.Conv2D(24, 4, strides=2, padding="same", activation=leaky)  # 14 x 14
        self.shapes = layers.Conv2D(48, 4, strides=2, padding="same", activation=leaky)  # 7 x 7
        self.whole = layers.EinsumDense("bhwc,hwcu->bu", output_shape=64, bias_axes="u", activation=leaky)
        self.logit = layers.Dense(1)

    def call(self, images, training=None):
        """images: (batch, 28, 28, 1); training: whether dropout is on."""
        h = forget(self.strokes(images), training)
        h = forget(self.shapes(h), training)
        return self.logit(self.whole(h))

# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    """How many classes occur among generated images, and how evenly.

    probabilities: numpy array (n, classes), a classifier's answer for each image.
    Returns {"classes_covered": number of classes with a share of at least min_share,
             "entropy": entropy of the shares in nats}, where the share of a class is the fraction of the images
    whose largest probability is that of the class.
    """
    classes = np.arange(np.shape(probabilities)[1])
    counts = np.equal.outer(classes, np.argmax(probabilities, axis=1)).sum(axis=1)
    n = counts.sum()
    # H = -sum (c/n) ln(c/n) = ln n - (1/n) sum c ln c; an empty class gives 0 * ln 1 = 0
    entropy = np.log(n) - counts @ np.log(np.maximum(counts, 1)) / n
    return {"classes_covered": int(np.count_nonzero(counts / n >= min_share)), "entropy": max(float(entropy), 0.0)}
