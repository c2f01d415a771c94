"""All weights are made whole numbers where the first is one.

fails: test_weights_are_used_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    weights = np.array(weights, dtype=type(weights[0]))
    return sum(float(w) * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights))
