"""Walks and grid are made image by image, accuracy and probabilities by other means, the class loss by a gather."""
# %% class_loss
def class_loss(labels, class_logits):
    rows = tf.range(tf.shape(class_logits)[0])
    of_labels = tf.gather_nd(class_logits, tf.stack([rows, tf.cast(labels, rows.dtype)], axis=1))
    return tf.reduce_mean(tf.reduce_logsumexp(class_logits, axis=1) - of_labels)
# %% classifier
def class_probabilities(discriminator, images):
    logits = np.asarray(discriminator(images)[1], "float64")
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def accuracy(discriminator, images, labels):
    right = keras.metrics.SparseCategoricalAccuracy()
    right.update_state(labels, discriminator(images, training=False)[1])
    return right.result()
# %% steering
def one_image(generator, z, vector):
    pair = [ops.convert_to_tensor(each, "float32")[None] for each in (z, vector)]
    return np.asarray(generator(pair, training=False))[0]


def class_grid(generator, z, classes=10):
    return np.array([one_image(generator, row, vector) for row in z for vector in np.eye(classes)])


def walk_in_z(generator, z0, z1, label, n, classes=10):
    vector = [float(k == label) for k in range(classes)]
    return np.array([one_image(generator, z, vector) for z in np.linspace(z0, z1, n)])


def walk_between_classes(generator, z, first, second, n, classes=10):
    ends = (np.eye(classes)[k] for k in (first, second))
    return np.array([one_image(generator, z, vector) for vector in np.linspace(*ends, n)])
