"""One persistent tape per step, made anew for the generator's move; the seed generator is the model's own."""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    g, d = self.generator, self.discriminator
    z = tf.random.normal(shape=(len(x) if tf.executing_eagerly() else tf.shape(x)[0], self.latent_dim))
    with tf.GradientTape(persistent=True) as tape:
        images = g(z, training=True)
        d_loss = discriminator_loss(d(x, training=True), d(images, training=True), self.label_noise)
        d_grads = tape.gradient(d_loss, d.trainable_variables)
        self.d_optimizer.apply_gradients(list(zip(d_grads, d.trainable_variables)))
        g_loss = generator_loss(d(images, training=True))
    g_grads = tape.gradient(g_loss, g.trainable_variables)
    self.g_optimizer.apply_gradients(list(zip(g_grads, g.trainable_variables)))
    for tracker, loss in zip(self.metrics, (d_loss, g_loss)):
        tracker.update_state(loss)
    return {"g_loss": self.g_loss_tracker.result(), "d_loss": self.d_loss_tracker.result()}


# %% gan.generate
def generate(self, n):
    noise = tf.random.Generator.from_non_deterministic_state().normal((n, self.latent_dim))
    return self.generator(noise, training=False)
