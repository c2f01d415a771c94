"""Noise is drawn row by row, in a list; in the other move by Box and Muller."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    _, _, z = self.encoder([x, y], training=True)
    z_both = ops.concatenate([z, tf.map_fn(lambda _: tf.random.normal((self.latent_dim,)), tf.range(tf.shape(z)[0]), fn_output_signature=tf.float32)])  # (2 batch, latent)
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
# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder([x, y], training=True)
        u, v = keras.random.uniform(ops.shape(z), 1e-7, 1.0), keras.random.uniform(ops.shape(z))
        z_both = ops.concatenate([z, ops.sqrt(-2 * ops.log(u)) * ops.cos(2 * np.pi * v)])
        generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
        x_hat, _ = ops.split(generated, 2)
        validity, class_logits = self.discriminator(generated, training=True)
        _, class_logits_of_new = ops.split(class_logits, 2)
        losses = {
            "reconstruction": reconstruction_loss(x, x_hat),
            "kl": kl_divergence(z_mean, z_log_var),
            "adversarial": generator_loss(validity),
            "class": class_loss(labels, class_logits_of_new),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.encoder.trainable_weights + self.generator.trainable_weights
    gradients = tape.gradient(total, weights)
    self.g_optimizer.apply_gradients(zip(gradients, weights))
    return losses
