"""The class loss of generated images has the labels of the batch as its targets.

fails: test_train_step_computes_both_losses
breaks: same-draw
"""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = ops.shape(images)[0]
    fake_labels = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        fake = self.discriminator(self.generate(fake_labels, training=True), training=True)
        d_loss = acgan_discriminator_loss(*real, labels, *fake, labels, self.class_weight)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

    fake_labels = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        fake = self.discriminator(self.generate(fake_labels, training=True), training=True)
        g_loss = acgan_generator_loss(*fake, labels, self.class_weight)
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
