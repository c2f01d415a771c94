"""The moves read the table: one persistent tape, and for each part the sum of the losses that move it."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    with tf.GradientTape(persistent=True) as tape:
        z = self.encoder([x, y], training=True)[2]
        x_hat = self.generator([z, y], training=True)
        x_new = self.generator([keras.random.normal(ops.shape(z)), y], training=True)
        real, class_logits = self.discriminator(x, training=True)
        fake = ops.concatenate([self.discriminator(image, training=True)[0] for image in (x_hat, x_new)])
        losses = {"validity": discriminator_loss(real, fake), "real_class": class_loss(labels, class_logits)}
        total = self.objective(losses, "discriminator")
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses


# %% model.move_encoder_and_generator
def objective(self, losses, part):
    return sum(self.weight_of[name] * losses[name] for name in losses if part in MOVES[name])

def move_encoder_and_generator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    with tf.GradientTape(persistent=True) as tape:
        z_mean, z_log_var, z = self.encoder([x, y], training=True)
        x_hat = self.generator([z, y], training=True)
        x_new = self.generator([keras.random.normal(ops.shape(z)), y], training=True)
        of_hat, of_new = (self.discriminator(image, training=True) for image in (x_hat, x_new))
        losses = {
            "reconstruction": reconstruction_loss(x, x_hat),
            "kl": kl_divergence(z_mean, z_log_var),
            "adversarial": generator_loss(ops.concatenate([of_hat[0], of_new[0]])),
            "class": class_loss(labels, of_new[1]),
        }
        totals = {part: self.objective(losses, part) for part in ("encoder", "generator")}
    gradients, weights = [], []
    for part, total in totals.items():
        own = getattr(self, part).trainable_weights
        gradients += tape.gradient(total, own)
        weights += own
    self.g_optimizer.apply_gradients(zip(gradients, weights))
    return losses
