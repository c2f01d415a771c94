"""The gradient of one direction is cut off.

fails: test_variation_has_a_gradient
breaks: variation-gradient
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(vertical)) + ops.stop_gradient(ops.mean(ops.square(horizontal)))
