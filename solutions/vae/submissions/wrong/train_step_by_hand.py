"""train_step moves the weights by itself, with the optimiser's learning rate: whatever optimiser is given, it is plain SGD.

fails: test_fit_trains
breaks: optimiser-moves
"""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x, training=True)
        reconstruction = reconstruction_loss(x, self.decoder(z, training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    for weight, gradient in zip(self.trainable_weights, tape.gradient(loss, self.trainable_weights)):
        weight.assign_sub(self.optimizer.learning_rate * gradient)
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {metric.name: metric.result() for metric in self.metrics}
