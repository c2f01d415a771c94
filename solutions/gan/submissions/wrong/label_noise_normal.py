"""The label noise is normal, not uniform.

fails: test_labels_are_noisy
breaks: uniform-label-noise
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 - label_noise * ops.abs(keras.random.normal(ops.shape(real_logits)))
    fake_labels = label_noise * ops.abs(keras.random.normal(ops.shape(fake_logits)))
    real = ops.binary_crossentropy(real_labels, real_logits, from_logits=True)
    fake = ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True)
    return ops.mean(real) + ops.mean(fake)
