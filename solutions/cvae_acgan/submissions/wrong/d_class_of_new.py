"""real_class is computed from the new images.

fails: test_discriminator_move_reports_its_losses, test_real_class_moves_the_discriminator
breaks: real-class-of-real
"""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    _, _, z = self.encoder([x, y], training=True)
    z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))])  # (2 batch, latent)
    generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
    with tf.GradientTape() as tape:
        real_validity, class_logits = self.discriminator(x, training=True)
        validity, _ = self.discriminator(generated, training=True)
        losses = {
            "validity": discriminator_loss(real_validity, validity),
            "real_class": class_loss(labels, ops.split(self.discriminator(generated, training=True)[1], 2)[1]),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
