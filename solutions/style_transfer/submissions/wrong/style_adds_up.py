"""What the layers cost is added up from call to call.

fails: test_layers_cost_their_squared_differences, test_weights_are_used_as_they_are
"""
# %% style_loss
terms = []


def style_loss(features, targets, weights):
    for maps, target, weight in zip(features, targets, weights):
        terms.append(weight * ops.mean(ops.square(gram_matrix(maps) - target)))
    return sum(terms)
