"""Keras's own cross-entropy object, labels of ones and zeros, one noise draw for both moves, as in a known tutorial."""
# %% discriminator_loss
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)


def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    ones, zeros = tf.ones_like(real_logits), tf.zeros_like(fake_logits)
    ones -= label_noise * tf.random.uniform(tf.shape(ones))
    zeros += label_noise * tf.random.uniform(tf.shape(zeros))
    return cross_entropy(ones, real_logits) + cross_entropy(zeros, fake_logits)


# %% generator_losses
def generator_loss(fake_logits):
    return cross_entropy(tf.ones_like(fake_logits), fake_logits)


def saturating_generator_loss(fake_logits):
    return -cross_entropy(tf.zeros_like(fake_logits), fake_logits)


# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    noise = tf.random.normal([tf.shape(x)[0], self.latent_dim])
    with tf.GradientTape() as d_tape:
        generated = self.generator(noise, training=True)
        d_loss = discriminator_loss(
            self.discriminator(x, training=True), self.discriminator(generated, training=True), self.label_noise
        )
    d_gradients = d_tape.gradient(d_loss, self.discriminator.trainable_variables)
    self.d_optimizer.apply_gradients(zip(d_gradients, self.discriminator.trainable_variables))
    with tf.GradientTape() as g_tape:
        generated = self.generator(noise, training=True)
        g_loss = generator_loss(self.discriminator(generated, training=True))
    g_gradients = g_tape.gradient(g_loss, self.generator.trainable_variables)
    self.g_optimizer.apply_gradients(zip(g_gradients, self.generator.trainable_variables))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}
