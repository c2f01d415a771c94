"""The decoder is a layer, not a model.

fails: test_decoder_can_learn
breaks: decoder-is-a-model
"""
# %% conditional_decoder
class Decoder(layers.Layer):
    def __init__(self, image_shape):
        super().__init__()
        height, width, channels = image_shape
        self.parts = [
            layers.Dense(height // 4 * (width // 4) * 16, activation="relu"),
            layers.Reshape((height // 4, width // 4, 16)),
            layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="sigmoid"),
        ]

    def call(self, inputs):
        for part in self.parts:
            inputs = part(inputs)
        return inputs


def build_conditional_decoder(image_shape, latent_dim, num_classes):
    decoder = Decoder(image_shape)
    decoder(keras.Input((latent_dim + num_classes,)))
    return decoder
