"""The Jacobian of the whole batch by tape.jacobian, of which only the diagonal blocks differ from 0; -ε; optimizer.apply."""
# %% penalties.Contractive
class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        with tf.GradientTape() as tape:
            tape.watch(x)
            code = encoder(x, training=False)
        everything = tape.jacobian(code, x)  # (batch, code, batch, H, W, 1)
        return self.weight * tf.reduce_sum(everything**2) / tf.cast(tf.shape(x)[0], tf.float32)


# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x - tf.random.normal(tf.shape(x), stddev=self.stddev)


# %% autoencoder
class Autoencoder(keras.Model):
    def __init__(self, encoder, decoder, penalty=None, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.penalty = penalty or Penalty()
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.penalty_tracker = keras.metrics.Mean(name="penalty")
        self.worst = keras.metrics.Mean(name="worst_pixel")

    @property
    def metrics(self):
        return [self.loss_tracker, self.reconstruction_tracker, self.penalty_tracker, self.worst]

    def call(self, x, training=False):
        return self.decoder(self.encoder(x, training=training), training=training)

    def losses_of(self, x):
        seen = self.penalty.corrupt(x)
        h = self.encoder(seen, training=True)
        difference = ops.reshape(self.decoder(h, training=True) - x, (-1, int(np.prod(x.shape[1:]))))
        self.worst.update_state(ops.max(ops.abs(difference)))
        return ops.mean(ops.sum(difference**2, axis=-1)), self.penalty.cost(self.encoder, seen, h)

    def train_step(self, data):
        x, *_ = data if isinstance(data, (tuple, list)) else (data,)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([w.value for w in self.trainable_weights])
            parts = self.losses_of(x)
            loss = parts[0] + ops.cast(parts[1], parts[0].dtype)
        self.optimizer.apply(tape.gradient(loss, [w.value for w in self.trainable_weights]), self.trainable_weights)
        self.loss_tracker.update_state(loss)
        self.reconstruction_tracker.update_state(parts[0])
        self.penalty_tracker.update_state(parts[1])
        return self.get_metrics_result()
