"""x_hat is kept 0.001 away from 0 and 1: a perfect image costs almost a nat.

fails: test_reconstruction_loss_is_finite
breaks: loss-at-the-ends
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = ops.clip(x_hat, 1e-3, 1 - 1e-3)
    per_pixel = -x * ops.log(x_hat) - (1 - x) * ops.log(1 - x_hat)
    return ops.mean(ops.sum(per_pixel, axis=(1, 2, 3)))
