"""The losses are written out in train_step, label noise included, and both moves take their noise from one draw."""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = tf.shape(x)[0]
    z_d, z_g = tf.split(tf.random.normal((2 * batch, self.latent_dim)), 2)
    with tf.GradientTape() as tape:
        real = tf.cast(self.discriminator(x, training=True), "float64")
        fake = tf.cast(self.discriminator(self.generator(z_d, training=True), training=True), "float64")
        a = tf.constant(self.label_noise, "float64")
        y_real = 1 - a * tf.random.uniform(tf.shape(real), dtype="float64")
        y_fake = a * tf.random.uniform(tf.shape(fake), dtype="float64")
        d_loss = tf.reduce_mean(tf.math.softplus(real) - y_real * real)
        d_loss += tf.reduce_mean(tf.math.softplus(fake) - y_fake * fake)
    variables = self.discriminator.trainable_variables
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, variables), variables))
    with tf.GradientTape() as tape:
        g_loss = tf.reduce_mean(tf.math.softplus(-self.discriminator(self.generator(z_g, training=True), training=True)))
    variables = self.generator.trainable_variables
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {m.name: m.result() for m in self.metrics}
