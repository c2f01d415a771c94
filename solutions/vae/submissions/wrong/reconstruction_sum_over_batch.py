"""The cross-entropy is summed over the batch as well.

fails: test_reconstruction_loss_is_cross_entropy
breaks: mean-over-images
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.sum(keras.losses.binary_crossentropy(x, x_hat))
