"""The layers are made one array, which only layers of one size can be.

fails: test_layers_have_sizes_of_their_own
"""
# %% style_loss
def style_loss(features, targets, weights):
    grams = ops.stack([gram_matrix(f) for f in features])
    errors = ops.mean(ops.square(grams - ops.stack(list(targets))), axis=(1, 2, 3))
    return ops.sum(errors * ops.convert_to_tensor(weights, 'float32'))
