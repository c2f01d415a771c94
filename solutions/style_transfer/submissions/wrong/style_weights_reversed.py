"""The weights come in the wrong order.

fails: test_layers_cost_their_squared_differences
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights[::-1]))
