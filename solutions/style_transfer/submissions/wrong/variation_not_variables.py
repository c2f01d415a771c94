"""Differences by ops.diff, which takes no tf.Variable, such as the image is.

fails: test_variation_has_a_gradient
breaks: variation-of-variables
"""
# %% total_variation_loss
def total_variation_loss(images):
    return sum(ops.mean(ops.square(ops.diff(images, axis=axis))) for axis in (1, 2))
