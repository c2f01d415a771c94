"""Encoder and decoder are moved by turns: both in the first step, then the decoder in every second only.

fails: test_every_step_is_like_the_first
"""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x)
        reconstruction = reconstruction_loss(x, self.decoder(z))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    weights = self.trainable_weights
    moved = tf.cast(self.optimizer.iterations % 2 == 0, tf.float32)
    gradients = tape.gradient(loss, weights)
    ours = len(self.encoder.trainable_weights)
    gradients = gradients[:ours] + [g * moved for g in gradients[ours:]]
    self.optimizer.apply_gradients(zip(gradients, weights))
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {tracker.name: tracker.result() for tracker in self.metrics}
