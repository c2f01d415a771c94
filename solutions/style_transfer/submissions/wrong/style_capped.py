"""The difference of a layer is capped.

fails: test_layers_cost_their_squared_differences
"""
# %% style_loss
def style_loss(features, targets, weights):
    total = 0.0
    for maps, target, weight in zip(features, targets, weights):
        total += weight * ops.mean(ops.minimum(ops.square(gram_matrix(maps) - target), 1000.0))
    return total
