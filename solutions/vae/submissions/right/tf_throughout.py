"""TensorFlow functions throughout: tf.random, tf.math, cross-entropy of the logits of x_hat."""
# %% sampling
class Sampling(tf.keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        return tf.random.normal(tf.shape(z_mean), mean=z_mean, stddev=tf.math.exp(tf.multiply(0.5, z_log_var)))


# %% build_encoder
def build_encoder(latent_dim):
    K = tf.keras.layers
    x = tf.keras.Input(shape=(28, 28, 1))
    h = K.Flatten()(K.Conv2D(32, 5, strides=4, activation=tf.nn.elu)(x))
    m, v = K.Dense(latent_dim)(h), K.Dense(latent_dim)(h)
    return tf.keras.Model(x, [m, v, Sampling()([m, v])])


# %% build_decoder
def build_decoder(latent_dim):
    K = tf.keras.layers
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(latent_dim,)),
            K.Dense(196, activation=tf.nn.elu),
            K.Reshape([14, 14, 1]),
            K.Conv2DTranspose(16, 3, strides=2, padding="same", activation=tf.nn.elu),
            K.Conv2D(1, 3, padding="same", activation=tf.math.sigmoid),
        ]
    )


# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    p = tf.clip_by_value(tf.cast(x_hat, tf.float32), 1e-6, 1.0 - 1e-6)
    logits = tf.math.log(p) - tf.math.log1p(-p)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(x, tf.float32), logits=logits)
    return tf.reduce_mean(tf.reduce_sum(entropy, axis=[1, 2, 3]))


# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return tf.reduce_mean(
        tf.reduce_sum(0.5 * (tf.exp(z_log_var) + tf.square(z_mean) - 1.0 - z_log_var), axis=1)
    )


# %% vae_model.call
def call(self, x):
    return self.decoder(self.encoder(x)[-1])


# %% vae_model.generate
def generate(self, n):
    return self.decoder(tf.random.normal([n, self.decoder.input_shape[1]]))


# %% latent_walk
def latent_walk(decoder, z, dim, values):
    z = tf.convert_to_tensor(z, tf.float32)
    one = tf.one_hot(dim, tf.shape(z)[0])
    values = tf.cast(values, tf.float32)
    return decoder(z * (1 - one) + values[:, tf.newaxis] * one)


# %% interpolate
def interpolate(z0, z1, n):
    z0, z1 = tf.cast(z0, tf.float32), tf.cast(z1, tf.float32)
    return z0 + tf.linspace(0.0, 1.0, n)[:, None] * (z1 - z0)


# %% concept_vector
def concept_vector(encoder, images, has_attribute):
    mean, _, _ = encoder(images)
    mask = tf.convert_to_tensor(has_attribute)
    with_it, without = tf.boolean_mask(mean, mask), tf.boolean_mask(mean, tf.logical_not(mask))
    return tf.reduce_mean(with_it, axis=0) - tf.reduce_mean(without, axis=0)


def add_concept(encoder, decoder, images, vector, strength):
    mean, _, _ = encoder(images)
    return decoder(tf.add(mean, tf.scalar_mul(strength, tf.cast(vector, tf.float32))))
