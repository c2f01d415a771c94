"""One method makes a player's move, in a loop over both; classes of keras.losses; draws in one call each; keeps the last images."""
# %% acgan_losses
def acgan_discriminator_loss(
    real_validity, real_classes, real_labels, fake_validity, fake_classes, fake_labels, class_weight=1.0
):
    both = zip((real_classes, fake_classes), (real_labels, fake_labels))
    return discriminator_loss(real_validity, fake_validity) + sum(class_weight * class_loss(y, c) for c, y in both)


def acgan_generator_loss(fake_validity, fake_classes, fake_labels, class_weight=1.0):
    return ops.add(generator_loss(fake_validity), ops.multiply(class_weight, class_loss(fake_labels, fake_classes)))
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    n = tf.shape(labels)[0]
    tracked = {"d": self.d_loss_tracker, "g": self.g_loss_tracker}
    for player in ("d", "g"):
        asked = random_labels(n, self.classes)
        with tf.GradientTape() as tape:
            fake = self.discriminator(self.generate(asked, True), training=True)
            if player == "d":
                loss = acgan_discriminator_loss(
                    *self.discriminator(images, training=True), labels, *fake, asked, class_weight=self.class_weight
                )
            else:
                loss = acgan_generator_loss(*fake, asked, class_weight=self.class_weight)
        network = self.discriminator if player == "d" else self.generator
        getattr(self, f"{player}_optimizer").apply_gradients(
            zip(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
        )
        tracked[player].update_state(loss)
    return {f"{player}_loss": tracker.result() for player, tracker in tracked.items()}
# %% conditional_gan.generate
def generate(self, labels, training=False):
    labels = tf.convert_to_tensor(labels)
    z = tf.random.normal([tf.size(labels), self.latent_dim])
    vectors = tf.cast(labels[:, None] == tf.range(self.classes, dtype=labels.dtype), z.dtype)
    return self.generator([z, vectors], training=training)
