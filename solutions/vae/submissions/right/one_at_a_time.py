"""Images, walks, lines and concepts are made one after the other, in lists, with loops."""
# %% vae_model.generate
def generate(self, n):
    rng = np.random.default_rng()
    width = self.decoder.input_shape[1]
    made = []
    while len(made) < n:
        z = [[rng.standard_normal() for _ in range(width)]]
        made.append(np.asarray(self.decoder(np.asarray(z, "float32")))[0])
    return np.stack(made)


# %% vae_model.reconstruct
def reconstruct(self, x):
    return ops.concatenate([self.decoder(self.encoder(x[i : i + 1])[0]) for i in range(len(x))], axis=0)


# %% latent_walk
def latent_walk(decoder, z, dim, values):
    frames = []
    for value in values:
        point = [float(c) for c in z]
        point[dim] = float(value)
        frames.append(np.asarray(decoder(np.array([point], "float32")))[0])
    return np.array(frames)


# %% interpolate
def interpolate(z0, z1, n):
    step = (np.asarray(z1, "float64") - z0) / (n - 1)
    return np.array([z0 + k * step for k in range(n)])


# %% concept_vector
def concept_vector(encoder, images, has_attribute):
    z_mean = encoder(images)[0]
    with_it = tf.boolean_mask(z_mean, has_attribute)
    without = tf.boolean_mask(z_mean, np.logical_not(has_attribute))
    return tf.reduce_mean(with_it, 0) - tf.reduce_mean(without, 0)


def add_concept(encoder, decoder, images, vector, strength):
    edited = []
    for image in images:
        z_mean, _, _ = encoder(image[None])
        edited.append(decoder(z_mean + strength * np.asarray(vector))[0])
    return ops.stack(edited)
