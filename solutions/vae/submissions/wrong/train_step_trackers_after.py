"""The losses that are reported are those after the step, not those that it was taken on.

fails: test_train_step_reports_the_losses
breaks: step-reports
"""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x, training=True)
        loss = reconstruction_loss(x, self.decoder(z, training=True)) + kl_divergence(z_mean, z_log_var)
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    return self.test_step(data)
