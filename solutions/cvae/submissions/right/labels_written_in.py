"""The steps, generation and the later functions write the labels in by themselves, without the joining methods."""
# %% conditional_vae
class ConditionalVAE(VAE):
    def __init__(self, encoder, decoder, latent_dim, num_classes, **kwargs):
        super().__init__(encoder, decoder, **kwargs)
        self.latent_dim = latent_dim
        self.num_classes = num_classes

    def report(self, reconstruction, kl):
        for tracker, value in zip(self.metrics, (reconstruction + kl, reconstruction, kl)):
            tracker.update_state(value)
        return {tracker.name: tracker.result() for tracker in self.metrics}

    def make_conditional_input(self, images, labels):
        code = tf.one_hot(labels, self.num_classes)
        return tf.concat([images, tf.ones_like(images[:, :, :, :1]) * code[:, tf.newaxis, tf.newaxis, :]], -1)

    def make_conditional_latent(self, z, labels):
        return tf.concat([z, tf.one_hot(labels, self.num_classes)], -1)

    def train_step(self, data):
        x, y = data
        code = tf.one_hot(y, self.num_classes)
        with tf.GradientTape() as tape:
            planes = tf.ones_like(x[..., :1]) * code[:, None, None, :]
            z_mean, z_log_var, z = self.encoder(tf.concat([x, planes], -1), training=True)
            x_hat = self.decoder(tf.concat([z, code], -1), training=True)
            reconstruction = reconstruction_loss(x, x_hat)
            kl = kl_divergence(z_mean, z_log_var)
            loss = reconstruction + kl
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        return self.report(reconstruction, kl)

    def test_step(self, data):
        x, y = data
        code = tf.one_hot(y, self.num_classes)
        planes = tf.ones_like(x[..., :1]) * code[:, None, None, :]
        z_mean, z_log_var, z = self.encoder(tf.concat([x, planes], -1))
        return self.report(
            reconstruction_loss(x, self.decoder(tf.concat([z, code], -1))), kl_divergence(z_mean, z_log_var)
        )

    def generate(self, labels):
        code = tf.one_hot(labels, self.num_classes)
        return self.decoder(tf.concat([tf.random.normal((len(labels), self.latent_dim)), code], 1))

    def reconstruct(self, images, labels):
        code = tf.one_hot(labels, self.num_classes)
        x = tf.concat([images, tf.ones_like(images[..., :1]) * code[:, None, None, :]], -1)
        return self.decoder(tf.concat([self.encoder(x)[0], code], 1))


# %% class_grid
def class_grid(model, z):
    codes = np.tile(np.eye(model.num_classes, dtype="float32"), (len(z), 1))
    return model.decoder(np.concatenate([np.repeat(z, model.num_classes, axis=0), codes], axis=1))


# %% change_label
def change_label(model, images, labels, new_labels):
    planes = np.eye(model.num_classes, dtype="float32")[labels][:, None, None, :]
    x = np.concatenate([images, np.broadcast_to(planes, (*images.shape[:3], model.num_classes))], axis=3)
    z_mean, _, _ = model.encoder(x)
    return model.decoder(np.concatenate([z_mean, np.eye(model.num_classes, dtype="float32")[new_labels]], axis=1))
