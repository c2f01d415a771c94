"""Differences are not squared.

fails: test_content_loss_is_of_squares
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(features - target)
