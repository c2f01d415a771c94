"""Written by someone who knew the brief alone: labels by scale and shift, weighted gradients in place of a weighted sum, losses of their own."""
# %% loss_table
# MOVES[loss]: the set of the parts that the loss moves, of "encoder", "generator" and "discriminator".
# Losses: "reconstruction", "kl", "adversarial", "class", "validity", "real_class".
# the other way round: what each part listens to, turned over afterwards
_listens = {
    "encoder": "reconstruction kl adversarial",
    "generator": "reconstruction adversarial class",
    "discriminator": "validity real_class",
}
MOVES = {}
for _part, _names in _listens.items():
    for _name in _names.split():
        MOVES[_name] = MOVES.get(_name, frozenset()) | {_part}


# %% extra after=test_loss_table
class ByLabel(layers.Layer):
    """Scales and shifts each channel of feature maps by amounts that depend on the label (FiLM)."""

    def __init__(self, channels, **kwargs):
        super().__init__(**kwargs)
        self.amounts = layers.Dense(2 * channels)

    def call(self, inputs):
        maps, y = inputs  # (batch, h, w, channels), (batch, classes)
        scale, shift = tf.split(self.amounts(y)[:, None, None, :], 2, axis=-1)
        return maps * (1 + scale) + shift


# %% build_encoder
def build_encoder(latent_dim, classes=10):
    """The encoder q(z | x, y), a keras.Model.

    Inputs: the list [images (batch, 28, 28, 1) in [0, 1], one-hot labels (batch, classes)].
    Outputs: the list [z_mean, z_log_var, z], each (batch, latent_dim); z comes from Sampling. All depend on both inputs.
    """
    # `classes` is not needed: the layers find the length of y out when they see the first one
    return StyleReader(latent_dim, name="encoder")


class StyleReader(keras.Model):
    """Three convolutions, each of whose outputs is scaled and shifted by the label."""

    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.steps = []
        for channels, stride in ((20, 2), (36, 2), (44, 1)):
            self.steps.append((layers.Conv2D(channels, 3, strides=stride, padding="same"), ByLabel(channels)))
        self.summary_of_maps = layers.Dense(90, activation="elu")
        self.both = layers.Dense(2 * latent_dim)  # mean and log-variance from one matrix
        self.sampling = Sampling()

    def call(self, inputs, training=None):
        maps, y = inputs
        for convolution, by_label in self.steps:
            maps = tf.nn.elu(by_label([convolution(maps), y]))
        flat = tf.reshape(maps, (-1, 7 * 7 * 44))
        z_mean, z_log_var = tf.split(self.both(self.summary_of_maps(flat)), 2, axis=1)
        return [z_mean, z_log_var, self.sampling((z_mean, z_log_var))]


# %% build_generator
def build_generator(latent_dim, classes=10):
    """The generator p(x | z, y), a keras.Model: the VAE's decoder too.

    Inputs: the list [z (batch, latent_dim), one-hot labels (batch, classes)].
    Output: images (batch, 28, 28, 1) in [0, 1]: for each pixel the probability of ink.
    """
    class Painter(keras.Model):
        """No transposed convolutions: channels are made and then laid out as pixels (depth to space), twice."""

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.from_style = layers.Dense(7 * 7 * 24, use_bias=False)
            self.from_label = layers.Dense(7 * 7 * 24)
            self.first, self.second = (layers.Conv2D(4 * k, 3, padding="same") for k in (28, 14))
            self.normal_first, self.normal_second = layers.GroupNormalization(4), layers.GroupNormalization(2)
            self.label_first, self.label_second = ByLabel(28), ByLabel(14)
            self.ink = layers.Conv2D(1, 5, padding="same")

        def call(self, inputs, training=None):
            z, y = inputs
            maps = tf.nn.silu(tf.reshape(self.from_style(z) + self.from_label(y), (-1, 7, 7, 24)))
            maps = tf.nn.depth_to_space(self.first(maps), 2)  # (batch, 14, 14, 28)
            maps = tf.nn.silu(self.label_first([self.normal_first(maps), y]))
            maps = tf.nn.depth_to_space(self.second(maps), 2)  # (batch, 28, 28, 14)
            maps = tf.nn.silu(self.label_second([self.normal_second(maps), y]))
            return tf.sigmoid(self.ink(maps))

    return Painter(name="generator")


# %% extra after=test_build_generator
# The losses once more, each by another formula than the one given above.


def surprise_at(logits, real):
    """Mean of -log of the probability that validity logits give to `real`: log(1 + exp(-+logit)), by log-sum-exp."""
    signed = -logits if real else logits
    return tf.reduce_mean(tf.reduce_logsumexp(tf.stack([tf.zeros_like(signed), signed]), axis=0))


def surprise_at_class(class_logits, labels):
    """Cross-entropy: log of the sum of all exponentials, minus the logit of the right class."""
    right = tf.gather(class_logits, labels, axis=1, batch_dims=1)
    return tf.reduce_mean(tf.reduce_logsumexp(class_logits, axis=1) - right)


def nats_of_pixels(x, x_hat):
    """Cross-entropy of x_hat with x, summed over all axes but the first."""
    p = tf.clip_by_value(x_hat, 1e-7, 1 - 1e-7)
    nats = -tf.math.xlogy(x, p) - tf.math.xlog1py(1 - x, -p)
    return tf.reduce_sum(nats) / tf.cast(tf.shape(x)[0], nats.dtype)


def nats_of_style(z_mean, z_log_var):
    """KL divergence from N(0, I)."""
    twice = tf.square(z_mean) + tf.math.expm1(z_log_var) - z_log_var
    return tf.reduce_mean(tf.einsum("bl->b", twice)) / 2


# %% model
class ConditionalVAEGAN(keras.Model):
    """Encoder, generator and multitask discriminator, trained together.

    encoder: [x, y] -> [z_mean, z_log_var, z]; generator: [z, y] -> images, like x;
    discriminator: images -> (validity logits (batch, 1), class logits (batch, classes)).
    Networks are given labels one-hot, y (batch, classes). weight_of: the weight of each of the six losses, by its name.
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
        """One step of d_optimizer, on the weights of the discriminator.

        x: (batch, ...); labels: (batch,), whole numbers. Generated are x_hat, from the encoder's sample z of x and its
        label, and x_new, from as many draws of N(0, I); both with the labels of the batch, in its order. The
        discriminator is called with training=True.
        Returns {"validity": discriminator_loss of x against x_hat and x_new, "real_class": class_loss of x}, scalars.
        """
        x, labels, y = self._tensors(x, labels)
        x_new = self.generator([self._prior(x), y], training=True)
        x_hat = self.generator([self.encoder([x, y], training=True)[2], y], training=True)
        with tf.GradientTape() as tape:
            # one look at all three kinds at once
            validity, class_logits = self.discriminator(tf.concat([x_new, x, x_hat], axis=0), training=True)
            of_new, of_real, of_hat = tf.split(validity, 3)
            losses = {
                "validity": surprise_at(of_real, True) + surprise_at(tf.concat([of_hat, of_new], 0), False),
                "real_class": surprise_at_class(tf.split(class_logits, 3)[1], labels),
            }
        self._step(tape, losses, self.d_optimizer, self.discriminator)
        return losses

    def move_encoder_and_generator(self, x, labels):
        """One step of g_optimizer, on the weights of encoder and generator together.

        x, labels, x_hat and x_new as in move_discriminator. Encoder and generator are called with training=True.
        Returns {"reconstruction": reconstruction_loss of x and x_hat, "kl": kl_divergence,
                 "adversarial": generator_loss of x_hat and x_new, "class": class_loss of x_new}, scalars.
        """
        x, labels, y = self._tensors(x, labels)
        with tf.GradientTape() as tape:
            x_new = self.generator([self._prior(x), y], training=True)
            z_mean, z_log_var, z = self.encoder([x, y], training=True)
            x_hat = self.generator([z, y], training=True)
            of_hat, _ = self.discriminator(x_hat, training=True)
            of_new, class_logits = self.discriminator(x_new, training=True)
            losses = {
                # two batches of the same size: the mean over all is the mean of the two means
                "adversarial": (surprise_at(of_new, True) + surprise_at(of_hat, True)) / 2,
                "class": surprise_at_class(class_logits, labels),
                "kl": nats_of_style(z_mean, z_log_var),
                "reconstruction": nats_of_pixels(x, x_hat),
            }
        self._step(tape, losses, self.g_optimizer, self.generator, self.encoder)
        return losses

    def generate(self, labels):
        """One image for each of the labels, whole numbers (n,), from draws of N(0, I); outside of training."""
        labels = tf.cast(ops.convert_to_tensor(labels), "int32")
        return self.generator([self._prior(labels), tf.gather(tf.eye(self.classes), labels)], training=False)

    def reconstruct(self, x, labels):
        """Reconstructions of x from z_mean, without noise; labels: whole numbers (batch,). Outside of training."""
        x, _, y = self._tensors(x, labels)
        return self.generator([self.encoder([x, y], training=False)[0], y], training=False)

    def _tensors(self, x, labels):
        """Images, labels and one-hot labels, all tensors, whatever they were."""
        labels = tf.cast(ops.convert_to_tensor(labels), "int32")
        return tf.cast(ops.convert_to_tensor(x), "float32"), labels, tf.gather(tf.eye(self.classes), labels)

    def _prior(self, like):
        """As many draws of N(0, I) as `like` has rows."""
        return tf.random.normal([tf.shape(like)[0], self.latent_dim])

    def _step(self, tape, losses, optimizer, *parts):
        """One step along the weighted sum, never computed: the weights are where back-propagation starts from."""
        moved = [variable for part in parts for variable in part.trainable_variables]
        starts = [tf.constant(self.weight_of[name], "float32") for name in losses]
        gradients = tape.gradient(list(losses.values()), moved, output_gradients=starts, unconnected_gradients="zero")
        optimizer.apply(gradients, moved)


# %% same_style
def same_style(generator, z, classes=10):
    """Every style with every label.

    generator: [z (batch, latent), one-hot labels (batch, classes)] -> images (batch, height, width, channels), called with
    training=False; z: (n, latent).
    Returns images (n, classes, height, width, channels): at [i, k] is what the generator makes of z[i] and label k.
    """
    z = tf.cast(ops.convert_to_tensor(z), "float32")
    columns = []
    for label in range(classes):  # all styles in one digit, then the next digit
        y = tf.one_hot(tf.fill([tf.shape(z)[0]], label), classes)
        columns.append(generator([z, y], training=False))
    return tf.stack(columns, axis=1)


# %% classify
def classify(discriminator, images):
    """The digit that the discriminator sees in each image: whole numbers (n,), in the class logits' order from 0.

    discriminator: images -> (validity logits (batch, 1), class logits (batch, classes)), called with training=False.
    """
    _, class_logits = discriminator(images, training=False)
    return np.asarray(tf.math.top_k(tf.convert_to_tensor(class_logits), k=1).indices)[:, 0]


def accuracy(predicted, labels):
    """The share of predictions that are right, a number in [0, 1]; both are whole numbers (n,)."""
    right = [int(p) == int(true) for p, true in zip(np.asarray(predicted), np.asarray(labels), strict=True)]
    return sum(right) / len(right)


# %% sharpness
def sharpness(images):
    """The mean over the images of s = sum of d^2 / sum of |d|, over the differences d of neighbouring pixels.

    images: (n, height, width, 1), any numbers. Neighbours are horizontal and vertical, not diagonal; s = 0 for an image
    that is the same everywhere.
    Returns one number.
    """
    each = []
    for image in np.asarray(images, "float64"):
        heights = np.abs(np.concatenate([(image[1:] - image[:-1]).ravel(), (image[:, 1:] - image[:, :-1]).ravel()]))
        # a mean of step heights in which each step counts as much as it is high
        each.append(np.average(heights, weights=heights) if heights.any() else 0.0)
    return float(np.mean(each))
