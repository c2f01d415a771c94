"""New images of the discriminator's move are made of the noise of the first call.

fails: test_new_images_are_made_of_normal_noise
breaks: fresh-noise
"""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    if not hasattr(self, "noise"):
        self.noise = keras.random.normal((2000, self.latent_dim))
    _, _, z = self.encoder([x, y], training=True)
    z_both = ops.concatenate([z, self.noise[:ops.shape(z)[0]]])  # (2 batch, latent)
    generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
    with tf.GradientTape() as tape:
        real_validity, class_logits = self.discriminator(x, training=True)
        validity, _ = self.discriminator(generated, training=True)
        losses = {
            "validity": discriminator_loss(real_validity, validity),
            "real_class": class_loss(labels, class_logits),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.discriminator.trainable_weights
    gradients = tape.gradient(total, weights)
    self.d_optimizer.apply_gradients(zip(gradients, weights))
    return losses
