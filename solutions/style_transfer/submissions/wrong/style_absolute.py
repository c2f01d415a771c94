"""The mean absolute difference.

fails: test_layers_cost_their_squared_differences
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.abs(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights))
