"""The square of the mean difference.

fails: test_content_loss_is_the_mean_square
"""
# %% content_loss
def content_loss(features, target):
    return ops.square(ops.mean(features - target))
