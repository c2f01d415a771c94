"""Both gradients are taken before either network moves.

fails: test_discriminator_moves_first
breaks: d-just-updated
"""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z = tf.random.normal((tf.shape(x)[0], self.latent_dim))
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake_logits = self.discriminator(self.generator(z, training=True), training=True)
        d_loss = discriminator_loss(self.discriminator(x, training=True), fake_logits, self.label_noise)
        g_loss = generator_loss(fake_logits)
    d, g = self.discriminator.trainable_weights, self.generator.trainable_weights
    d_gradients, g_gradients = d_tape.gradient(d_loss, d), g_tape.gradient(g_loss, g)
    self.d_optimizer.apply_gradients(zip(d_gradients, d))
    self.g_optimizer.apply_gradients(zip(g_gradients, g))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
