"""Mean and log-variance are swapped in the divergence.

fails: test_other_move_reports_its_losses, test_kl_moves_the_encoder_alone
breaks: kl-of-both
"""
# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder([x, y], training=True)
        z_both = ops.concatenate([z, keras.random.normal(ops.shape(z))])
        generated = self.generator([z_both, ops.concatenate([y, y])], training=True)
        x_hat, _ = ops.split(generated, 2)
        validity, class_logits = self.discriminator(generated, training=True)
        _, class_logits_of_new = ops.split(class_logits, 2)
        losses = {
            "reconstruction": reconstruction_loss(x, x_hat),
            "kl": kl_divergence(z_log_var, z_mean),
            "adversarial": generator_loss(validity),
            "class": class_loss(labels, class_logits_of_new),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.encoder.trainable_weights + self.generator.trainable_weights
    self.g_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
