"""The label noise is the same at every call.

fails: test_labels_are_noisy
breaks: fresh-label-noise
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 - label_noise * keras.random.uniform(ops.shape(real_logits), seed=1)
    fake_labels = label_noise * keras.random.uniform(ops.shape(fake_logits), seed=2)
    return ops.mean(ops.binary_crossentropy(real_labels, real_logits, from_logits=True)) + ops.mean(ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True))
