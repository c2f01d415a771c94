"""Summed over each picture, averaged over the batch.

fails: test_content_loss_is_a_mean
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(ops.sum(ops.square(features - target), axis=(1, 2, 3)))
