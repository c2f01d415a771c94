"""Label vectors have ten places whatever the number of classes.

fails: test_generate_makes_what_is_asked_for, test_generate_draws_afresh
breaks: one-hot-labels
"""
# %% conditional_gan.generate
def generate(self, labels, training=False):
    z = keras.random.normal((ops.shape(labels)[0], self.latent_dim))
    return self.generator([z, ops.one_hot(labels, 10)], training=training)
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = ops.shape(images)[0]

    def made(asked):
        vectors = ops.one_hot(asked, self.classes)
        return self.generator([keras.random.normal((batch, self.latent_dim)), vectors], training=True)

    asked = random_labels(batch, self.classes)
    with tf.GradientTape() as tape:
        real, fake = (self.discriminator(each, training=True) for each in (images, made(asked)))
        d_loss = acgan_discriminator_loss(*real, labels, *fake, asked, self.class_weight)
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply(tape.gradient(d_loss, weights), weights)
    with tf.GradientTape() as tape:
        g_loss = acgan_generator_loss(*self.discriminator(made(asked), training=True), asked, self.class_weight)
    weights = self.generator.trainable_weights
    self.g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {metric.name: metric.result() for metric in self.metrics}
