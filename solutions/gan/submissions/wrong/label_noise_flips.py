"""Labels are flipped at random, not moved a little.

fails: test_labels_are_noisy
breaks: uniform-label-noise
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    real_labels = 1 - ops.cast(keras.random.uniform(ops.shape(real_logits)) < label_noise, 'float32')
    fake_labels = ops.cast(keras.random.uniform(ops.shape(fake_logits)) < label_noise, 'float32')
    return ops.mean(ops.binary_crossentropy(real_labels, real_logits, from_logits=True)) + ops.mean(ops.binary_crossentropy(fake_labels, fake_logits, from_logits=True))
