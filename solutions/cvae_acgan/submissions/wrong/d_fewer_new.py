"""There are half as many new images as reconstructions in the discriminator's move.

fails: test_discriminator_move_reports_its_losses, test_validity_moves_the_discriminator,
  test_new_images_are_made_of_normal_noise
breaks: validity-of-all, x-new-from-the-prior
"""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    half = ops.shape(y)[0] // 2
    _, _, z = self.encoder([x, y], training=True)
    z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))[:half]])
    generated = self.generator([z_both, ops.concatenate([y, y[:half]])], training=True)
    with tf.GradientTape() as tape:
        real_validity, class_logits = self.discriminator(x, training=True)
        validity, _ = self.discriminator(generated, training=True)
        losses = {
            "validity": discriminator_loss(real_validity, validity),
            "real_class": class_loss(labels, class_logits),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
