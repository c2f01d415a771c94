"""It is summed.

fails: test_content_loss_is_a_mean
"""
# %% content_loss
def content_loss(features, target):
    return ops.sum(ops.square(features - target))
