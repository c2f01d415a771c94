"""z comes from the inverse of the normal distribution, label vectors from the rows of a unit matrix, one tape is kept for both networks."""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    asked = random_labels(ops.shape(images)[0], self.classes)
    real = self.discriminator(images, training=True)  # builds it
    fakes = self.generate(asked, training=True)
    with tf.GradientTape() as tape:
        real = self.discriminator(images, training=True)
        fake = self.discriminator(fakes, training=True)
        loss = acgan_discriminator_loss(*real, labels, *fake, asked, self.class_weight)
    self.d_loss_tracker.update_state(loss)
    variables = self.discriminator.trainable_variables
    self.d_optimizer.apply(tape.gradient(loss, variables), variables)
    with tf.GradientTape() as tape:
        validity, classes = self.discriminator(self.generate(asked, training=True), training=True)
        loss = acgan_generator_loss(validity, classes, asked, self.class_weight)
    self.g_loss_tracker.update_state(loss)
    variables = self.generator.trainable_variables
    self.g_optimizer.apply(tape.gradient(loss, variables), variables)
    return {"g_loss": self.g_loss_tracker.result(), "d_loss": self.d_loss_tracker.result()}
# %% conditional_gan.generate
def generate(self, labels, training=False):
    labels = ops.convert_to_tensor(labels)
    u = keras.random.uniform((ops.shape(labels)[0], self.latent_dim), 1e-7, 1.0)
    z = tf.math.ndtri(u)
    return self.generator([z, ops.take(ops.eye(self.classes), labels, axis=0)], training=training)
