"""Real and generated images go through the discriminator in one batch, and are told apart behind it."""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    n = tf.shape(images)[0]
    wanted = random_labels(n, self.classes)
    fake = self.generate(wanted, training=True)
    with tf.GradientTape() as tape:
        validity, classes = self.discriminator(tf.concat([tf.cast(images, fake.dtype), fake], axis=0), training=True)
        d_loss = acgan_discriminator_loss(
            validity[:n], classes[:n], labels, validity[n:], classes[n:], wanted, self.class_weight
        )
    self.d_optimizer.apply(tape.gradient(d_loss, self.discriminator.trainable_variables), self.discriminator.trainable_variables)
    wanted = random_labels(n, self.classes)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([v.value for v in self.generator.trainable_variables])
        validity, classes = self.discriminator(self.generate(wanted, training=True), training=True)
        g_loss = acgan_generator_loss(validity, classes, wanted, self.class_weight)
    gradients = tape.gradient(g_loss, [v.value for v in self.generator.trainable_variables])
    self.g_optimizer.apply(gradients, self.generator.trainable_variables)
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {m.name: m.result() for m in self.metrics}


# %% acgan_losses
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    real = class_loss(real_labels, real_classes)
    fake = class_loss(fake_labels, fake_classes)
    parts = [discriminator_loss(real_validity, fake_validity), class_weight * real, class_weight * fake]
    return tf.add_n(parts)


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return ops.sum(ops.stack([generator_loss(fake_validity), class_weight * class_loss(fake_labels, fake_classes)]))
