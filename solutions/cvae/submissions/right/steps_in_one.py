"""Both steps are one method, test_step a tf.function; gradients are taken per network, and applied once, together."""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape(persistent=True) as tape:
        losses = self.both(images, labels, training=True)
        loss = tf.reduce_sum(losses)
    pairs = []
    for network in (self.decoder, self.encoder):
        pairs += zip(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    self.optimizer.apply_gradients(pairs)
    return {**self.report(*losses), "batch": tf.shape(images)[0]}

# %% conditional_vae.test_step
@tf.function
def test_step(self, data):
    return self.report(*self.both(*data, training=False))

def both(self, images, labels, training):
    mean, log_var, z = self.encoder(self.make_conditional_input(images=images, labels=labels), training=training)
    x_hat = self.decoder(self.make_conditional_latent(z=z, labels=labels), training=training)
    return [reconstruction_loss(images, x_hat), kl_divergence(mean, log_var)]
