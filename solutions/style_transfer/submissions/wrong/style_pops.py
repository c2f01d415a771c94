"""It takes the lists apart while it goes through them.

fails: test_lists_stay_as_they_are
"""
# %% style_loss
def style_loss(features, targets, weights):
    total = 0.0
    for maps in features:
        total += weights.pop(0) * ops.mean(ops.square(gram_matrix(maps) - targets.pop(0)))
    return total
