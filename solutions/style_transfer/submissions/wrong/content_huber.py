"""Squares near zero, absolute differences beyond a hundred.

fails: test_content_loss_is_of_squares
"""
# %% content_loss
def content_loss(features, target):
    return 2 * ops.mean(keras.losses.huber(target, features, delta=100.0))
