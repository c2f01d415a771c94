"""Weights are watched one by one; results are a dictionary of the trackers' results, lists and numpy numbers."""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for w in self.trainable_weights:
            tape.watch(w.value)
        z_mean, z_log_var, z = self.encoder(x, training=True)
        rec = reconstruction_loss(x, self.decoder(z, training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = tf.add_n([rec, kl])
    grads = tape.gradient(loss, [w.value for w in self.trainable_weights])
    self.optimizer.apply(grads, self.trainable_weights)
    for m, v in zip(self.metrics, (loss, rec, kl)):
        m.update_state(v)
    total, reconstruction, divergence = (m.result() for m in self.metrics)
    return dict(loss=total, reconstruction_loss=reconstruction, kl_loss=divergence)


# %% interpolate
def interpolate(z0, z1, n):
    import numpy
    return [list(z0 + (z1 - z0) * t) for t in numpy.linspace(0.0, 1.0, num=n)]


# %% concept_vector
def concept_vector(encoder, images, has_attribute):
    z_mean = encoder(images)[0].numpy().astype("float64")
    has = np.array(has_attribute).astype(bool)
    return np.average(z_mean, axis=0, weights=has) - np.average(z_mean, axis=0, weights=1 - has)


def add_concept(encoder, decoder, images, vector, strength):
    moved = encoder(images)[0] + (strength * np.asarray(vector, "float32")).reshape(1, -1)
    return decoder(moved).numpy().tolist()
