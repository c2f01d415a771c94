"""The labels have no effect.

fails: test_generate_makes_what_is_asked_for
breaks: generate-by-label
"""
# %% conditional_gan.generate
def generate(self, labels, training=False):
    z = keras.random.normal((ops.shape(labels)[0], self.latent_dim))
    return self.generator([z, ops.zeros((ops.shape(labels)[0], self.classes))], training=training)


# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = ops.shape(images)[0]

    def make(asked):
        z = keras.random.normal((batch, self.latent_dim))
        return self.generator([z, ops.one_hot(asked, self.classes)], training=True)

    fake_labels = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        fake = self.discriminator(make(fake_labels), training=True)
        d_loss = acgan_discriminator_loss(*real, labels, *fake, fake_labels, self.class_weight)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))

    fake_labels = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        fake = self.discriminator(make(fake_labels), training=True)
        g_loss = acgan_generator_loss(*fake, fake_labels, self.class_weight)
    weights = self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))

    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
