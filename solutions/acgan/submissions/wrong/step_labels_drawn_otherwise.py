"""The labels of generated images are drawn without random_labels.

fails: test_labels_are_drawn_by_random_labels
breaks: labels-drawn
"""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = tf.shape(images)[0]
    fake_labels = tf.random.uniform((batch,), maxval=self.classes, dtype='int32')
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        z = tf.random.normal((batch, self.latent_dim))
        made = self.generator([z, tf.one_hot(fake_labels, self.classes)], training=True)
        fake = self.discriminator(made, training=True)
        d_loss = acgan_discriminator_loss(*real, labels, *fake, fake_labels, self.class_weight)
    d_weights = self.discriminator.trainable_weights
    d_gradients = tape.gradient(d_loss, d_weights)
    self.d_optimizer.apply_gradients(zip(d_gradients, d_weights))

    fake_labels = tf.random.uniform((batch,), maxval=self.classes, dtype='int32')
    with tf.GradientTape() as tape:
        z = tf.random.normal((batch, self.latent_dim))
        made = self.generator([z, tf.one_hot(fake_labels, self.classes)], training=True)
        g_loss = acgan_generator_loss(*self.discriminator(made, training=True), fake_labels, self.class_weight)
    g_weights = self.generator.trainable_weights
    g_gradients = tape.gradient(g_loss, g_weights)
    self.g_optimizer.apply_gradients(zip(g_gradients, g_weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}
