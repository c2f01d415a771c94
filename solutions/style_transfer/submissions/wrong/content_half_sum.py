"""Half the sum, as in the paper.

fails: test_content_loss_is_the_mean_square
"""
# %% content_loss
def content_loss(features, target):
    return 0.5 * ops.sum(ops.square(features - target))
