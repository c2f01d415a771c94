"""The loss of each image is returned: the mean over the batch is missing.

fails: test_reconstruction_loss_is_a_scalar
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.sum(keras.losses.binary_crossentropy(x, x_hat), axis=(1, 2))
