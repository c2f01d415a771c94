"""The adversarial loss enters from the second call on.

fails: test_adversarial_moves_encoder_and_generator
breaks: adversarial-moves
"""
# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    self.moves = getattr(self, "moves", 0) + 1
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder([x, y], training=True)
        z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))])
        generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
        x_hat, _ = ops.split(generated, 2)
        validity, class_logits = self.discriminator(generated, training=True)
        _, class_logits_of_new = ops.split(class_logits, 2)
        losses = {
            "reconstruction": reconstruction_loss(x, x_hat),
            "kl": kl_divergence(z_mean, z_log_var),
            "adversarial": generator_loss(validity),
            "class": class_loss(labels, class_logits_of_new),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items() if name != "adversarial" or self.moves > 1)
    weights = self.encoder.trainable_weights + self.generator.trainable_weights
    gradients = tape.gradient(total, weights)
    self.g_optimizer.apply_gradients(zip(gradients, weights))
    return losses
