"""The caller's list of weights gets a zero behind its last.

fails: test_lists_stay_as_they_are
breaks: style-lists-stay
"""
# %% style_loss
def style_loss(features, targets, weights):
    weights.append(0.0)
    total = 0.0
    for maps, target, weight in zip(features, targets, weights):
        total += weight * ops.mean(ops.square(gram_matrix(maps) - target))
    return total
