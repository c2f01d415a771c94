"""The root of the mean square.

fails: test_content_loss_is_of_squares
"""
# %% content_loss
def content_loss(features, target):
    return ops.sqrt(ops.mean(ops.square(features - target)))
