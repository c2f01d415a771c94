"""Labels are moved away from each other.

fails: test_labels_are_noisy
breaks: noisy-labels
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 + label_noise * keras.random.uniform(ops.shape(real_logits))
    fake_labels = -label_noise * keras.random.uniform(ops.shape(fake_logits))
    return ops.mean(ops.binary_crossentropy(real_labels, real_logits, from_logits=True)) + ops.mean(ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True))
