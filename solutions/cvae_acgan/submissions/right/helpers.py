"""A method makes the images for both moves, another one applies the optimisers; the table is made of frozensets by a helper."""
# %% loss_table
def parts(*names):
    return frozenset(names)


MOVES = dict(reconstruction=parts("generator", "encoder"), kl=parts("encoder"), adversarial=parts("generator", "encoder"))
MOVES.update({"class": parts("generator")})
for own in ("validity", "real_class"):
    MOVES[own] = parts("discriminator")


# %% model.move_discriminator
def images(self, x, labels):
    y = ops.one_hot(labels, self.classes)
    code = self.encoder([x, y], training=True)
    new = self.generator([keras.random.normal(ops.shape(code[0])), y], training=True)
    return code, self.generator([code[2], y], training=True), new

def step(self, tape, losses, optimizer, *networks):
    weights = [w for network in networks for w in network.trainable_weights]
    with tape:
        total = ops.sum(ops.stack([self.weight_of[name] * loss for name, loss in losses.items()]))
    optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    return losses

def move_discriminator(self, x, labels):
    _, x_hat, x_new = self.images(x, labels)
    tape = tf.GradientTape(persistent=True)
    with tape:
        real, logits = self.discriminator(x, training=True)
        fake, _ = self.discriminator(ops.concatenate([x_hat, x_new]), training=True)
        losses = {"validity": discriminator_loss(real, fake), "real_class": class_loss(labels, logits)}
    return self.step(tape, losses, self.d_optimizer, self.discriminator)


# %% model.move_encoder_and_generator
def move_encoder_and_generator(self, x, labels):
    tape = tf.GradientTape(persistent=True)
    with tape:
        (mean, log_var, _), x_hat, x_new = self.images(x, labels)
        fake, logits = self.discriminator(ops.concatenate([x_hat, x_new]), training=True)
        losses = {
            "reconstruction": reconstruction_loss(x, x_hat),
            "kl": kl_divergence(mean, log_var),
            "adversarial": generator_loss(fake),
            "class": class_loss(labels, logits[ops.shape(x)[0] :]),
        }
    return self.step(tape, losses, self.g_optimizer, self.encoder, self.generator)
