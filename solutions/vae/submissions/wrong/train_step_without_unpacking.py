"""train_step takes data for the images, where Keras may give a tuple.

fails: test_fit_trains
breaks: step-in-fit
"""
# %% vae_model.train_step
def train_step(self, x):
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
    return {tracker.name: tracker.result() for tracker in self.metrics}
