"""The cross-entropy is averaged over the pixels instead of summed.

fails: test_reconstruction_loss_is_cross_entropy
breaks: sum-over-pixels
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.mean(keras.losses.binary_crossentropy(x, x_hat))
