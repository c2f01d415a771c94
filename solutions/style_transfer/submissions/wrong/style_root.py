"""A root for each layer.

fails: test_layers_cost_their_squared_differences
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.sqrt(ops.mean(ops.square(gram_matrix(f) - t))) for f, t, w in zip(features, targets, weights))
