"""The same noise is drawn in every step: a fixed seed.

fails: test_fit_trains_on_fresh_noise, test_train_step_draws_normal_noise
breaks: fresh-noise
"""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = ops.shape(x)[0]
    z = keras.random.normal((batch, self.latent_dim), seed=1)
    with tf.GradientTape() as tape:
        real_logits = self.discriminator(x, training=True)
        fake_logits = self.discriminator(self.generator(z, training=True), training=True)
        d_loss = discriminator_loss(real_logits, fake_logits, self.label_noise)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

    z = keras.random.normal((batch, self.latent_dim), seed=1)
    with tf.GradientTape() as tape:
        g_loss = generator_loss(self.discriminator(self.generator(z, training=True), training=True))
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
