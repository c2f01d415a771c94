"""No pixel costs more than five nats.

fails: test_reconstruction_loss_is_finite
breaks: loss-at-the-ends
"""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = ops.clip(x_hat, 1e-7, 1 - 1e-7)
    per_pixel = -x * ops.log(x_hat) - (1 - x) * ops.log(1 - x_hat)
    return ops.mean(ops.sum(ops.minimum(per_pixel, 5.0), axis=(1, 2, 3)))
