"""One number per picture.

fails: test_content_loss_is_a_scalar
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(ops.square(features - target), axis=(1, 2, 3))
