"""The discriminator's optimiser moves the generator too.

fails: test_discriminator_moves_alone
breaks: d-alone
"""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    with tf.GradientTape() as tape:
        _, _, z = self.encoder([x, y], training=True)
        z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))])  # (2 batch, latent)
        generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
        real_validity, class_logits = self.discriminator(x, training=True)
        validity, _ = self.discriminator(generated, training=True)
        losses = {
            "validity": discriminator_loss(real_validity, validity),
            "real_class": class_loss(labels, class_logits),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.discriminator.trainable_weights + self.generator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
