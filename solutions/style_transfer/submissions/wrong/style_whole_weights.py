"""Weights are made a tensor of their own kind, and whole numbers cannot be multiplied.

fails: test_weights_are_used_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    weights = tf.constant(weights)
    return sum(weights[k] * ops.mean(ops.square(gram_matrix(features[k]) - targets[k])) for k in range(len(features)))
