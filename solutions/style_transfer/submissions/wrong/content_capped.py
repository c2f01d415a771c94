"""Differences beyond 10 are cut off, against outliers.

fails: test_content_loss_is_of_squares
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(ops.square(ops.clip(features - target, -10.0, 10.0)))
