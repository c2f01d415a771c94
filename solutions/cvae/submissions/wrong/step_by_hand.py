"""train_step moves the weights by itself, with the optimiser's learning rate: whatever optimiser is given, it is plain SGD.

fails: test_fit_trains
breaks: optimiser-moves
"""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape() as tape:
        reconstruction, kl = self.losses_of(images, labels, training=True)
        loss = reconstruction + kl
    for weight, gradient in zip(self.trainable_weights, tape.gradient(loss, self.trainable_weights)):
        weight.assign_sub(self.optimizer.learning_rate * gradient)
    return self.report(reconstruction, kl)
