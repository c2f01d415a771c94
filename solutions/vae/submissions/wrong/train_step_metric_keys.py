"""The dictionary of train_step has other keys than asked for.

fails: test_train_step_reports_the_losses
breaks: step-reports
"""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x)
        reconstruction = reconstruction_loss(x, self.decoder(z))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {
        "total_loss": self.loss_tracker.result(),
        "reconstruction": self.reconstruction_loss_tracker.result(),
        "kl": self.kl_loss_tracker.result(),
    }
