"""It is computed with numpy, which has no gradient.

fails: test_class_loss_has_a_gradient
"""
# %% class_loss
def class_loss(labels, class_logits):
    c, y = np.asarray(class_logits), np.asarray(labels).astype(int)
    z = c - c.max(axis=1, keepdims=True)
    return tf.constant(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]), 'float32')
