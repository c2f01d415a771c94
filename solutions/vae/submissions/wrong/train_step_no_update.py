"""The gradients are computed, but never given to the optimiser.

fails: test_train_step_moves_the_encoder, test_train_step_moves_the_decoder, test_fit_trains
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
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {
        "loss": self.loss_tracker.result(),
        "reconstruction_loss": self.reconstruction_loss_tracker.result(),
        "kl_loss": self.kl_loss_tracker.result(),
    }
