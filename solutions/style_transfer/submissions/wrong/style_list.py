"""A list, one loss per layer.

fails: test_style_loss_is_a_scalar
"""
# %% style_loss
def style_loss(features, targets, weights):
    return [w * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights)]
