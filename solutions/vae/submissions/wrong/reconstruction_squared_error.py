"""It is the squared error, not the cross-entropy.

fails: test_reconstruction_loss_is_cross_entropy
breaks: cross-entropy
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return tf.reduce_mean(tf.reduce_sum((x - x_hat) ** 2, axis=(1, 2, 3)))
