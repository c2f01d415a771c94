"""There are always ten classes.

fails: test_class_loss_is_a_scalar
"""
# %% class_loss
def class_loss(labels, class_logits):
    return -ops.mean(ops.sum(ops.one_hot(labels, 10) * ops.log_softmax(class_logits), axis=1))
