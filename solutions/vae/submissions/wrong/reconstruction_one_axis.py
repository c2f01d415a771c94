"""The cross-entropy is summed over the rows and averaged over the columns.

fails: test_reconstruction_loss_is_cross_entropy
breaks: sum-over-pixels
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.mean(ops.sum(keras.losses.binary_crossentropy(x, x_hat), axis=1))
