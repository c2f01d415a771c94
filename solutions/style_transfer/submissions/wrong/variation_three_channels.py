"""Grey pictures are made three equal channels, others cut to three.

fails: test_variation_is_a_sum_of_means
"""
# %% total_variation_loss
def total_variation_loss(images):
    images = images[..., :3]
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(vertical)) + ops.mean(ops.square(horizontal))
