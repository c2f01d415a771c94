"""The losses are written out in float64 inside the steps, not called."""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape() as tape:
        bce, kl = self.terms(images, labels, True)
        loss = tf.add_n([bce, kl])
    variables = self.encoder.trainable_variables + self.decoder.trainable_variables
    self.optimizer.apply(tape.gradient(loss, variables), variables)
    return self.report(bce, kl)

def terms(self, images, labels, training):
    mean, log_var, z = self.encoder(self.make_conditional_input(images, labels), training=training)
    p = tf.cast(self.decoder(self.make_conditional_latent(z, labels), training=training), tf.float64)
    p, x = tf.clip_by_value(p, 1e-7, 1 - 1e-7), tf.cast(images, tf.float64)
    bce = -tf.reduce_sum(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), axis=[1, 2, 3])
    m, lv = tf.cast(mean, tf.float64), tf.cast(log_var, tf.float64)
    kl = 0.5 * tf.reduce_sum(tf.exp(lv) + m**2 - 1 - lv, axis=-1)
    return tf.cast(tf.reduce_mean(bce), tf.float32), tf.cast(tf.reduce_mean(kl), tf.float32)
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    return self.report(*self.terms(images, labels, None))
