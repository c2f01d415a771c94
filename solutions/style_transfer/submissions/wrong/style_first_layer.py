"""Only the first layer counts.

fails: test_style_loss_is_the_weighted_sum
"""
# %% style_loss
def style_loss(features, targets, weights):
    f, t, w = features[0], targets[0], weights[0]
    return w * ops.mean(ops.square(gram_matrix(f) - t))
