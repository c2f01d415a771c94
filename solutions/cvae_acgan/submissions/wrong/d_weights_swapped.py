"""In the discriminator's move the weights are swapped.

fails: test_validity_moves_the_discriminator, test_real_class_moves_the_discriminator
breaks: each-its-own-weight
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
            "real_class": class_loss(labels, class_logits),
        }
        total = self.weight_of["real_class"] * losses["validity"] + self.weight_of["validity"] * losses["real_class"]
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
