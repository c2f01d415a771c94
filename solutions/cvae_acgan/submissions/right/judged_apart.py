"""The discriminator looks at each kind of images in a call of its own; weighted terms are applied by hand; the other networks are not told that it is training."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = tf.one_hot(labels, self.classes)
    *_, z = self.encoder([x, y])
    hat, new = (self.generator([each, y]) for each in (z, tf.random.normal(tf.shape(z))))
    self.discriminator(x)  # builds it
    judge = self.discriminator.trainable_variables
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([w.value for w in judge])
        real, classes = self.discriminator(x, training=True)
        on_hat, on_new = (self.discriminator(each, training=True)[0] for each in (hat, new))
        validity = tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(tf.stack([on_hat, on_new])))
        real_class = class_loss(labels, classes)
        loss = self.weight_of["validity"] * validity + self.weight_of["real_class"] * real_class
    self.d_optimizer.apply_gradients(zip(tape.gradient(loss, judge), judge))
    return {"real_class": real_class, "validity": validity, "sum": loss}
# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = tf.one_hot(labels, self.classes)
    with tf.GradientTape() as tape:
        mean, log_var, z = self.encoder([x, y], training=True)
        hat = self.generator([z, y], training=True)
        new = self.generator([tf.random.normal(tf.shape(z)), y], training=True)
        (on_hat, _), (on_new, classes) = self.discriminator(hat), self.discriminator(new)
        losses = {
            "class": class_loss(labels, classes),
            "adversarial": (generator_loss(on_hat) + generator_loss(on_new)) / 2,
            "kl": kl_divergence(mean, log_var),
            "reconstruction": reconstruction_loss(x, hat),
        }
        loss = tf.add_n([self.weight_of[name] * value for name, value in losses.items()])
    moved = [*self.generator.trainable_variables, *self.encoder.trainable_variables]
    self.g_optimizer.apply_gradients(zip(tape.gradient(loss, moved), moved))
    return losses
