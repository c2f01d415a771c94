"""Axes of length 1 are squeezed away: one image in a batch loses its own axis.

fails: test_reconstruction_loss_is_finite
breaks: loss-of-one-image
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x, x_hat = tf.squeeze(x), tf.squeeze(tf.clip_by_value(x_hat, 1e-7, 1 - 1e-7))
    per_pixel = -x * tf.math.log(x_hat) - (1 - x) * tf.math.log(1 - x_hat)
    return tf.reduce_mean(tf.reduce_sum(per_pixel, axis=[-2, -1])) if per_pixel.ndim == 3 else tf.reduce_mean(tf.reduce_sum(per_pixel, axis=-1))
