"""The gradient is cut off.

fails: test_content_loss_has_a_gradient
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(ops.square(ops.stop_gradient(features) - target))
