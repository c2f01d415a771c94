"""Real and generated images share one u.

fails: test_labels_are_noisy
breaks: noise-for-each-image
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    u = keras.random.uniform(ops.shape(real_logits))
    real = ops.binary_crossentropy(1 - label_noise * u, real_logits, from_logits=True)
    fake = ops.binary_crossentropy(label_noise * u, fake_logits, from_logits=True)
    return ops.mean(real) + ops.mean(fake)
