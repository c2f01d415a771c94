"""Large logits are punished a little, which shows at large ones only.

fails: test_class_loss_is_cross_entropy
"""
# %% class_loss
def class_loss(labels, class_logits):
    return ops.mean(ops.sparse_categorical_crossentropy(labels, class_logits, from_logits=True)) + 2e-4 * ops.mean(ops.square(class_logits))
