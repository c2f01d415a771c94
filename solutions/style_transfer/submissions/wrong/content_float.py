"""A Python number, without a gradient.

fails: test_content_loss_has_a_gradient
"""
# %% content_loss
def content_loss(features, target):
    return float(ops.mean(ops.square(features - target)))
