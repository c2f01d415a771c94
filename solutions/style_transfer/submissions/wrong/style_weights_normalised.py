"""The weights are divided by their sum.

fails: test_weights_are_used_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights)) / sum(weights)
