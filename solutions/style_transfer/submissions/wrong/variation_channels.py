"""Channels in place of rows.

fails: test_variation_is_of_both_directions
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(horizontal)) + ops.mean(ops.square(images[..., 1:] - images[..., :-1]))
