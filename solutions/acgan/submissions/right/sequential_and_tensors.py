"""Steering and classification with tensors alone, results as tensors; losses from float64; networks from functions."""
# %% class_loss
def class_loss(labels, class_logits):
    c = ops.cast(class_logits, "float64")
    right = ops.one_hot(labels, ops.shape(c)[1], dtype="float64")
    return ops.cast(ops.mean(ops.categorical_crossentropy(right, c, from_logits=True)), "float32")


# %% classifier
def class_probabilities(discriminator, images):
    validity_logits, class_logits = discriminator(images, training=False)
    return tf.exp(class_logits - tf.reduce_logsumexp(class_logits, axis=1, keepdims=True))


def accuracy(discriminator, images, labels):
    best = tf.argmax(discriminator(images, training=False)[1], axis=-1)
    return tf.reduce_mean(tf.cast(best == tf.cast(labels, best.dtype), "float32"))


# %% steering
def class_grid(generator, z, classes=10):
    rows = tf.shape(z)[0]
    labels = tf.tile(tf.range(classes), [rows])
    return generator([tf.repeat(z, classes, axis=0), tf.one_hot(labels, classes)], training=False)


def walk_in_z(generator, z0, z1, label, n, classes=10):
    z = tf.linspace(tf.constant(z0), tf.constant(z1), n)
    return generator((z, tf.one_hot(tf.fill([n], label), classes)), training=False)


def walk_between_classes(generator, z, first, second, n, classes=10):
    ends = tf.one_hot([first, second], classes)
    return generator([tf.repeat(tf.constant(z)[None], n, axis=0), tf.linspace(ends[0], ends[1], n)], training=False)


# %% multitask_discriminator
def MultitaskDiscriminator(classes=10):
    body = keras.Sequential(
        [
            layers.Conv2D(8, 4, strides=2, padding="same"),
            layers.LeakyReLU(0.1),
            layers.Conv2D(16, 4, strides=2, padding="same"),
            layers.LeakyReLU(0.1),
            layers.Flatten(),
            layers.Dropout(0.3),
        ]
    )
    x = keras.Input((28, 28, 1))
    features = body(x)
    return keras.Model(x, [layers.Dense(1)(features), layers.Dense(classes)(features)])
