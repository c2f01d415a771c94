"""The picture is closed to a ring.

fails: test_variation_is_a_sum_of_means
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return sum(ops.mean(ops.square(ops.roll(images, 1, axis) - images)) for axis in (1, 2))
