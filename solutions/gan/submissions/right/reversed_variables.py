"""The weights are handed to the optimisers in another order, and the noise of the second move is drawn first."""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = ops.shape(x)[0]
    z_for_g = keras.random.normal((batch, self.latent_dim))
    z_for_d = keras.random.normal((batch, self.latent_dim))
    fake = self.generator(z_for_d, training=True)
    with tf.GradientTape() as tape:
        d_loss = discriminator_loss(
            self.discriminator(x, training=True), self.discriminator(fake, training=True), self.label_noise
        )
    weights = list(reversed(self.discriminator.trainable_variables))
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
    with tf.GradientTape() as tape:
        logits = self.discriminator(self.generator(z_for_g, training=True), training=True)
        g_loss = generator_loss(logits)
    weights = list(reversed(self.generator.trainable_variables))
    gradients = tape.gradient(g_loss, weights)
    self.g_optimizer.apply_gradients(zip(gradients, weights))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
