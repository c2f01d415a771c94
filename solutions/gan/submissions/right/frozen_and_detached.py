"""The discriminator is frozen while the generator moves, and generated images are detached in the other move."""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    shape = (ops.shape(x)[0], self.latent_dim)
    self.discriminator.trainable = True
    with tf.GradientTape() as tape:
        fake = tf.stop_gradient(self.generator(keras.random.normal(shape), training=True))
        d_loss = discriminator_loss(
            real_logits=self.discriminator(x, training=True),
            fake_logits=self.discriminator(fake, training=True),
            label_noise=self.label_noise,
        )
    self.d_optimizer.apply_gradients(
        zip(tape.gradient(d_loss, self.discriminator.trainable_weights), self.discriminator.trainable_weights)
    )
    self.discriminator.trainable = False
    with tf.GradientTape() as tape:
        g_loss = generator_loss(self.discriminator(self.generator(keras.random.normal(shape), training=True), training=True))
    self.g_optimizer.apply_gradients(
        zip(tape.gradient(g_loss, self.generator.trainable_weights), self.generator.trainable_weights)
    )
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
