"""A quarter of the mean, as in the paper.

fails: test_layers_cost_a_mean
"""
# %% style_loss
def style_loss(features, targets, weights):
    return sum(0.25 * w * ops.mean(ops.square(gram_matrix(f) - t)) for f, t, w in zip(features, targets, weights))
