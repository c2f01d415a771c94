"""The weights are squared with the differences.

fails: test_weights_are_used_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(ops.mean(ops.square(w * (gram_matrix(f) - t))) for f, t, w in zip(features, targets, weights))
