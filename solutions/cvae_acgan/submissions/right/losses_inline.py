"""All six losses are written out in the moves, none of the provided functions is called; labels are indexed, not one-hot."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = tf.one_hot(labels, self.classes)
    z = self.encoder([x, y], training=True)[-1]
    fakes = [self.generator([each, y], training=True) for each in (z, keras.random.normal(ops.shape(z)))]
    with tf.GradientTape() as tape:
        real, logits = self.discriminator(x, training=True)
        fake = tf.concat([self.discriminator(f, training=True)[0] for f in fakes], axis=0)
        validity = tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))
        real_class = -tf.reduce_mean(tf.reduce_sum(y * tf.nn.log_softmax(logits), axis=1))
        total = self.weight_of["validity"] * validity + self.weight_of["real_class"] * real_class
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return dict(validity=validity, real_class=real_class, fakes_found=tf.reduce_mean(tf.cast(fake < 0, "float32")))


# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = tf.one_hot(labels, self.classes)
    names = ("reconstruction", "kl", "adversarial", "class")
    with tf.GradientTape() as tape:
        mean, log_var, z = self.encoder([x, y], training=True)
        x_hat = self.generator([z, y], training=True)
        x_new = self.generator([keras.random.normal(ops.shape(z)), y], training=True)
        p = tf.clip_by_value(x_hat, 1e-7, 1 - 1e-7)
        per_pixel = tf.reshape(-x * tf.math.log(p) - (1 - x) * tf.math.log(1 - p), (tf.shape(x)[0], -1))
        kl = 0.5 * tf.reduce_sum(mean**2 + tf.exp(log_var) - 1 - log_var, axis=-1)
        (v1, _), (v2, logits) = self.discriminator(x_hat, training=True), self.discriminator(x_new, training=True)
        terms = [
            tf.reduce_mean(tf.reduce_sum(per_pixel, axis=1)),
            tf.reduce_mean(kl),
            tf.reduce_mean([tf.nn.softplus(-v1), tf.nn.softplus(-v2)]),
            tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits)),
        ]
        total = tf.add_n([self.weight_of[name] * term for name, term in zip(names, terms)])
    weights = self.encoder.trainable_weights + self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return dict(zip(names, terms))
