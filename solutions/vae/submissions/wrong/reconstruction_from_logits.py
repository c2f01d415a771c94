"""The probabilities are treated as logits.

fails: test_reconstruction_loss_is_cross_entropy, test_reconstruction_loss_is_finite
breaks: cross-entropy
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.mean(ops.sum(keras.losses.binary_crossentropy(x, x_hat, from_logits=True), axis=(1, 2)))
