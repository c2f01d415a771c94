"""Channels are turned by a product with a matrix, Gram matrices are sums of outer products, differences come from convolutions."""
# %% preprocessing
TURN = np.eye(3, dtype="float32")[::-1]


def preprocess(images):
    return tf.tensordot(tf.cast(images, "float32"), 255.0 * TURN, axes=1) - tf.constant(MEAN_BGR)


def deprocess(pixels):
    images = tf.tensordot(tf.cast(pixels, "float32") + MEAN_BGR, TURN, axes=1) / 255.0
    return tf.where(images < 0, 0.0, tf.where(images > 1, 1.0, images))


# %% gram_matrix
def gram_matrix(features):
    features = tf.cast(features, "float32")
    outer = features[..., :, None] * features[..., None, :]
    return tf.reduce_mean(outer, axis=(1, 2))


# %% content_loss
def content_loss(features, target):
    difference = tf.reshape(tf.cast(features, "float32") - tf.cast(target, "float32"), (-1,))
    return tf.tensordot(difference, difference, axes=1) / tf.cast(tf.size(difference), "float32")


# %% total_variation_loss
def total_variation_loss(images):
    images = tf.cast(images, "float32")
    grey = tf.reshape(tf.transpose(images, (0, 3, 1, 2)), (-1, *images.shape[1:3], 1))
    edge = tf.constant([-1.0, 1.0])
    down = tf.nn.conv2d(grey, tf.reshape(edge, (2, 1, 1, 1)), 1, "VALID")
    across = tf.nn.conv2d(grey, tf.reshape(edge, (1, 2, 1, 1)), 1, "VALID")
    return tf.reduce_mean(down**2) + tf.reduce_mean(across**2)
