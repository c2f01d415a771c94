"""build_encoder returns a layer that holds the networks.

fails: test_encoder_can_learn
breaks: encoder-is-a-model
says: It is a layer
"""
# %% build_encoder
class Encoder(layers.Layer):
    def __init__(self, latent_dim):
        super().__init__()
        self.hidden, self.flatten = layers.Dense(64, activation="relu"), layers.Flatten()
        self.mean, self.log_var, self.sampling = layers.Dense(latent_dim), layers.Dense(latent_dim), Sampling()

    def call(self, x):
        h = self.hidden(self.flatten(x))
        m, v = self.mean(h), self.log_var(h)
        return [m, v, self.sampling((m, v))]


def build_encoder(latent_dim):
    return Encoder(latent_dim)
