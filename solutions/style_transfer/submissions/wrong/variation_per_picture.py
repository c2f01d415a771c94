"""One number per picture.

fails: test_variation_is_a_scalar
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(vertical), axis=(1, 2, 3)) + ops.mean(ops.square(horizontal), axis=(1, 2, 3))
