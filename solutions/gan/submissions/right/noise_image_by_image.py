"""Images are generated one after the other, each from a draw of its own."""
# %% gan.generate
def generate(self, n):
    return ops.concatenate([self.generator(keras.random.normal((1, self.latent_dim)), training=False) for _ in range(n)])
