"""Labels and noise are drawn once, for the batch of the first step, and kept: fit does not know its size.

fails: test_fit_trains_on_fresh_draws, test_train_step_draws_normal_noise, test_reports_are_means_of_the_epoch,
  test_every_step_is_alike
breaks: fresh-noise
"""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = ops.shape(images)[0]
    if not hasattr(self, "kept"):
        with tf.init_scope():
            n = int(images.shape[0])
            self.kept = [tf.Variable(keras.random.normal((n, self.latent_dim)), trainable=False), tf.Variable(random_labels(n, self.classes), trainable=False)]
    made = lambda: self.generator([self.kept[0], ops.one_hot(self.kept[1], self.classes)], training=True)
    fake_labels = self.kept[1]
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        fake = self.discriminator(made(), training=True)
        d_loss = acgan_discriminator_loss(*real, labels, *fake, fake_labels, self.class_weight)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

    with tf.GradientTape() as tape:
        fake = self.discriminator(made(), training=True)
        g_loss = acgan_generator_loss(*fake, fake_labels, self.class_weight)
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
