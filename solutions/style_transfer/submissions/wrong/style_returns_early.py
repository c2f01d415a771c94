"""The loop ends after its first layer, and only the last one would be returned otherwise.

fails: test_layers_cost_their_squared_differences, test_style_loss_has_a_gradient
"""
# %% style_loss
def style_loss(features, targets, weights):
    for f, t, w in list(zip(features, targets, weights))[::-1]:
        return w * ops.mean(ops.square(gram_matrix(f) - t))
