"""Channels by their numbers, rows and columns by slices with names, a trailing helper in the class; arrays copied first."""
# %% preprocessing
BLUE, GREEN, RED = 2, 1, 0


def preprocess(images):
    if isinstance(images, np.ndarray):
        images = images.copy()
    return tf.gather(255.0 * tf.cast(images, tf.float32), [BLUE, GREEN, RED], axis=-1) - np.reshape(MEAN_BGR, (1, 1, 1, 3))


def deprocess(pixels):
    shifted = np.array(pixels) + MEAN_BGR
    return np.clip(np.take(shifted, [2, 1, 0], axis=3), 0, 255) / 255


# %% total_variation_loss
def total_variation_loss(images):
    above, below = images[:, :-1, :, :], images[:, 1:, :, :]
    left, right = images[:, :, :-1, :], images[:, :, 1:, :]
    return tf.reduce_mean(tf.math.squared_difference(above, below)) + tf.reduce_mean(tf.math.squared_difference(left, right))
