"""The weights are ignored.

fails: test_style_loss_is_the_weighted_sum
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(ops.mean(ops.square(gram_matrix(f) - t)) for f, t in zip(features, targets))
