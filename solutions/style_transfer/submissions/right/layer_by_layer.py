"""A function for one layer; layers of weight 0 are left out."""
# %% style_loss
def one_layer(maps, target):
    return ops.mean((gram_matrix(maps) - target) ** 2)


def style_loss(features, targets, weights):
    terms = [weight * one_layer(maps, target) for maps, target, weight in zip(features, targets, weights) if weight]
    return sum(terms[1:], terms[0])
# %% gram_matrix
def gram_matrix(features):
    matrices = []
    for maps in ops.unstack(features):
        m = ops.reshape(maps, (-1, maps.shape[-1]))
        matrices.append(ops.transpose(m) @ m / len(m))
    return ops.stack(matrices)
