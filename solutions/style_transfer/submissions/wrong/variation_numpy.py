"""It computes in numpy, so that no gradient passes.

fails: test_variation_has_a_gradient
"""
# %% total_variation_loss
def total_variation_loss(images):
    vertical = images[:, 1:] - images[:, :-1]
    horizontal = images[:, :, 1:] - images[:, :, :-1]
    return np.mean(np.square(vertical)) + np.mean(np.square(horizontal))
