"""The trackers are updated one by one, and the dictionary has a further key."""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape() as tape:
        reconstruction, kl = self.losses_of(images, labels, True)
        total = reconstruction + kl
    gradients = tape.gradient(total, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    self.loss_tracker.update_state(total)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    results = {metric.name: metric.result() for metric in self.metrics}
    return {**results, "gradient": tf.linalg.global_norm(gradients)}

def losses_of(self, images, labels, training):
    x, y = images, labels
    outputs = self.encoder(self.make_conditional_input(x, y), training=training)
    decoded = self.decoder(self.make_conditional_latent(outputs[2], y), training=training)
    return reconstruction_loss(x, decoded), kl_divergence(*outputs[:2])
