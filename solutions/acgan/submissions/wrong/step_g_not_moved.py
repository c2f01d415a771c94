"""The generator never moves.

fails: test_generator_moves, test_each_optimiser_moves_its_own_network, test_fit_trains_on_fresh_draws
breaks: one-step-each
"""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = ops.shape(images)[0]
    fake_labels = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        fake = self.discriminator(self.generate(fake_labels, training=True), training=True)
        d_loss = acgan_discriminator_loss(*real, labels, *fake, fake_labels, self.class_weight)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

    fake_labels = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        fake = self.discriminator(self.generate(fake_labels, training=True), training=True)
        g_loss = acgan_generator_loss(*fake, fake_labels, self.class_weight)

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
