"""The difference of the mean squares.

fails: test_content_loss_is_of_squares
"""
# %% content_loss
def content_loss(features, target):
    return ops.mean(ops.square(features)) - ops.mean(ops.square(target))
