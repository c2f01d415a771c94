"""Written by someone who knew the brief alone: losses written out, one persistent tape, D called once on both kinds of images."""
# %% class_loss
def unit_rows(labels, k):
    """float32 (n, k): labels as rows of the unit matrix, by comparison."""
    labels = tf.cast(tf.convert_to_tensor(labels), tf.int32)
    return tf.cast(labels[:, None] == tf.range(k)[None, :], tf.float32)


def softplus_mean(logits):
    """The mean of log(1 + e^logit)."""
    return tf.reduce_mean(tf.math.softplus(tf.convert_to_tensor(logits)))


def class_loss(labels, class_logits):
    """Sparse categorical cross-entropy from logits, in nats.

    labels: (batch,), integers from 0 to classes - 1; class_logits: (batch, classes), any real numbers.
    Returns a scalar: the mean over the batch, finite for every finite logit.
    """
    # -log softmax(c)_y = log sum_k exp(c_k - c_y): how far the others are ahead of the right class
    class_logits = tf.convert_to_tensor(class_logits, tf.float32)
    labels = tf.cast(tf.convert_to_tensor(labels), tf.int32)
    own = tf.gather(class_logits, labels, axis=1, batch_dims=1)  # (batch,)
    ahead = tf.clip_by_value(class_logits - own[:, None], -1e30, 1e30)  # float32 ends at 3.4e38: finite in any case
    return tf.reduce_mean(tf.reduce_logsumexp(ahead, axis=1))


# %% acgan_losses
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    """The discriminator's loss: validity of real and generated images, and class_weight times both class losses.

    ..._validity: (batch, 1), ..._classes: (batch, classes), what D answers to real and to generated images, logits;
    real_labels: (batch,), the true classes of the real ones; fake_labels: (batch,), those asked of the generator.
    Returns a scalar, in nats.
    Source: Odena et al. 2016, section 3.
    """
    # bce(1, l) = softplus(-l) and bce(0, l) = softplus(l)
    validity = softplus_mean(-real_validity) + softplus_mean(fake_validity)
    classes = sum(class_loss(y, c) for y, c in ((fake_labels, fake_classes), (real_labels, real_classes)))
    return validity + class_weight * classes


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    """The generator's loss: non-saturating validity loss, and class_weight times the class loss of its images.

    Arguments as above. Returns a scalar, in nats.
    """
    # bce(1, l) = softplus(l) - l
    fake_validity = tf.convert_to_tensor(fake_validity)
    validity = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_validity), fake_validity))
    return validity + class_weight * class_loss(fake_labels, fake_classes)


# %% conditional_gan
class ConditionalGAN(GAN):
    """An auxiliary-classifier GAN.

    generator: [z (batch, latent_dim), label vectors (batch, classes)] -> what it generates, of the shape of real data.
    discriminator: data -> (validity logits (batch, 1), class logits (batch, classes)).
    class_weight: handed to acgan_discriminator_loss and acgan_generator_loss.
    """

    def __init__(self, generator, discriminator, latent_dim, classes=10, class_weight=1.0, **kwargs):
        super().__init__(generator, discriminator, latent_dim, **kwargs)
        self.classes = classes
        self.class_weight = class_weight

    def train_step(self, data):
        """One step of d_optimizer on acgan_discriminator_loss, then one of g_optimizer on acgan_generator_loss.

        data: (images, labels), labels (batch,) integers.
        Generated images: from random_labels and standard normal z, (batch, latent_dim), drawn anew in every step. The
        generator's gradient is taken with the discriminator already updated. All with training=True.
        Returns the trackers' results: {"d_loss": ..., "g_loss": ...}.
        """
        images, labels = data
        n = tf.shape(images)[0]
        with tf.GradientTape(persistent=True) as tape:  # one tape for both players
            z = self.draw(n)  # noise first, labels afterwards
            asked = random_labels(n, self.classes)
            made = self.generator([z, unit_rows(asked, self.classes)], training=True)

            # D looks at generated and real images in one batch
            answers = self.discriminator(tf.concat([made, images], axis=0), training=True)
            fake, real = zip(*((answer[:n], answer[n:]) for answer in answers))
            d_loss = acgan_discriminator_loss(*real, labels, *fake, asked, self.class_weight)
            with tape.stop_recording():
                weights = self.discriminator.trainable_weights
                self.d_optimizer.apply(tape.gradient(d_loss, weights), weights)

            # the very same images and labels once more, before the D just updated
            g_loss = acgan_generator_loss(*self.discriminator(made, training=True), asked, self.class_weight)
        weights = self.generator.trainable_weights
        self.g_optimizer.apply(tape.gradient(g_loss, weights), weights)
        del tape

        results = {}
        for tracker, value in ((self.g_loss_tracker, g_loss), (self.d_loss_tracker, d_loss)):
            tracker.update_state(value)
            results[tracker.name] = tracker.result()
        return results

    def draw(self, n):
        """Noise, (n, latent_dim)."""
        return tf.random.normal((n, self.latent_dim))

    def generate(self, labels, training=False):
        """One image for each of the labels, from fresh draws of z from N(0, I).

        labels: (n,) integers, an array or a tensor; training: handed on to the generator.
        """
        vectors = unit_rows(labels, self.classes)
        return self.generator([self.draw(tf.shape(vectors)[0]), vectors], training=training)


# %% conditional_generator
class ConditionalGenerator(keras.Model):
    """[z (batch, latent_dim), label vectors (batch, classes)] -> images (batch, 28, 28, 1) in [-1, 1], through tanh.

    It doubles height and width by Conv2DTranspose layers with strides of 2, at least two of them, each with a kernel
    size that is a multiple of the stride.
    """

    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.stem = layers.Dense(7 * 7 * 48, use_bias=False)
        self.widths = (40, 24)
        self.norms = [layers.BatchNormalization(momentum=0.9) for _ in range(3)]
        self.ups = [
            layers.Conv2DTranspose(filters, kernel, strides=2, padding="same", use_bias=False)
            for filters, kernel in zip(self.widths, (6, (2, 4)))
        ]
        self.last = layers.Conv2D(1, 5, padding="same")

    def call(self, inputs, training=None):
        """inputs: [z, label_vectors]; training: whether normalisation uses this batch's statistics."""
        z, label_vectors = inputs
        h = self.stem(tf.concat([label_vectors, z], axis=1))  # joined with the label vector in front
        h = tf.reshape(h, (-1, 7, 7, 48))
        for norm, up in zip(self.norms, self.ups):
            h = up(tf.nn.elu(norm(h, training=training)))
        return tf.tanh(self.last(tf.nn.elu(self.norms[-1](h, training=training))))


# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    """Is an image real, and of which class is it? Two answers from one look: a shared body, and two heads.

    images (batch, 28, 28, 1), in [-1, 1] or in [0, 1] -> validity_logits (batch, 1), positive for real, and
    class_logits (batch, classes), the largest for the most probable class. Both are logits: no activation.
    At least two Conv2D layers with strides of 2, each with a kernel size that is a multiple of the stride, LeakyReLU
    after them, no pooling; dropout, which acts when training is True and at no other time.
    """

    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        leaky = keras.activations.leaky_relu  # slope 0.2
        self.body = keras.Sequential(
            [
                layers.Conv2D(24, (4, 2), strides=2, padding="same", activation=leaky),
                layers.SpatialDropout2D(0.2),
                layers.Conv2D(40, 6, strides=2, padding="same", activation=leaky),
                layers.Dropout(0.35),
                layers.Conv2D(56, 3, padding="same", activation=leaky),
                layers.Reshape((-1,)),
                layers.Dense(72, activation=leaky),
            ]
        )
        self.heads = {"which": layers.Dense(classes), "real": layers.Dense(1)}

    def call(self, images, training=False):
        """images: (batch, 28, 28, 1); training: whether dropout is on. Returns (validity_logits, class_logits)."""
        seen = self.body(images, training=training)
        return self.heads["real"](seen), self.heads["which"](seen)


# %% classifier
def class_probabilities(discriminator, images):
    """What the discriminator says of the classes, outside of training.

    discriminator: images -> (validity logits (n, 1), class logits (n, classes)).
    Returns probabilities (n, classes): not negative, and 1 in sum for each image.
    """
    logits = np.asarray(discriminator(images, training=False)[1])
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def accuracy(discriminator, images, labels):
    """The share of images whose most probable class is their label, a number from 0 to 1.

    labels: (n,) integers.
    """
    # from the logits: the softmax changes no order. in_top_k counts a tie for the first place as right
    logits = discriminator(images, training=False)[1]
    right = tf.math.in_top_k(tf.cast(tf.convert_to_tensor(labels), tf.int32), tf.cast(logits, tf.float32), k=1)
    return float(np.count_nonzero(right) / len(right))


# %% steering
def class_grid(generator, z, classes=10):
    """Every z with every class. z: numpy array (rows, latent).

    Returns images (rows * classes, ...), row by row: number r * classes + k is made of z[r] and class k.
    """
    row, column = np.divmod(np.arange(len(z) * classes), classes)  # of every image
    return generator([z[row], np.eye(classes, dtype="float32")[column]], training=False)


def walk_in_z(generator, z0, z1, label, n, classes=10):
    """n images of one class, on a straight line from z0 to z1, numpy arrays (latent,), both included."""
    where = [step / max(n - 1, 1) for step in range(n)]
    z = np.stack([z0 + t * (z1 - z0) for t in where]).astype("float32")
    vectors = np.zeros((n, classes), "float32")
    vectors[:, label] = 1
    return np.asarray(generator([z, vectors], training=False))


def walk_between_classes(generator, z, first, second, n, classes=10):
    """n images of one z, numpy array (latent,), on a straight line between two classes' label vectors, both included."""
    vectors = np.zeros((n, classes), "float32")
    for step, t in enumerate(np.linspace(0, 1, n)):
        vectors[step, first] += 1 - t
        vectors[step, second] += t  # "+=": the two classes may be the same
    return np.asarray(generator([np.broadcast_to(z, (n, *np.shape(z))), vectors], training=False))
