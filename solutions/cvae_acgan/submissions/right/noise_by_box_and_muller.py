"""All noise comes from uniform numbers, by Box and Muller; labels are vectors by comparison, and the sharpness is made with slices."""
# %% extra after=build_generator
def bell(shape):
    u, v = keras.random.uniform(shape), keras.random.uniform(shape)
    return ops.sqrt(-2 * ops.log(1 - u)) * ops.cos(2 * np.pi * v)


def vectors(labels, classes):
    return ops.cast(ops.expand_dims(labels, 1) == ops.arange(classes, dtype=ops.convert_to_tensor(labels).dtype), "float32")
# %% model.move_discriminator
def move_discriminator(self, x, labels):
    y = vectors(labels, self.classes)
    z = self.encoder([x, y])[2]
    made = [self.generator([each, y]) for each in (bell(ops.shape(z)), z)]
    with tf.GradientTape() as tape:
        real, classes = self.discriminator(x, training=True)
        fake = ops.concatenate([self.discriminator(images, training=True)[0] for images in made])
        losses = {"validity": discriminator_loss(real, fake), "real_class": class_loss(labels, classes)}
        total = self.weight_of["validity"] * losses["validity"] + self.weight_of["real_class"] * losses["real_class"]
    self.d_optimizer.apply(tape.gradient(total, self.discriminator.trainable_weights), self.discriminator.trainable_weights)
    return losses
# %% model.generate
def generate(self, labels):
    return self.generator([bell((len(labels), self.latent_dim)), vectors(labels, self.classes)])
# %% sharpness
def sharpness(images):
    total = 0.0
    for image in np.array(images, "float64")[..., 0]:
        down, across = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
        climb = np.abs(down).sum() + np.abs(across).sum()
        total += (np.sum(down * down) + np.sum(across * across)) / climb if climb else 0.0
    return total / len(images)
