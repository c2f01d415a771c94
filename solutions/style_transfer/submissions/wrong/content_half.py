"""Half the mean.

fails: test_content_loss_is_a_mean
"""
# %% content_loss
def content_loss(features, target):
    return 0.5 * ops.mean(ops.square(features - target))
