"""The KL is written out, the reconstruction calls the function."""
# %% vae_model.train_step
    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        with tf.GradientTape() as tape:
            m, v, z = self.encoder(x, training=True)
            rec = reconstruction_loss(x, self.decoder(z, training=True))
            kl = tf.reduce_mean(tf.reduce_sum(0.5 * (m**2 + tf.exp(v) - 1 - v), axis=1))
            loss = rec + kl
        grads = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        for t, value in zip(self.metrics, (loss, rec, kl)):
            t.update_state(value)
        return {t.name: t.result() for t in self.metrics}
