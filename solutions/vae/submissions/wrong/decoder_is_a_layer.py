"""build_decoder returns a layer.

fails: test_decoder_can_learn
breaks: decoder-is-a-model
"""
# %% build_decoder
class Decoder(layers.Layer):
    def __init__(self):
        super().__init__()
        self.parts = [layers.Dense(64, activation="relu"), layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28, 1))]

    def call(self, z):
        for part in self.parts:
            z = part(z)
        return z


def build_decoder(latent_dim):
    return Decoder()
