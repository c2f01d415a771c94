"""Differences by ops.diff, Gram matrices by tensordot per picture, means by a loss of Keras."""
# %% total_variation_loss
def total_variation_loss(images):
    images = tf.convert_to_tensor(images)  # ops.diff takes no tf.Variable
    return sum(ops.mean(ops.square(ops.diff(images, axis=axis))) for axis in (1, 2))
# %% content_loss
def content_loss(features, target):
    return keras.losses.MeanSquaredError()(target, features)
# %% gram_matrix
def gram_matrix(features):
    grams = [tf.tensordot(maps, maps, axes=[[0, 1], [0, 1]]) for maps in tf.unstack(tf.convert_to_tensor(features))]
    return tf.stack(grams) / float(features.shape[1] * features.shape[2])
# %% preprocessing
TURN = np.eye(3, dtype="float32")[::-1]


def preprocess(images):
    return tf.matmul(tf.convert_to_tensor(images), 255 * TURN) - MEAN_BGR.reshape(1, 1, 1, 3)


def deprocess(pixels):
    return np.clip(np.flip(np.asarray(pixels) + MEAN_BGR, axis=-1) / 255, 0, 1)
