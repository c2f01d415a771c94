"""What is NaN counts nothing; infinite stays infinite.

fails: test_reconstruction_loss_is_finite
breaks: loss-is-finite
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    per_pixel = -x * tf.math.log(x_hat) - (1 - x) * tf.math.log(1 - x_hat)
    per_pixel = tf.where(tf.math.is_finite(per_pixel), per_pixel, tf.zeros_like(per_pixel))
    return tf.reduce_mean(tf.reduce_sum(per_pixel, axis=(1, 2, 3)))
