"""Logits are cut off at -100 and 100 before the cross-entropy.

fails: test_discriminator_loss_stays_exact
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_logits, fake_logits = (ops.clip(logits, -100.0, 100.0) for logits in (real_logits, fake_logits))
    real_labels = 1 - label_noise * keras.random.uniform(ops.shape(real_logits))
    fake_labels = label_noise * keras.random.uniform(ops.shape(fake_logits))
    real = ops.binary_crossentropy(real_labels, real_logits, from_logits=True)
    fake = ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True)
    return ops.mean(real) + ops.mean(fake)
