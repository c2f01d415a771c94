"""New images are made before the encoder is asked, the judge is called in inference mode in the other move, weights in reverse."""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    x_new = self.generate(labels)
    x_hat = self.generator([self.encoder([x, y])[2], y])
    with tf.GradientTape() as tape:
        answers = self.discriminator(ops.concatenate([x, x_hat, x_new]), training=True)
        n = ops.shape(x)[0]
        losses = {
            "validity": discriminator_loss(answers[0][:n], answers[0][n:]),
            "real_class": class_loss(labels, answers[1][:n]),
        }
        total = self.weight_of["real_class"] * losses["real_class"] + self.weight_of["validity"] * losses["validity"]
    weights = self.discriminator.trainable_weights[::-1]
    self.d_optimizer.apply_gradients(list(zip(tape.gradient(total, weights), weights)))
    return losses


# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    z_new = keras.random.normal((ops.shape(x)[0], self.latent_dim))
    with tf.GradientTape() as tape:
        x_new = self.generator([z_new, y], training=True)
        z_mean, z_log_var, z = self.encoder([x, y], training=True)
        x_hat = self.generator([z, y], training=True)
        validity, class_logits = self.discriminator(ops.concatenate([x_new, x_hat]), training=False)
        losses = {
            "adversarial": generator_loss(validity),
            "class": class_loss(labels, class_logits[: ops.shape(x)[0]]),
            "kl": kl_divergence(z_mean, z_log_var),
            "reconstruction": reconstruction_loss(x, x_hat),
        }
        total = ops.sum(ops.stack([self.weight_of[name] * losses[name] for name in losses]))
    weights = [*self.generator.trainable_weights, *self.encoder.trainable_weights]
    self.g_optimizer.apply(tape.gradient(total, weights), weights)
    return losses
