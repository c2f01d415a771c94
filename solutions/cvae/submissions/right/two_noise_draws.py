"""A call of its own for reconstructions, and a second pass through the encoder: two draws of noise in a step."""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape(persistent=True) as tape:
        z_mean, z_log_var, _ = self.encoder(self.make_conditional_input(images, labels), training=True)
        reconstruction = reconstruction_loss(images, self(data, training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = kl + reconstruction
    weights = list(reversed(self.trainable_variables))
    self.optimizer.apply_gradients([(tape.gradient(loss, weight), weight) for weight in weights])
    del tape
    return self.report(reconstruction=reconstruction, kl=kl)

def call(self, data, training=None):
    images, labels = data
    x = self.make_conditional_input(images=images, labels=labels)
    return self.decoder(self.make_conditional_latent(z=self.encoder(x, training=training)[2], labels=labels), training=training)

def losses_of(self, images, labels, training):
    z_mean, z_log_var, _ = self.encoder(self.make_conditional_input(images, labels), training=training)
    return reconstruction_loss(images, self((images, labels), training)), kl_divergence(z_mean, z_log_var)
# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    x = self.make_conditional_input(labels=labels, images=images)
    return self.decoder(self.make_conditional_latent(labels=labels, z=self.encoder(x)[0]))
