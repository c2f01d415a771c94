"""The sigmoid is computed first and clipped, so that large logits are lost.

fails: test_discriminator_loss_stays_exact
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 - label_noise * keras.random.uniform(ops.shape(real_logits))
    fake_labels = label_noise * keras.random.uniform(ops.shape(fake_logits))
    real = ops.clip(ops.sigmoid(ops.cast(real_logits, "float32")), 1e-7, 1 - 1e-7)
    fake = ops.clip(ops.sigmoid(ops.cast(fake_logits, "float32")), 1e-7, 1 - 1e-7)
    real = -real_labels * ops.log(real) - (1 - real_labels) * ops.log(1 - real)
    fake = -fake_labels * ops.log(fake) - (1 - fake_labels) * ops.log(1 - fake)
    return ops.mean(real) + ops.mean(fake)
