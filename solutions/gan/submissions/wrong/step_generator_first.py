"""The generator moves first.

fails: test_discriminator_moves_first
breaks: d-moves-first
"""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = tf.shape(x)[0]
    with tf.GradientTape() as tape:
        made = self.generator(tf.random.normal((batch, self.latent_dim)), training=True)
        g_loss = generator_loss(self.discriminator(made, training=True))
    g = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, g), g))
    with tf.GradientTape() as tape:
        made = self.generator(tf.random.normal((batch, self.latent_dim)), training=True)
        d_loss = discriminator_loss(
            self.discriminator(x, training=True), self.discriminator(made, training=True), self.label_noise
        )
    d = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, d), d))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
