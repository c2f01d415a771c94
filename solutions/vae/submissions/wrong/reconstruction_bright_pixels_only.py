"""The term of the dark pixels is missing.

fails: test_reconstruction_loss_is_cross_entropy
breaks: cross-entropy
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = ops.clip(x_hat, 1e-7, 1.0)
    return -ops.mean(ops.sum(x * ops.log(x_hat), axis=(1, 2, 3)))
