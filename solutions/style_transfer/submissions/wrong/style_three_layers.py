"""It always takes three layers.

fails: test_layers_have_sizes_of_their_own
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(weights[k] * ops.mean(ops.square(gram_matrix(features[k]) - targets[k])) for k in range(3))
