"""Only the first layer counts.

fails: test_layers_cost_their_squared_differences, test_style_loss_has_a_gradient
"""
# %% style_loss
def style_loss(features, targets, weights):
    f, t, w = features[0], targets[0], weights[0]
    return w * ops.mean(ops.square(gram_matrix(f) - t))
