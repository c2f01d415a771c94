"""New images are made for labels drawn at random, as in the assignment before, not for those of the batch.

fails: test_discriminator_move_reports_its_losses, test_validity_moves_the_discriminator
breaks: labels-in-order
"""
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    drawn = tf.random.uniform(tf.shape(labels), maxval=self.classes, dtype="int32")
    _, _, z = self.encoder([x, y], training=True)
    x_hat = self.generator([z, y], training=True)
    x_new = self.generator([keras.random.normal(ops.shape(z)), ops.one_hot(drawn, self.classes)], training=True)
    with tf.GradientTape() as tape:
        real_validity, class_logits = self.discriminator(x, training=True)
        validity, _ = self.discriminator(ops.concatenate([x_hat, x_new]), training=True)
        losses = {
            "validity": discriminator_loss(real_validity, validity),
            "real_class": class_loss(labels, class_logits),
        }
        total = sum(self.weight_of[name] * loss for name, loss in losses.items())
    weights = self.discriminator.trainable_weights
    self.d_optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses
