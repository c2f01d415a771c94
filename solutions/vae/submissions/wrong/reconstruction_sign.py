"""The minus sign of the cross-entropy is missing.

fails: test_reconstruction_loss_is_cross_entropy
breaks: cross-entropy
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = ops.clip(x_hat, 1e-7, 1 - 1e-7)
    likelihood = x * ops.log(x_hat) + (1 - x) * ops.log(1 - x_hat)
    return ops.mean(ops.sum(likelihood, axis=(1, 2, 3)))
