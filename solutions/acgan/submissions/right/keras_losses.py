"""Keras's loss objects, keyword arguments, one draw of labels and noise for both moves, as in a known tutorial."""
# %% class_loss
sparse_cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def class_loss(labels, class_logits):
    return sparse_cross_entropy(labels, class_logits)


# %% acgan_losses
def class_terms(labels, logits, class_weight):
    return class_weight * class_loss(labels=labels, class_logits=logits)


def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    loss = discriminator_loss(real_logits=real_validity, fake_logits=fake_validity)
    loss += class_terms(real_labels, real_classes, class_weight)
    loss += class_terms(fake_labels, fake_classes, class_weight)
    return loss


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return class_terms(fake_labels, fake_classes, class_weight) + generator_loss(fake_logits=fake_validity)


# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = tf.shape(images)[0]
    noise = tf.random.normal([batch, self.latent_dim])
    wanted = random_labels(batch, self.classes)
    inputs = [noise, tf.one_hot(wanted, self.classes)]
    with tf.GradientTape() as d_tape:
        generated = self.generator(inputs, training=True)
        real_validity, real_classes = self.discriminator(images, training=True)
        fake_validity, fake_classes = self.discriminator(generated, training=True)
        d_loss = acgan_discriminator_loss(
            real_validity=real_validity,
            real_classes=real_classes,
            real_labels=labels,
            fake_validity=fake_validity,
            fake_classes=fake_classes,
            fake_labels=wanted,
            class_weight=self.class_weight,
        )
    d_gradients = d_tape.gradient(d_loss, self.discriminator.trainable_variables)
    self.d_optimizer.apply_gradients(zip(d_gradients, self.discriminator.trainable_variables))
    with tf.GradientTape() as g_tape:
        fake_validity, fake_classes = self.discriminator(self.generator(inputs, training=True), training=True)
        g_loss = acgan_generator_loss(
            fake_validity=fake_validity,
            fake_classes=fake_classes,
            fake_labels=wanted,
            class_weight=self.class_weight,
        )
    g_gradients = g_tape.gradient(g_loss, self.generator.trainable_variables)
    self.g_optimizer.apply_gradients(zip(g_gradients, self.generator.trainable_variables))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}


# %% classifier
def class_probabilities(discriminator, images):
    return tf.nn.softmax(discriminator(images, training=False)[1])


def accuracy(discriminator, images, labels):
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, class_probabilities(discriminator, images))
    return metric.result()
