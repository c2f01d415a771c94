"""Every kind of image goes through the networks by itself; losses of reconstructions and new images are averaged by hand."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = tf.one_hot(labels, self.classes)
    n = tf.shape(x)[0]
    z = self.encoder([x, y], training=True)[2]
    x_hat = self.generator([z, y], training=True)
    x_new = self.generator([tf.random.normal((n, self.latent_dim)), y], training=True)
    with tf.GradientTape() as tape:
        real, class_logits = self.discriminator(x, training=True)
        of_hat = self.discriminator(x_hat, training=True)[0]
        of_new = self.discriminator(x_new, training=True)[0]
        validity = (discriminator_loss(real, of_hat) + discriminator_loss(real, of_new)) / 2
        real_class = class_loss(labels, class_logits)
        total = self.weight_of["validity"] * validity + self.weight_of["real_class"] * real_class
    variables = self.discriminator.trainable_variables
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))
    return {"real_class": real_class, "validity": validity}


# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = tf.one_hot(labels, self.classes)
    w = self.weight_of
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder([x, y], training=True)
        x_hat = self.generator([z, y], training=True)
        z_new = tf.random.normal(tf.shape(z_mean))
        x_new = self.generator([z_new, y], training=True)
        of_hat, _ = self.discriminator(x_hat, training=True)
        of_new, class_logits = self.discriminator(x_new, training=True)
        reconstruction = reconstruction_loss(x, x_hat)
        kl = kl_divergence(z_mean, z_log_var)
        adversarial = 0.5 * generator_loss(of_hat) + 0.5 * generator_loss(of_new)
        of_class = class_loss(labels, class_logits)
        total = w["reconstruction"] * reconstruction + w["kl"] * kl + w["adversarial"] * adversarial + w["class"] * of_class
    variables = self.encoder.trainable_variables + self.generator.trainable_variables
    self.g_optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))
    return {"reconstruction": reconstruction, "kl": kl, "adversarial": adversarial, "class": of_class}
