"""Normal noise is made of uniform noise: by Box and Muller in training, by the inverse of the distribution in generate."""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = tf.shape(x)[0]
    z = box_muller(batch, self.latent_dim)
    with tf.GradientTape() as tape:
        real_logits = self.discriminator(x, training=True)
        fake_logits = self.discriminator(self.generator(z, training=True), training=True)
        d_loss = discriminator_loss(real_logits, fake_logits, self.label_noise)
    d_weights = self.discriminator.trainable_weights
    d_gradients = tape.gradient(d_loss, d_weights)
    self.d_optimizer.apply_gradients(zip(d_gradients, d_weights))

    z = box_muller(batch, self.latent_dim)
    with tf.GradientTape() as tape:
        g_loss = generator_loss(self.discriminator(self.generator(z, training=True), training=True))
    g_weights = self.generator.trainable_weights
    g_gradients = tape.gradient(g_loss, g_weights)
    self.g_optimizer.apply_gradients(zip(g_gradients, g_weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}


# %% extra after=gan
def box_muller(n, width):
    u, v = (keras.random.uniform((n, width), minval=1e-7) for _ in range(2))
    return ops.sqrt(-2 * ops.log(u)) * ops.cos(2 * np.pi * v)


# %% gan.generate
def generate(self, n):
    return self.generator(tf.math.ndtri(tf.random.uniform((n, self.latent_dim), minval=1e-7)), training=False)
