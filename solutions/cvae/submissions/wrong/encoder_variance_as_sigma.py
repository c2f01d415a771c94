"""z is sampled by a formula of its own, with the variance for the standard deviation.

fails: test_encoder_samples_from_its_outputs
breaks: encoder-samples
"""
# %% conditional_encoder
class Wide(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        return z_mean + ops.exp(z_log_var) * keras.random.normal(ops.shape(z_mean))


def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim)(x)
    z_log_var = layers.Dense(latent_dim)(x)
    z = Wide()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
