"""The labels are written in with numpy, which works eagerly but not in fit.

fails: test_fit_trains
breaks: step-in-fit
"""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    code = np.eye(self.num_classes, dtype="float32")[labels.numpy()]
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(tf.concat([images, np.tile(code[:, None, None], (1, *images.shape[1:3], 1))], axis=-1), training=True)
        x_hat = self.decoder(tf.concat([z, code], axis=-1), training=True)
        reconstruction = reconstruction_loss(images, x_hat)
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    weights = self.trainable_weights
    self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return self.report(reconstruction, kl)
