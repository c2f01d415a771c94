"""train_step adds up the given losses itself, without the two functions of part 2, and keeps the class terms as metrics."""
# %% conditional_gan
class ConditionalGAN(GAN):
    def __init__(self, generator, discriminator, latent_dim, classes=10, class_weight=1.0, **kwargs):
        super().__init__(generator, discriminator, latent_dim, **kwargs)
        self.classes, self.class_weight = classes, class_weight
        self.real_class = keras.metrics.Mean(name="real_class_loss")
        self.fake_class = keras.metrics.Mean(name="fake_class_loss")

    @property
    def metrics(self):
        return [*super().metrics, self.real_class, self.fake_class]

    def inputs_for(self, labels):
        return [keras.random.normal((ops.shape(labels)[0], self.latent_dim)), ops.one_hot(labels, self.classes)]

    def train_step(self, data):
        images, labels = data
        d_labels, g_labels = (random_labels(ops.shape(images)[0], self.classes) for _ in range(2))
        fake = self.generator(self.inputs_for(d_labels), training=True)
        with tf.GradientTape() as tape:
            real_validity, real_classes = self.discriminator(images, training=True)
            fake_validity, fake_classes = self.discriminator(fake, training=True)
            real_term, fake_term = class_loss(labels, real_classes), class_loss(d_labels, fake_classes)
            d_loss = discriminator_loss(real_validity, fake_validity) + self.class_weight * (real_term + fake_term)
        self.d_optimizer.apply(
            tape.gradient(d_loss, self.discriminator.trainable_variables), self.discriminator.trainable_variables
        )
        with tf.GradientTape() as tape:
            fake = self.generator(self.inputs_for(g_labels), training=True)
            fake_validity, fake_classes = self.discriminator(fake, training=True)
            g_loss = generator_loss(fake_validity) + self.class_weight * class_loss(g_labels, fake_classes)
        self.g_optimizer.apply(
            tape.gradient(g_loss, self.generator.trainable_variables), self.generator.trainable_variables
        )
        for metric, value in zip(self.metrics, (d_loss, g_loss, real_term, fake_term)):
            metric.update_state(value)
        return {metric.name: metric.result() for metric in self.metrics}

    def generate(self, labels, training=False):
        return self.generator(self.inputs_for(labels), training=training)
