"""The generator makes the images of both moves in one call, under a tape that is kept; half of them are for D."""
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    batch = tf.shape(x)[0]
    with tf.GradientTape() as of_generator:
        made = self.generator(keras.random.normal((2 * batch, self.latent_dim)), training=True)
        for_d, for_g = made[:batch], made[batch:]
        with tf.GradientTape() as of_discriminator:
            logits = [self.discriminator(images, training=True) for images in (x, for_d)]
            d_loss = discriminator_loss(*logits, self.label_noise)
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply(of_discriminator.gradient(d_loss, weights), weights)
        g_loss = generator_loss(self.discriminator(for_g, training=True))
    weights = self.generator.trainable_weights
    self.g_optimizer.apply(of_generator.gradient(g_loss, weights), weights)
    for tracker, loss in zip(self.metrics, (d_loss, g_loss)):
        tracker.update_state(loss)
    return {tracker.name: tracker.result() for tracker in self.metrics}
