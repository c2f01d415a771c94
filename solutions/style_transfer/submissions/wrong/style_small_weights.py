"""Weights are rounded, and small ones vanish.

fails: test_weights_are_used_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(round(w, 6) * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights))
