"""The noise has a fixed seed, so every step draws the same.

fails: test_train_step_draws_normal_noise, test_fit_trains_on_fresh_noise
breaks: fresh-noise
"""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = tf.shape(x)[0]
    z = tf.random.stateless_normal((batch, self.latent_dim), seed=(1, 2))
    with tf.GradientTape() as tape:
        real_logits = self.discriminator(x, training=True)
        fake_logits = self.discriminator(self.generator(z, training=True), training=True)
        d_loss = discriminator_loss(real_logits, fake_logits, self.label_noise)
    d_weights = self.discriminator.trainable_weights
    d_gradients = tape.gradient(d_loss, d_weights)
    self.d_optimizer.apply_gradients(zip(d_gradients, d_weights))

    z = tf.random.stateless_normal((batch, self.latent_dim), seed=(1, 2))
    with tf.GradientTape() as tape:
        g_loss = generator_loss(self.discriminator(self.generator(z, training=True), training=True))
    g_weights = self.generator.trainable_weights
    g_gradients = tape.gradient(g_loss, g_weights)
    self.g_optimizer.apply_gradients(zip(g_gradients, g_weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}
