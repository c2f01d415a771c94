"""Gram matrices are made of the targets, which are Gram matrices already.

fails: test_style_loss_is_a_scalar
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(w * ops.mean(ops.square(gram_matrix(f) - gram_matrix(t))) for f, t, w in zip(features, targets, weights))
