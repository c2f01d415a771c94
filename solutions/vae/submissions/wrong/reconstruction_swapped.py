"""x and x_hat are swapped in the call of the cross-entropy.

fails: test_reconstruction_loss_is_cross_entropy
breaks: cross-entropy
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.mean(ops.sum(keras.losses.binary_crossentropy(x_hat, x), axis=(1, 2)))
