"""One persistent tape, the same images for both moves, weights in another order, and losses returned as they are."""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    g, d = self.generator, self.discriminator
    fake_labels = random_labels(tf.shape(images)[0], self.classes)
    d_weights, g_weights = list(reversed(d.trainable_variables)), list(reversed(g.trainable_variables))
    with tf.GradientTape(persistent=True) as tape:
        made = self.generate(fake_labels, training=True)
        d_loss = acgan_discriminator_loss(
            *d(images, training=True), labels, *d(made, training=True), fake_labels, self.class_weight
        )
        d_gradients = tape.gradient(d_loss, d_weights)
        self.d_optimizer.apply_gradients(list(zip(d_gradients, d_weights)))
        g_loss = acgan_generator_loss(*d(made, training=True), fake_labels, self.class_weight)
    self.g_optimizer.apply_gradients(list(zip(tape.gradient(g_loss, g_weights), g_weights)))
    self.g_loss_tracker.update_state(g_loss)
    self.d_loss_tracker.update_state(d_loss)
    losses = {"g_loss": self.g_loss_tracker.result(), "d_loss": self.d_loss_tracker.result()}
    return losses | {"fakes_found": tf.reduce_mean(tf.cast(d(made)[0] < 0, "float32"))}


# %% conditional_gan.generate
def generate(self, labels, training=False):
    labels = tf.convert_to_tensor(labels)
    z = -tf.random.normal((tf.shape(labels)[0], self.latent_dim))
    vectors = tf.cast(labels[:, None] == tf.range(self.classes, dtype=labels.dtype)[None], "float32")
    return self.generator([z, vectors], training=training)
