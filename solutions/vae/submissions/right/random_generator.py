"""Noise from a tf.random.Generator of the student's own, KL by way of the standard deviation, loops for the rest."""
# %% sampling
rng_of_mine = tf.random.Generator.from_non_deterministic_state()


class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs[0], inputs[1]
        sigma = tf.sqrt(tf.exp(z_log_var))
        return z_mean + rng_of_mine.normal(tf.shape(z_mean)) * sigma


# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    # the textbook: KL(N(m, s) || N(0, 1)) = log(1/s) + (s² + m²)/2 - 1/2
    std = tf.exp(0.5 * z_log_var)
    per = -tf.math.log(std) + (std**2 + z_mean**2) / 2 - 0.5
    return tf.reduce_sum(per) / tf.cast(tf.shape(per)[0], tf.float32)


# %% vae_model.generate
def generate(self, n):
    return self.decoder(rng_of_mine.normal((n, self.decoder.input_shape[-1])))


# %% latent_walk
def latent_walk(decoder, z, dim, values):
    frames = []
    for v in values:
        point = np.array(z, dtype="float32")
        point[dim] = v
        frames.append(decoder(point[None])[0])
    return np.stack(frames)


# %% interpolate
def interpolate(z0, z1, n):
    points = []
    for k in range(n):
        t = k / (n - 1)
        points.append([(1 - t) * a + t * b for a, b in zip(z0, z1)])
    return np.array(points)


# %% concept_vector
def concept_vector(encoder, images, has_attribute):
    yes, no = [], []
    for image, has in zip(images, has_attribute):
        (yes if has else no).append(encoder(image[None])[0][0].numpy())
    return sum(yes) / len(yes) - sum(no) / len(no)


def add_concept(encoder, decoder, images, vector, strength):
    edited = [decoder(encoder(image[None])[0] + strength * vector)[0] for image in images]
    return np.array(edited)
