"""Each move is a method, the class is written anew on keras.Model, and generate takes numpy's noise."""
# %% conditional_gan
class ConditionalGAN(keras.Model):
    def __init__(self, generator, discriminator, latent_dim, classes=10, class_weight=1.0, **kwargs):
        super().__init__(**kwargs)
        self.generator, self.discriminator = generator, discriminator
        self.latent_dim, self.classes, self.class_weight = latent_dim, classes, class_weight
        self.trackers = {name: keras.metrics.Mean(name=name) for name in ("d_loss", "g_loss", "found")}

    def compile(self, d_optimizer, g_optimizer, **kwargs):
        super().compile(**kwargs)
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer

    @property
    def metrics(self):
        return list(self.trackers.values())

    def fakes(self, n):
        labels = random_labels(n, self.classes)
        z = keras.random.normal((n, self.latent_dim))
        images = self.generator([z, ops.one_hot(labels, self.classes)], training=True)
        return (*self.discriminator(images, training=True), labels)

    def move(self, network, optimizer, loss_of, name):
        with tf.GradientTape() as tape:
            loss = loss_of()
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
        self.trackers[name].update_state(loss)

    def train_step(self, data):
        images, labels = data
        n = ops.shape(images)[0]

        def d_loss():
            real = (*self.discriminator(images, training=True), labels)
            found = ops.cast(ops.argmax(real[1], axis=1), "int32") == ops.cast(labels, "int32")
            self.trackers["found"].update_state(ops.cast(found, "float32"))
            return acgan_discriminator_loss(*real, *self.fakes(n), self.class_weight)

        self.move(self.discriminator, self.d_optimizer, d_loss, "d_loss")
        self.move(
            self.generator, self.g_optimizer, lambda: acgan_generator_loss(*self.fakes(n), self.class_weight), "g_loss"
        )
        return {name: tracker.result() for name, tracker in self.trackers.items()}

    def generate(self, labels, training=False):
        labels = np.asarray(labels)
        z = np.random.normal(size=(len(labels), self.latent_dim)).astype("float32")
        return self.generator([z, np.eye(self.classes, dtype="float32")[labels]], training=training)
