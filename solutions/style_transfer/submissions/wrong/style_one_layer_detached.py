"""The first layer sends no gradient.

fails: test_style_loss_has_a_gradient
"""
# %% style_loss
def style_loss(features, targets, weights):
    features = [ops.stop_gradient(features[0]), *features[1:]]
    return sum(w * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights))
