"""Pictures of the batch in place of columns.

fails: test_horizontal_neighbours_count, test_variation_is_a_sum_of_means
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(vertical)) + ops.mean(ops.square(images[1:] - images[:-1]))
