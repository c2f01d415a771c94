"""generate starts from uniform noise.

fails: test_generate_draws_afresh
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    z = keras.random.uniform((ops.shape(y)[0], self.latent_dim))
    return self.generator([z, y], training=False)
