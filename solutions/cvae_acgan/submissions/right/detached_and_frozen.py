"""Generated images are detached in the judge's move, and the judge is frozen in the other one."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    self.discriminator.trainable = True
    with tf.GradientTape() as tape:
        z = self.encoder([x, y], training=False)[2]
        z_both = tf.concat([keras.random.normal(ops.shape(z)), z], axis=0)
        fake = tf.stop_gradient(self.generator([z_both, tf.concat([y, y], axis=0)], training=False))
        (real, logits), (fake, _) = (self.discriminator(i, training=True) for i in (x, fake))
        losses = {"validity": discriminator_loss(real, fake), "real_class": class_loss(labels, logits)}
        total = sum(self.weight_of[name] * losses[name] for name in ("real_class", "validity"))
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses


# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    self.discriminator.trainable = False
    with tf.GradientTape() as tape:
        mean, log_var, z = self.encoder([x, y], training=True)
        z_both = tf.concat([keras.random.normal(ops.shape(z)), z], axis=0)
        fake = self.generator([z_both, tf.concat([y, y], axis=0)], training=True)
        x_new, x_hat = tf.split(fake, 2)
        validity, logits = self.discriminator(fake, training=True)
        losses = {
            "reconstruction": reconstruction_loss(x, x_hat),
            "kl": kl_divergence(mean, log_var),
            "adversarial": generator_loss(validity),
            "class": class_loss(labels, tf.split(logits, 2)[0]),
        }
        total = sum(self.weight_of[name] * losses[name] for name in losses)
    self.discriminator.trainable = True
    weights = self.encoder.trainable_weights + self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
