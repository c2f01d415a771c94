"""It is averaged over the layers.

fails: test_layers_cost_a_mean
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights)) / len(weights)
