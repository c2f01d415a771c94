"""The encoder is a layer, not a model.

fails: test_encoder_can_learn
breaks: encoder-is-a-model
"""
# %% conditional_encoder
class Encoder(layers.Layer):
    def __init__(self, latent_dim):
        super().__init__()
        self.body = keras.Sequential(
            [
                layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
                layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
                layers.Flatten(),
                layers.Dense(64, activation="relu"),
            ]
        )
        self.z_mean, self.z_log_var = layers.Dense(latent_dim), layers.Dense(latent_dim)
        self.sampling = Sampling()

    def call(self, inputs):
        x = self.body(inputs)
        z_mean, z_log_var = self.z_mean(x), self.z_log_var(x)
        return [z_mean, z_log_var, self.sampling((z_mean, z_log_var))]


def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    encoder = Encoder(latent_dim)
    encoder(keras.Input((height, width, channels + num_classes)))
    return encoder
