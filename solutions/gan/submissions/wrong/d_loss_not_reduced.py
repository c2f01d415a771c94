"""One loss per image is returned.

fails: test_discriminator_loss_is_a_scalar
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 - label_noise * keras.random.uniform(ops.shape(real_logits))
    fake_labels = label_noise * keras.random.uniform(ops.shape(fake_logits))
    real = ops.binary_crossentropy(real_labels, real_logits, from_logits=True)
    return real + ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True)
