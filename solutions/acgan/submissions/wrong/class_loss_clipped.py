"""Probabilities are computed first and clipped, so that large logits are lost.

fails: test_class_loss_stays_exact
"""
# %% class_loss
def class_loss(labels, class_logits):
    p = ops.clip(ops.softmax(ops.cast(class_logits, 'float32')), 1e-7, 1.0)
    right = ops.sum(p * ops.one_hot(labels, class_logits.shape[1]), axis=1)
    return -ops.mean(ops.log(right))
