"""The losses are written out in train_step, in float64, and both moves take labels and noise from one draw each."""
# %% conditional_gan.train_step
def train_step(self, data):
    images, labels = data
    batch = tf.shape(images)[0]
    z_d, z_g = tf.split(tf.random.normal((2 * batch, self.latent_dim)), 2)
    y_d, y_g = tf.split(random_labels(2 * batch, self.classes), 2)

    def judged(images):
        return [tf.cast(part, "float64") for part in self.discriminator(images, training=True)]

    def made(z, y):
        return self.generator([z, tf.one_hot(y, self.classes)], training=True)

    def cross_entropy(y, logits):
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(y, "int32"), logits))

    weight = tf.constant(self.class_weight, "float64")
    with tf.GradientTape() as tape:
        (rv, rc), (fv, fc) = judged(images), judged(made(z_d, y_d))
        d_loss = tf.reduce_mean(tf.math.softplus(-rv)) + tf.reduce_mean(tf.math.softplus(fv))
        d_loss += weight * (cross_entropy(labels, rc) + cross_entropy(y_d, fc))
    variables = self.discriminator.trainable_variables
    self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, variables), variables))
    with tf.GradientTape() as tape:
        fv, fc = judged(made(z_g, y_g))
        g_loss = tf.reduce_mean(tf.math.softplus(-fv)) + weight * cross_entropy(y_g, fc)
    variables = self.generator.trainable_variables
    self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, variables), variables))
    self.d_loss_tracker.update_state(d_loss)
    self.g_loss_tracker.update_state(g_loss)
    return {m.name: m.result() for m in self.metrics}
