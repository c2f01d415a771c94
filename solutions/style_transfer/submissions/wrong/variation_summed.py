"""It is summed.

fails: test_variation_is_a_sum_of_means
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.sum(ops.square(vertical)) + ops.sum(ops.square(horizontal))
