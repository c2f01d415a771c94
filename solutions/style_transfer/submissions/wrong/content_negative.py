"""The negative of the loss.

fails: test_content_loss_is_the_mean_square, test_content_loss_has_a_gradient
"""
# %% content_loss
def content_loss(features, target):
    return -ops.mean(ops.square(features - target))
