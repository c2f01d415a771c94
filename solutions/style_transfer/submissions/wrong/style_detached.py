"""The gradient is cut off.

fails: test_style_loss_has_a_gradient
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.square(ops.stop_gradient(gram_matrix(f)) - t)) for f, t, w in zip(features, targets, weights))
