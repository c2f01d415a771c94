"""The loss is computed with numpy, which has no gradient.

fails: test_discriminator_loss_has_a_gradient, test_labels_are_noisy
"""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    r, f = np.asarray(real_logits), np.asarray(fake_logits)
    u, v = label_noise * np.random.rand(*r.shape), label_noise * np.random.rand(*f.shape)
    return tf.constant(np.mean(np.logaddexp(0, -r) + u * r) + np.mean(np.logaddexp(0, f) - v * f), "float32")
