"""The feature maps are compared with the Gram matrices directly, channel by channel.

fails: test_layers_cost_their_squared_differences, test_style_loss_has_a_gradient
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.square(ops.mean(f, axis=(1, 2))[:, None] - t)) for f, t, w in zip(features, targets, weights))
