"""The discriminator is frozen while the generator moves, generated images are detached, and labels are drawn first."""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data[0], data[1]
    n = ops.shape(images)[0]
    labels_for_g = random_labels(n, self.classes)
    labels_for_d = random_labels(n, self.classes)
    self.discriminator.trainable = True
    fake_images = ops.stop_gradient(self.generate(labels_for_d, training=True))
    with tf.GradientTape() as tape:
        d_loss = acgan_discriminator_loss(
            *self.discriminator(images, training=True),
            labels,
            *self.discriminator(fake_images, training=True),
            labels_for_d,
            class_weight=self.class_weight,
        )
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
    self.discriminator.trainable = False
    with tf.GradientTape() as tape:
        judged = self.discriminator(self.generate(labels_for_g, training=True), training=True)
        g_loss = acgan_generator_loss(*judged, labels_for_g, class_weight=self.class_weight)
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
