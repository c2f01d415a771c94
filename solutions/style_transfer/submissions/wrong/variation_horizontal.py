"""Only horizontal neighbours count.

fails: test_vertical_neighbours_count
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(horizontal))
