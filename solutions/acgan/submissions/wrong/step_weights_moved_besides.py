"""After the optimiser's step the weights are moved a little more by hand.

fails: test_generator_moves, test_each_optimiser_moves_its_own_network,
    test_reports_are_means_of_the_epoch
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
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))
    for w in weights:
        w.assign_sub(0.05 * ops.ones_like(w))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
