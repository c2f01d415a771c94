"""Probabilities are kept within 1e-4 of the ends.

fails: test_reconstruction_loss_is_finite
breaks: loss-at-the-ends
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = ops.clip(x_hat, 1e-4, 1 - 1e-4)
    return ops.mean(ops.sum(-x * ops.log(x_hat) - (1 - x) * ops.log(1 - x_hat), axis=(1, 2, 3)))
