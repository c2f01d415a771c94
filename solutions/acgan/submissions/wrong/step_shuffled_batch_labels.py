"""The labels of generated images are those of the batch, shuffled.

fails: test_labels_are_drawn_by_random_labels
breaks: labels-drawn
"""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    asked = tf.random.shuffle(labels)
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        fake = self.discriminator(self.generate(asked, training=True), training=True)
        d_loss = acgan_discriminator_loss(*real, labels, *fake, asked, self.class_weight)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply(tape.gradient(d_loss, weights), weights)
    asked = tf.random.shuffle(labels)
    with tf.GradientTape() as tape:
        fake = self.discriminator(self.generate(asked, training=True), training=True)
        g_loss = acgan_generator_loss(*fake, asked, self.class_weight)
    weights = self.generator.trainable_weights
    self.g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
