"""The encoder samples by the formula written out, with the noise subtracted."""
# %% conditional_encoder
class Draw(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, mean, log_var):
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean - ops.sqrt(ops.exp(log_var)) * noise


def build_conditional_encoder(image_shape, latent_dim, num_classes):
    x = inputs = keras.Input((image_shape[0], image_shape[1], image_shape[2] + num_classes))
    for filters in (8, 16):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    mean, log_var = (layers.Dense(latent_dim)(x) for _ in range(2))
    return keras.Model(inputs, [mean, log_var, Draw()(mean, log_var)])
