"""The mean absolute difference.

fails: test_content_loss_is_the_mean_square
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(ops.abs(features - target))
