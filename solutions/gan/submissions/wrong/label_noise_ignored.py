"""label_noise is not used.

fails: test_labels_are_noisy
breaks: noisy-labels
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = ops.ones_like(real_logits)
    fake_labels = ops.zeros_like(fake_logits)
    return ops.mean(ops.binary_crossentropy(real_labels, real_logits, from_logits=True)) + ops.mean(ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True))
