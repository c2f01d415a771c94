"""Each move is a method, the trackers live in a dictionary, there are extra metrics, and generate takes numpy's noise."""
# %% gan
class GAN(keras.Model):
    def __init__(self, generator, discriminator, latent_dim, label_noise=0.0, **kwargs):
        super().__init__(**kwargs)
        self.generator, self.discriminator = generator, discriminator
        self.latent_dim, self.label_noise = latent_dim, label_noise
        names = ("d_loss", "g_loss", "real_found", "fake_found")
        self.trackers = {name: keras.metrics.Mean(name=name) for name in names}

    def compile(self, d_optimizer, g_optimizer, **kwargs):
        super().compile(**kwargs)
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer

    @property
    def metrics(self):
        return list(self.trackers.values())

    def noise(self, n):
        return keras.random.normal((n, self.latent_dim))

    def judge(self, images):
        return self.discriminator(images, training=True)

    def move(self, network, optimizer, loss_of):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([v.value for v in network.trainable_variables])
            loss = loss_of()
        optimizer.apply(tape.gradient(loss, [v.value for v in network.trainable_variables]), network.trainable_variables)
        return loss

    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        n = ops.shape(x)[0]

        def d_loss():
            real, fake = self.judge(x), self.judge(self.generator(self.noise(n), training=True))
            self.trackers["real_found"].update_state(ops.cast(real > 0, "float32"))
            self.trackers["fake_found"].update_state(ops.cast(fake < 0, "float32"))
            return discriminator_loss(real, fake, self.label_noise)

        def g_loss():
            return generator_loss(self.judge(self.generator(self.noise(n), training=True)))

        self.trackers["d_loss"].update_state(self.move(self.discriminator, self.d_optimizer, d_loss))
        self.trackers["g_loss"].update_state(self.move(self.generator, self.g_optimizer, g_loss))
        return {name: tracker.result() for name, tracker in self.trackers.items()}

    def generate(self, n):
        z = np.random.normal(size=(n, self.latent_dim)).astype("float32")
        return self.generator(z)
