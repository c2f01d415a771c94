"""The weights are ignored.

fails: test_layers_cost_their_squared_differences, test_weights_are_used_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(ops.mean(ops.square(gram_matrix(f) - t)) for f, t in zip(features, targets))
