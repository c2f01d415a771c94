"""z is drawn from a truncated normal distribution.

fails: test_generate_draws_afresh
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    z = keras.random.truncated_normal((len(labels), self.latent_dim))
    return self.generator([z, y], training=False)
