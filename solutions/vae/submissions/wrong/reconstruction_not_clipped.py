"""Nothing keeps x_hat away from 0 and 1, so the loss becomes NaN there.

fails: test_reconstruction_loss_is_finite
breaks: loss-is-finite
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    per_pixel = -x * tf.math.log(x_hat) - (1 - x) * tf.math.log(1 - x_hat)
    return tf.reduce_mean(tf.reduce_sum(per_pixel, axis=[1, 2, 3]))
