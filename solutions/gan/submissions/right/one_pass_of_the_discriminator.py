"""Real and generated images go through the discriminator in one batch, and are told apart behind it; no softplus."""
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    labels = tf.concat([tf.ones_like(real_logits), tf.zeros_like(fake_logits)], axis=0)
    labels += label_noise * tf.random.uniform(tf.shape(labels)) * (1 - 2 * labels)
    logits = tf.concat([real_logits, fake_logits], axis=0)
    return 2 * tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


# %% generator_losses
def generator_loss(fake_logits):
    return -tf.reduce_mean(tf.math.log_sigmoid(fake_logits))


def saturating_generator_loss(fake_logits):
    return tf.reduce_mean(tf.math.log_sigmoid(-fake_logits))


# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    n = tf.shape(x)[0]
    fake = self.generator(keras.random.normal((n, self.latent_dim)), training=True)
    with tf.GradientTape() as tape:
        logits = self.discriminator(tf.concat([tf.cast(x, fake.dtype), fake], axis=0), training=True)
        d_loss = discriminator_loss(logits[:n], logits[n:], label_noise=self.label_noise)
    gradients = tape.gradient(d_loss, self.discriminator.trainable_variables)
    self.d_optimizer.apply(gradients, self.discriminator.trainable_variables)

    with tf.GradientTape() as tape:
        fake = self.generator(keras.random.normal((n, self.latent_dim)), training=True)
        g_loss = generator_loss(fake_logits=self.discriminator(fake, training=True))
    gradients = tape.gradient(g_loss, self.generator.trainable_variables)
    self.g_optimizer.apply(gradients, self.generator.trainable_variables)
    for tracker, loss in zip(self.metrics, (d_loss, g_loss)):
        tracker.update_state(loss)
    return {tracker.name: tracker.result() for tracker in self.metrics} | {"logit": tf.reduce_mean(logits)}
