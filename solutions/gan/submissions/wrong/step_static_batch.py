"""The size of the batch is taken when the graph is made: fit raises, as it is not known there.

fails: test_fit_trains_on_fresh_noise
breaks: step-in-fit
"""
# %% gan.train_step
def train_step(self, data):
    """One step of d_optimizer on discriminator_loss, then one step of g_optimizer on generator_loss.

    Noise is standard normal, (batch, latent_dim), drawn anew in every step. The generator's gradient is taken
    with the discriminator already updated. Both networks are called with training=True.
    Returns the trackers' results: {"d_loss": ..., "g_loss": ...}.
    """
    x = data[0] if isinstance(data, (tuple, list)) else data  # (batch, ...)
    batch = x.shape[0]
    z = keras.random.normal((batch, self.latent_dim))
    with tf.GradientTape() as tape:
        real_logits = self.discriminator(x, training=True)
        fake_logits = self.discriminator(self.generator(z, training=True), training=True)
        d_loss = discriminator_loss(real_logits, fake_logits, self.label_noise)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

    z = keras.random.normal((batch, self.latent_dim))
    with tf.GradientTape() as tape:
        g_loss = generator_loss(self.discriminator(self.generator(z, training=True), training=True))
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
