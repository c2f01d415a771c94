"""Labels are smoothed a little, so that it costs something to be sure.

fails: test_class_loss_is_cross_entropy
"""
# %% class_loss
def class_loss(labels, class_logits):
    k = class_logits.shape[1]
    targets = 0.99 * ops.one_hot(labels, k) + 0.01 / k
    return ops.mean(ops.categorical_crossentropy(targets, class_logits, from_logits=True))
