"""Differences are not squared.

fails: test_content_loss_is_the_mean_square
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(features - target)
