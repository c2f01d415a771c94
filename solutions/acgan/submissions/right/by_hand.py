"""Formulas written out: logsumexp by hand, losses without the given functions, one-hot vectors by comparison."""
# %% class_loss
def class_loss(labels, class_logits):
    c = tf.convert_to_tensor(class_logits)
    largest = tf.stop_gradient(tf.reduce_max(c, axis=1, keepdims=True))
    log_sum = tf.math.log(tf.reduce_sum(tf.exp(c - largest), axis=1)) + largest[:, 0]
    right = tf.gather(c, tf.cast(labels, "int32"), axis=1, batch_dims=1)
    return tf.reduce_sum(log_sum - right) / tf.cast(tf.shape(c)[0], c.dtype)


# %% acgan_losses
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    total = tf.reduce_mean(tf.math.softplus(-real_validity)) + tf.reduce_mean(tf.math.softplus(fake_validity))
    for labels, logits in ((real_labels, real_classes), (fake_labels, fake_classes)):
        log_p = tf.nn.log_softmax(logits)
        right = tf.one_hot(labels, logits.shape[-1], dtype=log_p.dtype)
        total -= class_weight * tf.reduce_mean(tf.reduce_sum(right * log_p, axis=-1))
    return total


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    log_p = tf.nn.log_softmax(fake_classes)
    right = tf.one_hot(fake_labels, fake_classes.shape[-1], dtype=log_p.dtype)
    validity = -tf.reduce_mean(tf.math.log_sigmoid(fake_validity))
    return validity - class_weight * tf.reduce_mean(tf.reduce_sum(right * log_p, axis=-1))


# %% classifier
def class_probabilities(discriminator, images):
    c = np.asarray(discriminator(images)[1], dtype="float64")
    e = np.exp(c - c.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)[:, None]


def accuracy(discriminator, images, labels):
    right = 0
    for row, label in zip(class_probabilities(discriminator, images), np.asarray(labels)):
        right += int(row.argmax()) == int(label)
    return right / len(images)


# %% steering
def class_grid(generator, z, classes=10):
    pairs = [(row, k) for row in z for k in range(classes)]
    vectors = np.array([[float(k == j) for j in range(classes)] for _, k in pairs], "float32")
    return generator([np.array([row for row, _ in pairs]), vectors])


def walk_in_z(generator, z0, z1, label, n, classes=10):
    z = np.array([z0 + k / (n - 1) * (z1 - z0) for k in range(n)], "float32")
    vectors = np.zeros((n, classes), "float32")
    vectors[:, label] = 1
    return generator([z, vectors])


def walk_between_classes(generator, z, first, second, n, classes=10):
    vectors = np.zeros((n, classes), "float32")
    vectors[:, first] += np.linspace(1, 0, n)
    vectors[:, second] += np.linspace(0, 1, n)
    return generator([np.repeat(z[None], n, axis=0), vectors])
