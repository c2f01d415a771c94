"""generate draws with a fixed seed.

fails: test_generate_draws_afresh
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    z = keras.random.normal((ops.shape(y)[0], self.latent_dim), seed=1)
    return self.generator([z, y], training=False)
