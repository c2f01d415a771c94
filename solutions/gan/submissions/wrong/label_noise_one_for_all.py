"""One number is drawn for the whole batch.

fails: test_labels_are_noisy
breaks: noise-for-each-image
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 - label_noise * keras.random.uniform(()) * ops.ones_like(real_logits)
    fake_labels = label_noise * keras.random.uniform(()) * ops.ones_like(fake_logits)
    return ops.mean(ops.binary_crossentropy(real_labels, real_logits, from_logits=True)) + ops.mean(ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True))
