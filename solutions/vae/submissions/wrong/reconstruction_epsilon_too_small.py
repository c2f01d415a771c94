"""x_hat is kept away from 1 by 1e-10, which float32 cannot tell from 1.

fails: test_reconstruction_loss_is_finite
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = tf.clip_by_value(x_hat, 1e-10, 1 - 1e-10)
    per_pixel = -x * tf.math.log(x_hat) - (1 - x) * tf.math.log(1 - x_hat)
    return tf.reduce_mean(tf.reduce_sum(per_pixel, axis=[1, 2, 3]))
